"""What a frame's data says: Contact ID (DC-05) and SIA DCS (DC-03) events."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final, Literal

from anlan.protocols.dc09.frame import Frame

Qualifier = Literal["new", "restore", "status"]

CONTACT_ID: Final = "ADM-CID"
SIA_DCS: Final = "SIA-DCS"
# Events of one frame; 4,095 bytes hold more only where somebody wishes us ill.
MAX_EVENTS: Final = 64

_ACCOUNT = re.compile(r"#([0-9A-Fa-f]{3,16})(?=\||$)")
_CONTACT_ID = re.compile(r"([0-9])([0-9A-Fa-f]{3}) ([0-9A-Fa-f]{2}) ([0-9A-Fa-f]{3})", re.ASCII)
# DC-05 §4.1: 1 new or opening, 3 restore or closing, 6 still present. Another digit is a flaw of the panel: it counts as new.
_QUALIFIERS: dict[str, Qualifier] = {"1": "new", "3": "restore", "6": "status"}
_MODIFIER = re.compile(r"([a-z]{2})([^/^]*)(?:\^([^^]*)\^?)?/?")
_EVENT = re.compile(r"([A-Z]{2})([0-9A-Fa-f]*)(?:\*'([^']*)'(?:NM)?|\*[^/^|]*)?(?:\^([^^]*)\^?)?/?")
_ASCII_BLOCK = re.compile(r"A(?:'([^']*)'|(.*))", re.DOTALL)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
_DATE = re.compile(r"(\d\d)-(\d\d)-(\d\d|\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Content:
    """One event. ``code`` is "" where the data could not be read: ``original`` then holds it as it came.

    ``qualifier`` is None where the code itself tells it (SIA). ``number`` is a zone, a user or an area, as the code's table says.
    ``at`` and ``day`` are the panel's own local time.
    """

    code: str
    original: str
    qualifier: Qualifier | None = None
    partition: str = ""
    number: str = ""
    user: str = ""
    peripheral: str = ""
    text: str = ""
    at: time | None = None
    day: date | None = None


def split_account(data: str) -> tuple[str, str]:
    """The account in front of the data ("" where there is none) and what follows it."""
    found = _ACCOUNT.match(data)
    account, rest = (found[1], data[found.end() :]) if found else ("", data)
    return account, rest.removeprefix("|")


def account_of(frame: Frame) -> str:
    """The account a frame speaks for, as sent: the head's, whose key it was sealed with, or the data's where the head has none."""
    return frame.account or split_account(frame.data)[0]


def read_contents(token: str, data: str) -> list[Content]:
    """The events of a frame's data, never none unless the data is empty: what cannot be read is kept as it came."""
    _, rest = split_account(data)
    if not rest.strip():
        return []
    contents = _contact_id(rest) if token == CONTACT_ID else _sia(rest)
    return contents[:MAX_EVENTS]


def _contact_id(data: str) -> list[Content]:
    contents = []
    for block in data.split("|"):
        found = _CONTACT_ID.fullmatch(block.strip())
        if found is None:
            contents.append(_unread(block))
            continue
        digit, code, partition, number = (part.upper() for part in found.groups())
        contents.append(
            Content(
                code=code,
                original=digit + code,
                qualifier=_QUALIFIERS.get(digit, "new"),
                partition="" if partition == "00" else partition,
                number="" if number == "000" else number,
            )
        )
    return contents


def _sia(data: str) -> list[Content]:
    contents: list[Content] = []
    for block in data.split("|"):
        if not block:
            continue
        text = _ASCII_BLOCK.fullmatch(block) if block[0] == "A" and contents else None
        if text is not None:
            # A text block tells of the event before it (DC-03 §5.4).
            told = (text[1] or text[2] or "").strip()
            contents[-1] = replace(contents[-1], text=" ".join(filter(None, (contents[-1].text, told))))
        else:
            contents += _sia_block(block) or [_unread(block)]
    return contents


def _sia_block(block: str) -> list[Content]:
    """Modifiers and the events they hold for; what cannot be read behind an event is kept as its text."""
    # N new, O old: an event that could not be sent when it happened. It is new to us. Some panels leave the letter out.
    at_char = 1 if block[0] in "NO" and not _is_event(block) else 0
    known: dict[str, str] = {}
    contents: list[Content] = []
    while at_char < len(block):
        modifier = _MODIFIER.match(block, at_char)
        event = None if modifier else _EVENT.match(block, at_char)
        if modifier is not None:
            known[modifier[1]] = modifier[2].strip()
            at_char = modifier.end()
        elif event is not None:
            contents.append(_sia_event(event, known))
            at_char = event.end()
        else:
            return [*contents[:-1], replace(contents[-1], text=block[at_char:])] if contents else []
    return contents


def _is_event(block: str) -> bool:
    """Whether the block begins with an event's two letters rather than with N or O before one or before a modifier."""
    return len(block) > 1 and block[1].isupper() and not (len(block) > 2 and block[2].isupper())


def _sia_event(found: re.Match[str], known: dict[str, str]) -> Content:
    code, number, quoted, described = found.groups()
    return Content(
        code=code,
        original=code,
        partition=known.get("ri", ""),
        number=number.upper(),
        user=known.get("id", ""),
        peripheral=known.get("pi", ""),
        text=(quoted or described or "").strip(),
        at=_time_of_day(known.get("ti", "")),
        day=_day(known.get("da", "")),
    )


def _unread(block: str) -> Content:
    return Content(code="", original=block.strip())


def _time_of_day(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def _day(text: str) -> date | None:
    """mm-dd-yy (DC-03 §5.2.1.2.1)."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year = int(found[3])
    try:
        return date(year + 2000 if year < 100 else year, int(found[1]), int(found[2]))
    except ValueError:
        return None
