"""A centre that knows no subscribers: every source is unknown, and its signals wait in the platform's own division."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from anlan.capabilities.alarms.ports import Account, Briefing, MissedClock, Protected, SourceKey


class NobodyRegistered:
    """``AccountDirectory`` and ``Premises`` without anybody in them."""

    def account(self, source: SourceKey) -> Account | None:
        return None

    def accounts(self) -> Iterable[tuple[SourceKey, Account]]:
        return ()

    def premises(self, subscriber: str) -> Protected | None:
        return None

    def irregular(
        self, subscriber: str, partition: str, opening: bool, at_utc: datetime
    ) -> Literal["", "early", "late"]:
        return ""

    def missed(self, now_utc: datetime) -> Sequence[MissedClock]:
        return ()

    async def briefing(self, subscriber: str) -> Briefing:
        return Briefing()
