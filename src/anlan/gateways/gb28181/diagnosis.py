"""Why does a device or platform not join, and why does it not play: the evidence weighed into findings, the likeliest first.

Used by the API (the device's page) and by ``anlan doctor --device``; both say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from anlan.capabilities.directory.ports import PeerRecord
from anlan.gateways.gb28181.cascade.reasons import REASONS as UPPER_REASONS
from anlan.gateways.gb28181.inquiry import CLOCK_TOLERANCE_S
from anlan.gateways.gb28181.reasons import OFFLINE_REMEDIES, REFUSALS
from anlan.gateways.gb28181.violations import explain
from anlan.protocols.gbcode import GbCode
from anlan.protocols.wording import Sentence

Severity = Literal["problem", "warning", "hint", "fine"]

RECENT = timedelta(hours=24)
FLAPPING = 4
MANY_ADDRESSES = 3
KEPT_ROWS = 100
MAX_VIOLATIONS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: what it is, what to do, and when it was last seen."""

    code: str
    severity: Severity
    sentence: Sentence
    remedy: Sentence
    at_utc: datetime | None = None
    facts: Mapping[str, str | int | float | bool] = field(default_factory=dict)


class Happened(Protocol):
    """A transition or a refusal, as kept."""

    @property
    def reason(self) -> str: ...
    @property
    def at_utc(self) -> datetime: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


class Moved(Happened, Protocol):
    """A transition, as kept."""

    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one peer; rows newest first. ``attempts`` are in the API's form (``Journal.page``)."""

    code: str
    record: PeerRecord | None
    transitions: Sequence[Moved] = ()
    refusals: Sequence[Happened] = ()
    attempts: Sequence[Mapping[str, Any]] = ()
    information: Mapping[str, str] = field(default_factory=dict)
    violations: Sequence[str] = ()
    catalog_state: str = ""

    @property
    def is_upper(self) -> bool:
        """We register with it, not it with us."""
        return self.record is not None and self.record.kind == "upper"


NOTHING = Sentence("无需处理。", "Nothing needs to be done.")


def diagnose(evidence: Evidence, now_utc: datetime) -> list[Finding]:
    """The findings, problems first; one "fine" where there is nothing to find."""
    found = [
        *_code(evidence),
        *_record(evidence),
        *_joining(evidence),
        *_staying(evidence, now_utc),
        *_clock(evidence),
        *_catalog(evidence),
        *_playing(evidence),
        *_violations(evidence),
    ]
    # The refusal tells the same with time and address.
    told = {finding.code for finding in found}
    found = [finding for finding in found if f"refused_{finding.code}" not in told]
    order: dict[Severity, int] = {"problem": 0, "warning": 1, "hint": 2, "fine": 3}
    found.sort(key=lambda finding: order[finding.severity])
    if not any(finding.severity in ("problem", "warning") for finding in found):
        found.insert(
            0,
            Finding(
                "fine", "fine", Sentence("未发现接入或点播方面的问题。", "Nothing hinders joining or playing."), NOTHING
            ),
        )
    return found


def _is_no_code(evidence: Evidence) -> bool:
    return evidence.record is None and GbCode.tolerate(evidence.code)[0] is None


def _record(evidence: Evidence) -> Iterator[Finding]:
    record = evidence.record
    if _is_no_code(evidence):
        return
    reason = (
        "unknown" if record is None else "disabled" if not record.enabled else "" if record.password else "no_password"
    )
    if reason and (record is None or record.kind != "upper"):
        yield Finding(reason, "problem", *REFUSALS[reason])


