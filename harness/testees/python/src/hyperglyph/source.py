"""Bytes of a message as they come: all at once, or from a file, a piece at a time."""

from __future__ import annotations

import re
from typing import IO, Union

_PIECE = 64 * 1024
_SPACE = re.compile(rb"[ \t\v\r\n]*")
_DIGITS = re.compile(rb"[0-9]*")


class Source:
    """A cursor over a message. What was read is let go, what was not asked for is not read."""

    def __init__(self, source: Union[bytes, bytearray, memoryview, IO[bytes]]) -> None:
        self._file = None if isinstance(source, (bytes, bytearray, memoryview)) else source
        self.data = b"" if self._file is not None else bytes(source)  # type: ignore[arg-type]
        self.at = 0
        self._base = 0

    @property
    def offset(self) -> int:
        """Where the cursor stands in the message."""
        return self._base + self.at

    def have(self, count: int) -> bool:
        """Whether so many bytes stand next; memory is taken for those that are there."""
        missing = self.at + count - len(self.data)
        if missing <= 0:
            return True
        if self._file is None:
            return False
        pieces = [self.data[self.at :]]
        self._base += self.at
        self.at = 0
        while missing > 0:
            piece = self._file.read(_PIECE)
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        self.data = b"".join(pieces)
        return missing <= 0

    def letter(self) -> int:
        """The next byte, which stays; -1 at the end."""
        if self.at >= len(self.data) and not self.have(1):
            return -1
        return self.data[self.at]

    def take(self, count: int) -> bytes:
        """So many bytes, which :meth:`have` has found."""
        taken = self.data[self.at : self.at + count]
        self.at += count
        return taken

    def up_to(self, most: int) -> bytes:
        """At least one and at most so many bytes, of those that are there first; none at the end."""
        if self.at >= len(self.data) and not self.have(1):
            return b""
        return self.take(min(most, len(self.data) - self.at))

    def space(self, up_to: int) -> None:
        """Skips white space (MSG-2), and stops beyond an offset."""
        while True:
            match = _SPACE.match(self.data, self.at)
            assert match is not None
            self.at = match.end()
            if self.at < len(self.data) or self.offset > up_to or not self.have(1):
                return

    def digits(self, most: int) -> bytes:
        """The ASCII digits that stand next; one more than ``most`` where there are more."""
        found = b""
        while True:
            match = _DIGITS.match(self.data, self.at)
            assert match is not None
            self.at = match.end()
            found += match.group()[: most + 1 - len(found)]
            if self.at < len(self.data) or len(found) > most or not self.have(1):
                return found

    def until_terminator(self, most: int) -> bytes:
        """What stands before the next ``;`` or the end; one more than ``most`` where there is more. It stays."""
        wanted = 64
        while True:
            there = self.have(wanted)
            end = self.data.find(b";", self.at, self.at + most + 1)
            if end < 0 and there and wanted <= most:
                wanted *= 4
                continue
            end = min(len(self.data), self.at + most + 1) if end < 0 else end
            return self.data[self.at : end]
