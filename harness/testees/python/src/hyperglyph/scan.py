"""The text of one scalar, read from left to right."""

from __future__ import annotations

from typing import Callable, NoReturn, Optional

_DIGITS = frozenset("0123456789")
_HEX = frozenset("0123456789abcdefABCDEF")


class Scan:
    """What stands between a letter and its ``;``, or the end. ``fail`` raises with the place in the message."""

    def __init__(self, text: str, cut: bool, fail: Callable[[int, str, Optional[str], str], NoReturn]) -> None:
        self.text = text
        #: Whether the end of the message came before a ``;``.
        self.cut = cut
        self.at = 0
        self._fail = fail

    def peek(self, letters: str) -> bool:
        """Whether one of the letters stands next."""
        return self.at < len(self.text) and self.text[self.at] in letters

    def take(self, letters: str) -> str:
        """The next letter if it is one of these, else nothing."""
        if self.peek(letters):
            self.at += 1
            return self.text[self.at - 1]
        return ""

    def digits(self, most: int = 1 << 62) -> str:
        """The ASCII digits that stand next, perhaps none."""
        return self._run(_DIGITS, most)

    def hex_digits(self) -> str:
        """The hex digits that stand next, perhaps none."""
        return self._run(_HEX, 1 << 62)

    def number(self, width: int, expected: str, requirement: str) -> int:
        """A number of just so many digits."""
        digits = self.digits(width)
        if len(digits) < width:
            self.fail(expected, requirement)
        return int(digits)

    def literal(self, letter: str, requirement: str) -> None:
        """This letter and no other."""
        if not self.take(letter):
            self.fail(f"'{letter}'", requirement)

    def end(self, expected: str, requirement: str) -> None:
        """Nothing more."""
        if self.at < len(self.text):
            self.fail(expected, requirement)

    def fail(self, expected: str, requirement: str, found: Optional[str] = None) -> NoReturn:
        """An error at the place where the scan stands."""
        self._fail(self.at, expected, found, requirement)

    def _run(self, alphabet: "frozenset[str]", most: int) -> str:
        start = self.at
        while self.at < len(self.text) and self.at - start < most and self.text[self.at] in alphabet:
            self.at += 1
        return self.text[start : self.at]
