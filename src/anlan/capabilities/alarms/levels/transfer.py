"""Passing a case from one platform's desk to another's: offers, asks, and the writer's grant."""

from __future__ import annotations

import math
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

from anlan.capabilities.alarms.cases.additions import Addition, Additions
from anlan.capabilities.alarms.cases.conflicts import CaseConflict, no_alarm
from anlan.capabilities.alarms.cases.machine import Action
from anlan.capabilities.alarms.cases.records import CaseRecords
from anlan.capabilities.alarms.cases.steps import Place
from anlan.capabilities.alarms.levels.bodies import read_bodies
from anlan.capabilities.alarms.levels.mirror import Mirror
from anlan.capabilities.alarms.levels.ports import Neighbour, Neighbours
from anlan.capabilities.alarms.models import Alarm
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.errors import DomainError, Forbidden, Invalid, Unavailable
from anlan.protocols.feed import Added, Answer, Ask, AskAction, CaseBody, Person
from anlan.protocols.wording import Sentence

HANDLE: Final = "alarms.handle"
# What may be added from another platform: what phones tell, never what a desk does.
ADDED: Final = frozenset({"cancelled", "attend_going", "attend_arrived", "attend_nothing", "attend_found"})
_MAX_RESPONSE_S = 86_400
_LET_GO: Final[dict[str, Any]] = {"handed_kind": None, "handed_to": None}
# Whether a neighbour may know of a case.
Shown = Callable[[str, Alarm], Awaitable[bool]]


