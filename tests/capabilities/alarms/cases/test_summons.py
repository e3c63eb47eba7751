"""Contacts called by message: whose was taken stands in the case, and without a gateway nobody is believed called."""

from __future__ import annotations

from typing import Any

import pytest
from tests.capabilities.alarms.centre import BURGLARY, person, signal
from tests.capabilities.alarms.conftest import Start

from anlan.capabilities.alarms.cases.conflicts import CaseConflict
from anlan.capabilities.alarms.cases.summons import Summons
from anlan.capabilities.alarms.ports import Message
from anlan.capabilities.alarms.service import AlarmService
from anlan.foundation.errors import Invalid, NotFound, Unavailable
from anlan.protocols.wording import Sentence

WANG, LI = person("wang"), person("li")


class Gateway:
    """Takes messages, or refuses all."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.taken: list[Message] = []

    async def send(self, message: Message) -> None:
        if self.away:
            raise Unavailable("messages.not_sent", Sentence("未接受", "not taken"))
        self.taken.append(message)


async def claimed(centre: AlarmService) -> str:
    alarm = (await centre.intake.receive(signal("A1", BURGLARY))).alarm
    assert alarm is not None
    await centre.desk.claim(WANG, alarm, 1)
    return alarm


def summons(centre: AlarmService, gateway: Gateway | None) -> Summons:
    found: Any = centre.summons
    found._messenger = gateway
    return centre.summons


@pytest.mark.parametrize("away", [False, True])
async def test_whose_message_was_taken_stands_in_the_case(start: Start, *, away: bool) -> None:
    centre, gateway = await start(), Gateway(away=away)
    alarm = await claimed(centre)
    await summons(centre, gateway).summon(WANG, alarm, 2, ["1"])
    step = (await centre.reading.detail(WANG, alarm)).steps[-1]
    assert (step.action, {key: step.facts[key] for key in step.facts if key != "id"}) == (
        "summon", {"failed": ["李店主"]} if away else {"people": ["李店主"]},
    )  # fmt: skip
    assert [(each.phone, "人民路1号" in each.text) for each in gateway.taken] == (
        [] if away else [("13800000000", True)]
    )


async def test_only_the_holder_calls_and_only_who_is_on_the_list(start: Start) -> None:
    centre, gateway = await start(), Gateway()
    alarm = await claimed(centre)
    for actor, version, contacts, refusal in (
        (LI, 2, ["1"], CaseConflict), (WANG, 1, ["1"], CaseConflict), (WANG, 2, ["7"], Invalid), (WANG, 2, ["1", "7"], Invalid),
        (person("far", "99010299"), 2, ["1"], NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await summons(centre, gateway).summon(actor, alarm, version, contacts)
    assert gateway.taken == []


async def test_without_a_gateway_that_is_said(start: Start) -> None:
    centre = await start()
    alarm = await claimed(centre)
    with pytest.raises(Unavailable):
        await centre.summons.summon(WANG, alarm, 2, ["1"])
    assert [step.action for step in (await centre.reading.detail(WANG, alarm)).steps] == ["claim"]
