"""Fuzzes SDP: any bytes give a description or the codec's own error; what was read can be written and read again."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["anlan"]):
    from anlan.protocols.sdp import SdpError, parse_sdp


def one_input(data: bytes) -> None:
    try:
        read = parse_sdp(data)
    except SdpError:
        return
    again = parse_sdp(read.serialize())
    if (again.host, again.port, again.ssrc) != (read.host, read.port, read.ssrc):
        raise AssertionError("a description that was read is not the one that was written")


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
