"""The words of patrol rounds: states, findings and faults."""

from __future__ import annotations

from typing import Final, Literal

from anlan.protocols.wording import Sentence

RunState = Literal["due", "running", "done", "incomplete", "missed"]
LookState = Literal["waiting", "looked", "short", "no_picture"]
FindingKind = Literal["person", "fire", "device_fault", "other"]
FaultKind = Literal["blurred", "blocked", "moved", "no_picture", "other"]

RUN_STATES: Final[dict[RunState, Sentence]] = {
    "due": Sentence("待巡查", "Due"),
    "running": Sentence("巡查中", "Under way"),
    "done": Sentence("已完成", "Done"),
    "incomplete": Sentence("未完整", "Incomplete"),
    "missed": Sentence("漏巡", "Missed"),
}
FINDING_KINDS: Final[dict[FindingKind, Sentence]] = {
    "person": Sentence("人员异常", "Person"),
    "fire": Sentence("火情烟雾", "Fire or smoke"),
    "device_fault": Sentence("设备故障", "Device fault"),
    "other": Sentence("其他", "Other"),
}
FAULT_KINDS: Final[dict[FaultKind, Sentence]] = {
    "blurred": Sentence("画面模糊", "Blurred"),
    "blocked": Sentence("画面遮挡", "Blocked"),
    "moved": Sentence("位置偏移", "Moved"),
    "no_picture": Sentence("无画面", "No picture"),
    "other": Sentence("其他故障", "Other fault"),
}
