"""Registered, prolonged, lost and found again: the link's life by a clock that the test moves."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from tests.gateways.gb28181.cascade.fakes import OWN, UPPER, FakeDirectory, upper_record

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.clock import ManualClock
from anlan.gateways.gb28181.cascade.calling import Caller
from anlan.gateways.gb28181.cascade.uplink import Uplink, UplinkTimes
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.sip import Headers, Request, Response

CHALLENGE = 'Digest realm="9900000000", nonce="abc", algorithm=MD5, qop="auth"'


class Wire:
    """An endpoint without sockets: ``answer(request)`` decides; None is silence."""

    port = 5060

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.sent: list[tuple[float, Request]] = []
        self.answer: Callable[[Request], int | Exception | None] = lambda _request: 200
        self.granted_s = 3600

    async def request(self, request: Request, target: Target, *, timeout_s: float = 32.0) -> Response:
        self.sent.append((self.clock.monotonic_s(), request))
        status = self.answer(request)
        if status is None:
            await self.clock.sleep(timeout_s)
            raise SipTimeout("silence")
        if isinstance(status, Exception):
            raise status
        headers = Headers([("Expires", str(self.granted_s))])
        if status == 401:
            headers.add("WWW-Authenticate", CHALLENGE)
        return Response(status, "", headers)

    def local_host_for(self, target: Target) -> str:
        return "192.0.2.1"

    def times(self, method: str) -> list[float]:
        return [at for at, request in self.sent if request.method == method]

    def registers(self) -> list[Request]:
        return [request for _at, request in self.sent if request.method == "REGISTER"]


class Stage:
    def __init__(self, record: PeerRecord) -> None:
        self.clock = ManualClock()
        self.wire = Wire(self.clock)
        self.directory = FakeDirectory()
        self.silent: list[str] = []
        caller = Caller(self.wire, own_code=OWN, domain=OWN[:10], advertised_host="", edition="2022")
        self.uplink = Uplink(
            record,
            caller=caller,
            clock=self.clock,
            directory=self.directory,
            uniform=lambda _low, high: high,
            times=UplinkTimes(),
            silent=self.silent.append,
        )


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage(upper_record())
    yield stage
    stage.wire.answer = lambda _request: 200
    await stage.uplink.stop()


def needs_digest(request: Request) -> int:
    return 200 if request.method != "REGISTER" or "Authorization" in request.headers else 401


async def test_registers_with_digest_and_says_who_it_is(stage: Stage) -> None:
    stage.wire.answer = needs_digest
    stage.uplink.start()
    await stage.clock.advance(1)
    first, second = stage.wire.registers()
    assert stage.uplink.state == "online"
    assert first.uri == second.uri == f"sip:{UPPER}@9900000000"
    assert first.headers.get("To") == f"<sip:{OWN}@9901000000>"
    assert first.headers.get("Contact") == f"<sip:{OWN}@192.0.2.1:5060>"
    assert first.headers.get("X-GB-Ver") == "3.0"
    assert first.headers.get("Call-ID") == second.headers.get("Call-ID")
    assert [each.headers.get("CSeq") for each in (first, second)] == ["1 REGISTER", "2 REGISTER"]
    assert f'username="{OWN}"' in (second.headers.get("Authorization") or "")
    assert stage.directory.reasons() == [("online", "registered")]
    assert stage.directory.transitions[0].expires_utc is not None


async def test_an_upper_of_the_old_edition_hears_only_what_it_knows() -> None:
    stage = Stage(upper_record(edition="2016", username="user"))
    stage.wire.answer = needs_digest
    stage.uplink.start()
    await stage.clock.advance(1)
    assert stage.wire.registers()[0].headers.get("X-GB-Ver") == "2.0"
    assert 'username="user"' in (stage.wire.registers()[1].headers.get("Authorization") or "")
    await stage.uplink.stop()


async def test_prolongs_the_registration_well_before_its_end(stage: Stage) -> None:
    stage.uplink.start()
    await stage.clock.advance(7000)
    assert stage.wire.times("REGISTER") == [0, 3300, 6600]
    assert stage.directory.reasons() == [("online", "registered")]


async def test_what_the_upper_grants_counts_not_what_was_asked(stage: Stage) -> None:
    stage.wire.granted_s = 100
    stage.uplink.start()
    await stage.clock.advance(160)
    assert stage.wire.times("REGISTER") == [0, 50, 100, 150]


async def test_keepalives_come_at_once_and_then_at_the_interval(stage: Stage) -> None:
    stage.uplink.start()
    await stage.clock.advance(181)
    assert stage.wire.times("MESSAGE") == [0, 60, 120, 180]


async def test_three_lost_keepalives_are_a_lost_link_and_a_new_registration(stage: Stage) -> None:
    stage.uplink.start()
    await stage.clock.advance(30)
    stage.wire.answer = lambda request: None if request.method == "MESSAGE" else 200
    await stage.clock.advance(170)
    assert stage.uplink.state == "online"
    await stage.clock.advance(20)
    assert ("offline", "keepalive_lost") in stage.directory.reasons()
    assert stage.silent == [UPPER]
    assert len(stage.wire.times("REGISTER")) >= 2


async def test_two_lost_keepalives_are_forgiven(stage: Stage) -> None:
    stage.uplink.start()
    await stage.clock.advance(30)
    losses = iter([None, None, 200, None, None, 200])
    stage.wire.answer = lambda request: next(losses, 200) if request.method == "MESSAGE" else 200
    await stage.clock.advance(600)
    assert stage.directory.reasons() == [("online", "registered")]


async def test_a_refused_keepalive_registers_anew_within_a_second_but_never_in_a_hot_loop(stage: Stage) -> None:
    stage.wire.answer = lambda request: 403 if request.method == "MESSAGE" else 200
    stage.uplink.start()
    await stage.clock.advance(1.5)
    assert len(stage.wire.times("REGISTER")) == 2
    await stage.clock.advance(98.5)
    assert len(stage.wire.times("REGISTER")) <= 16


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (401, "refused", "wrong_password"),
        (403, "refused", "refused_403"),
        (404, "refused", "unknown_404"),
        (503, "offline", "refused"),
        (None, "offline", "no_answer"),
        (SipTransportError("no way"), "offline", "unreachable"),
    ],
)
async def test_why_it_does_not_join_is_written_down_once(
    stage: Stage, answer: int | Exception | None, state: str, reason: str
) -> None:
    stage.wire.answer = lambda _request: answer
    stage.uplink.start()
    await stage.clock.advance(200)
    assert stage.directory.reasons() == [(state, reason)]
    told = stage.directory.transitions[0].sentence
    assert told.zh
    assert told.en


async def test_an_upper_that_comes_back_is_found_within_ten_seconds_of_silence(stage: Stage) -> None:
    stage.wire.answer = lambda _request: SipTransportError("refused")
    stage.uplink.start()
    await stage.clock.advance(3600)
    attempts = stage.wire.times("REGISTER")
    assert max(b - a for a, b in itertools.pairwise(attempts)) <= 8
    stage.wire.answer = lambda _request: 200
    await stage.clock.advance(8)
    assert stage.uplink.state == "online"


async def test_a_wrong_password_is_not_hammered(stage: Stage) -> None:
    stage.wire.answer = lambda _request: 403
    stage.uplink.start()
    await stage.clock.advance(3600)
    assert len(stage.wire.times("REGISTER")) < 70


async def test_a_lost_connection_registers_anew_soon() -> None:
    stage = Stage(upper_record(transport="tcp"))
    stage.uplink.start()
    await stage.clock.advance(10)
    stage.uplink.connection_lost(Target("tcp", "127.0.0.1", 5060, 7))
    await stage.clock.advance(1.1)
    assert stage.directory.reasons() == [
        ("online", "registered"),
        ("offline", "connection_lost"),
        ("online", "registered"),
    ]
    stage.uplink.connection_lost(Target("tcp", "192.0.2.99", 5060, 8))
    await stage.clock.advance(1.1)
    assert stage.uplink.state == "online"
    await stage.uplink.stop()


async def test_one_lost_refresh_does_not_end_the_link(stage: Stage) -> None:
    stage.uplink.start()
    await stage.clock.advance(3299)
    lost = iter([None])
    stage.wire.answer = lambda request: next(lost, 200) if request.method == "REGISTER" else 200
    await stage.clock.advance(60)
    assert stage.directory.reasons() == [("online", "registered")]
    assert len(stage.wire.times("REGISTER")) == 3


async def test_leaves_with_expires_0_and_does_not_wait_long_for_the_answer(stage: Stage) -> None:
    stage.uplink.start()
    await stage.clock.advance(10)
    await stage.uplink.stop()
    assert stage.wire.registers()[-1].headers.get("Expires") == "0"
    assert stage.directory.reasons()[-1] == ("offline", "unregistered")


async def test_a_database_that_fails_does_not_end_the_link(stage: Stage) -> None:
    apply = stage.directory.apply_transitions
    failures = iter([RuntimeError("away")])

    async def fails_once(batch: Any) -> None:
        if (error := next(failures, None)) is not None:
            raise error
        await apply(batch)

    stage.directory.apply_transitions = fails_once  # type: ignore[method-assign]
    stage.uplink.start()
    await stage.clock.advance(20)
    assert stage.directory.reasons() == [("online", "registered")]
