"""What a function can return or raise besides a value."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from ..errors import HyperglyphError


class Failure(HyperglyphError):
    """Raise it to answer an error: a status of 4xx or 5xx, and what the client may know.

    ``raise Failure(404, "no user of that name")``.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: Optional[str] = None,
        content: Optional[Mapping[str, Any]] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> None:
        if not 400 <= status < 600:
            raise ValueError(f"the status of a failure is 4xx or 5xx, not {status}")
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message
        self.code = code
        self.content = dict(content or {})
        self.headers = dict(headers or {})


class Created:
    """Return it to answer 201: an instance or function, or its url, is there now."""

    def __init__(self, what: Any) -> None:
        self.what = what


class Redirect:
    """Return it to answer 303: an instance or function, or a url, is where the answer is."""

    def __init__(self, what: Any) -> None:
        self.what = what
