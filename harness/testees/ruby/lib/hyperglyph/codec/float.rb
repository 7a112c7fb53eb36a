# frozen_string_literal: true

module Hyperglyph
  module Codec
    # 'f' [sign] ( '0x' hex+ [ '.' hex+ ] 'p' [sign] digit+
    #            | digit+ [ '.' digit+ ] [ 'e' [sign] digit+ ]
    #            | 'inf' | 'infinity' | 'nan' ) ';'             in any case
    #
    # Interop takes a bare point, a missing hex exponent and a signed nan as well (D2, D3).
    module FloatText
      NAMES = { "inf" => Float::INFINITY, "infinity" => Float::INFINITY, "nan" => Float::NAN }.freeze
      # As much of a name as is there.
      NAME = /i(?:n(?:f(?:i(?:n(?:i(?:t(?:y)?)?)?)?)?)?)?|n(?:a(?:n)?)?/ni.freeze
      HALF = ["a whole float", "FLT-8"].freeze

      module_function

      def read(reading)
        source = reading.source
        start = source.offset
        sign = source.scan(/[+-]/n)
        float = if source.scan(/0x/ni) then finite(hex(reading), reading, start)
                elsif source.peek.match?(/[0-9.]/n) then finite(decimal(reading), reading, start)
                else named(reading, sign)
                end
        # What follows half of a float is rarely meant to end it: not a matter of the ';'.
        reading.accept(/;/n, "the rest of a float, or ';'", "FLT-8")
        sign == "-" && !float.nan? ? -float : float
      end

      def write(value)
        return "fnan;" if value.nan?
        return value.positive? ? "finf;" : "f-inf;" if value.infinite?

        bits = [value].pack("G").unpack1("Q>")
        sign = bits[63] == 1 ? "-" : ""
        exponent = bits[52, 11]
        fraction = format("%013x", bits[0, 52]).sub(/(?<=.)0+\z/, "")
        return "f#{sign}0x0p0;" if exponent.zero? && fraction == "0"
        return "f#{sign}0x0.#{fraction}p-1022;" if exponent.zero?

        format("f%s0x1.%sp%+d;", sign, fraction, exponent - 1023)
      end

      def named(reading, sign)
        reading.refuse("a float without a sign before nan", "FLT-5") if sign && !reading.interop? && reading.source.peek.match?(/n/ni)
        name = reading.accept(NAME, "a float: hex, decimal, inf, infinity or nan", "FLT-8")
        NAMES[name.downcase] or reading.refuse("the rest of inf, infinity or nan", "FLT-8")
      end

      def finite(float, reading, start)
        return float unless float.infinite?

        reading.refuse("a float in the range of a double", "FLT-7", found: "a larger one", offset: start)
      end

      # Ruby's own reader rounds decimals to the nearest double, at any length.
      def decimal(reading)
        whole, fraction = around_point(reading, /[0-9]+/n)
        exponent = exponent(reading) if reading.source.scan(/e/ni)
        Float("#{whole || 0}.#{fraction || 0}e#{exponent || 0}")
      end

      # And hex not beyond 53 bits: so it is done here, on integers.
      def hex(reading)
        whole, fraction = around_point(reading, /[0-9a-f]+/ni)
        exponent = if reading.source.scan(/p/ni) then exponent(reading)
                   elsif !reading.interop? then reading.refuse("'p' and the exponent of a hex float", "FLT-1")
                   end
        nearest("#{whole}#{fraction}".to_i(16), (exponent || 0) - (4 * (fraction || "").length))
      end

      # The digits before and after the point, where there are any.
      def around_point(reading, digit)
        whole = run(reading, digit)
        reading.refuse(*HALF) unless whole || (reading.interop? && reading.source.peek == ".")
        return [whole, nil] unless reading.source.scan(/\./n)

        fraction = run(reading, digit)
        reading.refuse(*HALF) unless fraction || (whole && reading.interop?)
        [whole, fraction]
      end

      def run(reading, digit)
        digits = reading.source.scan(digit) or return
        return digits if digits.bytesize <= reading.limits.digits

        reading.limit("at most #{reading.limits.digits} digits", "#{digits.bytesize} or more")
      end

      def exponent(reading)
        sign = reading.source.scan(/[+-]/n)
        digits = reading.digits("a digit of the exponent", "FLT-8")
        "#{sign}#{digits}".to_i
      end

      # The double nearest to integer × 2^exponent, halves to even.
      def nearest(integer, exponent)
        return 0.0 if integer.zero?

        top = integer.bit_length + exponent
        return Float::INFINITY if top > 1025
        return 0.0 if top < -1080

        # Bits below the last one of a double of this size: 53 in all, fewer for subnormals.
        drop = [integer.bit_length - 53, -1074 - exponent].max
        return Math.ldexp(integer, exponent) unless drop.positive?

        kept = integer >> drop
        rest = integer - (kept << drop)
        half = 1 << (drop - 1)
        kept += 1 if rest > half || (rest == half && kept.odd?)
        Math.ldexp(kept, exponent + drop)
      end
    end
  end
end
