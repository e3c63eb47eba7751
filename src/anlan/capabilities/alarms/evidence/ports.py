"""What evidence needs: a place where content is kept, and somebody who has recordings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from anlan.foundation.errors import DomainError
from anlan.protocols.wording import Sentence


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Content that is kept. ``location``: its name in the store; ``sha256``: hexadecimal."""

    location: str
    sha256: str
    size_bytes: int


class EvidenceStore(Protocol):
    """Where content is kept, outside the database."""

    async def keep(self, content: AsyncIterator[bytes], limit_bytes: int) -> KeptFile:
        """Keep it; durable when this returns. Raises ``TooMany`` beyond the limit, ``Unavailable`` where there is no room."""

    async def open(self, location: str, sha256: str) -> AsyncIterator[bytes]:
        """The content, checked against its hash first. Raises ``Unavailable`` where it is gone or is not what was kept."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of a recording. ``begin_utc`` and ``end_utc`` are what it really covers."""

    content_type: str
    begin_utc: datetime
    end_utc: datetime
    content: AsyncIterator[bytes]


class NoRecording(DomainError):  # noqa: N818 - what happened
    """There is none of that camera and time, and asking again will not bring one."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__("alarms.no_recording", sentence)


class RecordingSource(Protocol):
    """Somebody who has recordings: of the platform itself, of a device, of a lower platform."""

    async def clip(self, channel: str, begin_utc: datetime, end_utc: datetime) -> Clip:
        """The recording of a camera between two moments.

        Raises ``NoRecording`` where there is none for good, another ``DomainError`` where it is worth asking again.
        """


class NothingRecorded:
    """``RecordingSource`` of a platform that records nothing."""

    async def clip(self, channel: str, begin_utc: datetime, end_utc: datetime) -> Clip:
        """There is none."""
        raise NoRecording(
            Sentence("本平台未配置录像，该摄像机无录像可取", "This platform keeps no recording of the camera")
        )
