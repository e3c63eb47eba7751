"""A panel's frames and its receiver's answers as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from anlan.protocols.dc09 import Dc09Error, Extended, Frame, Framer, open_sealed, parse, seal, serialize
from anlan.simulator.panels.profile import PanelProfile
from anlan.simulator.panels.signals import PanelEvent

AnswerKind = Literal["ACK", "NAK", "DUH", "RSP"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said. ``time_utc`` is its clock, where the answer carries it in the clear or was opened."""

    kind: AnswerKind
    sequence: int
    account: str
    time_utc: datetime | None


def make_frame(
    profile: PanelProfile,
    event: PanelEvent | None,
    sequence: int,
    now_utc: datetime,
    key: bytes | None,
    *,
    token: str | None = None,
) -> bytes:
    """An event's frame, or a NULL message without one. ``key`` seals it; the time is always in it, for receivers to check."""
    frame = Frame(
        token=token or (profile.token if event is not None else "NULL"),
        sequence=sequence,
        receiver=profile.receiver,
        line=profile.line,
        account=profile.account,
        data=f"#{profile.account}|{event.content(profile.token)}" if event is not None else "",
        extended=_blocks(profile, event),
        sent_utc=now_utc,
    )
    return serialize(seal(frame, key) if key is not None else frame)


def read_answer(data: bytes, key: bytes | None = None) -> Answer | None:
    """The answer in a frame; None for what is none, and for a sealed one that ``key`` does not open. Without a key only its head is
    read."""
    try:
        frame = parse(data)
        if key is not None:
            frame = open_sealed(frame, key)
    except (Dc09Error, ValueError):
        return None
    if frame.token not in get_args(AnswerKind):
        return None
    return Answer(cast(AnswerKind, frame.token), frame.sequence, frame.account.upper(), frame.sent_utc)


def answer_framer() -> Framer:
    """Cuts what a receiver sends into answers."""
    return Framer()


def _blocks(profile: PanelProfile, event: PanelEvent | None) -> tuple[Extended, ...]:
    # Contact ID has no room for text; DC-09 has a block for it.
    if event is not None and event.text and profile.token == "ADM-CID":  # noqa: S105 - a message format
        return (Extended("I", event.text),)
    return ()
