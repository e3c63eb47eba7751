"""The feed put together: dials the platform above, lets those below in, and speaks for all links to the alarm centre."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.levels.ports import Neighbour
from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.clock import Clock
from anlan.foundation.config import FeedSettings
from anlan.foundation.database import Database
from anlan.foundation.secret_box import SecretBox
from anlan.gateways.feeds.conversation import Conversation, link_cut
from anlan.gateways.feeds.faults import BROKEN, CUT, NO_RECORD, dial_fault
from anlan.gateways.feeds.links import Link, Links, UpperDraft
from anlan.gateways.feeds.metrics import CONNECTED, REFUSED
from anlan.gateways.feeds.nats import NatsDialler
from anlan.gateways.feeds.outgoing import Packing, Sharing
from anlan.gateways.feeds.ports import Cases, Directory, FeedTransport, Teller, TransportClosed
from anlan.gateways.feeds.queue import Backlog, FeedQueue
from anlan.gateways.feeds.websocket import DIAL_FAULTS
from anlan.gateways.feeds.websocket import dial as dial_websocket
from anlan.gateways.gb28181.cascade.backoff import Backoff
from anlan.protocols.feed import (
    VERSION,
    Answer,
    Ask,
    Claim,
    FrameError,
    Hello,
    NonceMemory,
    accepts,
    decode,
    encode,
    proof,
    proves,
)

log = structlog.get_logger("anlan.feeds")

LINK_EVENT: Final = "feeds.link"
FIRST_WAIT_S: Final = 1.0
# So that an upper that comes back is found soon.
LONGEST_WAIT_S: Final = 8.0
HELLO_S: Final = 10.0


# Link, own code, seconds since 1970 → the way there, and the nonce over which the upper's hello must prove the key ("" where every
# frame is signed).
Dial = Callable[[Link, str, int], Awaitable[tuple[FeedTransport, str]]]


@dataclass(frozen=True, slots=True)
class LinkState:
    """How a link stands, for people."""

    link: Link
    backlog: Backlog


class FeedGateway:
    """Implements ``capabilities.alarms.levels.service.FeedSide``. ``attach`` before ``start``."""

    def __init__(
        self, *, settings: FeedSettings, own: str, database: Database, clock: Clock, directory: Directory, outbox: Teller, box: SecretBox,
        dial: Dial | None = None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._own = own
        self._database = database
        self._clock = clock
        self._directory = directory
        self._outbox = outbox
        self._brokered = settings.transport == "nats"
        self._dial = dial or (NatsDialler(settings, clock) if self._brokered else dial_websocket)
        self.links = Links(
            database, clock, box, allow_plain=settings.allow_plain, brokered=settings.transport == "nats"
        )
        self.queue = FeedQueue(database, clock, self.links, settings.max_waiting)
        self._sharing = Sharing(directory)
        self._cases: Cases | None = None
        self._divisions: dict[str, str | None] = {}
        self._conversations: dict[str, Conversation] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._nonces = NonceMemory()
        self._started = False

    def attach(self, cases: Cases) -> None:
        """Name the cases; nothing is said before."""
        self._cases = cases

    async def load(self) -> None:
        """Read the links: before anything changes a case."""
        await self.links.load()
        for link in self.links:
            await self._learn(link)
            await self.queue.backlog(link)

    async def start(self) -> None:
        """Begin to talk."""
        self._started = True
        for link in self.links:
            self._begin(link)

    async def stop(self) -> None:
        """End every conversation; what waits stays in the queues."""
        self._started = False
        for code in list(self._running):
            await self._end(code)

    # For the alarm centre

    async def mark(self, session: AsyncSession, alarms: Collection[str], but_for: str) -> None:
        """``CaseFeed``."""
        await self.queue.mark(session, alarms, but_for)

    def upper(self) -> str:
        """``Neighbours``."""
        return next((link.code for link in self.links.enabled("upper")), "")

    def has(self, platform: str) -> bool:
        """``Neighbours``."""
        link = self.links.get(platform)
        return link is not None and link.enabled

    async def ask(self, platform: str, ask: Ask) -> Answer:
        """``Neighbours``."""
        conversation = self._conversations.get(platform)
        if conversation is None:
            raise link_cut(platform)
        return await conversation.ask(ask)

    def neighbour(self, platform: str) -> Neighbour:
        """What the platform is to us."""
        return Neighbour(platform, self._divisions.get(platform, "none") if self._is_lower(platform) else None)

    async def shows(self, platform: str, row: Alarm) -> bool:
        """Whether a platform above is shown a case."""
        link = self.links.get(platform)
        return link is not None and await self._sharing.shows_row(link, row)

    def replaces_notices(self, upper: str) -> bool:
        """Whether an upper hears of cases by a feed and wants no GB/T 28181 notices of them."""
        link = self.links.get(upper)
        return link is not None and link.role == "upper" and link.enabled and link.replaces_notices

    # For administrators

    async def state(self, code: str) -> LinkState:
        """How a link stands. Raises ``NotFound``."""
        link = self.links.must(code)
        return LinkState(link, await self.queue.backlog(link))

    async def states(self) -> list[LinkState]:
        """All of them."""
        return [LinkState(link, await self.queue.backlog(link)) for link in self.links]

    async def admit_lower(self, code: str) -> str:
        """Make the key of a platform below anew and return it, this once."""
        link, key = await self.links.admit_lower(code)
        await self._anew(link)
        return key

    async def set_upper(self, code: str, draft: UpperDraft) -> None:
        """Say how the platform above is reached, and begin."""
        await self._anew(await self.links.set_upper(code, draft))

    async def switch(self, code: str, *, enabled: bool) -> None:
        """Turn a link on or off."""
        await self._anew(await self.links.switch(code, enabled=enabled))

    async def remove(self, code: str) -> None:
        """End it and forget what waits."""
        await self._end(code)
        await self.links.remove(code)
        await self.queue.clear(code)

    async def shares_changed(self, upper: str) -> None:
        """What an upper is shown has changed: it is told of all that is open."""
        link = self.links.get(upper)
        if link is not None and link.role == "upper":
            await self.queue.bring_up_to_date(link)

    # From below

    def admit(self, claim: Claim, path: str) -> Link | None:
        """The link of a lower's handshake; None where it is not to be believed."""
        link = self.links.get(claim.platform)
        now_s = int(self._clock.now_utc().timestamp())
        known = link is not None and link.role == "lower" and link.enabled
        # Of an unknown one as much is computed as of a known.
        genuine = accepts(link.key if link is not None else "", claim, path, now_s)
        if link is None or not known or not genuine or not self._nonces.first_use(claim, now_s):
            REFUSED.labels("handshake").inc()
            return None
        return link

    async def serve(self, link: Link, transport: FeedTransport, nonce: str) -> None:
        """Talk with a lower that was let in, until it goes. The newest connection of a platform counts."""
        await self._end(link.code)
        task = asyncio.create_task(self._answer_lower(link, transport, nonce), name=f"feed-{link.code}")
        self._running[link.code] = task
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            if self._running.get(link.code) is task:
                del self._running[link.code]

    async def _answer_lower(self, link: Link, transport: FeedTransport, nonce: str) -> None:
        try:
            await transport.send(encode(Hello(VERSION, self._own, proof(link.key, self._own, nonce))), kept=False)
            await self._talk(link, transport)
        except (TransportClosed, FrameError):
            log.info("feed_ended", platform=link.code)
        except Exception:
            log.exception("feed_failed", platform=link.code)
        finally:
            await transport.close()

    # Running

    def _begin(self, link: Link) -> None:
        # Through a broker both sides come to it.
        if self._started and link.enabled and (link.role == "upper" or self._brokered):
            self._running[link.code] = asyncio.create_task(self._keep_dialling(link), name=f"feed-{link.code}")

    async def _end(self, code: str) -> None:
        task = self._running.pop(code, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            await asyncio.wait({task})

    async def _anew(self, link: Link) -> None:
        """The link is another from now on: end what runs, tell all that is open, begin again."""
        await self._end(link.code)
        await self._learn(link)
        if link.enabled:
            await self.queue.bring_up_to_date(link)
        self._begin(link)

    async def _learn(self, link: Link) -> None:
        record = await self._directory.peer(link.code)
        self._divisions[link.code] = record.division if record is not None else None

    async def _keep_dialling(self, link: Link) -> None:
        backoff = Backoff(random.uniform, first_s=FIRST_WAIT_S, cap_s=LONGEST_WAIT_S)
        while True:
            try:
                transport, nonce = await self._dial(link, self._own, int(self._clock.now_utc().timestamp()))
                if nonce:
                    await self._greet(link, transport, nonce)
                backoff.reset()
                await self._talk(link, transport)
                link.fault = CUT
            except DIAL_FAULTS as error:
                link.fault = dial_fault(error)
                log.info("feed_not_joined", platform=link.code, error=repr(error)[:300])
            except (TransportClosed, FrameError) as error:
                link.fault = BROKEN
                log.warning("feed_broken", platform=link.code, error=str(error)[:300])
            except Exception:
                link.fault = BROKEN
                log.exception("feed_failed", platform=link.code)
            await self._clock.sleep(backoff.next_s())

    async def _greet(self, link: Link, transport: FeedTransport, nonce: str) -> None:
        """The upper speaks first and proves that it knows the key too."""
        try:
            async with asyncio.timeout(HELLO_S):
                hello = decode((await transport.receive()).frame)
            if not isinstance(hello, Hello) or hello.platform != link.code:
                raise FrameError("no hello of the platform that was dialled")
            if not proves(link.key, link.code, nonce, hello.proof):
                raise FrameError("the hello does not prove the key")
        except (TimeoutError, FrameError, TransportClosed):
            await transport.close()
            raise

    async def _talk(self, link: Link, transport: FeedTransport) -> None:
        assert self._cases is not None
        await self._learn(link)
        if self._is_lower(link.code) and self._divisions[link.code] is None:
            link.fault = NO_RECORD
            await transport.close()
            return
        conversation = Conversation(
            link=link, neighbour=self.neighbour(link.code), transport=transport, queue=self.queue, cases=self._cases,
            packing=Packing(self._database, self._cases, self._sharing), clock=self._clock, state_s=self._settings.state_s,
        )  # fmt: skip
        self._conversations[link.code] = conversation
        link.connected_utc, link.fault, link.theirs = self._clock.now_utc(), None, None
        link.wake.set()
        CONNECTED.labels(link.code).set(1)
        log.info("feed_joined", platform=link.code)
        try:
            await self._tell(link, connected=True)
            await conversation.run()
        finally:
            CONNECTED.labels(link.code).set(0)
            if self._conversations.get(link.code) is conversation:
                del self._conversations[link.code]
                link.connected_utc, link.theirs = None, None
            log.info("feed_parted", platform=link.code)
            await asyncio.shield(self._tell(link, connected=False))

    async def _tell(self, link: Link, *, connected: bool) -> None:
        facts = {"platform": link.code, "role": link.role, "connected": connected}
        async with self._database.transaction() as session:
            await self._outbox.record(session, LINK_EVENT, facts)

    def _is_lower(self, platform: str) -> bool:
        link = self.links.get(platform)
        return link is not None and link.role == "lower"
