"""Alarms by MESSAGE and NOTIFY: committed before they are acknowledged, from those who may tell them; guarding answered by the device."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from tests.gateways.gb28181.fakes import CAMERA, LOWER, Device, Scene, record

from anlan.capabilities.alarms.ports import Receipt, Signal, SourceKey
from anlan.capabilities.alarms.vocabulary import load_vocabulary
from anlan.foundation.errors import Conflict, DomainError, NotFound, TooMany, Unavailable
from anlan.gateways.gb28181 import alarms as module
from anlan.gateways.gb28181 import guarding
from anlan.gateways.gb28181.alarms import AlarmCentre
from anlan.protocols.manscdp import (
    Alarm,
    AlarmReset,
    Document,
    GuardCommand,
    alarm_notify,
    decode,
    parse_alarm_query,
    parse_guarding,
    parse_outcome,
    result_response,
)
from anlan.protocols.wording import Sentence

INPUT = "99010101001340000007"
NVR = "99010101001180000001"
NOON = datetime(2026, 1, 1, 4, 0, 0, tzinfo=UTC)


@dataclass
class FakeIntake:
    """Commits when it is let; counts repeats as the centre does."""

    signals: list[Signal] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    async def receive(self, signal: Signal) -> Receipt:
        self.asked.set()
        await self.open.wait()
        if self.error is not None:
            raise self.error
        repeated = any(
            (each.source, each.sequence, each.digest) == (signal.source, signal.sequence, signal.digest)
            for each in self.signals
        )
        if not repeated:
            self.signals.append(signal)
        return Receipt("s1", repeated, "a1", known=True)

    async def polled(self, source: SourceKey, path: str, received_utc: datetime) -> None:
        raise AssertionError("a keepalive is no signal")


def scene(intake: FakeIntake | None, *records: str) -> Scene:
    codes = records or (CAMERA,)
    centre = AlarmCentre(intake, load_vocabulary()) if intake else None
    return Scene(*(record(code, kind="lower" if code == LOWER else "device") for code in codes), centre=centre)


def alarm(code: str = CAMERA, sn: int = 5, method: int = 5, alarm_type: int | None = 6) -> bytes:
    told = Alarm(
        sn=sn, device_id=code, priority=1, method=method, time_utc=NOON, description="翻越围墙", alarm_type=alarm_type
    )
    return alarm_notify(told)


async def answered(device: Device) -> Document:
    return decode((await device.until("MESSAGE", body=b"<CmdType>Alarm</CmdType>")).body)


async def test_an_alarm_is_acknowledged_and_answered_after_its_commit() -> None:
    intake = FakeIntake()
    intake.open.clear()
    async with scene(intake) as running:
        camera = await running.joined()
        sending = asyncio.create_task(camera.message(alarm()))
        await intake.asked.wait()
        assert not sending.done()
        intake.open.set()
        assert (await sending).status == 200
        outcome = parse_outcome(await answered(camera))
    assert (outcome.sn, outcome.device_id, outcome.ok) == (5, CAMERA, True)
    signal = intake.signals[0]
    assert signal.source == SourceKey("gb28181", "", "", CAMERA)
    assert (signal.kind.code, signal.original, signal.qualifier) == ("video_intrusion", "5/6", "new")
    assert (signal.text, signal.occurred_utc, signal.encrypted) == ("翻越围墙", NOON, False)
    assert "<AlarmMethod>5</AlarmMethod>" in signal.raw


async def test_what_was_not_committed_is_not_acknowledged() -> None:
    intake = FakeIntake(error=OSError("disk full"))
    async with scene(intake) as running:
        camera = await running.joined()
        assert (await camera.message(alarm())).status == 503
        intake.error = Unavailable("alarms.full", Sentence("满", "full"))
        assert (await camera.message(alarm())).status == 503
        intake.error = None
        assert (await camera.message(alarm())).status == 200
        # The first Response/Alarm is that of the one that was kept.
        assert parse_outcome(await answered(camera)).ok
    assert len(intake.signals) == 1


async def test_the_same_alarm_by_both_ways_is_one() -> None:
    intake = FakeIntake()
    async with scene(intake, NVR) as running:
        recorder = await running.joined(NVR)
        assert (await recorder.message(alarm(NVR, sn=5))).status == 200
        assert (await recorder.message(alarm(NVR, sn=6), method="NOTIFY")).status == 200
        assert len(intake.signals) == 1
        assert (await recorder.message(alarm(NVR, sn=7, alarm_type=2))).status == 200
    assert [each.original for each in intake.signals] == ["5/6", "5/2"]


async def test_without_a_centre_an_alarm_is_refused_and_nobody_is_asked_for_alarms() -> None:
    async with scene(None, NVR) as running:
        recorder = await running.joined(NVR)
        assert (await recorder.message(alarm(NVR))).status == 501
        assert not parse_outcome(await answered(recorder)).ok
        await recorder.until("SUBSCRIBE")
    assert not [each for each in recorder.received if each.method == "SUBSCRIBE" and b"Alarm" in each.body]


@pytest.mark.parametrize(("code", "account", "text"), [(INPUT, "99010101001349000001", ""), ("99010101001340000099", NVR, "[99010101001340000099] ")])  # fmt: skip
async def test_an_alarm_input_speaks_by_its_code_here_and_an_unlisted_one_by_its_device(
    code: str, account: str, text: str
) -> None:
    intake = FakeIntake()
    async with scene(intake, NVR) as running:
        running.directory.origins[INPUT] = "99010101001349000001"
        recorder = await running.joined(NVR)
        assert (await recorder.message(alarm(code, method=2, alarm_type=None))).status == 200
        if text:
            await running.directory.until(lambda: "alarm_code_unlisted" in running.directory.broken.get(NVR, []))
    signal = intake.signals[0]
    assert (signal.source.account, signal.text, signal.kind.code) == (account, text + "翻越围墙", "device_alarm")
    assert signal.longitude == (None if text else 110.5)


async def test_nobody_tells_alarms_of_others_or_before_registering() -> None:
    intake = FakeIntake()
    async with scene(intake, CAMERA, NVR) as running:
        camera = await running.joined()
        running.directory.foreign.add(NVR)
        assert (await camera.message(alarm(NVR))).status == 403
        assert not parse_outcome(await answered(camera)).ok
        stranger = await running.device(NVR)
        assert (await stranger.message(alarm(NVR))).status == 403
    assert intake.signals == []


async def test_a_flood_of_one_device_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DEVICE_PER_S", 0.0001)
    monkeypatch.setattr(module, "DEVICE_BURST", 2.0)
    intake = FakeIntake()
    async with scene(intake, CAMERA, NVR) as running:
        camera, recorder = await running.joined(), await running.joined(NVR)
        statuses = [(await camera.message(alarm(sn=sn))).status for sn in (1, 2, 3)]
        assert statuses == [200, 200, 503]
        assert (await recorder.message(alarm(NVR))).status == 200


async def test_alarms_are_subscribed_by_presence_and_else_by_their_name() -> None:
    async with scene(FakeIntake(), LOWER) as running:
        platform = await running.joined(LOWER)
        first = await platform.until("SUBSCRIBE", 1, body=b"<CmdType>Alarm</CmdType>")
        second = await platform.until("SUBSCRIBE", 2, body=b"<CmdType>Alarm</CmdType>")
    assert [each.headers.get("Event") for each in (first, second)] == ["presence", "Alarm"]
    query = parse_alarm_query(decode(first.body))
    assert (query.device_id, query.methods, query.start_priority, query.end_priority) == (LOWER, frozenset(), 0, 0)


def answering(result: str) -> object:
    def on_message(_device: Device, document: Document) -> list[bytes]:
        if document.kind != "Control":
            return []
        return [result_response("DeviceControl", document.device_id, document.sn, result)]

    return on_message


async def test_a_device_is_armed_and_its_alarm_cleared_when_it_says_so() -> None:
    async with scene(None) as running:
        camera = await running.joined()
        running.directory.channels[INPUT] = (CAMERA, "99010101001340000001")
        camera.on_message = answering("OK")  # type: ignore[assignment]
        await running.gateway.guarding.set_guard(CAMERA, on=True)
        await running.gateway.guarding.set_guard(INPUT, on=False)
        await running.gateway.guarding.reset_alarm(CAMERA, [2], 2)
        commands = [parse_guarding(decode(each.body)) for each in camera.received if b"<Control>" in each.body]
    assert [type(each) for each in commands] == [GuardCommand, GuardCommand, AlarmReset]
    assert [(each.device_id, each.on) for each in commands if isinstance(each, GuardCommand)] == [
        (CAMERA, True),
        ("99010101001340000001", False),
    ]
    assert [(each.methods, each.alarm_type) for each in commands if isinstance(each, AlarmReset)] == [({2}, 2)]


async def test_a_command_that_fails_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "ANSWER_S", 0.05)
    async with scene(None, CAMERA, NVR) as running:
        camera = await running.joined()
        control = running.gateway.guarding

        async def error() -> DomainError:
            with pytest.raises(DomainError) as caught:
                await control.set_guard(CAMERA, on=True)
            return caught.value

        assert (await error()).code == "gb28181.no_answer"
        camera.on_message = answering("ERROR")  # type: ignore[assignment]
        monkeypatch.setattr(guarding, "ANSWER_S", 20.0)
        assert isinstance(await error(), Conflict)
        camera.message_status = 501
        camera.on_message = lambda _device, _document: []
        assert "501" in (await error()).sentence.zh
        monkeypatch.setattr(guarding, "MAX_PER_PEER", 0)
        assert isinstance(await error(), TooMany)
        with pytest.raises(Unavailable, match="peer_offline"):
            await control.set_guard(NVR, on=True)
        with pytest.raises(NotFound):
            await control.set_guard("99010101001320000999", on=True)
