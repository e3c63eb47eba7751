"""From an event to a receiver: who is told, what is tried again, what is given up and sent once more."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from tests.capabilities.notifications.conftest import (
    AWAY,
    CITY,
    COUNTY,
    GONE,
    OTHER_COUNTY,
    REFUSED,
    TAKEN,
    FakeSender,
    People,
    Start,
    Tell,
)

from anlan.capabilities.notifications.delivering import SLICE
from anlan.capabilities.notifications.drafts import SubscriptionDraft
from anlan.capabilities.notifications.kinds import asked_for
from anlan.capabilities.notifications.limits import PAUSES_S, pause_s
from anlan.capabilities.notifications.models import WebhookDelivery, WebhookSubscription
from anlan.capabilities.notifications.ports import Answer
from anlan.capabilities.notifications.service import NotificationService
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict
from anlan.foundation.events import Outbox
from anlan.protocols.wording import Sentence

URL, OTHER = "https://hooks.example/a", "https://hooks.example/b"


@pytest.fixture
def gathered(database: Database, outbox: Outbox) -> Gathered:
    return Gathered(outbox)


class Gathered:
    """Takes what has been told since the last time."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._position = 0

    async def __call__(self, webhooks: NotificationService, last: str) -> None:
        """Until the event of this id is taken."""
        found = False
        while not found:
            events = await self._outbox.next_page(self._position)
            found = any(event.id == last for event in events)
            self._position = await webhooks.gatherer.take(events, self._position)


async def subscribe(
    webhooks: NotificationService, people: People, owner: str = "li", url: str = URL, kinds: tuple[str, ...] = (), divisions: tuple[str, ...] = ()
) -> str:  # fmt: skip
    view, _ = await webhooks.subscriptions.create(
        people.actors[owner], SubscriptionDraft("市局", url, kinds, divisions)
    )
    return view.row.id


async def sent(webhooks: NotificationService) -> None:
    """One look, and everything that it begins."""
    await webhooks.courier.look()
    await webhooks.courier.settled()


async def state(database: Database, subscription: str) -> WebhookSubscription:
    async with database.reading() as session:
        return await session.get_one(WebhookSubscription, subscription)


async def deliveries(database: Database, which: str) -> list[WebhookDelivery]:
    async with database.reading() as session:
        query = select(WebhookDelivery).where(WebhookDelivery.state == which).order_by(WebhookDelivery.sequence)
        return list((await session.scalars(query)).all())


@pytest.mark.parametrize(
    ("kinds", "divisions", "owner", "told"),
    [
        ((), (), "li", [0, 1]),
        (("alarms.*",), (), "li", [0]),
        (("alarms.case",), (), "chief", [0, 2]),
        (("live.*",), (), "li", []),
        ((), (OTHER_COUNTY,), "chief", [2]),
        ((), (OTHER_COUNTY,), "li", []),
        ((), (), "chief", [0, 1, 2, 3]),
    ],
)
async def test_a_receiver_is_told_what_it_asked_for_and_its_owner_may_hear(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, kinds: tuple[str, ...],
    divisions: tuple[str, ...], owner: str, told: list[int],
) -> None:  # fmt: skip
    before = await tell()
    await gathered(webhooks, before)
    await subscribe(webhooks, people, owner, URL, kinds, divisions)
    events = [
        await tell("alarms.case", COUNTY, id="a"),
        await tell("directory.channel_state", COUNTY),
        await tell("alarms.case", OTHER_COUNTY),
        await tell("directory.platform", ""),
    ]
    await gathered(webhooks, events[-1])
    await sent(webhooks)
    assert sender.ids(URL) == [events[each] for each in told]


