"""Tables of the alarm centre, by meaning."""

from anlan.capabilities.alarms.models.accounts import AlarmAccount
from anlan.capabilities.alarms.models.buttons import AlarmButton
from anlan.capabilities.alarms.models.cases import Alarm, AlarmStep
from anlan.capabilities.alarms.models.evidence import AlarmEvidence
from anlan.capabilities.alarms.models.links import AlarmLink
from anlan.capabilities.alarms.models.marks import AlarmMark
from anlan.capabilities.alarms.models.signals import AlarmSignal
from anlan.capabilities.alarms.models.subscribers import (
    AlarmSubscriber,
    SubscriberCamera,
    SubscriberChange,
    SubscriberContact,
    SubscriberPartition,
    SubscriberSchedule,
    SubscriberZone,
)
from anlan.capabilities.alarms.models.suppressions import AlarmSuppression

__all__ = [
    "Alarm",
    "AlarmAccount",
    "AlarmButton",
    "AlarmEvidence",
    "AlarmLink",
    "AlarmMark",
    "AlarmSignal",
    "AlarmStep",
    "AlarmSubscriber",
    "AlarmSuppression",
    "SubscriberCamera",
    "SubscriberChange",
    "SubscriberContact",
    "SubscriberPartition",
    "SubscriberSchedule",
    "SubscriberZone",
]
