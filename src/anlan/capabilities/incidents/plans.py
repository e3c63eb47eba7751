"""Plans as templates, and checklists set in motion from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, tuple_, update

from anlan.capabilities.incidents import words
from anlan.capabilities.incidents.models import Incident, IncidentPlan, IncidentStep
from anlan.capabilities.incidents.records import COMMAND, HANDLE, READ, IncidentRecords, shown_name
from anlan.capabilities.incidents.refusals import IncidentConflict, not_there, wrong
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.scope import division_within
from anlan.foundation.errors import Conflict
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

MOST_STEPS: Final = 60
MOST_ON_A_CHECKLIST: Final = 200
_PLAN: Final = Sentence("预案", "plan")


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of a plan. ``due_min``: minutes after the plan is set in motion."""

    title: str
    duty: str
    due_min: int


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as it is kept. It holds for incidents of its kind ("" any) from level ``gravest`` to ``mildest`` in its subtree."""

    division: str
    name: str
    kind: str
    gravest: int
    mildest: int
    steps: Sequence[PlanStep]


class Plans:
    """Keeps the templates."""

    def __init__(self, records: IncidentRecords) -> None:
        self._records = records

    async def page(
        self, actor: Actor, text: str, after: tuple[str, str] | None, limit: int
    ) -> tuple[Sequence[IncidentPlan], int]:
        """Plans that hold in the actor's divisions, those of the divisions above included, by name; and how many in all."""
        where = [_holding(actor)]
        if text:
            where.append(IncidentPlan.name.contains(text, autoescape=True))
        query = select(IncidentPlan).where(*where).order_by(IncidentPlan.name, IncidentPlan.id).limit(limit)
        if after is not None:
            query = query.where(tuple_(IncidentPlan.name, IncidentPlan.id) > after)
        async with self._records.database.reading() as session:
            rows = (await session.scalars(query)).all()
            total = await session.scalar(select(func.count()).select_from(IncidentPlan).where(*where)) or 0
        return rows, total

    async def get(self, actor: Actor, plan: str) -> IncidentPlan:
        """One plan. Raises ``NotFound``."""
        async with self._records.database.reading() as session:
            query = select(IncidentPlan).where(IncidentPlan.id == plan, _holding(actor))
            row = (await session.scalars(query)).one_or_none()
        if row is None:
            raise not_there("plan", _PLAN)
        return row

    async def keep(self, actor: Actor, draft: PlanDraft, plan: str = "", version: int = 0) -> str:
        """Make a plan, or put a draft in place of one; its id. Checklists already set in motion stay as they are."""
        if draft.gravest > draft.mildest:
            raise wrong("mildest", Sentence("级别范围前后颠倒", "the range of levels is the wrong way round"))
        if plan:
            before = await self.get(actor, plan)
            await self._authorize(actor, before.division, before.name)
        await self._authorize(actor, draft.division, draft.name)
        now = self._records.clock.now_utc()
        values: dict[str, Any] = asdict(draft) | {"steps": [asdict(step) for step in draft.steps], "changed_utc": now}
        async with self._records.database.transaction() as session:
            values["changed_by_name"] = (await shown_name(session, actor))[:255]
            if not plan:
                plan = new_id(now)
                await session.execute(insert(IncidentPlan).values(id=plan, version=1, **values))
                return plan
            same = (IncidentPlan.id == plan, IncidentPlan.version == version)
            written = await session.execute(
                update(IncidentPlan).where(*same).values(version=version + 1, **values).returning(IncidentPlan.id)
            )
            if written.first() is None:
                raise changed_by_others()
        return plan

    async def remove(self, actor: Actor, plan: str) -> None:
        """Take a plan off the shelf."""
        row = await self.get(actor, plan)
        await self._authorize(actor, row.division, row.name)
        async with self._records.database.transaction() as session:
            await session.execute(delete(IncidentPlan).where(IncidentPlan.id == plan))

    async def _authorize(self, actor: Actor, division: str, name: str) -> None:
        await self._records.gate.authorize(actor, COMMAND, Resource("incident", "", division, f"plan {name}"))


