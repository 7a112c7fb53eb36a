# frozen_string_literal: true

# Answers `hyperglyph check --testee testee.toml`: one JSON object a line, in and out.
require "json"

# FILL IN: the roles and features that your implementation has; "server" once `serve` answers.
HELLO = { name: "{{name}}", version: "0.1.0", language: "Ruby #{RUBY_VERSION}", roles: %w[codec client], features: [] }.freeze

Unsupported = Class.new(StandardError)

# FILL IN: the value of these bytes, in the JSON notation. An ArgumentError says what is wrong with them, and where.
def decode(_message) = raise(Unsupported)

# FILL IN: the bytes of a value, which comes in the JSON notation; with its strings in NFC, if that is asked.
def encode(_value, nfc:) = raise(Unsupported, "nfc: #{nfc}")

# FILL IN: get the url, take each step from the result of the one before, and answer with the last result:
# { value: … }, or { error: { kind: "client-error", status: 404, error: … } }. A step is {"get" => "name"},
# {"call" => […], "named" => {…}} or {"read" => true}.
def browse(_url, _steps, _options) = raise(Unsupported)

# FILL IN: serve the conformance page on a free port, until stdin ends; the url of it.
def serve = raise(Unsupported)

def answer(ask)
  case ask["op"]
  when "hello" then HELLO
  when "decode" then { value: decode(ask["bytes"].unpack1("m0")) }
  when "encode" then { bytes: [encode(ask["value"], nfc: ask["nfc"] || false)].pack("m0") }
  when "browse" then browse(ask["url"], ask["steps"], ask["options"] || {})
  when "serve" then { url: serve }
  else { unsupported: true }
  end
rescue Unsupported
  { unsupported: true }
rescue ArgumentError => e
  { error: e.message }
end

$stdout.sync = true
$stdin.each_line do |line|
  ask = JSON.parse(line, max_nesting: false)
  puts JSON.generate({ id: ask["id"] }.compact.merge(answer(ask)), max_nesting: 0)
end
