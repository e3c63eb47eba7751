"""What is found on a round: written down with a picture, and where wanted an alarm opened or a fault told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import IntegrityError

from anlan.capabilities.duty.patrols.events import tell_run
from anlan.capabilities.duty.patrols.models import PatrolFinding, PatrolLook, PatrolPicture, PatrolRun
from anlan.capabilities.duty.patrols.plans import READ
from anlan.capabilities.duty.patrols.ports import (
    AlarmOpening,
    Fault,
    FaultReports,
    PatrolledChannels,
    PlacedChannel,
)
from anlan.capabilities.duty.patrols.rounds import WORK, no_run, no_stop
from anlan.capabilities.duty.patrols.words import FAULT_KINDS, FINDING_KINDS
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.foundation.events import Outbox
from anlan.foundation.ids import first_id, new_id
from anlan.protocols.wording import Sentence

MOST_PICTURE_BYTES: Final = 1_000_000
MOST_FINDINGS: Final = 500
_MAGIC: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """A finding. ``client_id``: made by the page, so that a repeat is known; ``alarm_class``: "" opens no alarm.

    ``picture``: JPEG or PNG of at most 1 MB, b"" for none.
    """

    client_id: str
    position: int
    kind: str
    fault: str
    text: str
    alarm_class: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings; empty fields do not narrow. Found from ``since`` (included) to ``until`` (not)."""

    since: datetime
    until: datetime
    division: str = ""
    kind: str = ""
    channel: str = ""


