"""One frame: `LF CRC 0LLL "TOKEN" seq Rrcvr Lpref #acct [data][x…] _HH:MM:SS,MM-DD-YYYY CR` (SIA DC-09 §5.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from anlan.protocols.dc09.crc import crc16
from anlan.protocols.dc09.errors import Dc09Error

# Three hex digits of length (§5.5.1.2).
MAX_BODY_BYTES: Final = 0xFFF
# LF, check sum, length, body, CR.
MAX_FRAME_BYTES: Final = MAX_BODY_BYTES + 10
MAX_EXTENDED: Final = 32
MAX_SEQUENCE: Final = 9_999
_NAK: Final = "NAK"

_ENVELOPE = re.compile(rb'\n([0-9A-Fa-f]{4})0([0-9A-Fa-f]{3})("[^\r\n]*)\r', re.DOTALL)
_HEAD = re.compile(
    rb'"(\*?)([A-Za-z0-9-]{1,16})"([0-9]{4})(?:R([0-9A-Fa-f]{1,6}))?L([0-9A-Fa-f]{1,6})(?:#([0-9A-Fa-f]{3,16})|A0)?\['
)
_BODY = re.compile(r"([^\[\]\r\n]*)\]((?:\[[^\[\]\r\n]*\])*)(?:_([^\[\]\r\n]*))?", re.DOTALL)
_EXTENDED = re.compile(r"\[([^\[\]]*)\]")
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d),(\d\d)-(\d\d)-(\d{4})", re.ASCII)
_FORBIDDEN = re.compile(r"[\[\]\r\n]")


@dataclass(frozen=True, slots=True)
class Extended:
    """An extended data block (§5.5.1.8): a letter that tells the kind and the value after it; "" and all where there is no letter."""

    kind: str
    value: str

    def __str__(self) -> str:
        return self.kind + self.value


@dataclass(frozen=True, slots=True)
class Frame:
    """What a panel or a receiver says.

    ``receiver``, ``line`` and ``account`` are hex as sent ("" where a panel leaves R or the account out). ``sealed`` is the
    ciphertext of an encrypted frame; while it is there, ``data``, ``extended`` and ``sent_utc`` are not known (see ``open_sealed``).
    """

    token: str
    sequence: int
    receiver: str = ""
    line: str = "0"
    account: str = ""
    data: str = ""
    extended: tuple[Extended, ...] = ()
    sent_utc: datetime | None = None
    encrypted: bool = False
    sealed: bytes | None = None

    def block(self, kind: str) -> str | None:
        """The value of the first extended block of a kind, or None."""
        return next((block.value for block in self.extended if block.kind == kind), None)


def parse(raw: bytes) -> Frame:
    """Read a frame from LF to CR. Raises ``Dc09Error``."""
    envelope = _ENVELOPE.fullmatch(raw)
    if envelope is None:
        raise Dc09Error("format")
    body = envelope[3]
    if crc16(body) != int(envelope[1], 16):
        raise Dc09Error("crc")
    if len(body) != int(envelope[2], 16):
        raise Dc09Error("length")
    head = _HEAD.match(body)
    if head is None:
        raise Dc09Error("format")
    star, token, sequence, receiver, line, account = head.groups(b"")
    if token == _NAK.encode() and not account:
        # "L0A0": all of it is hex, so only the token tells where the line ends.
        line = line.removesuffix(b"A0") or line
    frame = Frame(
        token=token.decode(),
        sequence=int(sequence),
        receiver=receiver.decode(),
        line=line.decode(),
        account=account.decode(),
        encrypted=bool(star),
    )
    rest = body[head.end() :]
    return _with_sealed(frame, rest) if star else with_body(frame, decoded(rest))


def serialize(frame: Frame) -> bytes:
    """Write a frame from LF to CR. Raises ``ValueError`` for what has no place in one, or is still to be sealed."""
    # NAK is addressed to nobody: it carries "A0" in place of an account (§5.5.2).
    nobody = "A0" if frame.token == _NAK else ""
    account = f"#{frame.account}" if frame.account else nobody
    receiver = f"R{frame.receiver}" if frame.receiver else ""
    star = "*" if frame.encrypted else ""
    head = f'"{star}{frame.token}"{frame.sequence:04d}{receiver}L{frame.line}{account}['.encode()
    if _HEAD.fullmatch(head) is None:
        raise ValueError("a part of the head is not DC-09")
    if frame.encrypted:
        if frame.sealed is None:
            raise ValueError("an encrypted frame is sealed first")
        body = head + frame.sealed.hex().upper().encode()
    else:
        body = head + body_text(frame).encode()
    if len(body) > MAX_BODY_BYTES:
        raise ValueError(f"{len(body)} bytes are more than a frame holds")
    return b"\n%04X0%03X%b\r" % (crc16(body), len(body), body)


def with_body(frame: Frame, text: str) -> Frame:
    """The frame with what follows "[" in the clear. Raises ``Dc09Error`` (body)."""
    found = _BODY.fullmatch(text)
    if found is None:
        raise Dc09Error("body", frame)
    blocks = tuple(_extended(inner) for inner in _EXTENDED.findall(found[2]))
    if len(blocks) > MAX_EXTENDED:
        raise Dc09Error("body", frame)
    sent_utc = parse_time(found[3]) if found[3] is not None else None
    return replace(frame, data=found[1], extended=blocks, sent_utc=sent_utc, sealed=None)


def body_text(frame: Frame) -> str:
    """Data, extended blocks and time as they stand in the clear, without the first "["."""
    for part in (frame.data, *map(str, frame.extended)):
        if _FORBIDDEN.search(part):
            raise ValueError("brackets and line ends have no place in a frame's data")
    blocks = "".join(f"[{block}]" for block in frame.extended)
    sent = f"_{format_time(frame.sent_utc)}" if frame.sent_utc is not None else ""
    return f"{frame.data}]{blocks}{sent}"


def parse_time(text: str) -> datetime | None:
    """A time in DC-09's notation, which is GMT (§5.5.1.9); None where it is not one."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, month, day, year = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def format_time(at_utc: datetime) -> str:
    """A time in DC-09's notation."""
    at = at_utc.astimezone(UTC)
    # strftime pads years before 1000 differently on each platform.
    return f"{at:%H:%M:%S,%m-%d}-{at.year:04d}"


def decoded(data: bytes) -> str:
    """Text of a panel: UTF-8 as the standard allows, else GB 18030, which panels made for China send."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _with_sealed(frame: Frame, rest: bytes) -> Frame:
    try:
        # The closing bracket is inside the ciphertext; some panels write one all the same.
        sealed = bytes.fromhex(rest.removesuffix(b"]").decode("ascii"))
    except ValueError:
        raise Dc09Error("body", frame) from None
    if not sealed or len(sealed) % 16:
        raise Dc09Error("body", frame)
    return replace(frame, sealed=sealed)


def _extended(inner: str) -> Extended:
    kind = inner[:1]
    return Extended(kind, inner[1:]) if "A" <= kind <= "Z" else Extended("", inner)
