"""Alarms: the notification, its answer, and which of them a subscriber asks for (GB/T 28181-2022 §9.4, annex A.2.4.6, A.2.5.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp.charset import Charset
from anlan.protocols.manscdp.device import expect
from anlan.protocols.manscdp.document import Document, Element, child_text
from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.manscdp.reading import read_decimal, read_integer, settle_position
from anlan.protocols.manscdp.times import format_time, parse_time
from anlan.protocols.manscdp.writing import envelope, tag, tags

# AlarmMethod: telephone, device, short message, position, video, device fault, other.
METHODS: Final = range(1, 8)
# AlarmPriority: 1 is the highest.
PRIORITIES: Final = range(1, 5)
DEVICE_METHOD: Final = 2
VIDEO_METHOD: Final = 5
# "Picture covered" is the only type that the edition of 2022 has added.
_NEWEST_TYPE_2016: Final = 12
_MAX_DESCRIPTION = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm of a device. ``method`` and ``priority`` are None where the sender told none that is defined.

    ``event_type``: 1 enters the area, 2 leaves it. Position in WGS-84 degrees, both or neither.
    """

    sn: int
    device_id: str
    priority: int | None = None
    method: int | None = None
    time_utc: datetime | None = None
    description: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    alarm_type: int | None = None
    event_type: int | None = None
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmQuery:
    """Which alarms are subscribed to. No bound of time is None; no methods mean all; priorities 0 mean all."""

    sn: int
    device_id: str
    start_priority: int = 0
    end_priority: int = 0
    methods: frozenset[int] = frozenset()
    alarm_type: int | None = None
    start_utc: datetime | None = None
    end_utc: datetime | None = None
    violations: tuple[str, ...] = ()

    def wants(self, alarm: Alarm) -> bool:
        """Whether the subscriber asked for such an alarm. What an alarm does not tell, it is not left out for."""
        if alarm.priority is not None:
            if self.start_priority and alarm.priority < self.start_priority:
                return False
            if self.end_priority and alarm.priority > self.end_priority:
                return False
        if alarm.method is not None and self.methods and alarm.method not in self.methods:
            return False
        if self.alarm_type is not None and alarm.alarm_type is not None and alarm.alarm_type != self.alarm_type:
            return False
        if alarm.time_utc is None:
            return True
        return (self.start_utc is None or alarm.time_utc >= self.start_utc) and (
            self.end_utc is None or alarm.time_utc <= self.end_utc
        )


def alarm_notify(alarm: Alarm, edition: Edition = Edition.GB2022, charset: Charset = Charset.GB2312) -> bytes:
    """Tell an alarm. A type that the edition does not know is left out."""
    inner = tags(
        (
            ("AlarmPriority", alarm.priority),
            ("AlarmMethod", alarm.method),
            ("AlarmTime", format_time(alarm.time_utc) if alarm.time_utc else None),
            ("AlarmDescription", alarm.description),
            ("Longitude", alarm.longitude),
            ("Latitude", alarm.latitude),
        )
    )
    known = edition is Edition.GB2022 or alarm.method != VIDEO_METHOD or (alarm.alarm_type or 0) <= _NEWEST_TYPE_2016
    info = tag("AlarmType", alarm.alarm_type) if known else ""
    if alarm.event_type is not None and info:
        info += f"<AlarmTypeParam>\r\n{tag('EventType', alarm.event_type)}</AlarmTypeParam>\r\n"
    return envelope(
        "Notify", "Alarm", alarm.sn, alarm.device_id, inner + (f"<Info>\r\n{info}</Info>\r\n" if info else ""), charset
    )


