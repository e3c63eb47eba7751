"""Hangs up what a process that was killed had called, or was sending up: a BYE for each as soon as its peer is there."""

from __future__ import annotations

import asyncio

import structlog

from anlan.gateways.gb28181.call_book import LeftOver
from anlan.gateways.gb28181.ports import LeftOverBook
from anlan.gateways.sip import SipEndpoint, SipTimeout, SipTransportError, Target

log = structlog.get_logger(__name__)

BYE_TIMEOUT_S = 3.0
# So many at a time, lest the start after a crash be a storm.
AT_ONCE = 50
# A peer that registers so often without answering keeps its call.
MAX_TRIES = 3


class LeftOverCalls:
    """Left-over calls by the peer that has the other end."""

    def __init__(self, book: LeftOverBook, endpoint: SipEndpoint) -> None:
        self._book = book
        self._endpoint = endpoint
        self._waiting: dict[str, list[LeftOver]] = {}
        self._tries: dict[str, int] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def load(self) -> None:
        """Read what is left over. Call once, before a call of this process begins."""
        for each in await self._book.left_over():
            self._waiting.setdefault(each.peer, []).append(each)
        if self._waiting:
            count = sum(map(len, self._waiting.values()))
            log.warning("calls_left_over", calls=count, peers=len(self._waiting))

    def peer_here(self, code: str, target: Target) -> None:
        """The peer can be reached there: hang up what is left over with it."""
        for call in self._waiting.pop(code, []):
            task = asyncio.create_task(self._hang_up(call, target), name=f"left over {call.id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """What is not hung up yet is left to the next start."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hang_up(self, call: LeftOver, target: Target) -> None:
        async with self._places:
            try:
                response = await self._endpoint.request(call.dialog.request("BYE"), target, timeout_s=BYE_TIMEOUT_S)
            except (SipTimeout, SipTransportError) as error:
                tries = self._tries[call.id] = self._tries.get(call.id, 0) + 1
                if tries < MAX_TRIES:
                    self._waiting.setdefault(call.peer, []).append(call)
                    return
                log.warning("left_over_call_unanswered", call=call.id, peer=call.peer, detail=str(error))
            else:
                log.info("left_over_call_ended", call=call.id, peer=call.peer, status=response.status)
        self._tries.pop(call.id, None)
        self._book.ended(call.id)
