"""Between bytes and text: the declared character set is a claim, not a fact.

GB/T 28181-2016 orders GB 2312, -2022 GB 18030; in the field GB2312 is declared over GBK or GB 18030 bytes, over UTF-8
bytes, and the reverse. GB 18030 is a superset of GB 2312 and GBK, so one codec reads all three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.wording import Sentence


class Charset(StrEnum):
    """What we declare when we write; the GB ones are both written with the GB 18030 codec."""

    GB2312 = "GB2312"
    GB18030 = "GB18030"
    UTF8 = "UTF-8"

    @property
    def codec(self) -> str:
        """The Python codec that writes it."""
        return "utf-8" if self is Charset.UTF8 else "gb18030"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text, the charset named in the XML declaration (upper case, None if none), the one the bytes were in."""

    text: str
    declared: str | None
    used: Charset
    violations: tuple[str, ...]


_DECLARATION = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.\-]{1,40})[\"']", re.IGNORECASE)
_UTF8_BOM = b"\xef\xbb\xbf"


def decode_text(body: bytes) -> DecodedText:
    """Decode a body by declaration and by what its bytes can be; broken bytes become U+FFFD and are flagged."""
    has_mark = body.startswith(_UTF8_BOM)
    if has_mark:
        body = body[3:]
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ManscdpError("charset_unsupported", Sentence("不支持 UTF-16 编码。", "UTF-16 is not supported."))
    match = _DECLARATION.match(body[:400])
    declared = match.group(1).decode("ascii").upper() if match else None
    if body.isascii():
        return DecodedText(body.decode("ascii"), declared, Charset.GB18030 if _is_gb(declared) else Charset.UTF8, ())
    as_utf8 = _strict(body, "utf-8")
    as_gb = _strict(body, "gb18030")
    if has_mark or declared in ("UTF-8", "UTF8"):
        if as_utf8 is not None:
            return DecodedText(as_utf8, declared, Charset.UTF8, ())
        if as_gb is not None:
            return DecodedText(as_gb, declared, Charset.GB18030, ("charset_declared_wrong",))
        return DecodedText(body.decode("utf-8", "replace"), declared, Charset.UTF8, ("charset_damaged",))
    flags = () if declared is None or _is_gb(declared) else ("charset_declared_wrong",)
    if as_utf8 is not None and (as_gb is None or _commonness(as_utf8) > _commonness(as_gb)):
        return DecodedText(as_utf8, declared, Charset.UTF8, ("charset_declared_wrong",) if declared else ())
    if as_gb is not None:
        return DecodedText(as_gb, declared, Charset.GB18030, flags)
    # Devices cut long names in the middle of a character: keep what is whole.
    return DecodedText(body.decode("gb18030", "replace"), declared, Charset.GB18030, (*flags, "charset_damaged"))


def _is_gb(declared: str | None) -> bool:
    return declared is not None and declared.startswith("GB")


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


# Hanzi compared at most; a body's first few hundred settle which reading is the sensible one.
_SAMPLE = 400


def _commonness(text: str) -> float:
    """The share of non-ASCII characters that are everyday hanzi (GB 2312 level 1) or Chinese punctuation."""
    sample = [char for char in text if char > "\x7f"][:_SAMPLE]
    return sum(map(_is_common, sample)) / len(sample) if sample else 0.0


def _is_common(char: str) -> bool:
    try:
        encoded = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xB0 <= encoded[0] <= 0xD7 or encoded[0] in (0xA1, 0xA3)
