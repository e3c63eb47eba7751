"""Photos that people on the spot send: taken once each, whatever the phone repeats."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

# What a phone sends is scaled down by it; no more of them for one case.
MAX_PHOTO_BYTES: Final = 1_048_576
MAX_PHOTOS: Final = 50
# First bytes of what a phone's camera makes (JFIF and EXIF; PNG §5.2; RIFF container of WebP).
_MAGIC: Final = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """A photo as it was sent. ``key``: the phone's own id of it (1–64 characters), by which a repeat is told.

    ``text`` at most 200 characters; ``longitude`` and ``latitude`` in WGS-84 degrees, or None.
    """

    alarm: str
    key: str
    content: bytes
    taken_utc: datetime
    text: str = ""
    longitude: float | None = None
    latitude: float | None = None


def content_type_of(content: bytes) -> str:
    """What kind of picture the content is. Raises ``Invalid`` where it is none or too large."""
    if len(content) > MAX_PHOTO_BYTES:
        raise _wrong(Sentence("照片超过 1 MB", "the photo is larger than 1 MB"))
    for content_type, magic in _MAGIC.items():
        if content.startswith(magic) and (content_type != "image/webp" or content[8:12] == b"WEBP"):
            return content_type
    raise _wrong(Sentence("须为 JPEG、PNG 或 WebP 图片", "must be a JPEG, PNG or WebP picture"))


async def in_one_piece(content: bytes) -> AsyncIterator[bytes]:
    """The content as a store takes it."""
    yield content


def _wrong(sentence: Sentence) -> Invalid:
    return Invalid("alarms.photo", sentence, fields={"content": sentence})
