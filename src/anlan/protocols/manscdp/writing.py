"""Writing MANSCDP: text escaped, characters XML cannot carry left out, the charset of the peer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from anlan.protocols.manscdp.charset import Charset
from anlan.protocols.manscdp.document import Element, Kind

Scalar = str | int | float | None

# A bare carriage return would be read as a line feed (XML 1.0 §2.11).
_ESCAPES: dict[int, str | None] = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_ESCAPES.update(dict.fromkeys((n for n in range(0x20) if n not in (0x09, 0x0A, 0x0D)), None))
_ESCAPES.update(dict.fromkeys((0xFFFE, 0xFFFF), None))
_ESCAPES.update(dict.fromkeys(range(0xD800, 0xE000), None))


def escape(text: str) -> str:
    """Text as XML carries it."""
    return text.translate(_ESCAPES)


def tag(name: str, value: Scalar) -> str:
    """``<name>value</name>`` and a line end, or nothing where there is no value: 0 is never invented."""
    return "" if value is None else f"<{name}>{value_text(value)}</{name}>\r\n"


def value_text(value: str | int | float) -> str:
    """A value as it stands in an element."""
    if isinstance(value, str):
        # Letters and digits of any script need no escape, which is most values of a catalog.
        return value if value.isalnum() else escape(value)
    return decimal_text(value) if isinstance(value, float) else str(value)


def tags(pairs: Iterable[tuple[str, Scalar]]) -> str:
    """Several ``tag``."""
    return "".join([tag(name, value) for name, value in pairs])


def decimal_text(value: float) -> str:
    """A number without exponent, at most seven decimals (1 cm of longitude)."""
    text = f"{value:.7f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def envelope(
    kind: Kind,
    cmd_type: str,
    sn: int,
    device_id: str,
    inner: str | Sequence[str] = "",
    charset: Charset = Charset.GB2312,
) -> bytes:
    """A whole body; ``inner`` is XML already escaped."""
    inner = inner if isinstance(inner, str) else "".join(inner)
    text = (
        f'<?xml version="1.0" encoding="{charset.value}"?>\r\n<{kind}>\r\n'
        f"<CmdType>{cmd_type}</CmdType>\r\n<SN>{sn}</SN>\r\n{tag('DeviceID', device_id)}{inner}</{kind}>\r\n"
    )
    return text.encode(charset.codec)


def encode(root: Element, charset: Charset = Charset.GB2312) -> bytes:
    """Any element tree as a body."""
    text = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="{charset.value}"?>\r\n{text}\r\n'.encode(charset.codec, "xmlcharrefreplace")
