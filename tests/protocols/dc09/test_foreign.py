"""Programs we did not write: frames made by siadc09 are read by us, frames of ours by siadc09 and by pysiaalarm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pysiaalarm import SIAAccount
from pysiaalarm.event import SIAEvent
from pysiaalarm.utils import ResponseType
from siadc09 import account, admcid, message, xdata

from anlan.protocols.dc09 import (
    Accept,
    Extended,
    Frame,
    Terms,
    account_of,
    acknowledge,
    judge,
    occurred_utc,
    open_sealed,
    parse,
    path,
    position,
    seal,
    serialize,
)

NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
KEYS = [None, bytes(range(16)), bytes(range(24)), bytes(range(32))]


def foreign(token: str, data: bytes | None, key: bytes | None, blocks: tuple[bytes, ...] = ()) -> bytes:
    made = message.Message(
        account.Account(acct=0x1234A, pref=0x7, rcvr=0x9, key=key),
        config={
            "idtoken": token,
            "seqno": 77,
            "data": xdata.Data(data) if data is not None else None,
            "xdata": [xdata.parse_xdata(block) for block in blocks],
        },
    )
    encoded: bytes = made.encode(timestamp=NOW)
    return encoded


@pytest.mark.parametrize("key", KEYS, ids=["clear", "128", "192", "256"])
@pytest.mark.parametrize(
    ("token", "data", "code"),
    [
        ("SIA-DCS", b"#1234A|Nri1/BA001", "BA"),
        ("SIA-DCS", b"|Nri1/CL501", "CL"),
        ("ADM-CID", b"#1234A|1130 01 015", "130"),
        ("NULL", None, None),
        ("XNM", None, None),
    ],
)
def test_their_frames_are_taken(token: str, data: bytes | None, code: str | None, key: bytes | None) -> None:
    frame = parse(foreign(token, data, key))
    verdict = judge(frame, Terms(key, key_required=key is not None), NOW)
    assert isinstance(verdict, Accept)
    assert (account_of(verdict.frame), frame.receiver, frame.line, frame.sequence) == ("1234A", "9", "7", 77)
    assert [content.code for content in verdict.contents] == ([code] if code else [])
    assert verdict.frame.sent_utc == NOW


@pytest.mark.parametrize("key", KEYS[:2], ids=["clear", "128"])
def test_their_blocks_are_read(key: bytes | None) -> None:
    blocks = (b"X121E28.200", b"Y31N13.800", b"H11:59:58,03-04-2026", b"G2", "I前门".encode(), b"M0026b9e4268b")
    frame = parse(foreign("SIA-DCS", b"#1234A|NBA1", key, blocks))
    opened = open_sealed(frame, key) if key else frame
    assert position(opened) == pytest.approx((121.47, 31.23))
    assert occurred_utc(opened) == datetime(2026, 3, 4, 11, 59, 58, tzinfo=UTC)
    assert (path(opened), opened.block("I"), opened.block("M")) == ("2", "前门", "0026b9e4268b")


@pytest.mark.parametrize("key", KEYS, ids=["clear", "128", "192", "256"])
def test_our_frames_and_answers_are_read_by_siadc09(key: bytes | None) -> None:
    clear = Frame("ADM-CID", 12, "9", "7", "1234A", "#1234A|1130 01 015", (Extended("I", "前门"),), NOW)
    ours = seal(clear, key) if key else clear
    read = message.parse_frame(serialize(ours), keys=key)
    assert isinstance(read.data, admcid.DataCid)
    assert (read.data.event.code, read.data.event.group, read.data.event.addr) == ("130", 1, 0x15)
    assert (read.seq, read.timestamp, read.xdata[0].value) == (12, NOW, "前门")
    answer = message.parse_frame(acknowledge(ours, NOW, key), keys=key)
    assert isinstance(answer, message.AckMessage)
    assert (answer.seq, answer.account.acct, answer.encrypted) == (12, 0x1234A, key is not None)


@pytest.mark.parametrize(
    "key", [None, "ABCDEFGH01234567", "ABCDEFGH0123456789012345", "ABCDEFGH012345678901234567890123"]
)
@pytest.mark.parametrize(
    ("token", "data", "code"),
    [("SIA-DCS", "#1234|Nri1/BA001", "BA"), ("ADM-CID", "#1234|1130 01 015", "BA"), ("NULL", "", "RP")],
)
def test_our_frames_are_read_and_acknowledged_by_pysiaalarm(token: str, data: str, code: str, key: str | None) -> None:
    clear = Frame(token, 3, "0", "0", "1234", data, sent_utc=datetime.now(UTC))
    ours = seal(clear, key.encode()) if key else clear
    event = SIAEvent.from_line(
        serialize(ours).decode().strip(), {"1234": SIAAccount("1234", key, allowed_timeband=(600, 600))}
    )
    assert event.valid_message
    assert int(event.length, 16) == len(event.full_message)
    assert (event.account, event.code, event.response) == ("1234", code, ResponseType.ACK)
    # And its answer by us, as our dialler will have to.
    answer = parse(event.create_response())
    assert (answer.token, answer.sequence, answer.encrypted) == ("ACK", 3, key is not None)
    if key:
        assert open_sealed(answer, key.encode()).sent_utc is not None
