# frozen_string_literal: true

module Hyperglyph
  module Page
    # A page: what it holds is reached by name (RES-5), and called where it is a link or a form.
    #
    #   url, name, profile · dict of name → object
    #
    #   page.hello("dave")       calls the form `hello`
    #   page["hello"]            is the form
    #   page.call("send", "hi")  where every object of Ruby has a method of that name
    #
    # It is no extension itself but holds one, so that few names of its own stand before the page's.
    class Resource
      # A page of a server.
      def self.extension(url, name, content) = Extension.new("resource", { "url" => url, "name" => name }, content)

      # The extension, with its `url`, `attributes` and `content`.
      attr_reader :to_hyperglyph

      def initialize(extension, base, agent)
        @to_hyperglyph = Part.new(extension, base, agent)
      end

      def [](name) = entries[name.to_s]
      def key?(name) = entries.key?(name.to_s)

      def fetch(name)
        entries.fetch(name.to_s) do
          raise Refused.new("a page without #{name}; it has: #{entries.keys.join(", ")}", requirement: "RES-5")
        end
      end

      def call(name, *arguments, **named)
        value = fetch(name)
        return value.call(*arguments, **named) if value.is_a?(Part)
        return value if arguments.empty? && named.empty?

        raise Refused.new("#{name} is no link and no form, and takes no arguments", requirement: "RES-5")
      end

      def ==(other) = other.is_a?(Resource) && to_hyperglyph == other.to_hyperglyph
      alias eql? ==

      def hash = to_hyperglyph.hash
      def inspect = "#<Hyperglyph::Page::Resource #{to_hyperglyph.url}>"

      def respond_to_missing?(name, include_private = false)
        (to_hyperglyph.content.is_a?(Dict) && key?(name)) || super
      end

      def method_missing(name, *arguments, **named)
        to_hyperglyph.content.is_a?(Dict) && key?(name) ? call(name, *arguments, **named) : super
      end

      private

      def entries
        return to_hyperglyph.content if to_hyperglyph.content.is_a?(Dict)

        raise Refused.new("a resource whose content is no dict", requirement: "RES-2")
      end
    end
  end
end
