"""sipp plays the device: registers, keeps alive, repeats, breaks the rules; and plays the device that we call."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from tests.gateways.sip.peers import DEVICE, House, Recorder, request, until
from tests.patience import PATIENCE_S

from anlan.foundation.clock import SystemClock
from anlan.gateways.sip import IncomingRequest, Target
from anlan.protocols.sip import Dialog, DigestAuthority, Response, reply

pytestmark = [pytest.mark.foreign, pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed")]

SCENARIOS = Path(__file__).parent / "scenarios"


class Platform(Recorder):
    """The least platform: registers by digest, takes calls, answers the rest."""

    def __init__(self) -> None:
        super().__init__(self._serve)
        self._authority = DigestAuthority("3402000000", os.urandom(32))

    async def _serve(self, incoming: IncomingRequest) -> Response | None:
        sent = incoming.request
        if sent.method == "ACK":
            return None
        if sent.method == "INVITE" and sent.headers.get("Subject") == "ring":
            await asyncio.Event().wait()
        if sent.method != "REGISTER":
            return reply(sent, 200)
        verdict = self._authority.check(
            "REGISTER",
            sent.uri,
            sent.headers.get("Authorization"),
            lambda user: "12345678" if user == DEVICE else None,
            incoming.received_s,
        )
        if verdict.ok:
            return reply(sent, 200, headers=[("Date", incoming.received_utc.isoformat()[:23])])
        if verdict.reason == "missing":
            return reply(
                sent,
                401,
                headers=[
                    ("WWW-Authenticate", value)
                    for value in self._authority.challenges(incoming.received_s, os.urandom(8))
                ],
            )
        return reply(sent, 403)


async def sipp(*arguments: str) -> None:
    """Run sipp; it ends with 0 only when every call went as its scenario says."""
    process = await asyncio.create_subprocess_exec(
        "sipp", *arguments, "-i", "127.0.0.1", "-nostdin", "-timeout", "20s", "-timeout_error",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, output.decode("utf-8", "replace")[-3000:]


CASES = [
    ("options", 20, ["OPTIONS"]),
    ("register", 20, ["REGISTER", "REGISTER"]),
    ("register_wrong_password", 1, ["REGISTER", "REGISTER"]),
    ("keepalive", 20, ["MESSAGE"]),
    ("malformed", 1, ["OPTIONS"]),
    ("oversized", 1, ["OPTIONS"]),
    ("invite", 5, ["INVITE", "ACK", "BYE"]),
    ("cancelled", 1, []),
]


@pytest.mark.parametrize("transport", ["u1", "t1"])
@pytest.mark.parametrize(("scenario", "calls", "served"), CASES, ids=[case[0] for case in CASES])
async def test_scenario(house: House, scenario: str, calls: int, served: list[str], transport: str) -> None:
    if transport == "t1" and scenario in ("malformed", "oversized"):
        pytest.skip("a stream that lost its frames is closed: tests/gateways/sip/test_serving.py")
    handler = Platform()
    endpoint = await house.endpoint(handler, clock=SystemClock())
    await sipp(
        f"127.0.0.1:{endpoint.port}",
        "-sf",
        str(SCENARIOS / f"{scenario}.xml"),
        "-t",
        transport,
        "-m",
        str(calls),
        "-r",
        "200",
    )
    if scenario == "cancelled":  # the CANCEL may overtake the handler's start
        assert set(handler.methods) <= {"INVITE"}
    else:
        assert sorted(handler.methods) == sorted(served * calls)


async def test_a_repeated_request_is_served_once(house: House) -> None:
    def repeated() -> float:
        return REGISTRY.get_sample_value("anlan_sip_repeated_total", {"kind": "request"}) or 0.0

    before = repeated()

    async def when_repeated(incoming: IncomingRequest) -> Response:
        await until(lambda: repeated() >= before + 2)
        return reply(incoming.request, 200)

    handler = Recorder(when_repeated)
    endpoint = await house.endpoint(handler, clock=SystemClock())
    await sipp(f"127.0.0.1:{endpoint.port}", "-sf", str(SCENARIOS / "keepalive.xml"), "-m", "1")
    assert handler.methods == ["MESSAGE"]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_we_call_sipp(house: House, transport: str) -> None:
    endpoint = await house.endpoint(clock=SystemClock())
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    callee = asyncio.create_task(
        sipp("-sn", "uas", "-p", str(port), "-t", "t1" if transport == "tcp" else "u1", "-m", "1")
    )
    target = Target("tcp" if transport == "tcp" else "udp", "127.0.0.1", port)
    invite = request("INVITE", call=f"we-call-{transport}")
    heard: list[int] = []
    if transport == "tcp":
        await listening(port)
    answer = await endpoint.invite(
        invite, target, on_provisional=lambda response: heard.append(response.status), timeout_s=PATIENCE_S
    )
    assert (answer.status, heard) == (200, [180])
    dialog = Dialog.as_client(invite, answer)
    await endpoint.acknowledge(dialog.request("ACK"), target)
    assert (await endpoint.request(dialog.request("BYE"), target)).status == 200
    await callee


async def listening(port: int) -> None:
    """Wait until somebody accepts connections: sipp has no other sign of being ready."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
