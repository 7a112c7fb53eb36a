# frozen_string_literal: true

module Hyperglyph
  module Codec
    # What the readers of every type share: take what is expected, or say what stands there instead.
    class Reading
      attr_reader :source, :limits

      def initialize(source, limits, profile)
        @source = source
        @limits = limits
        @interop = profile == :interop
      end

      # Whether to take what the implementations of 2012 write, too.
      def interop? = @interop

      def accept(pattern, expected, requirement)
        @source.scan(pattern) or refuse(expected, requirement)
      end

      # The ';' behind every object.
      def terminate(requirement = "MSG-5")
        @source.scan(/;/n) or refuse("';' at the end of the object", requirement)
      end

      # digit+, within the limit
      def digits(expected, requirement)
        at = @source.offset
        digits = accept(/[0-9]+/n, expected, requirement)
        return digits if digits.bytesize <= @limits.digits

        limit("at most #{@limits.digits} digits", "#{digits.bytesize} or more", at)
      end

      # A length, an id.
      def number(expected, requirement) = digits(expected, requirement).to_i

      # So many bytes, and the ';' behind them.
      def counted(length, at, requirement = "STR-8")
        if length > @limits.message
          limit("a length of at most #{@limits.message}", "one of #{length.bit_length} bits", at, error: SizeError)
        end
        bytes = @source.take(length)
        refuse("#{length} bytes", requirement) if bytes.bytesize < length
        terminate(requirement)
        bytes
      end

      def refuse(expected, requirement, found: @source.found, offset: @source.offset)
        requirement = "MSG-5" if found == "the end of the message"
        raise DecodeError.new(expected, found, offset: offset, requirement: requirement)
      end

      def limit(expected, found, offset = @source.offset, error: LimitError)
        raise error.new(expected, found, offset: offset, requirement: "MSG-7")
      end
    end
  end
end
