"""Courses and their files: entered, changed, opened, listed with what each has to do with the reader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.training.models import (
    TrainingAttempt,
    TrainingCertificate,
    TrainingCourse,
    TrainingFile,
    TrainingFileContent,
    TrainingQuestion,
    TrainingVisit,
)
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
COURSE: Final = "duty.training"
MOST_COURSES: Final = 2_000
MOST_FILES: Final = 20
MOST_FILE_BYTES: Final = 10_000_000
# What a browser may be handed to keep; anything else is refused, so that no page of somebody's making is served from here.
MEDIA_TYPES: Final = {
    "pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "png": "image/png", "mp4": "video/mp4", "txt": "text/plain; charset=utf-8", "zip": "application/zip",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A course as entered; see ``TrainingCourse`` for units."""

    title: str
    division: str
    text: str
    link: str
    qualification: str
    valid_days: int
    questions_drawn: int
    pass_percent: int
    limit_min: int
    attempts_per_day: int
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """A course and how the reader stands to it. ``certificate``: the newest one, None where there is none."""

    course: TrainingCourse
    questions: int
    opened: bool
    attempts: int
    certificate: TrainingCertificate | None


class Courses:
    """What can be done with courses. A course is seen where one reads, and so are those of the divisions above."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock, gate: Gate) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._gate = gate

    async def create(self, actor: Actor, draft: CourseDraft) -> TrainingCourse:
        """Put a course on record."""
        await self._gate.authorize(actor, MANAGE, Resource("duty", draft.division, draft.division, draft.title))
        now = self._clock.now_utc()
        row = TrainingCourse(
            id=new_id(now), version=1, changed_by_name=actor.name, created_utc=now, changed_utc=now, **asdict(draft)
        )
        async with self._database.transaction() as session:
            if (await session.scalar(select(func.count()).select_from(TrainingCourse)) or 0) >= MOST_COURSES:
                raise TooMany("training.courses", Sentence("课程已达上限。", "There are too many courses."))
            session.add(row)
            await session.flush()
            await self.tell(session, row, "created")
        return row

    async def change(self, actor: Actor, identity: str, draft: CourseDraft, version: int) -> TrainingCourse:
        """Put a draft in place of what stands; tests that run keep their terms. Raises ``Conflict`` for a stale version."""
        before = await self.managed(actor, identity)
        if draft.division != before.division:
            await self._gate.authorize(actor, MANAGE, Resource("duty", draft.division, draft.division, draft.title))
        values = asdict(draft) | {
            "version": version + 1, "changed_by_name": actor.name, "changed_utc": self._clock.now_utc(),
        }  # fmt: skip
        same = (TrainingCourse.id == identity, TrainingCourse.version == version)
        async with self._database.transaction() as session:
            changed = await session.execute(
                update(TrainingCourse).where(*same).values(values).returning(TrainingCourse.id)
            )
            if changed.first() is None:
                raise Conflict(
                    "training.changed",
                    Sentence(
                        "该课程已被他人修改，请刷新后重试。", "Somebody else has changed this course; load it again."
                    ),
                )
            row = await session.get_one(TrainingCourse, identity, populate_existing=True)
            await self.tell(session, row, "changed")
        return row

    async def page(
        self, actor: Actor, after: tuple[str, str] | None, limit: int, *, every: bool
    ) -> tuple[list[CourseRecord], int]:
        """Courses by title, and how many there are in all. ``every``: those no longer offered too."""
        where = [self._seen_by(actor)]
        if not every:
            where.append(TrainingCourse.enabled.is_(True))
        query = select(TrainingCourse).where(*where)
        if after is not None:
            query = query.where(tuple_(TrainingCourse.title, TrainingCourse.id) > after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(TrainingCourse.title, TrainingCourse.id).limit(limit))).all()
            total = await session.scalar(select(func.count()).select_from(TrainingCourse).where(*where))
            return await _records(session, rows, actor.id), total or 0

    async def get(self, actor: Actor, identity: str) -> tuple[CourseRecord, Sequence[TrainingFile]]:
        """One course with its files. Raises ``NotFound``."""
        async with self._database.reading() as session:
            row = await self.found(session, actor, identity)
            files = select(TrainingFile).where(TrainingFile.course == identity).order_by(TrainingFile.id)
            return (await _records(session, [row], actor.id))[0], (await session.scalars(files)).all()

    async def visit(self, actor: Actor, identity: str) -> None:
        """Note that the actor opened it."""
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            row = await self.found(session, actor, identity)
            visit = await session.get(TrainingVisit, (row.id, actor.id))
            if visit is None:
                session.add(TrainingVisit(course=row.id, user=actor.id, first_utc=now, last_utc=now))
            else:
                visit.last_utc = now

    async def add_file(self, actor: Actor, identity: str, name: str, content: bytes) -> TrainingFile:
        """Add a file. Raises ``Invalid`` for an ending that is not on the list, ``TooMany`` beyond size or number."""
        course = await self.managed(actor, identity)
        shown = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
        ending = shown.rsplit(".", 1)[-1].lower() if "." in shown else ""
        if ending not in MEDIA_TYPES or not 0 < len(shown) <= 128 or any(ord(letter) < 32 for letter in shown):
            fault = Sentence(f"文件类型须为：{'、'.join(MEDIA_TYPES)}", f"must be one of {', '.join(MEDIA_TYPES)}")
            raise Invalid("training.file", fault, fields={"file": fault})
        if len(content) > MOST_FILE_BYTES:
            raise TooMany("training.file_size", Sentence("文件不得超过 10 MB。", "The file must not exceed 10 MB."))
        now = self._clock.now_utc()
        row = TrainingFile(
            id=new_id(now), course=identity, name=shown, media_type=MEDIA_TYPES[ending], size=len(content),
            sha256=hashlib.sha256(content).hexdigest(), added_by_name=actor.name, added_utc=now,
        )  # fmt: skip
        async with self._database.transaction() as session:
            count = select(func.count()).select_from(TrainingFile).where(TrainingFile.course == identity)
            if (await session.scalar(count) or 0) >= MOST_FILES:
                raise TooMany("training.files", Sentence(f"至多 {MOST_FILES} 个文件。", f"At most {MOST_FILES} files."))
            session.add(row)
            await session.flush()
            session.add(TrainingFileContent(file=row.id, content=content))
            await self.tell(session, course, "changed")
        return row

    async def file(self, actor: Actor, identity: str) -> tuple[TrainingFile, bytes]:
        """A file with its content. Raises ``NotFound``."""
        async with self._database.reading() as session:
            row = await session.get(TrainingFile, identity)
            if row is None:
                raise _no_file()
            await self.found(session, actor, row.course)
            return row, (await session.get_one(TrainingFileContent, identity)).content

    async def remove_file(self, actor: Actor, identity: str) -> None:
        """Take a file off."""
        async with self._database.reading() as session:
            row = await session.get(TrainingFile, identity)
        if row is None:
            raise _no_file()
        course = await self.managed(actor, row.course)
        async with self._database.transaction() as session:
            await session.execute(delete(TrainingFile).where(TrainingFile.id == identity))
            await self.tell(session, course, "changed")

    async def found(self, session: AsyncSession, actor: Actor, identity: str) -> TrainingCourse:
        """One course that the actor sees, in the caller's session. Raises ``NotFound``."""
        query = select(TrainingCourse).where(TrainingCourse.id == identity, self._seen_by(actor))
        row = (await session.scalars(query)).one_or_none()
        if row is None:
            raise no_course()
        return row

    async def managed(self, actor: Actor, identity: str) -> TrainingCourse:
        """One course that the actor manages; audited. Raises ``NotFound`` or ``Forbidden``."""
        async with self._database.reading() as session:
            row = await session.get(TrainingCourse, identity)
        if row is None:
            raise no_course()
        resource = Resource("duty", identity, row.division, row.title)
        # A course of a division above is seen without managing there: then the refusal says what lacks.
        seen = any(row.division.startswith(root) or root.startswith(row.division) for root in actor.roots(READ))
        await self._gate.authorize(actor, MANAGE, resource, unseen=None if seen else no_course())
        return row

    async def tell(self, session: AsyncSession, course: TrainingCourse, change: str) -> None:
        """Tell of a change, in the transaction that made it."""
        facts = {"id": course.id, "title": course.title, "change": change}
        await self._outbox.record(session, COURSE, facts, division=course.division, permission=READ)

    def _seen_by(self, actor: Actor) -> ColumnElement[bool]:
        roots = self._gate.scope(actor, READ)
        above = {root[:length] for root in roots for length in range(0, len(root), 2)} - {""}
        return or_(division_within(TrainingCourse.division, roots), TrainingCourse.division.in_(sorted(above)))


