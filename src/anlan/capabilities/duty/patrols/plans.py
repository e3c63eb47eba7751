"""Plans of patrol: entered, listed, changed, taken off. Rounds that nobody has begun follow every change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.patrols.models import PatrolPlan, PatrolRun, PatrolStop
from anlan.capabilities.duty.patrols.ports import PatrolledChannels, PlacedChannel
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.foundation.events import Outbox
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

READ: Final = "duty.read"
MANAGE: Final = "duty.manage"
MOST_STOPS: Final = 200
MOST_PLANS: Final = 5_000
PLAN: Final = "duty.patrol_plan"


@dataclass(frozen=True, slots=True)
class Stop:
    """A camera by its 20-digit code, and for how many seconds it must be looked at."""

    channel: str
    seconds: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as entered. ``weekdays``: digits 1 Monday … 7 Sunday; ``times``: minutes of the local day."""

    name: str
    division: str
    weekdays: str
    times: tuple[int, ...]
    window_min: int
    stops: tuple[Stop, ...]
    room: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan with its cameras; ``channels`` lacks those that are no longer in the directory."""

    plan: PatrolPlan
    stops: Sequence[PatrolStop]
    channels: Mapping[str, PlacedChannel]


class PatrolPlans:
    """What can be done with plans."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, gate: Gate, channels: PatrolledChannels
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate
        self._channels = channels

    async def create(self, actor: Actor, draft: PlanDraft) -> PatrolPlan:
        """Put a plan on record. Raises ``Invalid`` or ``Forbidden``."""
        await self._gate.authorize(actor, MANAGE, Resource("duty", draft.division, draft.division, draft.name))
        await self._check(actor, draft)
        now = self._clock.now_utc()
        identity = new_id(now)
        row = PatrolPlan(
            id=identity, version=1, planned_until_utc=now, changed_by_name=actor.name, changed_utc=now, **_columns(draft)
        )  # fmt: skip
        async with self._database.transaction() as session:
            if (await session.scalar(select(func.count()).select_from(PatrolPlan)) or 0) >= MOST_PLANS:
                raise TooMany("patrols.plans", Sentence("巡查计划已达上限。", "There are too many patrol plans."))
            session.add(row)
            await session.flush()
            await session.execute(insert(PatrolStop), _stops(identity, draft.stops))
            await self._tell(session, row, "created")
        return row

    async def change(self, actor: Actor, identity: str, draft: PlanDraft, version: int) -> PatrolPlan:
        """Put a draft in place of what stands. Raises ``Conflict`` where somebody changed it since ``version``."""
        before = await self._for_change(actor, identity)
        if draft.division != before.division:
            await self._gate.authorize(actor, MANAGE, Resource("duty", draft.division, draft.division, draft.name))
        await self._check(actor, draft)
        now = self._clock.now_utc()
        values = _columns(draft) | {
            "version": version + 1, "planned_until_utc": now, "changed_by_name": actor.name, "changed_utc": now,
        }  # fmt: skip
        same = (PatrolPlan.id == identity, PatrolPlan.version == version)
        async with self._database.transaction() as session:
            changed = await session.execute(update(PatrolPlan).where(*same).values(values).returning(PatrolPlan.id))
            if changed.first() is None:
                raise Conflict(
                    "patrols.changed",
                    Sentence(
                        "该计划已被他人修改，请刷新后重试。", "Somebody else has changed this plan; load it again."
                    ),
                )
            await session.execute(delete(PatrolStop).where(PatrolStop.plan == identity))
            await session.execute(insert(PatrolStop), _stops(identity, draft.stops))
            await _drop_ahead(session, identity, now)
            row = await session.get_one(PatrolPlan, identity, populate_existing=True)
            await self._tell(session, row, "changed")
        return row

    async def delete(self, actor: Actor, identity: str) -> None:
        """Take a plan off; rounds that were done or missed stay."""
        row = await self._for_change(actor, identity)
        async with self._database.transaction() as session:
            await _drop_ahead(session, identity, self._clock.now_utc())
            await session.execute(delete(PatrolPlan).where(PatrolPlan.id == identity))
            await self._tell(session, row, "deleted")

    async def get(self, actor: Actor, identity: str) -> PlanRecord:
        """One plan with its cameras. Raises ``NotFound``."""
        async with self._database.reading() as session:
            row = await self._seen(session, actor, identity)
            query = select(PatrolStop).where(PatrolStop.plan == identity).order_by(PatrolStop.position)
            stops = (await session.scalars(query)).all()
        return PlanRecord(row, stops, await self._channels.channels([each.channel for each in stops]))

    async def page(
        self, actor: Actor, division: str, after: tuple[str, str] | None, limit: int
    ) -> tuple[list[tuple[PatrolPlan, int, int]], int]:
        """Plans by name, each with its number of cameras and their seconds; and how many plans there are in all."""
        where = [division_within(PatrolPlan.division, self._gate.scope(actor, READ))]
        if division:
            where.append(division_within(PatrolPlan.division, (division,)))
        query = select(PatrolPlan).where(*where)
        if after is not None:
            query = query.where(tuple_(PatrolPlan.name, PatrolPlan.id) > after)
        async with self._database.reading() as session:
            plans = (await session.scalars(query.order_by(PatrolPlan.name, PatrolPlan.id).limit(limit))).all()
            total = await session.scalar(select(func.count()).select_from(PatrolPlan).where(*where))
            sums = (
                select(PatrolStop.plan, func.count(), func.sum(PatrolStop.seconds))
                .where(PatrolStop.plan.in_([plan.id for plan in plans]))
                .group_by(PatrolStop.plan)
            )
            counted = {plan: (int(count), int(seconds)) for plan, count, seconds in (await session.execute(sums)).all()}
        return [(plan, *counted.get(plan.id, (0, 0))) for plan in plans], total or 0

    async def _seen(self, session: AsyncSession, actor: Actor, identity: str) -> PatrolPlan:
        row = await session.get(PatrolPlan, identity)
        if row is None or not actor.may_in(READ, row.division):
            raise no_plan()
        return row

    async def _for_change(self, actor: Actor, identity: str) -> PatrolPlan:
        async with self._database.reading() as session:
            row = await session.get(PatrolPlan, identity)
        if row is None:
            raise no_plan()
        resource = Resource("duty", row.division, row.division, row.name)
        await self._gate.authorize(actor, MANAGE, resource, unseen=no_plan())
        return row

    async def _check(self, actor: Actor, draft: PlanDraft) -> None:
        """A plan leads to pictures: its cameras must be ones that whoever plans may know of."""
        fields: dict[str, Sentence] = {}
        if len(set(draft.weekdays)) != len(draft.weekdays):
            fields["weekdays"] = Sentence("每日只填一次", "each day once")
        if len(set(draft.times)) != len(draft.times):
            fields["times"] = Sentence("时间重复", "a time is there twice")
        codes = [stop.channel for stop in draft.stops]
        if len(set(codes)) != len(codes):
            fields["stops"] = Sentence("同一通道重复", "a camera is there twice")
        known = await self._channels.channels(codes)
        for position, stop in enumerate(draft.stops):
            channel = known.get(stop.channel)
            if channel is None or not actor.may_in("directory.read", channel.division):
                fields[f"stops.{position}.channel"] = Sentence("没有此通道", "there is no such camera")
        if sum(stop.seconds for stop in draft.stops) > draft.window_min * 60:
            fields["window_min"] = Sentence(
                "时限短于各通道停留时间之和", "it is shorter than the cameras' seconds together"
            )
        if fields:
            raise Invalid("patrols.invalid", Sentence("填写有误。", "Some fields are not valid."), fields=fields)

    async def _tell(self, session: AsyncSession, plan: PatrolPlan, change: str) -> None:
        facts = {"id": plan.id, "name": plan.name, "change": change}
        await self._outbox.record(session, PLAN, facts, division=plan.division, permission=READ)


def _columns(draft: PlanDraft) -> dict[str, Any]:
    return {
        "name": draft.name.strip(), "division": draft.division, "room": draft.room, "weekdays": "".join(sorted(draft.weekdays)),
        "times": sorted(draft.times), "window_min": draft.window_min, "enabled": draft.enabled,
    }  # fmt: skip


def _stops(plan: str, stops: Sequence[Stop]) -> list[dict[str, Any]]:
    return [
        {"plan": plan, "position": position, "channel": stop.channel, "seconds": stop.seconds}
        for position, stop in enumerate(stops, start=1)
    ]


async def _drop_ahead(session: AsyncSession, plan: str, now: Any) -> None:
    """Rounds that have not fallen due are drawn up anew from the plan; one that is due stays, changed or not."""
    ahead = (PatrolRun.plan == plan, PatrolRun.state == "due", PatrolRun.due_utc > now)
    await session.execute(delete(PatrolRun).where(*ahead))


def no_plan() -> NotFound:
    """There is none, or none for this actor."""
    return NotFound("patrols.no_plan", Sentence("没有此巡查计划。", "There is no such patrol plan."))
