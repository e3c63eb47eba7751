"""Fuzzes SDP: any bytes give a description or the codec's own error; what was read can be written and read again."""

from __future__ import annotations

import dataclasses
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
    if again.violations:
        raise AssertionError(f"what we write has flaws: {again.violations}")
    if again != dataclasses.replace(read, violations=()):
        raise AssertionError(f"a description that was read is not the one that was written: {read} {again}")


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
