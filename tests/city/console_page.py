"""A person before the console, driven through the page as a person would: signs in, chooses a purpose, looks at cameras."""

from __future__ import annotations

import json
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from anlan.app.demo.plan import ChannelPlan
from anlan.simulator.colour_code import FRAME_HEIGHT, FRAME_WIDTH, SAMPLE_REACH, SQUARES, Rgb, centre, read

# Software decoding of several pictures on two cores beside a whole city: generous, and only reached when something is wrong.
PLAY_LIMIT_MS = 40_000
PLACES = [centre(position) for position in range(SQUARES)]

_PICTURE = """([code, width, height, points, reach]) => {
  const video = document.querySelector(`video[data-channel="${code}"]`);
  const canvas = document.createElement('canvas');
  canvas.width = width; canvas.height = height;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(video, 0, 0, width, height);
  const mean = (x, y) => {
    const {data} = context.getImageData(x - reach, y - reach, 2 * reach, 2 * reach);
    return [0, 1, 2].map((plane) => {
      let sum = 0;
      for (let i = plane; i < data.length; i += 4) sum += data[i];
      return Math.round(sum / (data.length / 4));
    });
  };
  const {data} = context.getImageData(0, 0, width, height);
  return {time: video.currentTime, means: points.map(([x, y]) => mean(x, y)), brightest: data.reduce((most, value, i) => i % 4 < 3 && value > most ? value : most, 0)};
}"""


@dataclass(frozen=True)
class Picture:
    """What a player shows now: position in seconds, the mean colour of each square of the code, the brightest value."""

    time_s: float
    squares: list[Rgb]
    brightest: int

    def colour_code(self) -> int | None:
        """The value of the picture's colour code, None where none can be read."""
        by_place = dict(zip(PLACES, self.squares, strict=True))
        return read(lambda x, y: by_place[x, y])

    def is_black(self) -> bool:
        """Whether nothing but darkness is shown."""
        return self.brightest < 32


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
        video = self.page.locator(f'video[data-channel="{channel.code}"]')
        try:
            expect(video).to_have_attribute("data-state", "playing", timeout=PLAY_LIMIT_MS)
        except AssertionError as error:
            told = " | ".join(self.page.get_by_role("alert").all_inner_texts())
            raise AssertionError(f"{error}\nThe console says: {told}") from None

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
        asked = [channel.code, FRAME_WIDTH, FRAME_HEIGHT, PLACES, SAMPLE_REACH]
        shown = self.page.evaluate(_PICTURE, asked)
        return Picture(shown["time"], [(red, green, blue) for red, green, blue in shown["means"]], shown["brightest"])
