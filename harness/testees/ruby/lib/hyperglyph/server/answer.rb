# frozen_string_literal: true

module Hyperglyph
  class Router
    # A result as status, headers and body.
    class Answer
      VARY = "Method, Accept"

      def initialize(request, rendering, normalize)
        @request = request
        @rendering = rendering
        @normalize = normalize
      end

      # `redirect` is for an instance: to its url instead of its page.
      def result(value, redirect:, etag: nil)
        case value
        when nil then plain(204)
        when Created then plain(201, "location" => value.url)
        when Redirect then plain(303, "location" => value.url)
        when Hyperglyph::Resource
          redirect ? plain(303, "location" => @rendering.url_of(value)) : message(value, etag)
        when Blob then http?(value) ? blob(value) : message(value, etag)
        else message(value, etag)
        end
      end

      # An error extension, where the client takes one; else its message (D26, HTP-18).
      def failure(failure, logref)
        return text(failure) unless @request.accepts?

        page = Page::Failure.extension(failure.message, logref: logref, code: failure.code, content: failure.content)
        bytes = Hyperglyph.encode(page, nfc: @normalize)
        [failure.status, headers(TYPE, bytes.bytesize).merge(failure.headers), [bytes]]
      end

      private

      def plain(status, headers = {}) = [status, { "vary" => VARY }.merge(headers), []]

      def text(failure)
        [failure.status, headers("text/plain; charset=utf-8", failure.message.bytesize).merge(failure.headers), [failure.message]]
      end

      def headers(type, length) = { "content-type" => type, "content-length" => length.to_s, "vary" => VARY }

      # A lone blob is a plain response, unless its type is ours or is none for a header (BLB-8, D26e).
      def http?(blob) = HTTP.content_type?(blob.content_type) && !HTTP.hyperglyph?(blob.content_type)

      def blob(blob) = [200, headers(blob.content_type, blob.size), Pieces.new(blob)]

      # What holds blobs goes out in pieces; what does not has an etag where it can be asked for again.
      def message(value, etag)
        message = Codec::Message.new(@rendering.value(value), nfc: @normalize)
        return [200, { "content-type" => TYPE, "vary" => VARY }, message] if message.blobs?

        bytes = message.to_s
        headers = headers(TYPE, bytes.bytesize)
        return [200, headers, [bytes]] unless @request.method == "GET"

        etag = "\"#{etag || Rendering.etag(bytes)}\""
        raise Failure.new(412, "the answer has another etag than If-Match asks for") if @request.unmatched?(etag)

        [200, headers.merge("etag" => etag), [bytes]]
      end

      # The content of a blob as a body for rack.
      Pieces = Struct.new(:blob) do
        def each(&block) = blob.each_piece(&block)
      end
    end
  end
end
