"""Frames and chunks: what goes out comes back, what is not ours is refused within its bounds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.feed import (
    MAX_FRAME_BYTES,
    Ack,
    Answer,
    Ask,
    CaseBody,
    Events,
    FrameError,
    Hello,
    Joiner,
    Message,
    Person,
    State,
    StepBody,
    decode,
    encode,
    encode_batch,
    encode_message,
    split,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOWN, COUNTY = "99010101002000000001", "99010100002000000001"
STEP = StepBody(
    1, NOW, TOWN, "u1", "user", "王值机", "派出所", "claim", "waiting", "claimed", {"reason": "到"}, 120.5, 30.1
)


def body(**values: Any) -> CaseBody:
    standing: dict[str, Any] = {
        "id": "0" * 24, "home": TOWN, "writer": TOWN, "beyond": False, "state": "claimed", "alarm_class": "hold_up", "rank": 0, "aged": False,
        "family": "hold_up", "kind": "hold_up", "kind_zh": "劫盗", "kind_en": "Hold-up", "original": "HA", "division": "99010101",
        "company": "", "subscriber": None, "subscriber_name": "", "category": "", "address": "", "source": "dc09|0||A1", "zone": "1",
        "zone_name": "", "text": "", "longitude": None, "latitude": None, "received_utc": NOW, "last_signal_utc": NOW, "signals": 1,
        "repeats": 0, "group_size": 0, "group_alarm": None, "claimed_by": "u1", "claimed_by_name": "王值机", "claimed_utc": NOW,
        "response_s": 3, "handed_kind": None, "handed_to": None, "last_step_utc": NOW, "escalated_utc": None, "confirmed_by": None,
        "closed_by": None, "closed_utc": None, "result": None, "version": 2, "steps": 1, "step_list": (STEP,),
    }  # fmt: skip
    return CaseBody(**(standing | values))


FRAMES = [
    Hello(1, COUNTY, "ab"),
    Events((Message("s1", "case", "0" * 24, body()),)),
    Ack(("s1",), ("0" * 24,)),
    Ask("a1", "pull", "0" * 24, COUNTY, Person("u2", "陈", "县公安局"), ""),
    Answer("a1", granted=True, body=body()),
    Answer("a1", granted=False, code="alarms.not_escalated", zh="尚未升级", en="not escalated"),
    State(3, NOW, resynchronising=False),
]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: type(frame).__name__)
def test_a_frame_comes_back_as_it_went(frame: Any) -> None:
    assert decode(encode(frame)) == frame


def test_messages_packed_by_themselves_are_a_batch() -> None:
    messages = [Message(f"s{number}", "case", "0" * 24, body()) for number in (1, 2)]
    assert decode(encode_batch([encode_message(each) for each in messages])) == Events(tuple(messages))


def test_what_a_later_version_adds_is_passed_over() -> None:
    document = json.loads(encode(FRAMES[0])) | {"news": [1, 2]}
    assert decode(json.dumps(document).encode()) == FRAMES[0]


def _with(path: str, value: Any) -> bytes:
    document = json.loads(encode(FRAMES[1]))
    *parents, last = path.split(".")
    place = document
    for parent in parents:
        place = place[int(parent) if parent.isdigit() else parent]
    place[last] = value
    return json.dumps(document).encode()


CASE = "messages.0.body."


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b'{"type":"other"}', b"\xff\xfe", b"[" * 100_000,
        _with("messages", []), _with("messages.0.key", "1" * 24), _with(CASE + "division", "99-01"), _with(CASE + "home", "x" * 20),
        _with(CASE + "text", "字" * 501), _with(CASE + "version", 0), _with(CASE + "signals", -1), _with(CASE + "received_utc", "yesterday"),
        _with(CASE + "received_utc", "2026-01-01T00:00:00"), _with(CASE + "steps", 0), _with(CASE + "longitude", 181),
        _with(CASE + "step_list.0.facts", {"text": "x" * 20_000}), _with(CASE + "step_list.0.sequence", 2),
        b'{"type":"hello","version":1,"platform":"99010100002000000001","proof":"' + b"a" * MAX_FRAME_BYTES + b'"}',
    ],
    ids=range(20),
)  # fmt: skip
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    try:
        decode(data)
    except FrameError:
        return


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "messages", "body", "key", "id"]), inner),
        max_leaves=12,
    )
)  # fmt: skip
def test_any_document_is_a_frame_or_refused(document: Any) -> None:
    try:
        decode(msgspec.json.encode(document))
    except FrameError:
        return


@given(st.binary(max_size=400), st.integers(2, 50))
def test_chunks_make_the_frame_again(frame: bytes, size: int) -> None:
    joiner, whole = Joiner(), None
    for chunk in split(frame, size):
        assert len(chunk) <= size
        assert whole is None
        whole = joiner.feed(chunk)
    assert whole == frame


def test_chunks_are_bounded() -> None:
    joiner = Joiner()
    for _ in range(MAX_FRAME_BYTES // 1_000_000):
        assert joiner.feed(b"+" + b"x" * 1_000_000) is None
    with pytest.raises(FrameError):
        joiner.feed(b"+" + b"x" * 1_000_000)
    with pytest.raises(FrameError):
        Joiner().feed(b"?x")
