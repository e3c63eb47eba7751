"""Tables of the alarm centre, by meaning."""

from anlan.capabilities.alarms.models.cases import Alarm, AlarmStep
from anlan.capabilities.alarms.models.links import AlarmLink
from anlan.capabilities.alarms.models.signals import AlarmSignal
from anlan.capabilities.alarms.models.suppressions import AlarmSuppression

__all__ = ["Alarm", "AlarmLink", "AlarmSignal", "AlarmStep", "AlarmSuppression"]
