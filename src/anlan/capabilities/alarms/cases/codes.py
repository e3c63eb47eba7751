"""Coded answers of the desk: results, causes of false alarms, ways of verifying, conditions for calling the police."""

from __future__ import annotations

from typing import Final, Literal, get_args

from anlan.protocols.wording import Sentence

Result = Literal[
    "true_crime", "true_fire", "true_other", "false_user", "false_equipment", "false_environment", "false_unknown", "test", "duplicate",
]  # fmt: skip
FalseCause = Literal["user", "equipment", "environment", "unknown"]
Method = Literal["video", "phone", "guard"]
Finding = Literal["confirmed", "false", "unreachable", "unclear"]
Verbal = Literal["yes", "no", "not_asked"]
HandKind = Literal["user", "division", "organisation"]

RESULTS: Final[dict[str, Sentence]] = {
    "true_crime": Sentence("真实警情：治安刑事", "True: crime"),
    "true_fire": Sentence("真实警情：火警", "True: fire"),
    "true_other": Sentence("真实警情：其他", "True: other"),
    "false_user": Sentence("误报：用户操作", "False: user"),
    "false_equipment": Sentence("误报：设备故障", "False: equipment"),
    "false_environment": Sentence("误报：环境因素", "False: environment"),
    "false_unknown": Sentence("误报：原因不明", "False: unknown"),
    "test": Sentence("测试", "Test"),
    "duplicate": Sentence("重复警情", "Duplicate"),
}
# After the regional practice for calling the police (Shanghai, 2010); a city lists its own ids in alarms.forward_conditions.
FORWARD_CONDITIONS: Final[dict[str, Sentence]] = {
    "confirmed_by_user": Sentence("经用户确认", "Confirmed by the user"),
    "user_unreachable": Sentence("紧急报警且联系不上用户", "Emergency and the user cannot be reached"),
    "two_zones": Sentence("相邻两个防区相继报警", "Two adjacent zones in succession"),
    "two_principles": Sentence("两种不同原理探测器报警", "Two detectors of different principle"),
    "confirmed_on_site": Sentence("保安或现场人员确认", "Confirmed by guards or staff on site"),
    "suspicious_on_video": Sentence("视频发现可疑人员", "Suspicious persons on video"),
    "emergency": Sentence("紧急报警并与 110 联动", "Emergency alarm linked with 110"),
}
FALSE_CAUSES: Final[dict[str, Sentence]] = {
    "user": Sentence("用户操作", "User"),
    "equipment": Sentence("设备故障", "Equipment"),
    "environment": Sentence("环境因素", "Environment"),
    "unknown": Sentence("原因不明", "Unknown"),
}
METHODS: Final[dict[str, Sentence]] = {
    "video": Sentence("视频复核", "Video"),
    "phone": Sentence("电话核实", "Telephone"),
    "guard": Sentence("保安核实", "Guard"),
}
FINDINGS: Final[dict[str, Sentence]] = {
    "confirmed": Sentence("属实", "Confirmed"),
    "false": Sentence("误报", "False"),
    "unreachable": Sentence("联系不上", "Not reached"),
    "unclear": Sentence("不能确定", "Unclear"),
}
assert set(RESULTS) == set(get_args(Result))
assert set(FALSE_CAUSES) == set(get_args(FalseCause))
assert set(METHODS) == set(get_args(Method))
assert set(FINDINGS) == set(get_args(Finding))


def named(codes: tuple[str, ...], words: dict[str, Sentence]) -> dict[str, Sentence]:
    """Each code with its words, in the order given; a city's own code is its own word."""
    return {code: words.get(code, Sentence(code, code)) for code in codes}
