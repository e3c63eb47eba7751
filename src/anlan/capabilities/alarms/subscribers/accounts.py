"""The devices that report for a subscriber: entered, changed, taken off; keys are sealed and never shown again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.models import AlarmAccount, AlarmLink, AlarmSubscriber
from anlan.capabilities.alarms.subscribers.book import SubscriberBook
from anlan.capabilities.alarms.subscribers.drafts import Faults
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.records import SubscriberRecords
from anlan.capabilities.alarms.subscribers.words import PROTOCOLS, SIGNED_PROTOCOLS, SUPERVISION_CLASSES
from anlan.capabilities.alarms.supervision import supervised_paths
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound
from anlan.foundation.ids import new_id
from anlan.foundation.secret_box import SecretBox
from anlan.protocols.wording import Sentence

# AES-128, -192 or -256, as the panel's programming asks for it.
_KEY: Final = re.compile(r"([0-9A-F]{32}|[0-9A-F]{48}|[0-9A-F]{64})")
_DC09_ACCOUNT: Final = re.compile(r"[0-9A-F]{3,16}")
_DC09_NUMBER: Final = re.compile(r"[0-9A-F]{1,6}")
_PLAIN_ACCOUNT: Final = re.compile(r"[0-9A-Za-z_.:\-]{1,64}")
MOST_ACCOUNTS: Final = 32
_KEY_NEEDED: Final = Sentence("签名上报的设备必须有密钥", "a device that signs its messages must have a key")


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """A device to be put on record. ``key``: hexadecimal AES key, "" none; ``receiver`` and ``line`` for DC-09 only."""

    protocol: str
    account: str
    receiver: str = ""
    line: str = ""
    model: str = ""
    key: str = ""
    key_required: bool = False
    supervision_class: str = ""
    poll_s: int = 0
    clock_behind_s: int = 40
    clock_ahead_s: int = 20
    enabled: bool = True


def new_key() -> str:
    """A key of 256 bits in hexadecimal, for a device that signs its messages."""
    return secrets.token_hex(32).upper()


ADDRESS: Final = ("protocol", "receiver", "line", "account")
CHANGEABLE: Final = frozenset(each.name for each in fields(AccountDraft)) - {"protocol"}


class Accounts:
    """What can be done with a subscriber's devices."""

    def __init__(
        self, database: Database, clock: Clock, secrets: SecretBox, book: SubscriberBook, records: SubscriberRecords
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._book = book
        self._records = records

    async def of(self, subscriber: str) -> list[AlarmAccount]:
        """A subscriber's devices, in the order of entry."""
        query = select(AlarmAccount).where(AlarmAccount.subscriber == subscriber).order_by(AlarmAccount.id)
        async with self._database.reading() as session:
            return list((await session.scalars(query)).all())

    async def one(self, subscriber: str, identity: str) -> AlarmAccount:
        """One device of a subscriber. Raises ``NotFound``."""
        async with self._database.reading() as session:
            return await _found(session, subscriber, identity)

    async def links(self, accounts: Sequence[AlarmAccount]) -> dict[str, list[AlarmLink]]:
        """The supervised paths of these devices by id of the device; what is no longer supervised is left out."""
        standing = {
            each.id: supervised_paths(each.supervision_class, each.poll_s) if each.enabled else () for each in accounts
        }
        async with self._database.reading() as session:
            query = select(AlarmLink).where(AlarmLink.account.in_(standing)).order_by(AlarmLink.account, AlarmLink.path)
            rows = (await session.scalars(query)).all()
        found: dict[str, list[AlarmLink]] = {account: [] for account in standing}
        for row in rows:
            if row.path in standing[row.account]:
                found[row.account].append(row)
        return found

    async def add(self, subscriber: str, draft: AccountDraft, reach: Reach) -> AlarmAccount:
        """Put a device on record. Raises ``Invalid``, ``NotFound`` or ``Conflict`` (address taken)."""
        values = _checked({each.name: getattr(draft, each.name) for each in fields(draft)})
        _require_key(values)
        identity = new_id(self._clock.now_utc())
        async with self._database.transaction() as session:
            owner = await self._records.found(session, subscriber, reach)
            if len((await session.scalars(select(AlarmAccount.id).where(_of(subscriber)))).all()) >= MOST_ACCOUNTS:
                raise Conflict(
                    "subscribers.accounts",
                    Sentence(f"每个用户至多 {MOST_ACCOUNTS} 台设备。", f"There can be {MOST_ACCOUNTS} devices."),
                )
            await _refuse_taken(session, values, "")
            values = self._sealed(values, identity)
            await session.execute(insert(AlarmAccount).values(id=identity, subscriber=subscriber, **values))
            await self._note(session, owner, reach, {"account": [None, _named(values)]})
        return await self._in_force(subscriber, identity)

    async def change(self, subscriber: str, identity: str, changes: Mapping[str, Any], reach: Reach) -> AlarmAccount:
        """Change a device's record; an empty key takes the key away. Raises as ``add``."""
        async with self._database.transaction() as session:
            owner = await self._records.found(session, subscriber, reach)
            before = await _found(session, subscriber, identity)
            whole = {each.name: getattr(before, each.name) for each in fields(AccountDraft)} | {"key": ""}
            values = {key: value for key, value in _checked(whole | dict(changes)).items() if key in changes}
            _require_key(values | {"protocol": before.protocol})
            if set(ADDRESS) & values.keys():
                await _refuse_taken(session, {key: values.get(key, getattr(before, key)) for key in ADDRESS}, identity)
            noted = {
                f"account.{key}": ["***", "***"] if key == "key" else [getattr(before, key), value]
                for key, value in values.items()
                if key == "key" or getattr(before, key) != value
            }
            if noted:
                sealed = self._sealed(values, identity)
                await session.execute(update(AlarmAccount).where(AlarmAccount.id == identity).values(sealed))
                await self._note(session, owner, reach, noted)
        return await self._in_force(subscriber, identity)

    async def remove(self, subscriber: str, identity: str, reach: Reach) -> None:
        """Take a device off the record. Raises ``NotFound``."""
        async with self._database.transaction() as session:
            owner = await self._records.found(session, subscriber, reach)
            before = await _found(session, subscriber, identity)
            await session.execute(delete(AlarmAccount).where(AlarmAccount.id == identity))
            gone = _named({key: getattr(before, key) for key in ADDRESS})
            await self._note(session, owner, reach, {"account": [gone, None]})
        await self._book.refresh([subscriber])

    def _sealed(self, values: dict[str, Any], identity: str) -> dict[str, Any]:
        if "key" not in values:
            return values
        return values | {"key": self._secrets.seal(values["key"], identity) if values["key"] else None}

    async def _note(
        self, session: AsyncSession, owner: AlarmSubscriber, reach: Reach, changes: Mapping[str, Any]
    ) -> None:
        await self._records.note(
            session, owner.id, owner.division, owner.company, reach.actor, "edited", changes, self._clock.now_utc()
        )

    async def _in_force(self, subscriber: str, identity: str) -> AlarmAccount:
        await self._book.refresh([subscriber])
        async with self._database.reading() as session:
            return await session.get_one(AlarmAccount, identity)


def _of(subscriber: str) -> Any:
    return AlarmAccount.subscriber == subscriber


async def _found(session: AsyncSession, subscriber: str, identity: str) -> AlarmAccount:
    row = (
        await session.scalars(select(AlarmAccount).where(_of(subscriber), AlarmAccount.id == identity))
    ).one_or_none()
    if row is None:
        raise NotFound("subscribers.no_account", Sentence("没有此报警设备。", "There is no such device."))
    return row


async def _refuse_taken(session: AsyncSession, values: Mapping[str, Any], own: str) -> None:
    same = [getattr(AlarmAccount, key) == values[key] for key in ADDRESS]
    if await session.scalar(select(AlarmAccount.id).where(*same, AlarmAccount.id != own)) is not None:
        sentence = Sentence("该报警设备地址已登记。", "A device of this address is on record already.")
        raise Conflict("subscribers.account_taken", sentence, fields={"account": sentence})


def _require_key(values: Mapping[str, Any]) -> None:
    """Raise ``Invalid`` where the key of a device that signs is to be none, or not needed."""
    if values["protocol"] not in SIGNED_PROTOCOLS:
        return
    wrong = [name for name in ("key", "key_required") if name in values and not values[name]]
    if wrong:
        raise Invalid("subscribers.key_needed", _KEY_NEEDED, fields=dict.fromkeys(wrong, _KEY_NEEDED))


def _named(values: Mapping[str, Any]) -> str:
    return "/".join(str(values[key]) for key in ADDRESS if values[key])


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a device, its hexadecimal parts in upper case. Raises ``Invalid`` naming every wrong field."""
    columns = dict(values)
    faults = Faults()
    faults.choice("protocol", columns["protocol"], PROTOCOLS)
    faults.text("model", columns["model"], 64)
    if columns["protocol"] == "dc09":
        for key in ("receiver", "line", "account", "key"):
            columns[key] = columns[key].strip().upper()
        columns["receiver"] = columns["receiver"].lstrip("0") or "0"
        columns["line"] = columns["line"].lstrip("0") or "0"
        number = Sentence("1 至 6 位十六进制数字", "1 to 6 hexadecimal digits")
        faults.pattern("receiver", columns["receiver"], _DC09_NUMBER, number)
        faults.pattern("line", columns["line"], _DC09_NUMBER, number)
        faults.pattern(
            "account",
            columns["account"],
            _DC09_ACCOUNT,
            Sentence("3 至 16 位十六进制数字", "3 to 16 hexadecimal digits"),
        )
    else:
        columns["receiver"] = columns["line"] = ""
        faults.pattern(
            "account",
            columns["account"],
            _PLAIN_ACCOUNT,
            Sentence("1 至 64 位字母、数字或 _.:-", "letters, digits or _.:-"),
        )
    if columns["key"]:
        columns["key"] = columns["key"].upper()
        faults.pattern(
            "key", columns["key"], _KEY, Sentence("32、48 或 64 位十六进制数字", "32, 48 or 64 hexadecimal digits")
        )
    if columns["supervision_class"]:
        faults.choice("supervision_class", columns["supervision_class"], SUPERVISION_CLASSES)
    faults.number("poll_s", columns["poll_s"], 0, 86_400 * 32)
    faults.number("clock_behind_s", columns["clock_behind_s"], 0, 86_400)
    faults.number("clock_ahead_s", columns["clock_ahead_s"], 0, 86_400)
    faults.settle()
    return columns
