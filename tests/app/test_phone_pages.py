"""A household's phone in a real browser, against a whole platform."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from anlan.api.console_files import CONSOLE_DIRECTORY
from anlan.app.platform import Platform
from anlan.foundation.config import Settings

CHROMIUM = "/usr/bin/chromium"
# Two cores shared with whatever else runs: generous, and only reached when something is wrong.
LIMIT_MS = 60_000
PASSWORD = "Quiet-River-42"
HOME = {
    "number": "KH-1", "name": "张家院子", "category": "household", "division": "99010101", "address": "柳树村 3 组",
    "verbal_password": "红灯笼", "duress_word": "蓝灯笼",
}  # fmt: skip

pytestmark = [
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium"),
    pytest.mark.skipif(not (CONSOLE_DIRECTORY / "phone.html").exists(), reason="the console is not built"),
]


async def signed_in(address: str, name: str, password: str, fresh: str = "") -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=address + "api/v1", timeout=60)
    answer = await client.post("/session", json={"name": name, "password": password})
    assert answer.status_code == 200, answer.text
    client.headers["X-Anlan-CSRF"] = answer.json()["csrf"]
    if fresh:
        changed = await client.post("/session/password", json={"old": password, "new": fresh})
        assert changed.status_code == 204, changed.text
    return client


@pytest.fixture
async def chief(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator of a platform that runs."""
    settings = Settings.model_validate(
        {
            "data_directory": str(tmp_path), "platform": {"code": "99010000002000000001", "name": "测试市报警中心"},
            "http": {"host": "127.0.0.1", "port": 0}, "sip": {"host": "127.0.0.1", "port": 0},
            "media": {"receive_host": "127.0.0.1", "receive_port": 0, "viewer_host": "127.0.0.1", "viewer_port": 0},
        }
    )  # fmt: skip
    platform = Platform(settings)
    first = await platform.start()
    assert first is not None
    client = await signed_in(platform.console_url, first.name, first.password, PASSWORD)
    yield client
    await client.aclose()
    await platform.stop()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def page_of(browser: Browser, **options: object) -> Page:
    context = await browser.new_context(locale="zh-CN", **options)  # type: ignore[arg-type]
    context.set_default_timeout(LIMIT_MS)
    return await context.new_page()


async def hold(page: Page, label: str) -> None:
    tile = page.locator("button", has_text=label)
    box = await tile.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 40, box["y"] + 40)
    await page.mouse.down()
    await expect(tile).to_have_count(0, timeout=LIMIT_MS)
    await page.mouse.up()


async def test_a_phone_is_enrolled_calls_without_a_network_and_takes_it_back(
    chief: httpx.AsyncClient, chromium: Browser
) -> None:
    home = (await chief.post("/subscribers", json=HOME)).json()
    invited = (await chief.post(f"/subscribers/{home['id']}/buttons", json={"label": "张大爷"})).json()
    page = await page_of(chromium, viewport={"width": 390, "height": 844})
    await page.goto(invited["link"])
    await page.get_by_text("启用本机").click()
    await expect(page.locator("h1")).to_have_text("张家院子", timeout=LIMIT_MS)
    # The page's worker has everything before the network goes.
    await page.evaluate("navigator.serviceWorker.ready")
    await page.context.set_offline(True)
    await hold(page, "医疗")
    await expect(page.get_by_text("尚未送达报警中心")).to_be_visible(timeout=LIMIT_MS)
    assert (await chief.get("/alarms")).json()["total"] == 0
    await page.reload()
    await expect(page.get_by_text("尚未送达报警中心")).to_be_visible(timeout=LIMIT_MS)
    await page.context.set_offline(False)
    await expect(page.get_by_text("报警中心已收到")).to_be_visible(timeout=LIMIT_MS)
    await page.get_by_text("取消报警").click()
    await page.fill("input[type=password]", "蓝灯笼")
    await page.get_by_text("确认取消").click()
    await expect(page.get_by_text("已取消")).to_be_visible(timeout=LIMIT_MS)
    rows = (await chief.get("/alarms")).json()["items"]
    assert [row["kind"]["code"] for row in rows] == ["duress", "medical"]
