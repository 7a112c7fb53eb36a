"""Something that can be called: its parameters, and how a request gives their values."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping
from typing import Any, Callable, Dict, List, Optional

from ..blob import Blob
from ..encoder import encode
from ..pages import text
from ..request import ENVELOPES
from ..values import Extension, Value
from .marks import Marks, marks_of
from .resource import constructor_of
from .results import Failure

#: Where a parameter says one of these, anything else is refused.
_CHECKED = {str: "a unicode", int: "an integer", float: "a float", bytes: "a bytearray", bool: "true or false",
            list: "a list", dict: "a dict", Blob: "a blob"}


class Offer:
    """A function, class or method that is mapped: only what has one can be called (D26k)."""

    def __init__(self, function: Callable[..., Any], bound: bool = False, marks: Optional[Marks] = None) -> None:
        self.function = function
        self.marks = marks_of(function) if marks is None else marks
        self.bound = bound
        signature = constructor_of(function) if inspect.isclass(function) else inspect.signature(function)
        parameters = list(signature.parameters.values())[1 if bound else 0 :]
        for each in parameters:
            if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD, each.POSITIONAL_ONLY):
                raise TypeError(f"{function.__name__}: the parameter {each.name} has no name that a client could use")
        self.parameters = {each.name: each for each in parameters}
        self.hints = _hints(function)
        if self.marks.embed and self.parameters:
            raise TypeError(f"{function.__name__}: what is embedded takes no arguments")
        self.method = self.marks.method
        self.envelope = self.marks.envelope or self._envelope()
        if self.envelope == "none" and self.parameters or self.envelope == "blob" and len(self.parameters) != 1:
            raise TypeError(f"{function.__name__}: the envelope {self.envelope} and {len(self.parameters)} arguments")
        encode([self._input(each) for each in self.parameters.values()])  # defaults that cannot be written say so now

    @property
    def is_link(self) -> bool:
        """A safe one without arguments is a link, unless an envelope was asked for."""
        return self.method == "GET" and not self.parameters and self.marks.envelope is None

    def shown(self, url: str) -> Extension:
        """The form or link on a page."""
        if self.is_link:
            return Extension("link", {"url": url, "method": "GET"})
        attributes: Dict[str, Value] = {
            "url": url, "method": self.method, "values": [self._input(each) for each in self.parameters.values()]}
        if self.envelope != ENVELOPES[self.method][0][0]:
            attributes["envelope"] = self.envelope
        return Extension("form", attributes)

    def arguments(self, given: Value) -> Dict[str, Value]:
        """The arguments, by name, of a decoded body, query or state; or a 400 that says what is wrong."""
        if not isinstance(given, Mapping):
            raise Failure(400, f"expected an ordered dict of arguments, found a {type(given).__name__} [ENV-6]")
        found: Dict[str, Value] = {}
        for key, value in given.items():
            if not isinstance(key, str) or key not in self.parameters:
                expected = ", ".join(self.parameters) or "none"
                raise Failure(400, f"no argument {_shown(key)}: expected {expected} [INP-6]")
            found[key] = self._checked(key, value)
        for name, parameter in self.parameters.items():
            if name not in found and parameter.default is parameter.empty:
                raise Failure(400, f"the argument {name!r} is missing [INP-6]")
        return found

    def _envelope(self) -> str:
        if self.method == "GET":
            return "query" if self.parameters else "none"
        return ENVELOPES[self.method][0][0]

    def _input(self, parameter: inspect.Parameter) -> Value:
        if parameter.default is parameter.empty:
            return parameter.name
        return Extension("input", {"name": parameter.name, "value": parameter.default})

    def _checked(self, name: str, value: Value) -> Value:
        hint = self.hints.get(name)
        wants_text = hint is str or (hint is None and isinstance(self.parameters[name].default, str))
        if wants_text and isinstance(value, bytes):  # 'dave' of Python 2
            value = value if text(value) is None else text(value)
        if hint in _CHECKED and not (
            isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
            or hint is float and type(value) is int
        ):
            raise Failure(400, f"{name}: expected {_CHECKED[hint]}, found {_shown(value)} [FRM-10]")
        return value


def methods_of(of: type, base: type) -> "Dict[str, Callable[..., Any]]":
    """The public methods of a class, without those of the base."""
    found: Dict[str, Callable[..., Any]] = {}
    for name in dir(of):
        member = inspect.getattr_static(of, name)
        if not name.startswith("_") and inspect.isfunction(member) and not hasattr(base, name):
            found[name] = member
    return found


def properties_of(of: type) -> List[str]:
    """The public properties of a class."""
    return [name for name in dir(of) if not name.startswith("_") and isinstance(
        inspect.getattr_static(of, name), property)]


def _hints(function: Callable[..., Any]) -> Dict[str, Any]:
    try:
        return typing.get_type_hints(function.__init__ if inspect.isclass(function) else function)
    except (NameError, TypeError):  # hints that cannot be read check nothing
        return {}


def _shown(value: Value) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"a {type(value).__name__}"
