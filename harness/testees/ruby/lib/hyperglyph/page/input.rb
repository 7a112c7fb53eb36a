# frozen_string_literal: true

module Hyperglyph
  module Page
    # One argument of a form.
    #
    #   name, value (the default); type and envelope are reserved · nil
    class Input < Extension
      # An input for a form of a server; `default` is a list that may hold one.
      def self.extension(name, default = [])
        Extension.new("input", default.empty? ? { "name" => name } : { "name" => name, "value" => default.first })
      end

      attr_reader :parameter

      # From an entry of `values`: a name, or an input.
      def self.read(entry)
        return new(entry, nil) if entry.is_a?(String) && entry.encoding != Encoding::BINARY
        return of(entry) if entry.is_a?(Extension) && entry.name == "input" && entry.attributes.is_a?(Dict)

        name = Page.as_text(entry)
        raise Refused.new("an entry of values that is neither a name nor an input", requirement: "FRM-4") unless name

        new(name, nil)
      end

      def self.of(extension)
        raise Refused.new("an input with content", requirement: "INP-5") unless extension.content.nil?

        new(extension.attributes["name"], extension)
      end
      private_class_method :of

      def initialize(parameter, extension)
        @parameter = Page.as_text(parameter)
        raise Refused.new("an input without a name", requirement: "INP-1") unless @parameter

        super("input", extension ? extension.attributes : Dict.new, nil)
      end

      def default? = attributes.key?("value")
      def default = attributes["value"]
    end
  end
end
