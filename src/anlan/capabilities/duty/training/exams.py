"""Tests: begun with a paper drawn at random, answered against the clock, graded once and for ever."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.training.courses import MANAGE, READ, Courses
from anlan.capabilities.duty.training.models import (
    TrainingAttempt,
    TrainingCertificate,
    TrainingCourse,
    TrainingQuestion,
)
from anlan.capabilities.duty.training.papers import draw, grade, has_passed, taken
from anlan.capabilities.duty.training.ports import QualificationKeeper
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.access.staff import Staff
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.foundation.ids import new_id
from anlan.protocols.manscdp.times import BEIJING
from anlan.protocols.wording import Sentence

# What was sent at the last moment may still be under way.
GRACE: Final = timedelta(seconds=10)
SLICE: Final = 100


class Exams:
    """What can be done with tests. ``chance`` draws the papers."""

    def __init__(
        self, database: Database, clock: Clock, gate: Gate, courses: Courses, staff: Staff, keeper: QualificationKeeper,
        chance: random.Random,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._gate = gate
        self._courses = courses
        self._staff = staff
        self._keeper = keeper
        self._chance = chance

    async def start(self, actor: Actor, course: str) -> TrainingAttempt:
        """Begin a test, or get back the one that is open. Raises ``Conflict`` where there is no test, ``TooMany`` beyond a day's number."""
        now = self._clock.now_utc()
        # Named as people know each other; a program's token takes no test.
        names = {each.user: each.name for each in await self._staff.among(READ, [actor.id])}
        if actor.kind != "user" or actor.id not in names:
            raise Conflict("training.no_person", Sentence("仅限本人登录后参加。", "Only a person who has signed in."))
        try:
            async with self._database.transaction() as session:
                row = await self._courses.found(session, actor, course)
                key = f"{course}:{actor.id}"
                query = select(TrainingAttempt).where(TrainingAttempt.open_key == key).with_for_update()
                standing = (await session.scalars(query)).one_or_none()
                if standing is not None and now <= standing.deadline_utc + GRACE:
                    return standing
                if standing is not None:
                    await self._close(session, standing, by_time=True)
                    await session.flush()
                return await self._begun(session, row, actor, names[actor.id], key, now)
        except IntegrityError:
            # Begun twice at the same moment: the other one stands.
            async with self._database.reading() as session:
                query = select(TrainingAttempt).where(TrainingAttempt.open_key == f"{course}:{actor.id}")
                return (await session.scalars(query)).one()

    async def answer(self, actor: Actor, identity: str, given: Mapping[int, Sequence[int]]) -> TrainingAttempt:
        """Keep answers while the time runs; what is not named stays. Raises ``Conflict`` when it is over."""
        async with self._database.transaction() as session:
            return await self._kept(session, actor, identity, given)

    async def submit(self, actor: Actor, identity: str, given: Mapping[int, Sequence[int]]) -> TrainingAttempt:
        """Hand in and be graded. A repeat of one that is graded already answers with its result."""
        async with self._database.transaction() as session:
            row = await self._own(session, actor, identity)
            if row.state != "open":
                return row
            row = await self._kept(session, actor, identity, given)
            await self._close(session, row, by_time=False)
            return row

    async def get(self, actor: Actor, identity: str) -> TrainingAttempt:
        """One's own test, or any of the divisions in which one manages training. Raises ``NotFound``."""
        async with self._database.reading() as session:
            row = await session.get(TrainingAttempt, identity)
        if row is None or not (row.user == actor.id or actor.may_in(MANAGE, row.division)):
            raise no_attempt()
        return row

    async def page(
        self, actor: Actor, course: str, user: str, after: str | None, limit: int
    ) -> tuple[Sequence[TrainingAttempt], int]:
        """Tests, newest first, and how many there are in all: one's own, and those of divisions in which one manages training."""
        where = [self._seen_by(actor, TrainingAttempt)]
        if course:
            where.append(TrainingAttempt.course == course)
        if user:
            where.append(TrainingAttempt.user == user)
        query = select(TrainingAttempt).where(*where)
        if after:
            query = query.where(TrainingAttempt.id < after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(TrainingAttempt.id.desc()).limit(limit))).all()
            total = await session.scalar(select(func.count()).select_from(TrainingAttempt).where(*where))
        return rows, total or 0

    async def certificates(
        self, actor: Actor, course: str, user: str, after: str | None, limit: int
    ) -> tuple[Sequence[TrainingCertificate], int]:
        """Certificates, newest first, and how many there are in all; whose, as for tests."""
        where = [self._seen_by(actor, TrainingCertificate)]
        if course:
            where.append(TrainingCertificate.course == course)
        if user:
            where.append(TrainingCertificate.user == user)
        query = select(TrainingCertificate).where(*where)
        if after:
            query = query.where(TrainingCertificate.id < after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(TrainingCertificate.id.desc()).limit(limit))).all()
            total = await session.scalar(select(func.count()).select_from(TrainingCertificate).where(*where))
        return rows, total or 0

    async def tick(self) -> None:
        """Grade what was left open beyond its time."""
        over = (TrainingAttempt.state == "open", TrainingAttempt.deadline_utc < self._clock.now_utc() - GRACE)
        async with self._database.transaction() as session:
            query = select(TrainingAttempt).where(*over).order_by(TrainingAttempt.deadline_utc).limit(SLICE)
            for row in (await session.scalars(query.with_for_update())).all():
                await self._close(session, row, by_time=True)

    async def _begun(
        self, session: AsyncSession, course: TrainingCourse, actor: Actor, name: str, key: str, now: datetime
    ) -> TrainingAttempt:
        if not course.enabled or course.questions_drawn == 0:
            raise Conflict("training.no_test", Sentence("该课程没有考核。", "This course has no test."))
        enabled = (TrainingQuestion.course == course.id, TrainingQuestion.enabled.is_(True))
        questions = (await session.scalars(select(TrainingQuestion).where(*enabled))).all()
        if len(questions) < course.questions_drawn:
            raise Conflict(
                "training.few_questions", Sentence("题库题目不足，暂不能考核。", "The bank has too few questions for a test."),
                remedy=Sentence("请联系本单位值班管理人员。", "Tell whoever manages the duty room."),
            )  # fmt: skip
        since = now - timedelta(hours=24)
        mine = (
            TrainingAttempt.course == course.id, TrainingAttempt.user == actor.id, TrainingAttempt.started_utc > since,
        )  # fmt: skip
        if (await session.scalar(select(func.count()).where(*mine)) or 0) >= course.attempts_per_day:
            raise TooMany(
                "training.attempts",
                Sentence(
                    f"24 小时内至多考核 {course.attempts_per_day} 次。",
                    f"There can be {course.attempts_per_day} tests in 24 hours.",
                ),
            )
        paper = draw(questions, course.questions_drawn, self._chance)
        row = TrainingAttempt(
            id=new_id(now), course=course.id, course_title=course.title, division=course.division, user=actor.id, user_name=name,
            open_key=key, started_utc=now, deadline_utc=now + timedelta(minutes=course.limit_min), submitted_utc=None, state="open",
            by_time=False, paper=paper, given={}, pass_percent=course.pass_percent, correct=0, total=len(paper),
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row

    async def _kept(
        self, session: AsyncSession, actor: Actor, identity: str, given: Mapping[int, Sequence[int]]
    ) -> TrainingAttempt:
        row = await self._own(session, actor, identity)
        if row.state != "open" or self._clock.now_utc() > row.deadline_utc + GRACE:
            raise Conflict("training.over", Sentence("本次考核已结束。", "This test is over."))
        try:
            row.given = row.given | taken(row.paper, given)
        except ValueError:
            fault = Sentence("答案与试卷不符", "the answers are not of this paper")
            raise Invalid("training.answers", fault, fields={"answers": fault}) from None
        return row

    async def _own(self, session: AsyncSession, actor: Actor, identity: str) -> TrainingAttempt:
        query = select(TrainingAttempt).where(TrainingAttempt.id == identity, TrainingAttempt.user == actor.id)
        row = (await session.scalars(query.with_for_update())).one_or_none()
        if row is None:
            raise no_attempt()
        return row

    async def _close(self, session: AsyncSession, row: TrainingAttempt, *, by_time: bool) -> None:
        now = self._clock.now_utc()
        row.correct = grade(row.paper, row.given)
        row.state = "passed" if has_passed(row.correct, row.total, row.pass_percent) else "failed"
        row.submitted_utc, row.by_time, row.open_key = (row.deadline_utc if by_time else now), by_time, None
        course = await session.get_one(TrainingCourse, row.course)
        if row.state == "passed":
            await self._certify(session, row, course, now)
        await self._courses.tell(session, course, "graded")

    async def _certify(
        self, session: AsyncSession, row: TrainingAttempt, course: TrainingCourse, now: datetime
    ) -> None:
        expires = last_day(now, course.valid_days)
        session.add(
            TrainingCertificate(
                id=new_id(now), course=course.id, attempt=row.id, user=row.user, user_name=row.user_name, division=course.division,
                qualification=course.qualification, awarded_utc=now, expires_on=expires,
            )
        )  # fmt: skip
        if course.qualification:
            await self._keeper.award(session, row.user, course.qualification, expires, row.id)

    def _seen_by(self, actor: Actor, table: type[TrainingAttempt] | type[TrainingCertificate]) -> ColumnElement[bool]:
        return or_(table.user == actor.id, division_within(table.division, self._gate.scope(actor, MANAGE)))


def last_day(now_utc: datetime, valid_days: int) -> date | None:
    """The last local day on which a pass of today holds; None where it does not end."""
    return (now_utc.astimezone(BEIJING) + timedelta(days=valid_days)).date() if valid_days else None


def no_attempt() -> NotFound:
    """There is none, or none for this actor."""
    return NotFound("training.no_attempt", Sentence("没有此考核。", "There is no such test."))
