"""Training: courses and their files, the question bank, tests, certificates, figures."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Response, UploadFile

from anlan.api.context import ApiContext, Context
from anlan.api.directory import Choice, DivisionQuery, choices
from anlan.api.files import ImportAnswer, as_file, described_files, import_answer
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.patrols import From, Identity, Manager, Reader, To, routine_of, span
from anlan.api.training_views import (
    AskedQuestion,
    AttemptRow,
    CertificateView,
    CourseChange,
    CourseDetail,
    CourseFields,
    CourseFiguresView,
    CourseFileView,
    CourseView,
    Given,
    Learners,
    LearnerView,
    QuestionFields,
    QuestionView,
    TestView,
    TrainingFiguresView,
    TrainingWords,
)
from anlan.capabilities.duty.training.courses import MOST_FILE_BYTES, CourseDraft, CourseRecord
from anlan.capabilities.duty.training.models import TrainingAttempt
from anlan.capabilities.duty.training.questions import QuestionDraft
from anlan.capabilities.duty.training.service import Training
from anlan.capabilities.duty.training.words import QUESTION_KINDS, TRUE_FALSE
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import TooMany
from anlan.foundation.sheets import MOST_BYTES
from anlan.protocols.wording import Sentence

router = APIRouter(prefix="/training", tags=["training"])
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip
CourseQuery = Annotated[str, Query(max_length=24, description="Only of this course")]
UserQuery = Annotated[str, Query(max_length=32, description="Only of this user")]


def _training(context: ApiContext) -> Training:
    return routine_of(context).training


@router.get("/vocabulary", summary="Words of training")
async def training_words(_actor: Reader) -> TrainingWords:
    """Kinds of questions, and the options of true or false."""
    options = [Choice(id=str(place), zh=word.zh, en=word.en) for place, word in enumerate(TRUE_FALSE)]
    return TrainingWords(kinds=choices(QUESTION_KINDS), true_false=options)


@router.get("/courses", summary="Courses")
async def list_courses(
    actor: Reader,
    context: Context,
    every: Annotated[bool, Query(description="Those no longer offered too")] = False,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[CourseView]:
    """By title: those of one's divisions and of the divisions above, with how one stands to each."""
    after = decode_cursor(cursor, str, str)
    key = (after[0], after[1]) if after else None
    rows, total = await _training(context).courses.page(actor, key, limit, every=every)
    following = encode_cursor([rows[-1].course.title, rows[-1].course.id]) if len(rows) == limit else None
    return Page(items=[_course_view(row) for row in rows], next_cursor=following, total=total)


@router.post("/courses", status_code=201, summary="Put a course on record")
async def create_course(actor: Manager, context: Context, body: CourseFields) -> CourseDetail:
    """For the people of its division and those below."""
    row = await _training(context).courses.create(actor, CourseDraft(**body.model_dump()))
    return await _detail(context, actor, row.id)


@router.get("/courses/{course}", summary="A course")
async def read_course(actor: Reader, context: Context, course: Identity) -> CourseDetail:
    """With its text and files."""
    return await _detail(context, actor, course)


@router.put("/courses/{course}", summary="Replace a course's record")
async def change_course(actor: Manager, context: Context, course: Identity, body: CourseChange) -> CourseDetail:
    """Tests that run keep their terms. 409 where somebody changed it meanwhile."""
    draft = CourseDraft(**body.model_dump(exclude={"version"}))
    await _training(context).courses.change(actor, course, draft, body.version)
    return await _detail(context, actor, course)


@router.post("/courses/{course}/visit", status_code=204, summary="Note that one has opened it")
async def visit_course(actor: Reader, context: Context, course: Identity) -> None:
    """Counted once a person."""
    await _training(context).courses.visit(actor, course)


@router.post("/courses/{course}/files", status_code=201, summary="Add a file to a course")
async def add_file(
    actor: Manager,
    context: Context,
    course: Identity,
    file: Annotated[UploadFile, File(description="pdf, docx, xlsx, pptx, jpg, png, mp4, txt or zip, at most 10 MB")],
) -> CourseFileView:
    """Its kind is told by the ending of its name."""
    content = await file.read(MOST_FILE_BYTES + 1)
    return CourseFileView.model_validate(
        await _training(context).courses.add_file(actor, course, file.filename or "", content)
    )


