"""From frames to signals: places, times, texts, and what must not be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.gateways.dc09.panels import VOCABULARY

from anlan.capabilities.alarms.ports import Signal, SourceKey
from anlan.gateways.dc09.signals import signals_of, source_of
from anlan.protocols.dc09 import Extended, Frame, Heartbeat, read_contents

NOW = datetime(2026, 3, 4, 16, 30, 0, tzinfo=UTC)  # 00:30 on the 5th in China


def signal_of(frame: Frame) -> Signal:
    return signals_of(frame, tuple(read_contents(frame.token, frame.data)), VOCABULARY, NOW)[0]


def sia(data: str, *blocks: str, sent_utc: datetime | None = None) -> Signal:
    extended = tuple(Extended(block[0], block[1:]) for block in blocks)
    return signal_of(Frame("SIA-DCS", 5, account="1234", data=data, extended=extended, sent_utc=sent_utc))


@pytest.mark.parametrize(
    ("speaker", "source"),
    [
        (Frame("NULL", 1, "", "0", "12ab"), ("0", "0", "12AB")),
        (Frame("NULL", 1, "00a", "0b0", "0012"), ("A", "B0", "0012")),
        (Frame("SIA-DCS", 1, data="#9abc|NBA1"), ("0", "0", "9ABC")),
        (Heartbeat("0001", "0000", "006969xx"), ("1", "0", "006969XX")),
    ],
)
def test_whose_it_is(speaker: Frame | Heartbeat, source: tuple[str, str, str]) -> None:
    assert source_of(speaker) == SourceKey("dc09", *source)


@pytest.mark.parametrize(
    ("token", "data", "expected"),
    [
        ("SIA-DCS", "Nri1/BA001", ("burglary", "new", "1", "1", "")),
        ("SIA-DCS", "Nri02/id07/CL501", ("closing", "restore", "2", "", "501")),
        ("SIA-DCS", "NCA3", ("closing_automatic", "restore", "3", "", "")),
        ("SIA-DCS", "Nid7/BA001", ("burglary", "new", "", "1", "7")),
        ("SIA-DCS", "NAT00", ("ac_loss", "new", "", "", "")),
        ("SIA-DCS", "OBR012", ("burglary", "restore", "", "12", "")),
        ("SIA-DCS", "NQX9", ("unknown", "new", "", "9", "")),
        ("SIA-DCS", "???", ("unknown", "new", "", "", "")),
        ("ADM-CID", "1401 02 007", ("opening", "new", "2", "", "7")),
        ("ADM-CID", "3401 02 007", ("closing", "restore", "2", "", "7")),
        ("ADM-CID", "6301 00 000", ("ac_loss", "status", "", "", "")),
        ("ADM-CID", "1999 01 015", ("unknown", "new", "1", "15", "")),
    ],
)
def test_what_it_says(token: str, data: str, expected: tuple[str, ...]) -> None:
    signal = signal_of(Frame(token, 5, account="1234", data=f"#1234|{data}"))
    assert (signal.kind.code, signal.qualifier, signal.partition, signal.zone, signal.user) == expected


@pytest.mark.parametrize(
    ("data", "blocks", "sent_utc", "expected"),
    [
        ("NBA1", ("H16:29:00,03-04-2026",), NOW, datetime(2026, 3, 4, 16, 29, tzinfo=UTC)),
        ("Nti00:10/BA1", (), NOW, datetime(2026, 3, 4, 16, 10, tzinfo=UTC)),
        ("Nti23:50/BA1", (), NOW, datetime(2026, 3, 4, 15, 50, tzinfo=UTC)),
        ("Nti00:10/da03-01-26/BA1", (), NOW, datetime(2026, 2, 28, 16, 10, tzinfo=UTC)),
        ("NBA1", ("Hnoon",), NOW, NOW),
        ("NBA1", (), None, None),
    ],
)
def test_when_it_happened(
    data: str, blocks: tuple[str, ...], sent_utc: datetime | None, expected: datetime | None
) -> None:
    signal = sia(data, *blocks, sent_utc=sent_utc)
    assert (signal.occurred_utc, signal.received_utc) == (expected, NOW)


def test_where_it_happened_and_by_which_path() -> None:
    signal = sia("NBA1", "X121E28.2", "Y31N13.8", "G2")
    assert (signal.longitude, signal.latitude, signal.path) == (pytest.approx(121.47), pytest.approx(31.23), "2")


def test_a_key_a_panel_sends_is_not_kept() -> None:
    signal = sia("NBA1", "Kabcdabcdabcdabcdabcdabcdabcdabcd", "I门")
    assert signal.raw == '"SIA-DCS"0005L0#1234[NBA1][K***][I门]'
    assert "abcd" not in repr(signal)


def test_a_repeat_has_the_same_digest_and_another_event_another() -> None:
    first = sia("NBA1", sent_utc=NOW)
    assert sia("NBA1", sent_utc=NOW.replace(minute=31)).digest == first.digest
    assert sia("NBA2").digest != first.digest
    assert sia("NBA1", "G2").digest != first.digest
    frame = Frame("SIA-DCS", 5, account="1234", data="NBA1|NBA1")
    one, two = signals_of(frame, tuple(read_contents(frame.token, frame.data)), VOCABULARY, NOW)
    assert one.digest != two.digest


@given(
    st.sampled_from(["SIA-DCS", "ADM-CID"]),
    st.text(st.characters(codec="utf-8", exclude_characters="[]\r\n"), min_size=1, max_size=4000),
    st.text(st.characters(codec="utf-8", exclude_characters="[]\r\n"), max_size=4000),
)
def test_texts_are_bounded_and_hold_no_control_characters(token: str, data: str, text: str) -> None:
    frame = replace(Frame(token, 5, account="1234", data=data), extended=(Extended("I", text),))
    for signal in signals_of(frame, tuple(read_contents(token, data)), VOCABULARY, NOW):
        for value, limit in (
            (signal.partition, 8), (signal.zone, 8), (signal.user, 8), (signal.text, 200), (signal.raw, 2000), (signal.original, 16),
        ):  # fmt: skip
            assert len(value) <= limit
            assert not any(ord(character) < 32 or ord(character) == 127 for character in value)
