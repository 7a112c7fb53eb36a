# frozen_string_literal: true

require_relative "setup"
require_relative "../conformance_page"

# The client against servers that answer as a test says.
class ClientTest < Minitest::Test
  TYPE = Hyperglyph::TYPE

  # Answers by path, and keeps what was asked.
  class Scripted
    Asked = Struct.new(:method, :path, :query, :headers, :body)
    attr_reader :asked, :answers

    def initialize
      @asked = []
      @answers = {}
    end

    def call(env)
      headers = env.select { |name, _| name.start_with?("HTTP_") || name.start_with?("CONTENT_") }
      @asked << Asked.new(env["REQUEST_METHOD"], env["PATH_INFO"], env["QUERY_STRING"], headers, env["rack.input"].read)
      answer = @answers.fetch(env["PATH_INFO"]) { [404, {}, []] }
      answer.respond_to?(:call) ? answer.call(env) : answer
    end
  end

  def setup
    @app = Scripted.new
    @server = Hyperglyph::Server.new(@app)
    @url = @server.url
  end

  def teardown = @server.stop

  # A value, and bytes as they are.
  def answers(path, status, value = nil, **headers) = raw(path, status, value.nil? ? nil : Hyperglyph.encode(value), **headers)

  def raw(path, status, body, **headers)
    headers = headers.to_h { |name, content| [name.to_s.tr("_", "-"), content] }
    headers["content-type"] ||= TYPE if body
    @app.answers[path] = [status, headers, [body].compact]
  end

  def get(path = "", **options) = Hyperglyph.get("#{@url}#{path}", **options)
  def extension(name, attributes, content = nil) = Hyperglyph::Extension.new(name, attributes, content)
  def link(url = "/to", content = nil, **more) = extension("link", { "url" => url }.merge(more.transform_keys(&:to_s)), content)
  def form(url = "/to", **more) = extension("form", { "url" => url, "method" => "POST", "values" => [] }.merge(more.transform_keys(&:to_s)))

  # The page with one thing, called.
  def call(thing, *arguments, **options)
    answers("/", 200, extension("resource", {}, { "it" => thing }))
    get(**options).call("it", *arguments)
  end

  def last = @app.asked.last

  def test_htp_8_requests_accept_us
    answers("/", 200, 1)
    assert_equal 1, get
    assert_match(/\Aapplication\/vnd\.hyperglyph(,|\z)/, last.headers["HTTP_ACCEPT"])
  end

  def test_statuses_as_results
    answers("/to", 204)
    assert_nil call(link)
    answers("/to", 201, "ignored", location: "made")
    assert_equal "#{@url}made", call(form).url
    raw("/to", 200, "<p>", content_type: "text/html; charset=utf-8")
    blob = call(link)
    assert_equal ["text/html; charset=utf-8", "#{@url}to", "<p>"], [blob.content_type, blob.url, blob.read]
    @app.answers["/to"] = [200, {}, ["i7;"]]
    assert_equal 7, call(link)
  end

  def test_htp_17_errors_are_two
    { 404 => Hyperglyph::ClientError, 499 => Hyperglyph::ClientError, 500 => Hyperglyph::ServerError }.each do |status, type|
      answers("/to", status, extension("error", { "logref" => "l", "message" => "why", "code" => 7 }, { "more" => link("x") }))
      error = assert_raises(type) { call(form) }
      assert_equal [status, "why", "l", 7, "#{status}: why"], [error.status, error.error.message, error.error.logref, error.error.code, error.message]
      assert_equal "#{@url}x", error.error.content["more"].url
    end
    ["not found", "i1;", "X"].each do |body|
      raw("/to", 404, body)
      assert_nil assert_raises(Hyperglyph::ClientError) { call(form) }.error
    end
  end

  def test_what_has_no_meaning_is_an_error
    { [201, {}] => "HTP-12", [303, {}] => "HTP-12", [304, {}] => "LNK-7", [202, {}] => "HTP-14" }.each do |(status, headers), requirement|
      @app.answers["/to"] = [status, headers, []]
      assert_equal requirement, assert_raises(Hyperglyph::ResponseError) { call(form) }.requirement
    end
    raw("/to", 200, "i1")
    assert_equal "expected ';' at the end of the object, found the end of the message, at byte 2 in root [MSG-5]",
                 assert_raises(Hyperglyph::DecodeError) { call(link) }.message
  end

  def test_d23_redirects
    answers("/end", 200, "end")
    { 301 => "GET", 302 => "GET", 303 => "GET", 307 => "POST", 308 => "POST" }.each do |status, method|
      answers("/to", status, nil, location: "end")
      assert_equal "end", call(form(values: %w[a]), "x" * 10)
      assert_equal [method, "/end"], [last.method, last.path], status
      assert_equal method == "POST" ? "Ou1:a;u10:xxxxxxxxxx;;" : "", last.body
      assert_equal "end", call(link)
    end
  end

  def test_d23_a_tunnelled_put_goes_on_as_get
    answers("/end", 200, 1)
    answers("/to", 303, nil, location: "/end")
    call(form(method: "PUT", envelope: "form"), tunnel: true)
    assert_equal ["GET", nil], [last.method, last.headers["HTTP_METHOD"]]
  end

  def test_d23_ten_hops_and_no_loops
    (0...12).each { |hop| answers("/#{hop}", 302, nil, location: "/#{hop + 1}") }
    answers("/10", 200, "ten")
    assert_equal "ten", get("0")
    answers("/10", 302, nil, location: "/11")
    answers("/11", 200, "eleven")
    assert_equal "more than 10 redirects [HTP-15]", assert_raises(Hyperglyph::ResponseError) { get("0") }.message
    answers("/loop", 302, nil, location: "/loop")
    assert_equal "redirects that come back to #{@url}loop [HTP-15]", assert_raises(Hyperglyph::ResponseError) { get("loop") }.message
    answers("/file", 302, nil, location: "file:///etc/passwd")
    assert_raises(Hyperglyph::ResponseError) { get("file") }
  end

  def test_d23_credentials_stay_with_their_origin
    other_app = Scripted.new
    other = Hyperglyph::Server.new(other_app)
    other_app.answers["/"] = [200, { "content-type" => TYPE }, ["i1;"]]
    answers("/", 302, nil, location: other.url)
    Hyperglyph.get(@url.sub("//", "//me:pass@"), headers: { "cookie" => "a=b" })
    assert_equal ["Basic bWU6cGFzcw==", "a=b"], last.headers.values_at("HTTP_AUTHORIZATION", "HTTP_COOKIE")
    assert_equal [nil, nil], other_app.asked.last.headers.values_at("HTTP_AUTHORIZATION", "HTTP_COOKIE")
  ensure
    other&.stop
  end

  def test_base_urls_are_those_after_redirects
    answers("/dir/end", 200, link("next"))
    answers("/to", 302, nil, location: "dir/end")
    assert_equal "#{@url}dir/next", call(link).url
  end

  def test_lnk_7_a_fresh_client_asks_conditionally
    time = Time.utc(2012, 8, 1, 10, 20, 30)
    answers("/to", 304)
    inlined = link("/to", "inlined", inline: true, etag: "v1", last_modified: time)
    assert_equal "inlined", call(inlined)
    assert_equal "/", last.path
    assert_equal "inlined", call(inlined, fresh: true)
    assert_equal ['"v1"', "Wed, 01 Aug 2012 10:20:30 GMT"], last.headers.values_at("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
    ['"v1"', 'W/"v1"'].each do |etag|
      call(link("/to", 1, inline: true, etag: etag), fresh: true)
      assert_equal etag, last.headers["HTTP_IF_NONE_MATCH"]
    end
    answers("/to", 200, "new")
    assert_equal "new", call(inlined, fresh: true)
    assert_equal "new", call(link("/to", "old", etag: "v1"))
    assert_nil last.headers["HTTP_IF_NONE_MATCH"]
    assert_equal "new", call(link("/to", 1, inline: true), fresh: true)
    assert_raises(Hyperglyph::Refused) { call(link("/to", 1, inline: true, etag: "a\r\nb: c"), fresh: true) }
  end

  def test_requests_by_envelope
    answers("/to", 200, 1)
    call(form(values: %w[a]), { "b" => [1] })
    assert_equal ["POST", TYPE, "Ou1:a;Du1:b;Li1;;;;"], [last.method, last.headers["CONTENT_TYPE"], last.body]
    call(form(method: "GET", values: %w[a]), 1)
    assert_equal ["GET", "Ou1%3Aa%3Bi1%3B%3B", nil], [last.method, last.query, last.headers["CONTENT_TYPE"]]
    call(form(envelope: "none"))
    assert_equal ["POST", "", "0"], [last.method, last.body, last.headers["CONTENT_LENGTH"]]
    %w[PUT PATCH].each do |method|
      call(form(method: method, values: %w[f]), StringIO.new("hi"))
      assert_equal [method, "application/octet-stream", 'form-data; name="f"', "hi"],
                   [last.method, *last.headers.values_at("CONTENT_TYPE", "HTTP_CONTENT_DISPOSITION"), last.body]
    end
    call(form(method: "DELETE"))
    assert_equal ["DELETE", ""], [last.method, last.body]
    call(form(method: "DELETE", envelope: "form", values: %w[a]), 1)
    assert_equal "Ou1:a;i1;;", last.body
  end

  def test_htp_6_tunnelled
    answers("/to", 200, 1)
    call(form(method: "DELETE", envelope: "query", values: %w[a]), 1, tunnel: true)
    assert_equal ["POST", "DELETE", "Ou1%3Aa%3Bi1%3B%3B"], [last.method, last.headers["HTTP_METHOD"], last.query]
  end

  def test_d26j_gzip_of_requests_only_when_told_to
    answers("/to", 200, 1)
    call(form(values: %w[a]), "text")
    assert_nil last.headers["HTTP_CONTENT_ENCODING"]
    call(form(values: %w[a]), "text", gzip: true)
    assert_equal ["gzip", "Ou1:a;u4:text;;"], [last.headers["HTTP_CONTENT_ENCODING"], Zlib.gunzip(last.body)]
  end

  def test_htp_3_gzip_of_answers
    raw("/to", 200, Zlib.gzip("u5:hello;"), content_encoding: "gzip")
    assert_equal "hello", call(link)
    raw("/to", 200, "u5:hello;", content_encoding: "gzip")
    assert_raises(Hyperglyph::ResponseError) { call(link) }
  end

  def test_msg_7_answers_have_a_limit_expanded_too
    limits = Hyperglyph::Limits.default.with(message: 5_000, content: 5_000)
    raw("/", 200, Zlib.gzip("L#{" " * 10_000_000};"), content_encoding: "gzip")
    assert_equal "MSG-7", assert_raises(Hyperglyph::ResponseError) { get(limits: limits) }.requirement
  end

  def test_what_is_refused_makes_no_request
    answers("/", 200, extension("resource", {}, { "it" => form(values: %w[a]) }))
    page = get
    before = @app.asked.size
    assert_raises(Hyperglyph::Refused) { page.it }
    error = assert_raises(Hyperglyph::Refused) { page.it(Object.new) }
    assert_match(/\Aan argument that cannot be written: a value of the class Object, which has no encoding, in root\["a"\] \[EXT-1\]/, error.message)
    assert_equal before, @app.asked.size
    ["ftp://x/", "nowhere", "http:///x"].each { |url| assert_raises(Hyperglyph::Refused, url) { Hyperglyph.get(url) } }
  end

  def test_transport
    assert_raises(Hyperglyph::TransportError) { Hyperglyph.get("http://127.0.0.1:1/") }
  end

  def test_large_blobs_go_both_ways_without_being_held
    conformance = Hyperglyph::Server.new(Conformance.router)
    page = Hyperglyph.get(conformance.url)
    Tempfile.create("large") do |file|
      (32 * 16).times { file.write("0123456789abcdef" * 4096) }
      assert_equal({ "size" => 32 << 20, "content_type" => "application/octet-stream" }, page.upload(file).to_h)
      assert_equal 32 << 20, page.store(file)["size"]
    end
    assert_equal 20_000_000, page.download(20_000_000).size
  ensure
    conformance&.stop
  end
end
