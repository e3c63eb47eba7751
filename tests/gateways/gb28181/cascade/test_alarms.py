"""Cases told upward by subscription or by MESSAGE, under shared codes and until confirmed; guard commands from above."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.gateways.gb28181.cascade.conftest import Joined
from tests.gateways.gb28181.cascade.fakes import CHANNEL, OWN, UPPER, WIRE, ScriptedUpper

from anlan.capabilities.alarms.ports import CaseOutline
from anlan.foundation.errors import Conflict
from anlan.foundation.events.event import Event
from anlan.gateways.gb28181.cascade import alarms as module
from anlan.protocols.manscdp import (
    CONTENT_TYPE,
    Alarm,
    AlarmQuery,
    alarm_query,
    alarm_reset,
    decode,
    guard_command,
    iframe,
    parse_alarm,
    parse_outcome,
    result_response,
)
from anlan.protocols.sip import Response
from anlan.protocols.wording import Sentence

NOON = datetime(2026, 1, 1, 4, 0, 0, tzinfo=UTC)
DIVISION = "990101"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES_S", (0.0, 0.02, 0.05, 0.1))
    monkeypatch.setattr(module, "RESPONSE_S", 0.2)


async def happens(joined: Joined, case: str = "a1", age_s: float = 0.0, **changes: Any) -> None:
    """The alarm centre opens a case."""
    values: dict[str, Any] = {
        "id": case, "alarm_class": "intrusion", "protocol": "gb28181", "account": CHANNEL, "original": "5/6", "text": "翻越围墙",
        "division": DIVISION, "occurred_utc": NOON, "longitude": 110.5, "latitude": 30.5,
    }  # fmt: skip
    state = changes.pop("state", "waiting")
    outline = CaseOutline(**(values | changes))
    joined.cases.outlines[case] = outline
    facts = {"id": case, "state": state, "alarm_class": outline.alarm_class}
    occurred = datetime.now(UTC) - timedelta(seconds=age_s)
    await joined.cascade.alarm_case(Event("e", 1, "alarms.case", occurred, DIVISION, "alarms.read", facts))


def messages(upper: ScriptedUpper) -> list[Alarm]:
    return [parse_alarm(each) for each in upper.messages if each.cmd_type == "Alarm"]


async def until_told(joined: Joined, count: int) -> list[Alarm]:
    await joined.upper.until(lambda: len(messages(joined.upper)) >= count)
    return messages(joined.upper)


async def subscribe(joined: Joined, query: AlarmQuery, event: str = "presence") -> Response:
    contact = ("Contact", f"<sip:{UPPER}@127.0.0.1:{joined.upper.endpoint.port}>")
    headers = [("Event", event), ("Expires", "600"), contact, ("Content-Type", CONTENT_TYPE)]
    return await joined.upper.ask("SUBSCRIBE", OWN, headers, alarm_query(query))


def notified(upper: ScriptedUpper) -> list[Alarm]:
    return [parse_alarm(decode(each.body)) for each in upper.notifies if b"<CmdType>Alarm" in each.body]


async def test_a_case_of_a_shared_channel_is_told_under_the_shared_code(either: Joined) -> None:
    await happens(either)
    alarm = (await until_told(either, 1))[0]
    assert (alarm.device_id, alarm.method, alarm.alarm_type, alarm.priority) == (WIRE, 5, 6, 2)
    assert (alarm.time_utc, alarm.description, alarm.longitude) == (NOON, "翻越围墙", 110.5)


async def test_what_is_not_shared_not_new_or_long_past_is_not_told(joined: Joined) -> None:
    await happens(joined, "hidden", account="99010100001310009999")
    await happens(joined, "claimed", state="claimed")
    await happens(joined, "past", age_s=3600)
    joined.directory.told_codes[DIVISION] = OWN
    await happens(joined, "seen", protocol="dc09", account="1234", original="1120", alarm_class="hold_up")
    alarm = (await until_told(joined, 1))[0]
    assert (alarm.device_id, alarm.method, alarm.priority, alarm.alarm_type) == (OWN, 2, 1, None)
    assert len(messages(joined.upper)) == 1


async def test_a_case_is_told_once_and_again_when_it_is_confirmed(joined: Joined) -> None:
    for _ in range(2):
        await happens(joined)
    await happens(joined, alarm_class="confirmed_intrusion")
    assert [each.priority for each in await until_told(joined, 2)] == [2, 1]


@pytest.mark.parametrize(
    ("alarm_class", "told", "expected"),
    [("intrusion", 1, 1), ("intrusion", 4, 2), ("fault", None, 4), ("fault", 3, 3), ("hold_up", 4, 1)],
)
async def test_the_urgency_that_a_device_told_goes_up_unless_ours_is_higher(
    joined: Joined, alarm_class: str, told: int | None, expected: int
) -> None:
    await happens(joined, alarm_class=alarm_class, priority=told)
    assert [each.priority for each in await until_told(joined, 1)] == [expected]


async def test_an_alarm_is_sent_again_until_it_is_taken(joined: Joined) -> None:
    joined.upper.answers["MESSAGE"] = [503, 503, 200]
    await happens(joined)
    await joined.upper.until(lambda: not joined.upper.answers["MESSAGE"])
    tasks = joined.cascade._alarms._sending[UPPER]
    assert len(tasks) == 1
    await next(iter(tasks))


async def test_the_response_is_awaited_and_a_refusal_is_not_asked_again(joined: Joined) -> None:
    told = module.ALARMS.labels("refused")
    before = told._value.get()
    await happens(joined)
    alarm = (await until_told(joined, 1))[0]
    body = result_response("Alarm", alarm.device_id, alarm.sn, "ERROR")
    tasks = list(joined.cascade._alarms._sending[UPPER])
    assert (await joined.upper.query(body)).status == 200
    for task in tasks:
        await task
    assert told._value.get() == before + 1
    assert len(messages(joined.upper)) == 1


async def test_a_subscriber_hears_what_it_asked_for_and_by_notify_only(either: Joined) -> None:
    response = await subscribe(either, AlarmQuery(sn=3, device_id=OWN, end_priority=2, methods=frozenset({5})))
    assert response.status == 200
    await either.upper.until(lambda: len(either.upper.notifies) == 1)
    assert either.upper.notifies[0].body == b""
    await happens(either, "low", alarm_class="fault")
    await happens(either, "other", original="2")
    await happens(either, "right")
    await either.upper.until(lambda: bool(notified(either.upper)))
    assert [(each.device_id, each.method) for each in notified(either.upper)] == [(WIRE, 5)]
    assert messages(either.upper) == []


async def test_an_alarm_that_no_notify_brings_goes_by_message(joined: Joined) -> None:
    joined.upper.answers["NOTIFY"] = [400, 481]
    assert (await subscribe(joined, AlarmQuery(sn=3, device_id=OWN))).status == 200
    await joined.upper.until(lambda: joined.upper.answers["NOTIFY"] == [481])
    await happens(joined)
    assert (await until_told(joined, 1))[0].device_id == WIRE


@pytest.mark.parametrize(
    ("event", "device_id", "status"),
    [("Alarm;id=1", OWN, 200), ("presence", OWN[:10], 200), ("Catalog", OWN, 489), ("presence", CHANNEL, 404)],
)
async def test_who_may_subscribe_to_what(joined: Joined, event: str, device_id: str, status: int) -> None:
    assert (await subscribe(joined, AlarmQuery(sn=3, device_id=device_id), event)).status == status


async def result(joined: Joined) -> tuple[int, str, bool]:
    def found() -> list[Any]:
        return [each for each in joined.upper.messages if each.cmd_type == "DeviceControl"]

    await joined.upper.until(lambda: bool(found()))
    outcome = parse_outcome(found()[-1])
    joined.upper.messages.clear()
    return outcome.sn, outcome.device_id, outcome.ok


async def test_guard_commands_reach_the_shared_device_and_are_answered_by_what_it_says(joined: Joined) -> None:
    assert (await joined.upper.query(guard_command(WIRE, 21, on=True))).status == 200
    assert await result(joined) == (21, WIRE, True)
    assert (await joined.upper.query(alarm_reset(WIRE, 22, [2], 1))).status == 200
    assert await result(joined) == (22, WIRE, True)
    joined.guard.error = Conflict("gb28181.command_refused", Sentence("拒绝", "refused"))
    assert (await joined.upper.query(guard_command(WIRE, 23, on=False))).status == 200
    assert await result(joined) == (23, WIRE, False)
    assert joined.guard.done == [(UPPER, CHANNEL, True), (UPPER, CHANNEL, ((2,), 1))]


async def test_commands_about_others_or_of_other_kinds_are_refused(joined: Joined) -> None:
    assert (await joined.upper.query(guard_command(CHANNEL, 24, on=True))).status == 404
    assert (await joined.upper.query(iframe(WIRE, 25))).status == 501
    broken = guard_command(WIRE, 26, on=True).replace(b"SetGuard", b"Perhaps")
    assert (await joined.upper.query(broken)).status == 400
    assert joined.guard.done == []
