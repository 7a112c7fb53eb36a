# frozen_string_literal: true

# Hyperglyph for Ruby as a testee: one JSON object a line on stdin, one on stdout.
$LOAD_PATH.unshift(File.join(__dir__, "lib"))
require "hyperglyph/json"

def hello
  { name: "ruby", version: Hyperglyph::VERSION, language: "Ruby #{RUBY_VERSION}",
    roles: %w[codec], features: %w[bigint nanoseconds] }
end

def decode(request) = { value: Hyperglyph::Notation.write(Hyperglyph.decode(request["bytes"].unpack1("m0"))) }

def encode(request)
  value = Hyperglyph::Notation.parse(JSON.generate(request["value"], max_nesting: 3000))
  { bytes: [Hyperglyph.encode(value, nfc: request["nfc"])].pack("m0") }
end

def answer(request)
  case request["op"]
  when "hello" then hello
  when "decode" then decode(request)
  when "encode" then encode(request)
  else { unsupported: true }
  end
rescue Hyperglyph::Error => e
  { error: e.message }
end

$stdout.sync = true
$stdin.each_line do |line|
  request = JSON.parse(line, max_nesting: 3000)
  puts JSON.generate({ id: request["id"] }.compact.merge(answer(request)), max_nesting: 3000)
end
