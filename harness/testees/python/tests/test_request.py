"""Which request a link or form asks for, and what is refused before any request is made."""
import io
from collections import OrderedDict

import pytest

from hyperglyph import AnyDict, Extension, RefusedError, blob, decode
from hyperglyph.pages import bind
from hyperglyph.request import of_form, of_link

URL = "http://h/f"


def form(values=(), **attributes):
    return Extension("form", {"values": list(values), **attributes})


def named(name, *default):
    return Extension("input", {"name": name, **({"value": default[0]} if default else {})})


def ask(form, *args, **named):
    return of_form(form, URL, args, named, True)


def test_frm_10_entries_follow_the_order_of_values():
    request = ask(form(["a", named("b", 2), "c"]), 1, c=3)
    assert (request.method, request.url) == ("POST", URL)
    assert request.body() == b"Ou1:a;i1;u1:b;i2;u1:c;i3;;"
    assert request.headers == {"Content-Type": b"application/vnd.hyperglyph"}


def test_what_2012_writes_is_taken():
    for values in (None, [False]):  # D19b, D19c
        assert ask(Extension("form", {"method": b"POST", "values": values})).body() == b"O;"
    assert ask(Extension("form", AnyDict([("values", [b"a"])])), 1).body() == b"Ou1:a;i1;;"


@pytest.mark.parametrize("extension, args, named, error", [
    (form(["a"]), (), {}, "the argument 'a' is missing [INP-6]"),
    (form(["a"]), (1, 2), {}, "2 arguments: expected at most 1 (a) [INP-6]"),
    (form(["a"]), (1,), {"b": 2}, "no argument 'b': expected a [INP-6]"),
    (form(["a"]), (1,), {"a": 2}, "the argument 'a' twice [INP-6]"),
    (form(["a", named("a")]), (1,), {}, "a form that names 'a' twice [FRM-4]"),
    (form([1]), (1,), {}, "a form with 1 among its 'values': expected names and inputs [FRM-4]"),
    (form([Extension("input", {})]), (1,), {}, "an input without a name [INP-1]"),
    (Extension("form", {"values": {}}), (), {}, "a form whose 'values' are no list, but a dict [FRM-4]"),
    (Extension("form", {}), (), {}, "a form without 'values' [FRM-1]"),
    (Extension("form", {"values": []}, "x"), (), {}, "a form whose content is no nil, but a str [FRM-13]"),
    (form([Extension("input", {"name": "a", "value": 1}, "x")]), (), {},
     "an input whose content is no nil, but a str [INP-5]"),
    (form(headers=None), (), {}, "'headers' that are no dict, but a NoneType [FRM-5]"),
    (Extension("form", []), (), {}, "a form whose attributes are no dict, but a list [EXT-3]"),
    (form(method="DANCE"), (), {}, "a form of the method 'DANCE': expected GET, POST, PUT, PATCH, DELETE [FRM-1]"),
    (form(method="GET", envelope="form"), (), {}, "GET with the envelope 'form': expected query, none [ENV-10]"),
    (form(method="PUT", envelope="none"), (), {}, "PUT with the envelope 'none': expected blob, form [ENV-13]"),
    (form(method="PATCH", envelope="query"), (), {}, "PATCH with the envelope 'query': expected blob, form [ENV-14]"),
    (form(envelope="query"), (), {}, "POST with the envelope 'query': expected form, blob, none [ENV-9]"),
    (form(["a"], envelope="none"), (1,), {}, "the envelope 'none' with arguments: a [ENV-2]"),
    (form(["a", "b"], envelope="blob"), (1, 2), {}, "the envelope 'blob' takes one argument, not 2 [ENV-5]"),
    (form(["a"], envelope="blob"), ("x",), {}, "a: expected a blob or an open file, found a str [ENV-3]"),
    (form(content_type="text/html"), (), {}, "a form of the content type 'text/html': expected application/vnd.hyperglyph [FRM-9]"),
    (form(headers={"Cookie": "x"}), (), {},
     "the header 'Cookie': expected one of accept, if-none-match, if-match, if-modified-since, if-unmodified-since [FRM-14]"),
    (form(headers={"Accept": "a\r\nCookie: x"}), (), {}, "a header with control characters [FRM-14]"),
    (form(headers=[]), (), {}, "'headers' that are no dict, but a list [FRM-5]"),
    (form(method="GET", headers={"If-Match": "x"}), (), {}, "a GET form with a conditional header [ENV-11]"),
    (form(["a"]), (object(),), {},
     "an object of the type object, which is no value of the protocol, in root[\"a\"] [MSG-6] [FRM-10]"),
])
def test_what_cannot_be_asked_is_refused(extension, args, named, error):
    with pytest.raises(RefusedError) as raised:
        ask(extension, *args, **named)
    assert str(raised.value) == error


@pytest.mark.parametrize("method, envelope", [("GET", "query"), ("POST", "form"), ("PUT", "blob"), ("PATCH", "blob"),
                                               ("DELETE", "none")])
def test_frm_8_each_method_has_its_default_envelope(method, envelope):
    values = {"query": ["a"], "form": ["a"], "blob": ["a"], "none": []}[envelope]
    request = ask(form(values, method=method), *[blob(b"x", "t/p") for _ in values])
    body = request.body()
    seen = b"".join(body) if body is not None and not isinstance(body, bytes) else body
    assert {"query": "?" in request.url and seen is None, "form": seen is not None and seen.startswith(b"O"),
            "blob": seen == b"x", "none": seen is None and "?" not in request.url}[envelope]


