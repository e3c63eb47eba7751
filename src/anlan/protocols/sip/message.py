"""SIP messages as values: request, response, headers (RFC 3261 §7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2s

from anlan.protocols.sip.values import read_tag

# Compact forms and the spelling we send (RFC 3261 §7.3.3, RFC 6665 §8.2.1).
COMPACT_FORMS = {
    "v": "Via", "f": "From", "t": "To", "i": "Call-ID", "m": "Contact", "l": "Content-Length",
    "c": "Content-Type", "s": "Subject", "k": "Supported", "e": "Content-Encoding", "o": "Event", "u": "Allow-Events",
}  # fmt: skip

KNOWN_NAMES = (
    "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Allow-Events", "Authentication-Info", "Authorization",
    "Call-ID", "Call-Info", "Contact", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
    "Content-Type", "CSeq", "Date", "Error-Info", "Event", "Expires", "From", "In-Reply-To", "Max-Forwards", "MIME-Version",
    "Min-Expires", "Monitor-User-Identity", "Note", "Organization", "Path", "Priority", "Proxy-Authenticate", "Proxy-Authorization",
    "Proxy-Require", "RAck", "Reason", "Record-Route", "Reply-To", "Require", "Retry-After", "Route", "RSeq", "Server",
    "Service-Route", "Session-Expires", "Subject", "Subscription-State", "Supported", "Timestamp", "To", "Unsupported", "User-Agent",
    "Via", "Warning", "WWW-Authenticate", "X-GB-Ver",
)  # fmt: skip

# Every usual way to write a known name, to its one spelling: a header is then found by comparing equal strings.
SPELLINGS = {
    **{spelling: name for name in KNOWN_NAMES for spelling in (name, name.lower(), name.upper(), name.title())},
    **{spelling: name for short, name in COMPACT_FORMS.items() for spelling in (short, short.upper())},
}


def spell(name: str) -> str:
    """The one spelling of a header name: the standard's if it is known, else as written."""
    return SPELLINGS.get(name) or SPELLINGS.get(name.lower(), name)


class Headers:
    """Header fields in order, names compared without case; compact forms are expanded when added.

    ``charset`` is how the fields were written on the wire: UTF-8 as RFC 3261 §7.3.1 wants, or what a device sent instead.
    """

    __slots__ = ("_fields", "charset")

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self.charset = "utf-8"
        self._fields: list[tuple[str, str]] = [(spell(name), value) for name, value in fields]

    @classmethod
    def of_spelled(cls, fields: list[tuple[str, str]], charset: str = "utf-8") -> Headers:
        """Take over a list whose names are already in the one spelling (the parser's way; not copied)."""
        headers = cls.__new__(cls)
        headers._fields = fields
        headers.charset = charset
        return headers

    def add(self, name: str, value: str) -> None:
        """Append a field."""
        self._fields.append((spell(name), value))

    def set(self, name: str, value: str) -> None:
        """Replace every field of the name by one, at the first one's place."""
        name = spell(name)
        wanted = name.lower()
        for position, (existing, _) in enumerate(self._fields):
            if existing == name or existing.lower() == wanted:
                rest = [pair for pair in self._fields[position + 1 :] if pair[0].lower() != wanted]
                self._fields[position:] = [(name, value), *rest]
                return
        self._fields.append((name, value))

    def set_first(self, name: str, value: str) -> None:
        """Replace the first field of the name only (the topmost Via), or append it."""
        name = spell(name)
        wanted = name.lower()
        for position, (existing, _) in enumerate(self._fields):
            if existing == name or existing.lower() == wanted:
                self._fields[position] = (name, value)
                return
        self._fields.append((name, value))

    def prepend(self, name: str, value: str) -> None:
        """Put a field before all others."""
        self._fields.insert(0, (spell(name), value))

    def get(self, name: str) -> str | None:
        """The first value of the name, or None."""
        known = SPELLINGS.get(name)
        if known is not None:
            for existing, value in self._fields:
                if existing == known:
                    return value
            return None
        wanted = spell(name).lower()
        for existing, value in self._fields:
            if existing.lower() == wanted:
                return value
        return None

    def all(self, name: str) -> list[str]:
        """Every value of the name, in order."""
        wanted = spell(name).lower()
        return [value for existing, value in self._fields if existing.lower() == wanted]

    def remove(self, name: str) -> None:
        """Drop every field of the name."""
        wanted = spell(name).lower()
        self._fields = [pair for pair in self._fields if pair[0].lower() != wanted]

    def copy(self) -> Headers:
        """The same fields, to be changed apart."""
        return Headers.of_spelled(self._fields.copy(), self.charset)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._fields == other._fields

    __hash__ = None  # type: ignore[assignment]  # it changes, so it is no key

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

REASONS = {
    100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 182: "Queued", 183: "Session Progress", 200: "OK", 202: "Accepted",
    300: "Multiple Choices", 301: "Moved Permanently", 302: "Moved Temporarily", 305: "Use Proxy", 380: "Alternative Service",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    407: "Proxy Authentication Required", 408: "Request Timeout", 410: "Gone", 412: "Conditional Request Failed",
    413: "Request Entity Too Large", 414: "Request-URI Too Long", 415: "Unsupported Media Type", 416: "Unsupported URI Scheme",
    420: "Bad Extension", 421: "Extension Required", 423: "Interval Too Brief", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 483: "Too Many Hops", 484: "Address Incomplete", 485: "Ambiguous",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 489: "Bad Event", 491: "Request Pending",
    493: "Undecipherable", 500: "Server Internal Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Server Time-out", 505: "Version Not Supported", 513: "Message Too Large", 600: "Busy Everywhere", 603: "Decline",
    604: "Does Not Exist Anywhere", 606: "Not Acceptable",
}  # fmt: skip

_COPIED = frozenset({"Via", "From", "Call-ID", "CSeq"})
_DIALOG_MAKERS = frozenset({"INVITE", "SUBSCRIBE", "REFER"})


def reply(
    request: Request,
    status: int,
    reason: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    to_tag: str | None = None,
) -> Response:
    """The response to a request, with Via, From, To, Call-ID and CSeq as RFC 3261 §8.2.6.2 copies them.

    A To without a tag gets ``to_tag``, or a tag derived from the request, so that each try of the same request gets the same one;
    a 100 gets none. Record-Route is copied where the answer makes a dialog (§12.1.1).
    """
    fields: list[tuple[str, str]] = []
    keeps_route = status < 300 and request.method in _DIALOG_MAKERS
    for pair in request.headers:
        name = pair[0]
        if name in _COPIED or (keeps_route and name == "Record-Route"):
            fields.append(pair)
        elif name == "To":
            if status > 100 and not read_tag(pair[1]):
                fields.append((name, f"{pair[1]};tag={to_tag or _derived_tag(request)}"))
            else:
                fields.append(pair)
    if headers:
        fields += [(spell(name), value) for name, value in headers]
    return Response(
        status, reason or REASONS.get(status, "Unknown"), Headers.of_spelled(fields, request.headers.charset), body
    )


def _derived_tag(request: Request) -> str:
    headers = request.headers
    key = f"{headers.get('Via')}|{headers.get('Call-ID')}|{headers.get('CSeq')}|{headers.get('From')}"
    return blake2s(key.encode("utf-8", "replace"), digest_size=8).hexdigest()
