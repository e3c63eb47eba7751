"""Fuzzes SIP: any bytes give messages or the codec's own error; what was read can be answered, written and read again."""

from __future__ import annotations

import contextlib
import sys

import atheris

with atheris.instrument_imports(include=["anlan"]):
    from anlan.protocols.sip import (
        Credentials,
        Dialog,
        Request,
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
    from anlan.protocols.sip.via import note_source

READERS = {
    "Via": parse_via,
    "From": parse_name_address,
    "To": parse_name_address,
    "Contact": parse_name_address,
    "Authorization": Credentials.parse,
}


def read_values(message: Request) -> None:
    for name, value in message.headers:
        reader = READERS.get(name)
        if reader is not None:
            with contextlib.suppress(SipSyntaxError):
                read = reader(value)
                if name in ("From", "To", "Contact") and reader(str(read)) != read:
                    raise AssertionError("an address that was read is not the one that was written")


def serve(request: Request) -> None:
    with contextlib.suppress(SipSyntaxError):
        parse_uri(request.uri)
    with contextlib.suppress(SipSyntaxError):
        top = request.headers.get("Via") or ""
        via = parse_via(top)
        request.headers.set_first("Via", note_source(top, via, "203.0.113.9", 5060))
        parse_via(request.headers.get("Via") or "")
        ServerTransactions().receive(request, via, reliable=False)
    parse_message(serialize(reply(request, 200)))
    with contextlib.suppress(SipSyntaxError):
        dialog = Dialog.as_server(request, "tag")
        dialog.accepts(request)
        serialize(dialog.request("BYE"))


def one_input(data: bytes) -> None:
    framer = StreamFramer()
    for part in (data[: len(data) // 2], data[len(data) // 2 :]):
        for cut in framer.feed(part):
            with contextlib.suppress(SipSyntaxError):
                parse_message(cut)
    try:
        message = parse_message(data)
    except SipSyntaxError as error:
        if error.request is not None:
            serialize(reply(error.request, error.status, error.reason))
        return
    read_values(message)
    again = parse_message(serialize(message))
    if again.body != message.body or len(again.headers) < len(message.headers):
        raise AssertionError("a message that was read is not the one that was written")
    if isinstance(message, Request):
        serve(message)
    else:
        with contextlib.suppress(SipSyntaxError):
            answer_challenge(message, "REGISTER", "sip:a@b", "user", "password", "cnonce")


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
