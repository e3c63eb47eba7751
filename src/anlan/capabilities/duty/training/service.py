"""Training put together."""

from __future__ import annotations

import random
import secrets

from anlan.capabilities.duty.training.courses import Courses
from anlan.capabilities.duty.training.coverage import Coverage
from anlan.capabilities.duty.training.exams import Exams
from anlan.capabilities.duty.training.ports import QualificationKeeper
from anlan.capabilities.duty.training.qualifications import DutyQualifications
from anlan.capabilities.duty.training.questions import QuestionBank
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.staff import Staff
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox


class Training:
    """Everything that can be done with training. ``chance`` draws the papers; nobody can guess the standard one."""

    def __init__(
        self, *, database: Database, outbox: Outbox, clock: Clock, gate: Gate, staff: Staff, keeper: QualificationKeeper | None = None,
        chance: random.Random | None = None,
    ) -> None:  # fmt: skip
        self.courses = Courses(database, outbox, clock, gate)
        self.questions = QuestionBank(database, clock, self.courses)
        self.exams = Exams(
            database, clock, gate, self.courses, staff, keeper or DutyQualifications(), chance or secrets.SystemRandom()
        )
        self.coverage = Coverage(database, clock, gate, self.courses, staff)
