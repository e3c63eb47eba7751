"""The alarm centre made from the configuration."""

from __future__ import annotations

from anlan.capabilities.alarms.cases.timekeeper import TimeRules
from anlan.capabilities.alarms.intake.judge import IntakeRules
from anlan.capabilities.alarms.service import AlarmRules
from anlan.foundation.config import Settings


def alarm_rules(settings: Settings) -> AlarmRules:
    """The section ``[alarms]`` as the capability takes it."""
    own = settings.alarms
    return AlarmRules(
        own_division=settings.platform.division,
        intake=IntakeRules(own.merge_s, own.confirmation_s, own.storm_count, own.storm_s),
        time=TimeRules(own.ageing_s, own.escalate_urgent_s, own.escalate_other_s, own.claim_s, own.archive_days),
        repeat_s=own.repeat_s,
        max_waiting=own.max_waiting,
        forward_conditions=own.forward_conditions,
    )
