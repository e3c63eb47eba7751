"""Client transactions on a clock that the test moves."""

from __future__ import annotations

import pytest

from anlan.protocols.sip import Headers, Request, Response, reply
from anlan.protocols.sip.client_transaction import Answer, ClientTransaction, ClientTransactions, cancel_of, failure_ack


def request(method: str) -> Request:
    fields = [
        ("Via", "SIP/2.0/UDP h;rport;branch=z9hG4bK1"), ("Route", "<sip:p;lr>"), ("From", "<sip:a@b>;tag=f"), ("To", "<sip:c@d>"),
        ("Call-ID", "c"), ("CSeq", f"3 {method}"),
    ]  # fmt: skip
    return Request(method, "sip:c@d", Headers(fields))


def start(
    table: ClientTransactions, method: str, *, reliable: bool = False, timeout_s: float = 32.0
) -> ClientTransaction:
    return table.start(
        "z9hG4bK1", request(method), b"data", reliable=reliable, timeout_s=timeout_s, now_s=0.0, owner=None
    )


def receive(table: ClientTransactions, method: str, status: int, now_s: float = 1.0, tag: str = "t") -> Answer:
    response = Response(status, "", Headers([("To", f"<sip:c@d>;tag={tag}")]))
    return table.receive(response, "z9hG4bK1", method, tag, now_s)[0]


def run(table: ClientTransactions, begin_s: float, end_s: float) -> tuple[list[float], list[float]]:
    """When something was sent again and when something ended, in steps of a tenth."""
    sent, ended = [], []
    for tenth in range(round(begin_s * 10) + 1, round(end_s * 10) + 1):
        tick = table.tick(tenth / 10)
        sent += [tenth / 10] * len(tick.resend)
        ended += [tenth / 10] * len(tick.expired)
    return sent, ended


@pytest.mark.parametrize(
    ("method", "reliable", "sent"),
    [
        ("MESSAGE", False, [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]),
        ("MESSAGE", True, []),
        ("INVITE", False, [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]),
        ("INVITE", True, []),
    ],
)
def test_repetition_until_the_time_is_over(method: str, reliable: bool, sent: list[float]) -> None:
    table = ClientTransactions()
    start(table, method, reliable=reliable)
    assert run(table, 0, 40) == (sent, [32.0])


def test_a_provisional_answer_slows_a_request_and_stops_an_invite() -> None:
    table = ClientTransactions()
    start(table, "MESSAGE")
    run(table, 0, 0.5)
    assert receive(table, "MESSAGE", 100, 0.6) is Answer.PROVISIONAL
    assert run(table, 0.6, 12)[0] == [1.5, 5.5, 9.5]
    table = ClientTransactions()
    start(table, "INVITE", timeout_s=10.0)
    assert receive(table, "INVITE", 180, 0.2) is Answer.PROVISIONAL
    assert run(table, 0, 12) == ([], [10.0])


def test_a_final_answer_ends_a_request_and_its_repetition_is_a_stray() -> None:
    table = ClientTransactions()
    start(table, "MESSAGE")
    assert receive(table, "MESSAGE", 200) is Answer.FINAL
    assert receive(table, "MESSAGE", 200) is Answer.STRAY
    assert run(table, 0, 40) == ([], [])
    assert len(table) == 0


@pytest.mark.parametrize("status", [200, 486])
def test_the_final_answer_of_an_invite_is_remembered_for_its_repetitions(status: int) -> None:
    table = ClientTransactions()
    start(table, "INVITE")
    assert receive(table, "INVITE", status, 1.0) is Answer.FINAL
    assert receive(table, "INVITE", status, 30.0) is Answer.REPEATED
    assert receive(table, "INVITE", 180, 30.0) is Answer.STRAY
    assert run(table, 1, 40) == ([], [33.0])
    assert receive(table, "INVITE", status, 40.0) is Answer.STRAY


@pytest.mark.parametrize(("branch", "method"), [("z9hG4bK2", "MESSAGE"), ("z9hG4bK1", "INFO")])
def test_answers_to_something_else(branch: str, method: str) -> None:
    table = ClientTransactions()
    start(table, "MESSAGE")
    assert table.receive(Response(200, ""), branch, method, "", 1.0) == (Answer.STRAY, None)


def test_an_invite_given_up_before_any_answer_waits_for_one_to_cancel() -> None:
    table = ClientTransactions()
    invite = start(table, "INVITE")
    assert table.abandon(invite, 2.0) is False
    assert run(table, 2, 20) == ([], []), "it is not repeated any more"
    assert receive(table, "INVITE", 180, 20.0) is Answer.PROVISIONAL
    assert invite.abandoned
    assert receive(table, "INVITE", 200, 21.0) is Answer.FINAL


def test_an_invite_given_up_after_a_provisional_answer_may_be_cancelled_at_once() -> None:
    table = ClientTransactions()
    invite = start(table, "INVITE")
    receive(table, "INVITE", 100, 0.1)
    assert table.abandon(invite, 2.0) is True
    assert table.abandon(invite, 2.0) is False
    assert run(table, 2, 40) == ([], [34.0])
    assert len(table) == 0


def test_ack_and_cancel_repeat_what_the_invite_said() -> None:
    invite = request("INVITE")
    ack = failure_ack(invite, reply(invite, 486, to_tag="t"))
    cancel = cancel_of(invite)
    for follower, method, to in ((ack, "ACK", "<sip:c@d>;tag=t"), (cancel, "CANCEL", "<sip:c@d>")):
        assert (follower.method, follower.uri) == (method, invite.uri)
        assert follower.headers.get("CSeq") == f"3 {method}"
        assert follower.headers.get("To") == to
        for name in ("Via", "From", "Call-ID", "Route"):
            assert follower.headers.all(name) == invite.headers.all(name)


def test_the_table_tells_when_it_is_full() -> None:
    table = ClientTransactions(limit=1)
    assert not table.full
    start(table, "MESSAGE")
    assert table.full
