"""A device: sends until it is answered, believes only what is signed, and sets its clock by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.patience import PATIENCE_S

from anlan.foundation.clock import ManualClock
from anlan.protocols.alarm_message import Answer, Event, Head, Result, read_document, sign, verify, write_answer
from anlan.protocols.alarm_message.answers import Outcome
from anlan.simulator.village import VillageDevice, VillageProfile, courier_of
from anlan.simulator.village.couriers import HttpCourier, MqttCourier, Reply

KEY = bytes(range(32))
TARGET = "anlan/99/answers/BTN-1"


class Scripted:
    """Answers as it is told: an outcome signed by a key, an unsigned one, or None for silence."""

    signs = ("PUBLISH", "anlan/99/messages/BTN-1")

    def __init__(self, clock: ManualClock, *answers: tuple[Outcome, bytes | None] | None) -> None:
        self.clock = clock
        self.answers = list(answers)
        self.carried: list[tuple[Head, bytes]] = []
        self.closed = False

    async def carry(self, head: Head, body: bytes) -> Reply | None:
        self.carried.append((head, body))
        answer = self.answers.pop(0)
        if answer is None:
            return None
        outcome, key = answer
        results = [Result(each.id, "kept") for each in read_document(body).messages] if outcome == "accepted" else []
        told = write_answer(Answer(outcome=outcome, time=self.clock.now_utc(), results=results))
        sent_s = int(self.clock.now_utc().timestamp())
        signed = Head(sent_s, head.nonce, "-") if key is None else sign(key, "ANSWER", TARGET, sent_s, head.nonce, told)
        return Reply(outcome, signed, TARGET, told)

    async def close(self) -> None:
        self.closed = True


async def sent(clock: ManualClock, courier: Scripted, **changes: Any) -> Any:
    """What became of one message; the clock is moved over every wait."""
    profile = VillageProfile(account="BTN-1", key=KEY, attempts=changes.pop("attempts", 5))
    device = VillageDevice(profile, courier, clock=clock, **changes)
    sending = asyncio.ensure_future(device.send(Event(id="e-1", kind="one_key")))
    async with asyncio.timeout(PATIENCE_S):
        while not sending.done():
            await clock.advance(1.0)
            await asyncio.sleep(0)
    return sending.result()


async def test_what_is_not_answered_goes_out_again_signed_anew(clock: ManualClock) -> None:
    courier = Scripted(clock, None, ("busy", KEY), ("rate", KEY), ("accepted", KEY))
    delivery = await sent(clock, courier)
    assert (delivery.outcome, delivery.attempts) == ("accepted", 4)
    assert [(each.id, each.signal) for each in delivery.results] == [("e-1", "kept")]
    assert len({body for _, body in courier.carried}) == 1
    assert len({head.nonce for head, _ in courier.carried}) == 4
    assert all(verify(KEY, "PUBLISH", Scripted.signs[1], head, body) for head, body in courier.carried)


@pytest.mark.parametrize("liar", [None, bytes(32)])
async def test_an_answer_that_is_not_signed_is_not_believed(clock: ManualClock, liar: bytes | None) -> None:
    courier = Scripted(clock, ("accepted", liar), ("malformed", liar), ("clock", liar), ("accepted", liar))
    assert (await sent(clock, courier, attempts=4)).outcome == "unanswered"
    assert len(courier.carried) == 4


@pytest.mark.parametrize("answer", [("malformed", KEY), ("replayed", KEY), ("signature", None)])
async def test_a_refusal_for_good_ends_it(clock: ManualClock, answer: tuple[Outcome, bytes | None]) -> None:
    courier = Scripted(clock, answer)
    assert (await sent(clock, courier)).outcome == answer[0]


async def test_its_clock_is_set_by_a_signed_answer(clock: ManualClock) -> None:
    courier = Scripted(clock, ("clock", KEY), ("accepted", KEY))
    assert (await sent(clock, courier, clock_error_s=-86_400.0)).attempts == 2
    first, second = (head.sent_s for head, _ in courier.carried)
    assert second - first == pytest.approx(86_400, abs=2)


async def test_it_beats_until_it_is_stopped(clock: ManualClock) -> None:
    courier = Scripted(clock, *[("accepted", KEY)] * 50)
    device = VillageDevice(VillageProfile(account="BTN-1", key=KEY, heartbeat_s=60), courier, clock=clock)
    await device.start()
    until: Callable[[], bool] = lambda: len(courier.carried) >= 3  # noqa: E731
    begun = clock.now_utc()
    async with asyncio.timeout(PATIENCE_S):
        while not until():
            await clock.advance(10)
            await asyncio.sleep(0)
    await device.stop()
    assert courier.closed
    assert clock.now_utc() - begun >= timedelta(seconds=120)
    assert {type(each).__name__ for _, body in courier.carried for each in read_document(body).messages} == {
        "Heartbeat"
    }


@pytest.mark.parametrize(
    ("server", "kind"), [("http://127.0.0.1:8080", HttpCourier), ("mqtt://u:p@127.0.0.1:1883", MqttCourier)]
)
async def test_an_address_says_how_a_message_travels(server: str, kind: type) -> None:
    courier = courier_of(server, "BTN-1", prefix="anlan/99")
    assert isinstance(courier, kind)
    await courier.close()


@pytest.mark.parametrize("server", ["127.0.0.1:8080", "ftp://x", "mqtt://127.0.0.1"])
def test_another_address_is_refused(server: str) -> None:
    with pytest.raises(ValueError, match=r"address|prefix"):
        courier_of(server, "BTN-1")
