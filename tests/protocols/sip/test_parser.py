"""Bytes to messages and back; what is refused, and with which status."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.protocols.sip import (
    Headers,
    MessageLimits,
    Request,
    Response,
    SipSyntaxError,
    parse_message,
    parse_name_address,
    parse_uri,
    parse_via,
    reply,
    serialize,
)

DEVICE = "34020000001320000001"
PLATFORM = "34020000002000000001"


def message(
    *lines: str, start: str = f"MESSAGE sip:{PLATFORM}@3402000000 SIP/2.0", body: str = "", without: str = ""
) -> bytes:
    mandatory = {
        "Via": "SIP/2.0/UDP 192.168.1.64:5060;rport;branch=z9hG4bK1371463273",
        "From": f"<sip:{DEVICE}@3402000000>;tag=2043466181",
        "To": f"<sip:{PLATFORM}@3402000000>",
        "Call-ID": "1011047669",
        "CSeq": "20 MESSAGE",
    }
    head = [f"{name}: {value}" for name, value in mandatory.items() if name not in without.split(",")]
    return "\r\n".join([start, *head, *lines, "", body]).encode()


def parsed(data: bytes) -> Request:
    request = parse_message(data)
    assert isinstance(request, Request)
    return request


def test_a_device_keepalive_is_read() -> None:
    body = '<?xml version="1.0"?><Notify><CmdType>Keepalive</CmdType></Notify>'
    request = parsed(message("Content-Type: Application/MANSCDP+xml", f"Content-Length: {len(body)}", body=body))
    assert (request.method, request.uri) == ("MESSAGE", f"sip:{PLATFORM}@3402000000")
    assert request.headers.get("call-id") == "1011047669"
    assert request.headers.get("CONTENT-TYPE") == "Application/MANSCDP+xml"
    assert request.body == body.encode()


def test_a_response_is_read() -> None:
    response = parse_message(message(start="SIP/2.0 401 Not  Authorised, sorry"))
    assert isinstance(response, Response)
    assert (response.status, response.reason) == (401, "Not  Authorised, sorry")


@pytest.mark.parametrize(
    ("line", "name", "values"),
    [
        ("m: <sip:a@b>", "Contact", ["<sip:a@b>"]),
        ("M : <sip:a@b>", "Contact", ["<sip:a@b>"]),
        ("s:\t0;1", "Subject", ["0;1"]),
        ('Contact: "a, b" <sip:a@b>, <sip:c@d;x=1>;q=0.1', "Contact", ['"a, b" <sip:a@b>', "<sip:c@d;x=1>;q=0.1"]),
        ('Contact: "say \\"x\\", y" <sip:a@b>', "Contact", ['"say \\"x\\", y" <sip:a@b>']),
        ("Record-Route: <sip:a;lr>,<sip:b;lr>", "Record-Route", ["<sip:a;lr>", "<sip:b;lr>"]),
        ("Date: Sat, 13 Nov 2010 23:29:00 GMT", "Date", ["Sat, 13 Nov 2010 23:29:00 GMT"]),
        ("Subject: one\r\n  two\r\n\tthree", "Subject", ["one two three"]),
        ("Subject:", "Subject", [""]),
        ("X-Own.Name!: v:w", "x-own.name!", ["v:w"]),
        ("x-gb-ver: 3.0", "X-GB-Ver", ["3.0"]),
    ],
)
def test_header_forms(line: str, name: str, values: list[str]) -> None:
    assert parsed(message(line)).headers.all(name) == values


def test_several_vias_in_one_line_become_one_each() -> None:
    data = message("v: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/TCP b:5062;branch=z9hG4bK2", without="Via")
    assert parsed(data).headers.all("Via") == ["SIP/2.0/UDP a;branch=z9hG4bK1", "SIP/2.0/TCP b:5062;branch=z9hG4bK2"]


REFUSED: list[tuple[str, bytes, int]] = [
    ("nothing", b"", 400),
    ("only line ends", b"\r\n\r\n\r\n", 400),
    ("noise", bytes(range(256)), 400),
    ("HTTP", message(start="GET / HTTP/1.1"), 400),
    ("a later version", message(start="MESSAGE sip:a@b SIP/3.0"), 505),
    ("a later version's response", message(start="SIP/7.0 200 OK"), 505),
    ("no version", message(start="MESSAGE sip:a@b"), 400),
    ("a space in the URI", message(start="MESSAGE sip:a b@c SIP/2.0"), 400),
    ("a bracketed URI", message(start="MESSAGE <sip:a@b> SIP/2.0"), 400),
    ("no method", message(start=" sip:a@b SIP/2.0"), 400),
    ("a method that is no token", message(start="MESS(AGE sip:a@b SIP/2.0"), 400),
    ("status 42", message(start="SIP/2.0 42 What"), 400),
    ("status 700", message(start="SIP/2.0 700 What"), 400),
    ("status ٢٠٠", message(start="SIP/2.0 ٢٠٠ OK"), 400),
    *[(f"no {name}", message(without=name), 400) for name in ("Via", "From", "To", "Call-ID", "CSeq")],
    *[(f"empty {name}", message(f"{name}:", without=name), 400) for name in ("Via", "From", "To", "Call-ID", "CSeq")],
    ("two different Call-IDs", message("i: other"), 400),
    ("two From", message("f: <sip:x@y>;tag=1"), 400),
    ("CSeq of another method", message("CSeq: 20 REGISTER", without="CSeq"), 400),
    ("CSeq too large", message("CSeq: 2147483648 MESSAGE", without="CSeq"), 400),
    ("CSeq far too large", message("CSeq: " + "9" * 5000 + " MESSAGE", without="CSeq"), 400),
    ("CSeq without number", message("CSeq: MESSAGE", without="CSeq"), 400),
    ("a line without a colon", message("this is no header"), 400),
    ("a name with a space in it", message("Own Name: x"), 400),
    ("a NUL in a header", message("Subject: a\0b"), 400),
    ("a bare CR in a header", message("Subject: a\rb: c"), 400),
    ("a length that is no number", message("Content-Length: ten"), 400),
    ("a negative length", message("Content-Length: -1"), 400),
    ("lengths that differ", message("Content-Length: 0", "l: 3", body="abc"), 400),
    ("a body that is cut", message("Content-Length: 10", body="abc"), 400),
    ("a length beyond the bound", message("Content-Length: 99999999", body="abc"), 413),
    ("a body beyond the bound", message(body="x" * 1_048_577), 413),
    ("a head beyond the bound", message("Subject: " + "x" * 20_000), 513),
    ("too many headers", message(*["X: 1"] * 200), 513),
    ("too many values in one line", message("m: " + "a," * 200), 513),
]


@pytest.mark.parametrize(("data", "status"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(data: bytes, status: int) -> None:
    with pytest.raises(SipSyntaxError) as caught:
        parse_message(data)
    assert caught.value.status == status


@pytest.mark.parametrize(
    "data",
    [
        message("Content-Length: ten"),
        message("no header"),
        message("Subject: a\0b"),
        message(*["X: 1"] * 200),
        message("m: " + "a," * 200),
        message("X: " + "y" * 20_000),
        message(start="MESSAGE sip:a@b SIP/9.0"),
    ],
)
def test_what_is_refused_can_still_be_answered(data: bytes) -> None:
    with pytest.raises(SipSyntaxError) as caught:
        parse_message(data)
    assert caught.value.request is not None
    answer = reply(caught.value.request, caught.value.status)
    assert answer.headers.get("Via") == "SIP/2.0/UDP 192.168.1.64:5060;rport;branch=z9hG4bK1371463273"
    assert answer.headers.get("Call-ID") == "1011047669"


def test_tolerated_forms() -> None:
    plain = parsed(message())
    assert parsed(b"\r\n\r\n" + message()) == plain
    assert parsed(message().replace(b"\r\n", b"\n")) == plain
    assert parsed(message()[:-2]) == plain  # no empty line at the end
    assert parsed(message(start=f"MESSAGE sip:{PLATFORM}@3402000000 sip/2.0")) == plain
    assert parsed(message("Content-Length: 3", "l: 3", body="abcdef")).body == b"abc"


@pytest.mark.parametrize(("charset", "kept"), [("utf-8", "utf-8"), ("gb18030", "gb18030")])
def test_a_name_in_any_charset_goes_back_as_it_came(charset: str, kept: str) -> None:
    data = message().decode().replace("From: <", 'From: "东门摄像机" <').encode(charset)
    request = parsed(data)
    assert request.headers.charset == kept
    assert parse_name_address(request.headers.get("From") or "").display == "东门摄像机"
    assert '"东门摄像机"'.encode(charset) in serialize(reply(request, 200))


def test_bytes_of_no_charset_go_back_as_they_came() -> None:
    data = message().replace(b"From: <", b'From: "\xff\xfe\x80" <')
    assert b'"\xff\xfe\x80"' in serialize(reply(parsed(data), 200))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Subject: \u3000东门\u3000", "\u3000东门\u3000"),
        ("Subject:\t \xa0a\x85 \t", "\xa0a\x85"),
        ("Subject: a\u3000\r\n \u3000b", "a\u3000 \u3000b"),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_space_that_is_none_of_the_grammar_belongs_to_the_value(line: str, value: str, charset: str) -> None:
    request = parsed(message(line, "User-Agent: 安澜").decode().encode(charset))
    assert (request.headers.charset, request.headers.get("Subject")) == (charset, value)
    assert parsed(serialize(request)).headers.get("Subject") == value


def test_our_own_words_leave_bytes_of_no_charset_as_they_came() -> None:
    data = message().replace(b"From: <", b'From: "\xff\xfe\x80" <')
    answer = serialize(reply(parsed(data), 200, headers=[("Server", "安澜")]))
    assert b'"\xff\xfe\x80"' in answer
    assert "Server: 安澜\r\n".encode() in answer


def test_the_same_length_told_twice_is_one() -> None:
    request = parsed(message("Content-Length: 3", "Subject: x", "l: 3", body="abc"))
    assert request.headers.all("Content-Length") == ["3"]
    assert parsed(serialize(request)).headers.all("Subject") == ["x"]
    assert parse_message(message("l: 0", "l: 0", start="SIP/2.0 200 OK")).headers.all("l") == ["0"]


@pytest.mark.parametrize("value", ["a\r\nInjected: 1", "a\nb", "a\rb", "a\0b"])
def test_a_value_cannot_forge_a_header(value: str) -> None:
    request = parsed(message())
    request.headers.set("Subject", value)
    with pytest.raises(ValueError, match="line break"):
        serialize(request)


def test_the_written_content_length_is_the_bodys() -> None:
    request = parsed(message("Content-Length: 0"))
    request.body = "中文".encode("gb18030")
    assert parsed(serialize(request)).body == request.body
    assert serialize(request).count(b"Content-Length") == 1


def test_a_reply_takes_what_it_must() -> None:
    request = parsed(message("v: SIP/2.0/UDP proxy", "Record-Route: <sip:p;lr>"))
    answer = reply(request, 200, headers=[("x-gb-ver", "3.0")], body=b"b")
    assert answer.headers.all("Via") == request.headers.all("Via")
    assert answer.headers.get("Record-Route") is None  # a MESSAGE makes no dialog
    assert answer.headers.get("X-GB-Ver") == "3.0"
    tag = parse_name_address(answer.headers.get("To") or "").tag
    assert tag
    assert parse_name_address(reply(request, 404).headers.get("To") or "").tag == tag, "each try gets the same tag"
    assert parse_name_address(reply(request, 200, to_tag="own").headers.get("To") or "").tag == "own"
    assert parse_name_address(reply(request, 100).headers.get("To") or "").tag is None


def test_a_reply_keeps_the_tag_and_the_route_of_a_dialog() -> None:
    lines = ["To: <sip:a@b;tag=uri>;tag=kept", "Record-Route: <sip:p;lr>", "CSeq: 1 INVITE"]
    request = parsed(message(*lines, start="INVITE sip:a@b SIP/2.0", without="To,CSeq"))
    answer = reply(request, 200, to_tag="other")
    assert parse_name_address(answer.headers.get("To") or "").tag == "kept"
    assert answer.headers.all("Record-Route") == ["<sip:p;lr>"]


def test_headers_are_changed_in_place_of_the_first() -> None:
    headers = Headers([("A", "1"), ("x-two", "2"), ("X-Two", "3"), ("v", "V1"), ("Via", "V2")])
    headers.set("X-TWO", "4")
    headers.set_first("Via", "V0")
    headers.set("New", "5")
    assert list(headers) == [("A", "1"), ("X-TWO", "4"), ("Via", "V0"), ("Via", "V2"), ("New", "5")]
    headers.remove("via")
    assert "Via" not in headers
    assert len(headers) == 3


TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-.!%*_+`'~", min_size=1, max_size=20)
VALUES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60).map(lambda text: text.strip(" "))


@given(TOKENS, st.lists(st.tuples(TOKENS.map(lambda t: "X-" + t), VALUES), max_size=20), st.binary(max_size=300))
def test_what_is_written_is_read_back(method: str, extra: list[tuple[str, str]], body: bytes) -> None:
    fields = [
        ("Via", "SIP/2.0/UDP h;branch=z9hG4bKx"),
        ("From", "<sip:a@b>;tag=1"),
        ("To", "<sip:c@d>"),
        ("Call-ID", "c"),
        ("CSeq", f"1 {method}"),
    ]
    request = Request(method, "sip:a@3402000000", Headers([*fields, *extra]), body)
    again = parse_message(serialize(request))
    assert isinstance(again, Request)
    again.headers.remove("Content-Length")
    assert again == request


@settings(max_examples=500)
@given(st.binary(max_size=2000))
def test_any_bytes_raise_nothing_else(data: bytes) -> None:
    try:
        parse_message(data)
    except SipSyntaxError:
        return


SNIPPETS = st.sampled_from(
    ["\r\n", "\n", "\r", " ", "\t", ":", ";", ",", "<", ">", '"', "\\", "=", "@", "[", "]", "%", "?", "tag", "branch", "z9hG4bK", "sip:", "SIP/2.0",
     "SIP/2.0/UDP ", "Via", "v", "From", "To", "Call-ID", "CSeq", "1 MESSAGE", "MESSAGE", "Content-Length", "l", "3402000000", "-1", "99999999999", "中", "\0", "é"]
)  # fmt: skip


@settings(max_examples=500)
@given(
    st.lists(SNIPPETS, max_size=60).map("".join),
    st.sampled_from([parse_uri, parse_name_address, parse_via, lambda text: parse_message(text.encode())]),
)
def test_any_text_raises_nothing_else(text: str, read: object) -> None:
    try:
        read(text)  # type: ignore[operator]
    except SipSyntaxError:
        return


@settings(max_examples=300)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=4))
def test_a_damaged_message_raises_nothing_else(place: int, damage: bytes) -> None:
    data = bytearray(message("Contact: <sip:a@b>", "Content-Length: 3", body="abc"))
    data[place : place + len(damage)] = damage
    try:
        found = parse_message(bytes(data), MessageLimits(max_head_bytes=700, max_headers=8, max_body_bytes=10))
    except SipSyntaxError:
        return
    serialize(found)
