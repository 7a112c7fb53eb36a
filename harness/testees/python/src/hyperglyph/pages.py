"""What stands on a page: resources, links, forms, errors, collections.

``bind`` goes through a decoded value and puts these in the place of the extensions of those names, each with its
url resolved. Any other extension stays as it is. Nothing is checked before it is used (D19f): a page with one bad
form can still be browsed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Optional, Type
from urllib.parse import urldefrag, urljoin

from .errors import RefusedError
from .values import AnyDict, AnySet, Extension, Value, Wrapped

if TYPE_CHECKING:
    from .client import Client


def bind(value: Value, base: str, client: "Optional[Client]" = None) -> Value:
    """The value with its links, forms … ready to be called; ``base`` is the url of the response."""
    if isinstance(value, (list, tuple)):
        return [bind(item, base, client) for item in value]
    if isinstance(value, AnyDict):
        return type(value)((key, bind(each, base, client)) for key, each in value.pairs)
    if isinstance(value, OrderedDict):
        return OrderedDict((key, bind(each, base, client)) for key, each in value.items())
    if isinstance(value, dict):
        return {key: bind(each, base, client) for key, each in value.items()}
    if isinstance(value, AnySet):
        return AnySet(bind(item, base, client) for item in value)
    if not isinstance(value, Extension):
        return value
    known = _KNOWN.get(value.name) if isinstance(value.name, str) else None
    if known is None:
        attributes = bind(value.attributes, base, client)
        return Extension(value.name, attributes, bind(value.content, base, client))
    if not isinstance(value.attributes, Mapping):
        return known(value, None, client)
    url = text(value.attributes.get("url"))
    resolved = resolve(base, url) if url is not None or "url" not in value.attributes else None
    if resolved is not None:
        pairs = [
            (key, resolved if key == "url" else bind(each, base, client)) for key, each in value.attributes.items()
        ]
        # A missing one is filled in where it can be asked for.
        if "url" not in value.attributes and known in (Link, Form, Resource):
            pairs.append(("url", resolved))
        kind: Callable[[Any], Any] = (
            type(value.attributes) if isinstance(value.attributes, (AnyDict, OrderedDict)) else dict
        )
        content = bind(value.content, resolved, client)
        return known(Extension(value.name, kind(pairs), content), resolved, client)
    return known(Extension(value.name, value.attributes, bind(value.content, base, client)), None, client)


def resolve(base: str, url: Optional[str]) -> Optional[str]:
    """The absolute url; a missing or empty one is the base itself (LNK-11, FRM-12, RES-6). None where it is no url."""
    try:
        return urldefrag(urljoin(base, url) if url else base)[0]
    except ValueError:
        return None


def text(value: Value) -> Optional[str]:
    """A unicode, or a bytearray of 2012 that stands for one (D19a)."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return None
    return value if isinstance(value, str) else None


class _Bound(Wrapped):
    """An extension of a known name. Its own names begin with ``_``: what is on a page may have any other."""

    def __init__(self, extension: Extension, url: Optional[str], client: "Optional[Client]") -> None:
        super().__init__(extension)
        self._url = url
        self._client = client


class _Callable(_Bound):
    def __call__(self, /, *args: Any, **named: Any) -> Value:
        if self._client is None:
            raise RefusedError(f"this {self._extension.name} was not had from a server", "LNK-8")
        return self._client.call(self, *args, **named)  # type: ignore[arg-type]


class Link(_Callable):
    """A safe request: call it without arguments."""


class Form(_Callable):
    """An unsafe request: call it with its arguments, in their order or by name."""


class _Content(_Bound):
    def _dict(self, requirement: str) -> "Mapping[Any, Value]":
        content = self._extension.content
        if not isinstance(content, Mapping):
            raise RefusedError(
                f"the content of this {self._extension.name} is no dict, but a {type(content).__name__}", requirement
            )
        return content

    def __iter__(self) -> Iterator[Value]:
        return iter(self._dict("RES-2"))

    def __getitem__(self, name: Any) -> Value:
        return self._dict("RES-2")[name]

    def __contains__(self, name: Any) -> bool:
        return name in self._dict("RES-2")

    def __dir__(self) -> List[str]:
        content = self._extension.content
        own = [name for name in content if isinstance(name, str)] if isinstance(content, Mapping) else []
        return [*object.__dir__(self), *own]


class Resource(_Content):
    """A page: ``page.name`` and ``page["name"]`` are what it holds under that name (RES-5)."""

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self._dict("RES-2")[name]
        except KeyError:
            raise AttributeError(f"there is no {name!r} on this page, but {', '.join(map(repr, self))}") from None


class Error(_Content):
    """What went wrong, as the server tells it; ``error["name"]`` reaches into its content."""

    @property
    def message(self) -> Optional[str]:
        """What went wrong, for people."""
        return self._text("message")

    @property
    def logref(self) -> Optional[str]:
        """Where to find it in the server's log."""
        return self._text("logref")

    @property
    def code(self) -> Value:
        """A code for programs, if there is one."""
        attributes = self._extension.attributes
        return attributes.get("code") if isinstance(attributes, Mapping) else None

    def _text(self, name: str) -> Optional[str]:
        attributes = self._extension.attributes
        return text(attributes.get(name)) if isinstance(attributes, Mapping) else None


class Collection(_Bound):
    """A part of something longer (CLN-1): its items, in order."""

    def __iter__(self) -> Iterator[Value]:
        return iter(self._ordered())

    def __len__(self) -> int:
        return len(self._ordered())

    def __getitem__(self, at: Any) -> Value:
        return self._ordered()[at]

    def _ordered(self) -> Any:
        content = self._extension.content
        if content is None:
            return []
        if not isinstance(content, (list, OrderedDict)) and not getattr(content, "ordered", False):
            raise RefusedError(f"the content of this collection is a {type(content).__name__}, without order", "CLN-1")
        return content


_KNOWN: Dict[str, Type[_Bound]] = {
    "link": Link,
    "form": Form,
    "resource": Resource,
    "error": Error,
    "collection": Collection,
}
