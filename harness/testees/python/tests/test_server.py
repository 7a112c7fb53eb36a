"""What the server makes of requests, without a network."""
import gzip
import io
import logging
import threading
from collections import OrderedDict

import pytest
from werkzeug.test import Client as Asks

import hyperglyph as glyph
from hyperglyph import Blob, Extension, Limits, blob, decode, encode

OURS = "application/vnd.hyperglyph"
r = glyph.Router(name="test", limits=Limits(message=1000, content=5000))


@r.add()
def hello(name="World"):
    return "Hello " + name


@r.add()
def goodbye(name: str):
    return "Goodbye " + name


@r.add()
def echo(value):
    return value


@r.add("other-name")
@glyph.hidden
def concealed():
    return hello


@r.add()
@glyph.safe()
def search(what, most=10):
    return [what, most]


@r.add()
@glyph.safe
def now():
    return [goodbye, User]


@r.add()
@glyph.embed()
def motd():
    return "Be kind."


@r.add()
@glyph.embed()
def broken():
    raise RuntimeError("a secret of the inside")


@r.add()
@glyph.redirect()
def find(name):
    return User(name) if name == "bob" else now if name == "now" else hello if name == "hello" else None


@r.add()
class User(glyph.Resource):
    """Public fields and properties are data."""

    def __init__(self, name, shard=1):
        self.name = name
        self._shard = shard

    @property
    def shard(self):
        return f"shard-{self._shard}"

    @glyph.safe()
    def bio(self):
        return f"{self.name} lives"

    @glyph.safe()
    def posts(self, since=0):
        return [self.name, since]

    def message(self, subject, body: str):
        return [self.name, self._shard, subject, body]

    def friend(self):
        return User("eve", 2)

    def sender(self):
        return self.message

    @glyph.hidden()
    def secret(self):
        return "well kept"

    def _inside(self):
        return "never"


@r.add()
class Counter(glyph.PersistentResource):
    def __init__(self, value=0):
        self.value = value

    def add(self, n=1):
        seen = self.value
        threading.Event().wait(0.0005)  # long enough for others to come in between, if they could
        self.value = seen + n
        return self.value


@r.add()
@glyph.method("PUT")
def store(file):
    return [file.read(), file.content_type, file.name]


@r.add()
@glyph.method("POST", "none")
def bare():
    return "bare"


@r.add()
def create(how):
    return glyph.Created(User("new") if how == "instance" else "/somewhere")


@r.add()
def away():
    return glyph.Redirect("http://elsewhere/")


@r.add()
def fail(status):
    raise glyph.Failure(status, "as asked", code="C1", content={"why": 7})


@r.add()
def unwritable():
    return object()


asks = Asks(r)


def post(path, value=None, *, data=None, method="POST", headers=None, content_type=OURS):
    data = encode(value) if data is None else data
    return asks.open(path, method=method, data=data, content_type=content_type, headers=headers)


def call(path, **arguments):
    return seen(post(path, OrderedDict(arguments)))


def seen(response):
    assert (response.status_code, response.headers.get("Content-Type")) == (200, OURS), response.data
    return decode(response.data)


def failed(response):
    """The status and the message of an error extension."""
    assert response.headers["Content-Type"] == OURS
    error = decode(response.data)
    assert error.name == "error" and len(error.attributes["logref"]) == 16 and type(error.content) is dict
    return response.status_code, error.attributes["message"]


def test_the_root_is_a_page_of_what_is_offered():
    page = seen(asks.get("/"))
    assert (page.name, page.attributes) == ("resource", {"url": "/", "name": "test"})
    assert list(page.content) == ["hello", "goodbye", "echo", "search", "now", "motd", "broken", "find", "User",
                                  "Counter", "store", "bare", "create", "away", "fail", "unwritable"]
    assert encode(page.content["hello"]) == (
        b"Xu4:form;Du3:url;u6:/hello;u6:method;u4:POST;u6:values;LXu5:input;Du4:name;u4:name;u5:value;u5:World;;N;;;;N;;")
    assert page.content["search"].attributes["method"] == "GET"
    assert page.content["store"].attributes == {"url": "/store", "method": "PUT", "values": ["file"]}
    assert page.content["bare"].attributes["envelope"] == "none"
    assert page.content["now"] == Extension("link", {"url": "/now", "method": "GET"})


def test_urls_begin_where_the_application_is_mounted():
    page = seen(Asks(r).get("/", environ_overrides={"SCRIPT_NAME": "/api"}))
    assert page.content["hello"].attributes["url"] == "/api/hello"
    response = post("/find", {"name": "bob"})
    assert response.headers["Location"].startswith("/User/?")


