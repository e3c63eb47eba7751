"""The records of evidence: photos taken in, what a case has, and the content behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.cases.conflicts import no_alarm
from anlan.capabilities.alarms.events import EventRecorder, tell_evidence
from anlan.capabilities.alarms.evidence.photos import MAX_PHOTOS, PhotoDraft, content_type_of, in_one_piece
from anlan.capabilities.alarms.evidence.ports import EvidenceStore, KeptFile
from anlan.capabilities.alarms.models import Alarm, AlarmEvidence
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, NotFound, TooMany
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

# A detail shows no more.
MAX_SHOWN: Final = 200


class EvidenceRecords:
    """What can be done with evidence."""

    def __init__(
        self, database: Database, outbox: EventRecorder, clock: Clock, gate: Gate, store: EvidenceStore
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate
        self._store = store

    async def keep_photo(self, actor: Actor, draft: PhotoDraft) -> AlarmEvidence:
        """Keep a photo in a transaction of its own; one that came before is given back as it stands.

        Whether the actor may, the caller has asked the gate. Raises ``NotFound``, ``Invalid`` (no picture, too large),
        ``TooMany``, ``Unavailable`` (no room).
        """
        kept, content_type = await self.store_photo(draft)
        async with self._database.transaction() as session:
            return await self.add_photo(session, actor, draft, kept, content_type)

    async def store_photo(self, draft: PhotoDraft) -> tuple[KeptFile, str]:
        """Put the content into the store before the transaction that speaks of it; also its content type."""
        content_type = content_type_of(draft.content)
        return await self._store.keep(in_one_piece(draft.content), len(draft.content)), content_type

    async def add_photo(
        self, session: AsyncSession, actor: Actor, draft: PhotoDraft, kept: KeptFile, content_type: str
    ) -> AlarmEvidence:
        """Note a stored photo in the caller's transaction, as with the step that it belongs to."""
        alarm = await session.get(Alarm, draft.alarm)
        if alarm is None:
            raise no_alarm()
        standing = await session.scalar(
            select(AlarmEvidence).where(AlarmEvidence.alarm == draft.alarm, AlarmEvidence.source_key == draft.key)
        )
        if standing is not None:
            return standing
        photos = select(func.count()).where(AlarmEvidence.alarm == draft.alarm, AlarmEvidence.kind == "photo")
        if (await session.scalar(photos) or 0) >= MAX_PHOTOS:
            raise TooMany(
                "alarms.too_many_photos",
                Sentence(f"该警情已有 {MAX_PHOTOS} 张照片", f"this alarm has {MAX_PHOTOS} photos already"),
            )
        now = self._clock.now_utc()
        row = AlarmEvidence(
            id=new_id(now), alarm=alarm.id, kind="photo", state="kept", channel=None, begin_utc=draft.taken_utc,
            end_utc=draft.taken_utc, due_utc=now, tries=0, content_type=content_type, size_bytes=kept.size_bytes, sha256=kept.sha256,
            location=kept.location, settled_utc=now, source_key=draft.key[:64], actor=actor.id[:64], actor_name=actor.name[:255],
            organisation=actor.organisation[:128], text=draft.text[:200], longitude=draft.longitude, latitude=draft.latitude,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        await tell_evidence(self._outbox, session, alarm)
        return row

    async def of(self, alarm: str) -> Sequence[AlarmEvidence]:
        """What a case has, oldest first; whether the actor may see the case, the caller knows."""
        query = select(AlarmEvidence).where(AlarmEvidence.alarm == alarm).order_by(AlarmEvidence.id).limit(MAX_SHOWN)
        async with self._database.reading() as session:
            return (await session.scalars(query)).all()

    async def open(self, actor: Actor, alarm: str, evidence: str) -> tuple[AlarmEvidence, AsyncIterator[bytes]]:
        """One with its content. Who looks at a camera's picture needs the right to look at the camera.

        Raises ``NotFound``, ``Forbidden``, ``Conflict`` (not kept), ``Unavailable`` (gone, or not what was kept).
        """
        async with self._database.reading() as session:
            case = await session.get(Alarm, alarm)
            row = await session.get(AlarmEvidence, evidence)
        if case is None or row is None or row.alarm != alarm or not actor.serves(case.company):
            raise _no_evidence()
        resource = Resource("alarm", case.id, case.division, case.subscriber_name)
        await self._gate.authorize(actor, "alarms.read", resource, unseen=_no_evidence())
        if row.channel:
            await self._gate.authorize(
                actor, "live.view", Resource("channel", row.channel, case.division), "alarm_verification"
            )
        if row.state != "kept" or row.location is None or row.sha256 is None:
            raise Conflict("alarms.evidence_not_kept", Sentence("该证据尚未入库", "this evidence is not kept"))
        return row, await self._store.open(row.location, row.sha256)


def _no_evidence() -> NotFound:
    return NotFound("alarms.no_evidence", Sentence("没有该证据", "there is no such evidence"))