async def test_a_message_is_the_event_with_the_platforms_code(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, clock: ManualClock
) -> None:  # fmt: skip
    await subscribe(webhooks, people)
    event = await tell(id="a1", text="人民路")
    await gathered(webhooks, event)
    await sent(webhooks)
    ((_, message),) = sender.sent
    document = json.loads(message.body)
    assert document == {
        "id": event, "platform": "99010000002000000001", "sequence": document["sequence"], "kind": "alarms.case",
        "occurred_utc": "2026-01-01T00:00:00.000000Z", "division": COUNTY, "facts": {"id": "a1", "text": "人民路"},
    }  # fmt: skip
    assert message.at_utc == clock.now_utc()
    assert len(message.secrets) == 1


async def test_a_company_s_user_hears_only_of_what_the_company_serves(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered
) -> None:
    people.give("li", permissions=people.actors["li"].permissions | {"alarms.company_only"})
    await subscribe(webhooks, people)
    own = await tell(company=f"o-{COUNTY}")
    await gathered(webhooks, await tell(company="another"))
    await sent(webhooks)
    assert sender.ids(URL) == [own]


async def test_rights_that_are_lost_by_the_time_of_sending_withhold_the_event(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, database: Database
) -> None:  # fmt: skip
    subscription = await subscribe(webhooks, people)
    await gathered(webhooks, await tell())
    people.give("li", permissions=frozenset({"webhooks.manage"}))
    await sent(webhooks)
    row = await state(database, subscription)
    assert (sender.sent, row.withheld, row.delivered) == ([], 1, 0)
    assert await deliveries(database, "waiting") == []


async def test_an_owner_who_is_gone_switches_it_off_and_nothing_is_lost(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, database: Database
) -> None:  # fmt: skip
    subscription = await subscribe(webhooks, people)
    await gathered(webhooks, await tell())
    del people.actors["li"]
    await sent(webhooks)
    row = await state(database, subscription)
    assert (sender.sent, row.enabled) == ([], False)
    assert row.off_reason_zh is not None
    assert len(await deliveries(database, "dead")) == 1


async def test_a_receiver_that_is_away_is_tried_with_growing_waits_and_then_all_comes_in_order(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, clock: ManualClock,
    database: Database,
) -> None:  # fmt: skip
    subscription = await subscribe(webhooks, people)
    events = [await tell() for _ in range(3)]
    await gathered(webhooks, events[-1])
    sender.answers[URL] = [AWAY, AWAY, AWAY, TAKEN]
    for tries, pause in enumerate(PAUSES_S[:3], start=1):
        await sent(webhooks)
        # Only the first is tried while nobody answers.
        assert sender.ids(URL) == [events[0]] * tries
        assert (await state(database, subscription)).failures == tries
        clock.jump(pause - 1)
        await sent(webhooks)
        assert len(sender.sent) == tries
        clock.jump(1)
    await sent(webhooks)
    assert sender.ids(URL) == [events[0]] * 4 + events[1:]
    row = await state(database, subscription)
    assert (row.delivered, row.failures, row.last_reason_zh) == (3, 0, None)
    assert await deliveries(database, "waiting") == []


async def test_a_message_that_is_refused_does_not_hold_up_the_others(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, database: Database
) -> None:  # fmt: skip
    await subscribe(webhooks, people)
    events = [await tell() for _ in range(3)]
    await gathered(webhooks, events[-1])
    sender.answers[URL] = [REFUSED, TAKEN]
    await sent(webhooks)
    assert sender.ids(URL) == events
    (left,) = await deliveries(database, "waiting")
    assert (left.event_id, left.tries, left.last_status, left.reason_en) == (
        events[0],
        1,
        400,
        "the receiver answered 400",
    )


async def test_what_is_not_taken_in_its_time_is_given_up_with_all_that_waited_as_long(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, clock: ManualClock,
    database: Database,
) -> None:  # fmt: skip
    await subscribe(webhooks, people)
    sender.answers[URL] = [AWAY]
    old = [await tell(), await tell()]
    await gathered(webhooks, old[-1])
    await sent(webhooks)
    clock.jump(12 * 3600)
    young = await tell()
    await gathered(webhooks, young)
    clock.jump(12 * 3600)
    await sent(webhooks)
    dead = await deliveries(database, "dead")
    assert [each.event_id for each in dead] == old
    assert {each.reason_zh for each in dead} == {"无法连接对方"}
    assert [each.event_id for each in await deliveries(database, "waiting")] == [young]


