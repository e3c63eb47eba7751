"""The document: one account's messages, each an event or a heartbeat. Bounds stand here once, for reading and for the schema."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from anlan.protocols.alarm_message.errors import MalformedMessage

MAX_BODY_BYTES: Final = 131_072
MAX_MESSAGES: Final = 100
# Before the names of the schema's parts in an OpenAPI document.
COMPONENT: Final = "AlarmMessage"
# The end of a text. "$" would also stand before a last line feed, in Python and not in ECMA-262, which JSON Schema is written in.
_END: Final = r"(?![\s\S])"
ACCOUNT: Final = re.compile(r"[0-9A-Za-z_.:-]{1,64}")
# A time outside these years is a clock that was never set, and no calendar could turn it to UTC at the edges.
_YEARS: Final = range(2000, 2100)
_WHERE = re.compile(r"(?P<why>.*) - at `(?:key` in `)?\$\.?(?P<where>[^`]*)`", re.DOTALL)

Account = Annotated[
    str, Meta(pattern=rf"^[0-9A-Za-z_.:\-]{{1,64}}{_END}", description="Device id, as on the subscriber's record")
]
MessageId = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9A-Za-z_.:\-]{{1,64}}{_END}",
        description="Made by the device and never used again; the same id with the same content is the same message",
    ),
]
Kind = Annotated[
    str,
    Meta(
        pattern=rf"^(?:[a-z][a-z0-9_]{{1,39}}|contact_id:[0-9A-F]{{3}}|sia:[A-Z]{{2}}){_END}",
        description="What happened: a code of the platform's vocabulary (one_key, smoke, rfid_left …), contact_id:130, or sia:BA",
    ),
]
Number = Annotated[str, Meta(pattern=rf"^[0-9A-Za-z]{{0,8}}{_END}")]
Text = Annotated[
    str, Meta(max_length=200, pattern=rf"^[^\x00-\x1f\x7f]*{_END}", description="For the operator; without line breaks")
]
Tag = Annotated[str, Meta(pattern=rf"^[0-9A-Za-z_.:\-]{{0,32}}{_END}", description="Number of an RFID tag or card")]
Time = Annotated[
    datetime, Meta(tz=True, description="RFC 3339 with zone, as 2026-03-04T12:00:00+08:00; years 2000 to 2099")
]
Percent = Annotated[int, Meta(ge=0, le=100, description="Charge of the battery in percent")]
Decibel = Annotated[int, Meta(ge=-150, le=0, description="Strength of the radio signal in dBm")]
FactName = Annotated[str, Meta(pattern=rf"^[a-z][a-z0-9_]{{0,31}}{_END}")]
FactText = Annotated[str, Meta(max_length=64, pattern=rf"^[^\x00-\x1f\x7f]*{_END}")]
Facts = Annotated[
    dict[FactName, FactText | float | bool | None],
    Meta(max_length=16, description="The maker's own facts: kept with the message, not acted upon"),
]


class Position(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Where it happened, WGS-84 degrees."""

    longitude: Annotated[float, Meta(ge=-180, le=180)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    accuracy_m: Annotated[float, Meta(ge=0, le=100_000, description="Radius of uncertainty in metres")] | None = None


class Event(
    msgspec.Struct, tag_field="type", tag="event", frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):  # fmt: skip
    """Something happened, or is over."""

    id: MessageId
    kind: Kind
    qualifier: Annotated[
        Literal["new", "restore", "status"], Meta(description="It begins, is over, or is told as it stands")
    ] = "new"
    partition: Number = ""
    zone: Number = ""
    user: Number = ""
    tag: Tag = ""
    text: Text = ""
    occurred: Time | None = None
    position: Position | None = None
    battery_percent: Percent | None = None
    signal_dbm: Decibel | None = None
    extra: Facts = {}


class Heartbeat(
    msgspec.Struct, tag_field="type", tag="heartbeat", frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):  # fmt: skip
    """Nothing happened: the device is there. It counts for the supervision of its link."""

    id: MessageId
    battery_percent: Percent | None = None
    signal_dbm: Decibel | None = None
    extra: Facts = {}


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What is signed and sent: at most 100 messages of one account, in the order in which they happened."""

    version: Literal[1]
    account: Account
    path: Annotated[
        Literal["primary", "alternative"], Meta(description="Which of a device's two links this came by (EN 50136 DP classes)")
    ] = "primary"  # fmt: skip
    messages: Annotated[list[Event | Heartbeat], Meta(min_length=1, max_length=MAX_MESSAGES)]


T = TypeVar("T")
_DOCUMENTS = msgspec.json.Decoder(Document)


def read_document(body: bytes) -> Document:
    """Raises ``MalformedMessage``. A field that is not known is refused, so that a misspelt one is noticed when a device is fitted."""
    if len(body) > MAX_BODY_BYTES:
        raise MalformedMessage("", f"more than {MAX_BODY_BYTES} bytes")
    document = decoded(_DOCUMENTS, body)
    for index, message in enumerate(document.messages):
        if isinstance(message, Event) and message.occurred is not None and message.occurred.year not in _YEARS:
            raise MalformedMessage(f"messages[{index}].occurred", "a year from 2000 to 2099 is expected")
    if len({message.id for message in document.messages}) < len(document.messages):
        raise MalformedMessage("messages", "two messages have the same id")
    return document


def write_document(document: Document) -> bytes:
    """As a device sends it, without what is absent."""
    return msgspec.json.encode(document)


def decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """``body`` by a decoder. Raises ``MalformedMessage`` with the place that msgspec names."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        found = _WHERE.fullmatch(str(error))
        raise MalformedMessage(found["where"] if found else "", found["why"] if found else str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedMessage("", f"not JSON: {error}") from None


def occurred_utc(event: Event) -> datetime | None:
    """When it happened, by the device's clock."""
    return event.occurred.astimezone(UTC) if event.occurred is not None else None


def content_of(message: Event | Heartbeat) -> bytes:
    """A message in the one form by which two are compared: the order of its fields and what is left out make no difference."""
    return msgspec.json.encode(message, order="deterministic")


def document_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the document."""
    schema = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:anlan:alarm-message:1",
        "title": "Anlan alarm messages, version 1",
        **schema,
    }


def schema_components() -> dict[str, Any]:
    """The same as the components of an OpenAPI document, whose names all begin with ``AlarmMessage``."""
    _, found = msgspec.json.schema_components((Document,), ref_template=f"#/components/schemas/{COMPONENT}{{name}}")
    return {f"{COMPONENT}{name}": schema for name, schema in found.items()}
