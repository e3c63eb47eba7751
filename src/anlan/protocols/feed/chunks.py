"""Frames in chunks: a web server and a broker have bounds of their own on a message, far below a frame's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anlan.protocols.feed.frames import MAX_FRAME_BYTES, FrameError

_MORE: Final = b"+"
_LAST: Final = b"."


def split(frame: bytes, chunk_bytes: int) -> Iterator[bytes]:
    """The frame in chunks of at most so many bytes, each marked whether more follow."""
    room = chunk_bytes - 1
    for start in range(0, max(1, len(frame)), room):
        last = start + room >= len(frame)
        yield (_LAST if last else _MORE) + frame[start : start + room]


class Joiner:
    """Puts the chunks of one direction together again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._bytes = 0

    def feed(self, chunk: bytes) -> bytes | None:
        """The frame that this chunk completes; None where more must come. Raises ``FrameError``, after which nothing more is to be fed."""
        mark, part = chunk[:1], chunk[1:]
        if mark not in (_MORE, _LAST):
            raise FrameError("a chunk without its mark")
        self._bytes += len(part)
        if self._bytes > MAX_FRAME_BYTES:
            raise FrameError(f"more than {MAX_FRAME_BYTES} bytes in a frame")
        self._parts.append(part)
        if mark == _MORE:
            return None
        frame = b"".join(self._parts)
        self._parts, self._bytes = [], 0
        return frame
