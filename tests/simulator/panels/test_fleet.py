"""Many panels on few sockets: polls, storms, a receiver that dies under them, panels that die."""

from __future__ import annotations

import asyncio
import math

import pytest
from tests.simulator.panels.receiver import ScriptedReceiver

from anlan.protocols.dc09 import open_sealed
from anlan.simulator.panels import event
from anlan.simulator.panels.fleet import MAX_PANELS, PanelFleet, one_account

PATIENT_S = 60.0


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_storm_is_acknowledged_alarm_by_alarm(receiver: ScriptedReceiver, transport: str) -> None:
    fleet = PanelFleet("127.0.0.1", receiver.port, 30, transport=transport, lines=4)
    report = await fleet.storm(1000, 0.1, patience_s=PATIENT_S)
    await fleet.close()
    assert (report.raised, report.acknowledged, report.unacknowledged()) == (100, 100, [])
    assert 0 < report.percentile_ms(50) <= report.percentile_ms(99) <= report.percentile_ms(100)
    assert {(alarm.account, alarm.sequence) for alarm in report.alarms()} == {
        (frame.account, frame.sequence) for frame in receiver.frames
    }
    assert report.by_account()[fleet.accounts[0]] == 4
    assert receiver.connections == (4 if transport == "tcp" else 0)


async def test_frames_of_one_panel_differ_and_number_on(receiver: ScriptedReceiver) -> None:
    fleet = PanelFleet(
        "127.0.0.1", receiver.port, 1, key_of=lambda account: account.encode() + b"-secret-ok", retry_s=PATIENT_S
    )
    report = await fleet.storm(1000, 0.02, patience_s=PATIENT_S)
    await fleet.close()
    key = fleet.accounts[0].encode() + b"-secret-ok"
    data = [open_sealed(frame, key).data for frame in receiver.frames]
    assert len(set(data)) == report.acknowledged == 20
    assert [frame.sequence for frame in receiver.frames] == list(range(1, 21))


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_nothing_is_lost_when_the_receiver_dies_and_comes_back(transport: str) -> None:
    dying = ScriptedReceiver(script=lambda frame, count: "ACK" if count < 20 else None)
    await dying.start()
    fleet = PanelFleet("127.0.0.1", dying.port, 50, transport=transport, lines=2, retry_s=0.2)
    storm = asyncio.create_task(fleet.storm(500, 0.4, patience_s=PATIENT_S))
    await dying.until(lambda: len(dying.frames) > 40)
    await dying.stop()
    reborn = ScriptedReceiver(dying.port)
    await reborn.start()
    report = await storm
    await fleet.close()
    await reborn.stop()
    assert (report.raised, report.acknowledged) == (200, 200)
    assert report.repetitions > 0
    raised = {(alarm.account, alarm.sequence) for alarm in report.alarms()}
    assert raised == {(frame.account, frame.sequence) for frame in (*dying.frames, *reborn.frames)}


async def test_what_never_was_acknowledged_is_named(receiver: ScriptedReceiver) -> None:
    receiver.script = lambda frame, count: None if frame.account.endswith("2") else "ACK"
    fleet = PanelFleet("127.0.0.1", receiver.port, 4, first_account="0101A0", retry_s=0.1)
    fleet.fall_silent([3])
    storm = asyncio.create_task(
        fleet.storm(1000, 0.008, patience_s=PATIENT_S, alarm=lambda nth: event("panic", f"{nth + 1:03d}"))
    )
    await receiver.until(lambda: {(f.account, f.sequence) for f in receiver.frames} >= {("0101A0", 2), ("0101A1", 2)})
    while set(fleet._under_way) != {2}:
        await asyncio.sleep(0)
    # Nobody will ever answer it: dead, it holds nothing up any more.
    fleet.fall_silent([2])
    report = await storm
    await fleet.close()
    assert report.acknowledged == 4
    assert [(alarm.account, alarm.sequence, alarm.number) for alarm in report.unacknowledged()] == [
        ("0101A2", 1, "001"), ("0101A3", 0, ""), ("0101A2", 0, ""), ("0101A3", 0, ""),
    ]  # fmt: skip


async def test_refusals_are_counted(receiver: ScriptedReceiver) -> None:
    receiver.script = lambda frame, count: "NAK" if count < 3 else "DUH" if count < 5 else "ACK"
    fleet = PanelFleet("127.0.0.1", receiver.port, 5, retry_s=0.1)
    report = await fleet.storm(1000, 0.005, patience_s=PATIENT_S)
    await fleet.close()
    assert (report.refused, report.not_understood, report.acknowledged) == (3, 2, 3)


async def test_a_silenced_panel_holds_no_storm_up(receiver: ScriptedReceiver) -> None:
    receiver.script = lambda frame, count: None
    fleet = PanelFleet("127.0.0.1", receiver.port, 2)
    storm = asyncio.create_task(fleet.storm(1000, 0.006, patience_s=PATIENT_S * 10))
    await receiver.until(lambda: len(receiver.frames) == 2)
    while len(fleet._waiting) < 2:
        await asyncio.sleep(0)
    fleet.fall_silent(range(2))
    report = await storm
    assert (report.raised, report.acknowledged, report.percentile_ms(99)) == (
        6,
        0,
        pytest.approx(math.nan, nan_ok=True),
    )
    await fleet.close()


async def test_every_panel_polls_and_the_dead_do_not(receiver: ScriptedReceiver) -> None:
    fleet = PanelFleet("127.0.0.1", receiver.port, 200)
    assert await fleet.poll_round(0.1, PATIENT_S) == 200
    fleet.fall_silent(range(50))
    assert await fleet.poll_round(0.0, PATIENT_S) == 150
    fleet.wake(range(50))
    await fleet.start_polling(0.2)
    await receiver.until(lambda: len(receiver.frames) >= 350 + 400)
    await fleet.close()
    assert {frame.token for frame in receiver.frames} == {"NULL"}
    assert {frame.account for frame in receiver.frames} == set(fleet.accounts)


async def test_a_poll_nobody_answers_is_given_up(receiver: ScriptedReceiver) -> None:
    receiver.script = lambda frame, count: None
    fleet = PanelFleet("127.0.0.1", receiver.port, 3, retry_s=0.05, poll_attempts=2)
    assert await fleet.poll_round(0.0, PATIENT_S) == 0
    await fleet.close()
    assert (fleet.counts.unanswered, fleet.counts.repetitions, len(receiver.frames)) == (3, 3, 6)


def test_accounts_count_on_in_hex() -> None:
    assert [one_account("0FE", index) for index in range(3)] == ["0FE", "0FF", "100"]


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"count": MAX_PANELS + 1}, {"lines": 0}, {"transport": "sms"}, {"first_account": "FFF", "count": 2}]
)  # fmt: skip
def test_a_fleet_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        PanelFleet("127.0.0.1", 1, **({"count": 1} | wrong))  # type: ignore[arg-type]
