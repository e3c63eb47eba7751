"""What is wrong with a message."""

from __future__ import annotations


class MalformedMessage(ValueError):  # noqa: N818 - the name is what it is
    """Bytes that are no message. ``where``: path of the part, as in ``messages[3].zone``, "" for the whole; ``why``: for a person."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}" if where else why)
        self.where = where
        self.why = why
