"""What the core has counted so far. Packets raise no events, so a test looks again until the count is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.patience import PATIENCE_S

from anlan.media import Core

AGAIN_S = 0.01


def statistics(core: Core, stream: str = "camera") -> dict[str, Any]:
    return next(row for row in core.stream_statistics() if row["id"] == stream)


async def received(core: Core, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The statistics of ``camera`` once they are as wanted."""
    async with asyncio.timeout(PATIENCE_S):
        while not wanted(row := statistics(core)):  # there is no event to wait for
            await asyncio.sleep(AGAIN_S)
    return row