@router.get("/files/{file}", summary="A file of a course", response_class=Response, responses=FILE)
async def read_file(actor: Reader, context: Context, file: Identity) -> Response:
    """To be saved; never shown by the browser as a page of ours."""
    row, content = await _training(context).courses.file(actor, file)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=row.media_type, headers=headers)


@router.delete("/files/{file}", status_code=204, summary="Take a file off")
async def remove_file(actor: Manager, context: Context, file: Identity) -> None:
    """At once."""
    await _training(context).courses.remove_file(actor, file)


@router.get("/courses/{course}/questions", summary="The question bank of a course")
async def list_questions(
    actor: Manager, context: Context, course: Identity, cursor: Cursor = None, limit: Limit = 100
) -> Page[QuestionView]:
    """In the order of entry, with the answers. Audited."""
    after = decode_cursor(cursor, str)
    rows, total = await _training(context).questions.page(actor, course, after[0] if after else None, limit)
    following = encode_cursor([rows[-1].id]) if len(rows) == limit else None
    return Page(items=[QuestionView.model_validate(row) for row in rows], next_cursor=following, total=total)


@router.post("/courses/{course}/questions", status_code=201, summary="Enter a question")
async def add_question(actor: Manager, context: Context, course: Identity, body: QuestionFields) -> QuestionView:
    """Into the bank of a course."""
    return QuestionView.model_validate(await _training(context).questions.add(actor, course, _question(body)))


@router.put("/questions/{question}", summary="Replace a question")
async def change_question(actor: Manager, context: Context, question: Identity, body: QuestionFields) -> QuestionView:
    """Tests taken keep what they asked."""
    return QuestionView.model_validate(await _training(context).questions.change(actor, question, _question(body)))


@router.delete("/questions/{question}", status_code=204, summary="Take a question out of the bank")
async def remove_question(actor: Manager, context: Context, question: Identity) -> None:
    """Tests taken keep what they asked."""
    await _training(context).questions.remove(actor, question)


@router.get(
    "/question-template", summary="An empty question bank to fill in", response_class=Response, responses=described_files("xlsx")
)  # fmt: skip
async def question_template(_actor: Manager, context: Context) -> Response:
    """xlsx with titles, hints and an example."""
    return as_file(await _training(context).questions.template(), "xlsx", "questions-template")


@router.get(
    "/courses/{course}/questions/export", summary="The question bank as a file", response_class=Response,
    responses=described_files("xlsx", "csv"),
)  # fmt: skip
async def export_questions(
    actor: Manager, context: Context, course: Identity, kind: Annotated[Literal["xlsx", "csv"], Query(alias="format")] = "xlsx"
) -> Response:  # fmt: skip
    """As it can be imported again. Audited."""
    return as_file(await _training(context).questions.give(actor, course, kind), kind, "questions")


@router.post("/courses/{course}/questions/import", summary="Take questions from xlsx or CSV")
async def import_questions(
    actor: Manager,
    context: Context,
    course: Identity,
    file: Annotated[UploadFile, File(description="xlsx or CSV, at most 20 MB")],
    dry_run: Annotated[bool, Query(description="Only tell what would happen")] = True,
) -> ImportAnswer:
    """All or nothing: one wrong cell and nothing is taken. A question whose text stands already is replaced."""
    data = await file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooMany("sheet.size", Sentence("文件不得超过 20 MB。", "The file must not exceed 20 MB."))
    return import_answer(await _training(context).questions.take(actor, course, data, dry_run=dry_run))


@router.get("/courses/{course}/people", summary="Who has learnt it and who has not")
async def list_learners(actor: Manager, context: Context, course: Identity) -> Learners:
    """Everybody who works in a duty room there, by account name, at most 5,000. Audited."""
    found = await _training(context).coverage.learners(actor, course)
    return Learners(
        items=[
            LearnerView(
                user=each.person.user, name=each.person.name, organisation=each.person.organisation, division=each.person.division,
                state=each.state, attempts=each.attempts, best_percent=each.best_percent, expires_on=each.expires_on,
            )
            for each in found
        ]
    )  # fmt: skip


@router.post("/courses/{course}/attempts", status_code=201, summary="Begin a test")
async def begin_test(actor: Reader, context: Context, course: Identity) -> TestView:
    """Drawn at random; the open one where there is one. 409 where the course has no test, 429 beyond a day's number."""
    return _test_view(context, await _training(context).exams.start(actor, course))


