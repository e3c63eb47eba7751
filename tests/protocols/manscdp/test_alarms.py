"""Alarms and guarding, there and back, in both editions and every charset; what breaks the standard is named and kept."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import (
    Alarm,
    AlarmQuery,
    AlarmReset,
    Charset,
    GuardCommand,
    ManscdpError,
    Outcome,
    alarm_notify,
    alarm_query,
    alarm_reset,
    decode,
    guard_command,
    iframe,
    parse_alarm,
    parse_alarm_query,
    parse_guarding,
    parse_outcome,
    result_response,
)

INPUT = "99010203001340000001"
NOON = datetime(2026, 1, 1, 4, 0, 0, tzinfo=UTC)
SECONDS = st.integers(0, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=30)
ALARMS = st.builds(
    Alarm,
    sn=st.integers(1, 10**9),
    device_id=st.just(INPUT),
    priority=st.integers(1, 4),
    method=st.integers(1, 7),
    time_utc=SECONDS,
    description=st.none() | NAMES,
    alarm_type=st.none() | st.integers(1, 12),
)


@given(ALARMS, st.sampled_from(Edition), st.sampled_from(Charset))
def test_an_alarm_survives_the_wire(alarm: Alarm, edition: Edition, charset: Charset) -> None:
    assert parse_alarm(decode(alarm_notify(alarm, edition, charset))) == alarm


@given(
    st.integers(0, 4), st.integers(0, 4), st.frozensets(st.integers(1, 7)), st.none() | SECONDS, st.sampled_from(Edition)
)  # fmt: skip
def test_a_subscription_survives_the_wire(
    first: int, last: int, methods: frozenset[int], start: datetime | None, edition: Edition
) -> None:
    query = AlarmQuery(
        sn=3, device_id=INPUT, start_priority=first, end_priority=last, methods=methods, start_utc=start,
        end_utc=start + timedelta(hours=1) if start else None,
    )  # fmt: skip
    assert parse_alarm_query(decode(alarm_query(query, edition))) == query


def test_position_and_what_entered_are_told_whole() -> None:
    alarm = Alarm(
        sn=1, device_id=INPUT, priority=1, method=5, time_utc=NOON, description="翻越围墙", longitude=110.5, latitude=30.25,
        alarm_type=6, event_type=2,
    )  # fmt: skip
    body = alarm_notify(alarm)
    assert b"<AlarmTime>2026-01-01T12:00:00</AlarmTime>" in body
    assert b"<AlarmTypeParam>\r\n<EventType>2</EventType>" in body
    assert parse_alarm(decode(body)) == alarm


def test_a_type_of_2022_is_not_told_to_a_platform_of_2016() -> None:
    covered = Alarm(sn=1, device_id=INPUT, priority=1, method=5, time_utc=NOON, alarm_type=13)
    assert b"AlarmType" not in alarm_notify(covered, Edition.GB2016)
    assert b"<AlarmType>13<" in alarm_notify(covered, Edition.GB2022)


BODY = "<Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>" + INPUT + "</DeviceID>{}</Notify>"
PLAIN = "<AlarmPriority>1</AlarmPriority><AlarmMethod>5</AlarmMethod><AlarmTime>2026-01-01T12:00:00</AlarmTime>"


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        ("", (None, None, None, None, ("alarm_method_invalid", "alarm_priority_invalid", "alarm_time_missing"))),
        (PLAIN.replace(">5<", ">9<"), (None, 1, NOON, None, ("alarm_method_invalid",))),
        (PLAIN.replace("y>1<", "y>0<"), (5, None, NOON, None, ("alarm_priority_invalid",))),
        (PLAIN.replace("2026-01-01T12", "yesterday"), (5, 1, None, None, ("time_invalid",))),
        (PLAIN + "<AlarmType>2</AlarmType>", (5, 1, NOON, 2, ())),
        (PLAIN + "<Info><AlarmType>2</AlarmType></Info>", (5, 1, NOON, 2, ())),
        (PLAIN + "<info><alarmtype>2</alarmtype></info>", (5, 1, NOON, 2, ())),
        (PLAIN + "<Longitude>0</Longitude><Latitude>0.0</Latitude>", (5, 1, NOON, None, ("position_zero",))),
        (PLAIN + "<Longitude>500</Longitude><Latitude>1</Latitude>", (5, 1, NOON, None, ("position_out_of_range",))),
        (PLAIN + "<Info><AlarmType>-1</AlarmType></Info>", (5, 1, NOON, None, ())),
    ],
)
def test_what_is_wrong_in_an_alarm_is_named_and_the_alarm_kept(fields: str, read: tuple[object, ...]) -> None:
    alarm = parse_alarm(decode(BODY.format(fields).encode()))
    assert (alarm.method, alarm.priority, alarm.time_utc, alarm.alarm_type, alarm.violations) == read
    assert (alarm.longitude, alarm.latitude) == (None, None)


def test_a_long_description_is_cut() -> None:
    text = "<AlarmDescription>" + "长" * 3000 + "</AlarmDescription>"
    assert len(parse_alarm(decode(BODY.format(PLAIN + text).encode())).description or "") == 1024


ASKED = AlarmQuery(
    sn=1, device_id=INPUT, start_priority=1, end_priority=2, methods=frozenset({2, 5}), start_utc=NOON,
    end_utc=NOON + timedelta(hours=1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("priority", "method", "alarm_type", "minutes", "wanted"),
    [
        (1, 5, 2, 0, True),
        (2, 2, None, 60, True),
        (3, 5, 2, 0, False),
        (1, 6, 1, 0, False),
        (1, 5, 2, -1, False),
        (1, 5, 2, 61, False),
        (None, None, None, 1, True),
    ],
)
def test_a_subscriber_is_told_what_it_asked_for(
    priority: int | None, method: int | None, alarm_type: int | None, minutes: int, wanted: bool
) -> None:
    at = NOON + timedelta(minutes=minutes)
    alarm = Alarm(sn=1, device_id=INPUT, priority=priority, method=method, alarm_type=alarm_type, time_utc=at)
    assert ASKED.wants(alarm) is wanted


@pytest.mark.parametrize(
    ("text", "methods"), [("1/2", {1, 2}), ("12", {1, 2}), ("0", set()), ("", set()), ("x", set())]
)
def test_methods_are_read_as_either_edition_joins_them(text: str, methods: set[int]) -> None:
    body = f"<Query><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>{INPUT}</DeviceID><AlarmMethod>{text}</AlarmMethod></Query>"
    assert parse_alarm_query(decode(body.encode())).methods == methods


def test_a_period_the_wrong_way_round_narrows_nothing() -> None:
    reversed_query = AlarmQuery(sn=1, device_id=INPUT, start_utc=NOON, end_utc=NOON - timedelta(seconds=1))
    read = parse_alarm_query(decode(alarm_query(reversed_query)))
    assert (read.start_utc, read.end_utc, read.violations) == (None, None, ("period_reversed",))


@pytest.mark.parametrize("on", [True, False])
def test_guard_commands_survive_the_wire(on: bool) -> None:
    assert parse_guarding(decode(guard_command(INPUT, 4, on=on))) == GuardCommand(4, INPUT, on)


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(("methods", "alarm_type"), [((), None), ((2,), None), ((5, 2), 6)])
def test_the_clearing_of_an_alarm_survives_the_wire(
    methods: tuple[int, ...], alarm_type: int | None, edition: Edition
) -> None:
    read = parse_guarding(decode(alarm_reset(INPUT, 4, methods, alarm_type, edition)))
    assert read == AlarmReset(4, INPUT, frozenset(methods), alarm_type)


def test_other_commands_are_none_of_ours() -> None:
    assert parse_guarding(decode(iframe(INPUT, 1))) is None


@pytest.mark.parametrize("body", [guard_command(INPUT, 1, on=True), alarm_reset(INPUT, 1)])
def test_a_word_nobody_defined_arms_nothing(body: bytes) -> None:
    broken = body.replace(b">SetGuard<", b">Perhaps<").replace(b">ResetAlarm<", b">Perhaps<")
    with pytest.raises(ManscdpError):
        parse_guarding(decode(broken))


@pytest.mark.parametrize(("result", "ok"), [("OK", True), ("ok", True), ("ERROR", False), ("", False)])
def test_only_ok_is_success(result: str, ok: bool) -> None:
    assert parse_outcome(decode(result_response("DeviceControl", INPUT, 2, result))) == Outcome(2, INPUT, ok)


@pytest.mark.skipif(shutil.which("tshark") is None or shutil.which("text2pcap") is None, reason="needs tshark")
@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (alarm_notify(Alarm(sn=1, device_id=INPUT, priority=1, method=5, time_utc=NOON, alarm_type=6, event_type=1)), "AlarmTypeParam"),
        (alarm_query(AlarmQuery(sn=1, device_id=INPUT, methods=frozenset({2, 5}))), "StartAlarmPriority"),
        (guard_command(INPUT, 1, on=True), "GuardCmd"),
        (alarm_reset(INPUT, 1, [2]), "AlarmCmd"),
    ],
)  # fmt: skip
def test_a_foreign_dissector_reads_the_bodies(body: bytes, seen: str, tmp_path: Path) -> None:
    """Wireshark takes the SIP message apart and its own XML dissector the body."""
    message = (
        f"MESSAGE sip:{INPUT}@9901020300 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1\r\n"
        f"From: <sip:{INPUT}@9901020300>;tag=1\r\nTo: <sip:{INPUT}@9901020300>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\n"
        f"Max-Forwards: 70\r\nContent-Type: Application/MANSCDP+xml\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    text, packets = tmp_path / "message.txt", tmp_path / "message.pcap"
    lines = [f"{offset:06x} " + message[offset : offset + 16].hex(" ") + "\n" for offset in range(0, len(message), 16)]
    text.write_text("".join(lines))
    subprocess.run(["text2pcap", "-q", "-u", "5060,5060", str(text), str(packets)], check=True, capture_output=True)
    reading = ["tshark", "-r", str(packets), "-d", "media_type==application/manscdp+xml,xml", "-V"]
    shown = subprocess.run(reading, check=True, capture_output=True, text=True)
    assert f"<{seen}>" in shown.stdout.partition("eXtensible Markup Language")[2]
    assert "Malformed" not in shown.stdout
