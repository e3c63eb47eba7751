"""Tables of the alarm centre, by meaning."""

from anlan.capabilities.alarms.models.accounts import AlarmAccount
from anlan.capabilities.alarms.models.subscribers import (
    AlarmSubscriber,
    SubscriberCamera,
    SubscriberChange,
    SubscriberContact,
    SubscriberPartition,
    SubscriberSchedule,
    SubscriberZone,
)

__all__ = [
    "AlarmAccount",
    "AlarmSubscriber",
    "SubscriberCamera",
    "SubscriberChange",
    "SubscriberContact",
    "SubscriberPartition",
    "SubscriberSchedule",
    "SubscriberZone",
]
