# frozen_string_literal: true

require "monitor"
require "securerandom"

module Hyperglyph
  # A class whose instances are pages. The url of one holds the arguments it was made with: the server
  # keeps nothing, and makes it anew for each request.
  #
  #   class User < Hyperglyph::Resource
  #     fields :id
  #     def initialize(id, shard) = (@id, @shard = id, shard)
  #     safe def bio = "…"
  #     def message(subject, body) = …
  #     hidden def secret = …
  #   end
  #
  # Its public methods are offered, and nothing else: what it inherits from Ruby's own classes is not.
  class Resource
    class << self
      # Methods that are data of the page.
      def fields(*names)
        own_fields.concat(names)
        names.each { |name| attr_reader name unless method_defined?(name) }
      end

      Offer::MARKS.each do |mark|
        define_method(mark) { |*names| names.each { |name| marks[name] |= [mark] } }
      end

      # Defaults of a method's arguments; of the class's own with the name `new`.
      def defaults(name, **values) = own_defaults[name].merge!(values)

      def all_fields = lineage.reverse.flat_map(&:own_fields).uniq

      # Offers of the class's methods, by name.
      def methods_offered
        @methods_offered ||= (lineage.reverse.flat_map(&:own_methods).uniq - all_fields)
                             .select { |name| public_method_defined?(name) }.to_h { |name| [name.to_s, offer(name)] }
      end

      # The offer of the class itself.
      def constructor
        @constructor ||= Offer.new(name[/\w+\z/], instance_method(:initialize).parameters, defaults: own_defaults[:new],
                                   marks: marks[:new]) { |*arguments| new(*arguments) }
      end

      def new(*arguments)
        super.tap { |made| made.instance_variable_set(:@hyperglyph_arguments, arguments) }
      end

      # Where an instance comes from when its url is asked for.
      def find(state, _router) = new(*constructor.arguments(entries(state)))
      # In the order in which they are defined, which Ruby itself does not keep.
      def own_methods = @own_methods ||= []
      def own_fields = @own_fields ||= []
      def own_defaults = @own_defaults ||= Hash.new { |all, name| all[name] = {} }
      def marks = @marks ||= Hash.new { |all, name| all[name] = [] }

      private

      def method_added(name)
        own_methods << name
        super
      end

      def lineage = ancestors.take_while { |ancestor| ![Resource, PersistentResource].include?(ancestor) }.grep(Class)

      def offer(name)
        owner = lineage.find { |one| one.own_methods.include?(name) }
        Offer.new(name, instance_method(name).parameters, marks: owner.marks[name], defaults: owner.own_defaults[name])
      end

      def entries(state)
        raise Failure.new(400, "the state of #{name} is no dict of names [D25]") unless state.is_a?(Dict) && state.keys.all?(String)

        state.to_h
      end
    end

    # The instance behind a url, and what the url holds.
    def self.place(instance, _router)
      arguments = instance.instance_variable_get(:@hyperglyph_arguments)
      [instance, OrderedDict.new(constructor.inputs.map(&:first).zip(arguments).take(arguments.size))]
    end

    # Calls an offered method.
    def self.invoke(instance, offer, arguments) = instance.public_send(offer.name, *arguments)
  end

  # A class whose instances stay on the server; the url of one holds its id. One call at a time.
  class PersistentResource < Resource
    class << self
      # The id of the instance that these arguments stand for; a new one unless the class says more:
      # `key { |name| name }` makes one for each name.
      def key(&block) = @key = block
      def id(arguments) = @key ? @key.call(*arguments) : SecureRandom.uuid

      def new(*arguments) = super.tap { |made| made.instance_variable_set(:@hyperglyph_monitor, Monitor.new) }

      def find(state, router)
        router.store.fetch([self, state]) { raise Failure.new(404, "no #{name} is there any more") }
      end

      # Two with one id are one instance: the first.
      def place(instance, router)
        id = instance.instance_eval { @hyperglyph_id ||= self.class.id(@hyperglyph_arguments) }
        [router.store.add([self, id], instance), id]
      end

      def invoke(instance, offer, arguments)
        instance.instance_variable_get(:@hyperglyph_monitor).synchronize { super }
      end
    end
  end

  # Where persistent instances are: in memory.
  class Store
    def initialize
      @instances = {}
      @lock = Monitor.new
    end

    def fetch(key, &) = @lock.synchronize { @instances.fetch(key, &) }

    # Keeps an instance under a key, unless there is one.
    def add(key, instance) = @lock.synchronize { @instances[key] ||= instance }
  end
end
