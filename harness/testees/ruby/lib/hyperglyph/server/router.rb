# frozen_string_literal: true

require "base64"
require "rack"
require "securerandom"

module Hyperglyph
  # Functions and classes, mapped to urls: an application for rack.
  #
  #   app = Hyperglyph::Router.new
  #   app.function(:hello, name: "World") { |name| "Hello #{name}" }
  #   app.add(User)
  #
  #   /                      the page of everything
  #   /name                  a function
  #   /Name                  a class: POST makes an instance
  #   /Name/?STATE           an instance
  #   /Name/method?STATE     a method; /Name/method/STATE where the arguments take the query
  class Router
    # What a path leads to: the method it is asked by, and what is called.
    Endpoint = Struct.new(:method, :offer, :run, keyword_init: true) do
      def redirect? = offer&.mark?(:redirect)
    end

    attr_reader :offers, :store, :title, :normalize

    def initialize(title: "index", limits: Limits.default, normalize: true, store: Store.new)
      @title = title
      @limits = limits
      @normalize = normalize
      @store = store
      @offers = {}
      @paths = {}.compare_by_identity
      @stack = Rack::Builder.app(method(:respond)) do
        use Rack::Deflater, if: ->(_, _, headers, _) { headers["content-length"].to_i > 1400 }
        use Rack::Head
        use Conditional
      end
      yield self if block_given?
    end

    # Offers a block: marks first, defaults by name.
    def function(name, *marks, **defaults, &block) = offer(name, marks: marks, defaults: defaults, &block)

    # The same with everything there is to say; a name with slashes stands in pages within the page.
    def offer(name, marks: [], defaults: {}, **options, &block)
      # As a method, a block tells which of its parameters have a default.
      parameters = Object.new.tap { |receiver| receiver.define_singleton_method(:call, &block) }.method(:call).parameters
      enter(name.to_s, Offer.new(name.to_s.split("/").last, parameters, marks: marks, defaults: defaults, **options, &block))
    end

    # Offers a class.
    def add(type, name: type.name[/\w+\z/]) = enter(name, type)

    # What is offered under a name, for a function to return.
    def [](name) = @offers.dig(*name.to_s.split("/")) || raise(KeyError, "nothing is offered as #{name}")

    # Where it is.
    def path(offered) = @paths.fetch(offered) { raise KeyError, "#{offered.inspect} is not offered" }

    # For rack.
    def call(env) = @stack.call(env)

    # The request that is being answered, within a function.
    def self.request = Thread.current[:hyperglyph_request]

    private

    def enter(name, offered)
      *parents, last = name.split("/")
      page = parents.reduce(@offers) { |within, part| within[part] ||= {} }
      raise ArgumentError, "#{name} is offered already" if page.key?(last)

      @paths[offered] = name
      page[last] = offered
    end

    def respond(env)
      request = Request.new(env, @limits)
      answer = Answer.new(request, Rendering.new(self, env["SCRIPT_NAME"].to_s), @normalize)
      Thread.current[:hyperglyph_request] = request
      guarded(env, answer) { perform(request, answer) }
    ensure
      Thread.current[:hyperglyph_request] = nil
    end

    def perform(request, answer)
      endpoint = find(request.path) or raise Failure.new(404, "nothing is at this url; start from the root")
      unless request.method == endpoint.method
        raise Failure.new(405, "the method here is #{endpoint.method}", headers: { "allow" => endpoint.method })
      end
      raise Failure.new(406, "answers are of the type #{TYPE}, which Accept leaves out") unless request.accepts?

      answer.result(endpoint.run.call(request), redirect: endpoint.redirect?, etag: endpoint.offer&.etag)
    end

    # Nothing goes out but what is meant to: what is not meant goes to the log, under the same logref.
    def guarded(env, answer)
      logref = SecureRandom.hex(8)
      yield
    rescue Failure => e
      answer.failure(e, logref)
    rescue DecodeError => e
      answer.failure(Failure.new(e.is_a?(SizeError) ? 413 : 400, e.message), logref)
    rescue Zlib::Error
      answer.failure(Failure.new(400, "the body is said to be gzip, and is not [HTP-2]"), logref)
    rescue StandardError, SystemStackError => e
      env["rack.errors"].puts(["#{logref}: #{e.class}: #{e.message}", *e.backtrace.first(30)].join("\n\t"))
      answer.failure(Failure.new(500, "the server could not answer; its log says why, under #{logref}"), logref)
    end

    # Only what is offered is found: names are looked up, never reflected (D26k).
    def find(path)
      parts = path.delete_prefix("/").split("/", -1)
      return Endpoint.new(method: "GET", run: ->(_) { Rendering.new(self, Router.request.env["SCRIPT_NAME"].to_s).index }) if parts == [""] || parts.empty?

      within = @offers
      within = within[parts.shift] while within.is_a?(Hash) && parts.any?
      case within
      when Offer then function_endpoint(within) if parts.empty?
      when Class then class_endpoint(within, parts)
      end
    end

    def function_endpoint(offer)
      Endpoint.new(method: offer.method, offer: offer, run: ->(request) { offer.call(offer.arguments(request.entries(offer))) })
    end

    def class_endpoint(type, parts)
      return constructor_endpoint(type) if parts.empty?
      return Endpoint.new(method: "GET", run: ->(request) { instance(type, request.query) }) if parts == [""]

      offer = type.methods_offered[parts.shift] or return
      queried = offer.envelope == "query"
      return unless parts.size == (queried ? 1 : 0)

      Endpoint.new(method: offer.method, offer: offer, run: lambda do |request|
        found = instance(type, queried ? state(parts.first) : request.query)
        type.invoke(found, offer, offer.arguments(request.entries(offer)))
      end)
    end

    def constructor_endpoint(type)
      made = Endpoint.new(method: "POST", offer: type.constructor, run: lambda do |request|
        type.constructor.call(type.constructor.arguments(request.entries(type.constructor)))
      end)
      made.define_singleton_method(:redirect?) { true }
      made
    end

    def instance(type, state) = type.find(state, self)

    def state(text)
      Hyperglyph.decode(Base64.urlsafe_decode64(text), limits: @limits)
    rescue ArgumentError
      raise Failure.new(400, "the state in the url is no base64 [D25]")
    end
  end
end
