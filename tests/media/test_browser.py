"""What headless Chromium makes of the core's segments."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright
from tests.patience import PATIENCE_S

from anlan.media import Core

from .browser_page import BrowserViewer, page_address, told
from .clips import clip
from .conftest import Listener
from .program_stream import Habits, units, video_unit
from .sending import UdpSender, packets

SSRC = 100_000_001
FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
AT_15_90K = 6000

pytestmark = pytest.mark.browser


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield await browser.new_page()
        await browser.close()


async def test_the_first_frame_is_shown_alone_and_a_slow_camera_leaves_no_gap(core: Core, page: Page) -> None:
    source = clip(frames=60, gop=30)
    sending = [
        (index * AT_15_90K, video_unit(unit.data, unit.is_key, index * AT_15_90K, source, Habits()))
        for index, unit in enumerate(source.units)
    ]
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    async with page_address() as address, asyncio.timeout(PATIENCE_S):
        viewer = BrowserViewer(page)
        await viewer.open(address, core, "camera")
        with UdpSender(port) as camera:
            first = packets(sending[:1], SSRC)
            await camera.send(first)
            shown = await viewer.until("video.readyState >= 2 && video.videoWidth > 0")
            assert (shown["segments"], shown["width"]) == (1, 320)
            await camera.send(packets(sending[1:], SSRC, first_sequence=len(first)))
            played = await viewer.until("seen.segments === 60 && video.currentTime > video.buffered.start(0) + 1")
    assert played["faults"] == []
    assert len(played["ranges"]) == 1
    begin, end = played["ranges"][0]
    assert end - begin == pytest.approx(60 / 15, abs=0.1)


async def test_after_a_skip_it_plays_on_and_new_parameters_are_taken(
    core: Core, listener: Listener, page: Page
) -> None:
    port = core.open_stream("camera", ssrc=SSRC, transport="udp")
    before = packets(units(clip(frames=75)), SSRC)
    key = len(packets(units(clip(frames=75))[:25], SSRC))
    after = units(clip(frames=50, size="176x144"), start_90k=90_000 + 75 * 3600)
    async with page_address() as address, asyncio.timeout(PATIENCE_S):
        viewer = BrowserViewer(page)
        await viewer.open(address, core, "camera")
        await listener.wait("viewer_joined")
        with UdpSender(port) as camera:
            # Without a packet of its key frame the second group is left out.
            await camera.send(before[: key + 1] + before[key + 2 :])
            skipped = await viewer.until("seen.segments === 50 && video.buffered.length === 2")
            assert [text["frames"] for text in told(skipped, "skipped")] == [25]
            await page.evaluate(
                "() => { const v = document.querySelector('video'); v.currentTime = v.buffered.start(1); }"
            )
            await camera.send(packets(after, SSRC, first_sequence=len(before)))
            played = await viewer.until("video.videoWidth === 176")
    assert played["faults"] == []
    assert [text["width"] for text in told(played, "ready")] == [320, 176]
