"""The walk of the first page, and the conformance page, over a real network: ours, and the Rust ones where they
are built (HYPERGLYPH and SEED name the binaries)."""
import contextlib
import importlib.util
import os
import pathlib
import subprocess

import pytest
from test_testee import FOLDER, Testee

from hyperglyph import Client, ClientError, RefusedError, Server, ServerError, blob
from hyperglyph.notation import to_json


def module(path):
    spec = importlib.util.spec_from_file_location(pathlib.Path(path).stem + "_example", FOLDER / path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@contextlib.contextmanager
def rust(variable, *arguments):
    """The url of a Rust server, while it runs."""
    binary = os.environ.get(variable)
    if not binary:
        pytest.skip(f"not applicable: {variable} names no binary")
    process = subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def walked(url):
    for step, seen, expected in module("examples/seed/walk.py").steps(url):
        assert (step, type(seen), seen) == (step, type(expected), expected)


def test_our_client_walks_our_server():
    with Server(module("examples/seed/server.py").r) as server:
        walked(server.url)


def test_our_client_walks_the_rust_server():
    with rust("SEED", "serve", "127.0.0.1:0") as url:
        walked(url)


@pytest.fixture(scope="module", params=["ours", "rust"])
def url(request):
    if request.param == "rust":
        with rust("HYPERGLYPH", "serve", "--port", "0") as url:
            yield url
    else:
        with Server(module("conformance.py").router) as server:
            yield server.url


@pytest.fixture(params=[{}, {"fresh": True, "tunnel": True, "gzip": True}], ids=["plain", "options"])
def page(request, url):
    with Client(**request.param) as client:
        yield client.get(url)


def test_each_method_and_envelope_carries_its_arguments(page):
    item = page.item
    for name in item:
        verb, envelope = name.upper().split("_")
        if envelope == "BLOB":
            seen = item[name](blob(b"hello", "text/plain"))
        else:
            seen = item[name](*([] if envelope == "NONE" else ["\u00e4 +&", {"b": [1.5, None]}]))
        assert seen["method"] == verb
        arguments = seen["arguments"]
        if envelope == "BLOB":
            assert (arguments["file"].read(), arguments["file"].content_type) == (b"hello", "text/plain")
        else:
            assert arguments == ({} if envelope == "NONE" else {"a": "\u00e4 +&", "b": {"b": [1.5, None]}})
    assert len(list(item)) == 13


def test_the_page(page):
    assert (page.hello(), page.goodbye("dave"), page.add(2, b=3)) == ("Hello World", "Goodbye dave", 5)
    assert page.nothing() is None
    assert page.greeting()("eve") == "Hello eve"
    assert page.motd() == "Be kind to servers."
    assert page.create()() == "created"
    bob = page.find_user("bob")
    assert (bob.id, bob.message("lol", "good")) == ("bob", "lol: good") and "secret" not in bob
    counter = page.Counter(40)
    assert (counter.value, counter.add(2), page.Counter().value) == (40, 42, 0)
    queue = page.Queue("of this test")
    queue.push("sweep")
    assert (page.Queue("of this test").pop(), queue.pop()) == ("sweep", None)


def test_blobs(page):
    # Not all alike: a server may refuse what a compressed body expands to too many times.
    large = blob(b"".join(b"%07d\n" % number for number in range(375_000)), "x/y")
    assert page.upload(large) == {"size": 3_000_000, "content_type": "x/y"}
    assert page.store(large) == {"size": 3_000_000, "content_type": "x/y", "name": "file"}
    assert page.join(blob(b"one, "), blob(b"two")) == b"one, two"
    downloaded = page.download(2_000_000)
    assert len(downloaded.read()) == 2_000_000 and downloaded.url
    assert {name: each.read() for name, each in page.pair().items()} == {"a": b"first", "b": b"second\0"}


def test_relative_links(page):
    relative = page.relative()
    assert relative.self()._extension.content.keys() == relative._extension.content.keys()
    assert relative.created() == "created" and relative.root().hello() == "Hello World"
    assert relative.inner.hello() == "created"


def test_errors(page):
    with pytest.raises(ClientError) as raised:
        page.fail(418)
    assert raised.value.status == 418 and raised.value.error.message == "failed, as it was asked to"
    with pytest.raises(ServerError):
        page.fail(503)
    with pytest.raises(RefusedError):
        page.goodbye()


def test_every_type_comes_back_as_it_was_sent(page):
    woo = page.woo()
    assert to_json(page.echo(woo)) == to_json(woo)
    assert page.echo("e\u0301") == "\u00e9"  # the client normalises (D17c)


def test_the_adapter_serves_and_browses():
    testee = Testee()
    url = testee.ask(op="serve", id=1)["url"]

    def browse(*steps, **options):
        return testee.ask(op="browse", id=2, url=url, steps=steps, options=options)

    assert browse({"get": "hello"}, {"call": ["dave"]}) == {"id": 2, "value": "Hello dave"}
    assert browse({"get": "add"}, {"call": [1], "named": {"b": 2}})["value"] == 3
    assert browse({"get": "pair"}, {"call": []}, {"get": "b"}, {"read": True})["value"] == {"$bytes": "c2Vjb25kAA=="}
    assert browse({"get": "woo"}, {"call": []}, {"get": 0})["value"] == 1
    assert browse({"get": "hello"})["value"]["$ext"][1]["url"] == url + "hello"
    failed = browse({"get": "fail"}, {"call": [404]})["error"]
    assert (failed["kind"], failed["status"]) == ("client-error", 404) and failed["error"]["$ext"][0] == "error"
    for steps, kind in (([{"get": "fail"}, {"call": [500]}], "server-error"), ([{"get": "nope"}], "refused"),
                        ([{"get": "goodbye"}, {"call": []}], "refused"), ([{"call": []}], "refused"),
                        ([{"get": "hello"}, {"read": True}], "refused")):
        assert browse(*steps)["error"]["kind"] == kind
    assert testee.ask(op="browse", id=3, url="http://127.0.0.1:1/", steps=[])["error"]["kind"] == "transport"
    assert browse({"get": "motd"}, {"call": []}, fresh=True, tunnel=True, gzip=True)["value"] == "Be kind to servers."
    assert testee.close() == 0


def test_hyperglyph_checks_our_server():
    binary = os.environ.get("HYPERGLYPH")
    if not binary:
        pytest.skip("not applicable: HYPERGLYPH names no binary")
    with Server(module("conformance.py").router) as server:
        ran = subprocess.run([binary, "check", server.url], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
