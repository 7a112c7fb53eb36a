# frozen_string_literal: true

# The service of the project's first page: functions, functions that return functions, objects whose
# urls hold their state.
#
#     ruby -Ilib examples/seed.rb [PORT]
require "hyperglyph"

module Seed
  # An object: the url of its page holds all of its state, so that any server can answer.
  class User < Hyperglyph::Resource
    fields :id

    def initialize(id, shard)
      @id = id
      @shard = shard
      super()
    end

    safe def bio = "user #{@id} was born and lives"

    def message(subject, body) = "to user #{@id} on #{@shard}: #{subject}: #{body}"
  end

  # An object that stays on the server.
  class Counter < Hyperglyph::PersistentResource
    fields :value
    defaults :new, start: 0
    defaults :add, n: 1

    def initialize(start)
      @value = start
      super()
    end

    def add(n) = @value += n
  end

  # One for each name, which everybody shares.
  class Queue < Hyperglyph::PersistentResource
    fields :name
    key { |name| name }

    def initialize(name)
      @name = name
      @items = []
      super()
    end

    def push(item)
      @items.push(item)
      nil
    end

    def pop = @items.shift
  end

  APP = Hyperglyph::Router.new(title: "seed") do |app|
    # An old client that calls hello() goes on working when it learns a name.
    app.function(:hello, name: "World") { |name| "Hello #{name}" }
    app.function(:goodbye) { |name| "Goodbye #{name}" }
    app.function(:woo) { [1, true, nil, false, "a".b, "b"] }
    app.function(:salut, name: "le monde") { |name| "Salut #{name}" }

    # Functions return other functions; the client does not care.
    app.function(:greeting, lang: "en") do |lang|
      case lang
      when "en" then app[:hello]
      when "fr" then app[:salut]
      else raise Hyperglyph::Failure.new(400, "lang: expected \"en\" or \"fr\"")
      end
    end

    # Objects, too: with `redirect` the client is sent to their url.
    app.function(:find_user, :redirect) do |name|
      raise Hyperglyph::Failure.new(404, "no user of that name") unless name == "bob"

      User.new(7, "shard-2")
    end
    app.add(User)
    app.add(Counter)
    app.add(Queue)

    # A lone blob is a plain response of its own type; large ones are never held in memory.
    app.function(:picture) { Hyperglyph::Blob.new(%(<svg xmlns="http://www.w3.org/2000/svg"/>), content_type: "image/svg+xml") }
    app.function(:upload) { |file| "#{file.size} bytes of #{file.content_type}" }
  end
end

if $PROGRAM_NAME == __FILE__
  server = Hyperglyph::Server.new(Seed::APP, port: ARGV.fetch(0, 0).to_i)
  $stdout.sync = true
  puts server.url
  server.join
end
