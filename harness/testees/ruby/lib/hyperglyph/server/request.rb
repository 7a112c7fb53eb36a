# frozen_string_literal: true

require "rack"
require_relative "body"

module Hyperglyph
  class Router
    # What of a request the protocol looks at.
    class Request
      attr_reader :env

      def initialize(env, limits)
        @env = env
        @limits = limits
      end

      # The header Method, if present, is the method (HTP-7, D22).
      def method = HTTP.text(@env["HTTP_METHOD"] || @env["REQUEST_METHOD"])

      def path = Rack::Utils.unescape_path(@env["PATH_INFO"].empty? ? "/" : @env["PATH_INFO"])

      # Whether an answer of ours is wanted (D26).
      def accepts?
        accept = @env["HTTP_ACCEPT"]
        accept.nil? || accept.delete(", \t").empty? || quality(accept).positive?
      end

      # The name that a blob came under.
      def blob_name = HTTP.disposition_name(@env["HTTP_CONTENT_DISPOSITION"])

      # Whether there is a query; one without arguments is left out (D26c).
      def query? = !@env["QUERY_STRING"].to_s.empty?

      # The value that the query is (ENV-8); `+` is a space (D20).
      def query
        Hyperglyph.decode(URI.decode_www_form_component(@env["QUERY_STRING"].to_s, Encoding::BINARY), limits: @limits)
      rescue ArgumentError
        raise Failure.new(400, "the query is no percent-encoding [D20]")
      end

      # The entries of the body or query, by the offer's envelope.
      def entries(offer)
        case offer.envelope
        when "form" then names(form)
        when "query" then names(query? ? query : OrderedDict.new)
        when "blob" then blob(offer)
        else {}
        end
      end

      # What If-Match asks for is not there (RFC 9110, 13.1.1).
      def unmatched?(etag)
        wanted = @env["HTTP_IF_MATCH"]
        !wanted.nil? && !Conditional.match?(wanted, etag)
      end

      private

      # The most specific range that matches decides.
      def quality(accept)
        ranges = Rack::Utils.q_values(accept)
        [TYPE, "application/*", "*/*"].each do |range|
          found = ranges.find { |name, _| name.split(";").first.strip.casecmp?(range) }
          return found.last if found
        end
        0
      end

      # An empty body holds no arguments (D19e), and is of no type.
      def form
        any, input = Body.peek(body)
        return OrderedDict.new unless any

        type = @env["CONTENT_TYPE"].to_s
        unless type.empty? || HTTP.hyperglyph?(type)
          raise Failure.new(415, "a body of the type #{TYPE} is expected, this is another [HTP-1]")
        end

        Hyperglyph.decode(input, limits: @limits)
      end

      # A dict of unicode to object, with or without order (D19e).
      def names(value)
        raise Failure.new(400, "a dict of arguments by name is expected [ENV-6]") unless value.is_a?(Dict)
        unless value.keys.all? { |name| name.is_a?(String) && name.encoding == Encoding::UTF_8 }
          raise Failure.new(400, "names of arguments are unicode [ENV-6]")
        end

        value.to_h
      end

      def blob(offer)
        content = Codec::Spool.new(@limits.spool)
        input = body
        while (piece = input.read(Blob::PIECE)) && !piece.empty?
          too_large(@limits.content) if content.size + piece.bytesize > @limits.content
          content.write(piece)
        end
        type = @env["CONTENT_TYPE"].to_s
        { blob_name || offer.inputs.first.first => Blob.new(content, content_type: type.empty? ? "application/octet-stream" : HTTP.text(type)) }
      end

      # The body, expanded where it came compressed (D26j).
      def body
        too_large(@limits.content + @limits.message) if @env["CONTENT_LENGTH"].to_i > @limits.content + @limits.message
        input = @env["rack.input"]
        case @env["HTTP_CONTENT_ENCODING"].to_s.strip.downcase
        when "", "identity" then input
        when "gzip", "x-gzip" then Body::Expanded.new(input)
        else raise Failure.new(415, "the body may be compressed by gzip, and not otherwise [HTP-2]", headers: { "accept-encoding" => "gzip" })
        end
      end

      def too_large(limit) = raise(Failure.new(413, "a body of at most #{limit} bytes is expected [MSG-7]"))
    end
  end
end
