"""The document: what is read, what is refused and where, and that the shipped schema says the same as the reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.protocols.alarm_message import (
    MAX_BODY_BYTES,
    MAX_MESSAGES,
    Event,
    Heartbeat,
    MalformedMessage,
    Position,
    code_of,
    read_document,
    write_document,
)
from anlan.protocols.alarm_message.document import content_of, document_schema, occurred_utc

EVENT: dict[str, Any] = {"type": "event", "id": "e-1", "kind": "one_key"}
SCHEMA = jsonschema_rs.Draft202012Validator(document_schema(), validate_formats=True)


def body(*messages: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({"version": 1, "account": "BTN-1", "messages": list(messages) or [EVENT]} | changes).encode()


def test_everything_a_message_may_tell_is_read_and_written_again() -> None:
    whole = {
        "type": "event", "id": "20260304-1", "kind": "contact_id:130", "qualifier": "restore", "partition": "1", "zone": "003",
        "user": "7", "tag": "E2:00:12", "text": "院门", "occurred": "2026-03-04T12:00:00.5+08:00",
        "position": {"longitude": 120.1, "latitude": 30.2, "accuracy_m": 8}, "battery_percent": 15, "signal_dbm": -97,
        "extra": {"firmware": "1.2", "temperature": 21.5, "charging": False, "door": None},
    }  # fmt: skip
    document = read_document(body(whole, {"type": "heartbeat", "id": "h", "battery_percent": 90}, path="alternative"))
    event, heartbeat = document.messages
    assert isinstance(event, Event)
    assert (event.zone, event.tag, event.text, event.qualifier) == ("003", "E2:00:12", "院门", "restore")
    assert event.position == Position(longitude=120.1, latitude=30.2, accuracy_m=8)
    assert occurred_utc(event) == datetime(2026, 3, 4, 4, 0, 0, 500_000, UTC)
    assert event.extra == {"firmware": "1.2", "temperature": 21.5, "charging": False, "door": None}
    assert heartbeat == Heartbeat(id="h", battery_percent=90)
    assert document.path == "alternative"
    assert read_document(write_document(document)) == document


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        (b"", ""),
        (b"\xff", ""),
        (b"[]", ""),
        (b"{" * 5000, ""),
        (body(version=2), "version"),
        (body(account="a b"), "account"),
        (body(account="A" * 65), "account"),
        (body(account="A\n"), "account"),
        (body(path="third"), "path"),
        (body(colour="red"), ""),
        (body(messages=[]), "messages"),
        (body(*[EVENT | {"id": str(number)} for number in range(MAX_MESSAGES + 1)]), "messages"),
        (body(EVENT, EVENT), "messages"),
        (body({"type": "event", "id": "1"}), "messages[0]"),
        (body({"type": "storm", "id": "1"}), "messages[0].type"),
        (body(EVENT, EVENT | {"id": "2", "zome": "1"}), "messages[1]"),
        (body(EVENT | {"kind": "One Key"}), "messages[0].kind"),
        (body(EVENT | {"kind": "sia:ba"}), "messages[0].kind"),
        (body(EVENT | {"qualifier": "maybe"}), "messages[0].qualifier"),
        (body(EVENT | {"zone": "123456789"}), "messages[0].zone"),
        (body(EVENT | {"zone": 3}), "messages[0].zone"),
        (body(EVENT | {"text": "x" * 201}), "messages[0].text"),
        (body(EVENT | {"text": "a\x00b"}), "messages[0].text"),
        (body(EVENT | {"occurred": "2026-03-04T12:00:00"}), "messages[0].occurred"),
        (body(EVENT | {"occurred": "1970-01-01T00:00:00Z"}), "messages[0].occurred"),
        (body(EVENT | {"occurred": "0001-01-01T00:00:00+08:00"}), "messages[0].occurred"),
        (body(EVENT | {"position": {"longitude": 181, "latitude": 0}}), "messages[0].position.longitude"),
        (body(EVENT | {"position": {"longitude": 120}}), "messages[0].position"),
        (body(EVENT | {"battery_percent": 101}), "messages[0].battery_percent"),
        (body(EVENT | {"extra": {str(number): 1 for number in range(17)}}), "messages[0].extra"),
        (body(EVENT | {"extra": {"a": {"b": 1}}}), "messages[0].extra[...]"),
        (body(EVENT)[:-2] + b'"x": NaN}]}', ""),
        (body(EVENT | {"text": "x"}).replace(b'"x"', b'"\\ud800"'), ""),
        (b" " * (MAX_BODY_BYTES + 1), ""),
    ],
)
def test_what_is_wrong_is_named_by_its_place(sent: bytes, where: str) -> None:
    with pytest.raises(MalformedMessage) as refused:
        read_document(sent)
    assert refused.value.where == where
    assert refused.value.why


def test_two_messages_are_the_same_whatever_the_order_of_their_fields() -> None:
    first, second = (
        read_document(sent).messages[0]
        for sent in (
            body(EVENT | {"zone": "1", "text": "", "position": {"longitude": 1, "latitude": 2}}),
            b'{"messages":[{"zone":"1","position":{"latitude":2.0,"longitude":1.0},"kind":"one_key","id":"e-1","type":"event"}],'
            b'"account":"BTN-1","version":1}',
        )
    )
    assert content_of(first) == content_of(second)
    assert content_of(first) != content_of(read_document(body(EVENT)).messages[0])


@pytest.mark.parametrize(
    ("kind", "table", "code"),
    [("one_key", "", "one_key"), ("contact_id:130", "contact_id", "130"), ("sia:BA", "sia", "BA")],
)
def test_a_kind_is_our_own_or_a_panels_code(kind: str, table: str, code: str) -> None:
    assert (code_of(kind).table, code_of(kind).code) == (table, code)


WHOLE = EVENT | {
    "qualifier": "new", "partition": "1", "zone": "2", "user": "3", "tag": "E2", "text": "院门", "occurred": "2026-03-04T12:00:00Z",
    "position": {"longitude": 1.5, "latitude": 2}, "battery_percent": 5, "signal_dbm": -90, "extra": {"firmware": "1"},
}  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text("A9_.:-\n\x00", max_size=70),
    st.sampled_from(["heartbeat", "sia:BA", "restore", "unknown"]),
)
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-200, 200), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES = st.one_of(
    PLAIN,
    st.lists(PLAIN, max_size=2),
    st.dictionaries(st.one_of(TEXTS, st.sampled_from(["longitude", "latitude"])), PLAIN),
)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(["version", "account", "path", "messages", "type", "new", *WHOLE]), value=VALUES,
    place=st.sampled_from(["document", "event", "heartbeat"]),
)  # fmt: skip
def test_the_schema_allows_what_is_read_and_nothing_else(name: str, value: Any, place: str) -> None:
    """But for what it can say in words only: the exact form and the years of a time, and that 5.0 is not written for 5."""
    if (name == "occurred" and isinstance(value, str)) or (isinstance(value, float) and value.is_integer()):
        return
    heartbeat = {"type": "heartbeat", "id": "h-1"}
    sent = {"version": 1, "account": "BTN-1", "messages": [WHOLE, heartbeat]}
    if place == "document":
        sent |= {name: value}
    else:
        sent["messages"] = (
            [WHOLE | {name: value}, heartbeat] if place == "event" else [WHOLE, heartbeat | {name: value}]
        )
    try:
        read_document(json.dumps(sent).encode())
        read = True
    except MalformedMessage:
        read = False
    assert SCHEMA.is_valid(sent) == read
