"""Who has learnt what: coverage of a course person by person, and figures for assessment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import case, func, select

from anlan.capabilities.duty.training.courses import MANAGE, Courses, holds
from anlan.capabilities.duty.training.models import (
    TrainingAttempt,
    TrainingCertificate,
    TrainingCourse,
    TrainingVisit,
)
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.scope import division_within
from anlan.foundation.access.staff import Staff, StaffMember
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.ids import first_id
from anlan.protocols.manscdp.times import BEIJING

# Whoever works in a duty room is to be trained.
WORK: Final = "duty.work"
MOST_PEOPLE: Final = 5_000
MOST_COURSES: Final = 500
LearnerState = Literal["valid", "expired", "failed", "opened", "nothing"]


@dataclass(frozen=True, slots=True)
class Learner:
    """One person and one course. ``best_percent``: None before a graded test; ``expires_on``: of the newest certificate."""

    person: StaffMember
    state: LearnerState
    attempts: int
    best_percent: int | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class CourseFigures:
    """One course over a span. ``people``: who is to be trained now; ``covered``: of them with a certificate that holds now."""

    course: TrainingCourse
    people: int
    covered: int
    opened: int
    attempts: int
    passed: int
    mean_percent: int | None


class Coverage:
    """Counts people against courses."""

    def __init__(self, database: Database, clock: Clock, gate: Gate, courses: Courses, staff: Staff) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._courses = courses
        self._staff = staff

    async def learners(self, actor: Actor, course: str) -> list[Learner]:
        """Everybody who is to be trained, by account name. Audited: it tells results of people. Raises ``NotFound``."""
        row = await self._courses.managed(actor, course)
        people = await self._staff.holding(WORK, (row.division,), limit=MOST_PEOPLE)
        percent = func.max(TrainingAttempt.correct * 100 / TrainingAttempt.total)
        graded = (TrainingAttempt.course == course, TrainingAttempt.state != "open")
        async with self._database.reading() as session:
            tests = select(TrainingAttempt.user, func.count(), percent).where(*graded).group_by(TrainingAttempt.user)
            results = {user: (int(count), int(best)) for user, count, best in (await session.execute(tests)).all()}
            visits = select(TrainingVisit.user).where(TrainingVisit.course == course)
            opened = set((await session.scalars(visits)).all())
            held = select(TrainingCertificate).where(TrainingCertificate.course == course)
            certificates = {each.user: each for each in await session.scalars(held.order_by(TrainingCertificate.id))}
        return [
            self._learner(person, certificates.get(person.user), results.get(person.user), person.user in opened)
            for person in people
        ]

    async def figures(self, actor: Actor, since: datetime, until: datetime, division: str) -> list[CourseFigures]:
        """Courses that the actor manages with what was done from ``since`` (included) to ``until`` (not)."""
        where = [
            division_within(TrainingCourse.division, self._gate.scope(actor, MANAGE)), TrainingCourse.enabled.is_(True),
        ]  # fmt: skip
        if division:
            where.append(division_within(TrainingCourse.division, (division,)))
        span = (
            TrainingAttempt.id >= first_id(since), TrainingAttempt.id < first_id(until), TrainingAttempt.state != "open",
        )  # fmt: skip
        passed = func.sum(case((TrainingAttempt.state == "passed", 1), else_=0))
        mean = func.avg(TrainingAttempt.correct * 100.0 / TrainingAttempt.total)
        async with self._database.reading() as session:
            query = select(TrainingCourse).where(*where).order_by(TrainingCourse.title, TrainingCourse.id)
            courses = (await session.scalars(query.limit(MOST_COURSES))).all()
            of = [row.id for row in courses]
            tests = select(TrainingAttempt.course, func.count(), passed, mean).where(*span)
            tests = tests.where(TrainingAttempt.course.in_(of)).group_by(TrainingAttempt.course)
            results = {row[0]: row[1:] for row in (await session.execute(tests)).all()}
            held = select(TrainingCertificate.course, TrainingCertificate.user, TrainingCertificate.expires_on)
            certificates = (await session.execute(held.where(TrainingCertificate.course.in_(of)))).all()
            visits = select(TrainingVisit.course, TrainingVisit.user).where(TrainingVisit.course.in_(of))
            visited = (await session.execute(visits)).all()
        staff = {each: await self._people(each) for each in {row.division for row in courses}}
        today = self._today()
        valid = {(course, user) for course, user, expires in certificates if holds(expires, today)}
        opened = {(course, user) for course, user in visited}
        return [_counted(row, staff[row.division], valid, opened, results.get(row.id)) for row in courses]

    async def _people(self, division: str) -> set[str]:
        return {each.user for each in await self._staff.holding(WORK, (division,), limit=MOST_PEOPLE)}

    def _learner(
        self, person: StaffMember, certificate: TrainingCertificate | None, result: tuple[int, int] | None, opened: bool
    ) -> Learner:
        state: LearnerState = "opened" if opened else "nothing"
        if certificate is not None:
            state = "valid" if holds(certificate.expires_on, self._today()) else "expired"
        elif result is not None:
            state = "failed"
        attempts, best = result or (0, None)
        return Learner(person, state, attempts, best, certificate.expires_on if certificate else None)

    def _today(self) -> date:
        return self._clock.now_utc().astimezone(BEIJING).date()


def _counted(
    course: TrainingCourse,
    people: set[str],
    valid: set[tuple[str, str]],
    opened: set[tuple[str, str]],
    result: Sequence[Any] | None,
) -> CourseFigures:
    attempts, passed, mean = result or (0, 0, None)
    return CourseFigures(
        course, len(people), sum((course.id, user) in valid for user in people),
        sum((course.id, user) in opened for user in people), int(attempts), int(passed), None if mean is None else round(float(mean)),
    )  # fmt: skip
