"""Subscribers on record: who sees them, who changes them, what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.capabilities.alarms.subscribers.conftest import COMPANY, COUNTY, KEEPER, shop, writing

from anlan.capabilities.alarms.models import SubscriberCamera, SubscriberContact, SubscriberZone
from anlan.capabilities.alarms.subscribers.drafts import CameraDraft, ContactDraft, ScheduleDraft, ZoneDraft
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.records import SubscriberFilter
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.errors import Conflict, Invalid, NotFound

EVERYTHING = SubscriberFilter()


async def test_a_subscriber_is_entered_changed_and_taken_off_with_its_history(subscribers: Subscribers) -> None:
    records = subscribers.records
    made = await records.create(shop(verbal_password="红灯笼", plan=("看视频", " ", "打电话")), KEEPER)
    assert made.plan == ["看视频", "打电话"]
    edited = await records.edit(made.id, {"name": "解放路便利店", "note": "夜里有狗"}, made.version, writing())
    assert (edited.name, edited.initials, edited.version) == ("解放路便利店", "jflbld", 2)
    assert (await records.edit(made.id, {"note": "夜里有狗"}, 2, writing())).version == 2
    await records.edit(made.id, {"verbal_password": "绿灯笼"}, 2, writing())
    await records.delete(made.id, writing())
    with pytest.raises(NotFound):
        await records.get(made.id, writing())
    history = await records.changes(made.id, None, 10)
    assert [row.reason for row in history] == ["deleted", "edited", "edited", "created"]
    assert history[1].changes == {"verbal_password": ["***", "***"]}
    assert history[2].changes == {"name": ["人民路便利店", "解放路便利店"], "note": ["", "夜里有狗"]}
    assert "灯笼" not in str([row.changes for row in history])


async def test_who_edits_what_another_has_changed_is_told(subscribers: Subscribers) -> None:
    made = await subscribers.records.create(shop(), KEEPER)
    await subscribers.records.edit(made.id, {"note": "一"}, 1, writing())
    for attempt in (
        subscribers.records.edit(made.id, {"note": "二"}, 1, writing()),
        subscribers.records.replace(made.id, "contacts", [ContactDraft("王", "139000")], 1, writing()),
    ):
        with pytest.raises(Conflict) as refused:
            await attempt
        assert refused.value.code == "subscribers.changed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "KH 1"}, "number"),
        ({"name": " "}, "name"),
        ({"name": "x" * 129}, "name"),
        ({"category": "castle"}, "category"),
        ({"division": "990"}, "division"),
        ({"longitude": 110.0}, "longitude"),
        ({"longitude": 200.0, "latitude": 30.0}, "longitude"),
        ({"confirmation_s": 5}, "confirmation_s"),
        ({"plan": ("x" * 201,)}, "plan"),
        ({"note": "a\x07b"}, "note"),
    ],
)
async def test_a_wrong_field_is_named(subscribers: Subscribers, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await subscribers.records.create(shop(**changes), KEEPER)
    assert set(refused.value.fields) == {field}
    assert (await subscribers.records.page(EVERYTHING, writing(), None, 10))[1] == 0


async def test_a_number_is_given_once(subscribers: Subscribers) -> None:
    first = await subscribers.records.create(shop("KH-1"), KEEPER)
    with pytest.raises(Conflict):
        await subscribers.records.create(shop("KH-1"), KEEPER)
    second = await subscribers.records.create(shop("KH-2"), KEEPER)
    with pytest.raises(Conflict):
        await subscribers.records.edit(second.id, {"number": "KH-1"}, 1, writing())
    await subscribers.records.edit(first.id, {"number": "KH-1"}, 1, writing())


async def test_a_company_and_a_county_see_only_their_own(subscribers: Subscribers) -> None:
    records = subscribers.records
    own = await records.create(shop("KH-1", company="anda"), KEEPER)
    others = await records.create(shop("KH-2", company="weishi"), KEEPER)
    far = await records.create(shop("KH-3", division="99010201", company="anda"), KEEPER)
    seen = {
        actor.id: {
            row.number for row in (await records.page(EVERYTHING, Reach(actor, "subscribers.read"), None, 10))[0]
        }
        for actor in (KEEPER, COMPANY, COUNTY)
    }
    assert seen == {"u1": {"KH-1", "KH-2", "KH-3"}, "u2": {"KH-1", "KH-3"}, "u3": {"KH-1", "KH-2"}}
    for actor, foreign in ((COMPANY, others), (COUNTY, far)):
        for attempt in (
            records.get(foreign.id, Reach(actor, "subscribers.read")),
            records.edit(foreign.id, {"note": "x"}, 1, writing(actor)),
            records.replace(foreign.id, "zones", [], 1, writing(actor)),
            records.check_password(foreign.id, "x", Reach(actor, "subscribers.read")),
            records.delete(foreign.id, writing(actor)),
        ):
            with pytest.raises(NotFound):
                await attempt
    assert (await records.get(own.id, Reach(COMPANY, "subscribers.read"))).id == own.id


async def test_a_list_is_searched_and_paged(subscribers: Subscribers) -> None:
    for number, name in enumerate(("人民路便利店", "解放路药房", "东湖小学", "人民路邮局")):
        await subscribers.records.create(shop(f"KH-{number}", name=name, address=f"{number} 号院"), KEEPER)
    page = subscribers.records.page

    async def names(q: str) -> list[str]:
        return [row.name for row in (await page(SubscriberFilter(q), writing(), None, 10))[0]]

    assert await names("rml") == ["人民路便利店", "人民路邮局"]
    assert await names("dong") == ["东湖小学"]
    assert len(await names("kh-")) == 4
    assert await names("KH-1") == ["解放路药房"]
    assert await names("2 号院") == ["东湖小学"]
    assert await names("%") == []
    first, total = await page(EVERYTHING, writing(), None, 3)
    rest, _ = await page(EVERYTHING, writing(), (first[-1].pinyin, first[-1].id), 3)
    assert (total, [row.name for row in first + rest]) == (4, ["东湖小学", "解放路药房", "人民路便利店", "人民路邮局"])


async def test_parts_are_replaced_whole_and_keep_their_order(subscribers: Subscribers) -> None:
    records = subscribers.records
    made = await records.create(shop(), KEEPER)
    people = [
        ContactDraft("王敏", "139 0000 0000", holds_key=True),
        ContactDraft("李强", "+86-990-555", role="village"),
    ]
    version = await records.replace(made.id, "contacts", people, 1, writing())
    version = await records.replace(made.id, "contacts", people[::-1], version, writing())
    version = await records.replace(
        made.id, "zones", [ZoneDraft("2", "大门", principle="contact"), ZoneDraft("1", "店内")], version, writing()
    )
    cameras = [CameraDraft("99010101001320000002"), CameraDraft("99010101001320000001", "1")]
    assert await records.replace(made.id, "cameras", cameras, version, writing()) == 5
    assert [row.name for row in await records.part(made.id, SubscriberContact)] == ["李强", "王敏"]
    assert [row.number for row in await records.part(made.id, SubscriberZone)] == ["1", "2"]
    assert [row.channel[-1] for row in await records.part(made.id, SubscriberCamera)] == ["2", "1"]


@pytest.mark.parametrize(
    ("part", "rows", "field"),
    [
        ("contacts", [ContactDraft("王", "abc")], "rows.0.phone"),
        ("contacts", [ContactDraft("王", "139000"), ContactDraft("", "139000")], "rows.1.name"),
        ("zones", [ZoneDraft("1", "一"), ZoneDraft("1", "二")], "rows.1.number"),
        ("zones", [ZoneDraft("1", "一", principle="magic")], "rows.0.principle"),
        ("cameras", [CameraDraft("123")], "rows.0.channel"),
        ("schedules", [ScheduleDraft("18", 1, 2, 3, 4)], "rows.0.weekdays"),
        ("schedules", [ScheduleDraft("11", 1, 2, 3, 4)], "rows.0.weekdays"),
        ("schedules", [ScheduleDraft("1", 600, 500, 700, 800)], "rows.0.open_from"),
        ("zones", [ZoneDraft(str(n), "区") for n in range(513)], "rows"),
    ],
)
async def test_a_wrong_row_is_named(subscribers: Subscribers, part: str, rows: list[Any], field: str) -> None:
    made = await subscribers.records.create(shop(), KEEPER)
    with pytest.raises(Invalid) as refused:
        await subscribers.records.replace(made.id, part, rows, 1, writing())
    assert set(refused.value.fields) == {field}


async def test_a_word_is_compared_as_it_is_spoken(subscribers: Subscribers) -> None:
    made = await subscribers.records.create(shop(verbal_password="Red Lantern", duress_word="Blue Lantern"), KEEPER)
    silent = await subscribers.records.create(shop("KH-2"), KEEPER)
    check = subscribers.records.check_password
    said = {word: await check(made.id, word, writing()) for word in ("red lantern ", "green lantern", "BLUE lantern")}
    assert list(said.values()) == ["correct", "wrong", "duress"]
    assert await check(silent.id, "red lantern", writing()) == "none"
    assert (await subscribers.records.spoken(made.id, "blue lantern"), await subscribers.records.spoken("x", "y")) == (
        "duress", "none",
    )  # fmt: skip


@pytest.mark.parametrize("changes", [{"duress_word": "red LANTERN"}, {"verbal_password": "blue lantern"}])
async def test_the_duress_word_is_never_the_password(subscribers: Subscribers, changes: dict[str, str]) -> None:
    made = await subscribers.records.create(shop(verbal_password="Red Lantern", duress_word="Blue Lantern"), KEEPER)
    with pytest.raises(Invalid) as refused:
        await subscribers.records.edit(made.id, changes, 1, writing())
    assert set(refused.value.fields) == {"duress_word"}
    with pytest.raises(Invalid):
        await subscribers.records.create(shop("KH-2", verbal_password="a", duress_word="A"), KEEPER)
