"""The configuration as TOML: the sample with every key explained, and what is in force with secrets masked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from anlan.foundation.config.option import Option
from anlan.foundation.config.settings import Settings, options, sections

MASK = "***"


def sample_toml() -> str:
    """A configuration file with every key, its meaning in both languages, its bounds, and its default commented out."""
    lines = [
        "# 安澜平台配置示例。每一项均可用环境变量覆盖，如 ANLAN_HTTP__PORT=9000。",
        "# Sample configuration of Anlan. Each key can be overridden by a variable, as in ANLAN_HTTP__PORT=9000.",
    ]
    current = None
    for option in options():
        if option.section != current:
            current = option.section
            if current:
                lines += ["", "", f"# {sections()[current].__doc__}", f"[{current}]"]
        lines += ["", f"# {option.sentence.zh}", f"# {option.sentence.en}"]
        if option.allowed.en:
            lines.append(f"# 允许 allowed: {option.allowed.en}")
        if option.required:
            lines.append(f"{option.name} = {toml_value(option.example)}")
        else:
            lines.append(f"# {option.name} = {toml_value(option.default)}")
    return "\n".join(lines) + "\n"


def masked(settings: Settings) -> str:
    """The configuration in force as TOML; secrets are replaced by ``***``."""
    lines: list[str] = []
    current = None
    for option in options():
        if option.section != current:
            current = option.section
            lines += ["", f"[{current}]"] if current else []
        holder = getattr(settings, option.section) if option.section else settings
        lines.append(f"{option.name} = {toml_value(_shown(option, getattr(holder, option.name)))}")
    return "\n".join(lines).lstrip("\n") + "\n"


def _shown(option: Option, value: Any) -> Any:
    if not option.secret or not value:
        return value
    if option.key == "database.url":
        url = make_url(value)
        # Drivers also take the password, or a file that holds it, as a parameter: none of them is shown.
        hidden = {name: MASK for name in url.query if "pass" in name.lower() or "secret" in name.lower()}
        return url.update_query_dict(hidden).render_as_string(hide_password=True)
    return MASK


def toml_value(value: Any) -> str:
    """A value in TOML's notation."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    text = value.as_posix() if isinstance(value, Path) else str(value)
    # JSON's escapes are TOML's too, once DEL is written out (toml.io/en/v1.0.0#string).
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
