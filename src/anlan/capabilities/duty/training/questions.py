"""The question bank of a course: entered one by one, or taken from a table, all rows or none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.duty.training.courses import Courses
from anlan.capabilities.duty.training.models import TrainingQuestion
from anlan.capabilities.duty.training.papers import FALSE, MOST_OPTIONS, TRUE
from anlan.capabilities.duty.training.words import QUESTION_KINDS
from anlan.foundation.access.actor import Actor
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, NotFound, TooMany
from anlan.foundation.ids import new_id
from anlan.foundation.sheets import (
    CellError,
    Column,
    SheetFormat,
    SheetShape,
    Table,
    read_one_of,
    read_table,
    read_text,
    write_table,
    write_template,
)
from anlan.protocols.wording import Sentence

MOST_QUESTIONS: Final = 5_000
MOST_ERRORS: Final = 1_000
_LETTERS: Final = "ABCDEFGH"
_TRUE: Final = frozenset({"对", "正确", "是", "TRUE", "T", "√"})
_FALSE: Final = frozenset({"错", "错误", "否", "FALSE", "F", "×"})
SHAPE: Final = SheetShape("题库", (
    Column("text", Sentence("题目", "Question"), Sentence("必填", "required"), read_text(500)),
    Column("kind", Sentence("题型", "Kind"), Sentence("单选、多选、判断", "single choice, multiple choice, true or false"), read_one_of(QUESTION_KINDS)),
    *(Column(f"option_{letter.lower()}", Sentence(f"选项{letter}", f"Option {letter}"), Sentence("判断题不填", "none for true or false"), read_text(200)) for letter in _LETTERS),
    Column("answer", Sentence("答案", "Answer"), Sentence("选项字母，如 A 或 ACD；判断题填 对 或 错", "letters such as A or ACD; true or false"), read_text(16)),
    Column("explanation", Sentence("解析", "Explanation"), Sentence("", ""), read_text(500)),
), "text")  # fmt: skip
_EXAMPLE: Final = ["接到紧急求助报警后，应首先", "单选", "核实现场视频", "通知保安下班", "关闭警情", "", "", "", "", "", "A", "先复核再处置"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as entered. ``answers``: places of the right options, 0 first; of true_false [0] true or [1] false."""

    kind: str
    text: str
    options: tuple[str, ...]
    answers: tuple[int, ...]
    explanation: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a cell. ``column`` is its title."""

    row: int
    column: Sentence
    value: str
    sentence: Sentence


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do. With any error nothing was done; a question whose text stands already is replaced."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    errors_total: int = 0
    applied: bool = False

    def wrong(self, row: int, key: str, value: str, sentence: Sentence) -> None:
        """Note what is wrong; only the first ``MOST_ERRORS`` are kept."""
        self.errors_total += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(row, SHAPE.imported[key].title, value[:128], sentence))


class QuestionBank:
    """What can be done with questions; only who manages the course sees them."""

    def __init__(self, database: Database, clock: Clock, courses: Courses) -> None:
        self._database = database
        self._clock = clock
        self._courses = courses

    async def page(
        self, actor: Actor, course: str, after: str | None, limit: int
    ) -> tuple[Sequence[TrainingQuestion], int]:
        """Questions in the order of entry, and how many there are in all. Audited: they are what a test asks."""
        await self._courses.managed(actor, course)
        query = select(TrainingQuestion).where(TrainingQuestion.course == course)
        count = select(func.count()).select_from(TrainingQuestion).where(TrainingQuestion.course == course)
        if after:
            query = query.where(TrainingQuestion.id > after)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(TrainingQuestion.id).limit(limit))).all()
            return rows, await session.scalar(count) or 0

    async def add(self, actor: Actor, course: str, draft: QuestionDraft) -> TrainingQuestion:
        """Enter a question. Raises ``Invalid`` or ``TooMany``."""
        await self._courses.managed(actor, course)
        refuse_wrong(draft)
        row = TrainingQuestion(**self._columns(draft, course))
        async with self._database.transaction() as session:
            await _refuse_too_many(session, course, 1)
            session.add(row)
        return row

    async def change(self, actor: Actor, identity: str, draft: QuestionDraft) -> TrainingQuestion:
        """Put a draft in place of a question; tests taken keep what they asked."""
        course = await self._course_of(actor, identity)
        refuse_wrong(draft)
        values = self._columns(draft, course)
        del values["id"]
        async with self._database.transaction() as session:
            await session.execute(update(TrainingQuestion).where(TrainingQuestion.id == identity).values(values))
            return await session.get_one(TrainingQuestion, identity, populate_existing=True)

    async def remove(self, actor: Actor, identity: str) -> None:
        """Take a question out of the bank."""
        await self._course_of(actor, identity)
        async with self._database.transaction() as session:
            await session.execute(delete(TrainingQuestion).where(TrainingQuestion.id == identity))

    async def take(self, actor: Actor, course: str, data: bytes, *, dry_run: bool) -> ImportReport:
        """Import a table (xlsx or CSV). Raises ``Invalid`` for a file that cannot be read and ``TooMany`` beyond the bounds."""
        await self._courses.managed(actor, course)
        table = await asyncio.to_thread(read_table, data, SHAPE)
        report = ImportReport(rows=len(table.rows))
        drafts = _drafts(table, report)
        async with self._database.transaction() as session:
            query = select(TrainingQuestion).where(TrainingQuestion.course == course)
            standing = {row.text: row for row in (await session.scalars(query)).all()}
            new = [draft for draft in drafts if draft.text not in standing]
            changed = [(standing[draft.text], draft) for draft in drafts if draft.text in standing]
            differing = [(row, draft) for row, draft in changed if not _same(row, draft)]
            report.created, report.updated = len(new), len(differing)
            report.unchanged = len(changed) - len(differing)
            await _refuse_too_many(session, course, len(new))
            report.applied = not dry_run and not report.errors_total
            if report.applied:
                if new:
                    await session.execute(insert(TrainingQuestion), [self._columns(each, course) for each in new])
                for row, draft in differing:
                    for key, value in self._columns(draft, course).items():
                        if key != "id":
                            setattr(row, key, value)
        return report

    async def give(self, actor: Actor, course: str, kind: SheetFormat) -> bytes:
        """The bank as a table that can be imported again."""
        rows, _ = await self.page(actor, course, None, MOST_QUESTIONS)
        return await asyncio.to_thread(write_table, SHAPE, [_cells(row) for row in rows], kind)

    async def template(self) -> bytes:
        """An empty table with titles, hints and one example."""
        return await asyncio.to_thread(write_template, SHAPE, _EXAMPLE)

    async def _course_of(self, actor: Actor, identity: str) -> str:
        async with self._database.reading() as session:
            row = await session.get(TrainingQuestion, identity)
        if row is None:
            raise NotFound("training.no_question", Sentence("没有此题目。", "There is no such question."))
        await self._courses.managed(actor, row.course)
        return row.course

    def _columns(self, draft: QuestionDraft, course: str) -> dict[str, Any]:
        now = self._clock.now_utc()
        return {
            "id": new_id(now), "course": course, "kind": draft.kind, "text": draft.text.strip(),
            "options": [option.strip() for option in draft.options], "answers": sorted(set(draft.answers)),
            "explanation": draft.explanation.strip(), "enabled": draft.enabled, "changed_utc": now,
        }  # fmt: skip


def faults(draft: QuestionDraft) -> dict[str, Sentence]:
    """What is wrong with a question, field by field."""
    fields: dict[str, Sentence] = {}
    if draft.kind not in QUESTION_KINDS:
        fields["kind"] = Sentence("须为单选、多选或判断", "must be single, multiple or true_false")
    if not draft.text.strip():
        fields["text"] = Sentence("必须填写", "is required")
    places = 2 if draft.kind == "true_false" else len(draft.options)
    if draft.kind == "true_false" and draft.options:
        fields["options"] = Sentence("判断题不填选项", "none for true or false")
    elif draft.kind != "true_false" and not 2 <= len(draft.options) <= MOST_OPTIONS:
        fields["options"] = Sentence(f"须有 2 至 {MOST_OPTIONS} 个选项", f"2 to {MOST_OPTIONS} options are needed")
    elif len({option.strip() for option in draft.options}) != len(draft.options) or not all(
        option.strip() for option in draft.options
    ):
        fields["options"] = Sentence("选项不得为空或重复", "options must not be empty or the same")
    answers = set(draft.answers)
    if not answers or any(not 0 <= answer < places for answer in answers):
        fields["answers"] = Sentence("答案须为所列选项", "answers must be of the options")
    elif draft.kind != "multiple" and len(answers) != 1:
        fields["answers"] = Sentence("须只有一个答案", "exactly one answer is needed")
    return fields


def refuse_wrong(draft: QuestionDraft) -> None:
    """Raise ``Invalid`` naming every wrong field."""
    found = faults(draft)
    if found:
        raise Invalid("training.question", Sentence("填写有误。", "Some fields are not valid."), fields=found)


async def _refuse_too_many(session: AsyncSession, course: str, more: int) -> None:
    count = select(func.count()).select_from(TrainingQuestion).where(TrainingQuestion.course == course)
    if (await session.scalar(count) or 0) + more > MOST_QUESTIONS:
        raise TooMany(
            "training.questions",
            Sentence(f"题目至多 {MOST_QUESTIONS} 道。", f"There can be {MOST_QUESTIONS} questions."),
        )


def _drafts(table: Table, report: ImportReport) -> list[QuestionDraft]:
    drafts: list[QuestionDraft] = []
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        draft = _draft(number, cells, report)
        if draft is None:
            continue
        if draft.text in seen:
            same = Sentence(f"与第 {seen[draft.text]} 行重复", f"the same as in row {seen[draft.text]}")
            report.wrong(number, "text", draft.text, same)
            continue
        seen[draft.text] = number
        drafts.append(draft)
    return drafts


def _draft(number: int, cells: Mapping[str, str], report: ImportReport) -> QuestionDraft | None:
    values: dict[str, Any] = {}
    wrong = report.errors_total
    for key, cell in cells.items():
        read = SHAPE.imported[key].read
        assert read is not None
        try:
            values[key] = read(cell)
        except CellError as error:
            report.wrong(number, key, cell, error.sentence)
    if report.errors_total > wrong:
        return None
    options = [values.get(f"option_{letter.lower()}", "") for letter in _LETTERS]
    while options and not options[-1]:
        options.pop()
    kind = values.get("kind", "")
    answers = _answers(kind, values.get("answer", ""))
    draft = QuestionDraft(
        kind, values.get("text", "").strip(), tuple(options), answers, values.get("explanation", "")
    )  # fmt: skip
    columns = {"options": "option_a", "answers": "answer"}
    for key, sentence in faults(draft).items():
        column = columns.get(key, key)
        report.wrong(number, column, cells.get(column, ""), sentence)
    return draft if report.errors_total == wrong else None


def _answers(kind: str, cell: str) -> tuple[int, ...]:
    text = cell.strip().upper().translate({ord(each): None for each in " ,，、;；"})
    if kind == "true_false":
        return (TRUE,) if text in _TRUE else (FALSE,) if text in _FALSE else ()
    return tuple(_LETTERS.find(letter) for letter in text)


def _same(row: TrainingQuestion, draft: QuestionDraft) -> bool:
    wanted = (
        draft.kind,
        [option.strip() for option in draft.options],
        sorted(draft.answers),
        draft.explanation.strip(),
    )
    return (row.kind, row.options, row.answers, row.explanation) == wanted


def _cells(row: TrainingQuestion) -> list[str]:
    padded = [*row.options, *[""] * MOST_OPTIONS][:MOST_OPTIONS]
    answer = "".join(_LETTERS[place] for place in row.answers)
    if row.kind == "true_false":
        answer = "对" if row.answers == [TRUE] else "错"
    return [row.text, QUESTION_KINDS[row.kind].zh, *padded, answer, row.explanation]
