"""Which request a link or form asks for (section 3): plain data, no network.

Whatever cannot be asked for is refused here, before anything is sent.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import format_datetime
from itertools import chain
from typing import Any, Callable, Dict, Iterator, List, NoReturn, Optional, Tuple, Union
from urllib.parse import quote, urlsplit

from .blob import Blob
from .blob import blob as blob_of
from .encoder import encode, encode_pieces
from .errors import EncodeError, RefusedError
from .pages import text
from .times import Instant
from .values import Extension, Value, unwrapped

#: The type of hyperglyph data (HTP-1).
CONTENT_TYPE = "application/vnd.hyperglyph"
#: What each method may carry, the default first, and the requirement that says so.
ENVELOPES: Dict[str, Tuple[Tuple[str, ...], str]] = {
    "GET": (("query", "none"), "ENV-10"),
    "POST": (("form", "blob", "none"), "ENV-9"),
    "PUT": (("blob", "form"), "ENV-13"),
    "PATCH": (("blob", "form"), "ENV-14"),
    "DELETE": (("none", "query", "blob", "form"), "ENV-15"),
}
_CONDITIONS = ("if-none-match", "if-match", "if-modified-since", "if-unmodified-since")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\U0010ffff]*")
#: What HTTP takes for an etag; a page may leave out the quotes, which are no part of what it names.
_ETAG = re.compile(r'(W/)?"[^"]*"')
#: More than this is sent as it is read.
_AT_ONCE = 1024 * 1024

Body = Union[None, bytes, Iterator[bytes]]


@dataclass
class Request:
    """A request to make. ``body`` gives the content anew each time it is called."""

    method: str
    url: str
    headers: Dict[str, bytes] = field(default_factory=dict)
    body: Callable[[], Body] = lambda: None

    def moved_to(self, url: str, status: int) -> "Request":
        """What a redirect of this status makes of it (D23): the same request elsewhere, or a plain GET."""
        if status in (307, 308) or (status != 303 and self.method == "GET"):
            return Request(self.method, url, self.headers, self.body)
        return Request("GET", url, {name: value for name, value in self.headers.items() if name.lower() == "accept"})

    @property
    def conditional(self) -> bool:
        """Whether a 304 can be the answer."""
        return any(name.lower() in _CONDITIONS for name in self.headers)


def is_hyperglyph(content_type: Optional[str]) -> bool:
    """Whether a body of this type is ours: without case and parameters; without a type it is (D26b)."""
    return content_type is None or content_type.partition(";")[0].strip().lower() == CONTENT_TYPE


def of_link(extension: Extension, url: str, conditional: bool) -> Request:
    """The request of a link; ``conditional`` asks whether the inlined content is fresh (LNK-7)."""
    attributes = _attributes(extension, "EXT-3")
    method = text(attributes.get("method", "GET"))
    if method != "GET":
        _refuse(f"a link of the method {attributes.get('method')!r}: links are GET", "LNK-10")
    headers = _headers(attributes, ("accept",), "HTP-10")
    for name, kinds, requirement in (
        ("inline", (bool,), "LNK-4"), ("etag", (str, bytes), "LNK-6"), ("last_modified", (datetime, Instant), "LNK-6")
    ):
        if name in attributes and not isinstance(attributes[name], kinds):  # D19f
            _refuse(f"a link whose {name!r} is a {type(attributes[name]).__name__}", requirement)
    if conditional:
        etag, modified = text(attributes.get("etag")), attributes.get("last_modified")
        if etag is not None:
            quoted = etag if _ETAG.fullmatch(etag) else f'"{etag}"'
            headers["If-None-Match"] = _header_value(quoted, "LNK-6")
        if isinstance(modified, Instant):
            modified = modified.datetime()
        if modified is not None:
            headers["If-Modified-Since"] = format_datetime(modified.astimezone(timezone.utc), usegmt=True).encode("ascii")
    return Request("GET", _http(url), headers)


def of_form(extension: Extension, url: str, args: Tuple[Any, ...], named: Dict[str, Any], nfc: bool) -> Request:
    """The request of a form with these arguments."""
    attributes = _attributes(extension, "EXT-3")
    method = text(attributes.get("method", "POST"))
    if method is None or method not in ENVELOPES:
        _refuse(f"a form of the method {attributes.get('method')!r}: expected {', '.join(ENVELOPES)}", "FRM-1")
    allowed, requirement = ENVELOPES[method]
    envelope = text(attributes.get("envelope", allowed[0]))
    if envelope not in allowed:
        _refuse(f"{method} with the envelope {attributes.get('envelope')!r}: expected {', '.join(allowed)}", requirement)
    content_type = text(attributes.get("content_type", CONTENT_TYPE))
    if not is_hyperglyph(content_type or ""):
        _refuse(f"a form of the content type {attributes.get('content_type')!r}: expected {CONTENT_TYPE}", "FRM-9")
    headers = _headers(attributes, ("accept", *_CONDITIONS), "FRM-14")
    if method == "GET" and any(name.lower() in _CONDITIONS for name in headers):
        _refuse("a GET form with a conditional header", "ENV-11")
    if "values" not in attributes:
        _refuse("a form without 'values'", "FRM-1")
    if extension.content is not None:
        _refuse(f"a form whose content is no nil, but a {type(extension.content).__name__}", "FRM-13")
    values = _arguments(attributes["values"], args, named)
    url = _http(url)
    try:
        if envelope == "none":
            if values:
                _refuse(f"the envelope 'none' with arguments: {', '.join(values)}", "ENV-2")
            return Request(method, url, headers)
        if envelope == "query":
            if values:
                url = urlsplit(url)._replace(query=quote(encode(values, nfc=nfc), safe="")).geturl()
            return Request(method, url, headers)
        if envelope == "blob":
            return _blob_request(method, url, headers, values)
        encode_pieces(values, nfc=nfc)  # what cannot be written is refused before anything is sent
    except (EncodeError, TypeError) as error:
        raise RefusedError(str(error), "FRM-10") from error
    headers["Content-Type"] = CONTENT_TYPE.encode("ascii")
    return Request(method, url, headers, lambda: _gathered(encode_pieces(values, nfc=nfc)))


def _gathered(pieces: Iterator[bytes]) -> Body:
    """The content as a whole, whose length is then known, or piece by piece where it is large."""
    first: List[bytes] = []
    size = 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size > _AT_ONCE:
            return chain(first, pieces)
    return b"".join(first)


def _blob_request(
    method: str, url: str, headers: Dict[str, bytes], values: "OrderedDict[str, Value]"
) -> Request:
    if len(values) != 1:
        _refuse(f"the envelope 'blob' takes one argument, not {len(values)}", "ENV-5")
    ((name, value),) = values.items()
    blob = blob_of(value) if hasattr(value, "read") and not isinstance(value, Blob) else value
    if not isinstance(blob, Blob):
        _refuse(f"{name}: expected a blob or an open file, found a {type(value).__name__}", "ENV-3")
    if not blob.typed:
        _refuse(f"{name}: a blob without a content-type", "BLB-2")
    escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    headers["Content-Type"] = _header_value(blob.content_type, "ENV-3")
    headers["Content-Disposition"] = f'form-data; name="{escaped}"'.encode("utf-8")
    return Request(method, url, headers, lambda: _gathered(blob.pieces()))


def _arguments(values: Value, args: Tuple[Any, ...], named: Dict[str, Any]) -> "OrderedDict[str, Value]":
    """Name to value, in the order of ``values`` (FRM-10), with defaults for what is not given (INP-3)."""
    listed = [] if values is None else values  # D19b
    if not isinstance(listed, list):
        _refuse(f"a form whose 'values' are no list, but a {type(values).__name__}", "FRM-4")
    defaults: "OrderedDict[str, List[Value]]" = OrderedDict()
    for entry in map(unwrapped, listed):
        if entry is False:  # D19c
            continue
        default: List[Value] = []
        name = text(entry)
        if isinstance(entry, Extension) and entry.name == "input":
            attributes = _attributes(entry, "EXT-3")
            name = text(attributes.get("name"))
            default = [attributes["value"]] if "value" in attributes else []
            if name is None:
                _refuse("an input without a name", "INP-1")
            if entry.content is not None:
                _refuse(f"an input whose content is no nil, but a {type(entry.content).__name__}", "INP-5")
        if name is None:
            _refuse(f"a form with {entry!r} among its 'values': expected names and inputs", "FRM-4")
        if name in defaults:
            _refuse(f"a form that names {name!r} twice", "FRM-4")
        defaults[name] = default
    if len(args) > len(defaults):
        _refuse(f"{len(args)} arguments: expected at most {len(defaults)} ({', '.join(defaults)})", "INP-6")
    given = dict(zip(defaults, args))
    for name, value in named.items():
        if name not in defaults:
            _refuse(f"no argument {name!r}: expected {', '.join(defaults) or 'none'}", "INP-6")
        if name in given:
            _refuse(f"the argument {name!r} twice", "INP-6")
        given[name] = value
    for name, default in defaults.items():
        if name not in given:
            if not default:
                _refuse(f"the argument {name!r} is missing", "INP-6")
            given[name] = default[0]
    return OrderedDict((name, given[name]) for name in defaults)


def _headers(attributes: "Mapping[Any, Any]", allowed: Tuple[str, ...], requirement: str) -> Dict[str, bytes]:
    headers = attributes.get("headers", {})
    if not isinstance(headers, Mapping):
        _refuse(f"'headers' that are no dict, but a {type(headers).__name__}", "FRM-5")
    found: Dict[str, bytes] = {}
    for key, value in headers.items():
        name, content = text(key), text(value)
        if name is None or content is None:
            _refuse("'headers' that are no dict of unicode to unicode", "FRM-5")
        if name.lower() not in allowed:
            _refuse(f"the header {name!r}: expected one of {', '.join(allowed)}", requirement)
        if name.lower() in map(str.lower, found):
            _refuse(f"the header {name!r} twice", requirement)
        found[name] = _header_value(content, requirement)
    return found


def _header_value(value: str, requirement: str) -> bytes:
    if not _HEADER_VALUE.fullmatch(value):
        _refuse("a header with control characters", requirement)
    return value.encode("utf-8")


def _attributes(extension: Extension, requirement: str) -> "Mapping[Any, Any]":
    if not isinstance(extension.attributes, Mapping):
        found = type(extension.attributes).__name__
        _refuse(f"a {extension.name} whose attributes are no dict, but a {found}", requirement)
    return extension.attributes


def _http(url: str) -> str:
    try:
        split = urlsplit(url)
        good = split.scheme in ("http", "https") and split.hostname and split.port != 0
    except ValueError:
        good = False
    if not good:
        _refuse(f"the url {url!r}: expected http or https", "LNK-3")
    return url


def _refuse(message: str, requirement: str) -> NoReturn:
    raise RefusedError(message, requirement)
