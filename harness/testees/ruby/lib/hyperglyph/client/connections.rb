# frozen_string_literal: true

require "net/http"
require "openssl"

module Hyperglyph
  class Client
    # Connections by origin, kept open between requests, each for one thread at a time.
    class Connections
      BROKEN = [SystemCallError, IOError, SocketError, Timeout::Error, Net::ProtocolError, Net::HTTPBadResponse,
                Net::HTTPHeaderSyntaxError, OpenSSL::SSL::SSLError].freeze

      def initialize(timeout)
        @timeout = timeout
        @idle = Hash.new { |idle, origin| idle[origin] = [] }
        @lock = Mutex.new
      end

      # Sends a request; the block gets the response before its body is read.
      def exchange(uri, request, &block)
        connection = @lock.synchronize { @idle[HTTP::Url.origin(uri)].pop } || open(uri)
        response = connection.request(request, &block)
        @lock.synchronize { @idle[HTTP::Url.origin(uri)].push(connection) }
        response
      rescue *BROKEN => e
        close(connection)
        raise TransportError, "#{request.method} #{uri}: #{e.message}"
      rescue StandardError
        # What is left of the answer is not wanted.
        close(connection)
        raise
      end

      private

      def open(uri)
        Net::HTTP.new(uri.host, uri.port).tap do |connection|
          connection.use_ssl = uri.scheme == "https"
          connection.open_timeout = connection.read_timeout = connection.write_timeout = @timeout
          connection.keep_alive_timeout = 15
          connection.start
        end
      end

      def close(connection)
        connection.finish if connection&.started?
      rescue IOError
        nil
      end
    end
  end
end
