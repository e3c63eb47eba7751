"""A program before one platform's API: looks at cameras over the WebSocket, waits by events, reads records."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from anlan.app.demo.plan import CityPlan, PlatformPlan
from anlan.app.demo.readiness import SignedIn, changes, signed_in

Found = TypeVar("Found")
# What a loaded machine may take for anything that a person would see within a second or two.
LIMIT_S = 40.0


class PlatformClient:
    """One session at one platform."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.http = client

    async def get(self, path: str, **parameters: Any) -> Any:
        """The answer's JSON; raises on a refusal."""
        return (await self.http.get(f"/api/v1{path}", params=parameters)).raise_for_status().json()

    async def post(self, path: str, body: Any = None) -> Any:
        """The answer's JSON, None where it has none; raises on a refusal."""
        answer = (await self.http.post(f"/api/v1{path}", json=body)).raise_for_status()
        return answer.json() if answer.content else None

    async def delete(self, path: str) -> None:
        """Raises on a refusal."""
        (await self.http.delete(f"/api/v1{path}")).raise_for_status()

    async def ask_for_picture(self, channel: str, purpose: str = "maintenance") -> httpx.Response:
        """POST /live, whatever comes of it."""
        return await self.http.post("/api/v1/live", json={"channel": channel, "purpose": purpose})

    async def attempt(self, identity: str) -> dict[str, Any]:
        """The trace of an attempt."""
        found: dict[str, Any] = await self.get(f"/attempts/{identity}")
        return found

    async def failed_attempt(self, channel: str) -> dict[str, Any]:
        """Ask for a picture that cannot come; the trace once it tells why."""
        answer = await self.ask_for_picture(channel)
        identity = answer.json()["attempt"]

        async def over() -> dict[str, Any] | None:
            trace = await self.attempt(identity)
            return trace if trace["outcome"] in ("failed", "ended") else None

        return await self.until(over, "the attempt is over", kinds="live.")

    async def until(
        self, holds: Callable[[], Awaitable[Found]], what: str, *, kinds: str = "directory.", limit_s: float = LIMIT_S
    ) -> Found:
        """Ask at every event until the answer is true, and return it."""
        answer = None
        try:
            async with asyncio.timeout(limit_s):
                async for _ in changes(self.http, kinds):
                    if answer := await holds():
                        return answer
        except TimeoutError:
            pass
        raise AssertionError(f"not within {limit_s} s: {what}; last: {answer}")

    async def link_states(self) -> dict[str, str]:
        """State of every device and platform that this platform has to do with, by code."""
        peers = (await self.get("/platforms"))["items"] + (await self.get("/devices", limit=500))["items"]
        return {peer["code"]: peer["state"] for peer in peers}

    async def until_linked(self, *codes: str) -> None:
        """Until every peer, or each of these, is online."""
        states: dict[str, str] = {}

        async def linked() -> bool:
            states.update(await self.link_states())
            return all(states[code] == "online" for code in codes or states)

        try:
            await self.until(linked, "every link")
        except AssertionError as error:
            raise AssertionError(f"{error}; links: {states}") from None

    async def until_whole(self, plan: CityPlan) -> None:
        """Until every channel of the demo is in the tree and online."""
        wanted = len(plan.channels())

        async def whole() -> bool:
            counts = (await self.get("/overview"))["channels"]
            return bool(counts["total"] >= wanted and counts["online"] >= wanted)

        await self.until(whole, f"{wanted} channels online")


@asynccontextmanager
async def at(plan: CityPlan, platform: PlatformPlan) -> AsyncIterator[PlatformClient]:
    """The demo's administrator at a platform."""
    async with signed_in(plan, platform) as client:
        yield PlatformClient(client)


@asynccontextmanager
async def signed_in_as(platform: PlatformPlan, name: str, password: str) -> AsyncIterator[PlatformClient]:
    """Another account at a platform."""
    async with SignedIn(f"http://127.0.0.1:{platform.http_port}", name, password) as client:
        yield PlatformClient(client)


class Watched:
    """What a viewer gets: when each piece of the picture came, where it stands in the picture's own time, and how it ended."""

    def __init__(self, ticket: dict[str, Any]) -> None:
        self.ticket = ticket
        self.arrivals: list[float] = []
        self.decode_times_s: list[float] = []
        self.last_words: dict[str, Any] = {}
        self.over = False
        self._news = asyncio.Event()

    async def receive(self, socket: ClientConnection) -> None:
        """Until the platform ends the picture."""
        try:
            await socket.send(self.ticket["token"])
            while True:
                message = await socket.recv()
                if isinstance(message, str):
                    self.last_words = json.loads(message)
                else:
                    self.arrivals.append(time.monotonic())
                    if message[4:8] == b"moof":
                        self.decode_times_s.append(decode_time_s(message))
                self._news.set()
        except ConnectionClosed:
            pass
        finally:
            self.over = True
            self._news.set()

    async def more(self, pieces: int = 3) -> None:
        """Until so many more pieces came; fails where the picture ends before."""
        wanted = len(self.arrivals) + pieces
        try:
            async with asyncio.timeout(LIMIT_S):
                while len(self.arrivals) < wanted:
                    assert not self.over, f"the picture ended: {self.last_words}"
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{len(self.arrivals)} pieces in {LIMIT_S} s: {self.last_words}") from None

    async def until_over(self) -> None:
        """Until the platform has ended the picture."""
        async with asyncio.timeout(LIMIT_S):
            while not self.over:
                self._news.clear()
                await self._news.wait()

    def longest_missing_s(self) -> float:
        """How much of the picture is missing at most between two pieces, in its own time: a slow machine loses nothing by that."""
        return max(later - earlier for earlier, later in itertools.pairwise(self.decode_times_s))


def decode_time_s(segment: bytes) -> float:
    """Where a piece begins: ``tfdt`` of its first track, the video's (ISO/IEC 14496-12 8.8.12; version 1, 90 kHz)."""
    at = segment.index(b"tfdt") + 8
    return int.from_bytes(segment[at : at + 8], "big") / 90_000


@asynccontextmanager
async def watching(client: PlatformClient, channel: str, purpose: str = "maintenance") -> AsyncIterator[Watched]:
    """Look at a camera; the picture runs when this is entered."""
    answer = await client.ask_for_picture(channel, purpose)
    assert answer.status_code == 201, answer.text
    async with watching_with(answer.json()) as watched:
        try:
            await watched.more()
        except AssertionError as error:
            trace = await client.attempt(watched.ticket["attempt"])
            raise AssertionError(f"{error}; trace: {json.dumps(trace, ensure_ascii=False)}") from None
        yield watched


@asynccontextmanager
async def watching_with(ticket: dict[str, Any]) -> AsyncIterator[Watched]:
    """A viewer with a ticket, whatever it is worth."""
    watched = Watched(ticket)
    async with connect(ticket["url"], compression=None, max_size=None, proxy=None) as socket:
        receiving = asyncio.create_task(watched.receive(socket))
        try:
            yield watched
        finally:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
