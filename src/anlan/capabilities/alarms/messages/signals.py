"""From a device's document to the alarm centre's signals. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from anlan.capabilities.alarms.ports import MAX_RAW, MAX_TEXT, Signal, SourceKey, place_number
from anlan.capabilities.alarms.vocabulary import EventKind, Vocabulary
from anlan.protocols.alarm_message import Document, Event, code_of
from anlan.protocols.alarm_message.document import content_of, occurred_utc

_PATHS = {"primary": "1", "alternative": "2"}


def path_of(document: Document) -> str:
    """The link it came by, as signals name it."""
    return _PATHS[document.path]


def signals_of(
    document: Document, source: SourceKey, vocabulary: Vocabulary, sent_utc: datetime, received_utc: datetime, *, encrypted: bool
) -> list[Signal]:  # fmt: skip
    """The signals of the document's events, in its order. ``sent_utc`` stands where an event tells no time of its own."""
    return [
        _signal(event, document, source, vocabulary, (sent_utc, received_utc), encrypted=encrypted)
        for event in document.messages
        if isinstance(event, Event)
    ]


def _signal(
    event: Event,
    document: Document,
    source: SourceKey,
    vocabulary: Vocabulary,
    times: tuple[datetime, datetime],
    *,
    encrypted: bool,
) -> Signal:
    content = content_of(event)
    kind, original = _meaning(event, vocabulary)
    return Signal(
        source=source,
        sequence=event.id,
        digest=hashlib.sha256(content).hexdigest()[:32],
        kind=kind,
        original=original,
        qualifier=event.qualifier,
        partition=place_number(event.partition),
        zone=place_number(event.zone),
        user=place_number(event.user),
        text=_text(event),
        occurred_utc=occurred_utc(event) or times[0],
        received_utc=times[1],
        longitude=event.position.longitude if event.position else None,
        latitude=event.position.latitude if event.position else None,
        path=path_of(document),
        encrypted=encrypted,
        raw=content.decode()[:MAX_RAW],
    )


def _meaning(event: Event, vocabulary: Vocabulary) -> tuple[EventKind, str]:
    """The kind, and the code as an operator would look it up."""
    code = code_of(event.kind)
    if not code.table:
        return vocabulary.kind(code.code), code.code[:32]
    return vocabulary.meaning(code.table, code.code, event.qualifier).kind, code.code


def _text(event: Event) -> str:
    """With the number of the tag, by which an operator asks whose it is."""
    return " ".join(part for part in (event.text.strip(), f"RFID {event.tag}" if event.tag else "") if part)[:MAX_TEXT]


def sent_utc(sent_s: int) -> datetime:
    """A head's time."""
    return datetime.fromtimestamp(sent_s, UTC)