def test_env_8_a_query_is_percent_encoded_and_replaces_another():
    request = ask(form(["name"], method="GET"), "a b~é")
    assert request.url == URL + "?Ou4%3Aname%3Bu6%3Aa%20b~%C3%A9%3B%3B"
    assert of_form(form(["a"], method="GET"), URL + "?old=1", (1,), {}, True).url == URL + "?Ou1%3Aa%3Bi1%3B%3B"


def test_env_8_without_arguments_the_url_keeps_its_query():
    assert of_form(form(method="GET"), URL + "?old=1", (), {}, True).url == URL + "?old=1"


def test_env_4_a_blob_carries_its_type_and_the_name_of_its_argument():
    request = ask(form(['a "b"\n'], method="PUT"), blob(b"hello", "text/plain"))
    assert request.headers == {"Content-Type": b"text/plain",
                               "Content-Disposition": b'form-data; name="a %22b%22%0A"'}
    assert request.body() == b"hello" == request.body()  # once more, after a redirect


def test_a_large_body_is_made_as_it_is_sent():
    request = ask(form(["a"]), blob(io.BytesIO(b"x" * 3_000_000), "t/p"))
    body = request.body()
    assert not isinstance(body, bytes)
    assert decode(b"".join(body))["a"].read() == b"x" * 3_000_000


def test_lnk_10_a_link_is_a_get():
    assert of_link(Extension("link", {"method": b"GET"}), URL, False).method == "GET"  # D19a
    for method in ("POST", "HEAD", "get"):
        with pytest.raises(RefusedError) as raised:
            of_link(Extension("link", {"method": method}), URL, False)
        assert str(raised.value) == f"a link of the method {method!r}: links are GET [LNK-10]"


def test_lnk_7_a_conditional_link_quotes_its_etag():
    for etag, sent in (("1", b'"1"'), ('"1"', b'"1"'), ('W/"1"', b'W/"1"')):
        assert of_link(Extension("link", {"etag": etag}), URL, True).headers == {"If-None-Match": sent}
    modified = decode(b"d2012-08-01T12:00:00.000Z;")
    headers = of_link(Extension("link", {"last_modified": modified}), URL, True).headers
    assert headers == {"If-Modified-Since": b"Wed, 01 Aug 2012 12:00:00 GMT"}


def test_only_http_urls_are_asked():
    with pytest.raises(RefusedError) as raised:
        of_link(Extension("link", {}), "file:///etc/passwd", False)
    assert str(raised.value) == "the url 'file:///etc/passwd': expected http or https [LNK-3]"


@pytest.mark.parametrize("message, path, url", [
    (b"Du1:a;Xu4:link;Du3:url;u1:x;;N;;;", "a", "http://h/p/x"),
    (b"Du1:a;Xu4:link;D;N;;;", "a", "http://h/p/page?q"),  # LNK-11
    (b"Du1:a;Xu4:form;Du3:url;u;;N;;;", "a", "http://h/p/page?q"),  # FRM-12
    (b"Xu8:resource;Du3:url;u4:/r/s;;Du1:a;Xu4:link;Du3:url;u1:x;;N;;;;", "a", "http://h/r/x"),  # RES-3
    (b"Xu8:resource;D;Du1:a;Xu4:link;Du3:url;u1:x;;N;;;;", "a", "http://h/p/x"),  # RES-6
    (b"Xu5:error;Du3:url;u4:/e/s;;Du1:a;Xu4:link;Du3:url;u1:x;;N;;;;", "a", "http://h/e/x"),  # ERR-4
    (b"Xu10:collection;Du3:url;u3:/c/;;LXu4:link;Du3:url;u1:x;;N;;;;", 0, "http://h/c/x"),  # CLN-2
    (b"Du1:a;Xu7:unknown;Du3:url;u3:/u/;;LXu4:link;Du3:url;u1:x;;N;;;;;", None, "http://h/p/x"),  # D26g
    (b"Du1:a;Xu4:link;Du3:url;u7://o/x#f;;N;;;", "a", "http://o/x"),
])
def test_urls_resolve_against_the_nearest_that_has_one(message, path, url):
    page = bind(decode(message), "http://h/p/page?q")
    link = page["a"].content[0] if path is None else page[path]
    assert link._url == url
    assert link._extension.attributes["url"] == url


def test_lnk_12_a_link_is_the_base_of_its_content():
    page = bind(decode(b"Xu4:link;Du3:url;u2:b/;u6:inline;T;;Xu4:link;Du3:url;u1:x;;N;;;"), "http://h/a/")
    assert page._extension.content._url == "http://h/a/b/x"


def test_d19f_a_bad_form_is_an_error_only_when_it_is_used():
    page = bind(OrderedDict(f=Extension("form", None), l=Extension("link", {"url": 7}), u=Extension("link", {"url": "http://["})),
                "http://h/")
    assert [each._url for each in page.values()] == [None, None, None]


def test_what_is_on_a_page_may_have_any_name():
    names = ["name", "content", "attributes", "message", "call", "self", "_url_"]
    page = bind(Extension("resource", {}, {name: n for n, name in enumerate(names)}), "http://h/")
    assert [getattr(page, name) for name in names] == list(range(7))
    with pytest.raises(AttributeError) as raised:
        page.other
    assert str(raised.value) == "there is no 'other' on this page, but " + ", ".join(map(repr, names))
