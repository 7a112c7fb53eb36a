# frozen_string_literal: true

module Hyperglyph
  # A name, attributes and content: a link, a form, a page, or something of an application's own.
  class Extension
    attr_reader :name, :attributes, :content

    def initialize(name, attributes = {}, content = nil)
      @name = name
      @attributes = attributes.instance_of?(Hash) ? Dict.new(attributes) : attributes
      @content = content
      freeze
    end

    def ==(other) = other.is_a?(Extension) && Identity.of(self) == Identity.of(other)
    alias eql? ==

    def hash = Identity.of(self).hash
    def inspect = "#<Hyperglyph::Extension #{name} #{attributes.inspect} #{content.inspect}>"
  end
end
