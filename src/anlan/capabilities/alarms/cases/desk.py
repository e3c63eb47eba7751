"""The operators' desk: each action one function, through the gate, in one transaction."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from anlan.capabilities.alarms.cases.codes import FalseCause, Finding, HandKind, Method, Result, Verbal
from anlan.capabilities.alarms.cases.conflicts import CaseConflict, held_by_another, no_alarm
from anlan.capabilities.alarms.cases.machine import RULES, Action
from anlan.capabilities.alarms.cases.open_case import OpenCase, from_row
from anlan.capabilities.alarms.cases.records import CaseRecords, Changes
from anlan.capabilities.alarms.cases.steps import Place, step_row
from anlan.capabilities.alarms.evidence.wanted import EvidenceRules, wanted_rows
from anlan.capabilities.alarms.models import Alarm, AlarmEvidence, AlarmStep
from anlan.capabilities.alarms.ports import Premises, Protected
from anlan.capabilities.alarms.vocabulary import ALARM_CLASSES, CONFIRMED, AlarmClass
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.errors import Invalid
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

# A response time beyond a day says no more than a day does.
_MAX_RESPONSE_S = 86_400
_LET_GO: dict[str, Any] = {
    "claimed_by": None, "claimed_by_name": "", "claimed_utc": None, "handed_kind": None, "handed_to": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HandDraft:
    """An alarm by hand: a call, a passer-by, another system."""

    division: str
    alarm_class: AlarmClass
    text: str
    longitude: float | None = None
    latitude: float | None = None
    subscriber: str = ""


def _nothing(_row: Alarm) -> dict[str, Any]:
    return {}


class Desk:
    """What operators do. ``version``: of the row they looked at; a stale one is a ``CaseConflict``."""

    def __init__(
        self, records: CaseRecords, gate: Gate, premises: Premises, forward_conditions: tuple[str, ...], evidence: EvidenceRules
    ) -> None:  # fmt: skip
        self._records = records
        self._gate = gate
        self._premises = premises
        self._conditions = forward_conditions
        self._evidence = evidence

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions for calling the police that are in force here."""
        return self._conditions

    async def claim(self, actor: Actor, alarm: str, version: int) -> None:
        """Take the alarm. One of many wins; the others are told who has it."""
        now = self._records.clock.now_utc()

        def changes(row: Alarm) -> dict[str, Any]:
            waited_s = min(_MAX_RESPONSE_S, max(0, math.ceil((now - row.received_utc).total_seconds())))
            response_s = waited_s if row.response_s is None else row.response_s
            return _holder(actor) | {"claimed_utc": now, "response_s": response_s}

        await self._take(actor, alarm, version, "claim", {}, changes)

    async def release(self, actor: Actor, alarm: str, version: int, reason: str) -> None:
        """Give it back to the queue."""
        await self._take(actor, alarm, version, "release", {"reason": reason}, lambda _row: _LET_GO)

    async def take_back(self, actor: Actor, alarm: str, version: int, reason: str) -> None:
        """Take it from who holds it, back to the queue."""
        await self._take(actor, alarm, version, "take_back", {"reason": reason}, lambda _row: _LET_GO)

    async def hand_over(self, actor: Actor, alarm: str, version: int, kind: HandKind, to: str, name: str) -> None:
        """Offer it to a person, a division's desk or an organisation; the giver keeps it until it is taken over."""
        facts = {"to_kind": kind, "to": to, "to_name": name}
        await self._take(actor, alarm, version, "hand_over", facts, lambda _row: {"handed_kind": kind, "handed_to": to})

    async def take_over(self, actor: Actor, alarm: str, version: int) -> None:
        """Acknowledge a hand-over to oneself, one's desk or one's organisation."""
        now = self._records.clock.now_utc()

        def changes(row: Alarm) -> dict[str, Any]:
            meant = {
                "user": row.handed_to == actor.id,
                "organisation": row.handed_to == actor.organisation_id,
                "division": actor.may_in("alarms.handle", row.handed_to or ""),
            }
            if not meant.get(row.handed_kind or "", False):
                raise held_by_another(row)
            return _LET_GO | _holder(actor) | {"claimed_utc": now}

        await self._take(actor, alarm, version, "take_over", {}, changes)

    async def verify(
        self, actor: Actor, alarm: str, version: int, method: Method, finding: Finding, *, contact: str = "", verbal: Verbal = "not_asked",
        note: str = "",
    ) -> None:  # fmt: skip
        """Note a verification; a confirmed intrusion rises to the class of confirmed ones."""
        facts: dict[str, Any] = {"method": method, "outcome": finding, "note": note}
        if method == "phone":
            facts |= {"contact": contact, "password_correct": verbal}

        def changes(row: Alarm) -> dict[str, Any]:
            if finding != "confirmed":
                return {}
            raised: dict[str, Any] = {"confirmed_by": row.confirmed_by or method}
            if row.alarm_class == "intrusion":
                raised |= {"alarm_class": CONFIRMED, "rank": min(row.rank, ALARM_CLASSES.index(CONFIRMED))}
            return raised

        await self._take(actor, alarm, version, "verify", facts, changes)

    async def decide_false(self, actor: Actor, alarm: str, version: int, cause: FalseCause, note: str) -> None:
        """It was none."""
        await self._take(actor, alarm, version, "decide_false", {"cause": cause, "note": note}, _nothing)

    async def dispatch(self, actor: Actor, alarm: str, version: int, who: str, instruction: str) -> None:
        """Send a guard unit or a person."""
        await self._take(actor, alarm, version, "dispatch", {"who": who, "instruction": instruction}, _nothing)

    async def forward(
        self, actor: Actor, alarm: str, version: int, desk: str, conditions: list[str], reference: str = ""
    ) -> None:
        """Call the police; ``conditions``: those of ``alarms.forward_conditions`` that are met."""
        unknown = [each for each in conditions if each not in self._conditions]
        if unknown or not conditions:
            fault = Sentence(f"须为：{'、'.join(self._conditions)}", f"must be of {', '.join(self._conditions)}")
            raise Invalid("alarms.forward_conditions", fault, fields={"conditions": fault})
        facts = {"desk": desk, "conditions": conditions, "reference": reference}
        await self._take(actor, alarm, version, "forward", facts, _nothing)

    async def arrive(self, actor: Actor, alarm: str, version: int, who: str, place: Place | None = None) -> None:
        """Somebody is on the spot."""
        await self._take(actor, alarm, version, "arrive", {"who": who}, _nothing, place)

    async def report(self, actor: Actor, alarm: str, version: int, text: str, place: Place | None = None) -> None:
        """What was found on the spot."""
        await self._take(actor, alarm, version, "report", {"text": text}, _nothing, place)

    async def handle(self, actor: Actor, alarm: str, version: int, text: str) -> None:
        """What was done; the matter is settled on the spot."""
        await self._take(actor, alarm, version, "handle", {"text": text}, _nothing)

    async def close(self, actor: Actor, alarm: str, version: int, result: Result, note: str) -> None:
        """Close with a coded result; a hold-up goes to a second person first."""
        now = self._records.clock.now_utc()

        def changes(row: Alarm) -> dict[str, Any]:
            second = row.alarm_class == "hold_up"
            return {"result": result, "closed_by": actor.id, "closed_utc": None if second else now}

        await self._take(actor, alarm, version, "close", {"result": result, "note": note}, changes)

    async def approve(self, actor: Actor, alarm: str, version: int, note: str = "") -> None:
        """The second check agrees."""
        now = self._records.clock.now_utc()

        def changes(row: Alarm) -> dict[str, Any]:
            _another_than_closed(row, actor)
            return {"closed_utc": now}

        await self._take(actor, alarm, version, "approve", {"note": note}, changes)

    async def send_back(self, actor: Actor, alarm: str, version: int, reason: str) -> None:
        """The second check does not agree (action ``return``)."""

        def changes(row: Alarm) -> dict[str, Any]:
            _another_than_closed(row, actor)
            return {"result": None, "closed_by": None}

        await self._take(actor, alarm, version, "return", {"reason": reason}, changes)

    async def note(self, actor: Actor, alarm: str, version: int, text: str) -> None:
        """Add a remark."""
        await self._take(actor, alarm, version, "note", {"text": text}, _nothing)

    async def correct(self, actor: Actor, alarm: str, version: int, step: int, text: str) -> None:
        """Set right what a step says; the step itself stays."""

        def changes(row: Alarm) -> dict[str, Any]:
            if not 1 <= step <= row.steps:
                fault = Sentence("没有该步骤", "there is no such step")
                raise Invalid("alarms.no_step", fault, fields={"step": fault})
            return {}

        await self._take(actor, alarm, version, "correct", {"step": step, "text": text}, changes)

    async def open_by_hand(self, actor: Actor, draft: HandDraft) -> str:
        """Open an alarm that no device sent; returns its id."""
        await self._gate.authorize(actor, "alarms.handle", Resource("alarm", "", draft.division))
        protected = self._premises.premises(draft.subscriber) if draft.subscriber else None
        if draft.subscriber and not (protected and _may_raise_for(actor, protected)):
            fault = Sentence("没有该报警用户", "there is no such subscriber")
            raise Invalid("alarms.no_subscriber", fault, fields={"subscriber": fault})
        now = self._records.clock.now_utc()
        alarm = new_id(now)
        case = OpenCase(
            id=alarm, state="waiting", alarm_class=draft.alarm_class, rank=ALARM_CLASSES.index(draft.alarm_class), family="manual",
            division=protected.division if protected else draft.division, company=protected.company if protected else actor.company or "",
            subscriber=protected.id if protected else None, source=f"manual|||{actor.id}", received_utc=now, last_signal_utc=now,
            last_step_utc=now, signals=0, steps=1,
        )  # fmt: skip
        row = Alarm(
            id=alarm, state=case.state, alarm_class=case.alarm_class, rank=case.rank, aged=False, family=case.family, kind="manual",
            kind_zh="人工接警", kind_en="Taken by hand", original="", division=case.division, company=case.company, subscriber=case.subscriber,
            subscriber_name=protected.name if protected else "", category=protected.category if protected else "",
            address=protected.address if protected else "", source=case.source, zone="", zone_name="", text=draft.text,
            longitude=draft.longitude if draft.longitude is not None else protected.longitude if protected else None,
            latitude=draft.latitude if draft.latitude is not None else protected.latitude if protected else None,
            received_utc=now, last_signal_utc=now, last_step_utc=now, detections=[], signals=0, repeats=0, group_size=0, claimed_by_name="",
            version=1, steps=1,
        )  # fmt: skip
        step = step_row(actor, alarm, 1, now, "open", ("", "waiting"), {"text": draft.text})
        async with self._records.cases.lock:
            async with self._records.database.transaction() as session:
                session.add(row)
                await session.flush()
                await session.execute(insert(AlarmStep), [step])
                wanted = wanted_rows(alarm, draft.alarm_class, now, protected, self._evidence)
                if wanted:
                    await session.execute(insert(AlarmEvidence), wanted)
                await self._records.tell(session, case)
            self._records.cases.put(from_row(row))
        return alarm

    async def _take(
        self, actor: Actor, alarm: str, version: int, action: Action, facts: dict[str, Any], changes: Changes, place: Place | None = None
    ) -> None:  # fmt: skip
        async with self._records.database.reading() as session:
            row = await session.get(Alarm, alarm)
        if row is None or not actor.serves(row.company):
            raise no_alarm()
        permission = "alarms.supervise" if RULES[action].who == "supervisor" else "alarms.handle"
        resource = Resource("alarm", row.id, row.division, row.subscriber_name)
        sees = actor.may_in("alarms.read", row.division)
        await self._gate.authorize(actor, permission, resource, unseen=None if sees else no_alarm())
        await self._records.take(actor, alarm, version, action, facts, changes, place)


def _holder(actor: Actor) -> dict[str, Any]:
    return {"claimed_by": actor.id, "claimed_by_name": actor.shown}


def _may_raise_for(actor: Actor, protected: Protected) -> bool:
    return actor.may_in("alarms.handle", protected.division) and actor.serves(protected.company)


def _another_than_closed(row: Alarm, actor: Actor) -> None:
    if row.closed_by == actor.id:
        raise CaseConflict(
            row.id, "alarms.second_person", Sentence("须由办结人以外的人复核", "the second check needs another person")
        )
