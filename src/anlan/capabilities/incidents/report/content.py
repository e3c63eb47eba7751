"""What a report says, section by section, the same whatever it is written as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from anlan.capabilities.incidents import words
from anlan.capabilities.incidents.models import IncidentEntry, IncidentFile, IncidentStep
from anlan.capabilities.incidents.reading import IncidentDetail
from anlan.capabilities.incidents.report.masking import masked_name, masked_phone, masked_text
from anlan.protocols.manscdp.times import BEIJING

NONE: Final = "无"
_LEFT_OUT: Final = frozenset({"report"})


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the report. ``widths``: shares of the page's width, one a column."""

    title: str
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what stands below it."""

    caption: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report. ``facts`` are pairs of name and value; ``masked`` says whether names and numbers are."""

    title: str
    number: str
    unit: str
    made: str
    masked: bool
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    pictures: Sequence[Picture] = field(default=())


def report_content(
    detail: IncidentDetail, entries: Sequence[IncidentEntry], pictures: Sequence[IncidentFile], *, unit: str, division: str,
    now_utc: datetime, masked: bool,
) -> ReportContent:  # fmt: skip
    """The report of an incident as its records stand. ``unit``: who gives it out; ``division``: name of where it lies."""
    known = _names(detail, entries)
    name: Callable[[str], str] = masked_name if masked else str
    phone: Callable[[str], str] = masked_phone if masked else str

    def text(said: str) -> str:
        return masked_text(said, known) if masked else said

    sections = [
        _timeline(entries, name, text),
        _steps(detail.steps, name, text),
        _tasks(detail, name, phone, text),
        _participants(detail, name),
        _cameras(detail),
    ]
    return ReportContent(
        title=detail.row.title, number=detail.row.number, unit=unit, made=local(now_utc), masked=masked,
        facts=_facts(detail, division, name, phone, text), sections=sections,
        pictures=[Picture(_caption(file, text), file.media_type, file.content) for file in pictures],
    )  # fmt: skip


def local(at_utc: datetime | None) -> str:
    """Local time as an official text has it; a dash for none."""
    return f"{at_utc.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}" if at_utc is not None else "—"


def _facts(
    detail: IncidentDetail, division: str, name: Callable[[str], str], phone: Callable[[str], str], text: Callable[[str], str]
) -> list[tuple[str, str]]:  # fmt: skip
    row = detail.row
    place = f"{row.longitude:.6f}，{row.latitude:.6f}（WGS-84）" if row.longitude is not None else NONE
    teller = " ".join(part for part in (name(row.reporter_name), phone(row.reporter_phone)) if part)
    source = words.SOURCES[row.source].zh + (f"（{row.source_system} {row.external_id}）" if row.source_system else "")
    took = _span((row.closed_utc - row.opened_utc).total_seconds()) if row.closed_utc else "处置中"
    late = sum(1 for step in detail.steps if _fate(step) in ("超时完成", "未完成"))
    return [
        ("事件编号", row.number),
        ("事件名称", text(row.title)),
        ("事件类别", words.KINDS[row.kind].zh),
        ("事件级别", words.LEVELS[row.level].zh),
        ("事发地点", " ".join(part for part in (division, text(row.place)) if part)),
        ("坐标与影响半径", f"{place}；{row.radius_m} 米"),
        ("来源", source),
        ("报告人", teller or NONE),
        ("立案", f"{local(row.opened_utc)}　{name(row.opened_by_name)}"),
        ("指挥员", name(row.commander_name) or NONE),
        ("启动预案", row.plan_name or NONE),
        ("预案步骤", f"共 {len(detail.steps)} 步，超时或未完成 {late} 步" if detail.steps else NONE),
        ("情况", text(row.description) or NONE),
        ("结案", f"{local(row.closed_utc)}　{name(row.closed_by_name)}" if row.closed_utc else "尚未结案"),
        ("历时", took),
        ("处置结果", f"{words.RESULTS[row.result].zh}：{text(row.result_text)}" if row.result else NONE),
    ]


