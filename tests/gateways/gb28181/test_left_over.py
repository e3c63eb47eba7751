"""What a killed process had called is hung up by the next, as soon as its peer is there."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from tests.gateways.gb28181.fakes import CAMERA, CAMERA_2, OWN, FakeBook, Scene, record

from anlan.foundation.clock import Clock, ManualClock, SystemClock
from anlan.foundation.database import Database, DatabaseSettings
from anlan.gateways.gb28181.call_book import KEPT, CallBook, LeftOver
from anlan.gateways.gb28181.left_over import BYE_TIMEOUT_S, MAX_TRIES
from anlan.protocols.sip import Dialog, parse_name_address


def dialog(code: str = CAMERA, call_id: str = "call-1", **changes: Any) -> Dialog:
    return dataclasses.replace(
        Dialog(
            call_id=call_id,
            local=parse_name_address(f"<sip:{OWN}@9901010100>;tag=ours"),
            remote=parse_name_address(f"<sip:{code}@9901010100>;tag=theirs"),
            local_cseq=7,
            remote_cseq=None,
            remote_target=f"sip:{code}@127.0.0.1:5060",
            route_set=["<sip:proxy;lr>"],
        ),
        **changes,
    )


async def book_of(url: str, clock: Clock | None = None) -> tuple[CallBook, Database]:
    database = Database(DatabaseSettings(url))
    await database.create_all()
    return CallBook(database, clock or SystemClock()), database


async def test_calls_are_kept_until_they_are_over(database_url: str) -> None:
    clock = ManualClock()
    book, database = await book_of(database_url, clock)
    book.began("s1", CAMERA, dialog(), spare_cseq=10)
    await clock.advance(1)
    book.began("s2", CAMERA_2, dialog(CAMERA_2, "call-2"))
    book.began("s3", CAMERA_2, dialog(CAMERA_2, "call-3"))
    book.ended("s3")
    await book.flush()
    second, first = await book.left_over()
    assert (second.id, first.id, first.peer) == ("s2", "s1", CAMERA)
    bye = first.dialog.request("BYE")
    told = {name: bye.headers.get(name) for name in ("Call-ID", "CSeq", "From", "To", "Route")}
    assert told == {
        "Call-ID": "call-1",
        "CSeq": "18 BYE",
        "From": f"<sip:{OWN}@9901010100>;tag=ours",
        "To": f"<sip:{CAMERA}@9901010100>;tag=theirs",
        "Route": "<sip:proxy;lr>",
    }
    assert bye.uri == f"sip:{CAMERA}@127.0.0.1:5060"
    book.ended("s1")
    await book.flush()
    assert [each.id for each in await book.left_over()] == ["s2"]
    await clock.advance(KEPT / timedelta(seconds=1) + 1)
    assert await book.left_over() == []
    await database.close()


@pytest.mark.parametrize(
    "changes", [{"call_id": "c" * 600}, {"remote_target": "sip:" + "x" * 600}, {"route_set": ["<sip:p;lr>"] * 9}]
)
async def test_what_a_peer_makes_too_long_is_not_kept(database_url: str, changes: dict[str, Any]) -> None:
    book, database = await book_of(database_url)
    book.began("s1", CAMERA, dialog(**changes))
    await book.flush()
    assert await book.left_over() == []
    await database.close()


async def test_the_next_process_hangs_up_what_the_killed_one_had_called(database_url: str) -> None:
    book, database = await book_of(database_url)
    async with Scene(record(), book=book) as killed:
        device = await killed.joined()
        await killed.play(device)
        await book.flush()
        invite = device.invites[0]
        # From here on the first process says nothing any more.
        await killed.gateway.endpoint.stop()
        next_book = CallBook(database, SystemClock())
        async with Scene(record(), book=next_book) as scene:
            device.server = dataclasses.replace(device.server, port=scene.gateway.endpoint.port)
            assert (await device.register()).status == 200
            bye = await device.until("BYE")
            assert bye.headers.get("Call-ID") == invite.headers.get("Call-ID")
            assert bye.headers.get("From") == invite.headers.get("From")
            assert "tag=" in (bye.headers.get("To") or "")
        assert await CallBook(database, SystemClock()).left_over() == []
    await database.close()


async def test_a_peer_that_is_still_registered_is_told_at_the_start() -> None:
    book = FakeBook()
    async with Scene(record(), book=book) as before:
        device = await before.joined()
        port = device.endpoint.port
        expires = before.directory.transitions[-1].expires_utc
        book.before = [LeftOver("s1", CAMERA, dialog())]
        known = record(state="online", host="127.0.0.1", port=port, expires_utc=expires)
        async with Scene(known, book=book):
            assert (await device.until("BYE")).headers.get("Call-ID") == "call-1"
            await book.until_ended("s1")


async def test_a_peer_that_never_answers_is_given_up() -> None:
    clock, book = ManualClock(), FakeBook()
    book.before = [LeftOver("s1", CAMERA, dialog())]
    async with Scene(record(), clock=clock, book=book) as scene:
        device = await scene.device()
        device.deaf_to = "BYE"
        for number in range(MAX_TRIES):
            device.begin_anew()
            assert (await device.register()).status == 200
            await device.until("BYE", number + 1)
            assert book.ended_calls == []
            await clock.advance(BYE_TIMEOUT_S + 1)
        await book.until_ended("s1")
