"""Who is near goes and looks: a village contact's steps of a case, and photos from the spot. The holder stays who it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from anlan.capabilities.alarms.cases.additions import Additions
from anlan.capabilities.alarms.cases.conflicts import no_alarm
from anlan.capabilities.alarms.cases.machine import Action
from anlan.capabilities.alarms.cases.steps import Place
from anlan.capabilities.alarms.evidence.photos import PhotoDraft
from anlan.capabilities.alarms.evidence.records import EvidenceRecords
from anlan.capabilities.alarms.models import Alarm, AlarmEvidence
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database

Attendance = Literal["going", "arrived", "nothing", "found"]
ACTIONS: Final[dict[Attendance, Action]] = {
    "going": "attend_going", "arrived": "attend_arrived", "nothing": "attend_nothing", "found": "attend_found",
}  # fmt: skip
# A phone without a signal sends later; that is told with the step where it matters.
_LATE: Final = timedelta(minutes=1)
_OLDEST: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AttendDraft:
    """What somebody on the way or on the spot tells. ``identity``: the phone's own id, the same however often it is sent;
    ``told_utc``: by the phone's clock."""

    identity: str
    what: Attendance
    text: str = ""
    told_utc: datetime | None = None
    place: Place | None = None


class Attending:
    """What a village contact does, in the contact's own divisions."""

    def __init__(
        self, database: Database, clock: Clock, gate: Gate, additions: Additions, evidence: EvidenceRecords
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._additions = additions
        self._evidence = evidence

    async def attend(self, actor: Actor, alarm: str, draft: AttendDraft) -> None:
        """Add the step; sent again it is the same. Raises ``NotFound``, ``CaseConflict`` (the archive), ``TooMany``."""
        await self._authorize(actor, alarm)
        facts: dict[str, Any] = {"text": draft.text} if draft.text else {}
        now = self._clock.now_utc()
        if draft.told_utc is not None and now - _OLDEST <= draft.told_utc < now - _LATE:
            facts["told_utc"] = draft.told_utc.isoformat()
        await self._additions.add(actor, alarm, ACTIONS[draft.what], draft.identity, facts, draft.place)

    async def photo(self, actor: Actor, draft: PhotoDraft) -> AlarmEvidence:
        """Keep a photo as evidence; sent again it is the same. Raises as ``EvidenceRecords.keep_photo``."""
        await self._authorize(actor, draft.alarm)
        return await self._evidence.keep_photo(actor, draft)

    async def _authorize(self, actor: Actor, alarm: str) -> None:
        async with self._database.reading() as session:
            row = await session.get(Alarm, alarm)
        if row is None or not actor.serves(row.company):
            raise no_alarm()
        resource = Resource("alarm", row.id, row.division, row.subscriber_name)
        await self._gate.authorize(actor, "alarms.attend", resource, unseen=no_alarm())
