"""Reads what a request carries: its method, and its arguments in their envelope."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections import OrderedDict
from typing import IO, Any, Callable, Dict, Optional
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Request

from ..blob import Blob
from ..decoder import decode
from ..errors import DecodeError, LimitError
from ..limits import Limits
from ..request import CONTENT_TYPE, is_hyperglyph
from ..values import Value
from .offer import Offer
from .results import Failure


def method_of(request: Request) -> str:
    """The method: the header ``Method`` where there is one (HTP-7, D22). It has a case (D26i)."""
    return str(request.headers.get("Method", request.environ["REQUEST_METHOD"])).strip()


def takes_hyperglyph(request: Request) -> bool:
    """Whether the client takes hyperglyph."""
    return not request.headers.get("Accept") or request.accept_mimetypes.quality(CONTENT_TYPE) > 0


def arguments(request: Request, offer: Offer, limits: Limits) -> Dict[str, Value]:
    """The arguments of a call, from the body or the query."""
    if offer.envelope == "blob":
        return _blob(request, offer, limits)
    if offer.envelope == "form":
        return offer.arguments(_form(request, limits))
    if offer.method != "GET" and offer.envelope == "none" and _file(request).read(1):
        raise Failure(400, "a body where the envelope takes none [ENV-1]")
    if offer.envelope == "query" or not offer.bound:  # the query of a method is the state of its instance
        return offer.arguments(from_query(request.query_string, limits))
    return {}


def from_query(query: bytes, limits: Limits) -> Value:
    """The value that stands in a query (D20); no query is an empty one."""
    if not query:
        return OrderedDict()
    return decoded(unquoted(query), limits)


def unquoted(query: bytes) -> bytes:
    """A query without its percent-encoding; ``+`` is a space (D20)."""
    return unquote_to_bytes(query.replace(b"+", b" "))


def decoded(source: Any, limits: Limits) -> Value:
    """The value of a message, or a 400 or 413."""
    try:
        return decode(source, limits=limits)
    except LimitError as error:
        raise Failure(413 if error.size else 400, str(error)) from None
    except DecodeError as error:
        raise Failure(400, str(error)) from None


def drain(request: Request) -> None:
    """Takes a little of a body that nobody reads, lest closing the connection takes the answer with it."""
    try:
        for _ in range(16):
            if not request.stream.read(64 * 1024):
                break
    except (HTTPException, OSError):
        pass


def _form(request: Request, limits: Limits) -> Value:
    file = _file(request)
    ours = is_hyperglyph(request.headers.get("Content-Type"))
    first = file.read(1)
    if not first:  # no body has no type (D19e)
        return OrderedDict()
    if not ours:
        raise Failure(415, f"expected a body of the type {CONTENT_TYPE} [HTP-1]")
    return decoded(_Prefixed(first, file), limits)


def _blob(request: Request, offer: Offer, limits: Limits) -> Dict[str, Value]:
    (name,) = offer.parameters
    disposition, options = parse_options_header(request.headers.get("Content-Disposition"))
    came_as = options.get("name")
    if disposition and disposition.lower() != "form-data" or came_as not in (None, name):
        raise Failure(400, f"expected Content-Disposition: form-data; name=\"{name}\" [ENV-4]")
    spooled = tempfile.SpooledTemporaryFile(max_size=limits.spool)
    file, size = _file(request), 0
    for piece in iter(lambda: file.read(64 * 1024), b""):
        size += len(piece)
        if size > limits.content:
            raise Failure(413, f"expected at most {limits.content} bytes [D26]")
        spooled.write(piece)
    blob = Blob(spooled, request.headers.get("Content-Type") or "application/octet-stream")
    blob.name = came_as
    return {name: blob}


def _file(request: Request) -> IO[bytes]:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip"):
        raise Failure(415, "expected the content encoding gzip, or none [HTP-2]", headers={"Accept-Encoding": "gzip"})
    stream: Any = _Guarded(lambda: request.stream)
    return stream if coding in ("identity", "") else _Guarded(lambda: gzip.GzipFile(fileobj=stream))  # type: ignore


class _Guarded:
    """A body whose faults are answers."""

    def __init__(self, open: Callable[[], Any]) -> None:
        self._open = open
        self._file: Any = None

    def read(self, most: int = -1) -> bytes:
        try:
            if self._file is None:
                self._file = self._open()
            return bytes(self._file.read(most))
        except RequestEntityTooLarge:
            raise Failure(413, "the body is too large [D26]") from None
        except (HTTPException, OSError, EOFError, zlib.error):
            raise Failure(400, "a body that cannot be expanded, or that ends too early [HTP-20]") from None


class _Prefixed:
    """A file with the bytes that were read of it already."""

    def __init__(self, first: Optional[bytes], file: IO[bytes]) -> None:
        self._first = first
        self._file = file

    def read(self, most: int) -> bytes:
        if self._first:
            first, self._first = self._first, None
            return first
        return self._file.read(most)
