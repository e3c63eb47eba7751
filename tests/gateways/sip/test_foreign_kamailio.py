"""Kamailio stands between two endpoints: routes, Vias of others, its retransmissions and its CANCEL."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from tests.gateways.sip.peers import House, Recorder, request, until
from tests.patience import PATIENCE_S

from anlan.foundation.clock import SystemClock
from anlan.gateways.sip import IncomingRequest, SipEndpoint, SipTimeout, SipTransportError, Target
from anlan.protocols.sip import Dialog, Request, Response, reply
from anlan.protocols.sip.server_transaction import InviteServerTransaction

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(shutil.which("kamailio") is None, reason="kamailio is not installed"),
]

CONFIGURATION = Path(__file__).parent / "scenarios" / "kamailio.cfg"


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def proxy(near: SipEndpoint, tmp_path: Path) -> AsyncIterator[int]:
    """A running Kamailio's port, once it answers."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        "kamailio", "-DD", "-E", "-f", str(CONFIGURATION), "-l", f"udp:127.0.0.1:{port}", "-l", f"tcp:127.0.0.1:{port}", "-Y", str(tmp_path), "-w", str(tmp_path), "-m", "16", "-M", "4",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        await answering(near, port)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.communicate()


async def answering(near: SipEndpoint, port: int) -> None:
    for number in range(20):
        options = request("OPTIONS", call=f"ready-{number}")
        options.uri = f"sip:127.0.0.1:{port}"
        with contextlib.suppress(SipTimeout):
            assert (await near.request(options, Target("udp", "127.0.0.1", port), timeout_s=0.4)).status == 200
            return
    pytest.skip("kamailio does not start here")


class Callee(Recorder):
    """Takes calls unless told to ring for ever."""

    def __init__(self) -> None:
        super().__init__(self._serve)
        self.contact = ""
        self.rings = False

    async def _serve(self, incoming: IncomingRequest) -> Response | None:
        sent = incoming.request
        if sent.method == "ACK":
            return None
        if sent.method == "INVITE" and self.rings:
            await asyncio.Event().wait()
        return reply(sent, 200, headers=[("Contact", self.contact)])


def to_far(method: str, far: SipEndpoint, transport: str, call: str) -> Request:
    made = request(method, call=call)
    made.uri = f"sip:34020000001320000001@127.0.0.1:{far.port};transport={transport}"
    return made


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_call_through_a_proxy(house: House, tmp_path: Path, transport: Literal["udp", "tcp"]) -> None:
    handler = Callee()
    far, near = await house.endpoint(handler, clock=SystemClock()), await house.endpoint(clock=SystemClock())
    handler.contact = f"<sip:34020000001320000001@127.0.0.1:{far.port};transport={transport}>"
    async with proxy(near, tmp_path) as port:
        target = Target(transport, "127.0.0.1", port)
        assert (await near.request(to_far("MESSAGE", far, transport, "m"), target)).status == 200
        invite = to_far("INVITE", far, transport, "c")
        answer = await near.invite(invite, target)
        assert answer.status == 200
        dialog = Dialog.as_client(invite, answer)
        assert len(dialog.route_set) >= 1
        await near.acknowledge(dialog.request("ACK"), target)
        assert (await near.request(dialog.request("BYE"), target)).status == 200
    assert handler.methods == ["MESSAGE", "INVITE", "ACK", "BYE"]
    assert len(handler.seen[1].request.headers.all("Via")) == 2


async def test_a_call_given_up_is_cancelled_through_a_proxy(house: House, tmp_path: Path) -> None:
    handler = Callee()
    handler.rings = True
    far, near = await house.endpoint(handler, clock=SystemClock()), await house.endpoint(clock=SystemClock())
    async with proxy(near, tmp_path) as port:
        provisional = asyncio.Event()
        call = asyncio.create_task(
            near.invite(
                to_far("INVITE", far, "udp", "c"),
                Target("udp", "127.0.0.1", port),
                on_provisional=lambda _: provisional.set(),
            )
        )
        async with asyncio.timeout(PATIENCE_S):
            await provisional.wait()
            await handler.arrived.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await until(lambda: ended(far))


def ended(endpoint: SipEndpoint) -> bool:
    """Is the handler's call over, and its 487 acknowledged by the proxy?"""
    invites = [
        each for each in endpoint._server._transactions._table.values() if isinstance(each, InviteServerTransaction)
    ]
    return (
        not endpoint._server._pending
        and all(invite.status == 487 and invite.confirmed for invite in invites)
        and bool(invites)
    )


async def test_a_refusal_of_the_proxys_own(house: House, tmp_path: Path) -> None:
    near = await house.endpoint(clock=SystemClock())
    async with proxy(near, tmp_path) as port:
        message = request("MESSAGE")
        message.headers.add("Max-Forwards", "0")
        assert (await near.request(message, Target("udp", "127.0.0.1", port))).status == 483
        with pytest.raises(SipTransportError):
            await near.request(request("MESSAGE"), Target("tcp", "127.0.0.1", free_port()))