def _timeline(
    entries: Sequence[IncidentEntry], name: Callable[[str], str], text: Callable[[str], str]
) -> Section:  # fmt: skip
    rows = []
    for entry in entries:
        if entry.kind in _LEFT_OUT:
            continue
        corrected = f"（更正第 {entry.corrects} 条）" if entry.corrects else ""
        kind = words.ENTRY_KINDS[entry.kind].zh
        rows.append(
            [str(entry.sequence), local(entry.at_utc), f"{entry.organisation} {name(entry.actor_name)}".strip(), kind, corrected + text(entry.text)]
        )  # fmt: skip
    return Section("处置经过", ("序号", "时间", "记录人", "事项", "内容"), (7, 19, 20, 11, 43), rows)


def _steps(steps: Sequence[IncidentStep], name: Callable[[str], str], text: Callable[[str], str]) -> Section:
    rows = [
        [str(step.position), step.title, step.duty or "—", local(step.due_utc), local(step.settled_utc),
         name(step.settled_by_name) or "—", _fate(step) + (f"：{text(step.note)}" if step.note else "")]
        for step in steps
    ]  # fmt: skip
    columns = ("序号", "步骤", "责任", "时限", "完成时间", "办理人", "结果")
    return Section("预案步骤", columns, (7, 23, 10, 16, 16, 13, 15), rows)


def _fate(step: IncidentStep) -> str:
    if step.state == "open" or step.settled_utc is None:
        return "未完成"
    if step.state == "skipped":
        return "不适用"
    return "按时完成" if step.settled_utc <= step.due_utc else "超时完成"


def _tasks(
    detail: IncidentDetail, name: Callable[[str], str], phone: Callable[[str], str], text: Callable[[str], str]
) -> Section:  # fmt: skip
    rows = []
    for task in detail.tasks:
        unit = detail.units.get(task.unit)
        reached = " ".join(part for part in (name(unit.contact), phone(unit.phone)) if part) if unit else ""
        outcome = words.TASK_STATES[task.state].zh + (f"：{text(task.outcome)}" if task.outcome else "")
        rows.append(
            [f"{task.unit_name}\n{reached}".strip(), text(task.text), local(task.sent_utc), local(task.arrived_utc), local(task.done_utc), outcome]
        )  # fmt: skip
    columns = ("力量", "任务", "下达", "到达", "完成", "情况")
    return Section("力量调派", columns, (17, 22, 16, 16, 16, 13), rows)


def _participants(detail: IncidentDetail, name: Callable[[str], str]) -> Section:
    rows = [
        [each.organisation, name(each.user_name), each.role or "—", local(each.invited_utc), local(each.ended_utc or each.ends_utc)]
        for each in detail.participants
    ]  # fmt: skip
    return Section("协同单位", ("单位", "人员", "职责", "授权起", "授权止"), (28, 14, 20, 19, 19), rows)


def _cameras(detail: IncidentDetail) -> Section:
    covered = {True: "覆盖", False: "邻近", None: "不明"}
    rows = [
        [str(number), each.sight.camera.name, each.sight.camera.channel, covered[each.sight.covers],
         f"{each.sight.distance_m} 米" if each.sight.distance_m is not None else "—"]
        for number, each in enumerate(detail.cameras, 1)
    ]  # fmt: skip
    return Section("关联视频", ("序号", "名称", "编码", "视域", "距离"), (8, 38, 30, 12, 12), rows)


def _caption(file: IncidentFile, text: Callable[[str], str]) -> str:
    said = text(file.note) or file.name
    return f"{said}（{local(file.added_utc)}，SHA-256 {file.sha256[:16]}…）"


def _names(detail: IncidentDetail, entries: Sequence[IncidentEntry]) -> frozenset[str]:
    """People's names that the records hold as such, so that they are masked within texts too."""
    row = detail.row
    found = {row.reporter_name, row.opened_by_name, row.commander_name, row.closed_by_name}
    found |= {entry.actor_name for entry in entries} | {each.user_name for each in detail.participants}
    found |= {unit.contact for unit in detail.units.values()} | {step.settled_by_name for step in detail.steps}
    return frozenset(name for name in found if name)


def _span(seconds: float) -> str:
    minutes = int(seconds // 60)
    days, hours = divmod(minutes // 60, 24)
    return (
        "".join(f"{count} {unit}" for count, unit in ((days, "天"), (hours, "小时"), (minutes % 60, "分")) if count)
        or "不足 1 分"
    )