@router.get("/attempts", summary="Tests")
async def list_tests(
    actor: Reader, context: Context, course: CourseQuery = "", user: UserQuery = "", cursor: Cursor = None, limit: Limit = 50
) -> Page[AttemptRow]:  # fmt: skip
    """Newest first: one's own, and those of divisions in which one manages training."""
    after = decode_cursor(cursor, str)
    rows, total = await _training(context).exams.page(actor, course, user, after[0] if after else None, limit)
    following = encode_cursor([rows[-1].id]) if len(rows) == limit else None
    return Page(items=[AttemptRow.model_validate(row) for row in rows], next_cursor=following, total=total)


@router.get("/attempts/{attempt}", summary="A test with its questions")
async def read_test(actor: Reader, context: Context, attempt: Identity) -> TestView:
    """The answers are told once it is graded."""
    return _test_view(context, await _training(context).exams.get(actor, attempt))


@router.put("/attempts/{attempt}/answers", summary="Keep answers while the time runs")
async def keep_answers(actor: Reader, context: Context, attempt: Identity, body: Given) -> TestView:
    """What is kept counts when the time is over. 409 when it is."""
    return _test_view(context, await _training(context).exams.answer(actor, attempt, body.answers))


@router.post("/attempts/{attempt}/submit", summary="Hand a test in")
async def submit_test(actor: Reader, context: Context, attempt: Identity, body: Given) -> TestView:
    """Graded at once and for ever; a repeat answers with the result."""
    return _test_view(context, await _training(context).exams.submit(actor, attempt, body.answers))


@router.get("/certificates", summary="Certificates of passed tests")
async def list_certificates(
    actor: Reader, context: Context, course: CourseQuery = "", user: UserQuery = "", cursor: Cursor = None, limit: Limit = 50
) -> Page[CertificateView]:  # fmt: skip
    """Newest first: one's own, and those of divisions in which one manages training."""
    after = decode_cursor(cursor, str)
    rows, total = await _training(context).exams.certificates(actor, course, user, after[0] if after else None, limit)
    following = encode_cursor([rows[-1].id]) if len(rows) == limit else None
    return Page(items=[CertificateView.model_validate(row) for row in rows], next_cursor=following, total=total)


@router.get("/figures", summary="Figures of training")
async def training_figures(
    actor: Manager, context: Context, since: From = None, to: To = None, division: DivisionQuery = ""
) -> TrainingFiguresView:
    """Coverage as it is now; tests, passes and mean result of the span."""
    first, last = span(context, since, to)
    found = await _training(context).coverage.figures(actor, first, last, division)
    return TrainingFiguresView(
        courses=[
            CourseFiguresView(
                id=each.course.id, title=each.course.title, division=each.course.division, people=each.people, covered=each.covered,
                opened=each.opened, attempts=each.attempts, passed=each.passed, mean_percent=each.mean_percent,
            )
            for each in found
        ]
    )  # fmt: skip


def _question(body: QuestionFields) -> QuestionDraft:
    return QuestionDraft(
        body.kind, body.text, tuple(body.options), tuple(body.answers), body.explanation, body.enabled
    )  # fmt: skip


def _course_view(record: CourseRecord) -> CourseView:
    held = CertificateView.model_validate(record.certificate) if record.certificate else None
    facts = {
        "questions": record.questions, "opened": record.opened, "attempts": record.attempts, "certificate": held,
    }  # fmt: skip
    return CourseView.model_validate(record.course).model_copy(update=facts)


async def _detail(context: ApiContext, actor: Actor, course: str) -> CourseDetail:
    record, files = await _training(context).courses.get(actor, course)
    return CourseDetail(
        **_course_view(record).model_dump(),
        text=record.course.text,
        files=[CourseFileView.model_validate(each) for each in files],
    )


def _test_view(context: ApiContext, row: TrainingAttempt) -> TestView:
    graded = row.state != "open"
    paper = [
        AskedQuestion(
            kind=asked["kind"], text=asked["text"], options=asked["options"], given=row.given.get(str(place), []),
            answers=asked["answers"] if graded else None, explanation=asked["explanation"] if graded else None,
        )
        for place, asked in enumerate(row.paper)
    ]  # fmt: skip
    return TestView(**AttemptRow.model_validate(row).model_dump(), now_utc=context.clock.now_utc(), paper=paper)
