# frozen_string_literal: true

module Hyperglyph
  # A dict: any value may be a key, and keys are told apart as the protocol does (see Identity).
  #
  # A Hash is written as a dict, too; what is read is a Dict, since a Hash cannot hold every one.
  class Dict
    include Enumerable

    # From a Hash or from pairs; the same key twice is an error.
    def initialize(pairs = [])
      @pairs = pairs.map { |key, value| [key, value].freeze }.freeze
      raise ArgumentError, "a #{self.class.name} with the same key twice" if index.size < @pairs.size
    end

    # From pairs whose keys are known to differ: what a decoder has checked.
    def self.checked(pairs) = allocate.tap { |dict| dict.instance_variable_set(:@pairs, pairs.freeze) }

    def [](key) = fetch(key, nil)

    def fetch(key, *default)
      index.fetch(Identity.key(key)) do
        next yield(key) if block_given?
        next default.first unless default.empty?

        raise KeyError.new("key not found: #{key.inspect}", receiver: self, key: key)
      end
    end

    def key?(key) = index.key?(Identity.key(key))
    alias include? key?

    def dig(key, *more) = more.empty? || self[key].nil? ? self[key] : self[key].dig(*more)
    def keys = @pairs.map(&:first)
    def values = @pairs.map(&:last)
    def each(&block) = block ? (@pairs.each(&block) && self) : @pairs.each
    def size = @pairs.size
    alias length size
    def empty? = @pairs.empty?

    def to_h(&block) = @pairs.to_h(&block)
    def to_hash = to_h

    def ==(other)
      (self.class == other.class || (other.is_a?(Hash) && instance_of?(Dict))) && Identity.of(self) == Identity.of(other)
    end
    alias eql? ==

    def hash = Identity.of(self).hash
    def inspect = "#<#{self.class.name} #{@pairs.map { |key, value| "#{key.inspect}=>#{value.inspect}" }.join(", ")}>"

    private

    def index = @index ||= @pairs.to_h { |key, value| [Identity.key(key), value] }
  end

  # A dict whose order is part of it.
  class OrderedDict < Dict; end
end
