"""Names and telephone numbers as they stand in a report for who has no right to them."""

from __future__ import annotations

import re
from typing import Final

# Mobile numbers, and fixed lines with an area code (GB/T numbering: 0 and 2–3 digits, then 7–8).
_NUMBERS: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})(?!\d)")


def masked_name(name: str) -> str:
    """The first character only: 王* for 王小明."""
    return name[:1] + "*" * min(len(name) - 1, 2) if name else ""


def masked_phone(phone: str) -> str:
    """The first three and the last four digits, as on a parcel; shorter ones keep their last two."""
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else "*" * max(len(digits) - 2, 1) + digits[-2:]


def masked_text(text: str, names: frozenset[str] = frozenset()) -> str:
    """A text with the telephone numbers in it masked, and the names that are known."""
    text = _NUMBERS.sub(lambda found: masked_phone(found.group(1)), text)
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, masked_name(name))
    return text
