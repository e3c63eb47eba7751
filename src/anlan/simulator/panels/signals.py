"""What a panel says: events by name, written as Contact ID or SIA DCS."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from anlan.protocols.wording import Sentence
from anlan.simulator.panels.profile import Token

MAX_TEXT = 60


@dataclass(frozen=True, slots=True)
class SignalCode:
    """One kind of event in both languages of panels; a code typed raw has only one, the other is "". ``restore`` is the SIA code of its
    end, None where nothing ends."""

    name: str
    contact_id: str
    sia: str
    restore: str | None
    numbered_by: Literal["zone", "user"]
    wording: Sentence


def _code(name: str, contact_id: str, sia: str, restore: str | None, by: Literal["zone", "user"], zh: str, en: str) -> SignalCode:  # fmt: skip
    return SignalCode(name, contact_id, sia, restore, by, Sentence(zh, en))


# Contact ID: SIA DC-05; SIA: DC-03. Opening is "new", closing is "restore".
CODES: dict[str, SignalCode] = {
    code.name: code
    for code in (
        _code("hold_up", "122", "HA", "HH", "zone", "无声劫持报警", "Silent hold-up alarm"),
        _code("panic", "120", "PA", "PH", "zone", "紧急求助", "Panic alarm"),
        _code("duress", "121", "HA", "HH", "user", "胁迫码撤防", "Duress code used"),
        _code("medical", "100", "MA", "MH", "zone", "医疗求助", "Medical alarm"),
        _code("fire", "110", "FA", "FH", "zone", "火灾报警", "Fire alarm"),
        _code("smoke", "111", "FA", "FH", "zone", "烟感报警", "Smoke alarm"),
        _code("gas", "151", "GA", "GH", "zone", "燃气泄漏", "Gas alarm"),
        _code("water", "154", "WA", "WH", "zone", "水浸报警", "Water leak"),
        _code("burglary", "130", "BA", "BH", "zone", "入侵报警", "Burglary alarm"),
        _code("perimeter", "131", "BA", "BH", "zone", "周界入侵", "Perimeter alarm"),
        _code("interior", "132", "BA", "BH", "zone", "室内入侵", "Interior alarm"),
        _code("tamper", "137", "TA", "TR", "zone", "防拆报警", "Tamper"),
        _code("ac_loss", "301", "AT", "AR", "zone", "市电中断", "Mains power lost"),
        _code("low_battery", "302", "YT", "YR", "zone", "蓄电池电压低", "Battery low"),
        _code("phone_line", "351", "LT", "LR", "zone", "线路故障", "Line trouble"),
        _code("communication", "350", "YC", "YK", "zone", "通信故障", "Communication trouble"),
        _code("open_close", "401", "OP", "CL", "user", "撤防", "Opened"),
        _code("cancel", "406", "OC", None, "user", "用户取消报警", "Cancelled by user"),
        _code("bypass", "570", "BB", "BU", "zone", "防区旁路", "Zone bypassed"),
        _code("test", "602", "RP", None, "zone", "定时测试", "Periodic test"),
        _code("manual_test", "601", "RX", None, "zone", "人工测试", "Manual test"),
    )
}
_RAW = re.compile(r"(?P<qualifier>[136])?(?P<contact_id>\d{3})|(?P<sia>[A-Za-z]{2})")


@dataclass(frozen=True, slots=True)
class PanelEvent:
    """One event of one panel. ``number`` is a zone's or a user's, three digits; ``text`` is shown to the operator."""

    code: SignalCode
    restore: bool = False
    partition: str = "01"
    number: str = "000"
    text: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{2}", self.partition) or not re.fullmatch(r"\d{3}", self.number):
            raise ValueError("a partition has two digits, a zone or user three")
        if len(self.text) > MAX_TEXT or any(sign in "[]|^" or sign < " " for sign in self.text):
            raise ValueError(
                f"a text has at most {MAX_TEXT} characters, without brackets, bars, carets and control characters"
            )
        if self.restore and self.code.restore is None:
            raise ValueError(f"{self.code.name} has no end")

    def restored(self) -> PanelEvent:
        """The end of this event."""
        return replace(self, restore=True)

    def content(self, token: Token) -> str:
        """What stands after account and bar: ``QEEE GG ZZZ``, or ``Nri1/BA005^text^``. Raises ``ValueError`` where the code has no
        form in that language."""
        contact_id = token == "ADM-CID"  # noqa: S105 - a message format
        code = self.code.contact_id if contact_id else self.code.restore if self.restore else self.code.sia
        if not code:
            raise ValueError(f"{self.code.name} is no code of {token}")
        if contact_id:
            return f"{3 if self.restore else 1}{code} {self.partition} {self.number}"
        return f"Nri{int(self.partition)}/{code}{self.number}" + (f"^{self.text}^" if self.text else "")


def event(
    name: str, number: str = "000", *, partition: str = "01", text: str = "", restore: bool = False
) -> PanelEvent:
    """An event by the name in ``CODES``. Raises ``KeyError`` and ``ValueError``."""
    return PanelEvent(CODES[name], restore, partition, number, text)


def arming(user: str, *, partition: str = "01", text: str = "") -> PanelEvent:
    """A user arms (布防): a closing."""
    return event("open_close", user, partition=partition, text=text, restore=True)


def disarming(user: str, *, partition: str = "01", text: str = "") -> PanelEvent:
    """A user disarms (撤防): an opening."""
    return event("open_close", user, partition=partition, text=text)


def parse_event(word: str, *, number: str = "000", partition: str = "01", text: str = "") -> PanelEvent:
    """An event as one types it: a name (``burglary``, ``burglary:restore``, ``arm``, ``disarm``), Contact ID (``1130``, ``130``)
    or SIA (``BA``). A code nobody named is sent as it is. Raises ``ValueError``."""
    name, _, ending = word.partition(":")
    if ending not in ("", "restore"):
        raise ValueError(f"after the colon only restore may stand: {word}")
    if name in ("arm", "disarm"):
        return event("open_close", number, partition=partition, text=text, restore=name == "arm")
    if name in CODES:
        return event(name, number, partition=partition, text=text, restore=ending == "restore")
    raw = _RAW.fullmatch(word)
    if raw is None:
        raise ValueError(f"no such event: {word}")
    code, restore = _raw_code(raw["contact_id"], (raw["sia"] or "").upper(), raw["qualifier"])
    return PanelEvent(code, restore, partition, number, text)


def _raw_code(contact_id: str | None, sia: str, qualifier: str | None) -> tuple[SignalCode, bool]:
    for code in CODES.values():
        if contact_id == code.contact_id or (sia and sia in (code.sia, code.restore)):
            return code, qualifier == "3" or (bool(sia) and sia == code.restore)
    name = contact_id or sia
    return SignalCode(name, contact_id or "", sia, sia, "zone", Sentence("其他代码", "Another code")), qualifier == "3"
