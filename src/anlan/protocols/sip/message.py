"""SIP messages as values: request, response, headers (RFC 3261 §7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# Compact forms and the spelling we send (RFC 3261 §7.3.3, RFC 6665 §8.2.1).
COMPACT_FORMS = {
    "v": "Via", "f": "From", "t": "To", "i": "Call-ID", "m": "Contact", "l": "Content-Length",
    "c": "Content-Type", "s": "Subject", "k": "Supported", "e": "Content-Encoding", "o": "Event",
}  # fmt: skip


class Headers:
    """Header fields in order, names compared without case; compact forms are expanded when added."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: list[tuple[str, str]] = []
        for name, value in fields:
            self.add(name, value)

    def add(self, name: str, value: str) -> None:
        """Append a field."""
        self._fields.append((COMPACT_FORMS.get(name.lower(), name) if len(name) == 1 else name, value))

    def set(self, name: str, value: str) -> None:
        """Replace every field of the name by one, at the first one's place."""
        wanted = name.lower()
        for position, (existing, _) in enumerate(self._fields):
            if existing.lower() == wanted:
                rest = [pair for pair in self._fields[position + 1 :] if pair[0].lower() != wanted]
                self._fields[position:] = [(name, value), *rest]
                return
        self._fields.append((name, value))

    def get(self, name: str) -> str | None:
        """The first value of the name, or None."""
        wanted = name.lower()
        for existing, value in self._fields:
            if existing.lower() == wanted:
                return value
        return None

    def all(self, name: str) -> list[str]:
        """Every value of the name, in order."""
        wanted = name.lower()
        return [value for existing, value in self._fields if existing.lower() == wanted]

    def remove(self, name: str) -> None:
        """Drop every field of the name."""
        wanted = name.lower()
        self._fields = [pair for pair in self._fields if pair[0].lower() != wanted]

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"


@dataclass(slots=True)
class Request:
    """A SIP request."""

    method: str
    uri: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


@dataclass(slots=True)
class Response:
    """A SIP response; ``status`` is 100 to 699."""

    status: int
    reason: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


Message = Request | Response
