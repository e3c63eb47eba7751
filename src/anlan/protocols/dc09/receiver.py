"""The rules of a receiver: one frame, what is agreed with its account and the time give what to do. No state, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from anlan.protocols.dc09.answers import ANSWERS
from anlan.protocols.dc09.cipher import open_sealed
from anlan.protocols.dc09.content import CONTACT_ID, SIA_DCS, Content, read_contents
from anlan.protocols.dc09.errors import Dc09Error
from anlan.protocols.dc09.extended import KEY_EXCHANGE
from anlan.protocols.dc09.frame import Frame

# Seconds a panel's clock may be behind and ahead (§5.5.1.9).
STANDARD_WINDOW: Final = (40, 20)
EVENT_TOKENS: Final = frozenset({CONTACT_ID, SIA_DCS})
# XNM is the NULL with blocks of 2026.
POLL_TOKENS: Final = frozenset({"NULL", "XNM"})

Reason = Literal["no_key", "key", "clear", "token", "empty"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed with an account: its key, whether it must be used, and seconds its clock may be (behind, ahead)."""

    key: bytes | None = None
    key_required: bool = False
    clock_window: tuple[int, int] = STANDARD_WINDOW


@dataclass(frozen=True, slots=True)
class Accept:
    """Take the events (none: a poll), then acknowledge with ``token`` and the account's key. ``frame`` is opened."""

    frame: Frame
    contents: tuple[Content, ...]
    token: Literal["ACK", "RSP"]


@dataclass(frozen=True, slots=True)
class WrongClock:
    """Answer NAK with our time; the panel sends again."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Unable:
    """Answer DUH. no_key: encrypted and we hold no key; key: another key; clear: it should have been encrypted."""

    frame: Frame
    reason: Reason


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is answered: it is an answer itself."""


Verdict = Accept | WrongClock | Unable | Silence


def judge(frame: Frame, terms: Terms, now_utc: datetime) -> Verdict:
    """What to do with a frame."""
    if frame.token in ANSWERS:
        return Silence()
    if frame.token not in EVENT_TOKENS and frame.token not in POLL_TOKENS:
        return Unable(frame, "token")
    if not frame.encrypted:
        return Unable(frame, "clear") if terms.key_required else _accept(frame)
    if terms.key is None:
        return Unable(frame, "no_key")
    try:
        opened = open_sealed(frame, terms.key)
    except Dc09Error:
        return Unable(frame, "key")
    return _accept(opened) if _in_time(opened.sent_utc, terms, now_utc) else WrongClock(opened)


def _accept(frame: Frame) -> Verdict:
    token: Literal["ACK", "RSP"] = "RSP" if frame.block(KEY_EXCHANGE) is not None else "ACK"
    if frame.token in POLL_TOKENS:
        return Accept(frame, (), token)
    contents = read_contents(frame.token, frame.data)
    return Accept(frame, tuple(contents), token) if contents else Unable(frame, "empty")


def _in_time(sent_utc: datetime | None, terms: Terms, now_utc: datetime) -> bool:
    """Only an encrypted frame is held to the clock: there the time is what makes a replay useless."""
    behind, ahead = terms.clock_window
    return sent_utc is not None and timedelta(seconds=-behind) <= sent_utc - now_utc <= timedelta(seconds=ahead)
