"""The reference page of the configuration, written from the model."""

from __future__ import annotations

from anlan.foundation.config.option import Option
from anlan.foundation.config.rendering import toml_value
from anlan.foundation.config.settings import options, sections


def configuration_reference() -> str:
    """Markdown: a table per section with key, default, allowed values and meaning in both languages."""
    lines = [
        "# Configuration 配置",
        "",
        "One TOML file, given by `anlan serve --config`, and environment variables on top: `ANLAN_SECTION__KEY`, lists separated by",
        "commas. `anlan serve --print-config` shows what is in force, secrets masked. A wrong value stops the start with its key, its",
        "value and what is allowed.",
    ]
    top = [option for option in options() if not option.section]
    lines += ["", "## Top level", "", *_table(top)]
    for name, model in sections().items():
        rows = [option for option in options() if option.section == name]
        lines += ["", f"## `[{name}]`", "", str(model.__doc__), "", *_table(rows)]
    return "\n".join(lines) + "\n"


def _table(rows: list[Option]) -> list[str]:
    lines = ["| key | default | allowed | meaning |", "|---|---|---|---|"]
    for option in rows:
        default = "required" if option.required else f"`{toml_value(option.default)}`"
        allowed = option.allowed.en.replace("|", "\\|")
        lines.append(f"| `{option.name}` | {default} | {allowed} | {option.sentence.en}<br>{option.sentence.zh} |")
    return lines
