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
    return seen.read if step.key?("read")
    return seen.is_a?(Array) ? seen.fetch(step["get"]) : seen.fetch(step["get"]) if step.key?("get")

    values = ->(tree) { Hyperglyph::Notation.parse(JSON.generate(tree, max_nesting: 3000)) }
    arguments = [values.call(step["call"]), step.fetch("named", {}).transform_values(&values)]
    seen.is_a?(Hyperglyph::Page::Form) ? seen.submit(*arguments) : seen.call(*arguments[0], **arguments[1].transform_keys(&:to_sym))
  end

  def self.serve(_request) = { url: Hyperglyph::Server.new(Conformance.router).url }
end
