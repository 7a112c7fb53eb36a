# frozen_string_literal: true

require "conformance_page"

# The client and the server of the testee.
module Browsing
  def self.browse(request)
    options = request.fetch("options", {}).slice("fresh", "tunnel", "gzip").transform_keys(&:to_sym)
    page = Hyperglyph.get(request["url"], **options)
    result = request["steps"].reduce(page) { |seen, step| take(seen, step) }
    { value: Hyperglyph::Notation.write(Hyperglyph::Page.resolved(result)) }
  rescue Hyperglyph::StatusError => e
    error = e.error && Hyperglyph::Notation.write(Hyperglyph::Page.resolved(e.error))
    { error: { kind: e.is_a?(Hyperglyph::ClientError) ? "client-error" : "server-error", status: e.status, error: error } }
  rescue Hyperglyph::Error, IndexError => e
    kinds = { Hyperglyph::Refused => "refused", KeyError => "refused", IndexError => "refused", Hyperglyph::TransportError => "transport" }
    { error: { kind: kinds.fetch(e.class, "decode"), message: e.message } }
  end

  def self.take(seen, step)
    # Into what is wrapped, too.
    seen = seen.content if step.key?("get") && seen.is_a?(Hyperglyph::Extension) && !seen.respond_to?(:fetch)
    action = { "read" => :read, "get" => :fetch, "call" => :submit }.fetch(step.keys.first)
    raise Hyperglyph::Refused.new("a #{seen.class} that cannot #{action}", requirement: "RES-5") unless seen.respond_to?(action)
    return seen.read if action == :read
    return seen.fetch(step["get"]) if action == :fetch

    values = ->(tree) { Hyperglyph::Notation.parse(JSON.generate(tree, max_nesting: 3000)) }
    seen.submit(values.call(step["call"]), step.fetch("named", {}).transform_values(&values))
  end

  def self.serve(_request) = { url: Hyperglyph::Server.new(Conformance.router).url }
end
