"""What is added to a case from outside the desk, by phones that may be without a signal: late, in any order, perhaps twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from anlan.capabilities.alarms.cases.conflicts import STATE_NAMES, CaseConflict, no_alarm, written_elsewhere
from anlan.capabilities.alarms.cases.machine import Action, next_state
from anlan.capabilities.alarms.cases.records import CaseRecords
from anlan.capabilities.alarms.cases.steps import Place
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import TooMany
from anlan.protocols.wording import Sentence

# Of one action and case; a phone that repeats itself must not fill a case that people have to read.
MAX_ADDED: Final = 50


@dataclass(frozen=True, slots=True)
class Addition:
    """A step from outside the desk, with the sender's own id of it."""

    action: Action
    identity: str
    facts: dict[str, Any]
    place: Place | None


Elsewhere = Callable[[Actor, Alarm, Addition], Awaitable[bool]]


class Additions:
    """Steps that leave the case where it is and hold in any version of it."""

    def __init__(self, records: CaseRecords, elsewhere: Elsewhere | None = None) -> None:
        """``elsewhere`` brings a step to the platform that writes the case, where that is another."""
        self._records = records
        self.elsewhere = elsewhere

    async def add(
        self, actor: Actor, alarm: str, action: Action, identity: str, facts: dict[str, Any], place: Place | None = None,
        platform: str = "",
    ) -> bool:  # fmt: skip
        """Add a step; ``identity``: the sender's own id of it, by which a repetition is known. False where it stands already.

        Raises ``NotFound``, ``CaseConflict`` (the archive), ``TooMany``, or ``Unavailable`` where another platform writes the case and
        the link to it is cut: whoever sends must keep it and try again. ``platform``: whose desk was told it, "" ours.
        """
        step = Addition(action, identity, facts, place)
        away = await self._add_here(actor, alarm, step, platform)
        if not isinstance(away, Alarm):
            return away
        if self.elsewhere is None:
            raise written_elsewhere(away)
        return await self.elsewhere(actor, away, step)

    async def _add_here(self, actor: Actor, alarm: str, step: Addition, platform: str) -> bool | Alarm:
        """Whether it was added; the row where another platform writes it."""
        action = step.action
        async with self._records.cases.lock:
            async with self._records.database.transaction() as session:
                row = await session.get(Alarm, alarm)
                if row is None:
                    raise no_alarm()
                if row.writer:
                    return row
                same = (AlarmStep.alarm == alarm, AlarmStep.action == action)
                if await session.scalar(
                    select(AlarmStep.sequence).where(*same, AlarmStep.facts["id"].as_string() == step.identity).limit(1)
                ):
                    return False
                if (await session.scalar(select(func.count()).where(*same)) or 0) >= MAX_ADDED:
                    raise TooMany("alarms.added", Sentence("该警情的回报过多", "too much has been added to this alarm"))
                if next_state(action, row.state, row.alarm_class) is None:
                    name = STATE_NAMES[row.state]
                    sentence = Sentence(f"警情{name.zh}，不能再回报", f"the alarm is {name.en}; nothing can be added")
                    raise CaseConflict(row.id, "alarms.state", sentence)
                case = await self._records.write(
                    session, actor, row, action, {"id": step.identity} | step.facts, {}, step.place, platform
                )
            self._records.cases.put(case)
        return True
