"""What a receiver answers: ACK, RSP, NAK, DUH (DC-09 §5.5.2), and how a panel reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from anlan.protocols.dc09.cipher import Padding, random_padding, seal
from anlan.protocols.dc09.frame import Extended, Frame, serialize

ACK: Final = "ACK"
RSP: Final = "RSP"
NAK: Final = "NAK"
DUH: Final = "DUH"
ANSWERS: Final = frozenset({ACK, RSP, NAK, DUH})

# What panels older than NULL expect to their heartbeat.
HEARTBEAT_ANSWER: Final = b'"ACK"'


def acknowledge(
    frame: Frame,
    now_utc: datetime,
    key: bytes | None = None,
    *,
    token: str = ACK,
    extended: tuple[Extended, ...] = (),
    padding: Padding = random_padding,
) -> bytes:
    """ACK, or RSP with blocks, to a frame that was taken: sealed with ``key`` where the frame was encrypted.

    Raises ``ValueError`` for an encrypted frame without its key.
    """
    answer = replace(_addressed(frame, token), extended=extended)
    if not frame.encrypted:
        return serialize(answer)
    if key is None:
        raise ValueError("what came encrypted is answered encrypted")
    return serialize(seal(replace(answer, sent_utc=now_utc), key, padding))


def refuse_time(now_utc: datetime) -> bytes:
    """NAK with our time, never encrypted: the panel sets its clock and sends again (§5.5.1.9)."""
    return serialize(Frame(NAK, 0, receiver="0", line="0", sent_utc=now_utc))


def cannot_process(frame: Frame) -> bytes:
    """DUH, never encrypted: the frame is well formed and we can do nothing with it."""
    return serialize(_addressed(frame, DUH))


def _addressed(frame: Frame, token: str) -> Frame:
    return Frame(token, frame.sequence, receiver=frame.receiver, line=frame.line, account=frame.account)
