"""From a camera's packets to what a browser would play."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
from tests.patience import PATIENCE_S

from anlan.media import Core

from .clips import AudioKind, Codec, clip
from .conftest import Listener
from .program_stream import Habits, units
from .sending import UdpSender, packets
from .viewing import decode_times, probe, streams_of, view

SSRC = 100_000_001

CASES: list[tuple[str, Codec, AudioKind, Habits, str]] = [
    ("plain", "h264", "", Habits(), "right"),
    ("h265", "h265", "", Habits(), "right"),
    ("aac", "h264", "aac", Habits(), "right"),
    ("g711a", "h264", "g711a", Habits(), "right"),
    ("g711u with h265", "h265", "g711u", Habits(), "right"),
    ("no map", "h264", "g711a", Habits(with_map=False), "right"),
    ("no map, h265", "h265", "", Habits(with_map=False, with_system=False), "right"),
    ("wrong map", "h265", "aac", Habits(map_video="h264", map_audio="g711a"), "right"),
    ("length zero", "h264", "g711a", Habits(lengths="zero"), "right"),
    ("length wrapped", "h264", "", Habits(lengths="wrapped"), "right"),
    ("no times", "h264", "", Habits(with_pts=False), "right"),
    ("decoding times", "h264", "", Habits(with_dts=True), "right"),
    ("marker never", "h264", "", Habits(), "never"),
    ("marker always", "h264", "", Habits(), "always"),
]


@pytest.mark.foreign
@pytest.mark.parametrize(
    ("codec", "audio", "habits", "marker"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
async def test_whatever_a_camera_does_its_frames_play(
    core: Core, listener: Listener, tmp_path: Path, codec: Codec, audio: AudioKind, habits: Habits, marker: str
) -> None:
    # Large frames, so that wrapped lengths occur; four groups of pictures, the first for finding out what there is.
    source = clip(codec, audio, frames=100, size="640x480", bitrate="8M")
    port = core.open_stream("camera", ssrc=SSRC, transport="udp", expected_host="127.0.0.1")
    sending = packets(units(source, habits), SSRC, marker=marker)
    half = len(sending) // 2
    with UdpSender(port) as camera:
        await camera.send(sending[:half])
        described = await listener.wait(
            "stream_parameters", lambda event: not audio or event.facts["audio_codec"] == audio
        )
        assert (described.facts["video_codec"], described.facts["width"], described.facts["height"]) == (
            codec,
            640,
            480,
        )
        async with asyncio.timeout(PATIENCE_S):
            viewing = asyncio.create_task(view(core, "camera", lambda seen: len(seen.segments) >= 45))
            await listener.wait("viewer_joined")
            await camera.send(sending[half:])
            seen = await viewing
    assert seen.ready["mime"] == described.facts["mime"]
    result = probe(seen.media(), tmp_path)
    streams = streams_of(result)
    assert result["complaints"] == ""
    assert streams["video"]["codec_name"] == {"h264": "h264", "h265": "hevc"}[codec]
    assert int(streams["video"]["nb_read_frames"]) == len(seen.segments)
    if audio:
        assert streams["audio"]["codec_name"] == ("aac" if audio == "aac" else "flac")
        assert int(streams["audio"]["nb_read_frames"]) > 20
    times = [decode_times(segment)[0] for segment in seen.segments]
    steps = [after - before for before, after in pairwise(times)]
    assert set(steps) == {3600}
