"""The truth about health: named checks, each asked within a bound."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

Check = Callable[[], Awaitable[None]]
log = structlog.get_logger("anlan.health")

_CHECK_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """``fault`` is "" where all is well; it names no secret and no personal data."""

    name: str
    fault: str


class Health:
    """Named checks behind /readyz; each raises when its part cannot serve."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        """Add a check; it should answer within two seconds, else it counts as failed."""
        self._checks[name] = check

    async def results(self) -> list[CheckResult]:
        """Ask every check at once."""
        return list(await asyncio.gather(*(self._ask(name, check) for name, check in self._checks.items())))

    async def _ask(self, name: str, check: Check) -> CheckResult:
        try:
            async with asyncio.timeout(_CHECK_TIMEOUT_S):
                await check()
        except TimeoutError:
            return CheckResult(name, "no answer")
        except Exception as error:  # noqa: BLE001 - whatever it is, the part cannot serve
            log.warning("health_check_failed", check=name, error=repr(error))
            return CheckResult(name, type(error).__name__)
        return CheckResult(name, "")
