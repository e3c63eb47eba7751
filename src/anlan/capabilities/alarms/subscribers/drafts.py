"""What somebody enters for a subscriber, and the checks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from anlan.capabilities.alarms.ports import place_number
from anlan.capabilities.alarms.subscribers.words import CATEGORIES, CONTACT_ROLES, PRINCIPLES
from anlan.foundation.errors import Invalid
from anlan.foundation.pinyin import spelled
from anlan.protocols.wording import Sentence

LENGTHS: Final = {
    "number": 32, "name": 128, "village": 64, "address": 255, "contract": 64, "note": 1000, "company": 32, "phone": 32, "verbal_password": 32,
    "duress_word": 32,
}  # fmt: skip
MOST_PLAN_STEPS: Final = 30
MOST_STEP: Final = 200
# Rows of one part of a subscriber.
MOST_ROWS: Final = 512
_PHONE = re.compile(r"\+?[0-9][0-9 \-]{2,30}")
_NUMBER = re.compile(r"[0-9A-Za-z\-]{1,32}")
_PLACE = re.compile(r"[0-9A-Za-z]{1,8}")
_WEEKDAYS = re.compile(r"[1-7]{1,7}")
_MINUTES_A_DAY = 1440
_PLACES = frozenset({"number", "partition", "zone"})
_REQUIRED = Sentence("必须填写", "is required")


@dataclass(frozen=True, slots=True)
class SubscriberDraft:
    """Premises to be put on record. ``verbal_password`` and ``duress_word`` empty: none was agreed."""

    number: str
    name: str
    category: str
    division: str
    village: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    company: str = ""
    contract: str = ""
    contract_from: date | None = None
    contract_until: date | None = None
    verbal_password: str = ""
    duress_word: str = ""
    confirmation_s: int | None = None
    plan: Sequence[str] = ()
    note: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """Somebody to call; the order of the list is the order of calling."""

    name: str
    phone: str
    role: str = "owner"
    holds_key: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartitionDraft:
    """A part armed by itself."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class ZoneDraft:
    """A detector or group of detectors."""

    number: str
    name: str
    partition: str = ""
    principle: str = "other"
    bypassed: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleDraft:
    """Times of opening and closing, minutes of the day; ``close_until`` may reach into the next day."""

    weekdays: str
    open_from: int
    open_until: int
    close_from: int
    close_until: int
    partition: str = ""


@dataclass(frozen=True, slots=True)
class CameraDraft:
    """A camera that sees the premises, or one zone of them; the first is shown first."""

    channel: str
    zone: str = ""


Part = ContactDraft | PartitionDraft | ZoneDraft | ScheduleDraft | CameraDraft


