# frozen_string_literal: true

require "date"

module Hyperglyph
  module Codec
    # 'd' YYYY '-' MM '-' DD 'T' HH ':' MM ':' SS [ '.' digit{1,9} ] 'Z' ';'
    #
    # Interop takes an offset, +HH:MM, in place of the Z, and gives the instant in UTC (D8).
    module DatetimeText
      PARTS = [[4, "-"], [2, "-"], [2, "T"], [2, ":"], [2, ":"], [2, nil]].freeze

      module_function

      def read(reading)
        start = reading.source.offset
        civil = PARTS.map { |width, mark| part(reading, width, mark) }
        nanoseconds = fraction(reading)
        offset = zone(reading)
        reading.terminate
        instant(civil, nanoseconds, offset) or
          reading.refuse("a date and time that exist", "DTM-5", found: "one that does not", offset: start)
      end

      def write(time) = "d#{format(time)};"

      def format(time)
        utc = time.getutc
        raise EncodeError.new("a year that is not in 0000 to 9999", requirement: "DTM-2") unless utc.year.between?(0, 9999)
        raise EncodeError.new("a time finer than nanoseconds", requirement: "DTM-2") unless (utc.subsec * 1_000_000_000).denominator == 1

        digits = [3, 6, 9].find { |count| (utc.nsec % (10**(9 - count))).zero? }
        "#{Kernel.format("%04d", utc.year)}#{utc.strftime("-%m-%dT%H:%M:%S.%#{digits}NZ")}"
      end

      def part(reading, width, mark)
        digits = width.times.map { reading.accept(/[0-9]/n, "a digit of a datetime", "DTM-2") }
        reading.accept(/#{mark}/n, "'#{mark}' in a datetime", "DTM-2") if mark
        digits.join.to_i
      end

      def fraction(reading)
        return 0 unless reading.source.scan(/\./n)

        digits = reading.accept(/[0-9]{1,9}/n, "a digit of the fraction", "DTM-2")
        digits.ljust(9, "0").to_i
      end

      # Seconds east of UTC.
      def zone(reading)
        return 0 if reading.source.scan(/Z/n)

        sign = reading.source.scan(/[+-]/n) if reading.interop?
        reading.refuse("'Z' at the end of a datetime", "DTM-1") unless sign
        hours = part(reading, 2, ":")
        minutes = part(reading, 2, nil)
        return nil if hours > 23 || minutes > 59

        (sign == "-" ? -1 : 1) * ((hours * 60) + minutes) * 60
      end

      # Ruby's Time would carry the 30th of February over to March, and its Date is Julian before 1582.
      def instant(civil, nanoseconds, offset)
        year, month, day, hour, minute, second = civil
        return unless offset && Date.valid_civil?(year, month, day, Date::GREGORIAN) && hour < 24 && minute < 60 && second < 60

        time = Time.utc(year, month, day, hour, minute, second, Rational(nanoseconds, 1000)) - offset
        time if time.year.between?(0, 9999)
      end
    end
  end
end
