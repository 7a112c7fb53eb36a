"""What can be wrong, and whose fault it is."""

from __future__ import annotations

from typing import Any, Optional, Sequence


class HyperglyphError(Exception):
    """The base of every error of this package."""


class DecodeError(HyperglyphError, ValueError):
    """Bytes that are no message: what was expected, what was found, where, and who says so.

    ``offset`` is the first byte that cannot be right, ``path`` the place in the value
    (``root["users"][3]``), ``requirement`` the id of the requirement, or of the decision for a limit.
    """

    def __init__(
        self, expected: str, found: str, offset: int, path: str = "root", requirement: str = "MSG-1"
    ) -> None:
        super().__init__(f"expected {expected}, found {found}, at byte {offset} in {path} [{requirement}]")
        self.expected = expected
        self.found = found
        self.offset = offset
        self.path = path
        self.requirement = requirement


class LimitError(DecodeError):
    """A message that goes beyond a limit of the decoder (D18); ``size`` tells that it is too long."""

    size = False


class EncodeError(HyperglyphError, ValueError):
    """A value that cannot be written."""

    def __init__(self, message: str, path: str = "root", requirement: str = "MSG-1") -> None:
        super().__init__(f"{message}, in {path} [{requirement}]")
        self.path = path
        self.requirement = requirement


class NotationError(HyperglyphError, ValueError):
    """JSON that stands for no value; names the place, as ``/users/3/score``."""


class RefusedError(HyperglyphError):
    """A call that was refused before any request was made: the caller or the page is at fault."""

    def __init__(self, message: str, requirement: str) -> None:
        super().__init__(f"{message} [{requirement}]")
        self.requirement = requirement


class ResponseError(HyperglyphError):
    """A response that is no answer of the protocol, or bytes in it that are no message."""


class TransportError(HyperglyphError):
    """No response came: no connection, a time-out."""


class StatusError(HyperglyphError):
    """A response of 4xx or 5xx. ``error`` is the error extension of its body, if it has one."""

    def __init__(self, status: int, error: Optional[Any] = None) -> None:
        message = getattr(error, "message", None)
        super().__init__(f"{status}: {message}" if message else str(status))
        self.status = status
        self.error = error


class ClientError(StatusError):
    """4xx: the request was at fault."""


class ServerError(StatusError):
    """5xx: the server was at fault."""


def path_text(segments: Sequence[object]) -> str:
    """``root`` and the way down: names as ``["name"]``, places as ``[3]``, parts as ``.content``."""
    return "root" + "".join(_segment(segment) for segment in segments)


def _segment(segment: object) -> str:
    if isinstance(segment, Part):
        return f".{segment}"
    if isinstance(segment, str):
        shown = segment if len(segment) <= 40 else segment[:40] + "…"
        return '["' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return f"[{segment}]"


class Part(str):
    """A part of an extension or blob in a path, or a key, in contrast to a name in a dict."""
