"""Writes messages.

``encode`` keeps the order that it is given; ``canonical`` sorts entries by their bytes and numbers blobs after
that (D17).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Callable, Hashable, Iterable, Iterator, List, NoReturn, Optional, Set, Tuple, Union

from .blob import Blob
from .blob import blob as blob_of
from .errors import EncodeError, Part, path_text
from .identity import identity
from .numbers import write_float, write_integer
from .times import Instant, Period, write_datetime, write_timedelta
from .values import AnySet, Extension, Value, is_ordered, unwrapped

#: Deeper values are refused: no decoder has to take them.
DEPTH = 256
_Parts = List[Union[bytes, Blob]]


def encode(value: Value, *, nfc: bool = False, replace: Optional[Callable[[Any], Any]] = None) -> bytes:
    """The message of a value. ``nfc`` normalises strings (STR-5).

    >>> encode([1, "hello"])
    b'Li1;u5:hello;;'

    ``replace`` is asked about what is no value, and gives something that is.
    """
    return b"".join(encode_pieces(value, nfc=nfc, replace=replace))


def encode_pieces(
    value: Value, *, nfc: bool = False, replace: Optional[Callable[[Any], Any]] = None
) -> Iterator[bytes]:
    """The message, piece by piece: blobs never stand in memory as a whole."""
    parts = _Encoder(nfc, False, replace).parts(value)
    root, blobs = _numbered(parts)
    return _with_chunks(root, blobs)


def canonical(value: Value) -> bytes:
    """The one canonical message of a value: sorted, blobs numbered as they then stand, each in one chunk."""
    root, blobs = _numbered(_Encoder(False, True, None).parts(value))
    trailers = []
    for number, blob in enumerate(blobs):
        content = blob.read()
        if content:
            trailers.append(b"c%d:%d:%b;" % (number, len(content), content))
        trailers.append(b"c%d;" % number)
    return root + b"".join(trailers)


def _numbered(parts: _Parts) -> Tuple[bytes, List[Blob]]:
    blobs: List[Blob] = []
    root: List[bytes] = []
    for part in parts:
        if isinstance(part, Blob):
            root.append(b"%d" % len(blobs))
            blobs.append(part)
        else:
            root.append(part)
    return b"".join(root), blobs


def _with_chunks(root: bytes, blobs: List[Blob]) -> Iterator[bytes]:
    yield root
    for number, blob in enumerate(blobs):
        for piece in blob.pieces():
            yield b"c%d:%d:" % (number, len(piece))
            yield piece
            yield b";"
        yield b"c%d;" % number


class _Encoder:
    def __init__(self, nfc: bool, ordered: bool, replace: Optional[Callable[[Any], Any]]) -> None:
        self.nfc = nfc
        self.ordered = ordered
        self.replace = replace
        self.path: List[object] = []

    def parts(self, value: Value) -> _Parts:
        """The root object, with a blob where its id will stand."""
        out: _Parts = []
        self.write(value, out)
        return out

    def write(self, value: Value, out: _Parts) -> None:
        if len(self.path) > DEPTH:
            self.fail(f"a value of more than {DEPTH} levels", "MSG-7")
        value = unwrapped(value)
        if value is None:
            out.append(b"N;")
        elif isinstance(value, bool):
            out.append(b"T;" if value else b"F;")
        elif isinstance(value, int):
            out.append(b"i%b;" % write_integer(int(value)).encode("ascii"))
        elif isinstance(value, str):
            out.append(self.unicode(value))
        elif isinstance(value, (bytes, bytearray, memoryview)):
            content = bytes(value)
            out.append(b"b%d:%b;" % (len(content), content) if content else b"b;")
        elif isinstance(value, float):
            out.append(b"f%b;" % write_float(value).encode("ascii"))
        elif isinstance(value, (datetime, Instant)):
            out.append(self.text(b"d", write_datetime, value, "DTM-1"))
        elif isinstance(value, (timedelta, Period)):
            out.append(self.text(b"p", write_timedelta, value, "TDL-2"))
        elif isinstance(value, (list, tuple)):
            self.container(b"L", ((at, (item,)) for at, item in enumerate(value)), out)
        elif isinstance(value, (set, frozenset, AnySet)):
            self.container(b"S", ((Part("item"), (item,)) for item in self.unique(value)), out, self.ordered)
        elif isinstance(value, Mapping):
            ordered = is_ordered(value)
            pairs = ((key if isinstance(key, str) else Part("value"), (key, each)) for key, each in zip(self.unique(value), value.values()))
            self.container(b"O" if ordered else b"D", pairs, out, self.ordered and not ordered)
        elif isinstance(value, Extension):
            out.append(b"X")
            for part in ("name", "attributes", "content"):
                self.inside(Part(part), getattr(value, part), out)
            out.append(b";")
        elif isinstance(value, Blob):
            if not value.typed:
                self.fail("a blob without a content-type", "BLB-2")
            out += [b"B", value, b":"]
            self.inside(Part("attributes"), value.attributes, out)
            out.append(b";")
        else:
            self.write(self.other(value), out)

    def container(
        self, letter: bytes, entries: Iterable[Tuple[object, Tuple[Value, ...]]], out: _Parts, by_bytes: bool = False
    ) -> None:
        out.append(letter)
        if not by_bytes:
            for segment, parts in entries:
                for part in parts:
                    self.inside(segment, part, out)
        else:
            written = []
            for segment, parts in entries:
                each: List[_Parts] = [[] for _ in parts]
                for part, into in zip(parts, each):
                    self.inside(segment, part, into)
                written.append(each)
            written.sort(key=lambda each: _order(each[0]))
            for each in written:
                for into in each:
                    out += into
        out.append(b";")

    def inside(self, segment: object, value: Value, out: _Parts) -> None:
        self.path.append(segment)
        self.write(value, out)
        self.path.pop()

    # unicode: strict UTF-8 (STR-2), in NFC where that is asked for
    def unicode(self, value: str) -> bytes:
        try:
            content = (unicodedata.normalize("NFC", value) if self.nfc else value).encode("utf-8")
        except UnicodeEncodeError:
            self.fail("a string with a lone surrogate", "STR-2")
        return b"u%d:%b;" % (len(content), content) if content else b"u;"

    def text(self, letter: bytes, write: Callable[[Any], str], value: Any, requirement: str) -> bytes:
        try:
            return letter + write(value).encode("ascii") + b";"
        except ValueError as error:
            self.fail(str(error), requirement)

    def unique(self, values: Iterable[Value]) -> List[Value]:
        """The items or keys, none of them equal to another, not even when normalised (COL-3, COL-4, D17c)."""
        listed = list(values)
        if self.nfc or not all(type(value) is str for value in listed):
            seen: Set[Hashable] = set()
            for value in listed:
                if self.nfc and isinstance(value, str):
                    key = identity(unicodedata.normalize("NFC", value))
                else:
                    key = identity(value)
                if key in seen:
                    self.fail("an item or key that is there already", "COL-3")
                seen.add(key)
        return listed

    def other(self, value: Any) -> Value:
        if self.replace is not None:
            replaced = self.replace(value)
            if replaced is not value:
                return replaced
        if hasattr(value, "read"):
            return blob_of(value)
        if isinstance(value, date):
            self.fail("a date without a time: give a datetime in UTC", "DTM-2")
        self.fail(f"an object of the type {type(value).__name__}, which is no value of the protocol", "MSG-6")

    def fail(self, message: str, requirement: str) -> NoReturn:
        raise EncodeError(message, path_text(self.path), requirement)


def _order(parts: _Parts) -> Tuple[bytes, List[bytes]]:
    """Bytes with the ids of blobs blanked, then the contents of the blobs."""
    blank = b"".join(b"" if isinstance(part, Blob) else part for part in parts)
    return blank, [part.read() for part in parts if isinstance(part, Blob)]
