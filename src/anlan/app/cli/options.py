"""Options that several commands share, and how a command reads the configuration."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from anlan.foundation.config import ConfigError, Settings, load_settings
from anlan.foundation.errors import DomainError

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


@contextmanager
def told_plainly() -> Iterator[None]:
    """What a command meets outside itself (no database, no right to a file, what does not exist) is a sentence and status 1."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DomainError as error:
        _tell(error.sentence.zh, error.sentence.en)
        if error.remedy is not None:
            print(f"    → {error.remedy.zh} · {error.remedy.en}", file=sys.stderr)
        raise typer.Exit(1) from None
    except OSError as error:
        _tell(f"系统返回错误：{error}", f"the system says: {error}")
        raise typer.Exit(1) from None
    except DBAPIError as error:
        # The driver's own words: the whole error would show statement and values.
        _tell(f"数据库出错：{error.orig}", f"the database says: {error.orig}")
        raise typer.Exit(1) from None


def _tell(zh: str, en: str) -> None:
    print(f"✗ {zh} · {en}", file=sys.stderr)
