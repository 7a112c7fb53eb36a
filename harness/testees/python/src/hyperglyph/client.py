"""Gets pages, and calls what they offer."""

from __future__ import annotations

import ssl
import tempfile
import zlib
from functools import lru_cache
from typing import Any, Dict, Iterator, Optional, Union
from urllib.parse import urlsplit

import httpx

from .blob import Blob
from .decoder import decode
from .errors import (
    ClientError,
    DecodeError,
    HyperglyphError,
    RefusedError,
    ResponseError,
    ServerError,
    TransportError,
)
from .limits import Limits
from .pages import Error, Form, Link, bind, resolve
from .request import CONTENT_TYPE, Body, Request, is_hyperglyph, of_form, of_link
from .values import Extension, Value

#: How many redirects are followed (D23).
HOPS = 10


class Client:
    """A client of hyperglyph services.

    ``fresh`` asks whether inlined content is still fresh before it is used; ``tunnel`` sends PUT, PATCH and DELETE as
    POST with the header ``Method``; ``gzip`` compresses requests; ``nfc`` normalises strings that are sent. Name and
    password of a url, and cookies, go to their origin alone.
    """

    def __init__(
        self,
        *,
        fresh: bool = False,
        tunnel: bool = False,
        gzip: bool = False,
        nfc: bool = True,
        limits: Limits = Limits(),
        timeout: float = 30.0,
        transport: Optional[httpx.BaseTransport] = None,
    ) -> None:
        self._fresh = fresh
        self._tunnel = tunnel
        self._gzip = gzip
        self._nfc = nfc
        self._limits = limits
        self._timeout = timeout
        self._transport = transport if transport is not None else httpx.HTTPTransport(verify=_certificates())
        self._origins: Dict[str, httpx.Client] = {}

    def get(self, url: str) -> Value:
        """What is behind the url, with its links and forms ready to be called."""
        request = of_link(Extension("link", {}), url, False)
        try:
            split = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise RefusedError(f"the url cannot be read: {error}", "LNK-3") from None
        if split.userinfo:
            self._origin(url).auth = httpx.BasicAuth(split.username, split.password)
        return self._send(request, None)

    def call(self, offered: Union[Link, Form], /, *args: Any, **named: Any) -> Value:
        """Calls a link or form; ``page.name(…)`` comes here."""
        extension = offered._extension
        if offered._url is None:
            raise RefusedError(f"a {extension.name} whose url or attributes cannot be read", "EXT-3")
        if isinstance(offered, Form):
            return self._send(of_form(extension, offered._url, args, named, self._nfc), None)
        if args or named:
            raise RefusedError("a link takes no arguments", "LNK-1")
        inlined = extension.attributes.get("inline") is True
        if inlined and not self._fresh:
            return extension.content
        request = of_link(extension, offered._url, inlined)
        return self._send(request, extension if inlined else None)

    def close(self) -> None:
        """Closes its connections."""
        self._transport.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, request: Request, inlined: Optional[Extension]) -> Value:
        """Makes the request, follows where it leads, and reads what comes."""
        seen = set()
        for _ in range(HOPS + 1):
            if (request.method, request.url) in seen:
                raise ResponseError(f"redirects that come back to {_without_userinfo(request.url)} [D23]")
            seen.add((request.method, request.url))
            response = None
            try:
                response = self._exchange(request)
                status = response.status_code
                if status not in (301, 302, 303, 307, 308):
                    return self._answer(response, inlined if request.conditional else None)
                request = request.moved_to(_location(response), status)
            except httpx.InvalidURL as error:
                raise RefusedError(f"the url cannot be read: {error}", "LNK-3") from None
            except httpx.DecodingError as error:
                raise ResponseError(f"a response that cannot be expanded: {error}") from None
            except httpx.HTTPError as error:
                raise TransportError(f"{type(error).__name__}: {error}") from error
            finally:
                if response is not None:
                    response.close()
        raise ResponseError(f"more than {HOPS} redirects [D23]")

    def _exchange(self, request: Request) -> httpx.Response:
        origin, url = self._origin(request.url), _without_userinfo(request.url)
        method, body = request.method, request.body()
        headers = {"accept": f"{CONTENT_TYPE}, */*;q=0.1".encode("ascii")}
        headers.update((name.lower(), value) for name, value in request.headers.items())
        if self._tunnel and method in ("PUT", "PATCH", "DELETE"):
            method, headers["method"] = "POST", method.encode("ascii")
        if self._gzip and body is not None:
            body, headers["content-encoding"] = _compressed(body), b"gzip"
        listed = [(name.encode("ascii"), value) for name, value in headers.items()]
        return origin.send(origin.build_request(method, url, headers=listed, content=body), stream=True)

    def _origin(self, url: str) -> httpx.Client:
        """A client of the url's origin, which alone has its cookies and credentials."""
        split = httpx.URL(url)
        key = f"{split.scheme}://{split.host}:{split.port}"
        if key not in self._origins:
            self._origins[key] = httpx.Client(transport=self._transport, timeout=self._timeout)
        return self._origins[key]

    def _answer(self, response: httpx.Response, inlined: Optional[Extension]) -> Value:
        status, url = response.status_code, str(response.url)
        if status == 200:
            content_type = response.headers.get("content-type")
            if is_hyperglyph(content_type):
                return bind(self._decoded(response), url, self)
            return self._blob(response, content_type, url)
        if status == 201:
            return bind(Extension("link", {"url": _location(response), "method": "GET"}), url, self)
        if status == 204:
            return None
        if status == 304 and inlined is not None:
            return inlined.content
        if 400 <= status < 600:
            raise (ClientError if status < 500 else ServerError)(status, self._error(response, url))
        raise ResponseError(f"the status {status}, which nobody asked for")

    def _error(self, response: httpx.Response, url: str) -> Optional[Error]:
        if "content-type" not in response.headers or not is_hyperglyph(response.headers["content-type"]):
            return None
        try:
            error = bind(self._decoded(response), url, self)
        except HyperglyphError:  # what went wrong is told by the status
            return None
        return error if isinstance(error, Error) else None

    def _decoded(self, response: httpx.Response) -> Value:
        return decode(_Body(response), limits=self._limits)  # type: ignore[arg-type]

    def _blob(self, response: httpx.Response, content_type: str, url: str) -> Blob:
        """An answer in another content type (BLB-9)."""
        file = tempfile.SpooledTemporaryFile(max_size=self._limits.spool)
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self._limits.content:
                raise ResponseError(f"a response of more than {self._limits.content} bytes [D18]")
            file.write(piece)
        return Blob(file, attributes={"content-type": content_type, "url": url})


