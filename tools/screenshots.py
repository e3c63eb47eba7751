"""Takes the README's pictures from a running demo city: ``make screenshots`` starts one, looks, and stops it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.city.conftest import CHROMIUM, CHROMIUM_FLAGS  # noqa: E402
from tests.city.console_page import ConsolePage  # noqa: E402
from tests.city.demo_city import DemoCity  # noqa: E402

IMAGES = ROOT / "docs/images"
# Language, theme: each document shows its own.
LOOKS = (("zh", "dark"), ("en", "dark"))
PAGES = {"overview": "/overview", "map": "/map", "devices": "/devices/list", "platforms": "/platforms"}


def main() -> None:
    """Write docs/images/<page>.<language>.png."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="anlan-pictures-") as folder, sync_playwright() as playwright:
        city = DemoCity(Path(folder) / "data")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        try:
            city.wait_ready()
            plan = city.plan
            cameras = [township.devices[0].channels[0] for township in plan.townships()]
            for language, theme in LOOKS:
                console = ConsolePage(browser, city.console, language=language, theme=theme)
                console.sign_in(plan.admin_name, plan.admin_password)
                console.show(cameras)
                for camera in cameras:
                    console.wait_playing(camera)
                    console.wait_advanced(camera, console.picture(camera).time_s)
                _take(console, f"video-wall.{language}")
                for name, path in PAGES.items():
                    console.open(path)
                    console.page.wait_for_load_state("networkidle")
                    _take(console, f"{name}.{language}")
                console.close()
        finally:
            browser.close()
            city.stop()


def _take(console: ConsolePage, name: str) -> None:
    path = IMAGES / f"{name}.png"
    console.page.screenshot(path=path)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