def parse_alarm(document: Document) -> Alarm:
    """Raises ``ManscdpError`` where it is none. What is missing or wrong in it is named; an alarm is not refused for it."""
    # In NOTIFY some write it as a Response, as they do with catalogs.
    expect(replace(document, kind="Notify") if document.kind == "Response" else document, "Notify", "Alarm")
    root = document.root
    violations = list(document.violations)
    method = _within(child_text(root, "AlarmMethod"), METHODS, "alarm_method_invalid", violations)
    priority = _within(child_text(root, "AlarmPriority"), PRIORITIES, "alarm_priority_invalid", violations)
    written = child_text(root, "AlarmTime")
    if not written:
        violations.append("alarm_time_missing")
    position: dict[str, Any] = {}
    for name, wire in (("longitude", "Longitude"), ("latitude", "Latitude")):
        degrees = read_decimal(child_text(root, wire) or "")
        if degrees is not None:
            position[name] = degrees
    settle_position(position, violations)
    # 2016 prints AlarmType beside Info, 2022 in it.
    info = _child(root, "Info")
    place = info if info is not None else root
    parameter = _child(place, "AlarmTypeParam")
    return Alarm(
        sn=document.sn,
        device_id=document.device_id,
        priority=priority,
        method=method,
        time_utc=_time(written, violations),
        description=(child_text(root, "AlarmDescription") or "")[:_MAX_DESCRIPTION] or None,
        alarm_type=_small(child_text(place, "AlarmType") or child_text(root, "AlarmType")),
        event_type=_small(child_text(parameter, "EventType")) if parameter is not None else None,
        violations=tuple(dict.fromkeys(violations)),
        **position,
    )


def alarm_query(query: AlarmQuery, edition: Edition = Edition.GB2022, charset: Charset = Charset.GB2312) -> bytes:
    """The body of a SUBSCRIBE for alarms (annex A.2.4.6)."""
    # 2016 prints the methods one after the other ("12"), 2022 with strokes ("1/2").
    joined = ("/" if edition is Edition.GB2022 else "").join(str(method) for method in sorted(query.methods))
    inner = tags(
        (
            ("StartAlarmPriority", query.start_priority),
            ("EndAlarmPriority", query.end_priority),
            ("AlarmMethod", joined or "0"),
            ("AlarmType", query.alarm_type),
            ("StartAlarmTime", format_time(query.start_utc) if query.start_utc else None),
            ("EndAlarmTime", format_time(query.end_utc) if query.end_utc else None),
        )
    )
    return envelope("Query", "Alarm", query.sn, query.device_id, inner, charset)


def parse_alarm_query(document: Document) -> AlarmQuery:
    """Raises ``ManscdpError`` where it is none. What cannot be read narrows nothing: more is told rather than less."""
    expect(document, "Query", "Alarm")
    violations = list(document.violations)
    texts = {
        name: child_text(document.root, name)
        for name in ("StartAlarmPriority", "EndAlarmPriority", "StartAlarmTime", "StartTime", "EndAlarmTime", "EndTime")
    }
    priorities = [
        _within(texts[name] or "0", range(5), "alarm_priority_invalid", violations) or 0
        for name in ("StartAlarmPriority", "EndAlarmPriority")
    ]
    start = _time(texts["StartAlarmTime"] or texts["StartTime"], violations)
    end = _time(texts["EndAlarmTime"] or texts["EndTime"], violations)
    if start is not None and end is not None and end < start:
        violations.append("period_reversed")
        start = end = None
    return AlarmQuery(
        sn=document.sn,
        device_id=document.device_id,
        start_priority=priorities[0],
        end_priority=priorities[1],
        methods=methods_of(child_text(document.root, "AlarmMethod")),
        alarm_type=_small(child_text(document.root, "AlarmType")) or None,
        start_utc=start,
        end_utc=end,
        violations=tuple(dict.fromkeys(violations)),
    )


def methods_of(text: str | None) -> frozenset[int]:
    """Methods as either edition joins them ("1/2", "12"); empty where all are meant."""
    named = frozenset(int(letter) for letter in (text or "")[:32] if letter in "1234567")
    return frozenset() if "0" in (text or "") else named


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if str(child.tag).lower() == name.lower()), None)


def _within(text: str | None, allowed: range, violation: str, violations: list[str]) -> int | None:
    number = read_integer(text or "")
    if number is None or number not in allowed:
        violations.append(violation)
        return None
    return number


def _small(text: str | None) -> int | None:
    number = read_integer(text or "")
    return number if number is not None and 0 <= number <= 99 else None


def _time(text: str | None, violations: list[str]) -> datetime | None:
    if not text:
        return None
    try:
        return parse_time(text)
    except ManscdpError as error:
        violations.append(error.code)
        return None
