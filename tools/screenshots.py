"""Takes the README's pictures from a running demo city: ``make screenshots`` starts one, looks, and stops it."""

from __future__ import annotations

import subprocess
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
# Page by file name: its path, and what must be seen before the picture is taken.
PAGES = {
    "overview": ("/overview", "text={county}"),
    "map": ("/map", ".map-cluster, .map-point"),
    "devices": ("/devices/channels", "text={camera}"),
    "platforms": ("/platforms", "text={county}"),
}
# A clone should not grow by pictures; above this a picture keeps 256 colours only.
BYTES_WANTED = 400_000


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
            county = next(platform for platform in plan.platforms if platform.level == "county")
            for language, theme in LOOKS:
                wall, pages = (ConsolePage(browser, city.console, language=language, theme=theme) for _ in range(2))
                for console in (wall, pages):
                    console.sign_in(plan.admin_name, plan.admin_password)
                wall.show(cameras)
                for camera in cameras:
                    wall.wait_playing(camera)
                    wall.wait_advanced(camera, wall.picture(camera).time_s)
                _take(wall, f"video-wall.{language}")
                for name, (path, awaited) in PAGES.items():
                    pages.open(path)
                    pages.page.locator(awaited.format(county=county.name, camera=cameras[0].name)).first.wait_for()
                    pages.page.wait_for_load_state("networkidle")
                    _take(pages, f"{name}.{language}")
                wall.close()
                pages.close()
        finally:
            browser.close()
            city.stop()


def _take(console: ConsolePage, name: str) -> None:
    path = IMAGES / f"{name}.png"
    console.page.screenshot(path=path)
    if path.stat().st_size > BYTES_WANTED:
        _reduce(path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def _reduce(path: Path) -> None:
    """Keep the 256 colours that fit the picture best."""
    whole = path.with_suffix(".whole.png")
    path.rename(whole)
    palette = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=none"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(whole), "-vf", palette, str(path)], check=True)
    whole.unlink()


if __name__ == "__main__":
    main()
