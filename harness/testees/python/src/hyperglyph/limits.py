"""How much a decoder takes (D18)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of a message; whatever goes beyond is a :class:`~hyperglyph.LimitError`."""

    #: How deep containers nest.
    depth: int = 128
    #: Bytes of the message, without the content of its blobs.
    message: int = 16 * 1024 * 1024
    #: Digits of one number.
    digits: int = 20_000
    #: Items, keys and values of all containers together.
    entries: int = 1_000_000
    #: Blobs in one message.
    blobs: int = 100
    #: Bytes of the content of all blobs together.
    content: int = 1024 * 1024 * 1024
    #: Bytes of one blob that stay in memory; more goes to a temporary file.
    spool: int = 64 * 1024
