# frozen_string_literal: true

module Hyperglyph
  # An application served by puma, in threads of this process:
  #
  #   server = Hyperglyph::Server.new(app)
  #   puts server.url
  #   server.join
  class Server
    attr_reader :url

    def initialize(app, host: "127.0.0.1", port: 0)
      require "puma"
      require "puma/server"
      @puma = Puma::Server.new(app, Puma::Events.strings, min_threads: 0, max_threads: 16)
      listener = @puma.add_tcp_listener(host, port)
      @url = "http://#{host.include?(":") ? "[#{host}]" : host}:#{listener.addr[1]}/"
      @thread = @puma.run
    end

    def join = @thread.join
    def stop = @puma.stop(true)
  end
end
