"""What is shown after a loss, and how soon the first picture is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S

from anlan.media import Core

from .clips import clip
from .conftest import Listener
from .program_stream import Habits, units
from .sending import UdpSender, packets
from .viewing import Seen, decode_times, probe, view

SSRC = 100_000_001
GROUP = 25


def with_losses(frames: int, lost: Iterable[tuple[int, int]]) -> list[bytes]:
    """Packets of a clip without the packet of each (frame, packet in it; -1 the last)."""
    out, sequence, gone = [], 0, list(lost)
    for index, unit in enumerate(units(clip(frames=frames, gop=GROUP))):
        sent = packets([unit], SSRC, first_sequence=sequence)
        sequence += len(sent)
        dropped = {packet % len(sent) for frame, packet in gone if frame == index}
        out += [packet for number, packet in enumerate(sent) if number not in dropped]
    return out


async def seen_by_a_viewer(core: Core, listener: Listener, sending: list[bytes], segments: int) -> Seen:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    async with asyncio.timeout(PATIENCE_S):
        viewing = asyncio.create_task(view(core, "camera", lambda seen: len(seen.segments) >= segments))
        await listener.wait("viewer_joined")
        with UdpSender(port) as camera:
            await camera.send(sending)
            return await viewing


@pytest.mark.parametrize("lengths", ["right", "zero"])
async def test_the_first_picture_does_not_wait_for_the_second(core: Core, listener: Listener, lengths: str) -> None:
    first = units(clip(frames=25), Habits(lengths=lengths))[:1]
    seen = await seen_by_a_viewer(core, listener, packets(first, SSRC), segments=1)
    assert len(seen.inits) == 1


async def test_a_second_viewer_does_not_wait_either(core: Core, listener: Listener) -> None:
    sending = packets(units(clip(frames=25)), SSRC)
    assert len((await seen_by_a_viewer(core, listener, sending, segments=25)).segments) == 25
    async with asyncio.timeout(PATIENCE_S):
        again = await view(core, "camera", lambda seen: len(seen.segments) >= 25)
    assert len(again.segments) == 25


@pytest.mark.parametrize("marker", ["never", "always"])
async def test_markers_that_mean_nothing_are_not_believed(
    core: Core, listener: Listener, tmp_path: Path, marker: str
) -> None:
    sending = packets(units(clip(frames=25)), SSRC, marker=marker)
    seen = await seen_by_a_viewer(core, listener, sending, segments=24)
    result = probe(seen.media(), tmp_path)
    assert (result["complaints"], int(result["streams"][0]["nb_read_frames"])) == ("", 24)


LOSSES = [
    ("one frame", [(30, 0)], 1, [1], False),
    ("one frame in each of two groups", [(30, 0), (55, 0)], 2, [1, 1], False),
    ("much of a group", [(30, 0), (33, 0)], 18, [1, 17], True),
    ("a part of the key frame", [(25, 1)], 25, [25], True),
    ("the beginning of a key frame after a whole group", [(50, 0)], 25, [25], True),
]


@pytest.mark.foreign
@pytest.mark.parametrize(
    ("lost", "missing", "told", "has_gap"), [case[1:] for case in LOSSES], ids=[case[0] for case in LOSSES]
)
async def test_a_blemish_is_shown_a_wrong_picture_is_not(
    core: Core, listener: Listener, tmp_path: Path,
    lost: list[tuple[int, int]], missing: int, told: list[int], has_gap: bool,
) -> None:  # fmt: skip
    seen = await seen_by_a_viewer(core, listener, with_losses(100, lost), segments=100 - missing)
    skips = [text for text in seen.texts if text["type"] == "skipped"]
    assert skips == [{"type": "skipped", "frames": frames, "reason": "loss"} for frames in told]
    result = probe(seen.media(), tmp_path)
    assert (result["complaints"], int(result["streams"][0]["nb_read_frames"])) == ("", 100 - missing)
    steps = [after - before for before, after in pairwise(decode_times(segment)[0] for segment in seen.segments)]
    # After frames left out on purpose the key frame stands at its own time.
    assert (max(steps) > 10 * 3600) == has_gap


async def test_a_viewer_who_comes_after_a_loss_sees_no_torn_frame(
    core: Core, listener: Listener, tmp_path: Path
) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    with UdpSender(port) as camera:
        # The kept group begins at frame 75; nobody has looked into the stream for long.
        await camera.send(with_losses(90, [(75, 3)]))
        await listener.wait("stream_parameters")
        async with asyncio.timeout(PATIENCE_S):
            while core.stream_statistics()[0]["lost"] == 0:  # a loss raises no event
                await asyncio.sleep(0.01)
            viewing = asyncio.create_task(view(core, "camera", lambda seen: len(seen.segments) >= GROUP))
            await listener.wait("viewer_joined")
            whole = packets(units(clip(frames=125, gop=GROUP)), SSRC)
            await camera.send(whole[len(packets(units(clip(frames=125, gop=GROUP))[:90], SSRC)) :])
            seen = await viewing
    assert b"\x02\x00\x00\x00" in seen.segments[0][:160], "it begins with a key frame"
    result = probe(seen.media(), tmp_path)
    assert (result["complaints"], int(result["streams"][0]["nb_read_frames"])) == ("", GROUP)
