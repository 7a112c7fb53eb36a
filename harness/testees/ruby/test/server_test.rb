# frozen_string_literal: true

require_relative "setup"
require "rack/lint"
require "rack/mock"

class ServerTest < Minitest::Test
  TYPE = Hyperglyph::TYPE

  # Its state is its url.
  class Note < Hyperglyph::Resource
    fields :title
    defaults :new, size: 3
    defaults :shout, mark: "!"

    def initialize(title, size)
      @title = title
      @size = size
      super()
    end

    embed def size = @size
    safe def shout(mark) = "#{@title}#{mark}"
    def rename(title) = Note.new(title, @size)
    redirect :rename
    hidden def secret = "hidden"

    private

    def inside = "never"
  end

  # Stays.
  class Tally < Hyperglyph::PersistentResource
    fields :value

    def initialize
      @value = 0
      super
    end

    def add(n)
      seen = @value
      Thread.pass
      @value = seen + n
    end
  end

  LIMITS = Hyperglyph::Limits.default.with(message: 10_000, content: 50_000, spool: 1000)

  def app
    @app ||= Hyperglyph::Router.new(title: "test", limits: LIMITS) do |app|
      app.function(:echo) { |value| value }
      app.function(:hello, name: "World") { |name| "Hello #{name}" }
      app.function(:find, :safe) { |name| name }
      app.function(:crash) { raise "inside: /etc/passwd" }
      app.function(:deep) { deep = []; 400.times { deep = [deep] }; deep }
      app.function(:gone) { raise Hyperglyph::Failure.new(410, "gone", code: 7, content: { "why" => "old" }) }
      app.function(:made) { Hyperglyph::Created.new("/there") }
      app.function(:note) { Note.new("n", 1) }
      app.function(:note_there, :redirect) { Note.new("n", 1) }
      app.function(:offered) { [app[:hello], Note] }
      app.function(:unlisted, :hidden) { 1 }
      app.function(:long, :safe) { "long " * 1000 }
      app.offer("files/put", method: "PUT") { |file| [file.content_type, file.read] }
      app.add(Note)
      app.add(Tally)
    end
  end

  def request(method, path, env = {})
    @log = StringIO.new
    Rack::MockRequest.new(Rack::Lint.new(app)).request(method, path, { "rack.errors" => @log }.merge(env))
  end

  def post(path, entries = {}, env = {})
    body = entries.is_a?(String) ? entries : Hyperglyph.encode(Hyperglyph::OrderedDict.new(entries))
    request("POST", path, { input: body, "CONTENT_TYPE" => TYPE }.merge(env))
  end

  def value(response) = Hyperglyph.decode(response.body)

  # The error extension of an answer, and its status.
  def error(response, status)
    assert_equal status, response.status, response.body
    assert_equal TYPE, response["content-type"]
    error = value(response)
    assert_equal "error", error.name
    assert_match(/\A\h{16}\z/, error.attributes["logref"])
    error.attributes["message"]
  end

  def test_the_root_lists_what_is_offered_and_not_hidden
    page = value(request("GET", "/"))
    assert_equal ["resource", "/"], [page.name, page.attributes["url"]]
    assert_equal %w[echo hello find crash deep gone made note note_there offered long files Note Tally], page.content.keys
    assert_equal "Xu4:form;Du3:url;u6:/hello;u6:method;u4:POST;u6:values;LXu5:input;Du4:name;u4:name;u5:value;u5:World;;N;;;;N;;",
                 Hyperglyph.encode(page.content["hello"])
    assert_equal "/files/put", page.content["files"].content["put"].attributes["url"]
  end

  def test_mounted_elsewhere_urls_follow
    page = value(request("GET", "/", "SCRIPT_NAME" => "/api"))
    assert_equal "/api/hello", page.content["hello"].attributes["url"]
  end

  def test_env_6_arguments_by_name_in_a_dict_of_either_kind
    assert_equal "Hello dave", value(post("/hello", "Ou4:name;u4:dave;;"))
    assert_equal "Hello dave", value(post("/hello", "Du4:name;u4:dave;;"))
    assert_equal "Hello World", value(post("/hello", ""))
    assert_equal "Hello World", value(post("/hello", "O;", "CONTENT_TYPE" => ""))
    assert_equal "Hello World", value(post("/hello", "O;", "CONTENT_TYPE" => "Application/VND.hyperglyph; v=1"))
  end

  def test_htp_20_malformed_bodies_and_queries_are_400
    {
      "O" => "expected an object, or ';' at the end of the collection, found the end of the message, at byte 1 in root [MSG-5]",
      "N;" => "a dict of arguments by name is expected [ENV-6]",
      "i1;" => "a dict of arguments by name is expected [ENV-6]",
      "Ob4:name;i1;;" => "names of arguments are unicode [ENV-6]",
      "Ou1:x;i1;;" => "hello expects no argument \"x\"; it takes: name [INP-6]",
      "{}" => "expected an object, found '{', at byte 0 in root [MSG-6]"
    }.each { |body, message| assert_equal message, error(post("/hello", body), 400) }
    assert_equal "echo expects the argument value, which is missing [INP-6]", error(post("/echo", "O;"), 400)
    ["/find?N%3B", "/find?Ou4", "/find?i1%3B", "/Note/", "/Note/?Ou1", "/Note/?i1%3B", "/Note/?O%3B", "/Note/shout/!!?O%3B"].each do |path|
      error(request("GET", path), 400)
    end
    error(request("GET", "/find", "QUERY_STRING" => "%zz"), 400)
    assert_empty @log.string
  end

  def test_htp_21_nothing_inside_goes_out
    seen = post("/crash")
    message = error(seen, 500)
    assert_match(/\Athe server could not answer; its log says why, under \h{16}\z/, message)
    refute_match(/passwd|rb:/, seen.body)
    assert_includes @log.string, "#{value(seen).attributes["logref"]}: RuntimeError: inside: /etc/passwd"
    error(post("/deep"), 500)
  end

  def test_d26_statuses_of_http
    error(request("GET", "/nothing"), 404)
    ["/hello/", "/hello/x", "/Note/inside", "/Note/initialize", "/Note/class?O%3B", "/Tally/instance_eval", "/../hello"].each { |path| error(request("GET", path), 404) }
    seen = request("GET", "/hello")
    assert_equal "the method here is POST", error(seen, 405)
    assert_equal "POST", seen["allow"]
    %w[HEAD OPTIONS TRACE BREW].each { |method| assert_equal 405, request(method, "/").status }
    error(post("/hello", "O;", "CONTENT_TYPE" => "application/json"), 415)
    error(post("/hello", "O;", "HTTP_CONTENT_ENCODING" => "br"), 415)
    error(post("/echo", "value" => "x" * 20_000), 413)
    error(post("/echo", "value" => Hyperglyph::Blob.new("x" * 60_000)), 413)
    error(request("PUT", "/files/put", input: "x" * 60_000, "CONTENT_TYPE" => "text/plain"), 413)
    error(post("/hello", "O;", "CONTENT_LENGTH" => "9999999999"), 413)
    error(post("/echo", "Ou5:value;#{"L" * 300}#{";" * 300};"), 400)
  end

  def test_d26_accept_without_us_is_406_and_told_in_plain_text
    ["text/html", "application/vnd.hyperglyph;q=0, */*", "image/*"].each do |accept|
      seen = post("/hello", {}, "HTTP_ACCEPT" => accept)
      assert_equal [406, "text/plain; charset=utf-8"], [seen.status, seen["content-type"]]
    end
    ["*/*", "application/*", "text/html, */*;q=0.1", "Application/vnd.hyperglyph", "", " , "].each do |accept|
      assert_equal 200, post("/hello", {}, "HTTP_ACCEPT" => accept).status, accept
    end
  end

  def test_htp_7_the_header_method_is_the_method
    seen = request("POST", "/files/put", input: "hi", "CONTENT_TYPE" => "text/plain", "HTTP_METHOD" => "PUT")
    assert_equal ["text/plain", "hi"], value(seen)
    assert_equal "Method, Accept", seen["vary"]
    assert_equal 405, request("PUT", "/files/put", "HTTP_METHOD" => "POST").status
  end

  def test_env_3_a_blob_in_the_body
    put = ->(disposition) { request("PUT", "/files/put", input: "hi", "CONTENT_TYPE" => "text/plain", "HTTP_CONTENT_DISPOSITION" => disposition.to_s) }
    ['form-data; name="file"', 'form-data; name="file";', "form-data; name=file", nil].each { |header| assert_equal ["text/plain", "hi"], value(put.(header)) }
    error(put.('form-data; name="other"'), 400)
  end

  def test_d26j_gzip_of_requests_within_the_limits
    gzip = ->(bytes) { { "HTTP_CONTENT_ENCODING" => "gzip" }.merge(input: Zlib.gzip(bytes)) }
    assert_equal "Hello gz", value(post("/hello", "", gzip.("Ou4:name;u2:gz;;")))
    assert_equal "the body is said to be gzip, and is not [HTP-2]", error(post("/hello", "O;", "HTTP_CONTENT_ENCODING" => "gzip"), 400)
    error(post("/echo", "", gzip.("Ou5:value;L#{" " * 50_000_000};;")), 413)
    error(request("PUT", "/files/put", gzip.("x" * 50_000_000)), 413)
  end

  def test_gzip_of_several_members_is_one_body
    several = ->(*bytes) { { "HTTP_CONTENT_ENCODING" => "gzip", input: bytes.map { |part| Zlib.gzip(part) }.join } }
    assert_equal "Hello gz", value(post("/hello", "", several.("Ou4:na", "me;u2:gz", ";;")))
    error(post("/hello", "", several.("O;", "x")), 400)
    [Zlib.gzip("O;") + "junk", Zlib.gzip("O;")[0..-3]].each do |bytes|
      error(post("/hello", "", "HTTP_CONTENT_ENCODING" => "gzip", input: bytes), 400)
    end
    assert_equal "Hello World", value(post("/hello", "", "HTTP_CONTENT_ENCODING" => "gzip"))
  end

  def test_an_empty_body_is_of_no_type
    assert_equal 200, post("/hello", "", "CONTENT_TYPE" => "application/x-www-form-urlencoded").status
  end

  def test_htp_2_gzip_of_answers
    seen = request("GET", "/long", "HTTP_ACCEPT_ENCODING" => "gzip")
    assert_equal "gzip", seen["content-encoding"]
    assert_equal "long " * 1000, Hyperglyph.decode(Zlib.gunzip(seen.body))
  end

  def test_conditional_answers
    seen = request("GET", "/")
    again = request("GET", "/", "HTTP_IF_NONE_MATCH" => seen["etag"])
    assert_equal [304, ""], [again.status, again.body]
    assert_equal 200, request("GET", "/", "HTTP_IF_NONE_MATCH" => '"other"').status
    ["*", "W/#{seen["etag"]}", "\"a\", #{seen["etag"]}"].each { |etags| assert_equal 304, request("GET", "/", "HTTP_IF_NONE_MATCH" => etags).status, etags }
    assert_equal 200, request("GET", "/", "HTTP_IF_MATCH" => seen["etag"]).status
    error(request("GET", "/", "HTTP_IF_MATCH" => '"other"'), 412)
    link = value(post("/note")).content["size"]
    assert_equal [true, 1], [link.attributes["inline"], link.content]
    same = request("GET", link.attributes["url"], "HTTP_IF_NONE_MATCH" => "\"#{link.attributes["etag"]}\"")
    assert_equal 304, same.status
  end

  def test_answers_by_what_is_returned
    assert_equal [204, ""], post("/echo", "value" => nil).then { |seen| [seen.status, seen.body] }
    assert_equal [201, "/there"], post("/made").then { |seen| [seen.status, seen["location"]] }
    assert_equal [303, "/Note/?Ou5%3Atitle%3Bu1%3An%3Bu4%3Asize%3Bi1%3B%3B"], post("/note_there").then { |seen| [seen.status, seen["location"]] }
    assert_equal "gone", error(post("/gone"), 410)
    assert_equal [7, "old"], value(post("/gone")).then { |error| [error.attributes["code"], error.content["why"]] }
    assert_equal %w[form form], value(post("/offered")).map(&:name)
  end

  def test_blb_8_a_lone_blob_is_plain_http
    seen = post("/echo", "value" => Hyperglyph::Blob.new("hi", content_type: "text/plain"))
    assert_equal ["text/plain", "2", "hi"], [seen["content-type"], seen["content-length"], seen.body]
    [TYPE, "text", "a/b\nc: d"].each do |type|
      seen = post("/echo", "value" => Hyperglyph::Blob.new("hi", content_type: type))
      assert_equal [TYPE, type], [seen["content-type"], value(seen).content_type]
    end
  end

  def test_res_7_an_instance_is_its_url
    page = value(post("/note"))
    assert_equal %w[title size shout rename], page.content.keys
    assert_equal "n", page.content["title"]
    assert_equal "Note", page.attributes["name"]
    again = value(request("GET", page.attributes["url"]))
    assert_equal page, again
    shout = page.content["shout"].attributes
    assert_equal "GET", shout["method"]
    refute_includes shout["url"], "?"
    assert_equal "n?", value(request("GET", "#{shout["url"]}?#{ERB::Util.url_encode("Ou4:mark;u1:?;;")}"))
    assert_equal "n!", value(request("GET", shout["url"]))
    rename = post(page.content["rename"].attributes["url"], "title" => "m")
    assert_equal [303, "/Note/?Ou5%3Atitle%3Bu1%3Am%3Bu4%3Asize%3Bi1%3B%3B"], [rename.status, rename["location"]]
    secret = page.content["rename"].attributes["url"].sub("rename", "secret")
    assert_equal "hidden", value(post(secret))
  end

  def test_a_class_makes_an_instance_and_leads_to_it
    seen = post("/Note", "title" => "t")
    assert_equal [303, "/Note/?Ou5%3Atitle%3Bu1%3At%3Bu4%3Asize%3Bi3%3B%3B"], [seen.status, seen["location"]]
  end

  def test_persistent_instances_stay_and_calls_take_turns
    url = post("/Tally")["location"]
    add = value(request("GET", url)).content["add"].attributes["url"]
    threads = Array.new(8) { Thread.new { 50.times { Rack::MockRequest.new(app).post(add, input: "Ou1:n;i1;;") } } }
    threads.each(&:join)
    assert_equal 400, value(request("GET", url)).content["value"]
    error(request("GET", "/Tally/?u1%3Ax%3B"), 404)
    error(request("GET", "/Tally/"), 400)
  end

  def test_what_is_offered_wrongly_is_refused_at_once
    {
      "greet: say what name is by default (name: value), a form has to tell it" => ->(app) { app.function(:greet) { |name = 1| name } },
      "greet: name is no positional parameter; a form has no others" => ->(app) { app.function(:greet) { |name:| name } },
      "greet: no mark loud; there are safe, embed, redirect, hidden" => ->(app) { app.function(:greet, :loud) { 1 } },
      "greet: a default for x, which it does not take" => ->(app) { app.function(:greet, x: 1) { 1 } },
      "greet: GET has no envelope form" => ->(app) { app.offer(:greet, method: "GET", envelope: "form") { 1 } },
      "greet: the envelope blob takes one argument" => ->(app) { app.offer(:greet, envelope: "blob") { 1 } },
      "greet is offered already" => ->(app) { 2.times { app.function(:greet) { 1 } } }
    }.each do |message, offering|
      assert_equal message, assert_raises(ArgumentError) { offering.call(Hyperglyph::Router.new) }.message
    end
  end
end
