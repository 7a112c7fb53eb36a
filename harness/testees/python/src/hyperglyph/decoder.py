"""Reads messages.

A grammar production stands above its reader. ``spec`` takes what the text says a decoder must take, ``interop``
besides what the implementations of 2012 write.
"""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import IO, Any, Callable, Dict, Hashable, List, NoReturn, Optional, Set, Tuple, Union

from .blob import Blob
from .errors import DecodeError, LimitError, Part, path_text
from .identity import identity
from .limits import Limits
from .numbers import parse_digits, parse_float
from .scan import Scan
from .source import Source
from .times import parse_datetime, parse_timedelta
from .values import AnyDict, AnyOrderedDict, AnySet, Extension, Value

_END = ord(";")
#: What Python compares faithfully, as long as no two of them fall together.
_PLAIN = (str, bytes, int, float, bool, type(None), datetime, timedelta)
#: What stands where the number of digits of a float, datetime or timedelta would be.
_OTHER = 16


def decode(
    source: Union[bytes, bytearray, memoryview, IO[bytes]], *, profile: str = "interop", limits: Limits = Limits()
) -> Value:
    """The value of a message, from bytes or from a binary file, of which nothing is left unread.

    >>> decode(b"Li1;u5:hello;;")
    [1, 'hello']
    """
    if profile not in ("spec", "interop"):
        raise ValueError("profile: 'spec' or 'interop'")
    return _Decoder(Source(source), profile == "interop", limits).message()


