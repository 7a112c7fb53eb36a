"""When two values are equal (D6): same type and same value, whatever Python's ``==`` says.

``identity`` gives something hashable that is equal for equal values alone. Containers come down to a digest, so
that sets in sets cost neither time nor memory beyond their size.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Hashable, List

from .times import Instant, Period, nanoseconds_of, parts_of


def identity(value: Any) -> Hashable:
    """Something hashable that stands for the value."""
    kind = type(value)
    if kind is str or kind is bytes or kind is int:  # never equal to one another
        return value  # type: ignore[no-any-return]
    return (_digest(value),)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as the protocol has it: ``1``, ``1.0`` and ``True`` are three values."""
    return identity(one) == identity(other)


def _digest(value: Any) -> bytes:
    from .blob import Blob
    from .values import AnyDict, AnySet, Extension, is_ordered, unwrapped

    value = unwrapped(value)
    if isinstance(value, (AnySet, AnyDict)) and value.digest is not None:
        return value.digest
    if value is None:
        return b"N"
    if isinstance(value, bool):
        return b"T" if value else b"F"
    if isinstance(value, int):
        return _hash(b"i", [b"%x" % value])
    if isinstance(value, str):
        return _hash(b"u", [value.encode("utf-8", "surrogatepass")])
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _hash(b"b", [bytes(value)])
    if isinstance(value, float):
        return b"fn" if math.isnan(value) else b"f" + struct.pack(">d", value)
    if isinstance(value, (datetime, Instant)):
        return b"d%d" % nanoseconds_of(value)
    if isinstance(value, (timedelta, Period)):
        return b"p%d,%d" % parts_of(value)
    if isinstance(value, (list, tuple)):
        return _hash(b"L", [_digest(item) for item in value])
    if isinstance(value, Mapping):
        pairs = [_hash(b"2", [_digest(key), _digest(each)]) for key, each in value.items()]
        digest = _hash(b"O", pairs) if is_ordered(value) else _hash(b"D", sorted(pairs))
    elif isinstance(value, (set, frozenset, AnySet)):
        digest = _hash(b"S", sorted(_digest(item) for item in value))
    elif isinstance(value, Extension):
        return _hash(b"X", [_digest(value.name), _digest(value.attributes), _digest(value.content)])
    elif isinstance(value, Blob):
        content = blake2b()
        for piece in value.pieces():
            content.update(piece)
        return _hash(b"B", [_digest(value.attributes), content.digest()])
    else:
        return b"?%d" % id(value)  # no value of the protocol: the encoder says so
    if isinstance(value, (AnySet, AnyDict)):
        value.digest = digest
    return digest


def _hash(letter: bytes, parts: List[bytes]) -> bytes:
    digest = blake2b(letter, digest_size=32)
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return letter + digest.digest()
