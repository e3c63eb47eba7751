"""Waits until the city's platform has every camera of every township: told by its own events, asked through its own API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
from websockets.asyncio.client import connect

from anlan.app.demo.plan import CityPlan, PlatformPlan
from anlan.app.demo.progress import Progress

# What a slow machine needs at the first start; after that something is wrong and is said to be.
LIMIT_S = 180.0


async def wait_until_whole(plan: CityPlan, progress: Progress) -> None:
    """Return when every channel is in the city's tree and online. Raises ``TimeoutError`` with what is missing."""
    wanted = len(plan.channels())
    progress.begin("catalog", wanted)
    progress.begin("cameras", wanted)
    total = online = 0
    try:
        async with asyncio.timeout(LIMIT_S), signed_in(plan, plan.top) as client:
            async for _ in changes(client):
                counts = (await client.get("/api/v1/overview")).raise_for_status().json()["channels"]
                total, online = counts["total"], counts["online"]
                progress.advance("catalog", total)
                progress.advance("cameras", online)
                if total >= wanted and online >= wanted:
                    return
    except TimeoutError:
        raise TimeoutError(
            f"市级平台收到 {total}/{wanted} 个通道，在线 {online} 个 · "
            f"the city's platform has {total} of {wanted} channels, {online} online, after {LIMIT_S:.0f} s"
        ) from None


def signed_in(plan: CityPlan, platform: PlatformPlan) -> SignedIn:
    """A client of a platform's API with the demo's account."""
    return SignedIn(f"http://127.0.0.1:{platform.http_port}", plan.admin_name, plan.admin_password)


class SignedIn:
    """Opens a session at a platform's address and closes it again."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self._credentials = {"name": name, "password": password}
        self._client = httpx.AsyncClient(base_url=address, trust_env=False, timeout=20.0)

    async def __aenter__(self) -> httpx.AsyncClient:
        answer = (await self._client.post("/api/v1/session", json=self._credentials)).raise_for_status()
        self._client.headers["X-Anlan-CSRF"] = answer.json()["csrf"]
        return self._client

    async def __aexit__(self, *_: object) -> None:
        # A platform that is gone meanwhile has ended the session in its own way.
        with suppress(httpx.TransportError):
            await self._client.delete("/api/v1/session")
        await self._client.aclose()


async def changes(client: httpx.AsyncClient, kinds: str = "directory.") -> AsyncIterator[None]:
    """Once at the beginning, then after every event whose kind begins so; several at once count as one.

    Raises ``websockets.ConnectionClosed`` when the platform ends.
    """
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
    origin = str(client.base_url).rstrip("/")
    address = origin.replace("http", "ws", 1) + "/api/v1/events"
    async with connect(address, additional_headers={"Cookie": cookies}, origin=origin, proxy=None) as events:  # type: ignore[arg-type]
        changed = asyncio.Event()
        changed.set()

        async def listen() -> None:
            while True:
                if json.loads(await events.recv()).get("kind", "").startswith(kinds):
                    changed.set()

        listener = asyncio.create_task(listen())
        try:
            while not listener.done():
                waiting = asyncio.create_task(changed.wait())
                await asyncio.wait({waiting, listener}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                changed.clear()
                yield
            listener.result()
        finally:
            listener.cancel()
