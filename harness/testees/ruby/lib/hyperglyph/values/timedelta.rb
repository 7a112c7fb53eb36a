# frozen_string_literal: true

module Hyperglyph
  # A period: months, whose length in time depends on the date, and an exact number of nanoseconds.
  class Timedelta
    include Comparable

    attr_reader :months, :nanoseconds

    # Timedelta.of(days: 3, minutes: 2); seconds may be a Rational or a Float.
    def self.of(years: 0, months: 0, days: 0, hours: 0, minutes: 0, seconds: 0)
      new(years * 12 + months, ((((days * 24) + hours) * 60 + minutes) * 60 + seconds) * 1_000_000_000)
    end

    def initialize(months, nanoseconds)
      @months = Integer(months)
      @nanoseconds = nanoseconds.round
      freeze
    end

    # The seconds of the exact part.
    def seconds = Rational(nanoseconds, 1_000_000_000)

    def ==(other) = other.is_a?(Timedelta) && months == other.months && nanoseconds == other.nanoseconds
    alias eql? ==

    def hash = [Timedelta, months, nanoseconds].hash

    # Months have no fixed length: only periods of the same months have an order.
    def <=>(other) = other.is_a?(Timedelta) && months == other.months ? nanoseconds <=> other.nanoseconds : nil

    def -@ = Timedelta.new(-months, -nanoseconds)

    def to_s = Codec::TimedeltaText.format(self)
    def inspect = "#<Hyperglyph::Timedelta #{months} months, #{nanoseconds} ns>"
  end
end
