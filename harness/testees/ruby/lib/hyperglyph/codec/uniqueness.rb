# frozen_string_literal: true

module Hyperglyph
  module Codec
    # No item of a set and no key of a dict stands twice (COL-3, COL-4, COL-5).
    #
    # Two blobs can only be told apart once their chunks are there: what holds one is looked at again
    # at the end of the message.
    class Uniqueness
      # The items or keys of one container.
      class Seen
        def initialize(owner, expected, requirement)
          @owner = owner
          @expected = expected
          @requirement = requirement
          @keys = {}
        end

        def see(value, offset)
          return add(value, offset) if Identity.plain?(value)
          return @owner.later(self, value, offset) if @owner.holds_blob?(value)

          add([@owner.identity.of(value)], offset)
        end

        def add(key, offset)
          @owner.refuse(@expected, @requirement, offset) if @keys.key?(key)
          @keys[key] = true
        end
      end

      attr_reader :identity

      def initialize(reading)
        @reading = reading
        @identity = Identity.new
        @later = []
        @without = {}.compare_by_identity
      end

      def start(expected, requirement) = Seen.new(self, expected, requirement)
      def later(seen, value, offset) = @later << [seen, value, offset]

      def finish
        @later.each { |seen, value, offset| seen.add([@identity.of(value)], offset) }
      end

      def refuse(expected, requirement, offset)
        @reading.refuse(expected, requirement, found: "the same again", offset: offset)
      end

      # What was gone through once holds none, and need not be gone through again.
      def holds_blob?(value)
        case value
        when Blob then true
        when Array, ExactSet, Dict, Extension
          return @without[value] if @without.key?(value)

          @without[value] = parts(value).any? { |part| holds_blob?(part) }
        else false
        end
      end

      private

      def parts(value)
        case value
        when Extension then [value.name, value.attributes, value.content]
        when Dict then value.lazy.flat_map(&:itself)
        else value
        end
      end
    end
  end
end
