"""Server transactions on a clock that the test moves."""

from __future__ import annotations

import pytest

from anlan.protocols.sip import Headers, Request, Timers, parse_via
from anlan.protocols.sip.server_transaction import Arrival, InviteServerTransaction, ServerTransactions


def request(
    method: str = "MESSAGE",
    *,
    branch: str = "z9hG4bK1",
    host: str = "h",
    call: str = "c",
    cseq: int = 1,
    to_tag: str = "",
) -> Request:
    fields = [
        ("Via", f"SIP/2.0/UDP {host};branch={branch}"), ("From", "<sip:a@b>;tag=f"), ("To", f"<sip:c@d>{to_tag}"),
        ("Call-ID", call), ("CSeq", f"{cseq} {method}"),
    ]  # fmt: skip
    return Request(method, "sip:c@d", Headers(fields))


def receive(table: ServerTransactions, message: Request, *, reliable: bool = False) -> tuple[Arrival, object]:
    return table.receive(message, parse_via(message.headers.get("Via") or ""), reliable)


def invited(table: ServerTransactions, *, status: int, reliable: bool = False) -> InviteServerTransaction:
    arrival, invite = receive(table, request("INVITE"), reliable=reliable)
    assert arrival is Arrival.NEW
    assert isinstance(invite, InviteServerTransaction)
    table.answer(invite, status, b"answer", 0.0)
    return invite


def resends(table: ServerTransactions, until_s: float, step_s: float = 0.1) -> list[float]:
    times = []
    for step in range(1, int(until_s / step_s) + 1):
        now_s = step * step_s
        times += [round(now_s, 1)] * len(table.tick(now_s).resend)
    return times


def test_a_repetition_before_and_after_the_answer() -> None:
    table = ServerTransactions()
    arrival, first = receive(table, request())
    assert arrival is Arrival.NEW
    assert receive(table, request()) == (Arrival.REPEATED, first)
    assert first.answer is None  # type: ignore[attr-defined]
    table.answer(first, 200, b"ok", 1.0)  # type: ignore[arg-type]
    assert receive(table, request()) == (Arrival.REPEATED, first)
    assert first.answer == b"ok"  # type: ignore[attr-defined]


def test_the_answer_is_kept_for_64_t1_by_udp_and_not_at_all_by_tcp() -> None:
    table = ServerTransactions()
    _, first = receive(table, request())
    table.answer(first, 200, b"ok", 1.0)  # type: ignore[arg-type]
    table.tick(32.9)
    assert receive(table, request())[0] is Arrival.REPEATED
    assert table.next_timer_s == pytest.approx(33.0)
    table.tick(33.0)
    assert receive(table, request())[0] is Arrival.NEW
    _, second = receive(table, request(branch="z9hG4bK2"), reliable=True)
    table.answer(second, 200, b"ok", 1.0)  # type: ignore[arg-type]
    assert receive(table, request(branch="z9hG4bK2"), reliable=True)[0] is Arrival.NEW


@pytest.mark.parametrize(
    "other",
    [
        request(branch="z9hG4bK2"), request(host="h2"), request("INFO"), request(cseq=2), request(call="c2"),
    ],
)  # fmt: skip
def test_what_makes_another_transaction(other: Request) -> None:
    table = ServerTransactions()
    receive(table, request())
    assert receive(table, other)[0] is Arrival.NEW


def test_a_sender_without_the_magic_cookie_is_told_apart_by_more() -> None:
    table = ServerTransactions()
    receive(table, request(branch="1"))
    assert receive(table, request(branch="1"))[0] is Arrival.REPEATED
    elsewhere = request(branch="1")
    elsewhere.uri = "sip:other@d"
    assert receive(table, elsewhere)[0] is Arrival.NEW


@pytest.mark.parametrize(
    ("status", "reliable", "times"), [(200, False, True), (200, True, True), (486, False, True), (486, True, False)]
)
def test_the_final_answer_of_an_invite_is_repeated_ever_slower_until_64_t1(
    status: int, reliable: bool, times: bool
) -> None:
    table = ServerTransactions()
    invited(table, status=status, reliable=reliable)
    expected = [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5] if times else []
    assert resends(table, 40.0) == expected
    assert len(table) == 0


def test_the_ack_of_a_failure_ends_it_quietly() -> None:
    table = ServerTransactions()
    invite = invited(table, status=486)
    table.tick(0.5)
    assert receive(table, request("ACK")) == (Arrival.ABSORBED, invite)
    assert resends(table, 40.0) == []
    assert len(table) == 0


def test_the_ack_of_a_success_comes_with_a_branch_of_its_own_and_is_told_once() -> None:
    table = ServerTransactions()
    invite = invited(table, status=200)
    ack = request("ACK", branch="z9hG4bKother", to_tag=";tag=t")
    assert receive(table, ack) == (Arrival.ACKNOWLEDGED, invite)
    assert receive(table, ack) == (Arrival.ABSORBED, invite)
    assert resends(table, 30.0) == []
    assert receive(table, request("INVITE")) == (Arrival.REPEATED, invite), "remembered for late repetitions"
    assert table.tick(33.0).unacknowledged == []
    assert len(table) == 0


def test_a_success_never_acknowledged_is_reported() -> None:
    table = ServerTransactions(Timers(t1_s=0.1))
    invite = invited(table, status=200)
    found = [lost for step in range(1, 80) for lost in table.tick(step / 10).unacknowledged]
    assert found == [invite]


def test_an_ack_of_nothing_is_passed_on() -> None:
    assert receive(ServerTransactions(), request("ACK")) == (Arrival.ACKNOWLEDGED, None)


def test_a_cancel_finds_its_invite_and_no_other() -> None:
    table = ServerTransactions()
    _, invite = receive(table, request("INVITE"))
    cancel = request("CANCEL")
    assert receive(table, cancel)[0] is Arrival.NEW
    assert table.invite_of(cancel, parse_via("SIP/2.0/UDP h;branch=z9hG4bK1")) is invite
    assert table.invite_of(cancel, parse_via("SIP/2.0/UDP h;branch=z9hG4bK2")) is None


def test_the_table_is_bounded_answered_ones_give_way_first() -> None:
    table = ServerTransactions(limit=3)
    for number in range(3):
        _, last = receive(table, request(cseq=number + 1))
    assert receive(table, request(cseq=4)) == (Arrival.FULL, None)
    table.answer(last, 200, b"ok", 0.0)  # type: ignore[arg-type]
    assert receive(table, request(cseq=4))[0] is Arrival.NEW
    assert (len(table), table.evicted) == (3, 1)
    assert receive(table, request(cseq=1))[0] is Arrival.REPEATED, "what is being served stays"
