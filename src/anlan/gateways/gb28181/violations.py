"""What a peer breaks of the standard and is tolerated all the same: collected a peer, told to the directory, explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from anlan.foundation.database import BatchWriter
from anlan.foundation.errors import Unavailable
from anlan.gateways.gb28181 import identity, metrics
from anlan.gateways.gb28181.presence import Link
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import CatalogItem
from anlan.protocols.manscdp.checks import check_item
from anlan.protocols.manscdp.checks import explain as explain_body
from anlan.protocols.sip import Request
from anlan.protocols.wording import Sentence

MIN_EXPIRES_S = 3600
# More kinds of faults than this no peer has; the bound is against made-up ones.
MAX_KINDS = 200
# What the messages of a peer show is written once for all of this time, and for all peers together.
GATHER_S = 0.1

# What is seen of signalling; the contents of bodies are judged by ``protocols.manscdp.checks``.
SIGNALLING: dict[str, tuple[Sentence, str]] = {
    "register_without_version": (
        Sentence("REGISTER 未携带 X-GB-Ver 版本头。", "REGISTER carries no X-GB-Ver."), "GB/T 28181-2022 §9.1.2"),
    "register_version_unknown": (
        Sentence("X-GB-Ver 取值未定义。", "The value of X-GB-Ver is not defined."), "GB/T 28181-2022 §9.1.2"),
    "register_expires_short": (
        Sentence("注册有效期短于 3600 秒。", "The registration is asked for less than 3600 s."), "GB/T 28181-2022 §9.1.1"),
    "register_expires_missing": (
        Sentence("REGISTER 未给出有效期。", "REGISTER names no expiry."), "RFC 3261 §10.2.1"),
    "register_without_contact": (
        Sentence("REGISTER 缺少 Contact 头。", "REGISTER lacks a Contact."), "RFC 3261 §10.2"),
    "register_other_server": (
        Sentence("REGISTER 请求行中的服务器编码不是本平台编码。", "The server code in REGISTER's request line is not this platform's."), "GB/T 28181-2022 §9.1.2"),
    "register_to_other_code": (
        Sentence("REGISTER 的 To 与 From 编码不一致。", "To and From of REGISTER name different codes."), "RFC 3261 §10.2"),
    "sender_not_itself": (
        Sentence("报文的 From 不是注册的设备编码。", "From of a message is not the code under which the device registered."), "GB/T 28181-2022 §9"),
    "content_type_wrong": (
        Sentence("MANSCDP 消息的 Content-Type 不是 Application/MANSCDP+xml。", "A MANSCDP body is not labelled Application/MANSCDP+xml."), "GB/T 28181-2022 annex A"),
    "answer_without_ssrc": (
        Sentence("点播应答的 SDP 缺少 y 字段。", "The SDP of an answer lacks y=."), "GB/T 28181-2022 annex G"),
    "answer_other_ssrc": (
        Sentence("点播应答未采用本平台分配的 SSRC。", "An answer carries another SSRC than the one allotted."), "GB/T 28181-2022 annex G"),
    "clock_off": (
        Sentence("设备时钟与平台相差较大。", "The device's clock is off."), "GB/T 28181-2022 §9.10"),
    "alarm_code_unlisted": (
        Sentence("报警通知中的编码未列入其目录，已按上报设备处理。", "An alarm names a code its catalog does not list; taken as the sender's own."),
        "GB/T 28181-2022 §9.4"),
    "catalog_incomplete": (
        Sentence("目录应答不完整。", "The catalog was not sent completely."), "GB/T 28181-2022 annex M"),
}  # fmt: skip


def explain(code: str) -> tuple[Sentence, str]:
    """What a violation means, and the clause where known."""
    found = SIGNALLING.get(code)
    return found if found is not None else (explain_body(code), "")


def of_registration(request: Request, own_code: str, asked_s: int | None) -> list[str]:
    """What a REGISTER breaks."""
    headers = request.headers
    version = headers.get("X-GB-Ver")
    found = []
    if version is None:
        found.append("register_without_version")
    elif version.strip() not in ("1.0", "1.1", "2.0", "3.0"):
        found.append("register_version_unknown")
    if asked_s is None:
        found.append("register_expires_missing")
    elif 0 < asked_s < MIN_EXPIRES_S:
        found.append("register_expires_short")
    if "Contact" not in headers:
        found.append("register_without_contact")
    if identity.user_of(request.uri) not in ("", own_code):
        found.append("register_other_server")
    if identity.user_of(headers.get("To")) != identity.sender(request):
        found.append("register_to_other_code")
    return found


class Directory(Protocol):
    """Where they are kept."""

    async def peer_violations(self, found: Mapping[str, Sequence[str]]) -> None: ...


class ViolationLog:
    """Collects each peer's violations and writes the set when it has grown."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._found: dict[str, set[str]] = {}
        self._dirty: set[str] = set()
        self._writer: BatchWriter[str] = BatchWriter("violations", self._write, gather_s=GATHER_S)

    def of(self, code: str) -> frozenset[str]:
        """What was seen of a peer since it joined."""
        return frozenset(self._found.get(code, ()))

    def begin(self, code: str, violations: Iterable[str]) -> None:
        """A peer joined anew (it may have been mended): start from what its REGISTER shows."""
        found = set(violations)
        if found != self._found.get(code, set()):
            self._found[code] = found
            self._mark(code)

    def note(self, code: str, violations: Iterable[str]) -> None:
        """Something more was seen."""
        found = self._found.setdefault(code, set())
        new = set(violations) - found
        if new and len(found) < MAX_KINDS:
            found |= new
            self._mark(code)

    def note_catalog(self, link: Link, items: Sequence[CatalogItem], whole: Iterable[str]) -> None:
        """What a catalog breaks, over all its entries."""
        edition = Edition(link.edition)
        found = set(whole)
        for item in items:
            found.update(check_item(item, edition))
        self.note(link.code, found)

    async def flush(self) -> None:
        """Write what waits."""
        await self._writer.flush()

    def _mark(self, code: str) -> None:
        if code in self._dirty:
            return
        try:
            self._writer.put(code)
        except Unavailable:
            # Only the list on the peer's page is the poorer for it, until more is seen.
            metrics.BOUNDS.labels("violations").inc()
        else:
            self._dirty.add(code)

    async def _write(self, codes: list[str]) -> None:
        self._dirty.difference_update(codes)
        await self._directory.peer_violations({code: sorted(self._found.get(code, ())) for code in codes})
