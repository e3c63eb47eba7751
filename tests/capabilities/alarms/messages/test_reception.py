"""Signed documents on a real alarm centre: proved, kept once, answered after the commit, refused with the reason."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.capabilities.alarms.centre import Town
from tests.capabilities.alarms.messages.devices import KEY, Device, account, document, event, heartbeat

from anlan.capabilities.alarms.messages.kept import KeptMessages
from anlan.capabilities.alarms.messages.nonces import PER_ACCOUNT, Nonces
from anlan.capabilities.alarms.messages.reception import MessageReception, MessageRules
from anlan.capabilities.alarms.models import AlarmSignal
from anlan.capabilities.alarms.ports import Receipt, Signal, SourceKey
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.errors import Unavailable
from anlan.protocols.alarm_message import Answer
from anlan.protocols.wording import Sentence

VOCABULARY = load_vocabulary()
BUTTON, KEPT_BUTTON = SourceKey("http", "", "", "BTN-1"), SourceKey("mqtt", "", "", "BTN-1")


@pytest.fixture
def town() -> Town:
    made = Town()
    made.settle(1)
    made.registered |= {BUTTON: account(), KEPT_BUTTON: account(2), SourceKey("http", "", "", "BTN-3"): account(3)}
    return made


@pytest.fixture
def reception(centre: AlarmService, town: Town, database: Database, clock: ManualClock) -> MessageReception:
    return made(centre, town, database, clock)


def made(centre: AlarmService, town: Town, database: Database, clock: ManualClock, **rules: Any) -> MessageReception:
    return MessageReception(
        intake=centre.intake, accounts=town, vocabulary=VOCABULARY, kept=KeptMessages(database), clock=clock,
        rules=MessageRules(**rules),
    )  # fmt: skip


@pytest.fixture
def button(clock: ManualClock) -> Device:
    return Device(clock)


@pytest.fixture
def kept_button(clock: ManualClock) -> Device:
    return Device(clock, protocol="mqtt")


async def signals(database: Database) -> list[AlarmSignal]:
    async with database.reading() as session:
        return list((await session.scalars(select(AlarmSignal).order_by(AlarmSignal.id))).all())


async def answered(reception: MessageReception, signed: Any) -> Answer:
    return (await reception.take(signed)).answer


async def test_an_event_is_on_record_when_it_is_answered(
    reception: MessageReception, button: Device, database: Database, clock: ManualClock
) -> None:
    told = event(
        "e-1", "one_key", zone="003", text="灶房", tag="E2:0012", occurred="2026-01-01T08:00:00+08:00", battery_percent=20,
        position={"longitude": 120.5, "latitude": 30.25},
    )  # fmt: skip
    taken = await reception.take(button.signed(told, heartbeat(), path="alternative"))
    row = (await signals(database))[0]
    assert taken.key == KEY
    assert taken.answer.outcome == "accepted"
    assert [(each.id, each.signal) for each in taken.answer.results] == [("e-1", row.id), ("h-1", "")]
    assert (row.source, row.kind, row.alarm_class, row.zone) == ("http|||BTN-1", "one_key", "hold_up", "3")
    assert (row.text, row.path, row.encrypted, row.sequence) == ("灶房 RFID E2:0012", "2", True, "e-1")
    assert (row.longitude, row.latitude) == (120.5, 30.25)
    assert row.occurred_utc == datetime(2026, 1, 1, tzinfo=UTC)
    assert row.alarm is not None
    assert row.subscriber == "s1"
    assert '"battery_percent":20' in row.raw
    assert KEY.hex() not in row.raw


@pytest.mark.parametrize(
    ("told", "kind", "original", "qualifier"),
    [
        (event(kind="rfid_left"), "rfid_left", "rfid_left", "new"),
        (event(kind="contact_id:130", qualifier="restore"), "burglary", "contact_id:130"[-3:], "restore"),
        (event(kind="sia:FA"), "fire", "FA", "new"),
        (event(kind="no_such_kind"), "unknown", "no_such_kind", "new"),
        (event(kind="sia:QQ"), "unknown", "QQ", "new"),
    ],
)
async def test_a_kind_of_any_table_is_understood_and_an_unknown_one_kept(
    reception: MessageReception, button: Device, database: Database, told: dict[str, Any], kind: str, original: str, qualifier: str
) -> None:  # fmt: skip
    assert (await answered(reception, button.signed(told))).outcome == "accepted"
    row = (await signals(database))[0]
    assert (row.kind, row.original, row.qualifier) == (kind, original, qualifier)


async def test_what_is_sent_again_is_kept_once_and_answered_alike(
    reception: MessageReception, button: Device, database: Database, centre: AlarmService, town: Town, clock: ManualClock
) -> None:  # fmt: skip
    batch = [event(f"e-{number}", "rfid_read", tag=f"T{number}") for number in range(100)]
    first = await answered(reception, button.signed(*batch))
    assert len({each.signal for each in first.results}) == 100
    clock.jump(30)
    assert (await answered(reception, button.signed(*batch))).results == first.results
    # Another process on the same records, after longer than the intake's own memory.
    clock.jump(1_800)
    again = made(centre, town, database, clock)
    assert (await answered(again, button.signed(*batch))).results == first.results
    assert len(await signals(database)) == 100
    # An id that was used for something else is another message: better one too many than one too few.
    assert (await answered(again, button.signed(event("e-1", "one_key")))).results != [first.results[1]]
    assert len(await signals(database)) == 101


async def test_a_device_that_has_not_proved_itself_learns_nothing(
    reception: MessageReception, button: Device, town: Town, database: Database
) -> None:
    signed = button.signed(event())
    town.registered[SourceKey("http", "", "", "OFF-1")] = account(4, enabled=False)
    for wrong in (
        Device(button.clock, "BTN-9").signed(event()),
        Device(button.clock, "OFF-1").signed(event()),
        Device(button.clock, key=bytes(32)).signed(event()),
        replace(signed, body=signed.body.replace(b"one_key", b"all_well")),
        replace(signed, target="/api/v1/alarm-messages/"),
    ):
        taken = await reception.take(wrong)
        assert (taken.answer.outcome, taken.key) == ("signature", None)
        assert (taken.answer.where, taken.answer.why) == ("", "account, key or signed text is wrong")
    # Who holds a key of one device cannot speak for another.
    other = await reception.take(button.sealed(document("BTN-3", event())))
    assert (other.answer.outcome, other.answer.where) == ("malformed", "account")
    assert await signals(database) == []


@pytest.mark.parametrize(("lag_s", "outcome"), [(40, "accepted"), (42, "clock"), (-20, "accepted"), (-22, "clock")])
async def test_a_time_too_far_from_ours_is_refused_with_ours(
    reception: MessageReception, button: Device, clock: ManualClock, lag_s: int, outcome: str
) -> None:
    button.lag_s = lag_s
    taken = await reception.take(button.signed(event()))
    assert (taken.answer.outcome, taken.key) == (outcome, KEY)
    assert taken.answer.time == clock.now_utc()


async def test_a_request_played_again_is_refused(
    reception: MessageReception, button: Device, database: Database, clock: ManualClock
) -> None:
    signed = button.signed(event())
    assert (await answered(reception, signed)).outcome == "accepted"
    assert (await answered(reception, signed)).outcome == "replayed"
    clock.jump(39)
    assert (await answered(reception, signed)).outcome == "replayed"
    clock.jump(2)
    assert (await answered(reception, signed)).outcome == "clock"
    assert len(await signals(database)) == 1


async def test_what_a_broker_kept_is_taken_late_and_handed_out_twice_kept_once(
    reception: MessageReception, kept_button: Device, database: Database, clock: ManualClock, centre: AlarmService, town: Town
) -> None:  # fmt: skip
    signed = kept_button.signed(event())
    clock.jump(7_200)
    first = await answered(reception, signed)
    assert first.outcome == "accepted"
    assert (await answered(reception, signed)).results == first.results
    row = (await signals(database))[0]
    assert row.occurred_utc == clock.now_utc() - timedelta(seconds=7_200)
    # A day later and after a restart the listener at the broker plays it once more.
    clock.jump(76_000)
    assert (await answered(made(centre, town, database, clock), signed)).results == first.results
    clock.jump(10_000)
    assert (await answered(reception, signed)).outcome == "clock"
    assert len(await signals(database)) == 1


class Watching:
    """An intake that notes who was heard, and fails as it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.polls: list[tuple[SourceKey, str]] = []
        self.error = error
        self.hold = False

    def receive(self, signal: Signal) -> Awaitable[Receipt]:
        return self._receive(signal)

    async def _receive(self, signal: Signal) -> Receipt:
        if self.error is not None:
            raise self.error
        return Receipt("id", repeated=False, alarm=None, known=True)

    async def polled(self, source: SourceKey, path: str, received_utc: datetime) -> None:
        self.polls.append((source, path))


