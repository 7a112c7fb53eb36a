"""Blobs: large content beside the value (BLB-*)."""

from __future__ import annotations

import io
import mimetypes
from typing import IO, Any, Iterator, Mapping, Optional, Union

from .errors import HyperglyphError

_PIECE = 64 * 1024


class Blob:
    """Bytes, or an open binary file, with a content type.

    ``Blob(open("cat.jpg", "rb"), "image/jpeg")``. Of what a client or server received, more than a little lies in
    a temporary file, which goes away with the blob.
    """

    def __init__(
        self,
        content: Union[bytes, bytearray, IO[bytes]] = b"",
        content_type: Optional[str] = None,
        *,
        attributes: Optional[Mapping[Any, Any]] = None,
    ) -> None:
        if not isinstance(content, (bytes, bytearray)) and not hasattr(content, "read"):
            raise TypeError(f"the content of a blob is bytes or a binary file, not {type(content).__name__}")
        self.attributes: Mapping[Any, Any] = dict(attributes or {}) if type(attributes) in (dict, type(None)) else (
            attributes or {}
        )
        if content_type is not None:
            self.attributes = {**self.attributes, "content-type": content_type}
        #: The name under which it came, where the envelope was ``blob``.
        self.name: Optional[str] = None
        self._content = content

    @property
    def content_type(self) -> str:
        """The content type; a bytearray of 2012 is read as text (D19a)."""
        seen = self.attributes.get("content-type")
        if isinstance(seen, bytes):
            seen = seen.decode("utf-8", "replace")
        if not isinstance(seen, str):
            raise HyperglyphError("this blob has no content-type [BLB-2]")
        return seen

    @property
    def typed(self) -> bool:
        """Whether it has a content type that is text, as it must (BLB-2)."""
        return isinstance(self.attributes.get("content-type"), (str, bytes))

    @property
    def url(self) -> Optional[str]:
        """Where the content can be had, if that is known."""
        seen = self.attributes.get("url")
        return seen if isinstance(seen, str) else None

    def open(self) -> IO[bytes]:
        """A file to read from, at its beginning."""
        if isinstance(self._content, (bytes, bytearray)):
            return io.BytesIO(self._content)
        try:
            self._content.seek(0)
        except OSError:  # a pipe: what it holds can be read once
            pass
        return self._content

    def read(self) -> bytes:
        """All of the content."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The content, piece by piece."""
        if isinstance(self._content, (bytes, bytearray)):
            for at in range(0, len(self._content), _PIECE):
                yield bytes(self._content[at : at + _PIECE])
            return
        file = self.open()
        for piece in iter(lambda: file.read(_PIECE), b""):
            if not isinstance(piece, bytes):
                raise TypeError("the content of a blob is a binary file: open it with 'rb'")
            yield piece

    def replace(self, content: Union[bytes, IO[bytes]]) -> None:
        """Sets the content; the decoder calls it once the chunks are there."""
        self._content = content

    def __eq__(self, other: object) -> bool:
        from .identity import identity

        return isinstance(other, Blob) and identity(self) == identity(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Blob({self.attributes!r})"


def blob(content: Union[bytes, bytearray, IO[bytes]], content_type: Optional[str] = None) -> Blob:
    """A blob of bytes or of an open binary file; without a content type, by the name of the file."""
    if content_type is None:
        name = getattr(content, "name", None)
        content_type = mimetypes.guess_type(name)[0] if isinstance(name, str) else None
    return Blob(content, content_type or "application/octet-stream")


