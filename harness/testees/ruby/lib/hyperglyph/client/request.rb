# frozen_string_literal: true

require "stringio"
require "zlib"

module Hyperglyph
  class Client
    # What goes over the wire: method, url, headers, and a body that can be sent again.
    Request = Struct.new(:method, :url, :headers, :body, keyword_init: true) do
      # The request that a form and its arguments make, by the envelope.
      def self.of(form, arguments, limits)
        method = form.method_name
        headers = form.headers
        case form.envelope
        when "form" then new(method: method, url: form.url, headers: headers.merge("content-type" => TYPE), body: entries(arguments, limits))
        when "query" then new(method: method, url: query(form.url, arguments), headers: headers)
        when "none" then none(form, method, headers, arguments)
        else blob(form, method, headers, arguments)
        end
      end

      # Without arguments nothing is added, and the url's own query stays (D26c).
      def self.query(url, arguments)
        return url if arguments.empty?

        HTTP::Url.with_query(url, Codec::Message.new(ordered(arguments), nfc: true).to_s)
      end

      def self.entries(arguments, limits)
        Codec::Message.new(ordered(arguments), nfc: true).each_with_object(Codec::Spool.new(limits.spool)) do |piece, body|
          body.write(piece)
        end
      end

      def self.ordered(arguments) = Page.resolved(OrderedDict.new(arguments))

      def self.none(form, method, headers, arguments)
        raise Refused.new("a form with the envelope none and arguments", requirement: "ENV-2") if arguments.any?

        new(method: method, url: form.url, headers: headers)
      end

      def self.blob(form, method, headers, arguments)
        raise Refused.new("a form with the envelope blob and #{arguments.size} arguments", requirement: "ENV-5") unless arguments.size == 1

        name, blob = arguments.first
        blob = Blob.new(blob) if blob.respond_to?(:read) && !blob.is_a?(Blob)
        raise Refused.new("the argument #{name}, which has to be a blob", requirement: "ENV-3") unless blob.is_a?(Blob)

        type = blob.content_type.to_s
        raise Refused.new("the content type #{type.inspect}, which no header can have", requirement: "ENV-3") unless HTTP.content_type?(type)

        headers = headers.merge("content-type" => type, "content-disposition" => HTTP.disposition(name))
        new(method: method, url: form.url, headers: headers, body: blob.io)
      end

      # PUT, PATCH and DELETE as POST (HTP-6).
      def tunnelled
        return self unless %w[PUT PATCH DELETE].include?(method)

        with(method: "POST", headers: headers.merge("method" => method))
      end

      # With its body compressed, which servers of the protocol take (D26j).
      def compressed(limits)
        return self unless body

        packed = Codec::Spool.new(limits.spool)
        writer = Zlib::GzipWriter.new(packed)
        Blob.new(body).each_piece { |piece| writer.write(piece) }
        writer.close
        with(headers: headers.merge("content-encoding" => "gzip"), body: packed)
      end

      # Where a redirect leads (D23): with the same method and body, or with GET.
      def redirected(url, status)
        return with(url: url) if [307, 308].include?(status) || (method == "GET" && !tunnel?)

        with(method: "GET", url: url, headers: headers.slice("accept"), body: nil)
      end

      def with(**changes) = self.class.new(**to_h, **changes)

      private

      def tunnel? = headers.key?("method")
    end
  end
end
