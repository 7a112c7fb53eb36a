# frozen_string_literal: true

require "zlib"

module Hyperglyph
  class Router
    # The body of a request as something to read: from its first byte on, and expanded.
    module Body
      # Whether a body has any bytes; and a reader that still has them all.
      def self.peek(input)
        first = input.read(1)
        first.nil? || first.empty? ? [false, input] : [true, Ahead.new(first, input)]
      end

      # A reader of which the first byte was read.
      class Ahead
        def initialize(first, rest)
          @first = first
          @rest = rest
        end

        def read(length)
          return @rest.read(length) unless @first

          first = @first
          @first = nil
          first.b << @rest.read(length).to_s
        end
      end

      # gzip, of one member or several, expanded as it is read: a few kilobytes at a time, so that what
      # little expands to much is stopped by the limits of who reads.
      class Expanded
        PIECE = 4096

        def initialize(input)
          @input = input
          @ready = String.new(encoding: Encoding::BINARY)
        end

        # nil at the end; Zlib::Error where that comes too early, or where this is no gzip.
        def read(length)
          feed while @ready.empty? && !@ended
          @ready.empty? ? nil : @ready.slice!(0, length)
        end

        private

        def feed
          piece = @input.read(PIECE)
          return finish if piece.nil? || piece.empty?

          until piece.empty?
            @inflate ||= Zlib::Inflate.new(Zlib::MAX_WBITS + 16)
            before = @inflate.total_in
            @ready << @inflate.inflate(piece)
            piece = @inflate.finished? ? next_member(piece, before) : ""
          end
        end

        # What of the piece is behind the end of this member.
        def next_member(piece, before)
          rest = piece.byteslice((@inflate.total_in - before)..)
          @inflate.close
          @inflate = nil
          rest
        end

        def finish
          @ended = true
          @inflate&.finish
        ensure
          @inflate&.reset
          @inflate&.close
        end
      end
    end
  end
end
