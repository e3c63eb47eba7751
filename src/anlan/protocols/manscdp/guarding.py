"""Arming and disarming, clearing an alarm, and the device's answer (GB/T 28181-2022 annex A.2.3.1.5, A.2.3.1.6, A.2.6.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp.alarms import methods_of
from anlan.protocols.manscdp.charset import Charset
from anlan.protocols.manscdp.device import expect
from anlan.protocols.manscdp.document import Document, child_text
from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.manscdp.reading import read_integer
from anlan.protocols.manscdp.writing import envelope, tag, tags
from anlan.protocols.wording import Sentence

_GUARD: Final = {True: "SetGuard", False: "ResetGuard"}


@dataclass(frozen=True, slots=True)
class GuardCommand:
    """Arm (``on``) or disarm what the code names."""

    sn: int
    device_id: str
    on: bool


@dataclass(frozen=True, slots=True)
class AlarmReset:
    """Clear the alarm of what the code names; only of these methods and this type where they are given."""

    sn: int
    device_id: str
    methods: frozenset[int] = frozenset()
    alarm_type: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A device's answer to a command."""

    sn: int
    device_id: str
    ok: bool


def guard_command(device_id: str, sn: int, *, on: bool, charset: Charset = Charset.GB2312) -> bytes:
    """Arm or disarm."""
    return envelope("Control", "DeviceControl", sn, device_id, tag("GuardCmd", _GUARD[on]), charset)


def alarm_reset(
    device_id: str, sn: int, methods: Collection[int] = (), alarm_type: int | None = None, edition: Edition = Edition.GB2022,
    charset: Charset = Charset.GB2312,
) -> bytes:  # fmt: skip
    """Clear an alarm."""
    joined = ("/" if edition is Edition.GB2022 else "").join(str(method) for method in sorted(methods))
    info = tags((("AlarmMethod", joined or None), ("AlarmType", alarm_type)))
    inner = tag("AlarmCmd", "ResetAlarm") + (f"<Info>\r\n{info}</Info>\r\n" if info else "")
    return envelope("Control", "DeviceControl", sn, device_id, inner, charset)


def parse_guarding(document: Document) -> GuardCommand | AlarmReset | None:
    """The command of a DeviceControl; None where it is another command. Raises ``ManscdpError`` for a word nobody defined."""
    expect(document, "Control", "DeviceControl")
    root = document.root
    word = child_text(root, "GuardCmd")
    if word is not None:
        for on, meant in _GUARD.items():
            if word.lower() == meant.lower():
                return GuardCommand(document.sn, document.device_id, on)
        raise ManscdpError("guard_unknown", Sentence("布撤防命令取值未定义。", "The word of GuardCmd is not defined."))
    word = child_text(root, "AlarmCmd")
    if word is None:
        return None
    if word.lower() != "resetalarm":
        raise ManscdpError(
            "alarm_command_unknown", Sentence("报警命令取值未定义。", "The word of AlarmCmd is not defined.")
        )
    info = next((child for child in root if str(child.tag).lower() == "info"), root)
    alarm_type = read_integer(child_text(info, "AlarmType") or "")
    return AlarmReset(
        document.sn,
        document.device_id,
        methods_of(child_text(info, "AlarmMethod")),
        alarm_type if alarm_type is not None and 0 < alarm_type < 100 else None,
    )


def parse_outcome(document: Document) -> Outcome:
    """The answer to a command or to an alarm: OK, or anything else. Raises ``ManscdpError`` where it is no answer."""
    expect(document, "Response", document.cmd_type)
    result = (child_text(document.root, "Result") or "").upper()
    return Outcome(document.sn, document.device_id, result == "OK")
