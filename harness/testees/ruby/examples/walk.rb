# frozen_string_literal: true

# Walks the service of the project's first page, word for word: this one's, or another language's.
#
#     ruby -Ilib examples/walk.rb URL
#
# Prints what each step gave, and ends with 1 if one gave anything else than it should.
require "hyperglyph"

# The steps: what a person would type, what it gives, and what it should give.
module Walk
  module_function

  def each_step(url)
    return enum_for(:each_step, url) unless block_given?

    server = Hyperglyph.get(url)
    yield "hello", server.hello, "Hello World"
    yield "hello('dave')", server.hello("dave"), "Hello dave"
    yield "goodbye('dave')", server.goodbye("dave"), "Goodbye dave"
    yield "goodbye(name: 'dave')", server.goodbye(name: "dave"), "Goodbye dave"
    yield "woo", server.woo, [1, true, nil, false, "a".b, "b"]
    yield "greeting.call", server.greeting.call, "Hello World"
    yield "greeting('fr').call", server.greeting("fr").call, "Salut le monde"

    bob = server.find_user("bob")
    yield "bob.id", bob.id, 7
    yield "bob.bio", bob.bio, "user 7 was born and lives"
    yield "bob.message('lol', 'feels good man')", bob.message("lol", "feels good man"), "to user 7 on shard-2: lol: feels good man"
    yield "find_user('eve')", status { server.find_user("eve") }, 404

    jobs = server.Queue("jobs")
    jobs.push("sweep")
    jobs.push("mop")
    yield "Queue('jobs').pop", server.Queue("jobs").pop, "sweep"
    yield "jobs.pop", jobs.pop, "mop"
    yield "jobs.pop", jobs.pop, nil

    counter = server.Counter(40)
    yield "counter.value", counter.value, 40
    yield "counter.add", counter.add, 41
    yield "counter.add(2)", counter.add(2), 43
    yield "Counter().value", server.Counter.value, 0

    picture = server.picture
    yield "picture.content_type", picture.content_type, "image/svg+xml"
    yield "picture.read", picture.read, %(<svg xmlns="http://www.w3.org/2000/svg"/>).b
    file = Hyperglyph::Blob.new("x" * 100_000, content_type: "text/plain")
    yield "upload(file)", server.upload(file), "100000 bytes of text/plain"
  end

  def status
    yield
  rescue Hyperglyph::StatusError => e
    e.status
  end

  # Bytes are not text, and 1 is not true.
  def right?(seen, expected) = Hyperglyph::Identity.of(seen) == Hyperglyph::Identity.of(expected)
end

if $PROGRAM_NAME == __FILE__
  wrong = 0
  Walk.each_step(ARGV.fetch(0)) do |step, seen, expected|
    right = Walk.right?(seen, expected)
    puts "#{step} = #{seen.inspect}#{", WRONG: expected #{expected.inspect}" unless right}"
    wrong += 1 unless right
  end
  abort "#{wrong} steps went wrong" if wrong.positive?
end
