"""The alarm centre made from the configuration."""

from __future__ import annotations

from pathlib import Path

from anlan.capabilities.alarms.cases.timekeeper import TimeRules
from anlan.capabilities.alarms.intake.judge import IntakeRules
from anlan.capabilities.alarms.messages.kept import KeptMessages
from anlan.capabilities.alarms.messages.reception import MessageReception, MessageRules
from anlan.capabilities.alarms.ports import AccountDirectory
from anlan.capabilities.alarms.service import AlarmRules, AlarmService
from anlan.capabilities.alarms.vocabulary import Vocabulary, VocabularyError, load_vocabulary
from anlan.foundation.clock import Clock
from anlan.foundation.config import ConfigError, ConfigFault, Settings
from anlan.foundation.database import Database
from anlan.protocols.wording import Sentence


def message_reception(
    settings: Settings, database: Database, clock: Clock, alarms: AlarmService, accounts: AccountDirectory, vocabulary: Vocabulary
) -> MessageReception:  # fmt: skip
    """Where signed messages of devices are taken, whatever brings them."""
    rules = MessageRules(settings.mqtt.late_s, settings.alarms.device_documents_per_minute)
    return MessageReception(
        intake=alarms.intake, accounts=accounts, vocabulary=vocabulary, kept=KeptMessages(database), clock=clock, rules=rules
    )  # fmt: skip


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


def vocabulary_of(settings: Settings) -> Vocabulary:
    """Our tables of alarm codes, with the city's own over them where the configuration names one. Raises ``ConfigError``."""
    path = settings.alarms.vocabulary_file
    try:
        return load_vocabulary(Path(path) if path else None)
    except VocabularyError as error:
        allowed = Sentence("见文档中的报警代码表一节", "see the documentation on alarm codes")
        raise ConfigError(
            [ConfigFault("alarms.vocabulary_file", path, allowed, fault, path) for fault in error.faults]
        ) from None
