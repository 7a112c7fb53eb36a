# frozen_string_literal: true

require "rack"

module Hyperglyph
  class Router
    # Rack's own knows If-None-Match with one etag; HTTP has lists, weak ones and `*` (RFC 9110, 13.1.2).
    class Conditional < Rack::ConditionalGet
      def self.match?(header, etag)
        header.strip == "*" || header.scan(%r{(?:W/)?("[^"]*")}).flatten.include?(etag)
      end

      private

      def etag_matches?(none_match, headers)
        etag = headers["etag"] || headers["ETag"]
        !etag.nil? && Conditional.match?(none_match, etag)
      end
    end
  end
end