class _Decoder:
    def __init__(self, source: Source, interop: bool, limits: Limits) -> None:
        self.source = source
        self.interop = interop
        self.limits = limits
        self.path: List[Any] = []
        self.depth = 0
        self.entries = 0
        self.content = 0
        self.blobs: Dict[bytes, Optional[Blob]] = {}  # None: ended
        self.files: Dict[bytes, "tempfile.SpooledTemporaryFile[bytes]"] = {}
        self.later: List[Callable[[], None]] = []
        self.readers: Dict[int, Callable[[], Value]] = {
            ord("i"): self.integer,
            ord("u"): self.unicode,
            ord("b"): self.bytearray,
            ord("f"): lambda: self.scalar(parse_float),
            ord("d"): lambda: self.scalar(parse_datetime),
            ord("p"): lambda: self.scalar(parse_timedelta),
            ord("T"): lambda: self.singleton(True),
            ord("F"): lambda: self.singleton(False),
            ord("N"): lambda: self.singleton(None),
            ord("L"): self.list,
            ord("S"): self.set,
            ord("D"): lambda: self.dict(False),
            ord("O"): lambda: self.dict(True),
            ord("X"): self.extension,
            ord("B"): self.blob,
        }

    # message = ws object ws *( trailer ws )
    def message(self) -> Value:
        self.space()
        value = self.any_object()
        self.space()
        while self.source.letter() >= 0:
            self.trailer()
            self.space()
        if any(blob is not None for blob in self.blobs.values()):
            self.fail("the end chunk of every blob", "BLB-5")
        for check in self.later:
            check()
        return value

    # object = integer / unicode / bytearray / float / datetime / timedelta / true / false / nil
    #        / list / set / dict / ordered-dict / extension / blob
    def any_object(self) -> Value:
        reader = self.readers.get(self.source.letter())
        if reader is None:
            self.fail("an object", "MSG-6" if self.source.letter() >= 0 else "MSG-5")
        self.entries += 1
        if self.entries > self.limits.entries:
            self.limit(f"at most {self.limits.entries} values", "more")
        self.source.at += 1
        return reader()

    # ws = *( space / tab / vertical tab / CR / LF )
    def space(self) -> None:
        """Comes by before every object and trailer, so it is here that the length of a message is watched."""
        self.source.space(self.limits.message + self.content)
        if self.source.offset - self.content > self.limits.message:
            self.limit(f"a message of at most {self.limits.message} bytes", "more")

    # integer = "i" [ "+" / "-" ] digit+ ";"
    def integer(self) -> int:
        sign = self.source.letter()
        if sign in (ord("+"), ord("-")):
            self.source.at += 1
        digits = self.source.digits(self.limits.digits)
        if not digits:
            self.fail("a digit", "INT-7")
        if len(digits) > self.limits.digits:
            self.limit(f"at most {self.limits.digits} digits", "more")
        self.terminator()
        value = parse_digits(digits.decode("ascii"))
        return -value if sign == ord("-") else value

    # unicode = "u" ( length ":" utf8-bytes ) ";" / "u;"
    def unicode(self) -> str:
        start, payload = self.payload()
        try:
            return payload.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DecodeError(
                "well-formed UTF-8", f"the byte 0x{payload[error.start]:02x}", start + error.start,
                path_text(self.path), "STR-3",
            ) from None

    # bytearray = "b" ( length ":" bytes ) ";" / "b;"
    def bytearray(self) -> bytes:
        return self.payload()[1]

    # float, datetime, timedelta: a letter, text without ";", and ";"
    def scalar(self, parse: Callable[[Scan, bool], Value]) -> Value:
        start = self.source.offset
        most = self.limits.digits + _OTHER
        text = self.source.until_terminator(most).decode("latin-1")
        if len(text) > most:
            self.limit(f"at most {self.limits.digits} digits", "more")

        def fail(at: int, expected: str, found: Optional[str], requirement: str) -> NoReturn:
            self.source.at += at
            self.fail(expected, requirement, found)

        before = self.source.at
        scan = Scan(text, before + len(text) == len(self.source.data), fail)
        value = parse(scan, self.interop)
        self.source.at = before + len(text)
        assert self.source.offset == start + len(text)
        self.terminator()
        return value

    # true = "T;"   false = "F;"   nil = "N;"
    def singleton(self, value: Optional[bool]) -> Optional[bool]:
        self.terminator()
        return value

    # list = "L" ws *( object ws ) ";"
    def list(self) -> List[Value]:
        items: List[Value] = []
        self.enter(0)
        while self.more():
            self.path[-1] = len(items)
            items.append(self.any_object())
        self.leave()
        return items

    # set = "S" ws *( object ws ) ";"
    def set(self) -> Value:
        items: List[Value] = []
        unique = _Unique(self, "an item that the set does not have yet", "COL-5")
        plain = True
        self.enter(0)
        while self.more():
            self.path[-1] = len(items)
            unique.begin()
            item = self.any_object()
            unique.add(item)
            plain = plain and type(item) in _PLAIN
            items.append(item)
        self.leave()
        native = set(items) if plain else set()
        return native if len(native) == len(items) else AnySet(items)

    # dict = "D" ws *( object ws object ws ) ";"   ordered-dict = "O" ...
    def dict(self, ordered: bool) -> Value:
        pairs: List[Tuple[Value, Value]] = []
        unique = _Unique(self, "a key that the dict does not have yet", "COL-5")
        plain = True
        self.enter(Part("key"))
        while self.more():
            self.path[-1] = Part(f"keys[{len(pairs)}]")
            unique.begin()
            key = self.any_object()
            unique.add(key)
            plain = plain and type(key) in _PLAIN
            self.path[-1] = key if type(key) is str else Part(f"values[{len(pairs)}]")
            self.space()
            if self.source.letter() == _END:
                self.fail("a value for the key", "COL-6")
            pairs.append((key, self.any_object()))
        self.leave()
        if plain:
            native = OrderedDict(pairs) if ordered else dict(pairs)
            if len(native) == len(pairs):
                return native
        return AnyOrderedDict(pairs) if ordered else AnyDict(pairs)

    # extension = "X" ws object ws object ws object ws ";"     ; a name, attributes, content
    def extension(self) -> Extension:
        parts: List[Value] = []
        self.enter(Part("name"))
        for part in ("name", "attributes", "content"):
            self.path[-1] = Part(part)
            self.space()
            letter = self.source.letter()
            if letter == _END:
                self.fail(f"the {part} of the extension", "EXT-3")
            if not self.interop and part == "name" and letter >= 0 and letter != ord("u"):
                self.fail("a unicode name", "EXT-1")
            if not self.interop and part == "attributes" and letter >= 0 and letter not in b"DO":
                self.fail("a dict of attributes", "EXT-2")
            parts.append(self.any_object())
        self.space()
        self.leave(self.terminator)
        return Extension(*parts)

    # blob = "B" id ":" dict ";"                               ; interop: white space around the dict
    def blob(self) -> Blob:
        start = self.source.offset - 1
        key = self.blob_id()
        if self.source.letter() != ord(":"):
            self.fail("':'", "BLB-4")
        if key in self.blobs:
            self.fail_at(start, "an id that no other blob has", f"{key.decode()} again", "BLB-4")
        if len(self.blobs) >= self.limits.blobs:
            self.limit(f"at most {self.limits.blobs} blobs", "more")
        self.source.at += 1
        blob = self.blobs[key] = Blob()
        self.enter(Part("attributes"))
        if self.interop:
            self.space()
        if self.source.letter() >= 0 and self.source.letter() not in b"DO":
            self.fail("a dict of attributes", "BLB-1")
        blob.attributes = self.any_object()
        if self.interop:
            self.space()
        self.leave(self.terminator)
        if not blob.typed:
            self.fail_at(start, "a content-type among the attributes of the blob", "none", "BLB-2")
        return blob

    # trailer = "c" id ":" length ":" bytes ";" / "c" id ";"
    def trailer(self) -> None:
        start = self.source.offset
        if self.source.letter() != ord("c"):
            self.fail("the end of the message", "MSG-1")
        self.source.at += 1
        key = self.blob_id()
        letter = self.source.letter()
        if letter not in (_END, ord(":"), -1):
            self.fail("':' or ';'", "BLB-5")
        if letter < 0:
            self.fail("the rest of the chunk", "MSG-5")
        if key not in self.blobs:
            self.fail_at(start, "a chunk of a blob of this message", f"one of blob {key.decode()[:40]}", "BLB-11")
        blob = self.blobs[key]
        if blob is None:
            self.fail_at(start, "no more of a blob that has ended", f"blob {key.decode()[:40]} again", "BLB-11")
        self.source.at += 1
        if letter == _END:
            self.blobs[key] = None
            file = self.files.pop(key, None)
            if file is not None:
                blob.replace(file)
            return
        left = self.length()
        if self.content + left > self.limits.content:
            self.limit(f"blobs of at most {self.limits.content} bytes", "more", "D18")
        if left and key not in self.files:
            self.files[key] = tempfile.SpooledTemporaryFile(max_size=self.limits.spool)
        while left:
            piece = self.source.up_to(left)
            if not piece:
                self.fail(f"{left} more bytes of the chunk", "STR-8")
            self.files[key].write(piece)
            self.content += len(piece)
            left -= len(piece)
        self.terminator("STR-8")

    def payload(self) -> Tuple[int, bytes]:
        """The bytes of a unicode or bytearray and where they begin; nothing is taken before they are there."""
        if self.source.letter() == _END:
            self.source.at += 1
            return self.source.offset, b""
        length = self.length()
        if length > self.limits.message:
            self.limit(f"a message of at most {self.limits.message} bytes", "more")
        start = self.source.offset
        if not self.source.have(length):
            self.source.at = len(self.source.data)
            self.fail(f"{length} bytes and ';'", "STR-8")
        payload = self.source.take(length)
        self.terminator("STR-8")
        return start, payload

    # length = digit+ ":"
    def length(self) -> int:
        digits = self.source.digits(self.limits.digits)
        if not digits:
            self.fail("a length", "STR-8")
        if self.source.letter() != ord(":"):
            self.fail("':' after the length", "STR-8")
        significant = digits.lstrip(b"0")
        if len(significant) > 18:
            self.limit("a length that can be", f"one of {len(significant)} digits")
        self.source.at += 1
        return int(significant or b"0")

    # id = digit+
    def blob_id(self) -> bytes:
        digits = self.source.digits(self.limits.digits)
        if not digits:
            self.fail("the id of a blob", "BLB-4")
        if len(digits) > self.limits.digits:
            self.limit(f"at most {self.limits.digits} digits", "more")
        return digits.lstrip(b"0") or b"0"

    def terminator(self, requirement: str = "MSG-5") -> None:
        if self.source.letter() != _END:
            self.fail("';' at the end of the object", requirement)
        self.source.at += 1

    def enter(self, segment: object) -> None:
        self.depth += 1
        if self.depth > self.limits.depth:
            self.limit(f"a nesting of at most {self.limits.depth}", "more")
        self.path.append(segment)

    def more(self) -> bool:
        """Whether another item comes; the ``;`` of the container is left to :meth:`leave`."""
        self.space()
        return self.source.letter() != _END

    def leave(self, terminator: Optional[Callable[[], None]] = None) -> None:
        self.path.pop()
        self.depth -= 1
        (terminator or self.terminator)()

    def fail(self, expected: str, requirement: str, found: Optional[str] = None) -> NoReturn:
        """An error where the source stands."""
        letter = self.source.letter()
        if found is None:
            if letter < 0:
                found = "the end of the message"
            elif 32 <= letter < 127:
                found = f"'{chr(letter)}'"
            else:
                found = f"the byte 0x{letter:02x}"
        self.fail_at(self.source.offset, expected, found, requirement)

    def fail_at(self, offset: int, expected: str, found: str, requirement: str) -> NoReturn:
        raise DecodeError(expected, found, offset, path_text(self.path), requirement)

    def limit(self, expected: str, found: str, requirement: str = "MSG-7") -> NoReturn:
        error = LimitError(expected, found, self.source.offset, path_text(self.path), requirement)
        error.size = expected.endswith("bytes")
        raise error


class _Unique:
    """Tells when an item or key comes again. Those with blobs can be told only once the chunks are there."""

    def __init__(self, decoder: _Decoder, expected: str, requirement: str) -> None:
        self.decoder = decoder
        self.expected = expected
        self.requirement = requirement
        self.seen: Set[Hashable] = set()
        self.waiting: List[Tuple[Value, int, str]] = []
        self.start = 0
        self.blobs = 0

    def begin(self) -> None:
        """An item or key begins."""
        self.start = self.decoder.source.offset
        self.blobs = len(self.decoder.blobs)

    def add(self, value: Value) -> None:
        """It is there."""
        if len(self.decoder.blobs) == self.blobs:
            self._check(value, self.start, None)
            return
        if not self.waiting:
            self.decoder.later.append(self._later)
        self.waiting.append((value, self.start, path_text(self.decoder.path)))

    def _later(self) -> None:
        for value, start, path in self.waiting:
            self._check(value, start, path)

    def _check(self, value: Value, start: int, path: Optional[str]) -> None:
        key = identity(value)
        if key in self.seen:
            raise DecodeError(
                self.expected, "one that is equal", start, path or path_text(self.decoder.path), self.requirement
            )
        self.seen.add(key)
