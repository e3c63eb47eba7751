"""What somebody enters for a device, platform or rule, and the checks all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.capabilities.directory.lifecycle import LIFE_CYCLES
from anlan.capabilities.directory.places import division_of_civil_code, division_of_code
from anlan.foundation.errors import Invalid
from anlan.foundation.pinyin import spelled
from anlan.protocols.gbcode import Edition, GbCode, GbCodeError
from anlan.protocols.wording import Sentence

CHOICES: dict[str, tuple[str, ...]] = {
    "edition": ("2016", "2022"),
    "charset": ("GB2312", "GB18030", "UTF-8"),
    "transport": ("udp", "tcp"),
    "media_transport": ("udp", "tcp_passive", "tcp_active"),
    "role": ("upper", "lower", "peer"),
    "direction": ("in", "out"),
    "level": ("city", "county", "township", "other"),
    "life_cycle": tuple(LIFE_CYCLES),
}
BOUNDS: dict[str, tuple[int, int]] = {
    "keepalive_interval_s": (5, 3600),
    "keepalive_misses": (1, 100),
    "port": (0, 65_535),
    "register_expires_s": (60, 86_400),
    "max_devices": (1, 100_000),
}
LENGTHS = {"name": 255, "password": 128, "host": 255, "username": 64, "domain": 64, "owner_organisation": 36}


@dataclass(frozen=True, slots=True)
class DeviceDraft:
    """A device to be put on record."""

    code: str
    name: str
    division: str = ""  # from the code where empty
    password: str = ""
    edition: str = "2022"
    charset: str = "GB18030"
    transport: str = "udp"
    media_transport: str = "udp"
    check_ssrc: bool = True
    any_source: bool = False
    keepalive_interval_s: int = 60
    keepalive_misses: int = 3
    enabled: bool = True
    life_cycle: str = "active"
    owner_organisation: str = ""


@dataclass(frozen=True, slots=True)
class PlatformDraft:
    """A platform to be put on record. ``direction`` counts for peers; an upper is one we register with, a lower registers with us."""

    code: str
    name: str
    role: str
    direction: str = "in"
    level: str = "other"
    division: str = ""  # from the code where empty
    password: str = ""
    username: str = ""
    domain: str = ""
    host: str = ""
    port: int = 0
    edition: str = "2022"
    charset: str = "GB18030"
    transport: str = "udp"
    media_transport: str = "udp"
    check_ssrc: bool = True
    any_source: bool = False
    keepalive_interval_s: int = 60
    keepalive_misses: int = 3
    register_expires_s: int = 3600
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A registration rule to be made."""

    name: str
    code_prefix: str
    password: str
    type_codes: tuple[str, ...] = ()
    division: str = ""
    edition: str = "2022"
    media_transport: str = "udp"
    max_devices: int = 1000
    enabled: bool = True


def check_values(values: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` naming every field that is out of its bounds."""
    wrong: dict[str, Sentence] = {}
    for key, value in values.items():
        if key in CHOICES and value not in CHOICES[key]:
            allowed = "、".join(CHOICES[key])
            wrong[key] = Sentence(f"须为下列之一：{allowed}", f"must be one of {', '.join(CHOICES[key])}")
        elif key in BOUNDS and not BOUNDS[key][0] <= value <= BOUNDS[key][1]:
            low, high = BOUNDS[key]
            wrong[key] = Sentence(f"须在 {low} 与 {high} 之间", f"must be between {low} and {high}")
        elif key in LENGTHS and (len(value) > LENGTHS[key] or _has_control(value)):
            wrong[key] = Sentence(
                f"至多 {LENGTHS[key]} 个字符，且不含控制字符",
                f"at most {LENGTHS[key]} characters, none of them control characters",
            )
        elif key == "name" and not value.strip():
            wrong[key] = Sentence("必须填写", "is required")
    if wrong:
        raise Invalid("directory.invalid", Sentence("填写有误。", "Some fields are not valid."), fields=wrong)


def _has_control(text: str) -> bool:
    return any(ord(character) < 32 or ord(character) == 127 for character in text)


def check_code(code: str, edition: str) -> GbCode:
    """A code that somebody enters must keep every rule; raises ``Invalid`` with the one it breaks."""
    try:
        return GbCode.parse(code, Edition(edition) if edition in CHOICES["edition"] else Edition.GB2022)
    except GbCodeError as error:
        raise Invalid("directory.code", error.sentence, fields={"code": error.sentence}) from None


def checked_division(division: str, code: str) -> str:
    """The trimmed division; from the code where none is given. Raises ``Invalid``."""
    found = division_of_civil_code(division) if division else division_of_code(code)
    if found is None:
        sentence = Sentence("行政区划编码应为 2、4、6 或 8 位数字。", "A division code has 2, 4, 6 or 8 digits.")
        raise Invalid("directory.division", sentence, fields={"division": sentence})
    return found


def named(name: str) -> dict[str, str]:
    """The columns that follow from a name."""
    full, initials = spelled(name)
    return {"name": name, "pinyin": full[:512], "initials": initials[:255]}
