"""Who may do what with a subscription, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.capabilities.notifications.conftest import FakeSender, People, Start

from anlan.capabilities.notifications.drafts import MAX_URL, SubscriptionDraft
from anlan.capabilities.notifications.service import NotificationService
from anlan.foundation.clock import ManualClock
from anlan.foundation.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from anlan.protocols.wording import Sentence

URL = "https://hooks.example/a?key=of-theirs"
DRAFT = SubscriptionDraft("市局", URL, ("alarms.*",), ("990101",))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 65),
        ("url", "ftp://hooks.example/"),
        ("url", "https://user:secret@hooks.example/"),
        ("url", "https://hooks.example/#part"),
        ("url", "https:///path"),
        ("url", "https://hooks.example:99999/"),
        ("url", "https://hooks.example:0/"),
        ("url", "https://hooks.example/a b"),
        ("url", "https://hooks.example/\r\nx: y"),
        ("url", "https://局.example/"),
        ("url", "https://hooks.example/" + "x" * MAX_URL),
        ("url", "https://[::1/"),
        ("kinds", ("*",)),
        ("kinds", ("Alarms.case",)),
        ("kinds", ("alarms",)),
        ("kinds", ("alarms.case",) * 51),
        ("divisions", ("99010",)),
        ("divisions", ("",)),
    ],
)
async def test_a_draft_that_is_wrong_names_its_field(
    webhooks: NotificationService, people: People, field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        await webhooks.subscriptions.create(people.actors["li"], replace(DRAFT, **{field: value}))
    assert set(refused.value.fields) == {field}


async def test_an_address_that_may_not_be_posted_to_is_said_at_once(
    webhooks: NotificationService, people: People, sender: FakeSender
) -> None:
    sender.refusals[URL] = Sentence("不允许", "not allowed")
    with pytest.raises(Invalid) as refused:
        await webhooks.subscriptions.create(people.actors["li"], DRAFT)
    assert refused.value.fields["url"].zh == "不允许"


async def test_the_owner_changes_it_and_a_governor_only_ends_it(webhooks: NotificationService, people: People) -> None:
    li, chief, chen = (people.actors[name] for name in ("li", "chief", "chen"))
    made, _ = await webhooks.subscriptions.create(li, DRAFT)
    identity = made.row.id
    changed = await webhooks.subscriptions.change(li, identity, 1, replace(DRAFT, name="分局"))
    assert (changed.row.name, changed.row.version, changed.own) == ("分局", 2, True)
    with pytest.raises(Conflict):
        await webhooks.subscriptions.change(li, identity, 1, DRAFT)
    assert [view.own for view in await webhooks.subscriptions.visible_to(chief)] == [False]
    for attempt in (
        webhooks.subscriptions.change(chief, identity, 2, DRAFT),
        webhooks.subscriptions.renew_secret(chief, identity, 2),
        webhooks.subscriptions.switch(chief, identity, 2, on=True),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await webhooks.subscriptions.visible_to(chen) == []
    for attempt in (webhooks.subscriptions.get(chen, identity), webhooks.subscriptions.delete(chen, identity)):
        with pytest.raises(NotFound):
            await attempt
    off = await webhooks.subscriptions.switch(chief, identity, 2, on=False)
    assert not off.row.enabled
    await webhooks.subscriptions.delete(chief, identity)
    assert await webhooks.subscriptions.visible_to(li) == []


async def test_a_token_makes_none(webhooks: NotificationService, people: People) -> None:
    token = replace(people.actors["li"], kind="token")
    with pytest.raises(Forbidden) as refused:
        await webhooks.subscriptions.create(token, DRAFT)
    assert refused.value.code == "webhooks.by_token"


async def test_secrets_are_sealed_and_the_former_signs_for_a_day(
    webhooks: NotificationService, people: People, clock: ManualClock
) -> None:
    li = people.actors["li"]
    made, first = await webhooks.subscriptions.create(li, DRAFT)
    assert first.startswith("whsec_")
    assert first.encode() not in made.row.secret
    changed, second = await webhooks.subscriptions.renew_secret(li, made.row.id, 1)
    secrets = webhooks.subscriptions.secrets_of
    assert secrets(changed.row, clock.now_utc()) == (second, first)
    clock.jump(86_400)
    assert secrets(changed.row, clock.now_utc()) == (second,)


async def test_there_is_an_end_to_how_many(start: Start, people: People) -> None:
    webhooks = await start(subscriptions=2)
    for _ in range(2):
        await webhooks.subscriptions.create(people.actors["li"], DRAFT)
    with pytest.raises(TooMany):
        await webhooks.subscriptions.create(people.actors["li"], DRAFT)