class PatrolFindings:
    """What can be done with findings."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, gate: Gate, channels: PatrolledChannels, alarms: AlarmOpening,
        faults: FaultReports,
    ) -> None:  # fmt: skip
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate
        self._channels = channels
        self._alarms = alarms
        self._faults = faults

    async def add(self, actor: Actor, run: str, draft: FindingDraft) -> PatrolFinding:
        """Write a finding down. A repeat answers with what stands, and does what the first time did not reach.

        Raises ``Invalid``, ``NotFound``, ``Conflict`` (the round is not the actor's or over), ``Forbidden`` (alarm without the right).
        """
        picture_type = _checked(draft)
        row, channel = await self._placed(actor, run, draft.position)
        if draft.alarm_class:
            # Asked first: without the right to open one nothing is half done.
            resource = Resource("channel", channel.code, channel.division, channel.name)
            await self._gate.authorize(actor, "alarms.handle", resource)
        finding = await self._written(actor, row, channel, draft, picture_type)
        if draft.alarm_class and finding.alarm is None:
            text = draft.text or f"{FINDING_KINDS[finding.kind].zh}（{channel.name}）"  # type: ignore[index]
            alarm = await self._alarms.open_alarm(actor, channel, draft.alarm_class, text)
            unset = (PatrolFinding.id == finding.id, PatrolFinding.alarm.is_(None))
            async with self._database.transaction() as session:
                await session.execute(update(PatrolFinding).where(*unset).values(alarm=alarm))
            finding.alarm = alarm
        return finding

    async def page(
        self, actor: Actor, filters: FindingFilter, after: str | None, limit: int
    ) -> tuple[Sequence[PatrolFinding], int]:
        """Findings, newest first, and how many there are in all."""
        where = [
            division_within(PatrolFinding.division, self._gate.scope(actor, READ)),
            PatrolFinding.id >= first_id(filters.since),
            PatrolFinding.id < first_id(filters.until),
        ]
        if filters.division:
            where.append(division_within(PatrolFinding.division, (filters.division,)))
        if filters.kind:
            where.append(PatrolFinding.kind == filters.kind)
        if filters.channel:
            where.append(PatrolFinding.channel == filters.channel)
        query = select(PatrolFinding).where(*where)
        if after:
            query = query.where(PatrolFinding.id < after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(PatrolFinding.id.desc()).limit(limit))).all()
            total = await session.scalar(select(func.count()).select_from(PatrolFinding).where(*where))
        return rows, total or 0

    async def picture(self, actor: Actor, finding: str) -> tuple[bytes, str, str]:
        """The picture of a finding, its media type and SHA-256. It shows what a camera saw: allowed by the gate, and audited."""
        async with self._database.reading() as session:
            row = await session.get(PatrolFinding, finding)
            if row is None or not row.picture_bytes:
                raise _no_picture()
        resource = Resource("channel", row.channel, row.division, f"{row.channel_name} {finding}")
        await self._gate.authorize(actor, READ, resource, unseen=_no_picture())
        async with self._database.reading() as session:
            content = (await session.get_one(PatrolPicture, finding)).content
        return content, row.picture_type, row.picture_sha256

    async def _placed(self, actor: Actor, run: str, position: int) -> tuple[PatrolRun, PlacedChannel]:
        async with self._database.reading() as session:
            row = await session.get(PatrolRun, run)
            look = await session.get(PatrolLook, (run, position))
        if row is None:
            raise no_run()
        resource = Resource("duty", row.division, row.division, row.plan_name)
        await self._gate.authorize(actor, WORK, resource, unseen=no_run())
        if look is None:
            raise no_stop()
        known = await self._channels.channels([look.channel])
        gone = PlacedChannel(look.channel, look.channel_name, row.division, False, None, None)  # noqa: FBT003
        return row, known.get(look.channel, gone)

    async def _written(
        self, actor: Actor, run: PatrolRun, channel: PlacedChannel, draft: FindingDraft, picture_type: str
    ) -> PatrolFinding:
        now = self._clock.now_utc()
        finding = PatrolFinding(
            id=new_id(now), run=run.id, client_id=draft.client_id, position=draft.position, channel=channel.code,
            channel_name=channel.name, division=run.division, kind=draft.kind, fault=draft.fault, text=draft.text.strip(),
            found_by=actor.id, found_by_name=actor.name, found_utc=now, alarm=None,
            picture_sha256=hashlib.sha256(draft.picture).hexdigest() if draft.picture else "", picture_type=picture_type,
            picture_bytes=len(draft.picture),
        )  # fmt: skip
        try:
            async with self._database.transaction() as session:
                row = await session.get_one(PatrolRun, run.id, with_for_update=True)
                before = await session.scalar(_repeat_of(draft, run.id))
                if before is not None and before.found_by == actor.id:
                    return before
                if row.operator != actor.id or row.state != "running":
                    raise Conflict(
                        "patrols.not_open",
                        Sentence("该巡查不在您手中进行。", "This round is not under way in your hands."),
                    )
                if row.findings >= MOST_FINDINGS:
                    raise TooMany(
                        "patrols.findings", Sentence("本次巡查的发现过多。", "Too many findings in one round.")
                    )
                session.add(finding)
                await session.flush()
                if draft.picture:
                    session.add(PatrolPicture(finding=finding.id, content=draft.picture))
                row.findings += 1
                if draft.kind == "device_fault":
                    await self._faults.report(
                        session, actor, Fault(channel, draft.fault, draft.text.strip(), finding.id), now
                    )
                await tell_run(self._outbox, session, row)
        except IntegrityError:
            raise Conflict("patrols.finding_id", Sentence("该发现编号已被使用。", "This id is taken.")) from None
        return finding


def _repeat_of(draft: FindingDraft, run: str) -> Select[PatrolFinding]:
    return select(PatrolFinding).where(PatrolFinding.client_id == draft.client_id, PatrolFinding.run == run)


def _checked(draft: FindingDraft) -> str:
    """The picture's media type, told by its content. Raises ``Invalid`` naming every wrong field."""
    fields: dict[str, Sentence] = {}
    if draft.kind not in FINDING_KINDS:
        fields["kind"] = Sentence("须为规定类别之一", "must be one of the listed kinds")
    if draft.kind == "device_fault" and draft.fault not in FAULT_KINDS:
        fields["fault"] = Sentence("须选择故障类别", "a kind of fault is needed")
    if draft.kind != "device_fault" and draft.fault:
        fields["fault"] = Sentence("仅设备故障填写", "only for a device fault")
    if draft.kind == "other" and not draft.text.strip():
        fields["text"] = Sentence("必须填写", "is required")
    picture_type = next((kind for magic, kind in _MAGIC.items() if draft.picture.startswith(magic)), "")
    if len(draft.picture) > MOST_PICTURE_BYTES:
        fields["picture"] = Sentence("图片不得超过 1 MB", "the picture must not exceed 1 MB")
    elif draft.picture and not picture_type:
        fields["picture"] = Sentence("须为 JPEG 或 PNG 图片", "JPEG or PNG is expected")
    if fields:
        raise Invalid("patrols.invalid", Sentence("填写有误。", "Some fields are not valid."), fields=fields)
    return picture_type


def _no_picture() -> NotFound:
    return NotFound("patrols.no_picture", Sentence("没有此图片。", "There is no such picture."))
