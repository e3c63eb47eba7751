"""Calling neighbours and village contacts together: a short message to each whom the holder chose, and a step that says who got it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from anlan.capabilities.alarms.cases.additions import Additions
from anlan.capabilities.alarms.cases.conflicts import admit, no_alarm
from anlan.capabilities.alarms.models import Alarm
from anlan.capabilities.alarms.ports import Contact, Message, Messenger, Premises
from anlan.capabilities.alarms.vocabulary import CLASS_WORDS
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, Unavailable
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

MOST_CALLED: Final = 20
MOST_TEXT: Final = 200


class Summons:
    """Sends by the ``Messenger`` that the platform has; without one nobody is called, and that is said."""

    def __init__(
        self, database: Database, clock: Clock, gate: Gate, premises: Premises, additions: Additions, messenger: Messenger | None
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._gate = gate
        self._premises = premises
        self._additions = additions
        self._messenger = messenger

    async def summon(self, actor: Actor, alarm: str, version: int, contacts: list[str]) -> None:
        """Send a message to contacts of the subscriber, by their ids. The step tells whose was accepted and whose was not.

        Raises ``NotFound``, ``CaseConflict``, ``Invalid`` (no such contact) or ``Unavailable`` (the platform has no messenger).
        """
        async with self._database.reading() as session:
            row = await session.get(Alarm, alarm)
        if row is None or not actor.serves(row.company):
            raise no_alarm()
        resource = Resource("alarm", row.id, row.division, row.subscriber_name)
        await self._gate.authorize(actor, "alarms.handle", resource, unseen=no_alarm())
        admit(row, actor, "summon", version)
        if self._messenger is None:
            raise Unavailable(
                "alarms.no_messenger",
                Sentence("本平台未配置短信网关，未发送", "no message gateway is configured: nothing was sent"),
                remedy=Sentence("请电话通知联系人", "call them by telephone"),
            )
        chosen = await self._chosen(row.subscriber or "", contacts)
        identity = new_id(self._clock.now_utc())
        text = _text(row)
        outcomes = await asyncio.gather(
            *(self._messenger.send(Message(f"{identity}-{each.id}", each.phone, text)) for each in chosen),
            return_exceptions=True,
        )
        facts: dict[str, Any] = {"people": [], "failed": []}
        for contact, outcome in zip(chosen, outcomes, strict=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, Unavailable):
                raise outcome
            facts["failed" if isinstance(outcome, Unavailable) else "people"].append(contact.name)
        # What was sent was sent, whatever happened to the case meanwhile.
        await self._additions.add(
            actor, alarm, "summon", identity, {key: value for key, value in facts.items() if value}
        )

    async def _chosen(self, subscriber: str, wanted: list[str]) -> list[Contact]:
        known = {each.id: each for each in (await self._premises.briefing(subscriber)).contacts}
        chosen = [known[each] for each in dict.fromkeys(wanted) if each in known]
        if not chosen or len(chosen) != len(set(wanted)):
            fault = Sentence("没有该联系人", "there is no such contact")
            raise Invalid("alarms.no_contact", fault, fields={"contacts": fault})
        return chosen[:MOST_CALLED]


def _text(row: Alarm) -> str:
    what = CLASS_WORDS[row.alarm_class].zh if row.alarm_class in CLASS_WORDS else row.kind_zh
    where = " ".join(part for part in (row.subscriber_name, row.address) if part)
    return f"{where} 发生警情（{what}），请邻里联防人员留意并协助；注意安全，紧急请拨 110。"[:MOST_TEXT]