@pytest.mark.parametrize("chosen", [True, False], ids=["one", "all"])
async def test_what_was_given_up_can_be_sent_again(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, clock: ManualClock,
    database: Database, chosen: bool,
) -> None:  # fmt: skip
    subscription = await subscribe(webhooks, people)
    sender.answers[URL] = [AWAY]
    events = [await tell(), await tell()]
    await gathered(webhooks, events[-1])
    clock.jump(25 * 3600)
    await sent(webhooks)
    sender.sent.clear()
    sender.answers[URL] = [TAKEN]
    rows, following, total = await webhooks.letters.page(people.actors["li"], subscription, "dead", None, 1)
    assert (total, following, rows[0].event_id) == (2, rows[0].sequence, events[1])
    wanted = [rows[0].id] if chosen else None
    assert await webhooks.letters.replay(people.actors["li"], subscription, wanted) == (1 if chosen else 2)
    await sent(webhooks)
    # Under the ids that they had.
    assert sender.ids(URL) == ([events[1]] if chosen else events)
    assert [each.event_id for each in await deliveries(database, "dead")] == ([events[0]] if chosen else [])
    assert await webhooks.letters.discard(people.actors["li"], subscription, None) == (1 if chosen else 0)


async def test_a_receiver_that_wants_no_more_is_switched_off_and_its_events_are_kept(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, database: Database
) -> None:  # fmt: skip
    subscription = await subscribe(webhooks, people)
    sender.answers[URL] = [GONE]
    events = [await tell(), await tell()]
    await gathered(webhooks, events[-1])
    await sent(webhooks)
    assert sender.ids(URL) == events[:1]
    assert not (await state(database, subscription)).enabled
    assert len(await deliveries(database, "dead")) == 2
    with pytest.raises(Conflict):
        await webhooks.letters.replay(people.actors["li"], subscription, None)
    view = await webhooks.subscriptions.switch(people.actors["li"], subscription, 1, on=True)
    assert (view.row.enabled, view.row.off_reason_zh) == (True, None)
    sender.answers[URL] = [TAKEN]
    assert await webhooks.letters.replay(people.actors["li"], subscription, None) == 2
    await sent(webhooks)
    assert sender.ids(URL)[1:] == events


async def test_one_receiver_s_trouble_is_not_anothers(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered
) -> None:
    await subscribe(webhooks, people)
    await subscribe(webhooks, people, url=OTHER)
    sender.answers[URL] = [AWAY]
    events = [await tell() for _ in range(SLICE + 5)]
    await gathered(webhooks, events[-1])
    await sent(webhooks)
    assert sender.ids(URL) == events[:1]
    assert sender.ids(OTHER) == events


async def test_a_full_queue_sets_aside_and_beyond_that_counts(
    start: Start, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, database: Database
) -> None:
    webhooks = await start(queue=3)
    subscription = await subscribe(webhooks, people)
    await subscribe(webhooks, people, url=OTHER, kinds=("live.*",))
    sender.answers[URL] = [AWAY]
    events = [await tell() for _ in range(8)]
    await gathered(webhooks, events[-1])
    assert [each.event_id for each in await deliveries(database, "waiting")] == events[:3]
    dead = await deliveries(database, "dead")
    assert [(each.event_id, each.reason_zh) for each in dead] == [
        (event, "待发已满，未能排队") for event in events[3:6]
    ]
    assert (await state(database, subscription)).lost == 2
    with pytest.raises(Conflict):
        await webhooks.letters.replay(people.actors["li"], subscription, None)


