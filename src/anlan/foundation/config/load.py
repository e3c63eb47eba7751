"""Reading the configuration: the file, then the environment on top; every fault is told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin

from pydantic import ValidationError

from anlan.foundation.config.option import Option
from anlan.foundation.config.settings import Settings, options, sections
from anlan.protocols.wording import Sentence

PREFIX = "ANLAN_"
# Variables that belong to other programs of ours (tests, bench) and are no settings.
FOREIGN_VARIABLES = ("ANLAN_REQUIRE_", "ANLAN_PEER_", "ANLAN_TEST_", "ANLAN_CONFIG")


@dataclass(frozen=True, slots=True)
class ConfigFault:
    """One thing that is wrong: the key, the value (*** where secret), what is allowed and where it came from."""

    key: str
    value: str
    allowed: Sentence
    sentence: Sentence
    source: str


class ConfigError(Exception):
    """The configuration cannot be used; ``faults`` names every reason."""

    def __init__(self, faults: list[ConfigFault]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{fault.source}: {fault.sentence.en}" for fault in faults))

    def lines(self, language: str = "zh") -> list[str]:
        """One line a fault, for the terminal."""
        return [
            f"{fault.source}: {fault.sentence.zh if language == 'zh' else fault.sentence.en}" for fault in self.faults
        ]


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Settings from an optional TOML file and ``ANLAN_SECTION__KEY`` variables, which win. Raises ``ConfigError``."""
    known = {option.key: option for option in options()}
    data = _read_file(path) if path is not None else {}
    sources: dict[str, str] = {}
    faults = _apply_environment(data, environ, known, sources)
    file_name = str(path) if path is not None else "default"
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        faults += [_fault(dict(detail), known, sources, file_name) for detail in error.errors(include_url=False)]
        raise ConfigError(faults) from None
    if faults:
        raise ConfigError(faults)
    return settings


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        sentence = Sentence(
            f"配置文件无法读取：{error.strerror}", f"the configuration file cannot be read: {error.strerror}"
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        sentence = Sentence(f"配置文件不是有效的 TOML：{error}", f"the configuration file is not TOML: {error}")
    raise ConfigError([ConfigFault("", "", Sentence("", ""), sentence, str(path))])


def _apply_environment(
    data: dict[str, Any], environ: Mapping[str, str], known: dict[str, Option], sources: dict[str, str]
) -> list[ConfigFault]:
    faults = []
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable.startswith(FOREIGN_VARIABLES):
            continue
        key = variable.removeprefix(PREFIX).lower().replace("__", ".", 1)
        option = known.get(key)
        if option is None:
            sentence = Sentence(f"没有名为 {key} 的配置项", f"there is no option {key}")
            faults.append(ConfigFault(key, "", Sentence("", ""), sentence, variable))
            continue
        sources[key] = variable
        value: Any = [part.strip() for part in text.split(",") if part.strip()] if _is_list(option) else text
        if option.section:
            part = data.setdefault(option.section, {})
            if isinstance(part, dict):
                part[option.name] = value
        else:
            data[option.name] = value
    return faults


def _is_list(option: Option) -> bool:
    field = (
        sections()[option.section].model_fields[option.name] if option.section else Settings.model_fields[option.name]
    )
    return get_origin(field.annotation) is tuple


def _fault(detail: dict[str, Any], known: dict[str, Option], sources: dict[str, str], file_name: str) -> ConfigFault:
    location = [str(part) for part in detail["loc"]]
    key = ".".join(location[:2])
    option = known.get(key) or known.get(location[0] if location else "")
    source = sources.get(key, file_name)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return ConfigFault(
            key, "", Sentence("", ""), Sentence(f"没有名为 {key} 的配置项", f"there is no option {key}"), source
        )
    if kind == "missing" and option is None:
        # A whole section is missing: name what is required in it.
        key = next((name for name, one in known.items() if one.section == key and one.required), key)
        option = known.get(key)
    allowed = option.allowed if option else Sentence("", "")
    if kind == "missing":
        sentence = Sentence(f"{key} 必须填写；允许：{allowed.zh}", f"{key} is required; allowed: {allowed.en}")
        return ConfigFault(key, "", allowed, sentence, source)
    value = "***" if option is not None and option.secret else repr(detail.get("input"))[:120]
    if allowed.en:
        sentence = Sentence(
            f"{key} = {value} 不可用；允许：{allowed.zh}", f"{key} = {value} is not allowed; allowed: {allowed.en}"
        )
    else:
        sentence = Sentence(
            f"{key} = {value} 不可用：{detail['msg']}", f"{key} = {value} is not allowed: {detail['msg']}"
        )
    return ConfigFault(key, value, allowed, sentence, source)
