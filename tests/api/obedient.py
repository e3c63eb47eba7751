"""Equipment that does what it is told, or raises what a test wants."""

from __future__ import annotations

from collections.abc import Sequence


class Obedient:
    """``GuardControl`` that remembers what was commanded."""

    def __init__(self) -> None:
        self.done: list[tuple[str, object]] = []
        self.error: Exception | None = None

    async def set_guard(self, code: str, *, on: bool) -> None:
        if self.error is not None:
            raise self.error
        self.done.append((code, on))

    async def reset_alarm(self, code: str, methods: Sequence[int] = (), alarm_type: int | None = None) -> None:
        if self.error is not None:
            raise self.error
        self.done.append((code, (tuple(methods), alarm_type)))
