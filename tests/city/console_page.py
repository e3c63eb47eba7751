"""A person before the console, driven through the page as a person would: signs in, chooses a purpose, looks at cameras."""

from __future__ import annotations

import json
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from anlan.app.demo.plan import ChannelPlan
from anlan.simulator.colour_code import FRAME_HEIGHT, FRAME_WIDTH, Rgb, read

# Software decoding of several pictures on two cores beside a whole city: generous, and only reached when something is wrong.
PLAY_LIMIT_MS = 40_000

_PICTURE = """(code) => {
  const video = document.querySelector(`video[data-channel="${code}"]`);
  const canvas = document.createElement('canvas');
  canvas.width = %d; canvas.height = %d;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return {time: video.currentTime, pixels: Array.from(context.getImageData(0, 0, canvas.width, canvas.height).data)};
}""" % (FRAME_WIDTH, FRAME_HEIGHT)  # noqa: UP031 - braces belong to JavaScript


@dataclass(frozen=True)
class Picture:
    """What a player shows now: position in seconds, and RGBA pixels of 640 × 360."""

    time_s: float
    pixels: list[int]

    def colour_code(self) -> int | None:
        """The value of the picture's colour code, None where none can be read."""
        return read(self._mean)

    def _mean(self, x: int, y: int) -> Rgb:
        points = [4 * ((y + dy) * FRAME_WIDTH + x + dx) for dy in range(-8, 8) for dx in range(-8, 8)]
        red, green, blue = (sum(self.pixels[point + plane] for point in points) // len(points) for plane in range(3))
        return red, green, blue

    def is_black(self) -> bool:
        """Whether nothing but darkness is shown."""
        return max(self.pixels[0::4]) < 32 and max(self.pixels[1::4]) < 32 and max(self.pixels[2::4]) < 32


class ConsolePage:
    """One browser window at one platform's console."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        language: str = "zh",
        theme: str = "dark",
        size: tuple[int, int] = (1366, 768),
    ) -> None:
        self._address = address
        self._context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN" if language == "zh" else "en-US"
        )
        self._context.add_init_script(
            f"localStorage.setItem('anlan.language', '{language}'); localStorage.setItem('anlan.theme', '{theme}')"
        )
        self.page: Page = self._context.new_page()

    def close(self) -> None:
        self._context.close()

    def open(self, path: str) -> None:
        """Go to a page of the console."""
        self.page.goto(self._address + path)

    def sign_in(self, name: str, password: str) -> None:
        """Through the login form; returns when the console is open."""
        self.open("/login")
        self.page.locator("input").nth(0).fill(name)
        self.page.locator("input[type=password]").fill(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/overview")

    def show(self, channels: list[ChannelPlan], layout: int = 4) -> None:
        """Open the wall with these channels, choosing a purpose where one is asked for."""
        cells = [{"code": channel.code, "name": channel.name} for channel in channels]
        kept = json.dumps({"layout": layout, "cells": cells + [None] * (16 - len(cells))})
        self.page.evaluate("kept => sessionStorage.setItem('anlan.wall', kept)", kept)
        self.open("/video")
        confirm = self.page.locator("[data-test=purpose-confirm]")
        playing = self.page.locator("video").first
        expect(confirm.or_(playing).first).to_be_visible()
        if confirm.is_visible():
            self.page.get_by_role("radio").first.check(force=True)
            confirm.click()

    def wait_playing(self, channel: ChannelPlan) -> None:
        """Until the player of the channel plays; fails with the sentence it shows otherwise."""
        expect(self.page.locator(f'video[data-channel="{channel.code}"]')).to_have_attribute(
            "data-state", "playing", timeout=PLAY_LIMIT_MS
        )

    def state(self, channel: ChannelPlan) -> str | None:
        """The state of the channel's player."""
        return self.page.locator(f'video[data-channel="{channel.code}"]').get_attribute("data-state")

    def wait_advanced(self, channel: ChannelPlan, since_s: float, by_s: float = 1.0) -> None:
        """Until the picture has moved on by so many seconds."""
        self.page.wait_for_function(
            '([code, time]) => document.querySelector(`video[data-channel="${code}"]`).currentTime > time',
            arg=[channel.code, since_s + by_s],
            timeout=PLAY_LIMIT_MS,
        )

    def picture(self, channel: ChannelPlan) -> Picture:
        """What the channel's player shows now."""
        shown = self.page.evaluate(_PICTURE, channel.code)
        return Picture(shown["time"], shown["pixels"])