async def test_after_a_kill_nothing_is_missing_and_what_was_under_way_comes_again_under_its_id(
    start: Start, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, database: Database
) -> None:
    first = await start()
    await subscribe(first, people)
    events = [await tell() for _ in range(2)]
    await gathered(first, events[-1])

    class Killed(BaseException):
        pass

    async def killed(_row: object, _done: object) -> None:
        raise Killed

    first.courier._write = killed  # type: ignore[method-assign,assignment]
    await first.courier.look()
    with pytest.raises(Killed):
        await next(iter(first.courier._busy.values()))
    second = await start()
    await sent(second)
    assert sender.ids(URL) == events * 2
    assert await deliveries(database, "waiting") == []


async def test_the_tasks_of_their_own_deliver_what_is_told_and_what_was_told_while_they_were_away(
    start: Start, people: People, sender: FakeSender, tell: Tell, clock: ManualClock, database: Database
) -> None:
    first = await start()
    await first.start()
    subscription = await subscribe(first, people)
    events = [await tell()]
    while (await state(database, subscription)).delivered < 1:
        await clock.advance(1)
    await first.stop()
    events += [await tell(), await tell()]
    second = await start()
    await second.start()
    while (await state(database, subscription)).delivered < 3:
        await clock.advance(1)
    assert sender.ids(URL) == events


async def test_what_was_given_up_is_dropped_after_its_days(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered, clock: ManualClock,
    database: Database,
) -> None:  # fmt: skip
    await subscribe(webhooks, people)
    sender.answers[URL] = [AWAY]
    await gathered(webhooks, await tell())
    clock.jump(25 * 3600)
    await sent(webhooks)
    await webhooks.courier.purge()
    assert len(await deliveries(database, "dead")) == 1
    clock.jump(30 * 86_400)
    await webhooks.courier.purge()
    assert await deliveries(database, "dead") == []


async def test_a_test_is_signed_and_told_at_once_and_counts_for_nothing(
    webhooks: NotificationService, people: People, sender: FakeSender, database: Database
) -> None:
    subscription = await subscribe(webhooks, people)
    sender.answers[URL] = [Answer(500, Sentence("对方应答 500", "the receiver answered 500"), away=True)]
    answer = await webhooks.try_out(people.actors["li"], subscription)
    ((_, message),) = sender.sent
    assert (answer.status, json.loads(message.body)["kind"], len(message.secrets)) == (500, "webhooks.test", 1)
    row = await state(database, subscription)
    assert (row.failures, row.delivered, await deliveries(database, "waiting")) == (0, 0, [])


@pytest.mark.parametrize(
    ("failures", "asked_s", "expected_s"),
    [(1, 0, 5), (2, 0, 30), (6, 0, 3600), (60, 0, 3600), (1, 120, 120), (1, 10**6, 3600), (5, 1, 1800)],
)
def test_waits_grow_to_a_bound_and_a_receiver_may_ask_for_more(failures: int, asked_s: int, expected_s: int) -> None:
    assert pause_s(failures, asked_s) == expected_s


@pytest.mark.parametrize(
    ("kind", "kinds", "asked"),
    [
        ("alarms.case", (), True),
        ("alarms.case", ("alarms.case",), True),
        ("alarms.case", ("alarms.*",), True),
        ("alarms.case", ("alarms.link", "live.*"), False),
        ("alarmsx.case", ("alarms.*",), False),
    ],
)
def test_kinds_and_families(kind: str, kinds: tuple[str, ...], asked: bool) -> None:
    assert asked_for(kind, kinds) == asked


async def test_events_of_the_platform_as_a_whole_lie_in_its_own_division(
    webhooks: NotificationService, people: People, sender: FakeSender, tell: Tell, gathered: Gathered
) -> None:
    await subscribe(webhooks, people, "chief", URL, divisions=(CITY,))
    await subscribe(webhooks, people, "chief", OTHER, divisions=(COUNTY,))
    event = await tell("directory.platform", "")
    await gathered(webhooks, event)
    await sent(webhooks)
    assert (sender.ids(URL), sender.ids(OTHER)) == ([event], [])
