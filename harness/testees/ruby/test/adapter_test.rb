# frozen_string_literal: true

require_relative "setup"
require_relative "vectors"
require "open3"
require "rbconfig"

# The adapter as the harness drives it: as a program, one JSON object a line.
class AdapterTest < Minitest::Test
  ADAPTER = File.expand_path("../testee.rb", __dir__)

  def setup
    @in, @out, @err, @process = Open3.popen3(RbConfig.ruby, ADAPTER)
    @errors = Thread.new { @err.read }
  end

  def teardown
    @in.close
    @process.join
    [@out, @err].each(&:close)
  end

  def ask(**request)
    @in.puts(JSON.generate(request, max_nesting: 3000))
    JSON.parse(@out.gets, max_nesting: 3000)
  end

  def test_hello_tells_the_roles
    assert_equal %w[codec client server], ask(op: "hello", protocol: 1)["roles"]
    assert_equal({ "id" => 3, "unsupported" => true }, ask(op: "sing", id: 3))
  end

  def test_every_vector_through_the_adapter
    wrong = []
    Vectors.each do |vector|
      answer = ask(op: "decode", id: vector["id"], bytes: [Vectors.bytes(vector["bytes"])].pack("m0"))
      refused = answer.key?("error")
      wrong << vector["id"] if vector["expect"] == "reject" ? !refused : !(refused ? vector["expect"] == "either" : right?(answer["value"], vector))
      next unless vector.key?("value")

      written = ask(op: "encode", id: vector["id"], value: vector["value"])["bytes"]
      next wrong << vector["id"] if written.nil? && vector["expect"] == "accept"

      wrong << vector["id"] unless written.nil? || Vectors.same?(Hyperglyph.decode(written.unpack1("m0")), Vectors.value(vector))
    end
    assert_empty wrong
  end

  def right?(json, vector)
    !vector.key?("value") || Vectors.same?(Hyperglyph::Notation.parse(JSON.generate(json, max_nesting: 3000)), Vectors.value(vector))
  end

  def test_its_client_browses_its_server
    url = ask(op: "serve", id: 1)["url"]
    browse = ->(*steps) { ask(op: "browse", id: 2, url: url, steps: steps) }
    assert_equal "Hello dave", browse.({ get: "hello" }, { call: ["dave"] })["value"]
    assert_equal 3, browse.({ get: "add" }, { call: [], named: { b: 1, a: 2 } })["value"]
    assert_equal({ "$bytes" => "MDEy" }, browse.({ get: "download" }, { call: [3] }, { read: true })["value"])
    assert_equal ["client-error", 404], browse.({ get: "fail" }, { call: [404] })["error"].values_at("kind", "status")
    assert_equal ["server-error", 503], browse.({ get: "fail" }, { call: [503] })["error"].values_at("kind", "status")
    assert_equal "refused", browse.({ get: "goodbye" }, { call: [] })["error"]["kind"]
    assert_equal "refused", browse.({ get: "none" })["error"]["kind"]
    assert_equal "transport", ask(op: "browse", id: 2, url: "http://127.0.0.1:1/", steps: [])["error"]["kind"]
  end

  # The limits of the testee protocol: a codec under 40 lines, a client under 60.
  def test_the_adapter_is_small
    codec, client = %w[testee.rb testee_http.rb].map { |name| File.readlines(File.expand_path("../#{name}", __dir__)).size }
    assert_operator codec, :<, 40
    assert_operator client, :<, 60
  end
end
