# frozen_string_literal: true

module Hyperglyph
  module Codec
    # 'p' ['-'] 'P' n 'Y' n 'M' n 'D' 'T' n 'H' n 'M' n [ '.' digit{1,9} ] 'S' ';'
    #
    # Interop takes one without some of the fields (D11).
    module TimedeltaText
      FIELDS = [["Y", :years], ["M", :months], ["D", :days], ["T", nil], ["H", :hours], ["M", :minutes], ["S", :seconds]].freeze

      module_function

      def read(reading)
        sign = reading.source.scan(/-/n)
        reading.accept(/P/n, "'P' at the start of a timedelta", "TDL-1")
        parts = reading.interop? ? some_fields(reading) : all_fields(reading)
        reading.terminate
        period = Timedelta.of(**parts)
        sign ? -period : period
      end

      def write(value) = "p#{format(value)};"

      # With months below 12, hours below 24, minutes and seconds below 60; the days carry the rest (D9b).
      def format(period)
        months = period.months
        nanoseconds = period.nanoseconds
        if (months * nanoseconds).negative?
          raise EncodeError.new("a timedelta whose months and time have different signs", requirement: "TDL-1")
        end

        sign = "-" if months.negative? || nanoseconds.negative?
        years, months = months.abs.divmod(12)
        seconds, fraction = nanoseconds.abs.divmod(1_000_000_000)
        minutes, seconds = seconds.divmod(60)
        hours, minutes = minutes.divmod(60)
        days, hours = hours.divmod(24)
        fraction = fraction.zero? ? "" : Kernel.format(".%09d", fraction).sub(/0+\z/, "")
        "#{sign}P#{years}Y#{months}M#{days}DT#{hours}H#{minutes}M#{seconds}#{fraction}S"
      end

      def all_fields(reading)
        FIELDS.each_with_object({}) do |(letter, part), parts|
          parts[part] = amount(reading, part) if part
          reading.accept(/#{letter}/n, "'#{letter}' of a timedelta with all six fields", "TDL-2")
        end
      end

      # Each field at most once, in order; those of a time behind a 'T'.
      def some_fields(reading)
        parts = {}
        rest = FIELDS.take(3)
        until rest.empty? || reading.source.peek.match?(/[;T]/n)
          value = amount(reading, :any)
          rest = one_field(reading, parts, rest, value)
        end
        return time_fields(reading, parts) if reading.source.scan(/T/n)

        reading.refuse("a field of a timedelta", "TDL-3") if parts.empty?
        parts
      end

      def time_fields(reading, parts)
        rest = FIELDS.drop(4)
        loop do
          value = amount(reading, :seconds)
          rest = one_field(reading, parts, rest, value)
          return parts if rest.empty? || reading.source.peek == ";"
        end
      end

      # Takes the letter, and gives the fields that may follow it. Only seconds have a fraction.
      def one_field(reading, parts, rest, value)
        rest = rest.select { |letter, _| letter == "S" } if value.is_a?(Rational)
        letters = rest.map(&:first)
        letter = reading.accept(/[#{letters.join}]/n, "one of #{letters.join(", ")} in a timedelta", "TDL-1")
        place = letters.index(letter)
        parts[rest[place].last] = value
        rest.drop(place + 1)
      end

      # A number; one with a fraction is a Rational.
      def amount(reading, part)
        whole = reading.digits("a digit of a timedelta", "TDL-1").to_i
        return whole unless part == :seconds && reading.source.scan(/\./n)

        fraction = reading.accept(/[0-9]{1,9}/n, "one to nine digits of a second", "TDL-1")
        Rational(whole) + Rational(fraction.to_i, 10**fraction.length)
      end
    end
  end
end
