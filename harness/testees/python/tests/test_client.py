"""What the client makes of responses; the network is a function."""
import gzip
import zlib

import httpx
import pytest

from hyperglyph import (
    Blob, Client, ClientError, DecodeError, Link, RefusedError, ResponseError, ServerError, TransportError, blob,
    encode,
)
from hyperglyph import Extension as Ext

OURS = {"Content-Type": "application/vnd.hyperglyph"}


class Net:
    """A transport that answers from a function, and keeps what was asked."""

    def __init__(self, answer, **options):
        self.asked = []
        self.answer = answer
        self.client = Client(transport=httpx.MockTransport(self.handle), **options)

    def handle(self, request):
        request.read()
        self.asked.append(request)
        answer = self.answer(request)
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, headers=OURS, content=answer if isinstance(answer, bytes) else encode(answer))

    def get(self, url="http://h/"):
        return self.client.get(url)

    def paths(self):
        return [(request.method, str(request.url)) for request in self.asked]


def answers(status, content=b"", **headers):
    return Net(lambda _: httpx.Response(status, headers=headers or OURS, content=content))


def page(**content):
    return Ext("resource", {}, content)


def test_htp_8_requests_carry_accept():
    net = Net(lambda _: 7)
    assert net.get() == 7
    assert net.asked[0].headers["accept"] == "application/vnd.hyperglyph, */*;q=0.1"
    assert "gzip" in net.asked[0].headers["accept-encoding"]


def test_htp_3_gzip_is_understood():
    assert answers(200, gzip.compress(b"i7;"), **OURS, **{"Content-Encoding": "gzip"}).get() == 7


@pytest.mark.parametrize("content_type", ["application/vnd.hyperglyph; charset=x", "APPLICATION/VND.Hyperglyph", None])
def test_d26b_content_types_are_compared_without_case_and_parameters(content_type):
    headers = {"Content-Type": content_type} if content_type else {"X": "y"}
    assert answers(200, b"i7;", **headers).get() == 7


def test_blb_9_another_content_type_becomes_a_blob():
    seen = answers(200, b"<p>", **{"Content-Type": "text/html"}).get()
    assert isinstance(seen, Blob)
    assert (seen.content_type, seen.url, seen.read()) == ("text/html", "http://h/", b"<p>")


def test_htp_12_201_is_a_link_to_the_location():
    net = Net(lambda request: httpx.Response(201, headers={"Location": "new"}, content=b"ignored")
              if str(request.url) == "http://h/a/" else "there")
    link = net.get("http://h/a/")
    assert isinstance(link, Link) and link._url == "http://h/a/new" and link() == "there"


def test_htp_14_204_is_nil():
    assert answers(204).get() is None


@pytest.mark.parametrize("status, error", [
    (201, "a 201 without Location"), (303, "a 303 without Location"), (304, "the status 304, which nobody asked for"),
    (206, "the status 206, which nobody asked for"), (300, "the status 300, which nobody asked for"),
])
def test_what_is_no_answer_of_the_protocol(status, error):
    with pytest.raises(ResponseError) as raised:
        answers(status).get()
    assert str(raised.value) == error


def test_bytes_that_are_no_message():
    with pytest.raises(DecodeError):
        answers(200, b"i7").get()
    with pytest.raises(ResponseError):
        answers(200, b"no gzip", **OURS, **{"Content-Encoding": "gzip"}).get()


def test_htp_17_4xx_and_5xx_are_two_errors_with_the_extension():
    body = encode(Ext("error", {"logref": "l1", "message": "no such"}, {"why": 7}))
    with pytest.raises(ClientError) as raised:
        answers(404, body).get()
    assert str(raised.value) == "404: no such"
    assert (raised.value.status, raised.value.error.logref, raised.value.error["why"]) == (404, "l1", 7)
    for content in (b"", b"garbage", b"i7;"):
        with pytest.raises(ServerError) as raised:
            answers(503, content).get()
        assert str(raised.value) == "503" and raised.value.error is None


def moving(status, form=False):
    def answer(request):
        if request.url.path == "/":
            return page(go=Ext("form", {"url": "/a", "method": "PUT", "envelope": "form", "values": ["x"]}) if form
                        else Ext("link", {"url": "/a", "headers": {"Accept": "x/y"}}))
        if request.url.path == "/a":
            return httpx.Response(status, headers={"Location": "/b"})
        return [request.method, request.headers["accept"], request.content]

    return Net(answer)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_d23_links_follow_every_redirect(status):
    assert moving(status).get().go() == ["GET", "x/y", b""]


@pytest.mark.parametrize("status, method", [(301, "GET"), (302, "GET"), (303, "GET"), (307, "PUT"), (308, "PUT")])
def test_d23_forms_follow_with_the_same_body_or_with_get(status, method):
    seen = moving(status, form=True).get().go(1)
    assert [seen[0], seen[2]] == [method, b"Ou1:x;i1;;" if method == "PUT" else b""]


