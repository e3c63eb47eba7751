"""Phones of a subscriber: invited by a one-time code, enrolled with it, known by a token afterwards, taken off."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select, update

from anlan.capabilities.alarms.models import AlarmButton
from anlan.capabilities.alarms.ports import SourceKey
from anlan.capabilities.alarms.subscribers.accounts import AccountDraft, Accounts
from anlan.capabilities.alarms.subscribers.book import SubscriberBook
from anlan.capabilities.alarms.subscribers.drafts import Faults
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, NotFound, TooMany, Unauthenticated
from anlan.foundation.ids import new_id
from anlan.protocols.wording import Sentence

CODE_LIFETIME: Final = timedelta(hours=24)
MOST_BUTTONS: Final = 16
# Codes and tokens that are no good, of one address.
WRONG_A_MINUTE: Final = 30
_SEEN_EVERY: Final = timedelta(minutes=1)
# So that a leaked token is recognised for what it is.
TOKEN_PREFIX: Final = "anlanbtn_"  # noqa: S105 - a prefix, no secret
_MOST_TOKEN = 128


@dataclass(frozen=True, slots=True)
class EnrolledButton:
    """A phone that was recognised. ``source``: under which its signals come."""

    account: str
    subscriber: str
    division: str
    label: str
    source: SourceKey

    @property
    def actor(self) -> Actor:
        """Who acts when the phone does: nobody with any right."""
        return Actor(
            id=self.account, name=self.label, kind="button", organisation="", permissions=frozenset(), divisions=()
        )  # fmt: skip


class Buttons:
    """What can be done with the phones of subscribers. An account of protocol ``button`` stands for each among the devices."""

    def __init__(self, database: Database, clock: Clock, accounts: Accounts, book: SubscriberBook) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._book = book
        self._wrong = RateLimiter(clock, WRONG_A_MINUTE, 60.0)

    async def of(self, subscriber: str) -> list[AlarmButton]:
        """A subscriber's phones, in the order of entry."""
        query = select(AlarmButton).where(AlarmButton.subscriber == subscriber).order_by(AlarmButton.account)
        async with self._database.reading() as session:
            return list((await session.scalars(query)).all())

    async def invite(self, subscriber: str, label: str, reach: Reach) -> tuple[AlarmButton, str]:
        """Put a phone on record; returns it with its one-time code, which is shown this once and kept nowhere.

        Raises ``Invalid``, ``NotFound`` or ``Conflict`` (too many).
        """
        faults = Faults()
        faults.text("label", label, 64, required=True)
        faults.settle()
        if len(await self.of(subscriber)) >= MOST_BUTTONS:
            raise Conflict(
                "buttons.too_many",
                Sentence(f"每个用户至多 {MOST_BUTTONS} 部手机。", f"There can be {MOST_BUTTONS} phones."),
            )
        draft = AccountDraft(protocol="button", account=new_id(self._clock.now_utc()), model=label.strip())
        account = await self._accounts.add(subscriber, draft, reach)
        row = AlarmButton(
            account=account.id, subscriber=subscriber, label=label.strip(), made_by=reach.actor.id[:64],
            made_by_name=reach.actor.name[:255], made_utc=self._clock.now_utc(),
        )  # fmt: skip
        code = self._renew(row)
        async with self._database.transaction() as session:
            session.add(row)
        return row, code

    async def invite_again(self, subscriber: str, account: str) -> tuple[AlarmButton, str]:
        """A new code for a phone that was lost or set up anew; the code and the token before are void at once. Raises ``NotFound``."""
        async with self._database.transaction() as session:
            row = await session.get(AlarmButton, account)
            if row is None or row.subscriber != subscriber:
                raise NotFound("buttons.unknown", Sentence("没有此手机。", "There is no such phone."))
            row.token_hash = row.enrolled_utc = row.seen_utc = None
            code = self._renew(row)
        return row, code

    async def enrol(self, code: str, remote_host: str) -> tuple[EnrolledButton, str]:
        """Use a code up; the phone with its token, which is kept nowhere. Raises ``Unauthenticated`` for a code that is no good."""
        now = self._clock.now_utc()
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        which = (AlarmButton.code_hash == _hash(code), AlarmButton.code_expires_utc > now)
        async with self._database.transaction() as session:
            account = await session.scalar(select(AlarmButton.account).where(*which))
            values = {"code_hash": None, "token_hash": _hash(token), "enrolled_utc": now, "seen_utc": now}
            # By the code once more: of two phones that show it at once, one is enrolled.
            statement = update(AlarmButton).where(*which).values(values).returning(AlarmButton.account)
            if account is None or (await session.execute(statement)).scalar_one_or_none() is None:
                self._count(remote_host)
                raise Unauthenticated(
                    "buttons.code",
                    Sentence("该启用码无效、已使用或已过期。", "This code is not valid, was used, or has expired."),
                    remedy=Sentence("请向报警中心索取新的启用码。", "Ask the alarm centre for a new code."),
                )
        found = await self._found(AlarmButton.token_hash == _hash(token), now)
        assert found is not None
        return found, token

    async def recognise(self, token: str, remote_host: str) -> EnrolledButton:
        """Whose phone this is. Raises ``Unauthenticated`` where the token is none of ours, was revoked, or the device switched off."""
        found = None
        if token.startswith(TOKEN_PREFIX) and len(token) <= _MOST_TOKEN:
            found = await self._found(AlarmButton.token_hash == _hash(token), self._clock.now_utc())
        if found is None:
            self._count(remote_host)
            raise Unauthenticated(
                "buttons.revoked",
                Sentence("本手机的一键报警已停用。紧急情况请拨打 110。", "This phone is not enrolled (any more). In an emergency call 110."),
                remedy=Sentence("请向报警中心索取新的启用码。", "Ask the alarm centre for a new code."),
            )  # fmt: skip
        return found

    def _count(self, remote_host: str) -> None:
        if not self._wrong.allow(remote_host):
            raise TooMany("buttons.too_often", Sentence("操作过于频繁，请稍候。", "Too often; wait a moment."))

    async def _found(self, which: ColumnElement[bool], now: datetime) -> EnrolledButton | None:
        async with self._database.reading() as session:
            row = (await session.scalars(select(AlarmButton).where(which))).one_or_none()
        if row is None:
            return None
        held = await self._accounts.one(row.subscriber, row.account)
        source = SourceKey("button", "", "", held.account)
        account = self._book.account(source)
        if account is None or not account.enabled:
            return None
        if row.seen_utc is None or now - row.seen_utc >= _SEEN_EVERY:
            async with self._database.transaction() as session:
                await session.execute(
                    update(AlarmButton).where(AlarmButton.account == row.account).values(seen_utc=now)
                )
        return EnrolledButton(row.account, row.subscriber, account.division, row.label, source)

    def _renew(self, row: AlarmButton) -> str:
        code = secrets.token_urlsafe(24)
        row.code_hash = _hash(code)
        row.code_expires_utc = self._clock.now_utc() + CODE_LIFETIME
        return code


def _hash(secret: str) -> str:
    # High-entropy secrets of our own making: a plain hash is enough.
    return hashlib.sha256(secret.encode()).hexdigest()
