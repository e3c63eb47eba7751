"""Options that several commands share, and how a command reads the configuration."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from anlan.foundation.config import ConfigError, Settings, load_settings

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="ANLAN_CONFIG", dir_okay=False,
        help="配置文件（TOML） · configuration file; variables `ANLAN_SECTION__KEY` win over it.",
    ),
]  # fmt: skip


def settings_or_exit(config: Path | None) -> Settings:
    """The settings in force; on faults print each in both languages and leave with status 2."""
    try:
        return load_settings(config, os.environ)
    except ConfigError as error:
        for zh, en in zip(error.lines("zh"), error.lines("en"), strict=True):
            print(f"配置有误 · {zh}\n            {en}", file=sys.stderr)
        raise typer.Exit(2) from None
