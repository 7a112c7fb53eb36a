# frozen_string_literal: true

require "strscan"

module Hyperglyph
  module Codec
    # The bytes of a message, from a string or from anything with `read(length)`, with the offset.
    #
    # Before each scan, WINDOW bytes are there or the input has ended. No token but a string is
    # longer (Limits#digits sees to it), so that a scan never stops at the edge of a piece.
    class Source
      WINDOW = 64 * 1024
      PIECE = 256 * 1024

      def initialize(input)
        if input.respond_to?(:read)
          @input = input
          @scanner = StringScanner.new(String.new(encoding: Encoding::BINARY))
        else
          @scanner = StringScanner.new(input.b)
        end
        @before = 0
      end

      # The offset of the next byte in the message.
      def offset = @before + @scanner.pos

      # The next bytes, if they match.
      def scan(pattern)
        fill if @input && @scanner.rest_size < WINDOW
        @scanner.scan(pattern)
      end

      # The next byte, without taking it; an empty string at the end.
      def peek
        fill if @input && @scanner.rest_size < WINDOW
        @scanner.peek(1)
      end

      def end? = peek.empty?

      # So many bytes, or fewer where the input ends before.
      def take(length)
        fill if @input && @scanner.rest_size < WINDOW
        taken = advance(length)
        return taken if taken.bytesize == length || !@input

        pieces = [taken]
        missing = length - taken.bytesize
        while missing.positive? && (@input || @scanner.rest_size.positive?)
          fill
          pieces << advance([missing, @scanner.rest_size].min)
          missing -= pieces.last.bytesize
        end
        pieces.join
      end

      # The byte that stands where another was expected, for an error.
      def found
        byte = peek
        return "the end of the message" if byte.empty?

        byte.match?(/[[:graph:]]/n) && byte.ord < 127 ? "'#{byte}'" : format("the byte 0x%02x", byte.ord)
      end

      private

      def advance(length)
        bytes = @scanner.peek(length)
        @scanner.pos += bytes.bytesize
        bytes
      end

      def fill
        return unless @input

        bytes = gather
        @before += @scanner.pos
        @scanner.string = @scanner.rest << bytes
      end

      # A reader may give less than it was asked for, and gives nothing at its end.
      def gather
        bytes = String.new(encoding: Encoding::BINARY)
        while bytes.bytesize < PIECE
          piece = @input.read(PIECE - bytes.bytesize)
          break @input = nil if piece.nil? || piece.empty?

          bytes << piece.b
        end
        bytes
      end
    end
  end
end