def watched(intake: Watching, town: Town, database: Database, clock: ManualClock) -> MessageReception:
    return MessageReception(
        intake=intake, accounts=town, vocabulary=VOCABULARY, kept=KeptMessages(database), clock=clock, rules=MessageRules()
    )  # fmt: skip


async def test_a_heartbeat_is_a_sign_of_life_once_and_while_it_is_fresh(
    town: Town, database: Database, clock: ManualClock, button: Device, kept_button: Device
) -> None:
    intake = Watching()
    reception = watched(intake, town, database, clock)
    await reception.take(button.signed(heartbeat(), path="alternative"))
    fresh = kept_button.signed(heartbeat())
    late = kept_button.signed(heartbeat())
    assert (await answered(reception, fresh)).outcome == "accepted"
    assert (await answered(reception, fresh)).outcome == "accepted"
    assert intake.polls == [(BUTTON, "2"), (KEPT_BUTTON, "1")]
    clock.jump(60)
    assert (await answered(reception, late)).outcome == "accepted"
    assert len(intake.polls) == 2


@pytest.mark.parametrize(
    "error", [Unavailable("alarms.full", Sentence("满", "full")), OSError("disk"), RuntimeError("a fault of ours")]
)
async def test_what_could_not_be_kept_is_not_accepted(
    town: Town, database: Database, clock: ManualClock, button: Device, error: Exception
) -> None:
    intake = Watching(error)
    reception = watched(intake, town, database, clock)
    told = event()
    refused = await reception.take(button.signed(told))
    assert (refused.answer.outcome, refused.answer.results, refused.key) == ("busy", [], KEY)
    intake.error = None
    assert (await answered(reception, button.signed(told))).outcome == "accepted"


