# frozen_string_literal: true

module Hyperglyph
  module Codec
    # 'u' length ':' utf8-bytes ';'   'u;' when empty
    # 'b' length ':' bytes ';'        'b;' when empty
    module Text
      module_function

      def read_unicode(reading)
        bytes, at = payload(reading)
        text = bytes.force_encoding(Encoding::UTF_8)
        return text.freeze if text.valid_encoding?

        # Strict UTF-8: no surrogates, nothing overlong, nothing past U+10FFFF.
        good = text.each_char.take_while(&:valid_encoding?).sum(&:bytesize)
        reading.refuse("well-formed UTF-8", "STR-3", found: format("the byte 0x%02x", text.getbyte(good)), offset: at + good)
      end

      def read_bytes(reading) = payload(reading).first.freeze

      def payload(reading)
        return [String.new(encoding: Encoding::BINARY), reading.source.offset] if reading.source.scan(/;/n)

        at = reading.source.offset
        length = reading.number("a length, or ';' of an empty string", "STR-8")
        reading.accept(/:/n, "':' after the length", "STR-8")
        start = reading.source.offset
        [reading.counted(length, at), start]
      end

      # A string is unicode unless its encoding says that it is bytes.
      def write(value)
        return counted("b", value) if value.encoding == Encoding::BINARY

        text = value.encode(Encoding::UTF_8)
        raise EncodeError.new("a string that is not well-formed UTF-8", requirement: "STR-2") unless text.valid_encoding?

        counted("u", text.b)
      rescue EncodingError => e
        raise EncodeError.new("a string that is not UTF-8 (#{e.class})", requirement: "STR-2")
      end

      def counted(letter, bytes) = bytes.empty? ? "#{letter};" : "#{letter}#{bytes.bytesize}:".b << bytes << ";"
    end
  end
end
