"""Values as JSON, both ways: plain where JSON has the type, with one ``$`` tag where it has not."""

from __future__ import annotations

import base64
import binascii
import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Callable, Dict, List, NoReturn, Tuple

from .blob import Blob
from .decoder import decode
from .errors import DecodeError, NotationError
from .identity import identity
from .numbers import parse_digits, write_float, write_integer
from .times import Instant, Period, write_datetime, write_timedelta
from .values import AnyDict, AnyOrderedDict, AnySet, Extension, Value, is_ordered, unwrapped

_SAFE = 2**53


def to_json(value: Value) -> Any:
    """The value in the notation, as what ``json.dumps`` takes.

    >>> to_json({"a": b"123"})
    {'a': {'$bytes': 'MTIz'}}
    """
    value = unwrapped(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < _SAFE else {"$int": write_integer(value)}
    if isinstance(value, float):
        return {"$float": write_float(value)}
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, (set, frozenset, AnySet)):
        return {"$set": [to_json(item) for item in value]}
    if isinstance(value, Mapping):
        ordered = is_ordered(value)
        if not ordered and all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: to_json(each) for key, each in value.items()}
        return {"$odict" if ordered else "$dict": [[to_json(key), to_json(each)] for key, each in value.items()]}
    if isinstance(value, (datetime, Instant)):
        return {"$datetime": write_datetime(value)}
    if isinstance(value, (timedelta, Period)):
        return {"$timedelta": write_timedelta(value)}
    if isinstance(value, Extension):
        return {"$ext": [to_json(value.name), to_json(value.attributes), to_json(value.content)]}
    if isinstance(value, Blob):
        content = base64.b64encode(value.read()).decode("ascii")
        return {"$blob": {"attributes": to_json(value.attributes), "content": content}}
    raise NotationError(f"a {type(value).__name__} is no value of the protocol")


def from_json(tree: Any) -> Value:
    """The value of what :func:`loads` gives."""
    return _read(tree, "")


def loads(text: str) -> Any:
    """``json.loads``, but it refuses what the notation has no value for: fractions, ``-0``, keys that come twice."""

    def pairs(entries: List[Tuple[str, Any]]) -> Dict[str, Any]:
        found = dict(entries)
        if len(found) < len(entries):
            raise NotationError("a key stands twice in an object")
        return found

    def number(text: str) -> int:
        if text == "-0" or len(text) > 17:
            raise NotationError(f"{text[:20]}: write {{'$int': …}} or 0")
        return int(text)

    def fraction(text: str) -> NoReturn:
        raise NotationError(f"{text[:20]}: a float is written {{'$float': …}}")

    return json.loads(text, object_pairs_hook=pairs, parse_int=number, parse_float=fraction, parse_constant=fraction)


def _read(tree: Any, at: str) -> Value:
    if tree is None or isinstance(tree, bool):
        return tree
    if isinstance(tree, str):
        try:
            tree.encode("utf-8")
        except UnicodeEncodeError:
            _fail(at, "a lone surrogate")
        return tree
    if isinstance(tree, int):
        return tree if abs(tree) < _SAFE else _fail(at, "2^53 and more is written {'$int': …}")
    if isinstance(tree, list):
        return [_read(item, f"{at}/{index}") for index, item in enumerate(tree)]
    if not isinstance(tree, dict):
        _fail(at, f"a {type(tree).__name__}")
    tags = [key for key in tree if key.startswith("$")]
    if not tags:
        return {_read(key, at): _read(each, f"{at}/{key}") for key, each in tree.items()}
    reader = _TAGS.get(tags[0])
    if len(tree) > 1 or reader is None:
        _fail(at, f"{tags[0]}: expected one tag alone, of {', '.join(sorted(_TAGS))}")
    return reader(tree[tags[0]], at)


def _integer(tree: Any, at: str) -> int:
    digits = tree.lstrip("-") if isinstance(tree, str) else ""
    if not (digits.isascii() and digits.isdigit()) or len(tree) - len(digits) > 1:
        _fail(at, "$int: expected digits in a string")
    return -parse_digits(digits) if tree.startswith("-") else parse_digits(digits)


def _scalar(letter: str) -> Callable[[Any, str], Value]:
    def read(tree: Any, at: str) -> Value:
        try:
            return decode((letter + _text(tree, at) + ";").encode("utf-8"), profile="spec")
        except DecodeError as error:
            _fail(at, str(error))

    return read


def _bytes(tree: Any, at: str) -> bytes:
    try:
        return base64.b64decode(_text(tree, at).encode("utf-8"), validate=True)
    except binascii.Error as error:
        _fail(at, f"base64: {error}")


def _set(tree: Any, at: str) -> Value:
    items = [_read(item, f"{at}/{index}") for index, item in enumerate(_list(tree, at))]
    if len({identity(item) for item in items}) < len(items):
        _fail(at, "an item stands twice")
    return AnySet(items)


def _dict(tree: Any, at: str) -> Value:
    return AnyDict(_pairs(tree, at))


def _odict(tree: Any, at: str) -> Value:
    pairs = _pairs(tree, at)
    return OrderedDict(pairs) if all(type(key) is str for key, _ in pairs) else AnyOrderedDict(pairs)


def _pairs(tree: Any, at: str) -> List[Tuple[Value, Value]]:
    pairs = []
    for index, entry in enumerate(_list(tree, at)):
        key, each = _list(entry, f"{at}/{index}", 2)
        pairs.append((_read(key, f"{at}/{index}/0"), _read(each, f"{at}/{index}/1")))
    if len({identity(key) for key, _ in pairs}) < len(pairs):
        _fail(at, "a key stands twice")
    return pairs


def _extension(tree: Any, at: str) -> Extension:
    return Extension(*(_read(part, f"{at}/{index}") for index, part in enumerate(_list(tree, at, 3))))


def _blob(tree: Any, at: str) -> Blob:
    if not isinstance(tree, dict) or set(tree) != {"attributes", "content"}:
        _fail(at, "$blob: expected attributes and content")
    attributes = _read(tree["attributes"], f"{at}/attributes")
    if not isinstance(attributes, Mapping):
        _fail(at, "$blob: expected a dict of attributes")
    return Blob(_bytes(tree["content"], f"{at}/content"), attributes=attributes)


def _text(tree: Any, at: str) -> str:
    return tree if isinstance(tree, str) else _fail(at, f"expected a string, found a {type(tree).__name__}")


def _list(tree: Any, at: str, length: int = -1) -> List[Any]:
    if not isinstance(tree, list) or length not in (-1, len(tree)):
        _fail(at, "expected a list" + (f" of {length}" if length >= 0 else ""))
    return tree


def _fail(at: str, message: str) -> NoReturn:
    raise NotationError(f"{message}, at {at or '/'}")


_TAGS: Dict[str, Callable[[Any, str], Value]] = {
    "$int": _integer,
    "$float": _scalar("f"),
    "$bytes": _bytes,
    "$set": _set,
    "$dict": _dict,
    "$odict": _odict,
    "$datetime": _scalar("d"),
    "$timedelta": _scalar("p"),
    "$ext": _extension,
    "$blob": _blob,
}
