"""The cases for HTTP: our client against their scripts, our server against their requests."""
import gzip
import json
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import browse
import httpx
import pytest
from patterns import decoded, headers_match, matches
from test_examples import module
from vectors import FOLDER, to_bytes
from werkzeug.test import Client as Asks

from hyperglyph import Blob, decode
from hyperglyph.notation import to_json
from hyperglyph.pages import bind

ORIGIN = "http://h"
OURS = "application/vnd.hyperglyph"


def cases(side):
    return [pytest.param(case, id=case["id"]) for path in sorted((FOLDER.parent / "http" / side).glob("*.json"))
            for case in json.loads(path.read_text("utf-8"))["cases"]]


def is_request(expected, request):
    """Whether a request is one that must come."""
    raw, _, query = request.url.raw_path.decode().partition("?")
    if (request.method, raw) != (expected["method"], expected["path"]):
        return False
    asked = expected.get("query")
    if asked is None and query or asked is not None and "text" in asked and query != asked["text"]:
        return False
    if asked is not None and "value" in asked and not matches(
            asked["value"], to_json(decoded(unquote_to_bytes(query.replace("+", " "))))):
        return False
    if not headers_match(expected.get("headers", {}), request.headers):
        return False
    body = expected.get("body")
    if body is None:
        return request.content == b""
    if "bytes" in body:
        return request.content == to_bytes(body["bytes"])
    return matches(body["value"], to_json(decoded(request.content)))


@pytest.mark.parametrize("case", cases("client"))
def test_client(case, monkeypatch):
    asked = []

    def answer(request):
        request.read()
        asked.append(request)
        if len(asked) > len(case["script"]):
            return httpx.Response(500)
        scripted = case["script"][len(asked) - 1]["answer"]
        headers = [(name, value.replace("{origin}", ORIGIN)) for name, value in scripted.get("headers", [])]
        content = to_bytes(scripted.get("body", ""))
        if scripted.get("gzip") and "gzip" in request.headers.get("accept-encoding", ""):
            headers, content = [*headers, ("Content-Encoding", "gzip")], gzip.compress(content)
        return httpx.Response(scripted["status"], headers=headers, content=content)

    monkeypatch.setattr(httpx, "HTTPTransport", lambda **_: httpx.MockTransport(answer))
    seen = browse.browse({"url": ORIGIN + case["start"], "steps": case.get("steps", []),
                          "options": {name: True for name in case.get("options", [])}})
    assert len(asked) == len(case["script"]), (asked, seen)
    for request, scripted in zip(asked, case["script"]):
        assert any(is_request(expected, request) for expected in scripted["requests"]), (
            request, request.headers, request.content, scripted["requests"])
    assert any(is_report(expected, seen) for expected in case["reports"]), (seen, case["reports"])


def is_report(expected, seen):
    if "value" in expected:
        return "value" in seen and matches(expected["value"], seen["value"], ORIGIN)
    if "error" not in seen:
        return False
    for name, pattern in expected["error"].items():
        if name not in seen["error"] or not matches(pattern, seen["error"][name], ORIGIN):
            return False
    return True


@pytest.fixture(scope="module")
def asks():
    return Asks(module("conformance.py").router)


@pytest.mark.parametrize("case", cases("server"))
def test_server(case, asks):
    answers = []
    for exchange in case["exchanges"]:
        request = exchange["request"]
        path, _, query = target(request["to"], answers, asks).partition("?")
        response = asks.open(path, environ_overrides={"REQUEST_METHOD": request["method"]}, query_string=request["to"].get("query", query),
                             headers=request.get("headers", []), data=to_bytes(request.get("body", "")))
        answers.append((path, response))
        assert any(is_answer(expected, response) for expected in exchange["answers"]), (
            path, response.status, response.headers, response.data, exchange["answers"])


def target(to, answers, asks):
    """Path and query of what a request is for."""
    if "location" in to:
        url = answers[to["location"] - 1][1].headers["Location"]
    else:
        path, response = answers[to["answer"] - 1] if "answer" in to else ("/", asks.get("/"))
        seen = bind(decode(response.data), ORIGIN + path)
        for name in to.get("page", []):
            seen = seen[name]
        url = seen._url
    split = urlsplit(urljoin(ORIGIN + url if url.startswith("/") else url, to.get("below", "")))
    return split.path + (f"?{split.query}" if split.query else "")


def is_answer(expected, response):
    content = response.data
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    status = expected["status"]
    if isinstance(status, str) and response.status_code // 100 != int(status[0]) or isinstance(
            status, list) and response.status_code not in status or isinstance(status, int) and response.status_code != status:
        return False
    if not headers_match(expected.get("headers", {}), {name.lower(): value for name, value in response.headers}):
        return False
    if any(text.lower().encode() in content.lower() for text in expected.get("lacks", [])):
        return False
    if "body" in expected:
        return content == to_bytes(expected["body"])
    is_ours = response.headers.get("Content-Type", "").partition(";")[0] == OURS
    if "blob" in expected:
        blob = decoded(content) if is_ours else Blob(content, response.headers.get("Content-Type"))
        return (blob.content_type, blob.read()) == (
            expected["blob"]["content_type"], to_bytes(expected["blob"]["content"]))
    if "value" in expected:
        seen = None if response.status_code == 204 else decoded(content)
        return (is_ours or seen is None) and matches(expected["value"], to_json(seen))
    return True
