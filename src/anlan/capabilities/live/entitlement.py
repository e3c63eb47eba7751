"""Whether those who look still may: a right that ends, ends the picture too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

import structlog

from anlan.capabilities.live.ports import Decision, Rights
from anlan.capabilities.live.sessions import Consumer
from anlan.foundation.access import ANONYMOUS, Actor, Credential, Resource
from anlan.foundation.clock import Clock
from anlan.foundation.errors import DomainError

log = structlog.get_logger("anlan.live")

# Whoever lost the right, the session or the token loses the picture within ten seconds, the review's own time included.
REVIEW_S = 8.0


class EntitlementWatch:
    """Looks again and again at every person with an open picture: disabled, given another password, without the right there,
    or looking by a session or an API token that is over."""

    def __init__(
        self,
        *,
        rights: Rights,
        gate: Decision,
        clock: Clock,
        viewers: Callable[[], Iterable[Consumer]],
        end: Callable[[Consumer], None],
    ) -> None:
        self._rights = rights
        self._gate = gate
        self._clock = clock
        self._viewers = viewers
        self._end = end
        self._task: asyncio.Task[None] | None = None
        self._reviewing = asyncio.Lock()

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name="live-entitlement")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def review(self) -> None:
        """End what is no longer allowed; each end is audited as a refusal."""
        # One at a time: two that looked at the same moment would end and audit the same picture twice.
        async with self._reviewing:
            await self._review()

    async def _review(self) -> None:
        now: dict[tuple[str, Credential | None], Actor | None] = {}
        for viewer in list(self._viewers()):
            wanted = viewer.attempt.wanted
            who = (wanted.requester, wanted.credential)
            if who not in now:
                now[who] = await self._rights.actor_now(*who)
            actor = now[who]
            resource = Resource("channel", wanted.channel, wanted.division, wanted.channel_name)
            if (
                actor is not None
                and not actor.must_change_password
                and actor.may_with("live.view", resource, wanted.purpose)
            ):
                continue
            self._end(viewer)
            gone = replace(ANONYMOUS, id=wanted.requester, name=wanted.requester_name, organisation=wanted.organisation)
            try:
                await self._gate.authorize(actor or gone, "live.view", resource, wanted.purpose)
            except DomainError as refusal:
                log.info("live.viewer_not_entitled", viewer=viewer.id, channel=wanted.channel, reason=refusal.code)

    async def _run(self) -> None:
        while True:
            await self._clock.sleep(REVIEW_S)
            try:
                await self.review()
            except Exception:
                # The database is away: rights cannot be told now, and the next turn asks again.
                log.exception("live.review_failed")
