"""One kind of event, whatever protocol told it, and the classes in their order of priority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from anlan.protocols.wording import Sentence

AlarmClass = Literal[
    "hold_up", "fire", "confirmed_intrusion", "intrusion", "tamper", "fault", "open_close", "test", "information",
]  # fmt: skip

# Rank 0 is handled first.
ALARM_CLASSES: Final[tuple[AlarmClass, ...]] = get_args(AlarmClass)
CLASS_WORDS: Final[dict[AlarmClass, Sentence]] = {
    "hold_up": Sentence("紧急求助", "Hold-up"),
    "fire": Sentence("火警急救", "Fire, medical"),
    "confirmed_intrusion": Sentence("入侵（已确认）", "Intrusion, confirmed"),
    "intrusion": Sentence("入侵", "Intrusion"),
    "tamper": Sentence("防拆", "Tamper"),
    "fault": Sentence("故障", "Fault"),
    "open_close": Sentence("布撤防异常", "Opening, closing"),
    "test": Sentence("测试", "Test"),
    "information": Sentence("提示", "Information"),
}
# Reached by confirmation (a second zone or principle) and never told by a device.
CONFIRMED: Final[AlarmClass] = "confirmed_intrusion"


@dataclass(frozen=True, slots=True)
class EventKind:
    """What an event means. ``code`` is ours and stable; ``counts_as_detection``: a new one opens an alarm by itself."""

    code: str
    alarm_class: AlarmClass
    zh: str
    en: str
    counts_as_detection: bool

    @property
    def rank(self) -> int:
        """Place in the order of priority, 0 first."""
        return ALARM_CLASSES.index(self.alarm_class)

    @property
    def unknown_code(self) -> bool:
        """Whether the code stands in no table: somebody must look, so it waits among the tampers."""
        return self.code == UNKNOWN.code


UNKNOWN: Final = EventKind("unknown", "information", "未知代码", "Unknown code", counts_as_detection=False)