def test_a_function_takes_its_arguments_by_name():
    assert call("/hello") == "Hello World"
    assert call("/hello", name="dave") == "Hello dave"
    assert seen(post("/hello", {"name": "dave"})) == "Hello dave"  # D19e
    assert seen(post("/hello", data=b"")) == "Hello World"
    assert seen(post("/hello", {"name": b"dave"})) == "Hello dave"
    assert seen(asks.post("/hello", data=b"O;")) == "Hello World"  # D26b


def test_str_5_answers_are_normalised():
    assert call("/echo", value="e\u0301") == "é"


def test_a_function_may_be_returned():
    assert call("/other-name") == seen(asks.get("/")).content["hello"]
    forms = seen(asks.get("/now"))
    assert [form.attributes["url"] for form in forms] == ["/goodbye", "/User"]


def test_safe_ones_with_arguments_are_get_forms():
    assert seen(asks.get("/search?Ou4%3Awhat%3Bu1%3Ax%3B%3B")) == ["x", 10]
    assert seen(asks.get("/search?Ou4:what;u3:a+b;;")) == ["a b", 10]


def test_d26c_a_link_may_be_asked_with_an_empty_query():
    assert asks.get("/motd?O%3B").status_code == 200


def test_lnk_4_and_6_what_is_embedded_stands_in_the_page_with_its_etag():
    link = seen(asks.get("/")).content["motd"]
    assert link.content == "Be kind." and link.attributes["inline"] is True
    response = asks.get("/motd")
    assert response.headers["ETag"] == f'"{link.attributes["etag"]}"'
    again = asks.get("/motd", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert asks.get("/motd", headers={"If-None-Match": '"other"'}).status_code == 200
    assert asks.get("/motd", headers={"If-Match": '"other"'}).status_code == 412


def test_what_cannot_be_embedded_is_a_link_all_the_same(caplog):
    assert seen(asks.get("/")).content["broken"] == Extension("link", {"url": "/broken", "method": "GET"})


def test_htp_16_redirect_answers_303_to_the_instance():
    response = post("/find", {"name": "bob"})
    assert (response.status_code, response.data) == (303, b"")
    assert response.headers["Location"] == "/User/?Du4%3Aname%3Bu3%3Abob%3Bu5%3Ashard%3Bi1%3B%3B"
    assert post("/find", {"name": "now"}).headers["Location"] == "/now"
    assert seen(post("/find", {"name": "hello"})).name == "form"  # it has no url that answers GET
    assert post("/find", {"name": "eve"}).status_code == 204
    response = post("/away", {})
    assert (response.status_code, response.headers["Location"]) == (303, "http://elsewhere/")


def test_res_7_the_page_of_an_instance():
    response = post("/User", {"name": "bob", "shard": 2})
    assert response.status_code == 303
    page = seen(asks.get(response.headers["Location"]))
    assert page.attributes == {"url": response.headers["Location"], "name": "User"}
    assert sorted(page.content) == ["bio", "friend", "message", "name", "posts", "sender", "shard"]
    assert (page.content["name"], page.content["shard"]) == ("bob", "shard-2")
    content = page.content
    assert seen(asks.get(content["bio"].attributes["url"])) == "bob lives"
    assert "?" not in content["posts"].attributes["url"]  # D21
    assert seen(asks.get(content["posts"].attributes["url"] + "?Ou5%3Asince%3Bi3%3B%3B")) == ["bob", 3]
    assert seen(asks.get(content["posts"].attributes["url"])) == ["bob", 0]
    message = content["message"].attributes["url"]
    assert seen(post(message, {"subject": "lol", "body": "good"})) == ["bob", 2, "lol", "good"]
    friend = seen(post(content["friend"].attributes["url"], {}))
    assert (friend.name, friend.content["name"]) == ("resource", "eve")
    assert seen(post(content["sender"].attributes["url"], {})) == content["message"]
    assert call(message.replace("message", "secret")) == "well kept"


def test_d26k_only_what_is_offered_can_be_called():
    for name in ("_inside", "__init__", "__class__", "shard", "name", "nope"):
        response = post(f"/User/{name}?Du4%3Aname%3Bu3%3Abob%3B%3B", {})
        assert failed(response) == (404, "nothing is here")
    for path in ("/nope", "/hello/", "/hello/x", "/x//", "/User/posts/é", "/User/message/RDs", "/../etc/passwd"):
        assert failed(post(path, {}))[0] == 404


def test_state_from_outside_is_checked():
    for query, status in (("", 400), ("?x", 400), ("?i1%3B", 400), ("?D;", 400), ("?Du3%3Afoo%3Bi1%3B%3B", 400)):
        assert asks.get("/User/" + query).status_code == status
    assert failed(asks.get("/Counter/?nobody")) == (404, "nothing is here, or not any more")
    assert failed(asks.get("/User/posts/RDs")) == (400, "the argument 'name' is missing [INP-6]")


def test_a_persistent_instance_loses_no_call():
    location = post("/Counter", {"value": 40}).headers["Location"]
    add = seen(asks.get(location)).content["add"].attributes["url"]
    threads = [threading.Thread(target=lambda: [post(add, {}) for _ in range(10)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen(asks.get(location)).content["value"] == 120
    other = seen(asks.get(post("/Counter", {}).headers["Location"]))
    assert other.content["value"] == 0 and other.attributes["url"] != location


def test_a_store_has_an_end():
    store = glyph.MemoryStore(most=1)
    first = Counter(1)
    assert store.add(first) == store.add(first) and store.find(Counter, store.add(first)) is first
    with pytest.raises(glyph.Failure):
        store.add(Counter(2))
    store.remove(first)
    assert store.find(User, "x") is None


def test_htp_13_nil_is_204():
    response = post("/echo", {"value": None})
    assert (response.status_code, response.data, "Content-Type" in response.headers) == (204, b"", False)


def test_blb_8_a_lone_blob_is_plain_http():
    response = post("/echo", {"value": blob(b"<svg/>", "image/svg+xml")})
    assert (response.data, response.headers["Content-Type"]) == (b"<svg/>", "image/svg+xml")
    for content_type in (OURS, "a\r\nSet-Cookie: x=1", ""):  # D26e
        value = decode(post("/echo", {"value": Blob(b"x", content_type)}).data)
        assert value.read() == b"x" and value.content_type == content_type


def test_env_3_a_raw_body_is_a_blob():
    response = post("/store", data=b"raw", method="PUT", content_type="text/plain",
                    headers={"Content-Disposition": 'form-data; name="file"'})
    assert seen(response) == [b"raw", "text/plain", "file"]
    assert seen(asks.put("/store", data=b"raw")) == [b"raw", "application/octet-stream", None]
    response = post("/store", data=b"", method="PUT", headers={"Content-Disposition": 'form-data; name="other"'})
    assert failed(response) == (400, 'expected Content-Disposition: form-data; name="file" [ENV-4]')


def test_htp_12_created():
    assert post("/create", {"how": "instance"}).headers["Location"].startswith("/User/?")
    response = post("/create", {"how": "url"})
    assert (response.status_code, response.headers["Location"]) == (201, "/somewhere")


@pytest.mark.parametrize("path, body, status, message", [
    ("/hello", b"garbage", 400, "expected an object, found 'g', at byte 0 in root [MSG-6]"),
    ("/hello", b"Ou4:name;", 400, "expected an object, found the end of the message, at byte 9 in root[\"name\"] [MSG-5]"),
    ("/hello", b"i1;", 400, "expected an ordered dict of arguments, found a int [ENV-6]"),
    ("/hello", b"Oi1;i2;;", 400, "no argument 1: expected name [INP-6]"),
    ("/hello", b"Ou5:other;i2;;", 400, "no argument 'other': expected name [INP-6]"),
    ("/hello", b"Ob4:name;F;;", 400, "no argument b'name': expected name [INP-6]"),
    ("/echo", b"Ou5:value;B0:Du12:content-type;i1;;;;c0;", 400,
     "expected a content-type among the attributes of the blob, found none, at byte 10 in root[\"value\"] [BLB-2]"),
    ("/goodbye", b"O;", 400, "the argument 'name' is missing [INP-6]"),
    ("/goodbye", b"Ou4:name;i1;;", 400, "name: expected a unicode, found 1 [FRM-10]"),
    ("/hello", b"O" + b"L" * 9000, 413, "the body is too large [D26]"),
    ("/hello", b"Ou4:name;u2000:" + b"x" * 2000 + b";;", 413,
     "expected a message of at most 1000 bytes, found more, at byte 15 in root[\"name\"] [MSG-7]"),
    ("/hello", b"Ou4:name;" + b"L" * 200, 400,
     "expected a nesting of at most 128, found more, at byte 137 in root[\"name\"]" + "[0]" * 127 + " [MSG-7]"),
    ("/bare", b"x", 400, "a body where the envelope takes none [ENV-1]"),
])
def test_htp_20_malformed_bodies_are_4xx(path, body, status, message):
    assert failed(post(path, data=body)) == (status, message)
    assert call("/hello") == "Hello World"


def test_htp_20_malformed_queries_are_4xx():
    for path in ("/search?x", "/search?O%3B", "/search?i1;", "/search?%ff", "/motd?x", "/motd?Ou1:a;i1;;"):
        assert failed(asks.get(path))[0] == 400


def test_d26_statuses():
    assert failed(asks.get("/hello"))[0] == 405
    assert asks.get("/hello").headers["Allow"] == "POST"
    assert asks.post("/").headers["Allow"] == "GET"
    assert failed(post("/hello", data=b"{}", content_type="application/json")) == (
        415, "expected a body of the type application/vnd.hyperglyph [HTP-1]")
    assert seen(post("/hello", data=b"", content_type="application/json")) == "Hello World"  # no body has no type
    assert seen(post("/hello", {}, content_type="Application/VND.hyperglyph; x=y")) == "Hello World"
    response = post("/hello", {}, headers={"Accept": "text/html"})
    assert (response.status_code, response.data) == (406, b"")
    for accept in ("*/*", "application/*", "text/html, application/vnd.hyperglyph;q=0.1"):
        assert post("/hello", {}, headers={"Accept": accept}).status_code == 200
    assert post("/hello", {}, headers={"Accept": "*/*, application/vnd.hyperglyph;q=0"}).status_code == 406


def test_htp_7_the_header_method_is_the_method():
    response = post("/store", data=b"raw", headers={"Method": "PUT"}, content_type="t/p")
    assert seen(response)[0] == b"raw" and "Method" in response.headers["Vary"]
    assert post("/hello", {}, method="GET", headers={"Method": "POST"}).status_code == 200  # D22
    assert failed(post("/hello", {}, headers={"Method": "DANCE"}))[0] == 405
    for method in ("HEAD", "OPTIONS", "TRACE"):
        assert asks.open("/hello", method=method).status_code == 405


def test_htp_2_gzip_in_both_directions():
    packed = gzip.compress(encode({"value": "x" * 900}))
    response = post("/echo", data=packed, headers={"Content-Encoding": "gzip", "Accept-Encoding": "gzip"})
    assert seen(response) == "x" * 900
    response = post("/echo", {"value": ["x" * 800, b"yy" * 20]}, headers={"Accept-Encoding": "gzip"})
    assert response.headers.get("Content-Encoding") is None  # too little to be worth it
    response = asks.get("/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in response.headers["Vary"]
    assert decode(gzip.decompress(response.data)) == seen(asks.get("/"))
    for body, status in ((b"no gzip", 400), (packed[:-9], 400), (gzip.compress(encode({"value": "x" * 10**7})), 413)):
        assert post("/echo", data=body, headers={"Content-Encoding": "gzip"}).status_code == status
    assert failed(post("/echo", data=b"", headers={"Content-Encoding": "br"}))[0] == 415
    bomb = gzip.compress(b"x" * 10**6)
    response = post("/store", data=bomb, method="PUT", content_type="t/p", headers={"Content-Encoding": "gzip"})
    assert failed(response) == (413, "expected at most 5000 bytes [D26]")


def test_htp_18_a_failure_is_an_error_extension():
    response = post("/fail", {"status": 409})
    assert failed(response) == (409, "as asked")
    error = decode(response.data)
    assert error.attributes["code"] == "C1" and error.content == {"why": 7}


def test_htp_21_what_is_inside_stays_there(caplog):
    with caplog.at_level(logging.ERROR):
        for path in ("/fail", "/unwritable"):
            response = post(path, {"status": "x"} if path == "/fail" else {})
            assert failed(response) == (500, "the server failed")
            logref = decode(response.data).attributes["logref"]
            assert any(logref in record.getMessage() and record.exc_info for record in caplog.records)
        assert failed(asks.get("/broken")) == (500, "the server failed")


def test_what_cannot_be_offered_says_so_at_once():
    for wrong in (lambda *names: 1, lambda a, /: 1, lambda a=object(): 1, glyph.embed(lambda a: 1)):
        with pytest.raises((TypeError, glyph.EncodeError)):
            glyph.Router().add("name")(wrong)
    with pytest.raises(TypeError):
        glyph.Router().add()(dict)
    with pytest.raises(ValueError):
        r.add()(hello)
    with pytest.raises(ValueError):
        glyph.method("GET", "form")


def test_a_large_answer_is_written_in_pieces():
    router = glyph.Router()
    router.add("big")(lambda: {"file": blob(io.BytesIO(b"x" * 3_000_000), "t/p")})
    response = Asks(router).post("/big")
    assert response.content_length is None
    assert decode(response.data)["file"].read() == b"x" * 3_000_000