@dataclass(slots=True)
class Faults:
    """What is wrong, field by field."""

    fields: dict[str, Sentence] = field(default_factory=dict)

    def text(self, key: str, value: str, most: int, *, required: bool = False) -> None:
        """Note a text that is too long, empty although required, or has control characters."""
        if required and not value.strip():
            self.fields[key] = _REQUIRED
        elif len(value) > most or any(ord(letter) < 32 and letter != "\n" for letter in value):
            self.fields[key] = Sentence(
                f"至多 {most} 个字符，且不含控制字符", f"at most {most} characters, none of them control characters"
            )

    def choice(self, key: str, value: str, allowed: Collection[str]) -> None:
        """Note a value that is none of the allowed."""
        if value not in allowed:
            self.fields[key] = Sentence(f"须为下列之一：{'、'.join(allowed)}", f"must be one of {', '.join(allowed)}")

    def number(self, key: str, value: float, low: float, high: float) -> None:
        """Note a number out of its bounds."""
        if not low <= value <= high:
            self.fields[key] = Sentence(f"须在 {low} 与 {high} 之间", f"must be between {low} and {high}")

    def pattern(self, key: str, value: str, pattern: re.Pattern[str], sentence: Sentence) -> None:
        """Note a text of another form."""
        if not pattern.fullmatch(value):
            self.fields[key] = sentence

    def settle(self) -> None:
        """Raise ``Invalid`` where anything is wrong."""
        if self.fields:
            raise Invalid(
                "subscribers.invalid", Sentence("填写有误。", "Some fields are not valid."), fields=dict(self.fields)
            )


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from fields of a draft; what is absent is not checked. Raises ``Invalid`` naming every wrong field."""
    faults = Faults()
    for key in LENGTHS.keys() & values.keys():
        faults.text(key, values[key], LENGTHS[key], required=key in ("number", "name"))
    if "number" in values and "number" not in faults.fields:
        faults.pattern(
            "number", values["number"], _NUMBER, Sentence("只含字母、数字和连字符", "letters, digits and hyphens only")
        )
    if "category" in values:
        faults.choice("category", values["category"], CATEGORIES)
    if "division" in values and not re.fullmatch(r"(\d{2}){1,4}", values["division"]):
        faults.fields["division"] = Sentence("应为 2、4、6 或 8 位数字", "2, 4, 6 or 8 digits are expected")
    if values.get("confirmation_s") is not None:
        faults.number("confirmation_s", values["confirmation_s"], 60, 86_400)
    _check_place(faults, values)
    _check_plan(faults, values.get("plan", ()))
    since, until = values.get("contract_from"), values.get("contract_until")
    if since and until and until < since:
        faults.fields["contract_until"] = Sentence("不得早于起始日期", "must not be before the first day")
    faults.settle()
    columns = dict(values)
    if "plan" in columns:
        columns["plan"] = [step.strip() for step in columns["plan"] if step.strip()]
    if "name" in columns:
        full, initials = spelled(columns["name"])
        columns |= {"pinyin": full[:512], "initials": initials[:255]}
    return columns


def _check_place(faults: Faults, values: Mapping[str, Any]) -> None:
    for key, most in (("longitude", 180.0), ("latitude", 90.0)):
        if values.get(key) is not None:
            faults.number(key, values[key], -most, most)
    if "longitude" in values and (values["longitude"] is None) != (values.get("latitude") is None):
        faults.fields["longitude"] = Sentence("经度与纬度须同时填写", "longitude and latitude go together")


def _check_plan(faults: Faults, plan: Sequence[str]) -> None:
    if len(plan) > MOST_PLAN_STEPS:
        faults.fields["plan"] = Sentence(f"至多 {MOST_PLAN_STEPS} 步", f"at most {MOST_PLAN_STEPS} steps")
    for step in plan:
        faults.text("plan", step, MOST_STEP)


def checked_rows(rows: Sequence[Part]) -> list[dict[str, Any]]:
    """The rows of one part as columns. Raises ``Invalid`` naming row and field as ``rows.2.phone``."""
    faults = Faults()
    if len(rows) > MOST_ROWS:
        faults.fields["rows"] = Sentence(f"至多 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows")
        faults.settle()
    seen: set[str] = set()
    for position, row in enumerate(rows):
        own = Faults()
        _check_row(own, row)
        identity = row.channel if isinstance(row, CameraDraft) else place_number(getattr(row, "number", ""))
        if identity and identity in seen:
            own.fields["number"] = Sentence("重复", "is there twice")
        seen.add(identity)
        faults.fields |= {f"rows.{position}.{key}": sentence for key, sentence in own.fields.items()}
    faults.settle()
    # In the form in which signals tell them: a panel programmed with zone 001 reports zone 1.
    return [
        {key: place_number(value) if key in _PLACES and value else value for key, value in asdict(row).items()}
        for row in rows
    ]


def _check_row(faults: Faults, row: Part) -> None:
    place = Sentence("1 至 8 位字母或数字", "1 to 8 letters or digits")
    if isinstance(row, ContactDraft):
        faults.text("name", row.name, 64, required=True)
        faults.pattern("phone", row.phone, _PHONE, Sentence("应为电话号码", "a telephone number is expected"))
        faults.choice("role", row.role, CONTACT_ROLES)
        faults.text("note", row.note, 255)
    elif isinstance(row, PartitionDraft | ZoneDraft):
        faults.pattern("number", row.number, _PLACE, place)
        faults.text("name", row.name, 64, required=True)
        if isinstance(row, ZoneDraft):
            faults.choice("principle", row.principle, PRINCIPLES)
            if row.partition:
                faults.pattern("partition", row.partition, _PLACE, place)
    elif isinstance(row, CameraDraft):
        faults.pattern("channel", row.channel, re.compile(r"\d{20}"), Sentence("应为 20 位编码", "20 digits"))
    else:
        _check_schedule(faults, row)


def _check_schedule(faults: Faults, row: ScheduleDraft) -> None:
    days = Sentence("应为 1 至 7 的数字，每日一次", "digits 1 to 7, each once")
    faults.pattern("weekdays", row.weekdays, _WEEKDAYS, days)
    if len(set(row.weekdays)) != len(row.weekdays):
        faults.fields["weekdays"] = days
    times = (row.open_from, row.open_until, row.close_from, row.close_until)
    if not 0 <= times[0] <= times[1] <= times[2] <= times[3] <= 2 * _MINUTES_A_DAY or times[2] > _MINUTES_A_DAY:
        faults.fields["open_from"] = Sentence(
            "各时间须依次不早于前一项，撤防与布防起始时间在当日内",
            "each time must not be before the one ahead of it; opening and the beginning of closing lie in the day",
        )
