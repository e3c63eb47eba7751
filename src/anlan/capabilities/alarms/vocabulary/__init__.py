"""The vocabulary of alarms: which code of which protocol means what, as data that a city may extend."""

from anlan.capabilities.alarms.vocabulary.kind import ALARM_CLASSES, CONFIRMED, UNKNOWN, AlarmClass, EventKind

__all__ = ["ALARM_CLASSES", "CONFIRMED", "UNKNOWN", "AlarmClass", "EventKind"]
