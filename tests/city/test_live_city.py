"""The main job, on real input: the city's console plays cameras of every township, and each picture is the right one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.city.console_page import ConsolePage
from tests.city.demo_city import DemoCity

from anlan.app.demo.plan import ChannelPlan
from anlan.simulator.colour_code import value_of

pytestmark = [pytest.mark.city, pytest.mark.browser]


@pytest.fixture(params=["zh"])
def console(demo_city: DemoCity, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[ConsolePage]:
    page = ConsolePage(chromium, demo_city.console, language=request.param)
    page.sign_in(demo_city.plan.admin_name, demo_city.plan.admin_password)
    yield page
    page.close()


def one_camera_of_each_township(city: DemoCity) -> list[ChannelPlan]:
    """A different kind of camera in each: over UDP and TCP, of both editions, and a recorder's channel."""
    chosen = []
    for number, township in enumerate(city.plan.townships()):
        pictures = [
            (device, channel)
            for device in township.devices
            for channel in device.channels
            if device.video_codec == "h264"
        ]
        chosen.append(pictures[number % len(pictures)][1])
    return chosen


def test_the_city_plays_a_camera_of_each_township_and_each_is_the_right_one(
    demo_city: DemoCity, console: ConsolePage
) -> None:
    channels = one_camera_of_each_township(demo_city)
    console.show(channels)
    for channel in channels:
        assert_plays(console, channel)


def assert_plays(console: ConsolePage, channel: ChannelPlan) -> None:
    console.wait_playing(channel)
    before = console.picture(channel)
    console.wait_advanced(channel, before.time_s)
    picture = console.picture(channel)
    assert not picture.is_black()
    assert picture.colour_code() == value_of(channel.code)


@pytest.mark.parametrize("console", ["en"], indirect=True)
def test_the_console_speaks_english_and_plays(demo_city: DemoCity, console: ConsolePage) -> None:
    channel = demo_city.plan.channels()[-1]
    console.show([channel], layout=1)
    assert console.page.locator("html").get_attribute("lang") == "en"
    # Names of places stay as they are; everything the console says itself is English.
    assert console.page.locator("nav").first.inner_text().isascii()
    assert_plays(console, channel)


def test_an_h265_camera_says_why_it_does_not_play_here(demo_city: DemoCity, console: ConsolePage) -> None:
    channel = next(
        device.channels[0]
        for township in demo_city.plan.townships()
        for device in township.devices
        if device.video_codec == "h265"
    )
    console.show([channel], layout=1)
    # A hold-up of the night may be told beside it.
    console.page.get_by_role("alert").filter(has_text="H.265").wait_for(timeout=40_000)
