"""A plain MESSAGE, read just as far as its 200 OK needs: the short way for what tens of thousands of devices send all day.

Only the form that nearly all of them use is read; whatever differs in the least is left to ``parse_message``, which alone decides
what is malformed. What is read here is answered byte for byte as there (a test holds the two against each other).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2s

from anlan.protocols.sip.message import SPELLINGS

_MAX_HEAD_BYTES = 2_048
# A header that is not here may want more than a 200 (Require, Route, Authorization …).
_READ = frozenset(
    {"Via", "From", "To", "Call-ID", "CSeq", "Content-Length", "Content-Type", "Max-Forwards", "User-Agent", "Contact", "Expires",
     "Date", "Allow", "Supported", "Subject", "X-GB-Ver"}
)  # fmt: skip
_NAMES = {spelling.encode(): name.encode() for spelling, name in SPELLINGS.items() if name in _READ}
_COPIED = frozenset({b"Via", b"From", b"To", b"Call-ID", b"CSeq"})
_CONTROLS = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
_START = re.compile(rb"MESSAGE sip:[\w.@:;=\-]{1,255} SIP/2\.0")
_VIA = re.compile(
    rb"SIP/2\.0/(?:UDP|TCP) ([A-Za-z0-9][A-Za-z0-9.\-]{0,254})(?::([1-9]\d{0,4}))?((?:;(?:rport|received|branch|alias)(?:=[\w.~+\-]+)?)+)"
)
_FROM = re.compile(rb"<sip:(\d{20})@[\w.:\-]{1,255}>;tag=[\w.~+*\-]{1,255}")
_TO = re.compile(rb"<sip:[\w.@:\-]{1,255}>")
_CALL_ID = re.compile(rb"[!-~]{1,255}")
_CSEQ = re.compile(rb"\d{1,9} MESSAGE")


@dataclass(slots=True)
class PlainMessage:
    """A MESSAGE outside any dialog whose From is a twenty-digit code."""

    sender: str
    body: bytes
    via_host: bytes
    fields: dict[bytes, bytes]

    def ok(self, host: str, port: int, server: bytes) -> bytes:
        """The bytes of the 200 OK to where the message came from (RFC 3261 §8.2.6.2, §18.2.1; RFC 3581 §4)."""
        fields = self.fields
        fields[b"Via"] = via = self._answered_via(host.encode(), b"%d" % port)
        key = b"|".join((via, fields[b"Call-ID"], fields[b"CSeq"], fields[b"From"]))
        fields[b"To"] += b";tag=" + blake2s(key, digest_size=8).hexdigest().encode()
        copied = [name + b": " + value for name, value in fields.items() if name in _COPIED]
        return b"\r\n".join((b"SIP/2.0 200 OK", *copied, b"Server: " + server, b"Content-Length: 0\r\n\r\n"))

    def _answered_via(self, host: bytes, port: bytes) -> bytes:
        via = self.fields[b"Via"]
        asks = b";rport" in via
        if not asks and self.via_host == host and b";received" not in via:
            return via
        kept = [part for part in via.split(b";") if not part.startswith((b"rport", b"received"))]
        if asks:
            kept.append(b"rport=" + port)
        if asks or self.via_host != host:
            kept.append(b"received=" + host)
        return b";".join(kept)


def read_plain_message(data: bytes) -> PlainMessage | None:
    """The message, or None where it is anything but a plain, faultless MESSAGE (then ``parse_message`` has the word)."""
    head, _, body = data.partition(b"\r\n\r\n")
    if len(head) > _MAX_HEAD_BYTES or not head.isascii() or len(head.translate(None, _CONTROLS)) != len(head):
        return None
    lines = head.split(b"\r\n")
    if not len(lines) - 1 == head.count(b"\n") == head.count(b"\r") or not _START.fullmatch(lines[0]):
        return None
    fields: dict[bytes, bytes] = {}
    for line in lines[1:]:
        raw, colon, value = line.partition(b":")
        name = _NAMES.get(raw)
        if name is None or not colon or name in fields:
            return None
        fields[name] = value.strip()
    via = _VIA.fullmatch(fields.get(b"Via", b""))
    sender = _FROM.fullmatch(fields.get(b"From", b""))
    if (
        via is None
        or sender is None
        or (via[2] is not None and int(via[2]) > 65_535)
        or b";branch=" not in via[3]
        or not _TO.fullmatch(fields.get(b"To", b""))
        or not _CALL_ID.fullmatch(fields.get(b"Call-ID", b""))
        or not _CSEQ.fullmatch(fields.get(b"CSeq", b""))
        or fields.get(b"Content-Length") != b"%d" % len(body)
    ):
        return None
    return PlainMessage(sender[1].decode(), body, via[1], fields)
