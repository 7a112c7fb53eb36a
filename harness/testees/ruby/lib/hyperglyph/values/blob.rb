# frozen_string_literal: true

require "digest"
require "stringio"

module Hyperglyph
  # Large content with a content type, read like a file.
  class Blob
    PIECE = 64 * 1024

    attr_reader :attributes

    # From a string or from anything with `read` and `rewind`: an open file, for one.
    def initialize(content, content_type: "application/octet-stream", url: nil, attributes: nil)
      @content = content
      @attributes = attributes || Dict.new([["content-type", content_type], *(url && [["url", url]])])
    end

    # The 2012 Python implementation writes it as bytes (D19a).
    def content_type = text("content-type")
    def url = text("url")

    # A reader of its own at the start of the content, if that is a string; else the one there is.
    def io
      @content.is_a?(String) ? StringIO.new(@content.b) : @content.tap(&:rewind)
    end

    # All of it, as bytes.
    def read = io.read.to_s.b

    def size = @content.is_a?(String) ? @content.bytesize : (@content.respond_to?(:size) ? @content.size : read.bytesize)

    # Pieces of the content, none of them empty.
    def each_piece(length = PIECE)
      reader = io
      while (piece = reader.read(length))
        break if piece.empty?

        yield piece.b
      end
    end

    def digest
      sum = Digest::SHA256.new
      each_piece { |piece| sum << piece }
      sum.digest
    end

    def with_attributes(attributes) = Blob.new(@content, attributes: attributes)

    def ==(other) = other.is_a?(Blob) && Identity.of(self) == Identity.of(other)
    alias eql? ==

    def hash = Identity.of(self).hash
    def inspect = "#<Hyperglyph::Blob #{content_type} #{size} bytes>"

    private

    def text(name)
      value = attributes[name]
      return unless value.is_a?(String)

      value = value.dup.force_encoding(Encoding::UTF_8)
      value if value.valid_encoding?
    end
  end
end
