# frozen_string_literal: true

module Hyperglyph
  module Codec
    # A value in its encoding, piece by piece: the root object, then each blob in chunks. Its `each`
    # makes it a body for rack, its `read` one for net/http; no blob is held in memory as a whole.
    class Message
      include Enumerable

      def initialize(value, nfc: false, canonical: false)
        tokens = Encoder.new(canonical: canonical).tokens(nfc ? Nfc.normalize(value) : value)
        @blobs = tokens.grep(Blob)
        @piece = canonical ? nil : Blob::PIECE
        @root = root(tokens)
      end

      def each
        return enum_for unless block_given?

        yield @root
        @blobs.each_with_index do |blob, id|
          chunks(blob) { |bytes| yield "c#{id}:#{bytes.bytesize}:".b << bytes << ";" }
          yield "c#{id};"
        end
      end

      def blobs? = @blobs.any?
      def to_s = each.with_object(String.new(encoding: Encoding::BINARY)) { |piece, all| all << piece }

      private

      def root(tokens)
        id = -1
        tokens.each_with_object(String.new(encoding: Encoding::BINARY)) do |token, root|
          root << (token.is_a?(Blob) ? (id += 1).to_s : token)
        end
      end

      # The canonical form has the content in one chunk, and none where there is no content.
      def chunks(blob, &block)
        return blob.each_piece(@piece, &block) if @piece

        content = blob.read
        yield content unless content.empty?
      end
    end
  end
end
