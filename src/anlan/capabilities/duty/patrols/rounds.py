"""A round as an operator does it: begun, camera after camera, finished. What was looked at is measured, never told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.patrols.events import tell_run
from anlan.capabilities.duty.patrols.models import (
    PatrolFinding,
    PatrolLook,
    PatrolPlan,
    PatrolRun,
    PatrolStop,
    PatrolView,
)
from anlan.capabilities.duty.patrols.plans import READ, no_plan
from anlan.capabilities.duty.patrols.ports import PatrolledChannels, SeenPicture, WatchedPictures
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.foundation.events import Outbox
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

WORK: Final = "duty.work"
PURPOSE: Final = "duty_patrol"
# A round may be begun so long before it falls due: the shift's work is not done by the second.
EARLY: Final = timedelta(minutes=10)
MOST_VIEWS: Final = 2_000
# What the reports of the first picture and of going on may differ in on their way from the browser.
REPORT_MS: Final = 500


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which rounds; empty fields do not narrow. Due times from ``since`` (included) to ``until`` (not)."""

    since: datetime
    until: datetime
    division: str = ""
    state: str = ""
    plan: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A round with its cameras and findings."""

    run: PatrolRun
    looks: Sequence[PatrolLook]
    findings: Sequence[PatrolFinding]


class PatrolRounds:
    """What can be done with rounds."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, gate: Gate, channels: PatrolledChannels, pictures: WatchedPictures,
    ) -> None:  # fmt: skip
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate
        self._channels = channels
        self._pictures = pictures

    async def page(
        self, actor: Actor, filters: RunFilter, after: tuple[datetime, str] | None, limit: int
    ) -> tuple[list[PatrolRun], int]:
        """Rounds, the latest due first, and how many there are in all."""
        where = [
            division_within(PatrolRun.division, self._gate.scope(actor, READ)),
            PatrolRun.due_utc >= filters.since,
            PatrolRun.due_utc < filters.until,
        ]
        if filters.division:
            where.append(division_within(PatrolRun.division, (filters.division,)))
        for column, value in (
            (PatrolRun.state, filters.state),
            (PatrolRun.plan, filters.plan),
            (PatrolRun.operator, filters.operator),
        ):
            if value:
                where.append(column == value)
        query = select(PatrolRun).where(*where)
        if after is not None:
            query = query.where(tuple_(PatrolRun.due_utc, PatrolRun.id) < after)
        async with self._database.reading() as session:
            rows = await session.scalars(query.order_by(PatrolRun.due_utc.desc(), PatrolRun.id.desc()).limit(limit))
            total = await session.scalar(select(func.count()).select_from(PatrolRun).where(*where))
            return list(rows.all()), total or 0

    async def get(self, actor: Actor, identity: str) -> RunRecord:
        """One round. Before its start its cameras are those of the plan. Raises ``NotFound``."""
        async with self._database.reading() as session:
            run = await session.get(PatrolRun, identity)
            if run is None or not actor.may_in(READ, run.division):
                raise no_run()
            query = select(PatrolLook).where(PatrolLook.run == identity).order_by(PatrolLook.position)
            looks = list((await session.scalars(query)).all())
            found = select(PatrolFinding).where(PatrolFinding.run == identity).order_by(PatrolFinding.id)
            findings = (await session.scalars(found)).all()
        if not looks and run.state == "due":
            looks = [PatrolLook(**row) for row in await self._planned(run)]
        return RunRecord(run, looks, findings)

    async def begin_extra(self, actor: Actor, plan: str) -> PatrolRun:
        """Begin a round of a plan out of turn."""
        async with self._database.reading() as session:
            row = await session.get(PatrolPlan, plan)
            count = select(func.count()).select_from(PatrolStop).where(PatrolStop.plan == plan)
            stops = await session.scalar(count) or 0
        if row is None:
            raise no_plan()
        await self._gate.authorize(
            actor, WORK, Resource("duty", row.division, row.division, row.name), unseen=no_plan()
        )
        now = self._clock.now_utc()
        run = PatrolRun(
            id=new_id(now), plan=row.id, plan_name=row.name, division=row.division, room=row.room, scheduled=False, due_utc=now,
            closes_utc=now + timedelta(minutes=row.window_min), state="due", reason="", operator="", operator_name="", started_utc=None,
            ended_utc=None, stops=stops, looked=0, looked_ms=0, findings=0,
        )  # fmt: skip
        looks = await self._planned(run)
        async with self._database.transaction() as session:
            session.add(run)
            await session.flush()
            await self._begin(session, run, looks, actor, now)
        return run

    async def start(self, actor: Actor, identity: str) -> PatrolRun:
        """Begin a round that is due; who has begun it already gets it back. Raises ``Conflict`` where another has."""
        run = await self._for_work(actor, identity)
        looks = await self._planned(run)
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            row = await self._locked(session, identity)
            if row.state == "running" and row.operator == actor.id:
                return row
            if row.state != "due" or row.closes_utc <= now:
                raise _not_open(row)
            if row.due_utc - now > EARLY:
                raise Conflict(
                    "patrols.too_early", Sentence("未到巡查时间。", "It is too early for this round."),
                    remedy=Sentence("应在到期前 10 分钟内开始。", "Begin not more than 10 minutes before it is due."),
                )  # fmt: skip
            await self._begin(session, row, looks, actor, now)
        return row

    async def look(self, actor: Actor, identity: str, position: int, attempt: str) -> PatrolLook:
        """The operator goes on from a camera: its view is measured from the trace of the picture and counted once.

        ``attempt``: the attempt by which the picture was called, the operator's own, begun within the round. Raises ``Invalid``.
        """
        run = await self._for_work(actor, identity)
        seen = await self._pictures.seen(attempt)
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            row = await self._locked(session, identity)
            self._refuse_unless_running(row, actor)
            look = await session.get(PatrolLook, (identity, position))
            if look is None:
                raise no_stop()
            if seen is None or not _belongs(seen, look, actor, row):
                fault = Sentence("该画面不属于本次巡查。", "This picture does not belong to the round.")
                raise Invalid("patrols.other_picture", fault, fields={"attempt": fault})
            if await session.get(PatrolView, (identity, attempt)) is None:
                await self._count(session, row, look, seen, attempt, min(now, run.closes_utc))
        return look

    async def finish(self, actor: Actor, identity: str) -> PatrolRun:
        """End the round: done where every camera was looked at as long as planned, else incomplete."""
        await self._for_work(actor, identity)
        async with self._database.transaction() as session:
            row = await self._locked(session, identity)
            self._refuse_unless_running(row, actor)
            row.state = "done" if row.looked >= row.stops else "incomplete"
            row.reason = "" if row.state == "done" else "finished"
            row.ended_utc = self._clock.now_utc()
            await tell_run(self._outbox, session, row)
        return row

    async def _count(
        self, session: AsyncSession, run: PatrolRun, look: PatrolLook, seen: SeenPicture, attempt: str, now: datetime
    ) -> None:
        views = select(func.max(PatrolView.left_utc), func.count()).where(PatrolView.run == run.id)
        counted_until, views_before = (await session.execute(views)).one()
        if views_before >= MOST_VIEWS:
            raise TooMany("patrols.views", Sentence("本次巡查的调看次数过多。", "Too many views in one round."))
        left = min(now, seen.ended_utc or now)
        looked_ms = 0
        if seen.first_picture_utc is not None:
            # One pair of eyes: while a picture stood beside another, the time counts for the one that was left first.
            since = max(seen.first_picture_utc, counted_until or seen.first_picture_utc)
            looked_ms = max(0, round((left - since).total_seconds() * 1000))
        session.add(
            PatrolView(
                run=run.id, attempt=attempt, position=look.position, first_picture_utc=seen.first_picture_utc, left_utc=left,
                looked_ms=looked_ms, failure="" if seen.first_picture_utc else seen.failure or "no_picture",
            )
        )  # fmt: skip
        complete_before = look.state == "looked"
        look.looked_ms += looked_ms
        look.views += 1
        if look.looked_ms + REPORT_MS >= look.wanted_s * 1000:
            look.state = "looked"
        elif look.looked_ms > 0 or seen.first_picture_utc is not None:
            look.state = "short"
        elif look.state == "waiting":
            look.state = "no_picture"
        run.looked_ms += looked_ms
        run.looked += int(look.state == "looked" and not complete_before)
        await tell_run(self._outbox, session, run)

    async def _begin(
        self, session: AsyncSession, run: PatrolRun, looks: list[dict[str, Any]], actor: Actor, now: datetime
    ) -> None:
        if not looks:
            raise Conflict("patrols.empty", Sentence("该计划已无通道。", "The plan has no cameras any more."))
        run.state, run.operator, run.operator_name, run.started_utc = "running", actor.id, actor.name, now
        run.stops = len(looks)
        await session.execute(insert(PatrolLook), looks)
        await tell_run(self._outbox, session, run)

    async def _planned(self, run: PatrolRun) -> list[dict[str, Any]]:
        async with self._database.reading() as session:
            query = select(PatrolStop).where(PatrolStop.plan == run.plan).order_by(PatrolStop.position)
            stops = (await session.scalars(query)).all()
        known = await self._channels.channels([stop.channel for stop in stops])
        return [
            {
                "run": run.id, "position": stop.position, "channel": stop.channel, "wanted_s": stop.seconds, "state": "waiting",
                "channel_name": known[stop.channel].name if stop.channel in known else stop.channel, "looked_ms": 0, "views": 0,
            }
            for stop in stops
        ]  # fmt: skip

    async def _for_work(self, actor: Actor, identity: str) -> PatrolRun:
        async with self._database.reading() as session:
            run = await session.get(PatrolRun, identity)
        if run is None:
            raise no_run()
        resource = Resource("duty", run.division, run.division, run.plan_name)
        await self._gate.authorize(actor, WORK, resource, unseen=no_run())
        return run

    async def _locked(self, session: AsyncSession, identity: str) -> PatrolRun:
        query = select(PatrolRun).where(PatrolRun.id == identity).with_for_update()
        row = (await session.scalars(query)).one_or_none()
        if row is None:
            raise no_run()
        return row

    def _refuse_unless_running(self, run: PatrolRun, actor: Actor) -> None:
        if run.state != "running" or run.closes_utc <= self._clock.now_utc():
            raise _not_open(run)
        if run.operator != actor.id:
            raise Conflict(
                "patrols.others",
                Sentence(f"该巡查由 {run.operator_name} 进行。", f"{run.operator_name} does this round."),
            )


def _belongs(seen: SeenPicture, look: PatrolLook, actor: Actor, run: PatrolRun) -> bool:
    own = seen.requester == actor.id and seen.purpose == PURPOSE and seen.channel == look.channel
    return own and run.started_utc is not None and seen.started_utc >= run.started_utc


def _not_open(run: PatrolRun) -> Conflict:
    sentence = {
        "running": Sentence(f"该巡查由 {run.operator_name} 进行。", f"{run.operator_name} does this round."),
        "missed": Sentence("该巡查已过时限。", "The time of this round is over."),
        "due": Sentence("该巡查已过时限。", "The time of this round is over."),
    }.get(run.state, Sentence("该巡查已结束。", "This round is finished."))
    return Conflict("patrols.not_open", sentence)


def no_run() -> NotFound:
    """There is none, or none for this actor."""
    return NotFound("patrols.no_run", Sentence("没有此巡查任务。", "There is no such round."))


def no_stop() -> NotFound:
    """The round has no such camera."""
    return NotFound("patrols.no_stop", Sentence("该巡查没有此通道。", "The round has no such camera."))
