# frozen_string_literal: true

require_relative "lib/hyperglyph/version"

Gem::Specification.new do |spec|
  spec.name = "hyperglyph"
  spec.version = Hyperglyph::VERSION
  spec.summary = "Duck-typed IPC over HTTP"
  spec.description = "hyperglyph 1.0: a codec, a client on net/http, and a router for rack that turns functions and classes into pages of data, links and forms."
  spec.authors = ["The hyperglyph authors"]
  spec.license = "MIT"
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir["lib/**/*.rb", "examples/*.rb", "README.md"]
  spec.add_dependency "rack", ">= 2.2", "< 4"
  # Only for Hyperglyph::Server; any server of rack will do.
  spec.add_development_dependency "minitest", "~> 5.0"
  spec.add_development_dependency "puma", ">= 5.6"
end
