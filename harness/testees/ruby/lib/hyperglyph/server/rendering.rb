# frozen_string_literal: true

require "digest"

module Hyperglyph
  class Router
    # What functions return, as it stands on a page: functions and classes as their forms and links,
    # instances as their pages.
    class Rendering
      def initialize(router, prefix)
        @router = router
        @prefix = prefix
      end

      def value(value)
        case value
        when Offer then offer(value)
        when Class then value <= Hyperglyph::Resource ? constructor(value) : value
        when Hyperglyph::Resource then page(value)
        when Array then value.map { |item| value(item) }
        when ::Set, ExactSet then ExactSet.new(value.map { |item| value(item) })
        when OrderedDict, Dict then value.class.new(value.map { |key, item| [key, value(item)] })
        when Hash then Dict.new(value.map { |key, item| [key, value(item)] })
        when Extension then Extension.new(value.name, value.attributes, value(value.content))
        else value
        end
      end

      # The page of everything that is offered and not hidden.
      def index
        Page::Resource.extension("#{@prefix}/", @router.title, listed(@router.offers))
      end

      def offer(offer)
        offer.extension(url(@router.path(offer))) { inlined(offer, offer.call([])) }
      end

      def constructor(type) = type.constructor.extension(url(@router.path(type)))

      # Where an instance is.
      def url_of(instance)
        _, state = instance.class.place(instance, @router)
        "#{url(@router.path(instance.class))}/?#{escaped(state)}"
      end

      private

      def listed(offers)
        offers.each_with_object({}) do |(name, offered), content|
          case offered
          when Offer then content[name] = offer(offered) unless offered.mark?(:hidden)
          when Class then content[name] = constructor(offered) unless offered.constructor.mark?(:hidden)
          else content[name] = Extension.new("resource", { "name" => name }, listed(offered))
          end
        end
      end

      def page(instance)
        type = instance.class
        instance, state = type.place(instance, @router)
        content = type.all_fields.to_h { |field| [field.name, value(instance.public_send(field))] }
        type.methods_offered.each do |name, offer|
          content[name] = method(instance, offer, state) unless offer.mark?(:hidden)
        end
        Page::Resource.extension("#{url(@router.path(type))}/?#{escaped(state)}", type.constructor.name, content)
      end

      # The state is in the query, or in the path where the arguments take the query (D21).
      def method(instance, offer, state)
        base = "#{url(@router.path(instance.class))}/#{offer.name}"
        queried = offer.envelope == "query"
        base += queried ? "/#{Base64.urlsafe_encode64(Hyperglyph.encode(state), padding: false)}" : "?#{escaped(state)}"
        offer.extension(base) { inlined(offer, instance.class.invoke(instance, offer, [])) }
      end

      def inlined(offer, result)
        content = value(result)
        { inlined: [content], etag: offer.etag || Rendering.etag(Hyperglyph.encode(content, nfc: @router.normalize)) }
      end

      # As it stands in a link; a header has it in quotes.
      def self.etag(bytes) = Digest::SHA256.hexdigest(bytes)[0, 32]

      def url(path) = "#{@prefix}/#{path.split("/").map { |part| ERB::Util.url_encode(part) }.join("/")}"
      def escaped(state) = ERB::Util.url_encode(Hyperglyph.encode(state))
    end
  end
end
