"""Our dialler's frames are accepted by a receiver we did not write: pysiaalarm's, over TCP and UDP, plain and sealed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from pysiaalarm.aio import CommunicationsProtocol, SIAAccount, SIAClient, SIAEvent
from tests.patience import PATIENCE_S

from anlan.simulator.panels import Panel, PanelFaults, PanelProfile, event
from anlan.simulator.panels.profile import Token, Transport

pytestmark = pytest.mark.foreign

# pysiaalarm takes a key by its characters.
KEYS = {
    "plain": ("0AAA", None), "aes128": ("0BBB", "0123456789ABCDEF"), "aes192": ("0CCC", "0123456789ABCDEF01234567"),
    "aes256": ("0DDD", "0123456789ABCDEF0123456789ABCDEF"),
}  # fmt: skip


class Foreign:
    """pysiaalarm's receiver on one port, and what it handed to its user."""

    def __init__(self, transport: Transport) -> None:
        self.events: asyncio.Queue[SIAEvent] = asyncio.Queue()
        self.port = _free_port()
        protocol = CommunicationsProtocol.UDP if transport == "udp" else CommunicationsProtocol.TCP
        accounts = [SIAAccount(account, key) for account, key in KEYS.values()]
        self.client = SIAClient("127.0.0.1", self.port, accounts, self.events.put, protocol=protocol)

    async def next(self) -> SIAEvent:
        return await asyncio.wait_for(self.events.get(), PATIENCE_S)


@pytest.fixture(params=["tcp", "tcp_per_message", "udp"])
async def transport(request: pytest.FixtureRequest) -> Transport:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
async def foreign(transport: Transport) -> AsyncIterator[Foreign]:
    receiver = Foreign(transport)
    await receiver.client.async_start()
    if transport == "udp":
        # It asks its transport for a class that asyncio's datagram transports have only since Python 3.12.
        receiver.client.sia_server.transport = receiver.client.transport
    yield receiver
    await receiver.client.async_stop()


@pytest.mark.parametrize("key", KEYS)
async def test_a_foreign_receiver_accepts_our_frames(foreign: Foreign, transport: Transport, key: str) -> None:
    account, secret = KEYS[key]
    tokens: tuple[tuple[Token, float], ...] = (("SIA-DCS", 0.0), ("ADM-CID", -3600.0))
    for token, off_s in tokens:
        panel = _panel(foreign, transport, account, secret, token, off_s)
        sent = await panel.send(event("burglary", "007", text="zone seven"))
        heard = await foreign.next()
        assert (sent.outcome, heard.code, heard.account, heard.encrypted) == (
            "acknowledged",
            "BA",
            account,
            bool(secret),
        )
        assert (heard.valid_message, heard.sequence) == (True, f"{sent.sequence:04d}")
        # Its own check of the length takes hexadecimal for decimal.
        assert int(heard.length or "", 16) == len(heard.full_message or "")
        # It calls an area of SIA and a zone of Contact ID "ri".
        assert int(heard.ri or 0) == (7 if token == "ADM-CID" else 1)
        # A clock that is an hour slow is refused once; the panel takes the receiver's time.
        assert (panel.counts["clock set"], sent.attempts) == ((1, 2) if off_s else (0, 1))
        closed = await panel.arm("001")
        assert (closed.outcome, closed.attempts, (await foreign.next()).code) == ("acknowledged", 1, "CL")
        polled = await panel.poll()
        assert (polled.outcome, (await foreign.next()).code) == ("acknowledged", "RP")
        await panel.stop()


async def test_a_foreign_receiver_is_silent_to_a_wrong_check_sum(foreign: Foreign, transport: Transport) -> None:
    panel = _panel(foreign, transport, *KEYS["plain"], "SIA-DCS", 0.0, faults=PanelFaults(wrong_crc=True))
    assert (await panel.send(event("burglary", "007"))).outcome == "unanswered"
    await panel.stop()


def _panel(
    foreign: Foreign, transport: Transport, account: str, secret: str | None, token: Token, off_s: float, faults: PanelFaults | None = None,
) -> Panel:  # fmt: skip
    key = secret.encode() if secret else None
    profile = PanelProfile(
        account=account, host="127.0.0.1", port=foreign.port, key=key, token=token, transport=transport, clock_error_s=off_s,
        retry_s=0.2 if faults else PATIENCE_S, attempts=2,
    )  # fmt: skip
    return Panel(profile, faults)


def _free_port() -> int:
    """A port that is free for TCP and UDP alike."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return int(tcp.getsockname()[1])
