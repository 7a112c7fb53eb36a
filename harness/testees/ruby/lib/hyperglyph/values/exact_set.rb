# frozen_string_literal: true

module Hyperglyph
  # A set whose items are told apart as the protocol does (see Identity).
  #
  # Ruby's own Set is written as a set, too; what is read is an ExactSet.
  class ExactSet
    include Enumerable

    def initialize(items = [])
      @items = items.to_a.freeze
      raise ArgumentError, "a set with the same item twice" if index.size < @items.size
    end

    def self.checked(items) = allocate.tap { |set| set.instance_variable_set(:@items, items.freeze) }

    def include?(item) = index.key?(Identity.key(item))
    def each(&block) = block ? (@items.each(&block) && self) : @items.each
    def size = @items.size
    alias length size
    def empty? = @items.empty?

    def ==(other) = (other.is_a?(ExactSet) || other.is_a?(::Set)) && Identity.of(self) == Identity.of(other)
    alias eql? ==

    def hash = Identity.of(self).hash
    def inspect = "#<#{self.class.name} #{@items.map(&:inspect).join(", ")}>"

    private

    def index = @index ||= @items.to_h { |item| [Identity.key(item), true] }
  end
end
