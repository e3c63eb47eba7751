"""Alarms over TCP and UDP: answered when they are committed, as the standard says, or met with silence."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.gateways.dc09.panels import KEY, House, account

from anlan.capabilities.alarms.ports import Receipt, SourceKey
from anlan.foundation.errors import Unavailable
from anlan.protocols.dc09 import Extended, Frame, open_sealed, parse, seal, serialize
from anlan.protocols.dc09.crc import crc16
from anlan.protocols.wording import Sentence

BURGLARY = Frame("SIA-DCS", 5, "", "0", "1234", "#1234|Nri1/BA001")
CONTACT_ID = Frame("ADM-CID", 6, "579BDF", "789ABC", "12345a", "#12345A|1110 00 129")
POLL = Frame("NULL", 7, "0", "0", "1234")
RECEIPT = Receipt("id", repeated=False, alarm="a", known=True)


async def test_several_receivers_lines_and_accounts_on_one_connection(house: House) -> None:
    await house.gateway()
    panel = await house.tcp()
    assert await panel.ask(BURGLARY) == Frame("ACK", 5, "", "0", "1234")
    assert await panel.ask(CONTACT_ID) == Frame("ACK", 6, "579BDF", "789ABC", "12345a")
    first, second = house.centre.signals
    assert first.source == SourceKey("dc09", "0", "0", "1234")
    assert (first.kind.code, first.partition, first.zone, first.original) == ("burglary", "1", "1", "BA")
    assert second.source == SourceKey("dc09", "579BDF", "789ABC", "12345A")
    assert (second.kind.code, second.zone, second.original, second.sequence) == ("fire", "129", "1110", "0006")


async def test_udp(house: House) -> None:
    await house.gateway()
    panel = house.udp()
    assert await panel.ask(BURGLARY) == Frame("ACK", 5, "", "0", "1234")
    assert [signal.kind.code for signal in house.centre.signals] == ["burglary"]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_nothing_is_acknowledged_before_it_is_committed(house: House, transport: str) -> None:
    await house.gateway()
    house.centre.hold = True
    panel = await house.tcp() if transport == "tcp" else house.udp()
    panel.send(BURGLARY)
    await house.centre.arrived.wait()
    # A poll is not committed, so it overtakes: had the alarm been answered, its answer would be the first here.
    assert (await panel.ask(POLL)).sequence == 7
    house.centre.commit(RECEIPT)
    later = parse(await panel.reader.readuntil(b"\r")) if transport == "tcp" else parse(await panel.raw_answer())  # type: ignore[union-attr]
    assert (later.token, later.sequence) == ("ACK", 5)


async def test_a_panel_may_close_after_each_message(house: House) -> None:
    await house.gateway()
    for number in (1, 2):
        panel = await house.tcp()
        panel.send(replace(BURGLARY, sequence=number))
        panel.writer.write_eof()
        assert parse(await panel.ended()).sequence == number
    assert len(house.centre.signals) == 2


async def test_a_repeat_is_acknowledged_again(house: House) -> None:
    await house.gateway()
    house.register("1234", account(KEY))
    now = house.clock.now_utc()
    panel = await house.tcp()
    for _ in range(2):  # sealed anew each time: the padding differs, the content does not
        assert (await panel.ask(seal(replace(BURGLARY, sent_utc=now), KEY))).token == "ACK"
    assert len(house.centre.signals) == 1
    assert (await panel.ask(seal(replace(BURGLARY, sequence=6, sent_utc=now), KEY))).token == "ACK"
    assert len(house.centre.signals) == 2


async def test_several_events_of_a_frame_are_signals_in_order_and_one_acknowledgement(house: House) -> None:
    await house.gateway()
    panel = await house.tcp()
    house.centre.hold = True
    panel.send(replace(BURGLARY, data="#1234|Nri1/BA001/BA001|Nri2/id7/OP7"))
    await house.centre.arrived.wait()
    house.centre.commit(RECEIPT)
    assert (await panel.answer()).token == "ACK"
    told = [(s.kind.code, s.qualifier, s.partition, s.zone, s.user) for s in house.centre.signals]
    assert told == [
        ("burglary", "new", "1", "1", ""),
        ("burglary", "new", "1", "1", ""),
        ("opening", "new", "2", "", "7"),
    ]
    assert len({signal.digest for signal in house.centre.signals}) == 3


@pytest.mark.parametrize("error", [Unavailable("database.busy", Sentence("忙", "busy")), RuntimeError("broken")])
async def test_what_cannot_be_kept_is_met_with_silence_so_that_the_panel_sends_again(
    house: House, error: Exception
) -> None:
    await house.gateway()
    panel = await house.tcp()
    house.centre.error = error
    panel.send(BURGLARY)
    assert (await panel.ask(POLL)).sequence == 7
    house.centre.error = None
    assert (await panel.ask(BURGLARY)).sequence == 5


async def test_a_poll_is_noted_with_its_path(house: House) -> None:
    await house.gateway()
    source = house.register("1234", account())
    panel = await house.tcp()
    assert await panel.ask(replace(POLL, extended=(Extended("J", "2"),))) == Frame("ACK", 7, "0", "0", "1234")
    assert house.centre.polls == [(source, "2")]
    assert house.centre.signals == []


async def test_encrypted_alarms_are_opened_and_answered_encrypted(house: House) -> None:
    await house.gateway()
    house.register("1234", account(KEY, required=True))
    now = house.clock.now_utc()
    panel = await house.tcp()
    answer = await panel.ask(seal(replace(BURGLARY, extended=(Extended("I", "前门红外"),), sent_utc=now), KEY))
    assert (answer.token, answer.sequence, answer.encrypted) == ("ACK", 5, True)
    assert open_sealed(answer, KEY).sent_utc == now
    (signal,) = house.centre.signals
    assert (signal.kind.code, signal.encrypted, signal.text, signal.occurred_utc) == ("burglary", True, "前门红外", now)
    assert signal.raw == '"*SIA-DCS"0005L0#1234[#1234|Nri1/BA001][I前门红外]_00:00:00,01-01-2026'


@pytest.mark.parametrize(
    ("frame", "offset_s", "key", "answer"),
    [
        (BURGLARY, None, None, "DUH"),  # in the clear although a key is agreed
        (BURGLARY, 0, bytes(16), "DUH"),  # another key
        (BURGLARY, -41, KEY, "NAK"),
        (BURGLARY, 21, KEY, "NAK"),
        (replace(POLL, receiver=""), -3600, KEY, "NAK"),
        (BURGLARY, -40, KEY, "ACK"),
        (BURGLARY, 20, KEY, "ACK"),
        (Frame("ADM-41E", 5, account="1234", data="1"), 0, KEY, "DUH"),
        (Frame("SIA-DCS", 5, account="1234", data="#1234|"), 0, KEY, "DUH"),
        (replace(BURGLARY, extended=(Extended("K", ""),)), 0, KEY, "RSP"),
    ],
)
async def test_the_standards_answers(
    house: House, frame: Frame, offset_s: int | None, key: bytes | None, answer: str
) -> None:
    await house.gateway()
    house.register("1234", account(KEY, required=True))
    now = house.clock.now_utc()
    sent = frame
    if offset_s is not None and key is not None:
        sent = seal(replace(frame, sent_utc=now + timedelta(seconds=offset_s)), key)
    panel = await house.tcp()
    got = await panel.ask(sent)
    assert got.token == answer
    assert got.sequence == (0 if answer == "NAK" else frame.sequence)
    assert got.encrypted == (answer in ("ACK", "RSP"))
    if answer == "NAK":
        assert got.sent_utc == now
    assert bool(house.centre.signals) == (answer in ("ACK", "RSP"))


NULL = serialize(POLL)
SILENT = [
    NULL.replace(b"0007", b"0008"),  # check sum
    b"\n00000015" + NULL[9:],
    NULL[:5] + b"0016" + NULL[9:],  # length
    b"\nhello\r",
    b"hello\r\n",
    serialize(Frame("ACK", 1, account="1234")),
    serialize(Frame("NAK", 0)),
]


@pytest.mark.parametrize("noise", SILENT)
@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_garbage_is_met_with_silence(house: House, noise: bytes, transport: str) -> None:
    await house.gateway()
    panel = await house.tcp() if transport == "tcp" else house.udp()
    panel.send(noise)
    # The first answer that comes is the one to the poll sent after it.
    assert await panel.ask(POLL) == Frame("ACK", 7, "0", "0", "1234")
    assert len(house.centre.polls) == 1


async def test_an_unreadable_body_with_a_right_check_sum_gets_duh(house: House) -> None:
    await house.gateway()
    panel = await house.tcp()
    body = b'"NULL"0001L0#1234[]]'
    assert (await panel.ask(b"\n%04X0%03X%b\r" % (crc16(body), len(body), body))).token == "DUH"


async def test_an_unregistered_account_is_kept_and_bounded_by_address(house: House) -> None:
    await house.gateway(unknown_per_minute=2)
    house.register("1234", account())
    panel = await house.tcp()
    unknown = replace(BURGLARY, account="ABCD", data="|NHA1")
    assert (await panel.ask(unknown)).token == "ACK"
    assert (await panel.ask(replace(unknown, sequence=6))).token == "ACK"
    panel.send(replace(unknown, sequence=8))
    assert (await panel.ask(POLL)).sequence == 7  # the registered are not held up by it
    assert [signal.kind.code for signal in house.centre.signals] == ["hold_up", "hold_up"]
    await house.clock.advance(60)
    assert (await panel.ask(replace(unknown, sequence=9))).token == "ACK"


async def test_what_nobody_can_open_is_shown_all_the_same(house: House) -> None:
    await house.gateway()
    panel = await house.tcp()
    sealed = seal(replace(BURGLARY, sent_utc=house.clock.now_utc()), KEY)
    assert (await panel.ask(sealed)).token == "DUH"
    (signal,) = house.centre.signals
    assert signal.kind.unknown_code
    assert (signal.original, signal.encrypted) == ("*SIA-DCS", True)
    assert signal.raw.startswith('"*SIA-DCS"0005L0#1234[')
    # A poll that nobody can open tells nothing worth keeping.
    assert (await panel.ask(seal(replace(POLL, sent_utc=house.clock.now_utc()), KEY))).token == "DUH"
    assert len(house.centre.signals) == 1
    assert house.centre.polls == []


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_the_heartbeat_of_old_panels(house: House, transport: str) -> None:
    await house.gateway()
    panel = await house.tcp() if transport == "tcp" else house.udp()
    panel.send(b"SR0001L0002    006969XX    [ID00000000]")
    if transport == "tcp":
        assert await panel.reader.readexactly(5) == b'"ACK"'  # type: ignore[union-attr]
    else:
        assert await panel.raw_answer() == b'"ACK"'  # type: ignore[union-attr]
    assert house.centre.polls == [(SourceKey("dc09", "1", "2", "006969XX"), "")]


async def test_the_heartbeat_may_be_left_unanswered(house: House) -> None:
    await house.gateway(legacy_heartbeat=False)
    panel = await house.tcp()
    panel.send(b"SR0001L0001    006969XX    [ID00000000]")
    assert (await panel.ask(POLL)).sequence == 7


async def test_stopping_answers_what_is_under_way(house: House) -> None:
    gateway = await house.gateway()
    await gateway.check()
    house.centre.hold = True
    panel = await house.tcp()
    panel.send(BURGLARY)
    await house.centre.arrived.wait()
    stopping = asyncio.create_task(gateway.stop())
    await asyncio.sleep(0)
    house.centre.commit(RECEIPT)
    await stopping
    assert parse(await panel.ended()).sequence == 5
    with pytest.raises(ConnectionError):
        await gateway.check()
