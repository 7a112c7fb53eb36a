# frozen_string_literal: true

# Serves the conformance page, on the port that is given or any free one, and prints its url.
$LOAD_PATH.unshift(File.join(__dir__, "lib"), __dir__)
require "conformance_page"

server = Hyperglyph::Server.new(Conformance.router, port: ARGV.fetch(0, 0).to_i)
$stdout.sync = true
puts server.url
trap("TERM") { exit }
server.join
