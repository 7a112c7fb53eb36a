# frozen_string_literal: true

module Hyperglyph
  module Page
    # A page of something longer; reserved (CLN-1).
    #
    #   a dict · an ordered collection, or nil
    class Collection < Part
      include Enumerable

      def self.extension(attributes, items) = Extension.new("collection", attributes, items)

      def each(&block) = items.each(&block)
      def [](place) = items.is_a?(Array) ? items[place] : items[place.to_s]
      def fetch(place) = items.fetch(place)
      def size = items.size

      private

      def items
        return content || [] if content.nil? || content.is_a?(Array) || content.is_a?(OrderedDict)

        raise Refused.new("a collection whose content has no order", requirement: "CLN-1")
      end
    end
  end
end
