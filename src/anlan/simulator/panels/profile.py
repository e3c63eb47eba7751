"""What a simulated panel is set to: the values an installer types into a real one."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import Literal

Token = Literal["SIA-DCS", "ADM-CID"]
# TCP kept open, TCP opened for each message, or UDP.
Transport = Literal["tcp", "tcp_per_message", "udp"]

KEY_LENGTHS = (16, 24, 32)
_HEX = frozenset(string.hexdigits)


@dataclass(slots=True, kw_only=True)
class PanelProfile:
    """One panel. Raises ``ValueError`` for what DC-09 has no room for.

    ``account`` has 3 to 16 hex digits, ``receiver`` and ``line`` 1 to 6; ``key`` is 16, 24 or 32 bytes for AES-128/192/256,
    None for plain frames. ``poll_s`` is the interval of NULL messages, None for an unsupervised panel. A frame without an
    answer goes out again after ``retry_s`` under the same number, ``attempts`` times in all. ``clock_error_s`` is what the
    panel's own clock is fast (positive) or slow by.
    """

    account: str
    host: str
    port: int
    name: str = ""
    receiver: str = "0"
    line: str = "0"
    key: bytes | None = field(default=None, repr=False)
    token: Token = "SIA-DCS"  # noqa: S105 - the name of a message format
    transport: Transport = "tcp"
    poll_s: float | None = None
    retry_s: float = 20.0
    attempts: int = 5
    clock_error_s: float = 0.0

    def __post_init__(self) -> None:
        self.account = _hex(self.account, "account", 3, 16)
        self.receiver = _hex(self.receiver, "receiver", 1, 6)
        self.line = _hex(self.line, "line", 1, 6)
        if self.key is not None and len(self.key) not in KEY_LENGTHS:
            raise ValueError("a key has 16, 24 or 32 bytes")
        if not 0 < self.port < 65536:
            raise ValueError("a port is a number from 1 to 65535")
        if self.retry_s <= 0 or self.attempts < 1 or (self.poll_s is not None and self.poll_s <= 0):
            raise ValueError("intervals and attempts are positive")


def _hex(given: str, what: str, least: int, most: int) -> str:
    if not least <= len(given) <= most or not _HEX.issuperset(given):
        raise ValueError(f"{what}: {least} to {most} hex digits expected, got {given!r}")
    return given.upper()
