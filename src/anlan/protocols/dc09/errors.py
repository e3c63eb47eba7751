"""What cannot be read as DC-09, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from anlan.protocols.dc09.frame import Frame

Flaw = Literal["format", "crc", "length", "body", "key"]


class Dc09Error(ValueError):
    """A frame that is none.

    ``flaw``: format (no frame at all), crc, length, body (the head can be read, what follows cannot), key (what was decrypted is no
    body). ``frame`` holds the head for body and key, so that an answer can be addressed; the others are met with silence.
    """

    def __init__(self, flaw: Flaw, frame: Frame | None = None) -> None:
        super().__init__(flaw)
        self.flaw = flaw
        self.frame = frame