@lru_cache(maxsize=None)
def _certificates() -> ssl.SSLContext:
    """Whom to trust: read once, since that takes 20 ms and more, and clients are made for a single call."""
    return httpx.create_ssl_context()


def get(url: str) -> Value:
    """What is behind the url: ``server = hyperglyph.get("http://server/")``."""
    return Client().get(url)


class _Body:
    """The body of a response, as the decoder reads it."""

    def __init__(self, response: httpx.Response) -> None:
        self._pieces = response.iter_bytes()

    def read(self, _: int) -> bytes:
        return next((piece for piece in self._pieces if piece), b"")


def _location(response: httpx.Response) -> str:
    location = response.headers.get("location")
    if not location:
        raise ResponseError(f"a {response.status_code} without Location")
    url = resolve(str(response.url), location)
    if url is None or urlsplit(url).scheme not in ("http", "https"):
        raise ResponseError(f"a {response.status_code} to {location[:200]!r}: expected a url of http or https")
    return url


def _without_userinfo(url: str) -> str:
    """The url without a name and password, which only the caller of :meth:`Client.get` gives."""
    split = httpx.URL(url)
    return str(split.copy_with(username=None, password=None)) if split.userinfo else url


def _compressed(body: Body) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for piece in [body] if isinstance(body, bytes) else body or ():
        yield packer.compress(piece)
    yield packer.flush()
