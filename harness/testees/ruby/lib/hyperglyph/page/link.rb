# frozen_string_literal: true

module Hyperglyph
  module Page
    # A safe request, callable without arguments.
    #
    #   url, method (GET), inline, etag, last_modified, headers (Accept) · nil, or the inlined response
    class Link < Part
      # A link for a page of a server.
      def self.extension(url, inlined: nil, etag: nil)
        return Extension.new("link", { "url" => url, "method" => "GET" }) unless inlined

        attributes = { "url" => url, "method" => "GET", "inline" => true, "etag" => etag }
        Extension.new("link", attributes.compact, inlined.first)
      end

      def method_name
        method = text("method", "LNK-2") || "GET"
        return method if method == "GET"

        raise Refused.new("a link with the method #{method}: links are safe", requirement: "LNK-10")
      end

      # Content counts only where `inline` is true (D26h).
      def inline?
        inline = attribute("inline")
        return inline == true if [nil, true, false].include?(inline)

        raise Refused.new("inline of a link is no bool", requirement: "LNK-4")
      end

      def etag = text("etag", "LNK-6")

      def last_modified
        time = attribute("last_modified")
        return time if time.nil? || time.is_a?(Time)

        raise Refused.new("last_modified of a link is no datetime", requirement: "LNK-6")
      end

      # Accept, and no other (HTP-10).
      def headers
        Headers.read(self, attribute("headers"), %w[accept], "HTP-10")
      end

      # What the link leads to; what is inlined, without a request, unless the agent is to ask.
      def call(*arguments, **named)
        unless arguments.empty? && named.empty?
          raise Refused.new("a link takes no arguments", requirement: "INP-6")
        end

        method_name
        url!
        inline? ? agent.inlined(self) : agent.follow(self)
      end

      # The same with what a form takes.
      def submit(arguments = [], named = {}) = call(*arguments, **named.transform_keys(&:to_sym))

      # What makes the request conditional (LNK-7).
      def conditions
        { "if-none-match" => quoted(etag), "if-modified-since" => last_modified&.httpdate }.compact
      end

      private

      # An etag stands on a page with its quotes or without; in a header only with them.
      def quoted(etag)
        return if etag.nil?
        return etag if etag.match?(%r{\A(?:W/)?"[\x20\x21\x23-\x7e]*"\z})
        raise Refused.new("an etag that no header can hold", requirement: "LNK-6") unless etag.match?(/\A[\x20\x21\x23-\x7e]*\z/)

        "\"#{etag}\""
      end
    end
  end
end
