# frozen_string_literal: true

module Hyperglyph
  # An application served by puma, in threads of this process:
  #
  #   server = Hyperglyph::Server.new(app)
  #   puts server.url
  #   server.join
  class Server
    attr_reader :url

    def initialize(app, host: "127.0.0.1", port: 0, limit: 2 << 30)
      require "puma"
      require "puma/server"
      # Puma 5 logs by an object of its own, which later ones do without.
      events = Puma::Events.respond_to?(:strings) ? Puma::Events.strings : nil
      @puma = Puma::Server.new(app, events, min_threads: 0, max_threads: 16, http_content_length_limit: limit)
      listener = @puma.add_tcp_listener(host, port)
      @url = "http://#{host.include?(":") ? "[#{host}]" : host}:#{listener.addr[1]}/"
      @thread = @puma.run
    end

    def join = @thread.join
    def stop = @puma.stop(true)
  end
end
