"""A township, a county and a city as whole platforms: one camera, one call of it, a picture at each level, and the true cause at the top."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import websockets
from bench.levels import Level, Levels, three_levels
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.city


async def picture(level: Level, channel: str) -> tuple[dict[str, Any], websockets.ClientConnection, bytes]:
    """Click, connect, and wait for the first bytes of the picture."""
    answer = await level.look(channel)
    assert answer.status_code == 201, answer.text
    ticket: dict[str, Any] = answer.json()
    viewer = await websockets.connect(ticket["url"], compression=None, max_size=None)
    await viewer.send(ticket["token"])
    async with asyncio.timeout(PATIENCE_S):
        while not isinstance(first := await viewer.recv(), bytes):
            assert '"ended"' not in first, first
    return ticket, viewer, first


async def outcome(level: Level, attempt: str) -> dict[str, Any]:
    """The trace once it is over."""
    async with asyncio.timeout(PATIENCE_S):
        while (trace := await level.attempt(attempt))["outcome"] in ("running", "playing"):
            await asyncio.sleep(0.05)
    return trace


async def test_three_levels_look_at_one_camera_that_is_called_once(tmp_path: Path) -> None:
    async with three_levels(tmp_path, live={"grace_s": 0}, log={"level": "error"}) as city:
        viewers = []
        for level in city.levels:
            ticket, viewer, first = await picture(level, city.channel)
            viewers.append(viewer)
            # The initialisation segment of fragmented MP4 (ISO/IEC 14496-12 §4.3).
            assert first[4:8] == b"ftyp"
            trace = await level.attempt(ticket["attempt"])
            assert trace["outcome"] == "playing"
            assert {"signalled", "answered", "first_packet", "first_key_frame", "first_viewer_byte"} <= {
                step["step"] for step in trace["steps"]
            }
        assert len(city.camera.calls) == 1
        for level in city.levels:
            assert len(await level.streams()) == 1
        for viewer in viewers:
            await viewer.close()
        await city.quiet()
        assert city.camera.calls == []
        await true_cause_at_the_top(city)


async def true_cause_at_the_top(city: Levels) -> None:
    """The camera leaves; who looks at the city learns that it was the camera, not the county."""
    top, township = city.levels[0], city.levels[-1]
    await city.camera.stop()
    answer = await top.look(city.channel)
    identity = answer.json()["attempt"]
    trace = await outcome(top, identity)
    assert (trace["failure"]["code"], trace["failure"]["facts"]["cause"]) == ("lower_platform", "device_offline")
    assert (await township.last_attempt(city.channel))["failure"]["code"] == "device_offline"
