"""From frames to the alarm centre's signals. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from anlan.capabilities.alarms.ports import MAX_RAW, MAX_TEXT, Signal, SourceKey, place_number
from anlan.capabilities.alarms.vocabulary import UNKNOWN, TableName, Vocabulary
from anlan.protocols.dc09 import CONTACT_ID, Content, Frame, Heartbeat, account_of, occurred_utc, path, position
from anlan.protocols.dc09.extended import KEY_EXCHANGE, TEXT
from anlan.protocols.dc09.frame import body_text

PROTOCOL: Final = "dc09"
# SIA's "ti" and "da" are the panel's local time; China has one zone (GB/T 7408).
_LOCAL: Final = timezone(timedelta(hours=8))
_MAX_ORIGINAL: Final = 16
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def source_of(speaker: Frame | Heartbeat) -> SourceKey:
    """Whose frame it is: numbers without leading zeros ("0" where none is sent), the account in capitals."""
    account = account_of(speaker) if isinstance(speaker, Frame) else speaker.account
    return SourceKey(PROTOCOL, _number(speaker.receiver), _number(speaker.line), account.upper())


def signals_of(
    frame: Frame, contents: tuple[Content, ...], vocabulary: Vocabulary, received_utc: datetime
) -> list[Signal]:
    """The signals of an opened frame, in its order."""
    source = source_of(frame)
    raw = raw_text(frame)
    return [
        _signal(frame, source, content, index, vocabulary, received_utc, raw) for index, content in enumerate(contents)
    ]


def sealed_signal(frame: Frame, received_utc: datetime) -> Signal:
    """A frame that nobody here can open: that it came is all that is known, and somebody must look."""
    sealed = frame.sealed or b""
    return Signal(
        source=source_of(frame),
        sequence=f"{frame.sequence:04d}",
        digest=hashlib.sha256(sealed).hexdigest()[:32],
        kind=UNKNOWN,
        original=f"*{frame.token}"[:_MAX_ORIGINAL],
        qualifier="new",
        partition="",
        zone="",
        user="",
        text="",
        occurred_utc=None,
        received_utc=received_utc,
        longitude=None,
        latitude=None,
        path="",
        encrypted=True,
        raw=f"{_head(frame)}{sealed.hex().upper()}"[:MAX_RAW],
    )


def raw_text(frame: Frame) -> str:
    """An opened frame as text for the record, without its check sum and without any key it carries."""
    text = body_text(frame)
    for block in frame.extended:
        if block.kind == KEY_EXCHANGE:
            text = text.replace(f"[{block}]", f"[{KEY_EXCHANGE}***]")
    return _plain(f"{_head(frame)}{text}")[:MAX_RAW]


def _signal(
    frame: Frame,
    source: SourceKey,
    content: Content,
    index: int,
    vocabulary: Vocabulary,
    received_utc: datetime,
    raw: str,
) -> Signal:
    table: TableName = "contact_id" if frame.token == CONTACT_ID else "sia"
    meaning = vocabulary.meaning(table, content.code, content.qualifier)
    number = _place(content.number)
    place = position(frame)
    return Signal(
        source=source,
        sequence=f"{frame.sequence:04d}",
        digest=_digest(frame, index),
        kind=meaning.kind,
        original=_plain(content.original)[:_MAX_ORIGINAL],
        qualifier=meaning.qualifier,
        partition=_place(content.partition) or (number if meaning.number == "area" else ""),
        zone=number if meaning.number in ("zone", "none") else "",
        user=number if meaning.number == "user" else _place(content.user),
        text=_text(content.text, frame.block(TEXT) or ""),
        occurred_utc=occurred_utc(frame) or _local_time(content, received_utc) or frame.sent_utc,
        received_utc=received_utc,
        longitude=place[0] if place else None,
        latitude=place[1] if place else None,
        path=path(frame),
        encrypted=frame.encrypted,
        raw=raw,
    )


def _digest(frame: Frame, index: int) -> str:
    """What makes a repeat: a panel repeats data and blocks, while padding and time are new each time it sends."""
    parts = (frame.token, frame.data, *map(str, frame.extended), str(index))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def _local_time(content: Content, received_utc: datetime) -> datetime | None:
    """When it happened by the panel's own clock; a time without a date is the one nearest to now."""
    if content.at is None:
        return None
    here = received_utc.astimezone(_LOCAL)
    if content.day is not None:
        return datetime.combine(content.day, content.at, _LOCAL).astimezone(UTC)
    days = (here.date() + timedelta(days=shift) for shift in (-1, 0, 1))
    times = (datetime.combine(day, content.at, _LOCAL) for day in days)
    return min(times, key=lambda time: abs(time - here)).astimezone(UTC)


def _head(frame: Frame) -> str:
    star = "*" if frame.encrypted else ""
    receiver = f"R{frame.receiver}" if frame.receiver else ""
    account = f"#{frame.account}" if frame.account else ""
    return f'"{star}{frame.token}"{frame.sequence:04d}{receiver}L{frame.line}{account}['


def _number(text: str) -> str:
    return text.upper().lstrip("0") or "0"


def _place(text: str) -> str:
    return place_number(_plain(text))


def _text(*parts: str) -> str:
    return _plain(" ".join(dict.fromkeys(part.strip() for part in parts if part.strip())))[:MAX_TEXT]


def _plain(text: str) -> str:
    """Without control characters: a database refuses NUL, a screen obeys others."""
    return _CONTROL.sub(" ", text)
