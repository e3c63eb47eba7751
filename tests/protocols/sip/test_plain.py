"""The short way for plain MESSAGEs: what it reads it answers as the long way does, and it leaves alone what is not plain."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anlan.protocols.sip import Request, parse_message, parse_via, read_plain_message, reply, serialize
from anlan.protocols.sip.via import note_source

DEVICE = "34020000001320000001"
HOST, PORT = "192.0.2.7", 40_123
BODY = b"<Notify><CmdType>Keepalive</CmdType></Notify>"
VIA = "Via: SIP/2.0/UDP 10.0.0.8:5060;rport;branch=z9hG4bK1"
FROM = f"From: <sip:{DEVICE}@3402000000>;tag=77"
TO = "To: <sip:34020000002000000001@3402000000>"
REST = ["Call-ID: 1@10.0.0.8", "CSeq: 20 MESSAGE", "Content-Type: Application/MANSCDP+xml", "Max-Forwards: 70"]
START = "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0"


def message(*fields: str, start: str = START, body: bytes = BODY, length: int | None = None) -> bytes:
    lines = [start, *(fields or (VIA, FROM, TO)), *REST, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answered_the_long_way(data: bytes) -> bytes:
    request = parse_message(data)
    assert isinstance(request, Request)
    top = request.headers.get("Via") or ""
    request.headers.set_first("Via", note_source(top, parse_via(top), HOST, PORT))
    response = reply(request, 200)
    response.headers.add("Server", "Anlan")
    return serialize(response)


@pytest.mark.parametrize(
    "data",
    [
        message(),
        message(VIA.replace(";rport", ""), FROM, TO),
        message(VIA.replace("10.0.0.8:5060", HOST).replace(";rport", ""), FROM, TO),
        message(VIA.replace(";rport", ";received=1.2.3.4;rport=9"), FROM, TO),
        message(VIA.replace(";rport", "") + ";rport", FROM, TO),
        message(VIA.replace("UDP", "TCP"), FROM, TO),
        message(TO, FROM, VIA, "User-Agent: camera, of a maker"),
        message(VIA.replace("Via", "v"), FROM.replace("From", "f"), TO.replace("To: ", "TO:   ")),
        message(body=b""),
    ],
)
def test_it_is_read_and_answered_as_the_long_way_does(data: bytes) -> None:
    plain = read_plain_message(data)
    assert plain is not None
    assert plain.sender == DEVICE
    assert plain.body == data.partition(b"\r\n\r\n")[2]
    assert plain.ok(HOST, PORT, b"Anlan") == answered_the_long_way(data)


@pytest.mark.parametrize(
    "data",
    [
        message(VIA, VIA, FROM, TO),
        message(VIA + ", SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK2", FROM, TO),
        message(VIA.replace("5060", "70000"), FROM, TO),
        message(VIA.replace(";branch=z9hG4bK1", ""), FROM, TO),
        message(VIA, FROM.replace("<", '"camera" <'), TO),
        message(VIA, FROM.replace(DEVICE, "camera"), TO),
        message(VIA, FROM.replace(";tag=77", ""), TO),
        message(VIA, FROM, TO + ";tag=5"),
        message(VIA, FROM, TO, "Require: 100rel"),
        message(VIA, FROM, TO, "Authorization: Digest x"),
        message(VIA, FROM, TO, "Max-Forwards: 3"),
        message(VIA, FROM, TO, "no header line"),
        message(VIA, FROM, TO, "User-Agent: folded\r\n over lines"),
        message(VIA, FROM, TO, "User-Agent: bare\nfeed"),
        message(VIA, FROM, TO, "User-Agent: nul\0"),
        message(VIA, FROM, TO, "User-Agent: 摄像机"),
        message(VIA, FROM, TO, "User-Agent: " + 3_000 * "x"),
        message(VIA, FROM),
        message(FROM, TO),
        message(length=len(BODY) - 1),
        message(length=len(BODY) + 1),
        message(start=START.replace("MESSAGE", "NOTIFY")),
        message(start=START.replace("2.0", "3.0")),
        message().replace(b"20 MESSAGE", b"20 NOTIFY"),
        message().replace(b"20 MESSAGE", b"2999999999 MESSAGE"),
        message().replace(b"\r\n", b"\n"),
        b"",
        b"MESSAGE ",
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(data: bytes) -> None:
    assert read_plain_message(data) is None


@given(
    st.lists(
        st.tuples(st.integers(0, len(message())), st.integers(0, 12), st.sampled_from([b"", b";", b",", b"\r\n", b"\n", b" ", b"\t",
            b"5", b"x", b"\0", b":", b"<", b">", b";rport", b";received=1.1.1.1", b"\xff", b"tag="])),
        max_size=3,
    )
)  # fmt: skip
@example([])
def test_whatever_it_takes_the_parser_takes_and_answers_alike(changes: list[tuple[int, int, bytes]]) -> None:
    data = message()
    for place, cut, put in changes:
        data = data[:place] + put + data[place + cut :]
    plain = read_plain_message(data)
    if plain is not None:
        assert plain.ok(HOST, PORT, b"Anlan") == answered_the_long_way(data)
        assert plain.body == parse_message(data).body