class Checklists:
    """Steps set in motion for an incident."""

    def __init__(self, records: IncidentRecords, plans: Plans) -> None:
        self._records = records
        self._plans = plans

    async def of(self, incident: str) -> Sequence[IncidentStep]:
        """The checklist, in order."""
        query = select(IncidentStep).where(IncidentStep.incident == incident).order_by(IncidentStep.position)
        async with self._records.database.reading() as session:
            return (await session.scalars(query)).all()

    async def start(self, actor: Actor, incident: str, plan: str) -> None:
        """Set a plan in motion: its steps are due from now on. The same plan is not set in motion twice."""
        row = await self._records.permitted(actor, HANDLE, incident)
        template = await self._plans.get(actor, plan)
        if not row.division.startswith(template.division):
            raise not_there("plan", _PLAN)
        now = self._records.clock.now_utc()
        names = [*filter(None, row.plan_name.split("、")), template.name]
        if template.name in names[:-1]:
            raise IncidentConflict(
                row.id, "incidents.plan_running", Sentence("该预案已启动", "this plan is in motion already")
            )
        async with self._records.database.transaction() as session:
            facts = {"plan": template.id, "name": template.name, "steps": len(template.steps)}
            text = f"启动预案：{template.name}，共 {len(template.steps)} 步"
            await self._records.enter(
                session, actor, row, "plan", text, facts, version=row.version, values={"plan_name": "、".join(names)[:128]}
            )  # fmt: skip
            highest = select(func.max(IncidentStep.position)).where(IncidentStep.incident == row.id)
            last = await session.scalar(highest) or 0
            if last + len(template.steps) > MOST_ON_A_CHECKLIST:
                raise wrong("plan", Sentence("检查单步骤过多", "the checklist would be too long"))
            await session.execute(
                insert(IncidentStep),
                [
                    {
                        "incident": row.id, "position": last + number, "plan_name": template.name, "title": step["title"],
                        "duty": step["duty"], "due_utc": now + timedelta(minutes=step["due_min"]), "state": "open",
                        "settled_utc": None, "settled_by_name": "", "note": "",
                    }
                    for number, step in enumerate(template.steps, 1)
                ],
            )  # fmt: skip

    async def settle(
        self, actor: Actor, incident: str, position: int, state: Literal["done", "skipped"], note: str
    ) -> None:
        """Tick a step off, or pass over it with the reason. Once: what is settled stays."""
        row = await self._records.permitted(actor, HANDLE, incident)
        if state == "skipped" and not note:
            raise wrong("note", Sentence("不适用的步骤须说明原因", "say why the step is passed over"))
        now = self._records.clock.now_utc()
        async with self._records.database.transaction() as session:
            step = await session.get(IncidentStep, (row.id, position))
            if step is None:
                raise not_there("step", Sentence("步骤", "step"))
            late_s = max(0, round((now - step.due_utc).total_seconds()))
            facts = {"position": position, "title": step.title, "state": state, "late_s": late_s, "note": note}
            said = f"{words.STEP_STATES[state].zh}：{step.title}" + (f"（{note}）" if note else "")
            await self._records.enter(session, actor, row, "step", said, facts)
            name = await shown_name(session, actor)
            settled = await session.execute(
                update(IncidentStep)
                .where(IncidentStep.incident == row.id, IncidentStep.position == position, IncidentStep.state == "open")
                .values(state=state, settled_utc=now, settled_by_name=name[:255], note=note)
                .returning(IncidentStep.position)
            )
            if settled.first() is None:
                raise IncidentConflict(
                    row.id, "incidents.step_settled", Sentence("该步骤已处理", "this step is settled already")
                )


def fitting(row: Incident) -> ColumnElement[bool]:
    """Plans meant for an incident of this kind and level in its division."""
    above = [row.division[:length] for length in range(0, len(row.division) + 1, 2)]
    return (
        IncidentPlan.division.in_(above)
        & IncidentPlan.kind.in_(["", row.kind])
        & (IncidentPlan.gravest <= row.level)
        & (IncidentPlan.mildest >= row.level)
    )


def _holding(actor: Actor) -> ColumnElement[bool]:
    roots = actor.roots(READ)
    above = {root[:length] for root in roots for length in range(0, len(root), 2)}
    return or_(division_within(IncidentPlan.division, roots), IncidentPlan.division.in_(sorted(above)))


def changed_by_others() -> Conflict:
    """Somebody else has changed it since it was read."""
    return Conflict(
        "incidents.changed_by_others",
        Sentence("内容已被他人修改，请刷新后重试", "somebody else has changed this; load it again"),
    )
