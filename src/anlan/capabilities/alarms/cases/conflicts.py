"""Why an action on a case cannot be taken now."""

from __future__ import annotations

from typing import Final

from anlan.capabilities.alarms.cases.machine import RULES, Action, next_state
from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import Conflict, NotFound
from anlan.protocols.wording import Sentence

STATE_NAMES: Final[dict[str, Sentence]] = {
    "waiting": Sentence("待受理", "waiting"),
    "claimed": Sentence("已受理", "claimed"),
    "verifying": Sentence("核实中", "being verified"),
    "dispatched": Sentence("已派警", "guard dispatched"),
    "forwarded": Sentence("已转公安", "forwarded to the police"),
    "on_scene": Sentence("已到场", "on scene"),
    "handled": Sentence("已处置", "handled"),
    "second_check": Sentence("待复核", "waiting for the second check"),
    "closed": Sentence("已办结", "closed"),
    "archived": Sentence("已归档", "archived"),
}


class CaseConflict(Conflict):
    """An action came too late or out of turn; ``alarm`` is the case, whose present row the caller should be shown."""

    def __init__(self, alarm: str, code: str, sentence: Sentence) -> None:
        super().__init__(code, sentence)
        self.alarm = alarm


def no_alarm() -> NotFound:
    """There is no such case, or not for this actor."""
    return NotFound("alarms.no_alarm", Sentence("没有该警情", "there is no such alarm"))


def admit(row: Alarm, actor: Actor, action: Action, version: int | None) -> str:
    """The state the action leads to. Raises ``CaseConflict`` where state, holder or version forbid it."""
    if row.writer:
        raise written_elsewhere(row)
    target = next_state(action, row.state, row.alarm_class)
    if target is None:
        if action == "claim" and row.claimed_by:
            raise held_by_another(row)
        name = STATE_NAMES[row.state]
        raise CaseConflict(
            row.id, "alarms.state", Sentence(f"警情{name.zh}，不能执行此操作", f"the alarm is {name.en}; this cannot be done now"),
        )  # fmt: skip
    mine = row.claimed_by == actor.id or actor.may_in("alarms.supervise", row.division) or actor.kind == "system"
    if RULES[action].who == "holder" and not mine:
        raise held_by_another(row)
    if version is not None and row.version != version:
        raise CaseConflict(
            row.id,
            "alarms.changed",
            Sentence("警情已被他人更新，请查看最新情况后再操作", "the alarm has changed meanwhile; look at it again"),
        )
    return target


def held_by_another(row: Alarm) -> CaseConflict:
    """Somebody has it: who, and since when."""
    since = f"{row.claimed_utc:%Y-%m-%d %H:%M:%S} UTC" if row.claimed_utc else ""
    return CaseConflict(
        row.id,
        "alarms.claimed_by",
        Sentence(
            f"警情已由 {row.claimed_by_name} 受理（自 {since}）",
            f"{row.claimed_by_name} has had this alarm since {since}",
        ),
    )


def written_elsewhere(row: Alarm) -> CaseConflict:
    """Another platform's desk acts on it."""
    sentence = Sentence(
        f"警情由其他平台（{row.writer}）处置，本平台只能查看",
        f"another platform ({row.writer}) acts on this alarm; here it can only be looked at",
    )
    return CaseConflict(row.id, "alarms.written_elsewhere", sentence)
