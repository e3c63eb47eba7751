"""Notices put together."""

from __future__ import annotations

from anlan.capabilities.duty.notices.board import NoticeBoard
from anlan.capabilities.duty.notices.figures import NoticeCounting
from anlan.capabilities.duty.notices.recipients import Recipients
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.staff import Staff
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox


class Notices:
    """Everything that can be done with notices."""

    def __init__(self, *, database: Database, outbox: Outbox, clock: Clock, gate: Gate, staff: Staff) -> None:
        self.recipients = Recipients(database, staff)
        self.board = NoticeBoard(database, outbox, clock, gate, self.recipients)
        self.counting = NoticeCounting(database, gate)
