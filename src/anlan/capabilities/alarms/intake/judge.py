"""What a signal means for the cases: a pure decision from the signal, whose it is and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from anlan.capabilities.alarms.cases.machine import UNDECIDED
from anlan.capabilities.alarms.cases.open_case import MAX_DETECTIONS, Detection, OpenCase, source_text
from anlan.capabilities.alarms.ports import Protected, ProtectedZone, Signal
from anlan.capabilities.alarms.vocabulary import ALARM_CLASSES, CONFIRMED, EventKind

Mode = Literal["", "test", "suppression"]
Outcome = Literal["opened", "attached", "grouped", "kept", "test", "suppressed"]

# A code that nobody knows waits as a tamper does: somebody must look.
UNKNOWN_RANK: Final = ALARM_CLASSES.index("tamper")


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """The windows of the intake, in seconds, and the count above which faults of one kind in one division are a storm."""

    merge_s: int = 600
    confirmation_s: int = 1800
    storm_count: int = 20
    storm_s: int = 60


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands when a signal comes. ``own``: open cases of the same subscriber or source; ``faults``: the newest open ones of
    the same kind in the same division, newest first, at most ``storm_count``; ``group``: the open group of that kind there."""

    division: str
    subscriber: Protected | None = None
    zone: ProtectedZone | None = None
    mode: Mode = ""
    irregular: Literal["", "early", "late"] = ""
    own: Sequence[OpenCase] = ()
    faults: Sequence[OpenCase] = ()
    group: OpenCase | None = None


