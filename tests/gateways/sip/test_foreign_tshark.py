"""tshark dissects what we send and answer, by UDP and TCP, and finds nothing malformed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.gateways.sip.peers import House, Recorder, UdpPeer, request, text
from tests.patience import PATIENCE_S

from anlan.foundation.clock import SystemClock
from anlan.gateways.sip import IncomingRequest, SipEndpoint, Target
from anlan.protocols.sip import Dialog, DigestAuthority, Response, answer_challenge, reply

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="capturing on loopback needs root"),
]

SDP = b"v=0\r\no=34020000001320000001 0 0 IN IP4 127.0.0.1\r\ns=Play\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 6000 RTP/AVP 96\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\ny=0200000001\r\n"


class Capture:
    """A running tshark; ``seen`` grows by one line a packet."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def begin(self, knock: UdpPeer) -> None:
        """Knock until a packet is seen: tshark says that it captures before it does."""
        for number in range(200):
            knock.send(text("OPTIONS", cseq=number + 1))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await self.until("OPTIONS")
                    return
        pytest.skip("tshark may not capture here")

    async def until(self, word: str) -> None:
        """Wait until a packet's summary has the word."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while word not in (line := (await self._process.stdout.readline()).decode()):
                assert line, "tshark ended"


@contextlib.asynccontextmanager
async def captured(path: Path, ports: list[int]) -> AsyncIterator[Capture]:
    wanted = " or ".join(f"port {port}" for port in ports)
    process = await asyncio.create_subprocess_exec(
        "tshark", "-i", "lo", "-f", wanted, "-l", "-P", "-w", str(path), *decoded(ports), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )  # fmt: skip
    try:
        yield Capture(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await process.communicate()


def decoded(ports: list[int]) -> list[str]:
    return [word for port in ports for kind in ("udp", "tcp") for word in ("-d", f"{kind}.port=={port},sip")]


async def dissect(path: Path, ports: list[int], condition: str, *fields: str) -> list[str]:
    """The packets for which a display filter holds, as the fields' values."""
    chosen = [word for field in fields for word in ("-e", field)]
    process = await asyncio.create_subprocess_exec(
        "tshark", "-r", str(path), *decoded(ports), "-Y", condition, "-T", "fields", *chosen, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )  # fmt: skip
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return output.decode().splitlines()


class Registrar(Recorder):
    """Challenges a REGISTER, takes a call with SDP."""

    def __init__(self) -> None:
        super().__init__(self._serve)
        self._authority = DigestAuthority("3402000000", os.urandom(32), algorithms=("SHA-256", "MD5"))

    async def _serve(self, incoming: IncomingRequest) -> Response | None:
        sent = incoming.request
        if sent.method == "ACK":
            return None
        if sent.method == "INVITE":
            return reply(
                sent, 200, headers=[("Contact", "<sip:a@127.0.0.1>"), ("Content-Type", "application/sdp")], body=SDP
            )
        credentials = sent.headers.get("Authorization")
        if (
            sent.method != "REGISTER"
            or self._authority.check("REGISTER", sent.uri, credentials, lambda _: "pw", incoming.received_s).ok
        ):
            return reply(sent, 200)
        return reply(
            sent,
            401,
            headers=[
                ("WWW-Authenticate", value) for value in self._authority.challenges(incoming.received_s, os.urandom(8))
            ],
        )


async def talk(near: SipEndpoint, target: Target) -> None:
    """A registration, a long message, a call, a refusal, keep-alives."""
    register = request("REGISTER", call=f"reg-{target.transport}")
    challenge = await near.request(register, target)
    register = request("REGISTER", call=f"reg-{target.transport}", cseq=2)
    register.headers.add("Authorization", answer_challenge(challenge, "REGISTER", register.uri, "dev", "pw", "cnonce"))
    assert (await near.request(register, target)).status == 200
    message = request(body="<Notify>东门</Notify>".encode("gb18030") * 100)
    message.headers.add("Content-Type", "Application/MANSCDP+xml")
    assert (await near.request(message, target)).status == 200
    invite = request("INVITE", call=f"call-{target.transport}", body=SDP)
    invite.headers.add("Content-Type", "application/sdp")
    answer = await near.invite(invite, target)
    dialog = Dialog.as_client(invite, answer)
    await near.acknowledge(dialog.request("ACK"), target)
    assert (await near.request(dialog.request("BYE"), target)).status == 200


async def test_nothing_of_ours_is_malformed(house: House, tmp_path: Path) -> None:
    far = await house.endpoint(Registrar(), clock=SystemClock())
    near = await house.endpoint(clock=SystemClock())
    ports, path = [far.port, near.port], tmp_path / "sip.pcapng"
    async with captured(path, ports) as capture:
        await capture.begin(house.udp_peer(far))
        await talk(near, Target("udp", "127.0.0.1", far.port))
        await talk(near, Target("tcp", "127.0.0.1", far.port))
        peer = house.udp_peer(far)
        peer.send(text("DANCE"))
        await peer.receive()
        await capture.until("501 Not Implemented")
    flaws = "_ws.malformed || _ws.expert.severity == error || udp.checksum.bad"
    assert await dissect(path, ports, flaws, "frame.number", "_ws.col.Info", "_ws.expert.message") == []
    methods = await dissect(path, ports, "sip.Request-Line && sip.Method != OPTIONS", "sip.Method")
    assert sorted(set(methods)) == ["ACK", "BYE", "DANCE", "INVITE", "MESSAGE", "REGISTER"]
    assert len([method for method in methods if method == "REGISTER"]) == 4
    statuses = await dissect(path, ports, "sip.Status-Line && tcp", "sip.Status-Code")
    assert sorted(statuses) == ["100", "200", "200", "200", "200", "401"]
    assert len(await dissect(path, ports, "sdp.media.port == 6000", "frame.number")) == 4
    assert len(await dissect(path, ports, 'sip.auth.algorithm == "SHA-256"', "frame.number")) == 4
