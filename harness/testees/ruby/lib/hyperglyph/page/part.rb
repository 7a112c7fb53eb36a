# frozen_string_literal: true

module Hyperglyph
  # No request was made: what was asked for is against the page or the specification.
  class Refused < Error
    attr_reader :requirement

    def initialize(reason, requirement:)
      @requirement = requirement
      super("#{reason} [#{requirement}]")
    end
  end

  module Page
    # An extension of a known name as it stands on a page: it knows the url its own is relative to,
    # and the agent that makes its requests.
    class Part < Extension
      attr_reader :base, :agent

      def initialize(extension, base, agent)
        @base = base
        @agent = agent
        @page_url = Page.url(extension, base)
        # What stands in the attributes stands outside: only the content is relative to the own url.
        super(extension.name, Page.open(extension.attributes, base, agent), Page.open(extension.content, @page_url, agent))
      end

      # Absolute. A missing or empty one means the base (LNK-11, FRM-12, RES-6).
      def url = @page_url

      # Nothing of the known names has attributes of another type (EXT-3).
      def attribute(name)
        unless attributes.is_a?(Dict)
          raise Refused.new("a #{self.name} whose attributes are no dict", requirement: "EXT-3")
        end

        attributes[name]
      end

      def text(name, requirement)
        value = attribute(name)
        return if value.nil?

        Page.as_text(value) or raise Refused.new("the attribute #{name} of a #{self.name} is no text", requirement: requirement)
      end

      # Refuses a url of another type (D19f).
      def url!
        text("url", "#{name == "form" ? "FRM" : "LNK"}-2") && nil
        url
      end

      # The same with an absolute url, for elsewhere: relative ones mean nothing there.
      def resolved
        content = Page.resolved(self.content)
        attributes = Page.resolved(self.attributes)
        return Extension.new(name, attributes, content) unless attributes.is_a?(Dict)

        pairs = attributes.map { |key, value| [key, key == "url" && Page.as_text(value) ? url : value] }
        # A missing one means something only where it can be asked for (LNK-11, FRM-12, RES-6).
        pairs << ["url", url] if !attributes.key?("url") && %w[link form resource].include?(name)
        Extension.new(name, attributes.class.new(pairs), content)
      end
    end

    module_function

    # A value with the links, forms and pages in it ready for use.
    def open(value, base, agent)
      case value
      when Part, Resource then value
      when Array then value.map { |item| open(item, base, agent) }
      when ExactSet then ExactSet.checked(value.map { |item| open(item, base, agent) })
      when Dict then value.class.checked(value.map { |key, item| [key, open(item, base, agent)].freeze })
      when Extension then known(value, base, agent)
      else value
      end
    end

    # Extensions of other names set no base (D26g).
    def known(extension, base, agent)
      # A name that is a byte array is none of these (EXT-3).
      part = KNOWN[extension.name] if extension.name.is_a?(String) && extension.name.encoding != Encoding::BINARY
      return part.new(extension, base, agent) if part

      Extension.new(extension.name, open(extension.attributes, base, agent), open(extension.content, base, agent))
    end

    # A value without agents, and with absolute urls.
    def resolved(value)
      case value
      when Part then value.resolved
      when Resource then value.to_hyperglyph.resolved
      when Array then value.map { |item| resolved(item) }
      when ::Set, ExactSet then ExactSet.checked(value.map { |item| resolved(item) })
      when Dict then value.class.checked(value.map { |key, item| [key, resolved(item)] })
      when Hash then value.transform_values { |item| resolved(item) }
      when Extension then Extension.new(value.name, resolved(value.attributes), resolved(value.content))
      else value
      end
    end

    def url(extension, base)
      own = extension.attributes.is_a?(Dict) ? as_text(extension.attributes["url"]) : nil
      own.nil? || own.empty? ? base : HTTP::Url.resolve(base, own)
    end

    # The 2012 Python implementation writes some attributes as bytes (D19a).
    def as_text(value)
      return unless value.is_a?(String)
      return value unless value.encoding == Encoding::BINARY

      text = value.dup.force_encoding(Encoding::UTF_8)
      text if text.valid_encoding?
    end
  end
end