async def _records(session: AsyncSession, rows: Sequence[TrainingCourse], user: str) -> list[CourseRecord]:
    of = [row.id for row in rows]

    async def counted(column: Any, *where: ColumnElement[bool]) -> dict[str, int]:
        query = select(column, func.count()).where(column.in_(of), *where).group_by(column)
        return {course: int(count) for course, count in (await session.execute(query)).all()}

    questions = await counted(TrainingQuestion.course, TrainingQuestion.enabled.is_(True))
    opened = await counted(TrainingVisit.course, TrainingVisit.user == user)
    attempts = await counted(TrainingAttempt.course, TrainingAttempt.user == user)
    held = select(TrainingCertificate).where(TrainingCertificate.course.in_(of), TrainingCertificate.user == user)
    certificates = {row.course: row for row in (await session.scalars(held.order_by(TrainingCertificate.id))).all()}
    return [
        CourseRecord(
            row, questions.get(row.id, 0), row.id in opened, attempts.get(row.id, 0), certificates.get(row.id)
        )
        for row in rows
    ]  # fmt: skip


def holds(expires_on: date | None, today: date) -> bool:
    """Whether something with this last day still holds."""
    return expires_on is None or expires_on >= today


def no_course() -> NotFound:
    """There is none, or none for this actor."""
    return NotFound("training.no_course", Sentence("没有此课程。", "There is no such course."))


def _no_file() -> NotFound:
    return NotFound("training.no_file", Sentence("没有此文件。", "There is no such file."))
