# frozen_string_literal: true

# Hyperglyph for Ruby as a testee: one JSON object a line on stdin, one on stdout. See testee.toml.
$LOAD_PATH.unshift(File.join(__dir__, "lib"), __dir__)
require "hyperglyph/json"

# The codec.
module Codec
  def self.decode(request) = { value: Hyperglyph::Notation.write(Hyperglyph.decode(request["bytes"].unpack1("m0"))) }

  def self.encode(request)
    value = Hyperglyph::Notation.parse(JSON.generate(request["value"], max_nesting: 3000))
    { bytes: [Hyperglyph.encode(value, nfc: request["nfc"])].pack("m0") }
  rescue Hyperglyph::Error => e
    { error: e.message }
  end
end

def hello(_request)
  { name: "ruby", version: Hyperglyph::VERSION, language: "Ruby #{RUBY_VERSION}",
    roles: %w[codec client server], features: %w[bigint gzip put fresh tunnel] }
end

def answer(request)
  case request["op"]
  when "hello" then hello(request)
  when "decode", "encode" then Codec.public_send(request["op"], request)
  when "browse", "serve" then require("testee_http") && nil || Browsing.public_send(request["op"], request)
  else { unsupported: true }
  end
rescue Hyperglyph::Error, ArgumentError => e
  { error: e.message }
end

$stdout.sync = true
$stdin.each_line do |line|
  request = JSON.parse(line, max_nesting: 3000)
  puts JSON.generate({ id: request["id"] }.compact.merge(answer(request)), max_nesting: 3000)
end
