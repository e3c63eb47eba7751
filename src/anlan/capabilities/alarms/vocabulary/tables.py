"""Reading the tables, ours and a city's, and saying at once everything that is wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from anlan.capabilities.alarms.vocabulary.kind import ALARM_CLASSES, CONFIRMED, UNKNOWN, EventKind
from anlan.protocols.wording import Sentence

TableName = Literal["contact_id", "sia", "gb28181"]
Number = Literal["zone", "user", "area", "none"]

MAX_FILE_BYTES: Final = 262_144
_MAX_NAME = 40
_QUIET = frozenset({"open_close", "test", "information"})
_KIND_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
# What a code of each table looks like, and how that is said.
_CODES: Final[dict[TableName, tuple[re.Pattern[str], Sentence]]] = {
    "contact_id": (re.compile(r"[0-9A-F]{3}"), Sentence("三位数字", "three digits")),
    "sia": (re.compile(r"[A-Z]{2}"), Sentence("两位大写字母", "two capital letters")),
    "gb28181": (
        re.compile(r"[0-9]{1,2}(/[0-9]{1,2})?"),
        Sentence("报警方式，或“报警方式/报警类型”", "a method, or method/type"),
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table. ``restored_kind``: what the end of it is called; ``is_restore``: the code itself tells an end."""

    kind: str
    restored_kind: str
    is_restore: bool
    number: Number


@dataclass(slots=True)
class Tables:
    """All kinds by code, and each table's rows."""

    kinds: dict[str, EventKind]
    rows: dict[TableName, dict[str, Entry]]


class VocabularyError(ValueError):
    """A table cannot be used; ``faults`` names file, key and value of everything that is wrong."""

    def __init__(self, faults: list[Sentence]) -> None:
        super().__init__("\n".join(fault.en for fault in faults))
        self.faults = faults


def read_file(path: Path) -> dict[str, Any]:
    """The file as TOML. Raises ``VocabularyError``."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise VocabularyError(
                [Sentence(f"{path}：超过 {MAX_FILE_BYTES} 字节", f"{path}: more than {MAX_FILE_BYTES} bytes")]
            )
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        fault = Sentence(f"{path}：无法读取：{error.strerror}", f"{path}: cannot be read: {error.strerror}")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = Sentence(f"{path}：不是有效的 TOML：{error}", f"{path}: not TOML: {error}")
    raise VocabularyError([fault])


def add(tables: Tables, data: dict[str, Any], source: str) -> None:
    """Add a file's kinds and rows to the tables, a later one over an earlier. Raises ``VocabularyError`` and changes nothing then."""
    faults: list[Sentence] = []

    def fault(key: str, value: object, zh: str, en: str) -> None:
        told = repr(value)[:80]
        faults.append(
            Sentence(
                f"{source}：{key} = {told} 不可用；允许：{zh}",
                f"{source}: {key} = {told} is not allowed; allowed: {en}",
            )
        )

    known = ("kinds", *_CODES)
    for key in data.keys() - set(known):
        fault(key, data[key], "、".join(known), ", ".join(known))
    kinds = _kinds(_section(data, "kinds", fault), fault)
    all_kinds = tables.kinds | kinds
    rows = {
        table: {
            code: entry
            for code, value in _section(data, table, fault).items()
            if (entry := _entry(table, code, value, all_kinds, fault)) is not None
        }
        for table in get_args(TableName)
    }
    if faults:
        raise VocabularyError(faults)
    tables.kinds = all_kinds
    for table, added in rows.items():
        tables.rows[table] |= added


_Fault = Callable[[str, object, str, str], None]


def _section(data: dict[str, Any], name: str, fault: _Fault) -> dict[str, Any]:
    section = data.get(name, {})
    if isinstance(section, dict):
        return section
    fault(name, section, f"表 [{name}]", f"a table [{name}]")
    return {}


def _kinds(section: dict[str, Any], fault: _Fault) -> dict[str, EventKind]:
    kinds = {}
    for code, value in section.items():
        key = f"kinds.{code}"
        if _KIND_CODE.fullmatch(code) is None or code == UNKNOWN.code:
            fault(key, code, "小写字母、数字和下划线", "lower-case letters, digits and underscores")
        elif not isinstance(value, dict):
            fault(key, value, "{ class, zh, en }", "{ class, zh, en }")
        elif (kind := _kind(key, code, value, fault)) is not None:
            kinds[code] = kind
    return kinds


def _kind(key: str, code: str, value: dict[str, Any], fault: _Fault) -> EventKind | None:
    allowed = [name for name in ALARM_CLASSES if name != CONFIRMED]
    right = True
    alarm_class: Any = value.get("class")
    if alarm_class not in allowed:
        fault(f"{key}.class", alarm_class, " | ".join(allowed), " | ".join(allowed))
        right = False
    for name in ("zh", "en"):
        text = value.get(name)
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= _MAX_NAME:
            fault(f"{key}.{name}", text, f"1—{_MAX_NAME} 个字符", f"1–{_MAX_NAME} characters")
            right = False
    detection = value.get("detection", alarm_class not in _QUIET)
    if not isinstance(detection, bool):
        fault(f"{key}.detection", detection, "true | false", "true | false")
        right = False
    for name in value.keys() - {"class", "zh", "en", "detection"}:
        fault(f"{key}.{name}", value[name], "class、zh、en、detection", "class, zh, en, detection")
        right = False
    if not right:
        return None
    return EventKind(code, alarm_class, value["zh"].strip(), value["en"].strip(), counts_as_detection=detection)


def _entry(table: TableName, code: str, value: Any, kinds: dict[str, EventKind], fault: _Fault) -> Entry | None:
    key = f"{table}.{code}"
    pattern, shape = _CODES[table]
    if pattern.fullmatch(code) is None:
        fault(key, code, shape.zh, shape.en)
        return None
    facts: dict[str, Any] | Any = {"kind": value} if isinstance(value, str) else value
    if not isinstance(facts, dict):
        fault(key, value, "种类代码，或 { kind, … }", "a kind's code, or { kind, … }")
        return None
    choices: dict[str, tuple[str, ...]] = {"number": get_args(Number), "qualifier": ("new", "restore")}
    right = True
    for name in facts.keys() - {"kind", "restore", *choices}:
        fault(f"{key}.{name}", facts[name], "kind、restore、qualifier、number", "kind, restore, qualifier, number")
        right = False
    for name, allowed in choices.items():
        if name in facts and facts[name] not in allowed:
            fault(f"{key}.{name}", facts[name], " | ".join(allowed), " | ".join(allowed))
            right = False
    for name in ("kind", "restore"):
        if (name == "kind" or name in facts) and (not isinstance(facts.get(name), str) or facts[name] not in kinds):
            fault(f"{key}.{name}", facts.get(name), "[kinds] 中已有的种类代码", "a code that stands in [kinds]")
            right = False
    if not right:
        return None
    kind: str = facts["kind"]
    restore: str = facts.get("restore", kind)
    return Entry(kind, restore, facts.get("qualifier") == "restore", facts.get("number", "zone"))
