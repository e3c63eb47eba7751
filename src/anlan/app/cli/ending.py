"""The end of a platform's process: certain, whatever hangs in it."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog

log = structlog.get_logger(__name__)

# Beyond the five seconds in which everything stops, and before a container's runtime kills (ten).
END_S: Final = 9.0
TASKS_S: Final = 2.0
NOT_STOPPED: Final = 1


class CertainEnd:
    """From ``begin`` on the process ends by itself or is ended, with status 1."""

    def begin(self) -> None:
        """End the process in ``END_S``, also when the event loop itself hangs; where its threads stand goes to stderr."""
        faulthandler.dump_traceback_later(END_S, exit=True, file=2)

    async def tasks(self) -> None:
        """Cancel what still runs. The runner would wait without limit for a task that does not heed it, such as the closing of a
        driver's connection whose thread has left already; here the process ends, and the log names the task."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        if left:
            _, left = await asyncio.wait(left, timeout=TASKS_S)
        if not left:
            return
        log.error("tasks_did_not_end", tasks=sorted(repr(task.get_coro()) for task in left))
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(NOT_STOPPED)


@contextmanager
def certain_end() -> Iterator[CertainEnd]:
    """Holds until the event loop is closed."""
    try:
        yield CertainEnd()
    finally:
        faulthandler.cancel_dump_traceback_later()
