"""Alarms as JSON: rows, one case with all that belongs to it, clocks and board."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from anlan.api.directory import Choice
from anlan.api.page import Page
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.cases.machine import Action, State
from anlan.capabilities.alarms.vocabulary import AlarmClass


class KindView(BaseModel):
    """What was told, in the vocabulary."""

    code: str
    zh: str
    en: str


class SubscriberBrief(BaseModel):
    """Who is protected, as it stood when the alarm came."""

    id: str
    name: str
    category: str
    address: str


class ReceiverView(BaseModel):
    """Somebody to whom an alarm may be handed."""

    id: str
    name: str
    organisation: str


class ReceiversView(BaseModel):
    """People who may handle the alarm, and the organisations they belong to."""

    people: list[ReceiverView]
    organisations: list[PersonBrief]


class PersonBrief(BaseModel):
    """A person by id and name."""

    id: str
    name: str


class AlarmRow(BaseModel):
    """One case in a list."""

    id: str
    state: State
    alarm_class: AlarmClass
    rank: int = Field(description="Place in the queue, 0 first")
    kind: KindView
    original: str = Field(description="Code as the device sent it")
    division: str
    division_name: str
    subscriber: SubscriberBrief | None = Field(description="Null for an unknown source, a group, or by hand")
    source: str = Field(description="protocol|receiver|line|account")
    zone: str
    zone_name: str
    text: str
    received_utc: UtcTime
    last_signal_utc: UtcTime
    signals: int
    repeats: int
    group_size: int = Field(description="Faults gathered by storm control; 0 where it is no group")
    home: str = Field(description="Platform that received it; empty text for this one")
    writer: str = Field(description="Platform whose desk acts; empty text for this one, else it is read-only here")
    handed_kind: str | None = Field(description="user, division, organisation or platform")
    group_alarm: str | None = Field(description="The group that took it in")
    claimed_by: PersonBrief | None
    claimed_utc: UtcTime | None
    handed_to: str | None = Field(description="Id of who is asked to take over; null unless under way")
    deadline_utc: UtcTime = Field(description="The first point of the class's clock")
    escalated: bool
    confirmed_by: str | None
    version: int
    longitude: float | None
    latitude: float | None
    closed_utc: UtcTime | None
    result: str | None


class AlarmPageView(Page[AlarmRow]):
    """A page of cases, with the whole list counted by class."""

    by_class: dict[str, int]


class AlarmStepView(BaseModel):
    """One step of a case."""

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    at_utc: UtcTime
    actor: str
    actor_kind: str
    actor_name: str
    organisation: str
    platform: str = Field(description="Platform whose desk acted; empty text for this one")
    action: str
    from_state: str
    to_state: str
    facts: dict[str, Any]
    longitude: float | None
    latitude: float | None


class AlarmSignalView(BaseModel):
    """One signal as it was received."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    source: str
    known: bool
    subscriber: str | None
    division: str
    kind: str
    alarm_class: str
    original: str
    qualifier: str
    partition: str
    zone: str
    user: str
    text: str
    occurred_utc: UtcTime | None
    received_utc: UtcTime
    path: str
    encrypted: bool
    raw: str
    outcome: str
    alarm: str | None


class TalkDownView(BaseModel):
    """Whether one can speak to who stands before a camera."""

    model_config = ConfigDict(from_attributes=True)

    available: bool
    channel: str | None = Field(description="The audio output that would speak; null where there is none")
    zh: str | None = Field(description="Why not; null where it can be done")
    en: str | None


class CameraView(BaseModel):
    """A linked camera."""

    channel: str
    name: str
    status: str
    talk_down: TalkDownView


class ContactView(BaseModel):
    """A person to call, in call order."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    phone: str
    role: str


class PlanStepView(BaseModel):
    """A step of the response plan."""

    model_config = ConfigDict(from_attributes=True)

    step: int
    text: str


class PreviousView(BaseModel):
    """An earlier case of the same subscriber."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    received_utc: UtcTime
    result: str | None


class EvidenceView(BaseModel):
    """A picture, clip or photo of a case."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str = Field(description="picture or clip of a camera, photo of a person on the spot")
    state: str = Field(description="wanted, kept or failed")
    channel: str | None = Field(description="The camera; null for a photo")
    begin_utc: UtcTime
    end_utc: UtcTime
    due_utc: UtcTime = Field(description="While wanted: when it is asked for next")
    tries: int
    content_type: str | None
    size_bytes: int | None
    sha256: str | None = Field(description="Of the content, hexadecimal")
    reason_zh: str | None = Field(description="Why it could not be had, the last time")
    reason_en: str | None
    settled_utc: UtcTime | None
    actor_name: str
    organisation: str
    text: str
    longitude: float | None
    latitude: float | None


class AlarmDetailView(AlarmRow):
    """One case with what an operator needs beside it."""

    steps: list[AlarmStepView]
    signal_list: list[AlarmSignalView] = Field(description="The newest first")
    cameras: list[CameraView]
    contacts: list[ContactView]
    plan: list[PlanStepView]
    evidence: list[EvidenceView] = Field(description="Oldest first; also what could not be had, with the reason")
    previous: list[PreviousView]
    false_alarms_12_months: int
    actions: list[Action] = Field(description="What one may do with it now")


class GoalsView(BaseModel):
    """The points of EN 50518."""

    model_config = ConfigDict(from_attributes=True)

    first_s: int
    first_percent: float
    second_s: int
    second_percent: float


class ClassClockView(BaseModel):
    """Response times of one class."""

    model_config = ConfigDict(from_attributes=True)

    alarm_class: AlarmClass
    count: int = Field(description="Taken, and still waiting beyond the second point")
    within_first_percent: float | None
    within_second_percent: float | None
    p50_s: int | None
    p95_s: int | None
    goals: GoalsView


class MonthClocksView(BaseModel):
    """One month, or the whole span."""

    model_config = ConfigDict(from_attributes=True)

    month: str = Field(description="2026-11; empty text for the whole span")
    classes: list[ClassClockView]


class OperatorView(BaseModel):
    """Somebody with open cases in hand."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    open: int


class BoardView(BaseModel):
    """What is open now."""

    model_config = ConfigDict(from_attributes=True)

    by_class: dict[str, int]
    by_state: dict[str, int]
    by_division: dict[str, int]
    oldest_waiting_utc: UtcTime | None
    operators: list[OperatorView]
    clocks: list[ClassClockView]


class AlarmWords(BaseModel):
    """The coded values of the desk, each list in the order in which it is to be shown."""

    classes: list[Choice] = Field(description="The most urgent first")
    results: list[Choice]
    false_causes: list[Choice]
    methods: list[Choice]
    findings: list[Choice]
    forward_conditions: list[Choice] = Field(description="Those in force; a city's own are shown by their ids")
