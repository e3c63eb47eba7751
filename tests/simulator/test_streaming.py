"""Simulated cameras stream what foreign readers take, over every transport, and misbehave only on demand."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from anlan.protocols.sdp import Ssrc
from anlan.simulator import Faults
from anlan.simulator.media.clip import ClipSource
from anlan.simulator.scene import make_clip
from anlan.simulator.upper import CallRefused, NoAnswer, UpperPlatform, ViewedCall

from .conftest import CAMERA, RECORDER, StartDevice

PACKETS = 120
SSRC = Ssrc("0102030042")


def probe(path: Path) -> list[str]:
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,width,nb_read_frames", "-of", "csv=p=0", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert output.stderr == ""
    return output.stdout.strip().split(",")


async def received(call: ViewedCall, packets: int = PACKETS) -> None:
    await call.receiver.wait_packets(packets)
    await call.hang_up()


@pytest.mark.foreign
@pytest.mark.parametrize(
    ("transport", "setup", "answered"),
    [("udp", "passive", None), ("tcp", "passive", "active"), ("tcp", "active", "passive")],
)
async def test_ffprobe_reads_what_was_streamed(
    upper: UpperPlatform, start_device: StartDevice, tmp_path: Path, transport: str, setup: str, answered: str | None
) -> None:
    device = await start_device()
    call = await upper.invite(RECORDER, CAMERA, transport=transport, setup=setup, ssrc=SSRC, keep=tmp_path / "ps")  # type: ignore[arg-type]
    await received(call)
    assert (call.answer.setup, call.answer.ssrc, call.answer.direction) == (answered, SSRC, "sendonly")
    codec, width, frames = probe(tmp_path / "ps")
    assert (codec, width) == ("h264", "640")
    assert int(frames) >= len(call.receiver.timestamps) - 1
    assert device.calls == []


@pytest.mark.foreign
async def test_h265_streams_too(upper: UpperPlatform, start_device: StartDevice, tmp_path: Path) -> None:
    clip = await make_clip(tmp_path / "street.h265", "h265", seconds=1)
    await start_device(source=ClipSource(clip))
    call = await upper.invite(RECORDER, CAMERA, keep=tmp_path / "ps")
    await received(call)
    assert probe(tmp_path / "ps")[0] == "hevc"


async def test_packets_are_as_the_standard_wants_them(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device()
    call = await upper.invite(RECORDER, CAMERA, ssrc=SSRC)
    await received(call)
    receiver = call.receiver
    assert receiver.ssrcs == {SSRC.number}
    assert receiver.payload_types == {96}
    assert receiver.largest_packet <= 1400
    # One timestamp a picture, a marker on the last packet of each, numbers without a gap.
    steps = {later - earlier for earlier, later in zip(receiver.timestamps, receiver.timestamps[1:], strict=False)}
    assert steps == {1500}
    assert receiver.marked[: len(receiver.timestamps) - 1] == receiver.timestamps[:-1]
    assert {
        (later - earlier) & 0xFFFF for earlier, later in zip(receiver.sequences, receiver.sequences[1:], strict=False)
    } == {1}


@pytest.mark.parametrize(
    ("faults", "in_answer", "in_rtp"),
    [
        (Faults(), SSRC, SSRC.number),
        (Faults(no_y=True), None, SSRC.number),
        (Faults(own_ssrc=True), Ssrc("0102034363"), 102034363),
        (Faults(wrong_ssrc=True), SSRC, 102034363),
        (Faults(own_ssrc=True, no_y=True), None, 102034363),
    ],
)
async def test_ssrc_faults(
    upper: UpperPlatform, start_device: StartDevice, faults: Faults, in_answer: Ssrc | None, in_rtp: int
) -> None:
    await start_device(faults)
    call = await upper.invite(RECORDER, CAMERA, ssrc=SSRC)
    await received(call, 10)
    assert (call.answer.ssrc, call.receiver.ssrcs) == (in_answer, {in_rtp})


async def test_an_offer_without_y_gets_the_devices_own(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device()
    call = await upper.invite(RECORDER, CAMERA, send_ssrc=False)
    await received(call, 5)
    assert call.answer.ssrc is not None
    assert call.receiver.ssrcs == {call.answer.ssrc.number}


async def test_loss_reorder_and_repetition_show_in_the_numbers(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device(Faults(packet_loss=0.1, reorder=0.1, duplicate=0.1))
    call = await upper.invite(RECORDER, CAMERA)
    await received(call, 300)
    steps = [
        (later - earlier) & 0xFFFF
        for earlier, later in zip(call.receiver.sequences, call.receiver.sequences[1:], strict=False)
    ]
    assert 0 in steps
    assert any(1 < step < 0x8000 for step in steps)
    assert any(step >= 0x8000 for step in steps)


@pytest.mark.foreign
async def test_without_key_pictures_nothing_can_be_decoded(
    upper: UpperPlatform, start_device: StartDevice, tmp_path: Path
) -> None:
    await start_device(Faults(no_key_frame=True))
    call = await upper.invite(RECORDER, CAMERA, keep=tmp_path / "ps")
    await received(call, 60)
    assert b"\x00\x00\x01\xbc" not in (tmp_path / "ps").read_bytes()


@pytest.mark.parametrize("status", [403, 486, 488])
async def test_a_refusal_on_demand(upper: UpperPlatform, start_device: StartDevice, status: int) -> None:
    await start_device(Faults(refuse_status=status))
    with pytest.raises(CallRefused) as refused:
        await upper.invite(RECORDER, CAMERA)
    assert refused.value.status == status


async def test_calls_that_cannot_be(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device(max_sessions=1)
    with pytest.raises(CallRefused, match="404"):
        await upper.invite(RECORDER, "99010203001320000099")
    call = await upper.invite(RECORDER, CAMERA)
    with pytest.raises(CallRefused, match="486"):
        await upper.invite(RECORDER, CAMERA)
    assert await call.hang_up() == 200
    assert await call.hang_up() == 481


async def test_a_late_answer_and_none_at_all(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device(Faults(answer_delay_s=1.2))
    call = await upper.invite(RECORDER, CAMERA)
    await received(call, 5)
    # The INVITE was repeated meanwhile and taken once.
    assert device.happenings.counts["invited"] == 1
    device.faults.ignore_invite = True
    with pytest.raises(NoAnswer):
        await upper.invite(RECORDER, CAMERA, timeout_s=0.5)


async def test_media_status_ends_a_stream(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device(Faults(media_status_after_s=0.3))
    call = await upper.invite(RECORDER, CAMERA)
    await upper.happenings.wait("media_ended")
    assert [(status.device_id, status.notify_type) for status in upper.media_statuses] == [(CAMERA, 121)]
    assert await call.hang_up() == 200


async def test_media_from_another_address(upper: UpperPlatform, start_device: StartDevice) -> None:
    await start_device(Faults(media_host="127.0.0.2"))
    call = await upper.invite(RECORDER, CAMERA)
    await received(call, 5)
    assert call.receiver.sources == {"127.0.0.2"}
    assert call.answer.host == "127.0.0.1"


async def test_two_viewers_share_a_source_and_it_stops_after_the_last(
    upper: UpperPlatform, start_device: StartDevice
) -> None:
    device = await start_device()
    first = await upper.invite(RECORDER, CAMERA)
    await first.receiver.wait_packets(20)
    second = await upper.invite(RECORDER, CAMERA)
    await second.receiver.wait_packets(20)
    assert len({call.ssrc for call in device.calls}) == 2
    await first.hang_up()
    await received(second, second.receiver.packets + 20)


async def test_a_key_picture_comes_on_demand(upper: UpperPlatform, start_device: StartDevice, tmp_path: Path) -> None:
    device = await start_device()
    call = await upper.invite(RECORDER, CAMERA, keep=tmp_path / "ps")
    await call.receiver.wait_packets(30)
    await upper.request_key_frame(RECORDER, CAMERA)
    await device.happenings.wait("control")
    await received(call, call.receiver.packets + 30)
    pictures = (tmp_path / "ps").read_bytes().split(b"\x00\x00\x01\xba")[1:]
    keys = [position for position, picture in enumerate(pictures) if b"\x00\x00\x01\xbc" in picture]
    # Without the request the second key picture would be the sixteenth.
    assert keys[0] == 0
    assert keys[1] < 15


async def test_a_device_that_stops_says_bye(upper: UpperPlatform, start_device: StartDevice) -> None:
    device = await start_device()
    call = await upper.invite(RECORDER, CAMERA)
    await call.receiver.wait_packets(5)
    await device.stop()
    await upper.happenings.wait("bye")
    await call.receiver.close()
