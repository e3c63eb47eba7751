"""The devices that report: one address each, keys sealed, in force at once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from tests.capabilities.alarms.subscribers.conftest import COMPANY, KEEPER, shop, writing

from anlan.capabilities.alarms.models import AlarmAccount
from anlan.capabilities.alarms.ports import SourceKey
from anlan.capabilities.alarms.subscribers.accounts import AccountDraft
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound

KEY = "00112233445566778899AABBCCDDEEFF"


async def test_a_device_is_in_force_from_its_entry_to_its_end(subscribers: Subscribers, database: Database) -> None:
    made = await subscribers.records.create(shop(), KEEPER)
    draft = AccountDraft("dc09", "12ab", line="001", key=KEY.lower(), poll_s=90, supervision_class="SP5")
    row = await subscribers.accounts.add(made.id, draft, writing())
    source = SourceKey("dc09", "0", "1", "12AB")
    account = subscribers.book.account(source)
    assert account is not None
    assert (account.key, account.division, account.poll_s) == (bytes.fromhex(KEY), "99010101", 90)
    async with database.reading() as session:
        sealed = await session.scalar(select(AlarmAccount.key))
        assert sealed is not None
        assert bytes.fromhex(KEY) not in sealed
        assert KEY.encode() not in sealed
    await subscribers.accounts.change(made.id, row.id, {"key": "", "poll_s": 180}, writing())
    account = subscribers.book.account(source)
    assert account is not None
    assert (account.key, account.poll_s) == (None, 180)
    await subscribers.accounts.change(made.id, row.id, {"account": "12AC"}, writing())
    assert subscribers.book.account(source) is None
    await subscribers.accounts.remove(made.id, row.id, writing())
    assert list(subscribers.book.accounts()) == []
    assert KEY not in str([each.changes for each in await subscribers.records.changes(made.id, None, 20)])


async def test_an_address_belongs_to_one_device(subscribers: Subscribers) -> None:
    first = await subscribers.records.create(shop("KH-1"), KEEPER)
    second = await subscribers.records.create(shop("KH-2", company="weishi"), KEEPER)
    await subscribers.accounts.add(first.id, AccountDraft("dc09", "1234"), writing())
    with pytest.raises(Conflict):
        await subscribers.accounts.add(second.id, AccountDraft("dc09", "1234", receiver="00", line="0"), writing())
    other_line = await subscribers.accounts.add(second.id, AccountDraft("dc09", "1234", line="7"), writing())
    with pytest.raises(Conflict):
        await subscribers.accounts.change(second.id, other_line.id, {"line": ""}, writing())
    with pytest.raises(NotFound):
        await subscribers.accounts.change(first.id, other_line.id, {"model": "x"}, writing())
    with pytest.raises(NotFound):
        await subscribers.accounts.remove(second.id, other_line.id, writing(COMPANY))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (AccountDraft("pigeon", "1"), "protocol"),
        (AccountDraft("dc09", "12"), "account"),
        (AccountDraft("dc09", "XYZ"), "account"),
        (AccountDraft("dc09", "1234", line="1234567"), "line"),
        (AccountDraft("dc09", "1234", key="00"), "key"),
        (AccountDraft("dc09", "1234", supervision_class="SP9"), "supervision_class"),
        (AccountDraft("http", "a b", key=KEY, key_required=True), "account"),
        (AccountDraft("http", "HTTP-1", key_required=True), "key"),
        (AccountDraft("mqtt", "MQTT-1", key=KEY), "key_required"),
    ],
)
async def test_a_wrong_field_is_named(subscribers: Subscribers, draft: AccountDraft, field: str) -> None:
    made = await subscribers.records.create(shop(), KEEPER)
    with pytest.raises(Invalid) as refused:
        await subscribers.accounts.add(made.id, draft, writing())
    assert set(refused.value.fields) == {field}


async def test_a_key_that_cannot_be_opened_stops_its_device_alone(
    subscribers: Subscribers, database: Database, outbox: Any, clock: Any, streets: Any
) -> None:
    made = await subscribers.records.create(shop(), KEEPER)
    await subscribers.accounts.add(made.id, AccountDraft("dc09", "1234", key=KEY), writing())
    await subscribers.accounts.add(made.id, AccountDraft("dc09", "1235"), writing())
    other_key = Subscribers(database, outbox, clock, streets, secret_key=b"x" * 32)
    await other_key.start()
    assert {source.account: account.enabled for source, account in other_key.book.accounts()} == {
        "1234": False,
        "1235": True,
    }
