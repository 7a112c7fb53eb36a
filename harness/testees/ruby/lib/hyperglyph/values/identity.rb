# frozen_string_literal: true

require "digest"
require "set"

module Hyperglyph
  # When are two values equal (D6)? When they have the same identity: same type and same value.
  #
  # Ruby's own `eql?` does not tell bytes from text ("a" and "a".b), nor 0.0 from -0.0. Containers
  # become a digest of the identities in them, so that a value is gone through once, however deep.
  class Identity
    def self.of(value) = new.of(value)

    # A key for a Hash: the value itself where Ruby and the protocol agree about it.
    def self.key(value)
      plain?(value) ? value : [of(value)]
    end

    def self.plain?(value)
      case value
      when String then [Encoding::UTF_8, Encoding::US_ASCII].include?(value.encoding)
      when Integer, true, false, nil then true
      else false
      end
    end

    def initialize
      @known = {}.compare_by_identity
    end

    def of(value)
      case value
      when nil then "N"
      when true then "T"
      when false then "F"
      when Integer then "i#{value}"
      when Float then value.nan? ? "fnan" : "f".b << [value].pack("G")
      when Symbol then of(value.name)
      when String then string(value)
      when Time then "d#{value.to_r}"
      when Timedelta then "p#{value.months},#{value.nanoseconds}"
      else @known[value] ||= container(value)
      end
    end

    private

    def string(value)
      return "b".b << value if value.encoding == Encoding::BINARY

      "u".b << (value.encoding == Encoding::UTF_8 ? value : value.encode(Encoding::UTF_8)).b
    end

    def container(value)
      case value
      when Array then digest("L", value.map { |item| of(item) })
      when ::Set, ExactSet then digest("S", value.map { |item| of(item) }.sort)
      when OrderedDict then digest("O", value.flat_map { |key, item| [of(key), of(item)] })
      when Hash, Dict then digest("D", value.map { |key, item| digest("", [of(key), of(item)]) }.sort)
      when Extension then digest("X", [of(value.name), of(value.attributes), of(value.content)])
      when Blob then digest("B", [of(value.attributes), value.digest])
      else foreign(value)
      end
    end

    # Other objects say themselves what they are; an open file is a blob.
    def foreign(value)
      if value.respond_to?(:to_hyperglyph) then of(value.to_hyperglyph)
      elsif value.is_a?(DateTime) then of(value.to_time)
      elsif value.respond_to?(:rewind) then of(Blob.new(value))
      else raise EncodeError.new("a value of the class #{value.class}, which has no encoding", requirement: "EXT-1")
      end
    end

    def digest(letter, parts)
      digest = Digest::SHA256.new << letter
      parts.each { |part| digest << "#{part.bytesize}:" << part }
      letter.b << digest.digest
    end
  end
end