class Transfer:
    """The actions between platforms. ``neighbour`` tells what a link is; ``shown``: whether an upper sees a case."""

    def __init__(
        self, *, records: CaseRecords, gate: Gate, mirror: Mirror, neighbours: Neighbours, neighbour: Callable[[str], Neighbour], shown: Shown,
        own: str,
    ) -> None:  # fmt: skip
        self._records = records
        self._gate = gate
        self._mirror = mirror
        self._neighbours = neighbours
        self._neighbour = neighbour
        self._shown = shown
        self._own = own
        self._additions: Additions | None = None

    async def hand_up(self, actor: Actor, alarm: str, version: int, reason: str) -> None:
        """Offer the case to the platform above; it stays in hand here until that takes it over."""
        upper = self._neighbours.upper()
        if not upper:
            raise CaseConflict(
                alarm, "alarms.no_upper", Sentence("没有上级平台的警情联网", "there is no feed to a platform above")
            )
        row = await self._own_row(actor, alarm)
        if not await self._shown(upper, row):
            sentence = Sentence("该区划未向上级平台共享", "this division is not shared with the platform above")
            raise CaseConflict(alarm, "alarms.not_shared", sentence)
        await self._offer(actor, row, version, "hand_up", upper, reason)

    async def hand_down(self, actor: Actor, alarm: str, version: int, reason: str) -> None:
        """Offer the case back to the platform below that it came from."""
        row = await self._own_row(actor, alarm)
        if not row.came_from:
            raise CaseConflict(
                alarm, "alarms.no_lower", Sentence("警情不是下级平台上报的", "the alarm did not come from below")
            )
        await self._offer(actor, row, version, "hand_down", row.came_from, reason)

    async def take_over(self, actor: Actor, alarm: str, version: int) -> None:
        """Take what another platform offered us."""
        await self._ask(actor, alarm, version, "take_over", "")

    async def pull(self, actor: Actor, alarm: str, version: int) -> None:
        """Take a case below that was escalated and that nobody has claimed."""
        await self._ask(actor, alarm, version, "pull", "")

    async def decline(self, actor: Actor, alarm: str, version: int, reason: str) -> None:
        """Do not take what was offered; the writer is told why."""
        await self._ask(actor, alarm, version, "decline", reason)

    def join(self, additions: Additions) -> None:
        """What phones add to a case goes to the platform that writes it, and what comes from there is added here."""
        self._additions = additions
        additions.elsewhere = self._add_elsewhere

    async def decide(self, neighbour: Neighbour, ask: Ask) -> Answer:
        """The answer to a neighbour's ask: ours where we write the case, else that of whoever is nearer to the writer."""
        async with self._records.database.reading() as session:
            row = await session.get(Alarm, ask.alarm)
        if row is None or not await self._may_know(neighbour, row):
            return _refused(ask, no_alarm())
        if ask.platform == self._own or (ask.action == "pull" and neighbour.division is not None):
            return _refused(
                ask,
                Forbidden("alarms.not_above", Sentence("只有上级平台可以接管", "only a platform above may take it so")),
            )
        try:
            if not row.writer:
                if ask.action == "add":
                    await self._add_here(ask)
                else:
                    await self._grant(neighbour, ask, ask.action, row)
            elif row.writer != ask.platform or ask.action == "add":
                if row.writer_via == neighbour.code:
                    return _refused(ask, Unavailable("alarms.asked_in_a_circle", _CIRCLE))
                answer = await self._neighbours.ask(row.writer_via, ask)
                if not answer.granted:
                    return answer
                await self._take_in(row.writer_via, answer)
        except DomainError as error:
            return _refused(ask, error)
        return Answer(ask.id, granted=True, body=await self._body(ask.alarm, neighbour.code))

    async def _add_elsewhere(self, actor: Actor, row: Alarm, step: Addition) -> bool:
        place = step.place
        added = Added(
            step.action, step.identity, step.facts, place.longitude if place else None, place.latitude if place else None
        )  # fmt: skip
        ask = Ask(secrets.token_hex(8), "add", row.id, self._own, _person(actor), "", added)
        answer = await self._neighbours.ask(row.writer_via, ask)
        if not answer.granted:
            raise CaseConflict(
                row.id, answer.code or "alarms.refused", Sentence(answer.zh or "对方拒绝", answer.en or "refused")
            )
        await self._take_in(row.writer_via, answer)
        return True

    async def _add_here(self, ask: Ask) -> None:
        added = ask.added
        if self._additions is None or added is None or added.action not in ADDED:
            raise Invalid(
                "alarms.no_addition",
                Sentence("不能从其他平台添加", "nothing of this kind is added from another platform"),
            )
        place = (
            Place(added.longitude, added.latitude)
            if added.longitude is not None and added.latitude is not None
            else None
        )
        actor = _asker(ask, ())
        await self._additions.add(actor, ask.alarm, added.action, added.identity, added.facts, place, ask.platform)  # type: ignore[arg-type]

    async def _own_row(self, actor: Actor, alarm: str) -> Alarm:
        async with self._records.database.reading() as session:
            row = await session.get(Alarm, alarm)
        if row is None or not actor.serves(row.company):
            raise no_alarm()
        await self._gate.authorize(actor, HANDLE, Resource("alarm", row.id, row.division, row.subscriber_name))
        return row

    async def _offer(self, actor: Actor, row: Alarm, version: int, action: Action, to: str, reason: str) -> None:
        facts = {"to_kind": "platform", "to": to, "reason": reason}
        await self._records.take(
            actor, row.id, version, action, facts, lambda _row: {"handed_kind": "platform", "handed_to": to}
        )

    async def _ask(self, actor: Actor, alarm: str, version: int, action: AskAction, reason: str) -> None:
        row = await self._own_row(actor, alarm)
        if row.version != version:
            raise CaseConflict(
                alarm,
                "alarms.changed",
                Sentence("警情已更新，请查看最新情况后再操作", "the alarm has changed meanwhile; look at it again"),
            )
        if not row.writer:
            raise CaseConflict(
                alarm, "alarms.written_here", Sentence("警情已由本平台处置", "this platform acts on the alarm already")
            )
        ask = Ask(secrets.token_hex(8), action, alarm, self._own, _person(actor), reason)
        answer = await self._neighbours.ask(row.writer_via, ask)
        if not answer.granted:
            raise CaseConflict(
                alarm, answer.code or "alarms.refused", Sentence(answer.zh or "对方拒绝", answer.en or "refused")
            )
        await self._take_in(row.writer_via, answer)

    async def _take_in(self, peer: str, answer: Answer) -> None:
        # What does not fit here comes by the queue, in which the grant stands as well.
        if answer.body is not None:
            await self._mirror.apply(self._neighbour(peer), [answer.body])

    async def _grant(self, neighbour: Neighbour, ask: Ask, action: Action, row: Alarm) -> None:
        """What the asker wants, in one transaction; raises ``CaseConflict`` where it may not have it."""
        actor = _asker(ask, (row.division,))
        await self._gate.authorize(actor, HANDLE, Resource("alarm", row.id, row.division, row.subscriber_name))
        facts = {"reason": ask.reason} if ask.reason else {}

        def changes(present: Alarm) -> dict[str, Any]:
            return self._changes(neighbour, ask, present)

        await self._records.take(actor, row.id, None, action, facts, changes, platform=ask.platform)

    def _changes(self, neighbour: Neighbour, ask: Ask, row: Alarm) -> dict[str, Any]:
        offered = row.handed_kind == "platform" and row.handed_to == ask.platform
        if ask.action == "pull":
            if row.escalated_utc is None:
                sentence = Sentence(
                    "警情尚未升级，下级平台仍可受理", "it has not been escalated; the platform below may still take it"
                )
                raise CaseConflict(row.id, "alarms.not_escalated", sentence)
        elif not offered:
            raise CaseConflict(
                row.id, "alarms.not_offered", Sentence("对方平台未移交该警情", "it is not offered to this platform")
            )
        if ask.action == "decline":
            return _LET_GO
        now = self._records.clock.now_utc()
        changes = _LET_GO | {
            "writer": ask.platform, "writer_via": neighbour.code, "claimed_by": ask.person.id, "claimed_by_name": ask.person.name,
            "claimed_utc": now,
        }  # fmt: skip
        if row.response_s is None:
            waited_s = math.ceil((now - row.received_utc).total_seconds())
            changes["response_s"] = min(_MAX_RESPONSE_S, max(0, waited_s))
        return changes

    async def _may_know(self, neighbour: Neighbour, row: Alarm) -> bool:
        if neighbour.division is not None:
            return row.came_from == neighbour.code
        return await self._shown(neighbour.code, row)

    async def _body(self, alarm: str, to: str) -> CaseBody | None:
        async with self._records.database.reading() as session:
            parts = (await read_bodies(session, [alarm], self._own, to, {})).get(alarm, [])
        return parts[0] if len(parts) == 1 else None


_CIRCLE: Final = Sentence(
    "警情正在平台间交接，请稍后再试", "the alarm is on its way between platforms; try again in a moment"
)


def _person(actor: Actor) -> Person:
    return Person(actor.id[:32], actor.name[:255], actor.organisation[:128])


def _asker(ask: Ask, divisions: tuple[str, ...]) -> Actor:
    """Who asks, as an actor of another platform that may handle alarms in these divisions."""
    person = ask.person
    return Actor(
        id=person.id, name=person.name, kind="platform", organisation=person.organisation, permissions=frozenset({HANDLE}), divisions=divisions
    )  # fmt: skip


def _refused(ask: Ask, error: DomainError) -> Answer:
    return Answer(ask.id, granted=False, code=error.code, zh=error.sentence.zh, en=error.sentence.en)
