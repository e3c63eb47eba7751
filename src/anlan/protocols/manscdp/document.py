"""The envelope: root (Query, Response, Notify, Control), CmdType, SN, DeviceID; between bytes and an element tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, cast

from lxml import etree

from anlan.protocols.manscdp.charset import Charset, decode_text
from anlan.protocols.manscdp.errors import ManscdpError
from anlan.protocols.wording import Sentence

Kind = Literal["Query", "Response", "Notify", "Control"]
Element = etree._Element

# 10,000 records a message (GB/T 28181-2022 annex M) of about 800 bytes.
MAX_BODY_BYTES = 8 * 1024 * 1024
# Response/DeviceList/Item/Info/field is five deep; recording plans are the deepest at eight.
MAX_DEPTH = 12
MAX_ELEMENTS = 600_000
MAX_TEXT = 4096
_KINDS = frozenset({"Query", "Response", "Notify", "Control"})


@dataclass(slots=True)
class Document:
    """A MANSCDP message. ``sn`` is 0 and ``device_id`` empty where the sender left them out (then also a violation)."""

    kind: Kind
    cmd_type: str
    sn: int
    device_id: str
    root: Element
    charset: Charset = Charset.GB2312
    violations: tuple[str, ...] = field(default=())


def decode(body: bytes) -> Document:
    """Read a body of at most 8 MiB. Raises ``ManscdpError`` and nothing else."""
    if len(body) > MAX_BODY_BYTES:
        raise ManscdpError("too_large", Sentence("消息体超过 8 MiB。", "The body is larger than 8 MiB."))
    decoded = decode_text(body)
    root, flags = _parse(decoded.text)
    # Every element has a "<": what has few of them can be neither deep nor large.
    if decoded.text.count("<") > MAX_DEPTH:
        _check_bounds(root)
    kind = str(root.tag)
    if kind not in _KINDS:
        raise ManscdpError(
            "unknown_root",
            Sentence(
                "根元素不是 Query、Response、Notify 或 Control。", "The root is not Query, Response, Notify or Control."
            ),
        )
    cmd_type = child_text(root, "CmdType")
    if not cmd_type:
        raise ManscdpError("no_cmd_type", Sentence("缺少 CmdType。", "CmdType is missing."))
    violations = [*decoded.violations, *flags]
    sn = _sequence_number(child_text(root, "SN"), violations)
    device_id = child_text(root, "DeviceID") or ""
    if not device_id:
        violations.append("device_id_missing")
    return Document(cast(Kind, kind), cmd_type, sn, device_id, root, decoded.used, tuple(violations))


def child_text(element: Element, tag: str) -> str | None:
    """The trimmed text of the first child of that name, without regard to case; None if absent, at most 4096 characters."""
    found = element.find(tag)
    if found is None:
        wanted = tag.lower()
        found = next((child for child in element if str(child.tag).lower() == wanted), None)
    return text_of(found) if found is not None else None


def text_of(element: Element) -> str:
    """The trimmed text of an element, at most 4096 characters."""
    return (element.text or "").strip()[:MAX_TEXT].rstrip()


def _sequence_number(text: str | None, violations: list[str]) -> int:
    if not text:
        violations.append("sn_missing")
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        violations.append("sn_invalid")
        return 0
    return int(text)


_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
# A "<" that does not open a tag, a comment, a CDATA section or an instruction is text of a device that never escapes.
_BARE_LESS = re.compile(
    r"<(?!/?[A-Za-z_][\w.\-]{0,99}(?:\s+[\w.\-:]{1,99}\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*/?>|!--|!\[CDATA\[|\?)",
    re.ASCII,
)


def _parse(text: str) -> tuple[Element, list[str]]:
    text = _DECLARATION.sub("", text, count=1).strip().strip("\x00").strip()
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ManscdpError(
            "dtd_refused", Sentence("消息体不得含 DTD 或实体定义。", "A body may hold no DTD and no entities.")
        )
    try:
        return _strict(text), []
    except (etree.XMLSyntaxError, ValueError):
        cleaned = _BARE_LESS.sub("&lt;", _BARE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", text)))
    try:
        return _strict(cleaned), ["xml_not_escaped"]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ManscdpError(
            "not_xml", Sentence("消息体不是格式正确的 XML。", "The body is not well-formed XML.")
        ) from error


# No DTD is loaded, no entity resolved, no network asked; libxml2's own limits (huge_tree off) stay on.
_PARSER = etree.XMLParser(
    encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    remove_comments=True, remove_pis=True, strip_cdata=True,
)  # fmt: skip


def _strict(text: str) -> Element:
    return etree.fromstring(text.encode("utf-8"), _PARSER)


_COUNT = etree.XPath("count(//*)")
_DEEPER = etree.XPath("boolean(/" + "/".join(["*"] * (MAX_DEPTH + 1)) + ")")


def _check_bounds(root: Element) -> None:
    if _DEEPER(root):
        raise ManscdpError("too_deep", Sentence("XML 嵌套过深。", "The XML is nested too deeply."))
    if cast(float, _COUNT(root)) > MAX_ELEMENTS:
        raise ManscdpError("too_many_elements", Sentence("XML 元素过多。", "The XML holds too many elements."))
