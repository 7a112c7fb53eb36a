# frozen_string_literal: true

module Hyperglyph
  # The parent of every error of this library.
  class Error < StandardError; end

  # Bytes that are no message: what was expected and found, at which byte, where in the tree,
  # and the requirement of the specification that says so.
  class DecodeError < Error
    attr_reader :expected, :found, :offset, :requirement, :path

    def initialize(expected, found, offset:, requirement:)
      @expected = expected
      @found = found
      @offset = offset
      @requirement = requirement
      @path = []
      super()
    end

    # Puts a step in front of the path, on the way out of the tree.
    def inside(step)
      @path.unshift(step)
      self
    end

    def place = "root#{path.join}"

    def message = "expected #{expected}, found #{found}, at byte #{offset} in #{place} [#{requirement}]"
  end

  # A message that is larger, deeper or wider than the limits allow.
  class LimitError < DecodeError; end

  # A message that is too large, rather than too deep or wide.
  class SizeError < LimitError; end

  # A value that cannot be written.
  class EncodeError < Error
    attr_reader :reason, :requirement, :path

    def initialize(reason, requirement:)
      @reason = reason
      @requirement = requirement
      @path = []
      super()
    end

    def inside(step)
      @path.unshift(step)
      self
    end

    def message = "#{reason}, in root#{path.join} [#{requirement}]"
  end
end
