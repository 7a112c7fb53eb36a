"""The types that Python lacks: extensions, and collections of any object.

What a message holds becomes what Python has, wherever that is faithful: ``int``, ``str``, ``bytes``, ``float``,
``list``, ``dict``, ``collections.OrderedDict``, ``set``, ``datetime``, ``timedelta``, ``bool``, ``None``. But
Python takes ``1``, ``1.0`` and ``True`` for one key, and a list for none (D6, COL-7): where keys or items are
such, an :class:`AnyDict`, :class:`AnyOrderedDict` or :class:`AnySet` stands instead.
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple

from .identity import identity

#: Anything that a message can hold.
Value = Any


class Extension:
    """An extension: a name, attributes and content. Unknown ones are kept as they are (D16)."""

    def __init__(self, name: Value, attributes: Value, content: Value = None) -> None:
        self.name = name
        self.attributes = attributes
        self.content = content

    def __getitem__(self, name: Value) -> Value:
        """What the content holds under that name, or in that place."""
        return self.content[name]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Extension) and identity(self) == identity(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.attributes!r}, {self.content!r})"


class Wrapped:
    """Something to use that stands for an extension; it is written as that extension."""

    def __init__(self, extension: Extension) -> None:
        self._extension = extension

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Wrapped, Extension)) and identity(self) == identity(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._extension.attributes!r}>"


def unwrapped(value: Value) -> Value:
    """The extension that something stands for, or the value itself."""
    return value._extension if isinstance(value, Wrapped) else value


class AnySet:
    """A set whose items may be any object, in the order in which they came."""

    def __init__(self, items: Iterable[Value] = ()) -> None:
        self.items: List[Value] = list(items)
        self.digest: Optional[bytes] = None

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, item: Value) -> bool:
        key = identity(item)
        return any(identity(each) == key for each in self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (AnySet, set, frozenset)) and identity(self) == identity(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"AnySet({self.items!r})"


class AnyDict(Mapping[Value, Value]):
    """A dict whose keys may be any object."""

    ordered = False

    def __init__(self, pairs: Iterable[Tuple[Value, Value]] = ()) -> None:
        self.pairs: List[Tuple[Value, Value]] = list(pairs)
        self.digest: Optional[bytes] = None
        self._index: Optional[Dict[Any, Value]] = None

    def __getitem__(self, key: Value) -> Value:
        if self._index is None:
            self._index = {identity(each): value for each, value in self.pairs}
        return self._index[identity(key)]

    def __iter__(self) -> Iterator[Value]:
        return (key for key, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def items(self) -> Any:
        """The pairs, in the order in which they came."""
        return self.pairs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and identity(self) == identity(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.pairs!r})"


class AnyOrderedDict(AnyDict):
    """An ordered dict whose keys may be any object."""

    ordered = True


def is_ordered(mapping: Mapping[Value, Value]) -> bool:
    """Whether a mapping is an ordered dict of the protocol."""
    from collections import OrderedDict

    return isinstance(mapping, (OrderedDict, AnyOrderedDict))
