# frozen_string_literal: true

require "stringio"
require "tempfile"

module Hyperglyph
  module Codec
    # Content that arrives in pieces: in memory while it is small, then in a temporary file.
    class Spool
      def initialize(threshold)
        @threshold = threshold
        @io = StringIO.new(String.new(encoding: Encoding::BINARY))
      end

      def write(bytes)
        move if @io.is_a?(StringIO) && @io.size + bytes.bytesize > @threshold
        @io.write(bytes)
      end

      # Where readers read; the file goes when nothing holds it any more.
      def rewind = @io.rewind
      def read(...) = @io.read(...)
      def size = @io.size

      private

      def move
        file = Tempfile.new("hyperglyph", binmode: true)
        file.write(@io.string)
        @io = file
      end
    end
  end
end
