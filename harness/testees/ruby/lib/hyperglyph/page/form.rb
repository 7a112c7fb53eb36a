# frozen_string_literal: true

module Hyperglyph
  module Page
    # An unsafe request, callable with the arguments that `values` names.
    #
    #   url, method (POST), values, headers, envelope, content_type · nil
    class Form < Part
      # A form for a page of a server.
      def self.extension(url, inputs, method: "POST", envelope: nil)
        attributes = { "url" => url, "method" => method, "values" => inputs }
        attributes["envelope"] = envelope if envelope && envelope != ENVELOPES.fetch(method).first
        Extension.new("form", attributes)
      end

      # Without one a form is a POST (FRM-3, D24).
      def method_name
        method = text("method", "FRM-1") || "POST"
        return method if ENVELOPES.key?(method)

        raise Refused.new("a form with the method #{method}, which no form has", requirement: "FRM-1")
      end

      def envelope
        allowed = ENVELOPES.fetch(method_name)
        envelope = text("envelope", "FRM-7") || allowed.first
        return envelope if allowed.include?(envelope)

        raise Refused.new("a form of the method #{method_name} with the envelope #{envelope}", requirement: requirement(method_name))
      end

      # `values`: names and inputs; nil where there are none (D19b), F for what is left out (D19c).
      def inputs
        values = attribute("values")
        raise Refused.new("a form without values", requirement: "FRM-1") unless attributes.key?("values")
        raise Refused.new("values of a form that are no list", requirement: "FRM-4") unless values.nil? || values.is_a?(Array)

        inputs = (values || []).reject { |entry| entry == false }.map { |entry| Input.read(entry) }
        names = inputs.map(&:parameter)
        twice = names.find { |name| names.count(name) > 1 }
        raise Refused.new("a form that names #{twice} twice", requirement: "FRM-10") if twice

        inputs
      end

      def headers
        headers = Headers.read(self, attribute("headers"), FORM_HEADERS, "FRM-14")
        conditional = headers.keys & CONDITIONAL
        if method_name == "GET" && conditional.any?
          raise Refused.new("a GET form with the header #{conditional.first}", requirement: "ENV-11")
        end

        headers
      end

      # Arguments in order, or by name.
      def call(*arguments, **named) = submit(arguments, named)

      # The same with names that are no symbols of Ruby.
      def submit(arguments = [], named = {})
        agent.submit(self, arguments(arguments, named))
      end

      # The entries of the request, in the order of `values` (FRM-10).
      def arguments(positional, named)
        content_type!
        url!
        raise Refused.new("a form with content", requirement: "FRM-13") unless content.nil?

        inputs = self.inputs
        named = named.transform_keys(&:to_s)
        unknown = named.keys - inputs.map(&:parameter)
        refuse("no argument #{unknown.first}; there are: #{inputs.map(&:parameter).join(", ")}") if unknown.any?
        if positional.size > inputs.size
          refuse("at most #{inputs.size} arguments, not #{positional.size}")
        end

        inputs.each_with_index.map { |input, place| [input.parameter, argument(input, place, positional, named)] }
      end

      private

      def argument(input, place, positional, named)
        given = place < positional.size
        refuse("the argument #{input.parameter} once") if given && named.key?(input.parameter)
        return positional[place] if given
        return named[input.parameter] if named.key?(input.parameter)
        return input.default if input.default?

        refuse("the argument #{input.parameter}, which has no default")
      end

      def refuse(reason) = raise(Refused.new("a form that takes #{reason}", requirement: "INP-6"))

      def content_type!
        type = text("content_type", "FRM-9")
        return if type.nil? || HTTP.hyperglyph?(type)

        raise Refused.new("a form with the content type #{type}", requirement: "FRM-9")
      end

      def requirement(method)
        { "GET" => "ENV-10", "POST" => "ENV-9", "PUT" => "ENV-13", "PATCH" => "ENV-14", "DELETE" => "ENV-15" }.fetch(method)
      end
    end
  end
end
