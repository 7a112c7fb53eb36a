# frozen_string_literal: true

module Hyperglyph
  module Codec
    # The strings of a value in the normal form C (STR-5, D17c). Keys that then fall together are
    # found by the encoder.
    module Nfc
      module_function

      def normalize(value)
        case value
        when Symbol then normalize(value.name)
        when String then text(value)
        when Array then value.map { |item| normalize(item) }
        when ::Set, ExactSet then ExactSet.checked(value.map { |item| normalize(item) })
        when OrderedDict, Dict then value.class.checked(pairs(value))
        when Hash then Dict.checked(pairs(value))
        when Extension then Extension.new(normalize(value.name), normalize(value.attributes), normalize(value.content))
        when Blob then value.with_attributes(normalize(value.attributes))
        else value.respond_to?(:to_hyperglyph) ? normalize(value.to_hyperglyph) : value
        end
      end

      def text(value)
        return value if value.encoding == Encoding::BINARY || value.ascii_only? || !value.valid_encoding?

        value.encode(Encoding::UTF_8).unicode_normalize(:nfc)
      end

      def pairs(dict) = dict.map { |key, item| [normalize(key), normalize(item)] }
    end
  end
end
