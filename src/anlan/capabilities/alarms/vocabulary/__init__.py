"""The vocabulary of alarms: which code of which protocol means what, as data that a city may extend."""

from anlan.capabilities.alarms.vocabulary.kind import (
    ALARM_CLASSES,
    CLASS_WORDS,
    CONFIRMED,
    UNKNOWN,
    AlarmClass,
    EventKind,
)
from anlan.capabilities.alarms.vocabulary.tables import Number, TableName, VocabularyError
from anlan.capabilities.alarms.vocabulary.vocabulary import Meaning, Vocabulary, load_vocabulary

__all__ = [
    "ALARM_CLASSES",
    "CLASS_WORDS",
    "CONFIRMED",
    "UNKNOWN",
    "AlarmClass",
    "EventKind",
    "Meaning",
    "Number",
    "TableName",
    "Vocabulary",
    "VocabularyError",
    "load_vocabulary",
]
