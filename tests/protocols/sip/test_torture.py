"""Messages made to break parsers, after the ideas of RFC 4475: what is strange but right is read, what is wrong is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anlan.protocols.sip import (
    Request,
    Response,
    SipSyntaxError,
    parse_message,
    parse_name_address,
    parse_uri,
    parse_via,
    read_cseq,
    reply,
    serialize,
)

TAIL = "\r\n\r\n"


def build(start: str, *lines: str, body: str = "") -> bytes:
    return ("\r\n".join([start, *lines]) + TAIL + body).encode()


TORTUOUS = build(
    "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0",
    "TO :",
    ' sip:vivekg@chair-dnrc.example.com ;   tag    = "1918181833n"',
    'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
    "  ;",
    "  tag = 98asjd8",
    "MaX-fOrWaRdS: 0068",
    "Call-ID: wsinv.ndaksdj@192.0.2.1",
    "Content-Length   : 3",
    "cseq: 0009",
    "  INVITE",
    "Via  : SIP  /   2.0",
    " /UDP",
    "    192.0.2.2;branch=390skdjuw",
    "s :",
    "NewFangledHeader:   newfangled value",
    " continued newfangled value",
    "UnknownHeaderWithUnusualValue: ;;,,;;,;",
    "Content-Type: application/sdp",
    'v:  SIP  / 2.0  / TCP     spindle.example.com   ;   branch  =   z9hG4bK9ikj8  , SIP  /    2.0   / UDP  192.168.255.111   ; branch= z9hG4bK30239',
    'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =      newvalue ;  secondparam ; q = 0.33',
    body="v=0",
)  # fmt: skip


def test_white_space_folds_and_escapes_everywhere() -> None:
    request = parse_message(TORTUOUS)
    assert isinstance(request, Request)
    headers = request.headers
    assert parse_name_address(headers.get("To") or "").tag == "1918181833n"
    sender = parse_name_address(headers.get("From") or "")
    assert (sender.display, sender.tag) == ('J Rosenberg \\"', "98asjd8")
    assert read_cseq(headers) == (9, "INVITE")
    assert [(via.transport, via.host, via.branch) for via in map(parse_via, headers.all("Via"))] == [
        ("UDP", "192.0.2.2", "390skdjuw"), ("TCP", "spindle.example.com", "z9hG4bK9ikj8"), ("UDP", "192.168.255.111", "z9hG4bK30239"),
    ]  # fmt: skip
    contact = parse_name_address(headers.get("Contact") or "")
    assert (contact.display, contact.parameter("q"), contact.parameter("secondparam")) == (
        'Quoted string ""',
        "0.33",
        "",
    )
    assert headers.get("Subject") == ""
    assert headers.get("unknownheaderwithunusualvalue") == ";;,,;;,;"
    assert request.body == b"v=0"
    assert parse_uri(request.uri).parameter("unknownparam") == ""
    assert parse_message(serialize(reply(request, 200))).headers.all("Via") == headers.all("Via")


def message(
    method: str = "OPTIONS", uri: str = "sip:user@example.com", *lines: str, version: str = "SIP/2.0", cseq: str | None = None, sender: str = "<sip:a@b>;tag=1",
    receiver: str = "<sip:c@d>", via: str = "SIP/2.0/UDP h;branch=z9hG4bK1", body: str = "",
) -> bytes:  # fmt: skip
    return build(
        f"{method} {uri} {version}", f"Via: {via}", f"From: {sender}", f"To: {receiver}", "Call-ID: c%Z%45@h", f"CSeq: {cseq or '1 ' + method}", *lines, body=body,
    )  # fmt: skip


def header(data: bytes, name: str) -> str:
    return parse_message(data).headers.get(name) or ""


STRANGE_BUT_RIGHT: list[tuple[str, Callable[[], object], object]] = [
    ("every character a method may have", lambda: parse_message(message("!interesting-Method0123456789_*+`.%indeed'~")).method, "!interesting-Method0123456789_*+`.%indeed'~"),  # type: ignore[union-attr]
    ("escapes in the user part", lambda: parse_uri("sip:sips%3Auser%40example.com@example.net").user, "sips:user@example.com"),
    ("a percent sign that escapes nothing", lambda: parse_message(message("RE%47IST%45R", "sip:registrar.example.com")).method, "RE%47IST%45R"),  # type: ignore[union-attr]
    ("a display name of percent signs", lambda: parse_name_address('"%Z%45" <sip:resource@example.com>').display, "%Z%45"),
    ("no space before the bracket", lambda: parse_name_address("caller<sip:caller@example.com>;tag=323").display, "caller"),
    ("semicolons in the user part", lambda: parse_uri("sip:user;par=u%40example.net@example.com").user, "user;par=u@example.net"),
    ("unknown transports in Via", lambda: parse_via("SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bK1").transport, "UNKNOWN"),
    ("an unusual reason", lambda: parse_message(message().replace(b"OPTIONS sip:user@example.com SIP/2.0", "SIP/2.0 200 = 2**3 * 5**2 но сто".encode())).reason, "= 2**3 * 5**2 но сто"),  # type: ignore[union-attr]
    ("an empty reason", lambda: parse_message(message().replace(b"OPTIONS sip:user@example.com SIP/2.0", b"SIP/2.0 100 ")).reason, ""),  # type: ignore[union-attr]
    ("a response code without a space after it", lambda: parse_message(message().replace(b"OPTIONS sip:user@example.com SIP/2.0", b"SIP/2.0 100")).status, 100),  # type: ignore[union-attr]
    ("bytes after the message", lambda: parse_message(message("OPTIONS", "sip:a@b", "Content-Length: 0", body="INVITE sip:joe@example.com SIP/2.0")).body, b""),
    ("a long value", lambda: len(header(message("OPTIONS", "sip:a@b", "X: " + "longvalue" * 1000), "X")), 9000),
    ("an empty list", lambda: parse_message(message("OPTIONS", "sip:a@b", "Contact: ,,")).headers.all("Contact"), []),
    ("a date of another zone", lambda: header(message("OPTIONS", "sip:a@b", "Date: Fri, 01 Jan 2010 16:00:00 EST"), "Date"), "Fri, 01 Jan 2010 16:00:00 EST"),
    ("a multi-line body", lambda: parse_message(message("MESSAGE", "sip:a@b", body="\r\n\r\n--x\r\n\r\n")).body, b"\r\n\r\n--x\r\n\r\n"),
    ("IPv6 in all places", lambda: parse_via("SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bK1").host, "2001:db8::9:1"),
    ("a broadcast address in Via", lambda: isinstance(parse_message(message(via="SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1").replace(b"OPTIONS sip:user@example.com SIP/2.0", b"SIP/2.0 200 OK")), Response), True),
    ("no hops left", lambda: header(message("OPTIONS", "sip:a@b", "Max-Forwards: 0"), "Max-Forwards"), "0"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("read", "expected"), [row[1:] for row in STRANGE_BUT_RIGHT], ids=[row[0] for row in STRANGE_BUT_RIGHT]
)
def test_strange_but_right(read: Callable[[], object], expected: object) -> None:
    assert read() == expected


WRONG: list[tuple[str, Callable[[], object], int]] = [
    ("separators without values", lambda: parse_via(header(message(via=";;,;,,"), "Via")), 400),
    ("a length larger than what came", lambda: parse_message(message("INVITE", "sip:a@b", "Content-Length: 9999", body="v=0")), 400),
    ("a negative length", lambda: parse_message(message("INVITE", "sip:a@b", "Content-Length: -999", body="v=0")), 400),
    ("an overlarge CSeq", lambda: parse_message(message(cseq="36893488147419103232 OPTIONS")), 400),
    ("an overlarge status", lambda: parse_message(message().replace(b"OPTIONS sip:user@example.com SIP/2.0", b"SIP/2.0 4294967301 better not")), 400),
    ("a quote that never ends", lambda: parse_name_address(header(message(receiver='"Mr. J. User <sip:j.user@example.com>'), "To")), 400),
    ("a bracketed Request-URI", lambda: parse_message(message("INVITE", "<sip:user@example.com>")), 400),
    ("white space in the Request-URI", lambda: parse_message(message("INVITE", "sip:user@example.com; lr")), 400),
    ("two spaces in the request line", lambda: parse_message(message("INVITE", " sip:user@example.com")), 400),
    ("a space at the request line's end", lambda: parse_message(message(version="SIP/2.0 ")), 400),
    ("the start line's method is not the CSeq's", lambda: parse_message(message("OPTIONS", cseq="8 INVITE")), 400),
    ("an unknown method that is not the CSeq's", lambda: parse_message(message("NEWMETHOD", cseq="8 INVITE")), 400),
    ("an unknown version", lambda: parse_message(message(version="SIP/7.0")), 505),
    ("spaces in an address", lambda: parse_name_address('"Watson, Thomas" < sip : t.watson@example.org >'), 400),
    ("no brackets where there must be some", lambda: parse_name_address('"Bell, Alexander" sip:a.g.bell@example.com;tag=43'), 400),
    ("a scheme that nobody knows", lambda: parse_uri("nobodyKnowsThisScheme:totallyopaquecontent"), 416),
    ("a scheme that is not SIP", lambda: parse_uri("soap.beep://192.0.2.103:3002"), 400),
    ("single headers more than once", lambda: parse_message(message("INVITE", "sip:a@b", "CSeq: 59 INVITE", "Call-ID: again", "To: <sip:x@y>")), 400),
    ("two lengths that differ", lambda: parse_message(message("OPTIONS", "sip:a@b", "Content-Length: 13", "Content-Length: 5", body="There's no way to know")), 400),
    ("the mandatory headers are missing", lambda: parse_message(build("INVITE sip:user@example.com SIP/2.0", "CSeq: 193942 INVITE", "Via: SIP/2.0/UDP h")), 400),
    ("an escaped NUL in a user part", lambda: parse_uri("sip:null-%00-null@example.com"), 400),
]  # fmt: skip


@pytest.mark.parametrize(("read", "status"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong(read: Callable[[], object], status: int) -> None:
    with pytest.raises(SipSyntaxError) as caught:
        read()
    assert caught.value.status == status
