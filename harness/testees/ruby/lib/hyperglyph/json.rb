# frozen_string_literal: true

require "base64"
require "json"
require_relative "codec"

module Hyperglyph
  # Values as JSON and back: JSON where it has the type, one `$` key where it has not.
  #
  #   nil true false        null true false           list          [...]
  #   integer               12, {"$int": "…"}         set           {"$set": [...]}
  #   float                 {"$float": "0x1.8p+0"}    dict          {"a": 1}, {"$dict": [[k, v], ...]}
  #   unicode               "text"                    ordered dict  {"$odict": [[k, v], ...]}
  #   bytearray             {"$bytes": "base64"}      extension     {"$ext": [name, attributes, content]}
  #   datetime, timedelta   {"$datetime": "…"}        blob          {"$blob": {"attributes": …, "content": "base64"}}
  module Notation
    # A text or a tree that stands for no value, and where: `/users/3/score`.
    class Error < Hyperglyph::Error
      def initialize(reason)
        @reason = reason
        @path = []
        super()
      end

      def inside(step) = tap { @path.unshift(step) }
      def message = "#{@reason}, at #{@path.empty? ? "/" : @path.map { |step| "/#{step}" }.join}"
    end

    # An object of JSON with what `Hash` would lose: names that stand twice.
    class Entries < Array
      def []=(name, value)
        self << [name, value]
      end
    end

    SAFE = 1 << 53
    NESTING = 2000
    MINUS_ZERO = /"(?:[^"\\]|\\.)*"|(-0)(?![.\deE])/m.freeze

    module_function

    def parse(text)
      raise Error, "the number -0" if text.scan(MINUS_ZERO).flatten.any?

      read(JSON.parse(text, object_class: Entries, max_nesting: NESTING))
    rescue JSON::ParserError => e
      raise Error, "no JSON: #{e.message[0, 80]}"
    end

    def generate(value) = JSON.generate(write(value), max_nesting: NESTING)

    # A value as the tree that JSON.generate takes.
    def write(value)
      case value
      when nil, true, false then value
      when Integer then value.abs < SAFE ? value : { "$int" => value.to_s }
      when Float then { "$float" => Codec::FloatText.write(value)[1..-2] }
      when String then value.encoding == Encoding::BINARY ? { "$bytes" => Base64.strict_encode64(value) } : value
      when Symbol then value.name
      when Time then { "$datetime" => Codec::DatetimeText.format(value) }
      when Timedelta then { "$timedelta" => value.to_s }
      when Array then value.map { |item| write(item) }
      when ::Set, ExactSet then { "$set" => value.map { |item| write(item) } }
      when OrderedDict then { "$odict" => pairs(value) }
      when Hash, Dict then dict(value)
      when Extension then { "$ext" => [write(value.name), write(value.attributes), write(value.content)] }
      when Blob then { "$blob" => { "attributes" => write(value.attributes), "content" => Base64.strict_encode64(value.read) } }
      when ->(other) { other.respond_to?(:to_hyperglyph) } then write(value.to_hyperglyph)
      else raise Error, "a value of the class #{value.class}, which has no encoding"
      end
    end

    def pairs(dict) = dict.map { |key, item| [write(key), write(item)] }

    def dict(value)
      plain = value.all? { |key, _| key.is_a?(String) && key.encoding != Encoding::BINARY && !key.start_with?("$") }
      plain ? value.to_h { |key, item| [key, write(item)] } : { "$dict" => pairs(value) }
    end

    # The value of a tree that JSON.parse gave with `object_class: Entries`.
    def read(tree)
      case tree
      when Entries then object(tree)
      when Array then each(tree) { |item| read(item) }
      when Float then raise Error, "a number with a fraction or exponent, where {\"$float\": …} is meant"
      when Integer then tree.abs < SAFE ? tree : raise(Error, "a number of 2^53 or more, where {\"$int\": …} is meant")
      when String then text(tree)
      else tree
      end
    end

    def text(string) = string.valid_encoding? ? string : raise(Error, "a lone surrogate")

    def each(items)
      items.each_with_index.map { |item, place| at(place) { yield item } }
    end

    def object(entries)
      tagged, plain = entries.partition { |name, _| text(name).start_with?("$") }
      return checked { Dict.new(plain.map { |name, item| [name, at(name) { read(item) }] }) } if tagged.empty?
      raise Error, "an object with a $ key and others" unless entries.size == 1

      tag, tree = entries.first
      at(tag) { tagged(tag, tree) }
    end

    def tagged(tag, tree)
      case tag
      when "$int" then scalar("i", tree, /\A-?\d+\z/)
      when "$float" then scalar("f", tree)
      when "$datetime" then scalar("d", tree)
      when "$timedelta" then scalar("p", tree)
      when "$bytes" then base64(tree)
      when "$set" then checked { ExactSet.new(each(list(tree)) { |item| read(item) }) }
      when "$dict" then checked { Dict.new(couples(tree)) }
      when "$odict" then checked { OrderedDict.new(couples(tree)) }
      when "$ext" then Extension.new(*each(list(tree, 3)) { |part| read(part) })
      when "$blob" then blob(tree)
      else raise Error, "the unknown tag #{tag}"
      end
    end

    def scalar(letter, tree, pattern = /\A[^;]+\z/)
      raise Error, "no text of the right form" unless tree.is_a?(String) && tree.match?(pattern)

      Hyperglyph.decode("#{letter}#{tree};")
    rescue DecodeError => e
      raise Error, e.message
    end

    def base64(tree)
      raise Error, "no text of base64" unless tree.is_a?(String)

      Base64.strict_decode64(tree).freeze
    rescue ArgumentError
      raise Error, "no base64 with its padding"
    end

    def blob(tree)
      parts = tree.is_a?(Entries) ? tree.to_h : {}
      raise Error, "a blob needs attributes and content" unless parts.keys.sort == %w[attributes content] && tree.size == 2

      attributes = at("attributes") { read(parts["attributes"]) }
      raise Error, "attributes of a blob that are no dict" unless attributes.is_a?(Dict)

      Blob.new(at("content") { base64(parts["content"]) }, attributes: attributes)
    end

    def couples(tree)
      each(list(tree)) { |couple| each(list(couple, 2)) { |part| read(part) } }
    end

    def list(tree, size = nil)
      raise Error, "no list" if !tree.is_a?(Array) || tree.is_a?(Entries)
      raise Error, "a list of #{tree.size}, where #{size} are needed" if size && tree.size != size

      tree
    end

    def checked
      yield
    rescue ArgumentError => e
      raise Error, e.message
    end

    def at(step)
      yield
    rescue Error => e
      raise e.inside(step)
    end
  end
end