async def test_a_device_that_sends_too_often_waits_and_its_neighbour_does_not(
    town: Town, centre: AlarmService, database: Database, clock: ManualClock, button: Device
) -> None:
    reception = made(centre, town, database, clock, per_minute=3)
    outcomes = [(await answered(reception, button.signed(event(f"e-{number}")))).outcome for number in range(5)]
    assert outcomes == ["accepted"] * 3 + ["rate"] * 2
    assert (await answered(reception, Device(clock, "BTN-3").signed(event()))).outcome == "accepted"
    clock.jump(20)
    assert (await answered(reception, button.signed(event("e-9")))).outcome == "accepted"


async def test_many_at_once_are_each_kept_once(reception: MessageReception, button: Device, database: Database) -> None:
    told = [event(f"e-{number}") for number in range(20)]
    answers = await asyncio.gather(*(answered(reception, button.signed(each)) for each in told + told))
    assert {answer.outcome for answer in answers} == {"accepted"}
    assert [each.results for each in answers[:20]] == [each.results for each in answers[20:]]
    assert len(await signals(database)) == 20


def test_the_memory_of_nonces_is_bounded_and_forgets_in_time() -> None:
    nonces = Nonces()
    assert nonces.first("a", "n", 0, 60)
    assert not nonces.first("a", "n", 59, 60)
    assert nonces.first("b", "n", 59, 60)
    assert nonces.first("a", "n", 61, 60)
    for number in range(PER_ACCOUNT + 5):
        assert nonces.first("a", str(number), 62, 60)
    assert nonces.first("a", "n", 63, 60)
    assert not nonces.first("a", str(PER_ACCOUNT), 63, 60)
