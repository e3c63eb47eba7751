"""A panel's message number: 0001 to 9999 and round again, kept over its restarts as in a real panel's memory."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

LAST = 9999


class Sequence(Protocol):
    """Gives out numbers."""

    def take(self) -> int:
        """The next number, 1 to 9999."""

    @property
    def last(self) -> int:
        """The number given out last; 0 before the first."""


class Counting:
    """Numbers that live as long as the panel."""

    def __init__(self, last: int = 0) -> None:
        self._last = last

    def take(self) -> int:
        self._last = following(self._last)
        return self._last

    @property
    def last(self) -> int:
        return self._last


class KeptSequence:
    """Numbers that go on where the last run of the program ended: a receiver takes an old number for a repetition."""

    def __init__(self, path: Path) -> None:
        """``path`` is a file of its own; its folder is made. Raises ``OSError``, and ``ValueError`` for another file's content."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._last = int(path.read_text("ascii")) if path.exists() else 0
        if not 0 <= self._last <= LAST:
            raise ValueError(f"{path} does not hold a message number")

    def take(self) -> int:
        self._last = following(self._last)
        # Written before it is used, and by renaming: a number may be skipped, never used twice.
        unfinished = self._path.with_suffix(".part")
        unfinished.write_text(f"{self._last}", "ascii")
        unfinished.replace(self._path)
        return self._last

    @property
    def last(self) -> int:
        return self._last


def following(number: int) -> int:
    """The number after this one (ANSI/SIA DC-09: 9999 is followed by 0001)."""
    return number % LAST + 1
