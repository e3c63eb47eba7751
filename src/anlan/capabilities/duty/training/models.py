"""Tables of training: courses with their files, questions, visits, attempts at the test, certificates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.ids import ID_LENGTH


class TrainingCourse(Table):
    """What is to be learnt, and how it is tested."""

    __tablename__ = "training_courses"
    __table_args__ = (
        Index(None, "division", "title", "id"),
        {"comment": "Courses of training (培训课程) with the terms of their test"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    title: Mapped[str] = mapped_column(String(128))
    division: Mapped[str] = mapped_column(String(8), comment="It is for the people of this division and those below")
    text: Mapped[str] = mapped_column(Text, comment="At most 50,000 characters; may be empty text")
    link: Mapped[str] = mapped_column(String(512), comment="Address of further material; may be empty text")
    qualification: Mapped[str] = mapped_column(String(32), comment="What passing qualifies for; empty text for none")
    valid_days: Mapped[int] = mapped_column(Integer, comment="How long a pass holds; 0 without end")
    questions_drawn: Mapped[int] = mapped_column(Integer, comment="Questions of a test; 0 where there is no test")
    pass_percent: Mapped[int] = mapped_column(Integer)
    limit_min: Mapped[int] = mapped_column(Integer, comment="Minutes for a test")
    attempts_per_day: Mapped[int] = mapped_column(Integer, comment="Tests that one person may begin in 24 hours")
    enabled: Mapped[bool] = mapped_column(Boolean, comment="Off: kept for its records, no longer offered")
    version: Mapped[int] = mapped_column(Integer, comment="Raised by each change")
    changed_by_name: Mapped[str] = mapped_column(String(64), comment="Who changed it last")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class TrainingFile(Table):
    """A file of a course."""

    __tablename__ = "training_files"
    __table_args__ = (
        Index(None, "course", "id"),
        {"comment": "Files of courses, at most 10 MB each"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    course: Mapped[str] = mapped_column(ForeignKey("training_courses.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(128))
    media_type: Mapped[str] = mapped_column(String(64), comment="By the ending of the name, never as the sender says")
    size: Mapped[int] = mapped_column(Integer, comment="In bytes")
    sha256: Mapped[str] = mapped_column(String(64))
    added_by_name: Mapped[str] = mapped_column(String(64))
    added_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class TrainingFileContent(Table):
    """The content of a file, apart from it so that lists stay small."""

    __tablename__ = "training_file_contents"
    __table_args__ = {"comment": "Contents of the files of courses"}  # noqa: RUF012

    file: Mapped[str] = mapped_column(ForeignKey("training_files.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class TrainingQuestion(Table):
    """A question of a course's bank."""

    __tablename__ = "training_questions"
    __table_args__ = (
        Index(None, "course", "id"),
        {"comment": "Question bank (题库); tests keep their own copy of what they asked"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    course: Mapped[str] = mapped_column(ForeignKey("training_courses.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12), comment="single, multiple or true_false")
    text: Mapped[str] = mapped_column(String(500))
    options: Mapped[list[str]] = mapped_column(JSON, comment="Of true_false empty: true is 0, false is 1")
    answers: Mapped[list[int]] = mapped_column(JSON, comment="Places of the right options, 0 first")
    explanation: Mapped[str] = mapped_column(String(500), comment="Shown after the test; may be empty text")
    enabled: Mapped[bool] = mapped_column(Boolean, comment="Whether tests may draw it")
    changed_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class TrainingVisit(Table):
    """Somebody opened a course."""

    __tablename__ = "training_visits"
    __table_args__ = (
        Index(None, "user"),
        {"comment": "Who opened a course, first and last"},
    )

    course: Mapped[str] = mapped_column(ForeignKey("training_courses.id", ondelete="CASCADE"), primary_key=True)
    user: Mapped[str] = mapped_column(String(32), primary_key=True)
    first_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    last_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class TrainingAttempt(Table):
    """One person's test. Once graded it never changes."""

    __tablename__ = "training_attempts"
    __table_args__ = (
        Index(None, "open_key", unique=True),
        Index(None, "course", "id"),
        Index(None, "user", "id"),
        Index(None, "state", "deadline_utc"),
        {"comment": "Tests taken (考试记录): questions as asked, answers as given, result"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    course: Mapped[str] = mapped_column(ForeignKey("training_courses.id"))
    course_title: Mapped[str] = mapped_column(String(128), comment="Title at that time")
    division: Mapped[str] = mapped_column(String(8), comment="Division of the course")
    user: Mapped[str] = mapped_column(String(32))
    user_name: Mapped[str] = mapped_column(String(64), comment="Name at that time")
    # A unique index over one column keeps one open test per person and course on both engines; graded rows hold no value.
    open_key: Mapped[str | None] = mapped_column(String(64), comment="Course and user; empty once graded")
    started_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="Empty until graded")
    state: Mapped[str] = mapped_column(String(8), comment="open, passed or failed")
    by_time: Mapped[bool] = mapped_column(Boolean, comment="Graded because its time was over")
    paper: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, comment="Questions as asked: question, kind, text, options, answers, explanation"
    )
    given: Mapped[dict[str, list[int]]] = mapped_column(JSON, comment="Place of the question → places ticked")
    pass_percent: Mapped[int] = mapped_column(Integer, comment="Needed at that time")
    correct: Mapped[int] = mapped_column(Integer, comment="Right answers; 0 while open")
    total: Mapped[int] = mapped_column(Integer, comment="Questions asked")


class TrainingCertificate(Table):
    """What a passed test is worth, and until when."""

    __tablename__ = "training_certificates"
    __table_args__ = (
        Index(None, "course", "user", "id"),
        Index(None, "user", "id"),
        {"comment": "Certificates (合格证明) of passed tests"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    course: Mapped[str] = mapped_column(ForeignKey("training_courses.id"))
    attempt: Mapped[str] = mapped_column(ForeignKey("training_attempts.id"), unique=True)
    user: Mapped[str] = mapped_column(String(32))
    user_name: Mapped[str] = mapped_column(String(64), comment="Name at that time")
    division: Mapped[str] = mapped_column(String(8), comment="Division of the course")
    qualification: Mapped[str] = mapped_column(String(32), comment="What it qualifies for; empty text for none")
    awarded_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_on: Mapped[date | None] = mapped_column(
        Date, comment="Last local day it holds; empty where it does not end"
    )
