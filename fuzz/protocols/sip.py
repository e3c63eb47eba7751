"""Fuzzes SIP: any bytes give messages or the codec's own error; what was read can be answered, written and read again."""

from __future__ import annotations

import contextlib
import sys

import atheris

with atheris.instrument_imports(include=["anlan"]):
    from anlan.protocols.sip import (
        Credentials,
        Dialog,
        Message,
        MessageLimits,
        Request,
        Response,
        SipSyntaxError,
        StreamFramer,
        answer_challenge,
        parse_message,
        parse_name_address,
        parse_uri,
        parse_via,
        reply,
        serialize,
    )
    from anlan.protocols.sip.server_transaction import ServerTransactions
    from anlan.protocols.sip.values import read_tag
    from anlan.protocols.sip.via import note_source

ADDRESSES = frozenset({"From", "To", "Contact", "Route", "Record-Route"})
# Written out, compact names and lists grow; our limits bound what arrives.
ROOMY = MessageLimits(max_head_bytes=1 << 20, max_headers=1 << 10)
HOST, PORT = "203.0.113.9", 5060


def check(holds: bool, flaw: str) -> None:
    if not holds:
        raise AssertionError(flaw)


def told(message: Message) -> tuple[object, ...]:
    """All that a message says; its Content-Length is the body's and is always written last."""
    start = (message.method, message.uri) if isinstance(message, Request) else (message.status, message.reason)
    fields = [pair for pair in message.headers if pair[0] != "Content-Length"]
    return (*start, fields, message.headers.charset, message.body)


def octets(message: Message, name: str) -> bytes:
    """The values without what parts a list: fewer fields may tell of another charset, and so may the quotes round a comma."""
    return ",".join(message.headers.all(name)).encode(message.headers.charset).translate(None, b", \t")


def read_stream(data: bytes) -> None:
    framer = StreamFramer()
    for part in (data[: len(data) // 2], data[len(data) // 2 :]):
        for cut in framer.feed(part):
            with contextlib.suppress(SipSyntaxError):
                body = parse_message(cut).body
                check(cut.endswith(b"\r\n\r\n" + body), "the stream and the message disagree where the body begins")


def read_values(message: Message) -> None:
    for name, value in message.headers:
        if name in ADDRESSES:
            read_address(value)
        elif name == "Authorization":
            with contextlib.suppress(SipSyntaxError):
                str(Credentials.parse(value))


def read_address(value: str) -> None:
    try:
        read = parse_name_address(value)
    except SipSyntaxError:
        return
    check(parse_name_address(str(read)) == read, "an address that was read is not the one that was written")
    check(parse_uri(str(read.uri)) == read.uri, "a URI that was read is not the one that was written")
    check(read_tag(value) == (read.tag or ""), "a tag is read in two ways")


def serve(request: Request) -> None:
    with contextlib.suppress(SipSyntaxError):
        parse_uri(request.uri)
    top = request.headers.get("Via") or ""
    try:
        via = parse_via(top)
    except SipSyntaxError:
        via = None
    if via is not None:
        noted = note_source(top, via, HOST, PORT)
        request.headers.set_first("Via", noted)
        again = parse_via(noted)
        check((again.sent_by, again.branch) == (via.sent_by, via.branch), "noting the source changes the Via")
        check(again.received in (None, HOST) and again.rport in (None, str(PORT)), "a forged source stays in the Via")
        ServerTransactions().receive(request, via, reliable=False)
    answer(request)
    with contextlib.suppress(SipSyntaxError):
        dialog = Dialog.as_server(request, "tag")
        dialog.accepts(request)
        bye = dialog.request("BYE", [("Via", "SIP/2.0/UDP h;branch=z9hG4bK1")])
        read = parse_within(serialize(bye))
        check(told(read) == told(bye), "a request inside a dialog is not the one that was written")
        check(parse_name_address(read.headers.get("From") or "") == dialog.local, "a dialog's own side has changed")


def answer(request: Request) -> None:
    """What is copied to an answer must go back octet for octet, whatever charset it was in."""
    read = parse_within(serialize(reply(request, 200, headers=[("Server", "安澜")])))
    for name in ("Via", "From", "Call-ID", "CSeq"):
        check(octets(read, name) == octets(request, name), f"an answer does not give back the {name}")


def parse_within(data: bytes) -> Message:
    """What we wrote ourselves: that it cannot be read is a flaw, not a refusal."""
    try:
        return parse_message(data, ROOMY)
    except SipSyntaxError as error:
        raise AssertionError(f"what we wrote is refused: {error}") from error


def take_challenge(response: Response) -> None:
    with contextlib.suppress(SipSyntaxError):
        written = answer_challenge(response, "REGISTER", "sip:a@b", "user", "password", "cnonce")
        response.headers.set("Authorization", written)
    parse_within(serialize(response))


def one_input(data: bytes) -> None:
    read_stream(data)
    try:
        message = parse_message(data)
    except SipSyntaxError as error:
        if error.request is not None:
            serialize(reply(error.request, error.status, error.reason))
        return
    read_values(message)
    written = serialize(message)
    check(told(parse_within(written)) == told(message), "a message that was read is not the one that was written")
    check(StreamFramer(ROOMY).feed(written) == [written], "a message that was written is cut apart in a stream")
    if isinstance(message, Request):
        serve(message)
    else:
        take_challenge(message)


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