def test_d23_ten_hops_at_most_and_no_loops():
    def counting(request):
        number = int(request.url.path[1:])
        return httpx.Response(302, headers={"Location": f"/{number + 1}"}) if number < 10 else "there"

    assert Net(counting).get("http://h/0") == "there"
    with pytest.raises(ResponseError) as raised:
        Net(counting).get("http://h/-1")
    assert str(raised.value) == "more than 10 redirects [D23]"
    with pytest.raises(ResponseError) as raised:
        answers(302, Location="/").get("http://me:secret@h/")
    assert str(raised.value) == "redirects that come back to http://h/ [D23]"


def test_a_redirect_goes_to_http_alone():
    with pytest.raises(ResponseError) as raised:
        answers(302, Location="file:///etc/passwd").get()
    assert str(raised.value) == "a 302 to 'file:///etc/passwd': expected a url of http or https"


def test_d23_credentials_and_cookies_stay_with_their_origin():
    def answer(request):
        if request.url.path == "/":
            return httpx.Response(303, headers={"Location": "/in", "Set-Cookie": "a=1"})
        if request.url.path == "/in":
            return page(here=Ext("link", {"url": "/x"}), other=Ext("link", {"url": "http://eve:x@h:82/x"}), there=Ext("link", {"url": "http://h:81/x"}))
        return [request.headers.get("authorization"), request.headers.get("cookie")]

    net = Net(answer)
    page_ = net.get("http://me:secret@h/")
    assert page_.here() == ["Basic bWU6c2VjcmV0", "a=1"]
    assert page_.there() == [None, None] == page_.other()  # a page gives no credentials
    assert all("secret" not in str(request.url) for request in net.asked)


def inlined(**attributes):
    def answer(request):
        if request.url.path == "/":
            return page(motd=Ext("link", {"url": "/motd", **attributes}, "inlined"))
        return httpx.Response(304) if "if-none-match" in request.headers else "asked"

    return answer


def test_lnk_5_an_inlined_link_is_answered_from_its_content():
    net = Net(inlined(inline=True, etag="1"))
    assert net.get().motd() == "inlined" and len(net.asked) == 1


def test_lnk_7_a_304_means_that_the_content_is_fresh():
    net = Net(inlined(inline=True, etag="1"), fresh=True)
    assert net.get().motd() == "inlined" and net.asked[1].headers["if-none-match"] == '"1"'
    assert Net(inlined(inline=True), fresh=True).get().motd() == "asked"


def test_d26h_content_that_is_not_inlined_is_ignored():
    for attributes in ({}, {"inline": False}):
        assert Net(inlined(etag="1", **attributes), fresh=True).get().motd() == "asked"


def test_a_small_body_tells_its_length():
    form = Ext("form", {"url": "/a", "method": "PUT", "values": ["file"]})
    net = Net(lambda request: page(go=form) if request.url.path == "/" else 7)
    net.get().go(blob(b"abc", "t/p"))
    assert net.asked[1].headers["content-length"] == "3"


def test_env_2_a_link_takes_no_arguments():
    net = Net(inlined())
    with pytest.raises(RefusedError) as raised:
        net.get().motd(1)
    assert str(raised.value) == "a link takes no arguments [LNK-1]" and len(net.asked) == 1


def test_htp_6_tunnel_and_gzip():
    form = Ext("form", {"url": "/a", "method": "PATCH", "values": ["file"]})

    def answer(request):
        if request.url.path == "/":
            return page(go=form)
        seen = [request.method, request.headers.get("method"), request.headers.get("content-encoding")]
        return seen + [zlib.decompress(request.content, 31)]

    assert Net(answer, tunnel=True, gzip=True).get().go(blob(b"abc", "t/p")) == ["POST", "PATCH", "gzip", b"abc"]


def test_str_5_what_is_sent_is_normalised():
    def answer(request):
        return page(go=Ext("form", {"url": "/a", "values": ["x"]})) if request.url.path == "/" else [request.content]

    assert Net(answer).get().go("e\u0301") == ["Ou1:x;u2:é;;".encode()]
    assert Net(answer, nfc=False).get().go("e\u0301") == ["Ou1:x;u3:e\u0301;;".encode()]


def test_an_argument_may_have_any_name():
    def answer(request):
        return page(go=Ext("form", {"url": "/a", "values": ["self", "offered"]})) if request.url.path == "/" else (
            [request.content])

    assert Net(answer).get().go(self=1, offered=2) == [b"Ou4:self;i1;u7:offered;i2;;"]


def test_no_server_is_a_transport_error():
    with pytest.raises(TransportError):
        Client(timeout=5).get("http://127.0.0.1:1/")


def test_what_is_no_url_is_refused():
    for url in ("ftp://h/", "/x", "http://", "http://[", "http://h:x/", "http://h:99999/", "http://a\x01b/"):
        with pytest.raises(RefusedError):
            Net(lambda _: 7).get(url)
