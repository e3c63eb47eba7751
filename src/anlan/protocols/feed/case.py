"""A case as it travels: what it is now, and steps that the other side may not have."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=24)]
Code = Annotated[str, Meta(pattern=r"^[0-9]{20}$")]
Division = Annotated[str, Meta(pattern=r"^([0-9]{2}){1,4}$")]
Text12 = Annotated[str, Meta(max_length=12)]
Text20 = Annotated[str, Meta(max_length=20)]
Text32 = Annotated[str, Meta(max_length=32)]
Text64 = Annotated[str, Meta(max_length=64)]
Text128 = Annotated[str, Meta(max_length=128)]
Text255 = Annotated[str, Meta(max_length=255)]
Text500 = Annotated[str, Meta(max_length=500)]
Time = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
# A note has 2,000 characters; whatever a step was told fits many times.
MAX_FACTS_BYTES = 16_384
MAX_STEPS = 200


class StepBody(msgspec.Struct, frozen=True):
    """One step. ``platform``: code of the platform whose desk acted."""

    sequence: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    at_utc: Time
    platform: Code
    actor: Text64
    actor_kind: Annotated[str, Meta(max_length=16)]
    actor_name: Text255
    organisation: Text128
    action: Annotated[str, Meta(max_length=16)]
    from_state: Text12
    to_state: Text12
    facts: dict[str, Any]
    longitude: Longitude | None
    latitude: Latitude | None

    def __post_init__(self) -> None:
        if len(msgspec.json.encode(self.facts)) > MAX_FACTS_BYTES:
            raise ValueError(f"facts of a step are at most {MAX_FACTS_BYTES} bytes")


class CaseBody(msgspec.Struct, frozen=True):
    """A case; fields bear the names of the columns of ``alarms``. ``home`` and ``writer`` are platform codes.

    ``beyond``: the writer is who receives this, or is reached through it. ``step_list`` is a run without a gap; ``steps`` is the number of the newest step there is.
    """

    id: Id
    home: Code
    writer: Code
    beyond: bool
    state: Text12
    alarm_class: Text20
    rank: Annotated[int, Meta(ge=0, le=100)]
    aged: bool
    family: Annotated[str, Meta(max_length=80)]
    kind: Text64
    kind_zh: Text64
    kind_en: Text64
    original: Text32
    division: Division
    company: Text32
    subscriber: Text32 | None
    subscriber_name: Text128
    category: Text32
    address: Text255
    source: Annotated[str, Meta(max_length=96)]
    zone: Annotated[str, Meta(max_length=8)]
    zone_name: Text128
    text: Text500
    longitude: Longitude | None
    latitude: Latitude | None
    received_utc: Time
    last_signal_utc: Time
    signals: Count
    repeats: Count
    group_size: Count
    group_alarm: Annotated[str, Meta(max_length=24)] | None
    claimed_by: Text32 | None
    claimed_by_name: Text255
    claimed_utc: Time | None
    response_s: Count | None
    handed_kind: Text12 | None
    handed_to: Text32 | None
    last_step_utc: Time
    escalated_utc: Time | None
    confirmed_by: Text12 | None
    closed_by: Text32 | None
    closed_utc: Time | None
    result: Text20 | None
    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    steps: Count
    step_list: Annotated[tuple[StepBody, ...], Meta(max_length=MAX_STEPS)]

    def __post_init__(self) -> None:
        numbers = [step.sequence for step in self.step_list]
        if numbers and (numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[-1] > self.steps):
            raise ValueError("steps of a case are a run without a gap, none beyond the newest")
