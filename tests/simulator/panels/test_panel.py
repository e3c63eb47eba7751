"""One panel: what it sends, how it insists, what a NAK does to its clock, and its faults."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S
from tests.simulator.panels.conftest import ACCOUNT, StartPanel
from tests.simulator.panels.receiver import ScriptedReceiver

from anlan.foundation.clock import ManualClock
from anlan.protocols.dc09 import Frame, open_sealed
from anlan.simulator.panels import KeptSequence, PanelFaults, PanelProfile, event
from anlan.simulator.panels.profile import Transport
from anlan.simulator.panels.sequence import Counting

BURGLARY = event("burglary", "005", text="前门门磁")
TRANSPORTS: tuple[Transport, ...] = ("tcp", "tcp_per_message", "udp")


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_event_is_acknowledged(
    receiver: ScriptedReceiver, start_panel: StartPanel, transport: Transport
) -> None:
    panel = await start_panel(transport=transport, receiver="1A", line="2")
    first, second = await panel.send(BURGLARY), await panel.restore(BURGLARY)
    assert [(d.outcome, d.sequence, d.attempts) for d in (first, second)] == [
        ("acknowledged", 1, 1),
        ("acknowledged", 2, 1),
    ]
    assert [(f.token, f.receiver, f.line, f.account, f.data) for f in receiver.frames] == [
        ("SIA-DCS", "1A", "2", ACCOUNT, f"#{ACCOUNT}|Nri1/BA005^前门门磁^"),
        ("SIA-DCS", "1A", "2", ACCOUNT, f"#{ACCOUNT}|Nri1/BH005^前门门磁^"),
    ]
    assert receiver.connections == {"tcp": 1, "tcp_per_message": 2, "udp": 0}[transport]


async def test_contact_id_carries_its_text_in_a_block(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    panel = await start_panel(token="ADM-CID")
    await panel.arm("003", text="王店主布防")
    await panel.disarm("003")
    armed, disarmed = receiver.frames
    assert (armed.data, armed.block("I")) == (f"#{ACCOUNT}|3401 01 003", "王店主布防")
    assert (disarmed.data, disarmed.block("I")) == (f"#{ACCOUNT}|1401 01 003", None)
    assert not panel.armed


@pytest.mark.parametrize("length", [16, 24, 32])
async def test_a_key_seals_everything(receiver: ScriptedReceiver, start_panel: StartPanel, length: int) -> None:
    key = bytes(range(length))
    panel = await start_panel(key=key)
    await panel.send(BURGLARY)
    await panel.poll()
    assert all(frame.encrypted and not frame.data for frame in receiver.frames)
    opened = [open_sealed(frame, key) for frame in receiver.frames]
    assert [(f.token, f.data) for f in opened] == [("SIA-DCS", f"#{ACCOUNT}|Nri1/BA005^前门门磁^"), ("NULL", "")]
    assert all(frame.sent_utc is not None for frame in opened)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_unanswered_frame_is_repeated_under_its_number(
    receiver: ScriptedReceiver, start_panel: StartPanel, transport: Transport
) -> None:
    receiver.script = lambda frame, count: "ACK" if count >= 2 else None
    panel = await start_panel(transport=transport, retry_s=0.1, attempts=1000)
    delivery = await panel.send(BURGLARY)
    # More than three where the answer took longer than the retry timer.
    assert delivery.outcome == "acknowledged"
    assert delivery.attempts >= 3
    assert {frame.sequence for frame in receiver.frames} == {1}
    assert (panel.counts["repetitions"], panel.counts["acknowledged"]) == (delivery.attempts - 1, 1)


async def test_the_retry_timer_and_giving_up(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    receiver.script = lambda frame, count: None
    clock = ManualClock()
    panel = await start_panel(clock=clock, retry_s=20.0, attempts=3)
    sending = asyncio.create_task(panel.send(BURGLARY))
    for count in (1, 2, 3):
        await receiver.until(lambda count=count: len(receiver.frames) == count)  # type: ignore[misc]
        await clock.advance(19.0)
        assert not sending.done()
        await clock.advance(1.0)
    delivery = await asyncio.wait_for(sending, PATIENCE_S)
    assert (delivery.outcome, delivery.attempts, round(delivery.seconds)) == ("unanswered", 3, 60)
    assert len(receiver.frames) == 3


async def test_not_understood_is_not_repeated(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    receiver.script = lambda frame, count: "DUH"
    panel = await start_panel()
    delivery = await panel.send(BURGLARY)
    assert (delivery.outcome, delivery.attempts, len(receiver.frames)) == ("not understood", 1, 1)


async def test_an_answer_to_another_message_is_none(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    panel = await start_panel(attempts=1000, retry_s=0.1, sequence=Counting(41))
    receiver.script = lambda frame, count: "ACK"
    original = receiver.answer

    def late(raw: bytes) -> bytes | None:
        return original(raw.replace(b'"0042', b'"0041')) if len(receiver.raw) == 0 else original(raw)

    # The first answer is silence: a frame with a changed number has a wrong check sum.
    receiver.answer = late  # type: ignore[method-assign]
    delivery = await panel.send(BURGLARY)
    assert (delivery.outcome, delivery.sequence) == ("acknowledged", 42)
    assert delivery.attempts >= 2


@pytest.mark.parametrize("error_s", [-3600.0, 3600.0])
async def test_a_nak_sets_the_clock(receiver: ScriptedReceiver, start_panel: StartPanel, error_s: float) -> None:
    clock = ManualClock(datetime(2026, 5, 4, 12, tzinfo=UTC))

    def script(frame: Frame, count: int) -> str:
        assert frame.sent_utc is not None
        return "ACK" if abs(frame.sent_utc - receiver.now_utc) <= timedelta(seconds=20) else "NAK"

    receiver.script = script
    panel = await start_panel(clock=clock, clock_error_s=error_s)
    delivery = await panel.send(BURGLARY)
    assert (delivery.outcome, delivery.attempts, panel.counts["clock set"]) == ("acknowledged", 2, 1)
    assert [frame.sequence for frame in receiver.frames] == [1, 1]
    assert (await panel.poll()).attempts == 1


async def test_a_panel_refused_twice_waits(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    receiver.script = lambda frame, count: "NAK"
    clock = ManualClock()
    panel = await start_panel(clock=clock, attempts=3, retry_s=0.2)
    sending = asyncio.create_task(panel.send(BURGLARY))
    await receiver.until(lambda: len(receiver.frames) == 2)
    await clock.advance(0.1)
    assert not sending.done()
    await clock.advance(1.0)
    await receiver.until(lambda: len(receiver.frames) == 3)
    assert (await asyncio.wait_for(sending, PATIENCE_S)).outcome == "unanswered"
    assert panel.counts["refused"] == 3


async def test_polls_come_at_their_interval(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    clock = ManualClock()
    panel = await start_panel(clock=clock, poll_s=90.0)
    for count in (1, 2, 3):
        await clock.advance(0.1)
        await receiver.until(lambda count=count: len(receiver.frames) == count)  # type: ignore[misc]
        while panel.counts["acknowledged"] < count:
            await clock.advance(0.0)
        await clock.advance(90.0)
    assert {frame.token for frame in receiver.frames} == {"NULL"}


async def test_a_receiver_that_dies_and_comes_back_on_its_port(start_panel: StartPanel) -> None:
    dying = ScriptedReceiver(script=lambda frame, count: None)
    await dying.start()
    panel = await start_panel(port=dying.port, attempts=1000, retry_s=0.1)
    sending = asyncio.create_task(panel.send(BURGLARY))
    await dying.until(lambda: len(dying.frames) == 1)
    await dying.stop()
    reborn = ScriptedReceiver(dying.port)
    await reborn.start()
    delivery = await asyncio.wait_for(sending, PATIENCE_S)
    assert delivery.outcome == "acknowledged"
    assert [frame.sequence for frame in reborn.frames] == [1]
    await reborn.stop()


async def test_numbers_go_round_and_are_kept(
    receiver: ScriptedReceiver, start_panel: StartPanel, tmp_path: Path
) -> None:
    path = tmp_path / "panels" / "0101A1.sequence"
    KeptSequence(path)
    path.write_text("9998")
    panel = await start_panel(sequence=KeptSequence(path))
    assert [(await panel.poll()).sequence for _ in range(3)] == [9999, 1, 2]
    assert KeptSequence(path).last == 2


@pytest.mark.parametrize("content", ["10000", "-1", "a"])
def test_a_file_that_holds_no_number(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_text(content)
    with pytest.raises(ValueError):
        KeptSequence(tmp_path / "x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "12"}, {"account": "1" * 17}, {"account": "12G4"}, {"line": ""}, {"receiver": "1234567"}, {"key": b"short"},
        {"port": 0}, {"port": 65536}, {"retry_s": 0}, {"attempts": 0}, {"poll_s": 0},
    ],
)  # fmt: skip
def test_a_profile_that_dc09_has_no_room_for(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        PanelProfile(**({"account": "1234", "host": "127.0.0.1", "port": 1} | wrong))  # type: ignore[arg-type]


def test_a_profile_does_not_show_its_key() -> None:
    assert "k" * 16 not in repr(PanelProfile(account="1234", host="127.0.0.1", port=1, key=b"k" * 16))


@pytest.mark.parametrize(
    ("faults", "flaw"),
    [(PanelFaults(wrong_crc=True), "crc"), (PanelFaults(wrong_length=True), "length")],
)
@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_spoilt_frames(
    receiver: ScriptedReceiver, start_panel: StartPanel, faults: PanelFaults, flaw: str, transport: Transport
) -> None:
    panel = await start_panel(faults, attempts=2, transport=transport, retry_s=0.1)
    assert (await panel.send(BURGLARY)).outcome == "unanswered"
    assert (receiver.bad, receiver.frames) == ([flaw, flaw], [])


async def test_the_other_faults(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    key = b"k" * 16
    faults = PanelFaults()
    panel = await start_panel(faults, attempts=1, key=key)
    faults.wrong_key = True
    await panel.send(BURGLARY)
    with pytest.raises(ValueError):
        open_sealed(receiver.frames[-1], key)
    faults.wrong_key, faults.wrong_token = False, True
    await panel.send(BURGLARY)
    assert receiver.frames[-1].token == "ADM-XYZ"
    faults.wrong_token, faults.replayed_sequence = False, True
    assert (await panel.send(BURGLARY)).sequence == (await panel.poll()).sequence == 2
    faults.replayed_sequence, faults.repeats_accepted = False, True
    await panel.send(BURGLARY)
    assert [frame.sequence for frame in receiver.frames[-2:]] == [3, 3]
    faults.repeats_accepted, faults.slow_bytes_s = False, 1e-6
    assert (await panel.send(BURGLARY)).outcome == "acknowledged"
    faults.slow_bytes_s, faults.huge_line_bytes = 0.0, 5000
    before = receiver.stream_bytes
    await panel.send(BURGLARY)
    await receiver.until(lambda: receiver.stream_bytes > before + 5000)


async def test_a_clock_that_no_nak_sets(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    receiver.script = lambda frame, count: "NAK"
    clock = ManualClock(receiver.now_utc)
    panel = await start_panel(PanelFaults(clock_off_s=-7200), attempts=2, clock=clock)
    assert (await panel.send(BURGLARY)).outcome == "unanswered"
    assert {frame.sent_utc for frame in receiver.frames} == {receiver.now_utc - timedelta(hours=2)}


async def test_a_connection_cut_in_mid_frame(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    panel = await start_panel(PanelFaults(cut_mid_frame=True), attempts=2, retry_s=0.1)
    assert (await panel.send(BURGLARY)).outcome == "unanswered"
    await receiver.until(lambda: receiver.connections == 2)
    assert receiver.raw == []


async def test_a_dead_panel_sends_nothing_and_wakes(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    clock = ManualClock()
    panel = await start_panel(PanelFaults(silent_after_s=5.0), clock=clock)
    await clock.advance(6.0)
    delivery = await panel.send(BURGLARY)
    assert (delivery.outcome, delivery.attempts, receiver.frames) == ("unanswered", 0, [])
    panel.wake()
    assert (await panel.send(BURGLARY)).outcome == "acknowledged"


async def test_a_flapping_line(receiver: ScriptedReceiver, start_panel: StartPanel) -> None:
    clock = ManualClock()
    panel = await start_panel(PanelFaults(flapping_s=60.0), clock=clock, attempts=1)
    assert (await panel.send(BURGLARY)).outcome == "acknowledged"
    await clock.advance(61.0)
    assert (await panel.send(BURGLARY)).outcome == "unanswered"
    await clock.advance(61.0)
    assert (await panel.send(BURGLARY)).outcome == "acknowledged"
    assert (receiver.connections, panel.counts["line lost"], panel.counts["no line"]) == (2, 1, 1)
