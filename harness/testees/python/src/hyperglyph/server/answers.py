"""Turns values and failures into responses."""

from __future__ import annotations

import gzip
import re
from hashlib import sha256
from typing import Any, Callable, Iterator, List

from werkzeug.wrappers import Request, Response

from ..blob import Blob
from ..encoder import encode, encode_pieces
from ..request import CONTENT_TYPE, is_hyperglyph
from ..values import Extension, Value
from .incoming import takes_hyperglyph
from .results import Failure

_COMPRESSED_FROM = 1024
_AT_ONCE = 1024 * 1024
_HEADER_VALUE = re.compile(r"[\x21-\x7e][\x20-\x7e]*")


def of_value(request: Request, value: Value, replace: Callable[[Any], Any], nfc: bool, safe: bool) -> Response:
    """200 with the value, 204 for nil (HTP-13), plain HTTP for a lone blob (BLB-8, D26e)."""
    if value is None:
        return _empty(204)
    if isinstance(value, Blob) and value.typed:
        if _HEADER_VALUE.fullmatch(value.content_type) and not is_hyperglyph(value.content_type):
            response = Response(value.pieces(), content_type=value.content_type)
            response.headers["X-Content-Type-Options"] = "nosniff"
            return _finished(response)
    pieces = encode_pieces(value, nfc=nfc, replace=replace)
    first: List[bytes] = []
    size = 0
    for piece in pieces:
        first.append(piece)
        size += len(piece)
        if size > _AT_ONCE:
            return _finished(Response(_chained(first, pieces), content_type=CONTENT_TYPE))
    body = b"".join(first)
    response = _whole(request, body, 200)
    if safe:
        response.set_etag(etag_of(body), weak="Content-Encoding" in response.headers)
        response.make_conditional(request)
        response.headers.pop("Date", None)  # the server writes one
    return response


def of_failure(request: Request, failure: Failure, logref: str) -> Response:
    """The status, with an error extension where the client takes one (HTP-18)."""
    if not takes_hyperglyph(request):
        response = _empty(failure.status)
    else:
        attributes = {"logref": logref, "message": failure.message}
        if failure.code is not None:
            attributes["code"] = failure.code
        response = _whole(request, encode(Extension("error", attributes, failure.content)), failure.status)
    response.headers.extend(failure.headers)
    return response


def at(status: int, location: str) -> Response:
    """201 or 303, and where to."""
    response = _empty(status)
    response.headers["Location"] = location
    response.autocorrect_location_header = False
    return response


def etag_of(body: bytes) -> str:
    """The etag of an answer, the same on its page and in its response."""
    return sha256(body).hexdigest()[:32]


def _empty(status: int) -> Response:
    response = Response(status=status)
    del response.headers["Content-Type"]
    return _finished(response)


def _whole(request: Request, body: bytes, status: int) -> Response:
    packed = len(body) >= _COMPRESSED_FROM and request.accept_encodings.quality("gzip") > 0
    response = Response(gzip.compress(body, 6) if packed else body, status=status, content_type=CONTENT_TYPE)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return _finished(response)


def _finished(response: Response) -> Response:
    response.vary.update(("Method", "Accept", "Accept-Encoding"))
    return response


def _chained(first: List[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from first
    yield from rest
