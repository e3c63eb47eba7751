"""What is added to a case from outside the desk, by phones that may be without a signal: late, in any order, perhaps twice."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from anlan.capabilities.alarms.cases.conflicts import STATE_NAMES, CaseConflict, no_alarm
from anlan.capabilities.alarms.cases.machine import Action, next_state
from anlan.capabilities.alarms.cases.records import CaseRecords
from anlan.capabilities.alarms.cases.steps import Place
from anlan.capabilities.alarms.models import Alarm, AlarmStep
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import TooMany
from anlan.protocols.wording import Sentence

# Of one action and case; a phone that repeats itself must not fill a case that people have to read.
MAX_ADDED: Final = 50


class Additions:
    """Steps that leave the case where it is and hold in any version of it."""

    def __init__(self, records: CaseRecords) -> None:
        self._records = records

    async def add(
        self, actor: Actor, alarm: str, action: Action, identity: str, facts: dict[str, Any], place: Place | None = None
    ) -> bool:
        """Add a step; ``identity``: the sender's own id of it, by which a repetition is known. False where it stands already.

        Raises ``NotFound``, ``CaseConflict`` (the archive) or ``TooMany``.
        """
        async with self._records.cases.lock:
            async with self._records.database.transaction() as session:
                row = await session.get(Alarm, alarm)
                if row is None:
                    raise no_alarm()
                same = (AlarmStep.alarm == alarm, AlarmStep.action == action)
                if await session.scalar(
                    select(AlarmStep.sequence).where(*same, AlarmStep.facts["id"].as_string() == identity).limit(1)
                ):
                    return False
                if (await session.scalar(select(func.count()).where(*same)) or 0) >= MAX_ADDED:
                    raise TooMany("alarms.added", Sentence("该警情的回报过多", "too much has been added to this alarm"))
                if next_state(action, row.state, row.alarm_class) is None:
                    name = STATE_NAMES[row.state]
                    sentence = Sentence(f"警情{name.zh}，不能再回报", f"the alarm is {name.en}; nothing can be added")
                    raise CaseConflict(row.id, "alarms.state", sentence)
                case = await self._records.write(session, actor, row, action, {"id": identity} | facts, {}, place)
            self._records.cases.put(case)
        return True
