# frozen_string_literal: true

require "date"

module Hyperglyph
  module Codec
    # Writes a value as tokens: strings, and each blob where its id will stand.
    #
    # Blobs get their ids, and their chunks behind the root object, when everything is in its place:
    # the canonical form sorts first and numbers afterwards (D17).
    class Encoder
      def initialize(canonical: false, depth: Limits.default.depth)
        @canonical = canonical
        @most = depth
        @depth = 0
        @identity = Identity.new
      end

      def tokens(value) = [].tap { |out| object(value, out) }

      private

      def object(value, out)
        case value
        when nil then out << "N;"
        when true then out << "T;"
        when false then out << "F;"
        when Integer then out << IntegerText.write(value)
        when Float then out << FloatText.write(value)
        when Symbol then out << Text.write(value.name)
        when String then out << Text.write(value)
        when Time then out << DatetimeText.write(value)
        when DateTime then out << DatetimeText.write(value.to_time)
        when Timedelta then out << TimedeltaText.write(value)
        else deeper { compound(value, out) }
        end
      end

      def compound(value, out)
        case value
        when Array then list(value, out)
        when ::Set, ExactSet then set(value, out)
        when OrderedDict then pairs("O", value, out, sort: false)
        when Hash, Dict then pairs("D", value, out, sort: @canonical)
        when Extension then extension(value, out)
        when Blob then blob(value, out)
        else converted(value, out)
        end
      end

      def deeper
        @depth += 1
        raise EncodeError.new("more than #{@most} containers in each other", requirement: "MSG-7") if @depth > @most

        yield
        @depth -= 1
      end

      # An open file is a blob (BLB-12); other objects say themselves what they are.
      def converted(value, out)
        if value.respond_to?(:to_hyperglyph) then object(value.to_hyperglyph, out)
        elsif value.respond_to?(:read) && value.respond_to?(:rewind) then blob(Blob.new(value), out)
        else raise EncodeError.new("a value of the class #{value.class}, which has no encoding", requirement: "EXT-1")
        end
      end

      def list(items, out)
        out << "L"
        items.each_with_index { |item, place| at("[#{place}]") { object(item, out) } }
        out << ";"
      end

      def set(items, out)
        distinct(items, "an item that stands twice in a set", "COL-3")
        out << "S"
        sorted(items.each_with_index.map { |item, place| [at("{#{place}}") { tokens(item) }] }, @canonical, out)
        out << ";"
      end

      def pairs(letter, dict, out, sort:)
        distinct(dict.map(&:first), "a key that stands twice in a dict", "COL-4")
        out << letter
        entries = dict.each_with_index.map do |(key, item), place|
          [at(".key(#{place})") { tokens(key) }, at("[#{key.inspect}]") { tokens(item) }]
        end
        sorted(entries, sort, out)
        out << ";"
      end

      # By the bytes of item or key with the ids of blobs blanked, and then by what is in these.
      def sorted(entries, sort, out)
        entries = entries.sort_by { |key, _| [key.map { |token| token.is_a?(Blob) ? "" : token }.join.b, contents(key)] } if sort
        entries.each { |entry| out.concat(*entry) }
      end

      def contents(tokens) = tokens.grep(Blob).map(&:read)

      def extension(value, out)
        out << "X"
        at(".name") { object(value.name, out) }
        at(".attributes") { object(value.attributes, out) }
        at(".content") { object(value.content, out) }
        out << ";"
      end

      def blob(value, out)
        attributes = value.attributes
        raise EncodeError.new("a blob without a content type", requirement: "BLB-2") unless value.content_type
        raise EncodeError.new("attributes of a blob that are no dict", requirement: "BLB-1") unless attributes.is_a?(Dict) || attributes.is_a?(Hash)

        out << "B" << value << ":"
        # A blob that came with an ordered dict goes on with it (D17c); ours have a dict (D5b).
        ordered = attributes.is_a?(OrderedDict)
        at(".attributes") { pairs(ordered ? "O" : "D", attributes, out, sort: @canonical && !ordered) }
        out << ";"
      end

      def distinct(values, reason, requirement)
        keys = {}
        values.each do |value|
          key = Identity.plain?(value) ? value : [@identity.of(value)]
          key = value.name if value.is_a?(Symbol)
          raise EncodeError.new(reason, requirement: requirement) if keys.key?(key)

          keys[key] = true
        end
      end

      def at(step)
        yield
      rescue EncodeError => e
        raise e.inside(step)
      end
    end
  end
end
