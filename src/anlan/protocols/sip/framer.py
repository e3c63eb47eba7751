"""Messages out of a TCP stream: framing by Content-Length (RFC 3261 §18.3), keep-alives between them (RFC 5626 §3.5.1)."""

from __future__ import annotations

import re

from anlan.protocols.sip.errors import SipSyntaxError
from anlan.protocols.sip.message import Request
from anlan.protocols.sip.parser import DEFAULT_LIMITS, MessageLimits, parse_message

# One look at the head instead of a parse: a stream cannot be cut without it.
_LENGTH = re.compile(rb"\r\n(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*)(?=\r\n)", re.IGNORECASE)
_PING = b"\r\n\r\n"


class StreamFramer:
    """Cuts one connection's bytes into whole messages; what is held never passes the limits.

    Once ``flaw`` is set (400, 413, 513) the stream has lost its frames: answer with the error's request if it has one and close.
    """

    __slots__ = ("_buffer", "_limits", "_wanted", "flaw", "pings")

    def __init__(self, limits: MessageLimits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._wanted = 0  # bytes the message in front needs, once its head is read
        self.flaw: SipSyntaxError | None = None
        self.pings = 0  # double CRLFs not yet answered; the owner answers each by CRLF and sets it back

    @property
    def held(self) -> int:
        """Bytes waiting for the rest of their message."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are whole now; those before a flaw are given all the same."""
        messages: list[bytes] = []
        if self.flaw is not None:
            return messages
        self._buffer += data
        try:
            self._cut(messages)
        except SipSyntaxError as flaw:
            self.flaw = flaw
            self._buffer = bytearray()
        return messages

    def _cut(self, messages: list[bytes]) -> None:
        buffer = self._buffer
        while buffer:
            if not self._wanted:
                self._skip_keepalives()
                if not self._read_head():
                    break
            if len(buffer) < self._wanted:
                break
            messages.append(bytes(buffer[: self._wanted]))
            del buffer[: self._wanted]
            self._wanted = 0

    def _skip_keepalives(self) -> None:
        buffer = self._buffer
        while buffer[:4] == _PING:
            del buffer[:4]
            self.pings += 1
        # Half a ping waits for its other half; a lone CRLF before a message is a pong or harmless (§7.5).
        if buffer[:2] == b"\r\n" and len(buffer) > 3:
            del buffer[:2]

    def _read_head(self) -> bool:
        buffer = self._buffer
        end = buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(buffer) > self._limits.max_head_bytes:
                raise self._flaw(self._limits.max_head_bytes, 513, "Message Too Large")
            return False
        if end == 0 or buffer[:2] == b"\r\n":  # more line ends than a ping has
            del buffer[:2]
            return self._read_head() if buffer else False
        if end > self._limits.max_head_bytes:
            raise self._flaw(self._limits.max_head_bytes, 513, "Message Too Large")
        lengths = {found.strip(b" \t") for found in _LENGTH.findall(buffer, 0, end + 2)}
        if len(lengths) != 1:
            raise self._flaw(end, 400, "Missing Content-Length" if not lengths else "Repeated Content-Length")
        length = lengths.pop()
        if not length.isdigit() or len(length) > 10:
            raise self._flaw(end, 400, "Bad Content-Length")
        if int(length) > self._limits.max_body_bytes:
            raise self._flaw(end, 413, "Request Entity Too Large")
        self._wanted = end + 4 + int(length)
        return True

    def _flaw(self, end: int, status: int, reason: str) -> SipSyntaxError:
        """The error with as much of the request as its answer needs."""
        request: Request | None = None
        try:
            message = parse_message(bytes(_LENGTH.sub(b"", self._buffer[: end + 2])) + b"\r\n", self._limits)
            request = message if isinstance(message, Request) else None
        except SipSyntaxError as error:
            request = error.request
        return SipSyntaxError(status, reason, request)
