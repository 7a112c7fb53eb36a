# frozen_string_literal: true

module Hyperglyph
  module Codec
    # 'i' ['+'|'-'] digit+ ';'
    module IntegerText
      module_function

      def read(reading)
        sign = reading.source.scan(/[+-]/n)
        digits = reading.digits("a digit of an integer", "INT-7")
        reading.terminate
        sign == "-" ? -digits.to_i : digits.to_i
      end

      def write(value) = "i#{value};"
    end
  end
end