def _code(evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with the code itself: with one that is no code nobody can join."""
    code, broken = GbCode.tolerate(evidence.code)
    if evidence.record is not None or not broken:
        return
    told = [explain(each)[0] for each in broken]
    yield Finding(
        "code_malformed", "problem" if code is None else "warning",
        Sentence("编码有误：" + "".join(each.zh for each in told), "The code is malformed: " + " ".join(each.en for each in told)),
        Sentence(
            "请核对 20 位编码：第 1 至 8 位为行政区划与基层单位，第 9、10 位为行业，第 11 至 13 位为类型，第 14 位为网络标识，末 6 位为序号。",
            "Check the 20 digits: 1-8 division and unit, 9-10 industry, 11-13 type, 14 network, and a serial of six.",
        ),
    )  # fmt: skip


def _joining(evidence: Evidence) -> Iterator[Finding]:
    last = next((row for row in evidence.transitions if row.state == "online"), None)
    if not evidence.transitions and not evidence.refusals and not evidence.is_upper and not _is_no_code(evidence):
        yield Finding(
            "never_heard", "problem",
            Sentence("从未收到其任何报文。", "Nothing was ever received from it."),
            Sentence(
                "请从其所在网络检查到本平台 SIP 端口的连通性（UDP 与 TCP 均需放行），并核对其上填写的服务器地址与端口。",
                "Test from its network that our SIP port is reached, both UDP and TCP, and check the server address entered there.",
            ),
        )  # fmt: skip
    told: set[str] = set()
    for row in evidence.refusals:
        # What came before it was last let in has been mended since.
        if (last is not None and row.at_utc <= last.at_utc) or row.reason in told or row.reason not in REFUSALS:
            continue
        told.add(row.reason)
        facts: dict[str, str | int | float | bool] = {"host": row.host, "port": row.port}
        yield Finding(f"refused_{row.reason}", "problem", *REFUSALS[row.reason], at_utc=row.at_utc, facts=facts)


def _staying(evidence: Evidence, now_utc: datetime) -> Iterator[Finding]:
    if not evidence.transitions:
        return
    newest = evidence.transitions[0]
    if newest.state in ("offline", "degraded", "refused"):
        severity: Severity = "warning" if newest.state == "degraded" else "problem"
        sentence, remedy = _away(newest.reason, evidence.is_upper)
        yield Finding(
            f"{newest.state}_{newest.reason}", severity, sentence, remedy, newest.at_utc, {"host": newest.host}
        )
    recent = [row for row in evidence.transitions if now_utc - row.at_utc <= RECENT]
    fallen = sum(row.state == "offline" for row in recent)
    if fallen >= FLAPPING:
        yield Finding(
            "flapping", "warning",
            Sentence(f"24 小时内离线 {fallen} 次。", f"It went offline {fallen} times within 24 hours."),
            Sentence("请检查设备供电与网络质量，对照状态记录中的时刻排查。", "Check its power and network at the times its history tells."),
            facts={"times": fallen},
        )  # fmt: skip
    hosts = {row.host for row in recent if row.host and row.state == "online"}
    if len(hosts) >= MANY_ADDRESSES:
        yield Finding(
            "address_changes", "warning",
            Sentence(f"24 小时内从 {len(hosts)} 个不同地址注册。", f"It registered from {len(hosts)} addresses within 24 hours."),
            Sentence(
                "请为设备配置固定地址，或检查是否有两台设备使用同一编码。",
                "Give it a fixed address, or see whether two devices use the same code.",
            ),
            facts={"addresses": len(hosts)},
        )  # fmt: skip


def _away(reason: str, is_upper: bool) -> tuple[Sentence, Sentence]:
    """Why a peer is not there, and what to do."""
    if not is_upper:
        return OFFLINE_REMEDIES.get(reason, OFFLINE_REMEDIES["keepalive_lost"])
    remedy = Sentence(
        "请与上级平台管理方共同核对其档案：编码、SIP 域、地址、端口、用户名与密码。",
        "Compare its record with those who run it: code, SIP domain, address, port, user name and password.",
    )
    return UPPER_REASONS.get(reason, UPPER_REASONS["refused"]), remedy


def _clock(evidence: Evidence) -> Iterator[Finding]:
    try:
        offset_s = float(evidence.information.get("clock_offset_s", "0"))
    except ValueError:
        return
    if abs(offset_s) <= CLOCK_TOLERANCE_S:
        return
    way_zh, way_en = ("快", "ahead") if offset_s > 0 else ("慢", "behind")
    shown = f"{abs(offset_s):.0f}"
    yield Finding(
        "clock_off", "warning",
        Sentence(f"其时钟比本平台{way_zh} {shown} 秒。", f"Its clock is off by {shown} s ({way_en})."),
        Sentence("请在其上启用“平台校时”或 NTP。", "Switch on time from the platform, or NTP, on it."),
        facts={"offset_s": offset_s},
    )  # fmt: skip


def _catalog(evidence: Evidence) -> Iterator[Finding]:
    if evidence.catalog_state == "incomplete":
        yield Finding(
            "catalog_incomplete", "warning",
            Sentence("最近一次目录未收齐。", "Its last catalog did not arrive completely."),
            Sentence(
                "请重新获取目录；若仍不完整，请检查对端的目录总数或改用 TCP 信令。",
                "Ask for the catalog again; if it stays incomplete, check the total the other side announces, or use TCP.",
            ),
        )  # fmt: skip


def _playing(evidence: Evidence) -> Iterator[Finding]:
    failed = [each for each in evidence.attempts if each.get("failure")]
    counts = Counter(str(each["failure"]["code"]) for each in failed)
    told: set[str] = set()
    for each in failed:
        failure = each["failure"]
        code = str(failure["code"])
        if code in told:
            continue
        told.add(code)
        yield Finding(
            f"play_{code}", "problem" if each is evidence.attempts[0] else "warning",
            Sentence(str(failure["zh"]), str(failure["en"])), Sentence(str(failure["remedy_zh"]), str(failure["remedy_en"])),
            facts={"channel": str(each.get("channel", "")), "attempt": str(each.get("id", "")), "times": counts[code]},
        )  # fmt: skip


def _violations(evidence: Evidence) -> Iterator[Finding]:
    for code in evidence.violations[:MAX_VIOLATIONS]:
        if code == "clock_off":
            continue
        sentence, clause = explain(code)
        remedy = Sentence(
            "已容忍；建议联系厂家升级固件。", "Tolerated; ask the maker for firmware that keeps to the standard."
        )
        yield Finding(f"violation_{code}", "hint", sentence, remedy, facts={"clause": clause} if clause else {})


class Told(Protocol):
    """What a peer told of itself and how its catalog went, as kept in its row."""

    @property
    def information(self) -> Mapping[str, str]: ...
    @property
    def violations(self) -> Sequence[str]: ...
    @property
    def catalog_state(self) -> str: ...


class Histories(Protocol):
    """Where devices' rows, and the transitions and refusals of all peers, are kept (``directory.Devices``)."""

    async def get(self, code: str, scope: Sequence[str]) -> Any: ...
    async def transitions(self, code: str, before_id: int | None, limit: int) -> Sequence[Moved]: ...
    async def refusals(self, q: str, before_id: int | None, limit: int) -> Sequence[Happened]: ...


class PlatformRows(Protocol):
    """Where platforms' rows are kept (``directory.Platforms``)."""

    async def get(self, code: str, scope: Sequence[str]) -> Told: ...


class Records(Protocol):
    """Where what is known of peers is (``DirectoryService``)."""

    @property
    def devices(self) -> Histories: ...
    @property
    def platforms(self) -> PlatformRows: ...
    async def peer(self, code: str) -> PeerRecord | None: ...


class Attempts(Protocol):
    """The attempts to look at a peer's channels, newest first, in the API's form."""

    async def __call__(self, peer: str, limit: int) -> Sequence[Mapping[str, Any]]: ...


async def gather(code: str, records: Records, attempts: Attempts | None = None) -> Evidence:
    """Collect what is known of a device or platform; a code that is not on record has only its refusals."""
    record = await records.peer(code)
    told = await _told(records, record) if record is not None else None
    return Evidence(
        code, record, await records.devices.transitions(code, None, KEPT_ROWS), await records.devices.refusals(code, None, KEPT_ROWS),
        await attempts(code, KEPT_ROWS) if attempts is not None else (),
        *((told.information, told.violations, told.catalog_state) if told is not None else ()),
    )  # fmt: skip


async def _told(records: Records, record: PeerRecord) -> Told | None:
    if record.kind != "device":
        return await records.platforms.get(record.code, ("",))
    # One whom a rule would admit has no row before it has joined.
    row: Told | None = (await records.devices.get(record.code, ("",))).device if record.state != "unknown" else None
    return row
