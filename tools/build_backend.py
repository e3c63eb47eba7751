"""Build backend (PEP 517): maturin's, with the console built first so that one wheel holds everything.

``pip install .`` calls it. The console is built with npm when it is missing or older than its sources; without npm
the build stops with a sentence instead of making a wheel that has no screens.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import maturin
from maturin import (  # fmt: skip
    build_editable,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

ROOT = Path(__file__).parent.parent


def build_wheel(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Build the console, then the wheel."""
    _build_console()
    name: str = maturin.build_wheel(wheel_directory, config_settings, metadata_directory)
    return name


def build_sdist(sdist_directory: str, config_settings: dict[str, Any] | None = None) -> str:
    """Build the source archive, with the console's built files in it."""
    _build_console()
    name: str = maturin.build_sdist(sdist_directory, config_settings)
    return name


def _build_console() -> None:
    subprocess.run([str(ROOT / "tools/prepare"), "console-files"], check=True)
