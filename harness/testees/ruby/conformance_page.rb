# frozen_string_literal: true

require "hyperglyph"

# What a server under test offers: the conformance page of the testee protocol.
module Conformance
  # Its url holds its id.
  class User < Hyperglyph::Resource
    fields :id

    def initialize(id)
      @id = id
      super()
    end

    safe def bio = "#{@id} was born and lives"
    def message(subject, body) = "#{subject}: #{body}"
    hidden def secret = "told to who knows the url"
  end

  # Stays on the server.
  class Counter < Hyperglyph::PersistentResource
    fields :value
    defaults :new, start: 0

    def initialize(start)
      @value = start
      super()
    end

    def add(n) = @value += n
  end

  # One for each name.
  class Queue < Hyperglyph::PersistentResource
    fields :name
    key { |name| name }

    def initialize(name)
      @name = name
      @items = []
      super()
    end

    def push(item) = @items.push(item) && nil
    def pop = @items.shift
  end

  def self.woo
    [1, 123_456_789_012_345_678_901_234_567_890, true, false, nil, 0.5, "uniçode", "bytes\0;".b, Time.at(0).utc,
     Hyperglyph::Timedelta.of(years: 1, months: 2, days: 1, hours: 2, minutes: 3, seconds: Rational(9, 2)),
     [1, "two"], Set[1, 2], { "a" => 1, "b" => 2 }, Hyperglyph::OrderedDict.new([["b", 2], ["a", 1]]),
     Hyperglyph::Extension.new("woo", { "a" => 1 }, "content"), Hyperglyph::Blob.new("woo", content_type: "text/plain")]
  end

  # Links and a page within, whose urls are relative.
  def self.relative
    link = ->(url) { Hyperglyph::Extension.new("link", { "url" => url }) }
    inner = Hyperglyph::Extension.new("resource", { "url" => "pages/within/" }, { "hello" => link.call("../../created") })
    content = { "created" => link.call("created"), "root" => link.call("/"), "self" => link.call(""), "inner" => inner }
    Hyperglyph::Extension.new("resource", {}, content)
  end

  def self.about(file) = { "size" => file.size, "content_type" => file.content_type }

  # What the methods of `item` answer.
  def self.saw(**arguments) = { "method" => Hyperglyph::Router.request.method, "arguments" => arguments.transform_keys(&:to_s) }

  # A function that asks for an argument of another class than it gets is a bad request.
  def self.number(name, value)
    return value if value.is_a?(Integer) || value.is_a?(Float)

    raise Hyperglyph::Failure.new(400, "#{name}: a number is expected")
  end

  # Strings go back as they came (D17c).
  def self.router
    Hyperglyph::Router.new(title: "conformance", normalize: false) do |app|
      app.function(:echo) { |value| value }
      functions(app)
      [User, Counter, Queue].each { |type| app.add(type) }
      app.function(:now, :safe) { Time.now }
      app.offer(:motd, marks: %i[embed], etag: "motd-1") { "Be kind to servers." }
      app.function(:relative, :safe) { relative }
      blobs(app)
      answers(app)
      item(app)
    end
  end

  def self.functions(app)
    app.function(:hello, name: "World") { |name| "Hello #{name}" }
    app.function(:goodbye) { |name| "Goodbye #{name}" }
    app.function(:add) { |a, b| number("a", a) + number("b", b) }
    app.function(:woo) { woo }
    app.function(:nothing) { nil }
    app.function(:greeting, lang: "en") do |lang|
      lang == "en" ? app[:hello] : raise(Hyperglyph::Failure.new(400, "lang: \"en\" is expected, the one language spoken here"))
    end
    app.function(:find_user, :redirect) { |name| User.new(name) }
  end

  def self.blobs(app)
    blob = ->(name, value) { value.is_a?(Hyperglyph::Blob) ? value : raise(Hyperglyph::Failure.new(400, "#{name}: a blob is expected")) }
    app.function(:upload) { |file| about(blob.call("file", file)) }
    app.offer(:store, envelope: "blob") { |file| about(file).merge("name" => Hyperglyph::Router.request.blob_name) }
    app.function(:join) { |a, b| blob.call("a", a).read + blob.call("b", b).read }
    app.function(:download) do |size|
      raise Hyperglyph::Failure.new(400, "size: 0 to 2^26 is expected") unless size.is_a?(Integer) && size.between?(0, 1 << 26)

      Hyperglyph::Blob.new(("0123456789" * (size / 10 + 1))[0, size])
    end
    app.function(:pair) do
      { "a" => Hyperglyph::Blob.new("first", content_type: "text/plain"), "b" => Hyperglyph::Blob.new("second\0".b) }
    end
  end

  def self.answers(app)
    app.function(:create) { Hyperglyph::Created.new("/created") }
    app.function(:created, :safe, :hidden) { "created" }
    app.function(:fail) do |status|
      raise Hyperglyph::Failure.new(400, "status: 400 to 599 is expected") unless status.is_a?(Integer) && status.between?(400, 599)

      raise Hyperglyph::Failure.new(status, "failed, as it was asked to", code: status)
    end
  end

  # One form for each method and envelope.
  def self.item(app)
    Hyperglyph::ENVELOPES.each do |method, envelopes|
      envelopes.each do |envelope|
        name = "item/#{method.downcase}_#{envelope}"
        case envelope
        when "none" then app.offer(name, method: method, envelope: envelope) { saw }
        when "blob" then app.offer(name, method: method, envelope: envelope) { |file| saw(file: file) }
        else app.offer(name, method: method, envelope: envelope) { |a, b| saw(a: a, b: b) }
        end
      end
    end
  end
end
