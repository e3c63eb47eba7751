"""Dialogs on both sides."""

from __future__ import annotations

from anlan.protocols.sip import Dialog, Headers, Request, parse_message, reply, serialize

INVITE = Request(
    "INVITE",
    "sip:34020000001320000001@10.0.0.9:5060",
    Headers(
        [
            ("Via", "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1"),
            ("Record-Route", "<sip:p1;lr>"),
            ("Record-Route", "<sip:p2;lr>"),
            ("From", '"Platform" <sip:34020000002000000001@3402000000>;tag=mine'),
            ("To", "<sip:34020000001320000001@3402000000>"),
            ("Call-ID", "call"),
            ("CSeq", "7 INVITE"),
            ("Contact", "<sip:34020000002000000001@10.0.0.1:5060>"),
        ]
    ),
)
ANSWER = reply(INVITE, 200, headers=[("Contact", "<sip:34020000001320000001@192.168.1.64:5061;x=y>")], to_tag="theirs")


def sides() -> tuple[Dialog, Dialog]:
    return Dialog.as_client(INVITE, ANSWER), Dialog.as_server(
        INVITE, "theirs", "<sip:34020000001320000001@192.168.1.64:5061>"
    )


def test_requests_inside_go_to_the_contact_by_the_route() -> None:
    client, _ = sides()
    bye = client.request("BYE")
    assert bye.uri == "sip:34020000001320000001@192.168.1.64:5061;x=y"
    assert bye.headers.all("Route") == ["<sip:p2;lr>", "<sip:p1;lr>"]
    assert bye.headers.get("CSeq") == "8 BYE"
    assert client.request("INFO").headers.get("CSeq") == "9 INFO"
    assert client.request("ACK").headers.get("CSeq") == "7 ACK"
    assert client.request("INFO", [("Content-Type", "Application/MANSRTSP")], b"x").body == b"x"


def test_the_two_sides_know_each_other() -> None:
    client, server = sides()
    for request in (client.request("ACK"), client.request("INFO"), client.request("BYE")):
        assert server.accepts(request)
    bye = server.request("BYE")
    assert bye.headers.get("CSeq") == "1 BYE"
    assert bye.headers.all("Route") == ["<sip:p1;lr>", "<sip:p2;lr>"]
    assert client.accepts(bye)


def test_what_does_not_belong_is_told() -> None:
    client, server = sides()
    request = client.request("INFO")
    for name, value in (
        ("Call-ID", "other"),
        ("From", "<sip:x@y>;tag=other"),
        ("To", "<sip:x@y>"),
        ("From", "no address"),
    ):
        strange = Request("INFO", request.uri, request.headers.copy())
        strange.headers.set(name, value)
        assert not server.accepts(strange)
    assert server.accepts(request)
    assert not server.accepts(request), "out of order"
    assert server.accepts(client.request("INFO"))


def test_a_new_contact_of_the_peer_is_taken_over() -> None:
    client, server = sides()
    client.local_contact = "<sip:new@10.0.0.2:5070>"
    assert server.accepts(client.request("INVITE"))
    assert server.remote_target == "sip:new@10.0.0.2:5070"


def test_without_a_contact_the_peers_address_serves() -> None:
    bare = Request("INVITE", INVITE.uri, INVITE.headers.copy())
    bare.headers.remove("Contact")
    assert Dialog.as_client(bare, reply(bare, 200)).remote_target == INVITE.uri
    assert Dialog.as_server(bare, "t").remote_target == "sip:34020000002000000001@3402000000"


def test_what_a_dialog_sends_can_be_read() -> None:
    client, _ = sides()
    request = client.request("BYE")
    request.headers.prepend("Via", "SIP/2.0/UDP h;branch=z9hG4bK2")
    assert (
        parse_message(serialize(request)).headers.get("From")
        == '"Platform" <sip:34020000002000000001@3402000000>;tag=mine'
    )
