"""What is said of a function or method: ``@safe``, ``@embed``, ``@redirect``, ``@hidden``, ``@method("PUT")``.

Each stands with or without parentheses, in any order, below ``@r.add()``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Optional, TypeVar, overload

from ..request import ENVELOPES

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Marks:
    """All that is said of one function."""

    safe: bool = False
    embed: bool = False
    redirect: bool = False
    hidden: bool = False
    method: str = "POST"
    envelope: Optional[str] = None


def marks_of(function: Any) -> Marks:
    """The marks of a function, a method or a class."""
    found = getattr(function, "__hyperglyph__", None)
    return found if isinstance(found, Marks) else Marks()


@overload
def safe(function: F) -> F: ...
@overload
def safe() -> Callable[[F], F]: ...
def safe(function: Any = None) -> Any:
    """Called by GET: a link, or a GET form where there are arguments."""
    return _marked(function, safe=True, method="GET")


@overload
def embed(function: F) -> F: ...
@overload
def embed() -> Callable[[F], F]: ...
def embed(function: Any = None) -> Any:
    """A link whose answer stands in the page already. It takes no arguments."""
    return _marked(function, safe=True, embed=True, method="GET")


@overload
def redirect(function: F) -> F: ...
@overload
def redirect() -> Callable[[F], F]: ...
def redirect(function: Any = None) -> Any:
    """Answers a 303 to the url of the object that it returns, instead of the object."""
    return _marked(function, redirect=True)


@overload
def hidden(function: F) -> F: ...
@overload
def hidden() -> Callable[[F], F]: ...
def hidden(function: Any = None) -> Any:
    """Can be called, but stands on no page until something else returns it."""
    return _marked(function, hidden=True)


def method(name: str, envelope: Optional[str] = None) -> Callable[[F], F]:
    """Called by another HTTP method or in another envelope: ``@method("PUT", "blob")``."""
    if name not in ENVELOPES or envelope not in (None, *ENVELOPES[name][0]):
        raise ValueError(f"{name} with the envelope {envelope}: expected one of {ENVELOPES}")
    return lambda function: _marked(function, method=name, envelope=envelope)


def _marked(function: Any, **marks: Any) -> Any:
    if function is None:
        return lambda function: _marked(function, **marks)
    function.__hyperglyph__ = replace(marks_of(function), **marks)
    return function
