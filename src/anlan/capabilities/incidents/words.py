"""Codes of the incident desk with their names."""

from __future__ import annotations

from typing import Final, Literal, get_args

from anlan.protocols.wording import Sentence

Kind = Literal[
    "fire", "traffic", "hazardous", "building", "utility", "flood", "geological", "weather", "health", "robbery", "violence", "crowd",
    "missing", "other",
]  # fmt: skip
Result = Literal["handled", "unfounded", "transferred", "merged", "other"]
UnitType = Literal["police", "fire", "medical", "guard", "village", "traffic", "utility", "volunteer", "store", "other"]
UnitState = Literal["ready", "tasked", "off"]
TaskState = Literal["sent", "accepted", "arrived", "done", "cancelled"]
StepState = Literal["open", "done", "skipped"]

# The four classes of the Emergency Response Law (突发事件应对法) in their everyday kinds.
KINDS: Final[dict[str, Sentence]] = {
    "fire": Sentence("火灾", "Fire"),
    "traffic": Sentence("交通事故", "Traffic accident"),
    "hazardous": Sentence("危险品泄漏", "Hazardous material"),
    "building": Sentence("建筑坍塌", "Collapse of a building"),
    "utility": Sentence("水电气热事故", "Water, power, gas or heat"),
    "flood": Sentence("洪涝", "Flood"),
    "geological": Sentence("地震与地质灾害", "Earthquake or landslide"),
    "weather": Sentence("极端天气", "Extreme weather"),
    "health": Sentence("公共卫生事件", "Public health"),
    "robbery": Sentence("抢劫盗窃", "Robbery or theft"),
    "violence": Sentence("暴力事件", "Violence"),
    "crowd": Sentence("人员聚集", "Crowd"),
    "missing": Sentence("人员走失", "Missing person"),
    "other": Sentence("其他", "Other"),
}
LEVELS: Final[dict[int, Sentence]] = {
    1: Sentence("Ⅰ级（特别重大）", "I (gravest)"),
    2: Sentence("Ⅱ级（重大）", "II (grave)"),
    3: Sentence("Ⅲ级（较大）", "III (serious)"),
    4: Sentence("Ⅳ级（一般）", "IV (ordinary)"),
}
RESULTS: Final[dict[str, Sentence]] = {
    "handled": Sentence("处置完毕", "Settled"),
    "unfounded": Sentence("经核实不属实", "Found not to be so"),
    "transferred": Sentence("移交其他部门", "Passed to another department"),
    "merged": Sentence("并入其他事件", "Part of another incident"),
    "other": Sentence("其他", "Other"),
}
SOURCES: Final[dict[str, Sentence]] = {
    "alarm": Sentence("警情转入", "From an alarm"),
    "hand": Sentence("人工立案", "By hand"),
    "report": Sentence("外部系统上报", "Reported by another system"),
}
STATES: Final[dict[str, Sentence]] = {
    "open": Sentence("处置中", "Open"),
    "closed": Sentence("已结案", "Closed"),
}
UNIT_TYPES: Final[dict[str, Sentence]] = {
    "police": Sentence("公安", "Police"),
    "fire": Sentence("消防救援", "Fire and rescue"),
    "medical": Sentence("医疗急救", "Medical"),
    "guard": Sentence("保安", "Guards"),
    "village": Sentence("村（社区）", "Village or community"),
    "traffic": Sentence("交通", "Traffic"),
    "utility": Sentence("水电气抢修", "Utilities"),
    "volunteer": Sentence("志愿者", "Volunteers"),
    "store": Sentence("物资", "Stores"),
    "other": Sentence("其他", "Other"),
}
UNIT_STATES: Final[dict[str, Sentence]] = {
    "ready": Sentence("待命", "Ready"),
    "tasked": Sentence("执行任务", "On a task"),
    "off": Sentence("不可用", "Not available"),
}
TASK_STATES: Final[dict[str, Sentence]] = {
    "sent": Sentence("已下达", "Sent"),
    "accepted": Sentence("已接受", "Accepted"),
    "arrived": Sentence("已到达", "Arrived"),
    "done": Sentence("已完成", "Done"),
    "cancelled": Sentence("已取消", "Cancelled"),
}
STEP_STATES: Final[dict[str, Sentence]] = {
    "open": Sentence("待办", "To do"),
    "done": Sentence("已完成", "Done"),
    "skipped": Sentence("不适用", "Skipped"),
}
ENTRY_KINDS: Final[dict[str, Sentence]] = {
    "opened": Sentence("立案", "Opened"),
    "changed": Sentence("变更", "Changed"),
    "level": Sentence("定级", "Level"),
    "commander": Sentence("指挥员", "Commander"),
    "note": Sentence("记录", "Remark"),
    "correction": Sentence("更正", "Correction"),
    "plan": Sentence("启动预案", "Plan set in motion"),
    "step": Sentence("预案步骤", "Step"),
    "task": Sentence("力量调派", "Task"),
    "participant": Sentence("协同单位", "Participant"),
    "camera": Sentence("关联视频", "Cameras"),
    "file": Sentence("附件", "File"),
    "reported_again": Sentence("续报", "Reported again"),
    "report": Sentence("导出报告", "Report given out"),
    "closed": Sentence("结案", "Closed"),
}

assert set(KINDS) == set(get_args(Kind)), "every kind has a name"
assert set(RESULTS) == set(get_args(Result)), "every result has a name"
assert set(UNIT_TYPES) == set(get_args(UnitType)), "every type has a name"
