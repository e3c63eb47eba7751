"""A dialler we did not write (siadc09) against our receiver, and our frames against a receiver we did not write (pysiaalarm)."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from pysiaalarm import SIAAccount, SIAClient, SIAEvent
from siadc09 import account as dialler
from siadc09 import message, xdata
from tests.gateways.dc09.panels import House, account
from tests.patience import PATIENCE_S

from anlan.protocols.dc09 import Frame, open_sealed, parse, seal, serialize

pytestmark = pytest.mark.foreign

KEYS = [None, "ABCDEFGH01234567", "ABCDEFGH0123456789012345", "ABCDEFGH012345678901234567890123"]
NAMES = ["clear", "aes-128", "aes-192", "aes-256"]


@pytest.mark.parametrize("key", KEYS, ids=NAMES)
async def test_their_dialler_is_acknowledged_by_us(house: House, key: str | None) -> None:
    await house.gateway()
    secret = key.encode() if key else None
    house.register("1234", account(secret, required=key is not None), receiver="9", line="7")
    panel = await house.tcp()
    context = dialler.Account(acct=0x1234, pref=0x7, rcvr=0x9, key=secret)
    for number, (token, data) in enumerate(
        [("SIA-DCS", b"#1234|Nri1/BA001"), ("ADM-CID", b"#1234|1120 01 015"), ("NULL", None)], 1
    ):
        content = xdata.Data(data) if data else None
        frame = message.Message(context, config={"idtoken": token, "seqno": number, "data": content})
        panel.send(frame.encode(timestamp=house.clock.now_utc()))
        async with asyncio.timeout(PATIENCE_S):
            answer = message.parse_frame(await panel.reader.readuntil(b"\r"), keys=secret)
        assert isinstance(answer, message.AckMessage)
        assert (answer.seq, answer.account.acct, answer.encrypted) == (number, 0x1234, key is not None)
    assert [signal.kind.code for signal in house.centre.signals] == ["burglary", "panic"]
    assert len(house.centre.polls) == 1


@pytest.mark.parametrize("key", KEYS, ids=NAMES)
async def test_their_receiver_acknowledges_ours(key: str | None) -> None:
    told: list[SIAEvent] = []
    heard = threading.Event()

    def note(event: SIAEvent) -> None:
        told.append(event)
        heard.set()

    known = SIAAccount("1234", key, allowed_timeband=(600, 600))
    with SIAClient("127.0.0.1", 0, [known], note) as client:
        port = client.sia_server.server_address[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        clear = Frame("SIA-DCS", 3, "0", "0", "1234", "#1234|Nri1/BA001", sent_utc=datetime.now(UTC))
        writer.write(serialize(seal(clear, key.encode()) if key else clear))
        async with asyncio.timeout(PATIENCE_S):
            answer = parse(await reader.readuntil(b"\r"))
        writer.close()
        assert await asyncio.to_thread(heard.wait, PATIENCE_S)
    assert (answer.token, answer.sequence, answer.encrypted) == ("ACK", 3, key is not None)
    if key:
        assert open_sealed(answer, key.encode()).sent_utc is not None
    assert [(event.account, event.code, event.ri) for event in told] == [("1234", "BA", "1")]