@dataclass(frozen=True, slots=True)
class RuleStep:
    """A step that a rule takes with a case."""

    action: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the signal, the case it went to as it is afterwards, what the rules did to it, and what a group took in."""

    outcome: Outcome
    case: OpenCase | None = None
    step: RuleStep | None = None
    absorbed: tuple[OpenCase, ...] = ()


def family_of(kind: EventKind, original: str) -> str:
    """What signals must share to belong to one case of a subscriber."""
    if kind.unknown_code:
        return f"unknown:{original}"
    if kind.alarm_class in ("hold_up", "intrusion", "tamper"):
        return kind.alarm_class
    return f"{kind.alarm_class}:{kind.code}"


def judge(signal: Signal, signal_id: str, scene: Scene, rules: IntakeRules) -> Verdict:
    """Decide. A case that is opened bears the id of the signal that opened it."""
    if scene.mode:
        return Verdict("test" if scene.mode == "test" else "suppressed")
    family = family_of(signal.kind, signal.original)
    own = [case for case in scene.own if case.family == family and case.state in UNDECIDED]
    if not _alarms(signal, scene):
        return _beside(signal, own, scene.group)
    if signal.kind.alarm_class == "intrusion":
        return _intrusion(signal, signal_id, scene, rules, own, family)
    recent = _within(own, signal.received_utc, rules.merge_s)
    if recent is not None:
        return Verdict("attached", _attached(recent, signal, scene, repeats=1))
    if signal.kind.alarm_class == "fault":
        return _fault(signal, signal_id, scene, rules, family)
    return Verdict("opened", _opened(signal, signal_id, scene, family))


def _alarms(signal: Signal, scene: Scene) -> bool:
    """Whether the signal raises an alarm by itself."""
    if signal.kind.alarm_class == "open_close" and scene.irregular:
        return True
    return signal.qualifier == "new" and (signal.kind.counts_as_detection or signal.kind.unknown_code)


def _beside(signal: Signal, own: Sequence[OpenCase], group: OpenCase | None) -> Verdict:
    """A restore, a status, an opening: goes with the open case it speaks of, else is kept alone."""
    case = own[-1] if own else group
    if case is None:
        return Verdict("kept")
    return Verdict("attached", replace(case, signals=case.signals + 1))


def _intrusion(
    signal: Signal, signal_id: str, scene: Scene, rules: IntakeRules, own: Sequence[OpenCase], family: str
) -> Verdict:
    """A second zone or principle inside the window confirms (BS 8243 §sequential confirmation); the same again is a repeat."""
    now = signal.received_utc
    for case in reversed(own):
        means = _confirmation(case.detections, signal.zone, _principle(scene), now, rules.confirmation_s)
        if means:
            attached = _attached(case, signal, scene, repeats=1)
            if case.alarm_class == CONFIRMED:
                return Verdict("attached", attached)
            facts = {"means": means, "zone": signal.zone}
            return Verdict("attached", confirmed(attached, means, now), RuleStep("confirmed", facts))
    recent = _within(own, now, rules.merge_s)
    if recent is not None:
        return Verdict("attached", _attached(recent, signal, scene, repeats=1))
    return Verdict("opened", _opened(signal, signal_id, scene, family))


def _confirmation(
    detections: Sequence[Detection], zone: str, principle: str, now: datetime, window_s: int
) -> Literal["", "zone", "principle"]:
    oldest = (now - timedelta(seconds=window_s)).isoformat(timespec="microseconds")
    for other_zone, other_principle, at in detections:
        if at < oldest:
            continue
        if zone and other_zone and zone != other_zone:
            return "zone"
        if principle and other_principle and principle != other_principle:
            return "principle"
    return ""


def confirmed(case: OpenCase, means: str, now: datetime) -> OpenCase:
    """The case as a confirmed intrusion: a step was taken, and it stands where its class stands or higher."""
    return replace(
        case, alarm_class=CONFIRMED, rank=min(case.rank, ALARM_CLASSES.index(CONFIRMED)), confirmed_by=means,
        version=case.version + 1, steps=case.steps + 1, last_step_utc=now,
    )  # fmt: skip


def _fault(signal: Signal, signal_id: str, scene: Scene, rules: IntakeRules, family: str) -> Verdict:
    """Many faults of one kind in one place have one cause: they become one group."""
    now = signal.received_utc
    group = scene.group
    if group is not None and group.state in UNDECIDED and _age_s(group.last_signal_utc, now) <= rules.merge_s:
        company = group.company if scene.subscriber and scene.subscriber.company == group.company else ""
        return Verdict("grouped", replace(_attached(group, signal, scene, grouped=1), company=company))
    recent = [case for case in scene.faults if _age_s(case.received_utc, now) <= rules.storm_s]
    if len(recent) < rules.storm_count:
        return Verdict("opened", _opened(signal, signal_id, scene, family))
    # What an operator has in hand stays there.
    absorbed = tuple(case for case in recent if case.state == "waiting")
    opened = _opened(signal, signal_id, scene, family)
    # One company's storm is that company's to see; of several companies' it is none's.
    company = opened.company if all(case.company == opened.company for case in absorbed) else ""
    group = replace(
        opened, subscriber=None, company=company, source=f"storm|||{scene.division}", group_size=1 + len(absorbed), detections=()
    )  # fmt: skip
    return Verdict("grouped", group, RuleStep("grouped", {"absorbed": len(absorbed)}), absorbed)


def _opened(signal: Signal, signal_id: str, scene: Scene, family: str) -> OpenCase:
    kind, protected = signal.kind, scene.subscriber
    return OpenCase(
        id=signal_id, state="waiting", alarm_class=kind.alarm_class, rank=UNKNOWN_RANK if kind.unknown_code else kind.rank,
        family=family, division=scene.division, company=protected.company if protected else "",
        subscriber=protected.id if protected else None, source=source_text(signal.source),
        received_utc=signal.received_utc, last_signal_utc=signal.received_utc, last_step_utc=signal.received_utc,
        detections=(_detection(signal, scene),),
    )  # fmt: skip


def _attached(case: OpenCase, signal: Signal, scene: Scene, *, repeats: int = 0, grouped: int = 0) -> OpenCase:
    detections = case.detections
    if repeats:
        zone, principle, _ = new = _detection(signal, scene)
        # The newest time of each: the window runs from it.
        others = tuple(each for each in detections if each[:2] != (zone, principle))
        detections = (*others, new)[-MAX_DETECTIONS:]
    return replace(
        case, detections=detections, signals=case.signals + 1, repeats=case.repeats + repeats,
        group_size=case.group_size + grouped, last_signal_utc=max(case.last_signal_utc, signal.received_utc),
    )  # fmt: skip


def _detection(signal: Signal, scene: Scene) -> Detection:
    return (signal.zone, _principle(scene), signal.received_utc.isoformat(timespec="microseconds"))


def _principle(scene: Scene) -> str:
    return scene.zone.principle if scene.zone else ""


def _within(cases: Sequence[OpenCase], now: datetime, window_s: int) -> OpenCase | None:
    """The newest of the cases that had a signal within the window."""
    return next((case for case in reversed(cases) if _age_s(case.last_signal_utc, now) <= window_s), None)


def _age_s(then: datetime, now: datetime) -> float:
    return (now - then).total_seconds()
