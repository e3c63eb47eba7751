"""Training as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from anlan.api.directory import Body, Choice
from anlan.api.patrol_views import Division
from anlan.api.times import UtcTime
from anlan.capabilities.duty.training.coverage import LearnerState
from anlan.capabilities.duty.training.words import AttemptState, QuestionKind

Place = Annotated[int, Field(ge=0, le=500)]
Ticks = Annotated[list[Annotated[int, Field(ge=0, le=7)]], Field(max_length=8)]


class TrainingWords(BaseModel):
    """The words of training in both languages."""

    kinds: list[Choice]
    true_false: list[Choice] = Field(description="Options of a question of true or false")


class CourseFields(Body):
    """A course as entered."""

    title: str = Field(min_length=1, max_length=128, pattern=r"\S")
    division: Division
    text: str = Field(default="", max_length=50_000)
    link: str = Field(default="", max_length=512, pattern=r"^(https?://\S+)?$")
    qualification: str = Field(default="", max_length=32, description="What passing qualifies for; empty for nothing")
    valid_days: int = Field(default=365, ge=0, le=3650, description="How long a pass holds; 0 without end")
    questions_drawn: int = Field(default=20, ge=0, le=200, description="Questions of a test; 0 where there is no test")
    pass_percent: int = Field(default=80, ge=1, le=100)
    limit_min: int = Field(default=30, ge=1, le=300)
    attempts_per_day: int = Field(default=3, ge=1, le=20)
    enabled: bool = True


class CourseChange(CourseFields):
    """A whole course in place of what stands."""

    version: int = Field(ge=1, description="The version that was before the eyes")


class CertificateView(BaseModel):
    """What a passed test is worth."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    course: str
    attempt: str
    user: str
    user_name: str
    qualification: str
    awarded_utc: UtcTime
    expires_on: date | None = Field(description="Last local day it holds; null where it does not end")


class CourseView(BaseModel):
    """A course, and how the reader stands to it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    division: str
    link: str
    qualification: str
    valid_days: int
    questions_drawn: int
    pass_percent: int
    limit_min: int
    attempts_per_day: int
    enabled: bool
    version: int
    changed_by_name: str
    changed_utc: UtcTime
    questions: int = Field(default=0, description="Questions in the bank that a test may draw")
    opened: bool = Field(default=False, description="Whether the reader has opened it")
    attempts: int = Field(default=0, description="Tests of the reader")
    certificate: CertificateView | None = Field(
        default=None, description="The reader's newest; null where there is none"
    )


class CourseFileView(BaseModel):
    """A file of a course."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    media_type: str
    size: int = Field(description="In bytes")
    sha256: str
    added_by_name: str
    added_utc: UtcTime


class CourseDetail(CourseView):
    """A course with its text and files."""

    text: str
    files: list[CourseFileView]


class QuestionFields(Body):
    """A question as entered."""

    kind: QuestionKind
    text: str = Field(min_length=1, max_length=500)
    options: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=8)
    answers: list[Annotated[int, Field(ge=0, le=7)]] = Field(
        min_length=1, max_length=8, description="Places of the right options, 0 first; true is 0, false is 1"
    )
    explanation: str = Field(default="", max_length=500)
    enabled: bool = True


class QuestionView(BaseModel):
    """A question of the bank."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: QuestionKind
    text: str
    options: list[str]
    answers: list[int]
    explanation: str
    enabled: bool
    changed_utc: UtcTime


class AskedQuestion(BaseModel):
    """A question of a test."""

    kind: QuestionKind
    text: str
    options: list[str] = Field(description="Empty for true or false")
    given: list[int] = Field(description="Places ticked so far")
    answers: list[int] | None = Field(description="Right ones; null while the test is open")
    explanation: str | None = Field(description="Null while the test is open")


class AttemptRow(BaseModel):
    """A test in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    course: str
    course_title: str
    user: str
    user_name: str
    started_utc: UtcTime
    deadline_utc: UtcTime
    submitted_utc: UtcTime | None = Field(description="Null until graded")
    state: AttemptState
    by_time: bool = Field(description="Graded because its time was over")
    pass_percent: int
    correct: int
    total: int


class TestView(AttemptRow):
    """A test with its questions."""

    now_utc: UtcTime = Field(description="The platform's time, by which the clock runs")
    paper: list[AskedQuestion]


class Given(Body):
    """Answers; what is not named stays as it was."""

    answers: dict[Place, Ticks] = Field(max_length=200, description="Place of the question, 0 first → places ticked")


class LearnerView(BaseModel):
    """One person and one course."""

    user: str
    name: str
    organisation: str
    division: str
    state: LearnerState
    attempts: int
    best_percent: int | None = Field(description="Null before a graded test")
    expires_on: date | None = Field(description="Of the newest certificate; null where it does not end or is none")


class Learners(BaseModel):
    """Everybody who is to be trained in a course."""

    items: list[LearnerView]


class CourseFiguresView(BaseModel):
    """One course over a span."""

    id: str
    title: str
    division: str
    people: int = Field(description="Who is to be trained now")
    covered: int = Field(description="Of them with a certificate that holds now")
    opened: int
    attempts: int
    passed: int
    mean_percent: int | None = Field(description="Null where no test was graded")


class TrainingFiguresView(BaseModel):
    """Figures of training."""

    courses: list[CourseFiguresView]
