"""Frames of the conversation between two platforms: JSON objects with a ``type``, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from anlan.protocols.feed.case import (
    MAX_FACTS_BYTES,
    CaseBody,
    Code,
    Count,
    Id,
    Latitude,
    Longitude,
    Text32,
    Text64,
    Text128,
    Text255,
    Text500,
    Time,
)

VERSION: Final = 1
MAX_FRAME_BYTES: Final = 4 * 1024 * 1024
# A sender begins a new batch at either; a receiver takes whatever fits into a frame.
MAX_BATCH: Final = 500
MAX_BATCH_BYTES: Final = 1024 * 1024

# Id of one state of a case on its way to one neighbour, or of a part of it.
MessageId = Annotated[str, Meta(min_length=1, max_length=40)]
AskId = Annotated[str, Meta(min_length=1, max_length=32)]
AskAction = Literal["take_over", "pull", "decline", "add"]


_encoder: Final = msgspec.json.Encoder()


class FrameError(ValueError):
    """What came is no frame of ours. The message names the fault, never the content."""


class Hello(msgspec.Struct, frozen=True, tag_field="type", tag="hello"):
    """First frame of each side. ``proof``: by which the speaker shows that it knows the link's key."""

    version: Annotated[int, Meta(ge=1, le=1000)]
    platform: Code
    proof: Annotated[str, Meta(max_length=64)]


class Message(msgspec.Struct, frozen=True):
    """One case. ``key``: what keeps messages in order, the alarm's id."""

    id: MessageId
    kind: Literal["case"]
    key: Id
    body: CaseBody

    def __post_init__(self) -> None:
        if self.key != self.body.id:
            raise ValueError("the key of a case is its id")


class Events(msgspec.Struct, frozen=True, tag_field="type", tag="events"):
    """A batch, in the order in which it is to be applied."""

    messages: Annotated[tuple[Message, ...], Meta(min_length=1, max_length=MAX_BATCH)]


class Refused(msgspec.Struct, frozen=True):
    """A message that is not taken and will not be."""

    id: MessageId
    code: Text64


class Ack(msgspec.Struct, frozen=True, tag_field="type", tag="ack"):
    """After the commit. ``again``: alarms whose steps have a gap here and that must come whole."""

    taken: Annotated[tuple[MessageId, ...], Meta(max_length=MAX_BATCH)]
    again: Annotated[tuple[Id, ...], Meta(max_length=MAX_BATCH)] = ()
    refused: Annotated[tuple[Refused, ...], Meta(max_length=MAX_BATCH)] = ()


class Person(msgspec.Struct, frozen=True):
    """Who asks, for the step that will bear the name."""

    id: Text32
    name: Text255
    organisation: Text128


class Added(msgspec.Struct, frozen=True):
    """A step that was told to ``platform`` of a case that it does not write: by a household's or a village contact's phone."""

    action: Annotated[str, Meta(max_length=16)]
    identity: Annotated[str, Meta(min_length=1, max_length=64)]
    facts: dict[str, Any]
    longitude: Longitude | None
    latitude: Latitude | None

    def __post_init__(self) -> None:
        if len(_encoder.encode(self.facts)) > MAX_FACTS_BYTES:
            raise ValueError(f"facts of a step are at most {MAX_FACTS_BYTES} bytes")


class Ask(msgspec.Struct, frozen=True, tag_field="type", tag="ask"):
    """Somebody of ``platform`` asks the writer of a case."""

    id: AskId
    action: AskAction
    alarm: Id
    platform: Code
    person: Person
    reason: Text500
    added: Added | None = None


class Answer(msgspec.Struct, frozen=True, tag_field="type", tag="answer"):
    """What became of it: granted with the case as it then is, or why not."""

    ask: AskId
    granted: bool
    code: Text64 = ""
    zh: Text500 = ""
    en: Text500 = ""
    body: CaseBody | None = None


class State(msgspec.Struct, frozen=True, tag_field="type", tag="state"):
    """How the speaker's queue for the other side stands; also the sign of life."""

    waiting: Count
    oldest_utc: Time | None
    resynchronising: bool


Frame = Hello | Events | Ack | Ask | Answer | State
_decoder: Final[msgspec.json.Decoder[Frame]] = msgspec.json.Decoder(Frame)


def encode(frame: Frame) -> bytes:
    """The frame as JSON."""
    return _encoder.encode(frame)


def encode_message(message: Message) -> bytes:
    """A message as JSON, to be packed by size."""
    return _encoder.encode(message)


def encode_batch(messages: Sequence[bytes]) -> bytes:
    """The frame ``events`` of messages that are JSON already."""
    return b'{"type":"events","messages":[' + b",".join(messages) + b"]}"


def decode(data: bytes) -> Frame:
    """Read a frame. Fields nobody knows are passed over: a later version may have more. Raises ``FrameError``."""
    if len(data) > MAX_FRAME_BYTES:
        raise FrameError(f"{len(data)} bytes are more than a frame may have")
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FrameError(str(error)[:200]) from None
