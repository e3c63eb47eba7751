"""Fuzzes DC-09: any bytes give frames or the codec's own error; what was read can be judged, answered, written and read again."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from datetime import UTC, datetime

import atheris

with atheris.instrument_imports(include=["anlan"]):
    from anlan.protocols import dc09
    from anlan.protocols.dc09.crc import crc16

KEY = bytes(range(16))
NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
TERMS = (dc09.Terms(), dc09.Terms(KEY, key_required=True))


def framed(body: bytes) -> bytes:
    """A frame whose check sum is right, so that the fuzzer gets behind it."""
    return b"\n%04X0%03X%b\r" % (crc16(body), len(body) & 0xFFF, body)


def judge(frame: dc09.Frame) -> None:
    for terms in TERMS:
        verdict = dc09.judge(frame, terms, NOW)
        if isinstance(verdict, dc09.Accept):
            opened = verdict.frame
            dc09.position(opened)
            dc09.path(opened)
            dc09.occurred_utc(opened)
            dc09.parse(dc09.acknowledge(frame, NOW, KEY, token=verdict.token))
    dc09.parse(dc09.cannot_process(frame))


def one_input(data: bytes) -> None:
    framer = dc09.Framer(1024)
    for part in (data[: len(data) // 2], data[len(data) // 2 :]):
        for cut in framer.feed(part):
            if len(cut) > 1024:
                raise AssertionError("a frame beyond the limit")
            with contextlib.suppress(dc09.Dc09Error):
                judge(dc09.parse(cut))
        if framer.held > 1024:
            raise AssertionError("more is held than the limit")
    if len(data) > 1024:  # as UTF-8, a text in GB 18030 may outgrow a frame
        return
    try:
        frame = dc09.parse(framed(data.strip(b"\r\n")))
    except dc09.Dc09Error:
        return
    judge(frame)
    again = dc09.parse(dc09.serialize(frame))
    if again != frame:
        raise AssertionError("a frame that was read is not the one that was written")
    if not frame.encrypted:
        timed = replace(frame, sent_utc=frame.sent_utc or NOW)
        opened = dc09.open_sealed(dc09.parse(dc09.serialize(dc09.seal(timed, KEY))), KEY)
        if (opened.data, opened.extended, opened.sent_utc) != (timed.data, timed.extended, timed.sent_utc):
            raise AssertionError("a frame that was sealed is not the one that was opened")


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
