from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.gateways.gb28181.cascade.fakes import (
    OWN,
    FakeCases,
    FakeCore,
    FakeDirectory,
    FakeGuard,
    FakeLive,
    FakeSsrcs,
    Handover,
    ScriptedUpper,
    upper_record,
)
from tests.gateways.gb28181.fakes import FakeBook

from anlan.foundation.clock import SystemClock
from anlan.foundation.config import Settings
from anlan.gateways.gb28181.cascade import Cascade
from anlan.gateways.sip import SipEndpoint, Target


@dataclass
class Joined:
    """This platform and an upper over loopback."""

    upper: ScriptedUpper
    cascade: Cascade
    endpoint: SipEndpoint
    directory: FakeDirectory
    live: FakeLive
    core: FakeCore
    ssrcs: FakeSsrcs
    gateway: Handover
    calls: FakeBook
    # Uppers that have taken our registration, with their addresses.
    reached: list[tuple[str, Target]]
    cases: FakeCases
    guard: FakeGuard

    @classmethod
    async def build(cls, upper: ScriptedUpper | None = None, **record: Any) -> Joined:
        upper = upper or ScriptedUpper()
        await upper.start()
        directory = FakeDirectory(upper_record(port=upper.endpoint.port, **record))
        live, core, ssrcs, gateway = FakeLive(), FakeCore(), FakeSsrcs(), Handover()
        cases, guard = FakeCases(), FakeGuard()
        calls, reached = FakeBook(), list[tuple[str, Target]]()
        endpoint = SipEndpoint(host="127.0.0.1", port=0, handler=gateway, clock=SystemClock())
        await endpoint.start()
        cascade = Cascade(
            settings=Settings.model_validate({"platform": {"code": OWN, "name": "县级平台"}}),
            clock=SystemClock(),
            directory=directory,
            live=live,
            core=core,
            endpoint=endpoint,
            ssrcs=ssrcs,
            calls=calls,
            cases=cases,
            guard=guard,
            joined=lambda code, target: reached.append((code, target)),
        )
        gateway.cascade = cascade
        await cascade.start()
        return cls(upper, cascade, endpoint, directory, live, core, ssrcs, gateway, calls, reached, cases, guard)

    async def online(self) -> None:
        """Return when the first keepalive has come: then both sides know of each other."""
        await self.upper.until(lambda: any(each.cmd_type == "Keepalive" for each in self.upper.messages))

    async def close(self) -> None:
        await self.cascade.stop()
        await self.endpoint.stop()
        await self.upper.stop()


@pytest.fixture
async def joined() -> AsyncIterator[Joined]:
    """Registered over UDP."""
    joined = await Joined.build()
    await joined.online()
    yield joined
    await joined.close()


@pytest.fixture(params=["udp", "tcp"])
async def either(request: pytest.FixtureRequest) -> AsyncIterator[Joined]:
    """Registered over each transport."""
    joined = await Joined.build(transport=request.param)
    await joined.online()
    yield joined
    await joined.close()
