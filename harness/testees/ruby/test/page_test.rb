# frozen_string_literal: true

require_relative "setup"

# Pages without a network: what a form or link would send, and what is refused before anything is sent.
class PageTest < Minitest::Test
  BASE = "http://host/dir/page"

  # Gives the request instead of sending it.
  class Agent
    def submit(form, arguments) = Hyperglyph::Client::Request.of(form, arguments, Hyperglyph::Limits.default)
    def follow(link) = [link.url, link.headers]
    def inlined(link) = link.content
  end

  def open(value) = Hyperglyph::Page.open(Hyperglyph.decode(Hyperglyph.encode(value)), BASE, Agent.new)
  def extension(name, attributes, content = nil) = Hyperglyph::Extension.new(name, attributes, content)
  def form(**attributes) = open(extension("form", { "url" => "/f", "method" => "POST", "values" => [] }.merge(attributes.transform_keys(&:to_s))))
  def input(name, *value) = Hyperglyph::Page::Input.extension(name, value)
  def body(request) = Hyperglyph.decode(request.body.tap(&:rewind))
  def blob(type = "text/plain") = Hyperglyph::Blob.new("hi", content_type: type)

  def refused(requirement, &block)
    error = assert_raises(Hyperglyph::Refused, &block)
    assert_equal requirement, error.requirement
    error
  end

  def test_frm_10_entries_follow_the_order_of_values
    form = form(values: ["a", input("b", 2), input("c")])
    [[[1], { c: 3 }], [[], { c: 3, a: 1 }]].each do |arguments, named|
      assert_equal Hyperglyph::OrderedDict.new([["a", 1], ["b", 2], ["c", 3]]), body(form.call(*arguments, **named))
    end
  end

  def test_inp_6_wrong_arguments_are_refused
    form = form(values: ["a", input("b", 2)])
    assert_equal "a form that takes the argument a, which has no default [INP-6]", refused("INP-6") { form.call }.message
    assert_equal "a form that takes no argument z; there are: a, b [INP-6]", refused("INP-6") { form.call(1, z: 2) }.message
    assert_equal "a form that takes at most 2 arguments, not 3 [INP-6]", refused("INP-6") { form.call(1, 2, 3) }.message
    refused("INP-6") { form.call(1, a: 1) }
    refused("INP-6") { open(extension("link", {})).call(1) }
  end

  def test_a_form_that_names_a_parameter_twice_is_refused
    refused("FRM-10") { form(values: ["a", input("a", 1)]).call(1) }
  end

  def test_d19_what_the_implementations_of_2012_write_is_read
    assert_equal "POST", form(method: "POST".b).method_name
    assert_empty form(values: nil).inputs
    assert_equal %w[a b], form(values: ["a", "b".b, false]).inputs.map(&:parameter)
    refused("FRM-4") { form(values: 7).inputs }
    refused("FRM-4") { form(values: [7]).inputs }
    refused("INP-1") { form(values: [extension("input", {})]).inputs }
    refused("EXT-3") { open(extension("form", [1])).call }
  end

  def test_frm_3_and_lnk_9_defaults_of_the_method
    assert_equal "POST", form(method: nil).method_name
    assert_equal "GET", open(extension("link", {})).method_name
  end

  def test_envelopes_by_method
    allowed = { "GET" => %w[query none], "POST" => %w[form blob none], "PUT" => %w[blob form],
                "PATCH" => %w[blob form], "DELETE" => %w[none query blob form] }
    allowed.each do |method, envelopes|
      assert_equal envelopes.first, form(method: method).envelope
      (%w[query none form blob other] - envelopes).each { |other| assert_raises(Hyperglyph::Refused) { form(method: method, envelope: other).call } }
    end
    %w[HEAD OPTIONS TRACE get FOO].each { |method| refused("FRM-1") { form(method: method, envelope: "none").call } }
    %w[POST PUT PATCH DELETE HEAD].each { |method| refused("LNK-10") { open(extension("link", { "method" => method })).call } }
  end

  def test_env_8_a_query_is_percent_encoded
    get = form(method: "GET", url: "/f", values: %w[name])
    assert_equal "http://host/f?Ou4%3Aname%3Bu7%3A%C3%A9%2B%20~%2F%26%3B%3B", get.call("\u00e9+ ~/&").url
    assert_nil get.call("x").body
  end

  def test_d21_and_d26c_a_query_replaces_the_urls_own_and_none_leaves_it
    assert_equal "http://host/f?Ou1%3Aa%3Bi1%3B%3B", form(method: "GET", url: "/f?old", values: %w[a]).call(1).url
    assert_equal "http://host/f?old", form(method: "GET", url: "/f?old").call.url
  end

  def test_env_4_a_blob_goes_out_under_its_name
    request = form(envelope: "blob", values: ["a\"b\r\n"]).call(blob)
    assert_equal({ "content-type" => "text/plain", "content-disposition" => 'form-data; name="a%22b%0D%0A"' }, request.headers)
    assert_equal "hi", request.body.read
  end

  def test_env_5_and_env_2_numbers_of_arguments
    refused("ENV-5") { form(envelope: "blob").call }
    refused("ENV-5") { form(envelope: "blob", values: %w[a b]).call(blob, blob) }
    refused("ENV-3") { form(envelope: "blob", values: %w[a]).call("text") }
    refused("ENV-3") { form(envelope: "blob", values: %w[a]).call(blob("x\r\ny: z")) }
    refused("ENV-2") { form(envelope: "none", values: [input("a", 1)]).call }
  end

  def test_frm_14_headers_that_may_not_be_set
    assert_equal "x", form(headers: { "If-Match" => "x" }).call.headers["if-match"]
    refused("FRM-14") { form(headers: { "Cookie" => "x" }).call }
    refused("FRM-14") { form(headers: { "If-Match" => "x\r\ny: z" }).call }
    refused("FRM-5") { form(headers: { "If-Match" => 1 }).call }
    refused("FRM-5") { form(headers: [1]).call }
    refused("ENV-11") { form(method: "GET", headers: { "if-none-match" => "x" }).call }
    refused("HTP-10") { open(extension("link", { "headers" => { "If-None-Match" => "x" } })).call }
    assert_equal [BASE, { "accept" => "text/plain" }], open(extension("link", { "headers" => { "Accept" => "text/plain" } })).call
  end

  def test_frm_9_another_content_type_is_refused
    refused("FRM-9") { form(content_type: "application/json").call }
    assert form(content_type: "Application/Vnd.Hyperglyph; v=1").call
  end

  def test_urls_resolve_against_the_nearest_that_has_one
    link = ->(url) { extension("link", { "url" => url }) }
    page = open(extension("resource", { "url" => "sub/" }, {
      "a" => link.("x"), "none" => extension("link", {}), "empty" => link.(""), "root" => link.("/r"), "query" => link.("?q"),
      "list" => [link.("y")], "unknown" => extension("vendor", { "url" => "/elsewhere/" }, link.("z")),
      "inner" => extension("error", { "url" => "deep/" }, { "b" => link.("c") }),
      "linked" => extension("link", { "url" => "l/m", "inline" => true }, link.("n"))
    }))
    assert_equal "http://host/dir/sub/x", page["a"].url
    assert_equal ["http://host/dir/sub/"] * 2, [page["none"].url, page["empty"].url]
    assert_equal ["http://host/r", "http://host/dir/sub/?q", "http://host/dir/sub/y"], [page["root"].url, page["query"].url, page["list"][0].url]
    assert_equal "http://host/dir/sub/z", page["unknown"].content.url
    assert_equal "http://host/dir/sub/deep/c", page["inner"].content["b"].url
    assert_equal "http://host/dir/sub/l/n", page["linked"].call.url
  end

  def test_parts_that_are_sent_elsewhere_have_absolute_urls
    page = open(extension("resource", {}, { "l" => extension("link", { "url" => "x" }) }))
    sent = body(form(values: %w[a]).call(page))["a"]
    assert_equal "http://host/dir/x", sent.content["l"].attributes["url"]
    assert_equal BASE, sent.attributes["url"]
    told = ->(name, attributes) { Hyperglyph::Page.resolved(open(extension(name, attributes))).attributes["url"] }
    assert_equal [BASE, BASE, BASE], %w[link form resource].map { |name| told.(name, {}) }
    # No text of the specification fills it in here.
    assert_equal [nil, nil, nil], ["error", "collection", "link".b].map { |name| told.(name, {}) }
    assert_equal [1, "http://host/dir/e"], [told.("link", { "url" => 1 }), told.("error", { "url" => "e" })]
  end

  def test_d26h_content_counts_only_where_inline_is_true
    assert_equal 7, open(extension("link", { "inline" => true }, 7)).call
    [false, nil].each { |inline| assert_equal [BASE, {}], open(extension("link", { "inline" => inline }, 7)).call }
  end

  def test_d19f_attributes_and_content_of_a_wrong_type_are_refused_when_used
    refused("LNK-4") { open(extension("link", { "inline" => 1 }, 7)).call }
    refused("LNK-2") { open(extension("link", { "url" => 1 })).call }
    refused("FRM-2") { form(url: 1).call }
    refused("FRM-1") { open(extension("form", { "url" => "/f" })).call }
    refused("FRM-13") { open(extension("form", { "url" => "/f", "values" => [] }, 1)).call }
    refused("INP-5") { form(values: [extension("input", { "name" => "a", "value" => 1 }, 2)]).call }
    refused("FRM-14") { form(headers: { "If-Match" => "x", "if-match" => "y" }).call }
  end

  def test_defaults_of_inputs_stand_outside_of_the_form
    default = extension("link", { "url" => "c" })
    sent = body(form(url: "/d/", values: [input("a", default)]).call)["a"]
    assert_equal "http://host/dir/c", sent.attributes["url"]
  end

  def test_names_that_ruby_has_are_reached_all_the_same
    page = open(extension("resource", {}, { "name" => "bob", "url" => "u", "send" => form(values: %w[a]) }))
    assert_equal %w[bob u], [page.name, page.url]
    assert_equal({ "a" => 1 }, body(page.call("send", 1)).to_h)
    assert_raises(NoMethodError) { page.missing }
    refused("RES-5") { page.fetch("missing") }
    refused("RES-5") { page.call("name", 1) }
    refused("RES-2") { open(extension("resource", {}, [1])).fetch("a") }
  end

  def test_d17c_arguments_are_normalised_and_keys_that_fall_together_refused
    assert_equal "\u00e9", body(form(values: %w[a]).call("e\u0301"))["a"]
    both = { "e\u0301" => 1, "\u00e9" => 2 }
    assert_raises(Hyperglyph::EncodeError) { form(values: %w[a]).call(both) }
  end
end
