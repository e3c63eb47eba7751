"""What the duty room asks of the rest of the house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Faulty:
    """Equipment or a platform that is away; ``kind``: device, lower, upper or link."""

    kind: str
    name: str
    state: str
    since_utc: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """How things stand in a division. Lists are cut for reading; counts are whole.

    ``alarms`` and ``orders``: rows of plain values with the fields of the alarm centre's ``StandingCase`` and ``StandingOrder``.
    """

    by_class: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    alarms: Sequence[dict[str, Any]] = ()
    orders: Sequence[dict[str, Any]] = ()
    devices_offline: int = 0
    faulty: Sequence[Faulty] = ()


class Situations(Protocol):
    """How things stand, for a handover."""

    async def situation(self, division: str) -> Situation:
        """In a division, now."""


class HeldCases(Protocol):
    """The open cases of whoever goes off duty."""

    async def pass_on(
        self, outgoing: str, outgoing_name: str, incoming: Actor, handover: str, with_it: Callable[[AsyncSession], Awaitable[None]]
    ) -> list[str]:  # fmt: skip
        """Give them to another, in one transaction with the caller's change; ids of the cases that went."""


class Signatures(Protocol):
    """The password asked once more."""

    async def confirm(self, name: str, password: str, remote_host: str) -> Actor:
        """Whose name and password these are. Raises ``Invalid`` or ``TooMany``."""
