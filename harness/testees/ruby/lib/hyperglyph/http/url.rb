# frozen_string_literal: true

require "erb"
require "uri"

module Hyperglyph
  module HTTP
    # Urls are used as they are given (HTP-4): resolved, never built.
    module Url
      module_function

      # RFC 3986. One that cannot be resolved stays as it is, and is refused when it is used.
      def resolve(base, reference)
        URI.join(base, escaped(reference)).to_s
      rescue URI::Error
        reference
      end

      # An absolute url of http, ready for a request.
      def request(url)
        uri = URI.parse(escaped(url))
        raise Refused.new("the url #{url.inspect} is not of http or https", requirement: "HTP-5") unless uri.is_a?(URI::HTTP) && !uri.host.to_s.empty?
        raise Refused.new("the url #{url.inspect} has no port that there is", requirement: "HTP-5") unless uri.port.between?(1, 65_535)

        uri
      rescue URI::Error
        raise Refused.new("the url #{url.inspect} is none", requirement: "HTP-5")
      end

      # The query of a form replaces the url's own (D21).
      def with_query(url, message)
        uri = request(url)
        uri.query = ERB::Util.url_encode(message)
        uri.to_s
      end

      def origin(uri) = [uri.scheme, uri.host, uri.port]

      # What no url may hold as it is: spaces, and what is not ASCII.
      def escaped(url) = url.b.gsub(/[^\x21-\x7e]|["<>\\^`{|}]/n) { |byte| format("%%%02X", byte.ord) }
    end
  end
end
