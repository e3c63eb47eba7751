"""Kinds of event that a receiver may ask for, and whether an event is among those asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from anlan.protocols.wording import Sentence

# What the form offers; any other kind or family of that shape is taken too.
OFFERED: Final[dict[str, Sentence]] = {
    "alarms.case": Sentence("警情：新增与处置进展", "Alarms: new ones and every step"),
    "alarms.link": Sentence("报警主机：失联与恢复", "Alarm panels: link lost and restored"),
    "alarms.evidence": Sentence("警情证据：入库与失败", "Evidence of alarms: kept or failed"),
    "alarms.*": Sentence("报警的全部事件", "Everything of the alarms"),
    "subscribers.*": Sentence("报警用户档案变更", "Alarm subscribers: records changed"),
    "directory.*": Sentence("目录：设备与通道的状态和档案", "Directory: states and records of devices and channels"),
    "live.*": Sentence("点播：尝试与码流", "Live video: attempts and streams"),
}
TEST: Final = "webhooks.test"
MAX_KINDS: Final = 50
_SHAPE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31}|\.\*)")


def is_kind(text: str) -> bool:
    """Whether it is a kind (``alarms.case``) or a family (``alarms.*``)."""
    return _SHAPE.fullmatch(text) is not None


def asked_for(kind: str, kinds: Sequence[str]) -> bool:
    """Whether a kind is among those asked for; [] asks for all."""
    return not kinds or any(kind == each or (each.endswith(".*") and kind.startswith(each[:-1])) for each in kinds)
