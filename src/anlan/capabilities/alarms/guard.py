"""Guard and alarm of a device, commanded by whoever may: decided by the gate, audited, done by whichever gateway reaches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from anlan.capabilities.alarms.ports import AccountDirectory, GuardControl, Premises, SourceKey
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.errors import NotFound
from anlan.protocols.wording import Sentence

HANDLE = "alarms.handle"


@dataclass(frozen=True, slots=True)
class Guarded:
    """Something that can be armed."""

    kind: Literal["device", "channel", "platform"]
    name: str
    division: str


class Equipment(Protocol):
    """The equipment on record."""

    async def guarded(self, code: str) -> Guarded | None:
        """What stands under a code; None where nothing does."""


class GuardDesk:
    """The only way to a device's guard."""

    def __init__(
        self, *, gate: Gate, control: GuardControl, equipment: Equipment, accounts: AccountDirectory, premises: Premises
    ) -> None:
        self._gate = gate
        self._control = control
        self._equipment = equipment
        self._accounts = accounts
        self._premises = premises

    async def set_guard(self, actor: Actor, code: str, *, on: bool) -> None:
        """Arm or disarm. Raises ``Forbidden``, ``NotFound``, and what ``GuardControl`` raises."""
        await self._admit(actor, code)
        await self._control.set_guard(code, on=on)

    async def reset_alarm(
        self, actor: Actor, code: str, methods: Sequence[int] = (), alarm_type: int | None = None
    ) -> None:
        """Clear an alarm. Raises as ``set_guard``."""
        await self._admit(actor, code)
        await self._control.reset_alarm(code, methods, alarm_type)

    async def _admit(self, actor: Actor, code: str) -> None:
        unseen = NotFound("alarms.no_equipment", Sentence("没有该编码的设备。", "There is no equipment of that code."))
        found = await self._equipment.guarded(code)
        if found is None or (actor.company is not None and actor.company != self._company_of(code)):
            raise unseen
        await self._gate.authorize(actor, HANDLE, Resource(found.kind, code, found.division, found.name), unseen=unseen)

    def _company_of(self, code: str) -> str | None:
        """The company that serves whoever the device protects; None where it protects no subscriber."""
        account = self._accounts.account(SourceKey("gb28181", "", "", code))
        protected = self._premises.premises(account.subscriber) if account is not None else None
        return protected.company if protected is not None and protected.company else None
