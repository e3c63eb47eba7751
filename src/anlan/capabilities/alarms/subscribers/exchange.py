"""Subscribers in and out as tables: xlsx and CSV, checked row by row, taken all or not at all."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.alarms.models import AlarmSubscriber, SubscriberContact
from anlan.capabilities.alarms.subscribers.book import SubscriberBook
from anlan.capabilities.alarms.subscribers.drafts import ContactDraft, SubscriberDraft, checked, checked_rows
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.records import SubscriberFilter, SubscriberRecords
from anlan.capabilities.alarms.subscribers.words import CATEGORIES
from anlan.foundation.access.models import Organisation
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import DomainError
from anlan.foundation.sheets import (
    MOST_ROWS,
    CellError,
    Column,
    SheetFormat,
    SheetShape,
    Table,
    read_degrees,
    read_one_of,
    read_table,
    read_text,
    write_table,
    write_template,
)
from anlan.protocols.wording import Sentence

MOST_ERRORS: Final = 1_000
_STEP = 5_000
_PERSON: Final = re.compile(r"(.{1,64}?)\s+(\+?[0-9][0-9 \-]{2,30})")


def _day(cell: str) -> date:
    # A spreadsheet gives a date as "2026-01-01 00:00:00".
    try:
        return date.fromisoformat(cell[:10].replace("/", "-"))
    except ValueError:
        raise CellError(Sentence("应为日期，如 2026-01-01", "a date such as 2026-01-01 is expected")) from None


def _division(cell: str) -> str:
    if not (cell.isascii() and cell.isdigit() and len(cell) in (2, 4, 6, 8)):
        raise CellError(Sentence("应为 2、4、6 或 8 位数字", "2, 4, 6 or 8 digits are expected"))
    return cell


def _contacts(cell: str) -> tuple[ContactDraft, ...]:
    people = []
    for entry in cell.replace("；", ";").split(";"):
        if entry.strip():
            found = _PERSON.fullmatch(entry.strip())
            people.append(ContactDraft(found[1], found[2]) if found else ContactDraft("", ""))
    try:
        checked_rows(people)
    except DomainError:
        raise CellError(
            Sentence("应为“姓名 电话”，多人以分号分隔", "“name telephone” is expected, several parted by semicolons")
        ) from None
    return tuple(people)


SHAPE = SheetShape("报警用户", (
    Column("number", Sentence("用户编号", "Customer number"), Sentence("必填，合同所列编号", "required, as on the contract"), read_text(32)),
    Column("name", Sentence("名称", "Name"), Sentence("新建时必填", "required for a new one"), read_text(128)),
    Column("category", Sentence("类别", "Category"), Sentence("居民农户、商业网点、机关企事业单位、重点单位、居民小区、其他", "household, shop, institution …"), read_one_of(CATEGORIES)),
    Column("division", Sentence("行政区划", "Division"), Sentence("2、4、6 或 8 位；新建时必填", "2, 4, 6 or 8 digits; required for a new one"), _division),
    Column("village", Sentence("村(居)", "Village"), Sentence("", ""), read_text(64)),
    Column("address", Sentence("地址", "Address"), Sentence("", ""), read_text(255)),
    Column("longitude", Sentence("经度", "Longitude"), Sentence("WGS-84，度；与纬度同填", "WGS-84 degrees; with latitude"), read_degrees(180)),
    Column("latitude", Sentence("纬度", "Latitude"), Sentence("WGS-84，度；与经度同填", "WGS-84 degrees; with longitude"), read_degrees(90)),
    Column("company", Sentence("服务企业", "Company"), Sentence("组织机构名称；空为无", "name of the organisation; empty for none"), read_text(128)),
    Column("contract", Sentence("合同编号", "Contract"), Sentence("", ""), read_text(64)),
    Column("contract_from", Sentence("合同起始", "Contract from"), Sentence("日期", "a date"), _day),
    Column("contract_until", Sentence("合同截止", "Contract until"), Sentence("日期", "a date"), _day),
    Column("contacts", Sentence("联系人", "Contacts"), Sentence("“姓名 电话”，按呼叫次序，以分号分隔", "“name telephone” in call order, parted by semicolons"), _contacts),
    Column("note", Sentence("备注", "Note"), Sentence("", ""), read_text(1000)),
), "number")  # fmt: skip
_EXAMPLE = ["KH-000123", "人民路便利店", "商业网点", "99010101", "", "人民路 12 号", 110.5, 30.25, "", "HT-2026-018", "2026-01-01", "2026-12-31", "王敏 13900000000; 李强 0990-5550123", ""]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a cell. ``column`` is its title."""

    row: int
    column: Sentence
    value: str
    sentence: Sentence


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do. With any error nothing was done."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    errors_total: int = 0
    applied: bool = False

    def wrong(self, row: int, key: str, value: str, sentence: Sentence) -> None:
        """Note what is wrong; only the first ``MOST_ERRORS`` are kept."""
        self.errors_total += 1
        if len(self.errors) < MOST_ERRORS:
            column = SHAPE.imported.get(key, SHAPE.columns[0])
            self.errors.append(RowError(row, column.title, value[:128], sentence))


class _TakenBack(Exception):  # noqa: N818 - a way out of a transaction
    """Nothing is to be kept."""


class SubscriberExchange:
    """What can be done with files of subscribers."""

    def __init__(self, database: Database, clock: Clock, records: SubscriberRecords, book: SubscriberBook) -> None:
        self._database = database
        self._clock = clock
        self._records = records
        self._book = book

    async def take(self, data: bytes, reach: Reach, *, dry_run: bool) -> ImportReport:
        """Import a file. Raises ``Invalid`` for a file that cannot be read and ``TooMany`` beyond the bounds."""
        table = await asyncio.to_thread(read_table, data, SHAPE)
        touched: list[str] = []
        report = ImportReport(rows=len(table.rows))
        with suppress(_TakenBack):
            async with self._database.transaction() as session:
                await self._apply(session, table, report, reach, touched)
                report.applied = not dry_run and not report.errors_total
                if not report.applied:
                    # A dry run goes the whole way and is taken back: what it says is what an import would do.
                    raise _TakenBack
        if report.applied:
            await self._book.refresh(touched)
        return report

    async def give(self, filters: SubscriberFilter, reach: Reach, kind: SheetFormat) -> bytes:
        """The subscribers of a list as a file, at most ``MOST_ROWS`` of them."""
        rows: list[list[Any]] = []
        after: tuple[str, str] | None = None
        while len(rows) < MOST_ROWS:
            page, _ = await self._records.page(filters, reach, after, min(_STEP, MOST_ROWS - len(rows)))
            async with self._database.reading() as session:
                rows += await _cells(session, page)
            if len(page) < _STEP:
                break
            after = (page[-1].pinyin, page[-1].id)
        return await asyncio.to_thread(write_table, SHAPE, rows, kind)

    async def template(self) -> bytes:
        """An empty table with titles, hints and one example."""
        return await asyncio.to_thread(write_template, SHAPE, _EXAMPLE)

    async def _apply(
        self, session: AsyncSession, table: Table, report: ImportReport, reach: Reach, touched: list[str]
    ) -> None:
        companies = {name: identity for identity, name in (await _companies(session)).items()}
        seen: dict[str, int] = {}
        for number, cells in table.rows:
            values = _read(report, number, cells, companies)
            if values is None:
                continue
            key = values["number"]
            if key in seen:
                report.wrong(
                    number, "number", key, Sentence(f"与第 {seen[key]} 行重复", f"the same as in row {seen[key]}")
                )
                continue
            seen[key] = number
            try:
                await self._take_row(session, report, number, values, reach, touched)
            except DomainError as error:
                wrong = error.fields or {"number": error.sentence}
                for name, sentence in wrong.items():
                    report.wrong(number, name, cells.get(name, ""), sentence)

    async def _take_row(
        self,
        session: AsyncSession,
        report: ImportReport,
        number: int,
        values: dict[str, Any],
        reach: Reach,
        touched: list[str],
    ) -> None:
        contacts: tuple[ContactDraft, ...] | None = values.pop("contacts", None)
        query = select(AlarmSubscriber).where(AlarmSubscriber.number == values["number"])
        before = (await session.scalars(query)).one_or_none()
        division, company = values.get("division", before.division if before else ""), values.get("company")
        outside = Sentence("不在您的管辖范围内", "outside what you may act in")
        if before is not None and not reach.covers(before.division, before.company):
            report.wrong(
                number,
                "number",
                values["number"],
                Sentence("编号已被使用，且" + outside.zh, "the number is taken, " + outside.en),
            )
            return
        if company is None:
            company = before.company if before else (reach.actor.company or "")
        values["company"] = company
        missing = [key for key in ("name", "category", "division") if before is None and key not in values]
        for key in missing:
            report.wrong(number, key, "", Sentence("新建时必须填写", "is required for a new subscriber"))
        if missing:
            return
        if not reach.covers(division, company):
            report.wrong(number, "division", division, outside)
            return
        now = self._clock.now_utc()
        if before is None:
            draft = SubscriberDraft(**values)
            touched.append(await self._records.insert(session, draft, reach.actor, "imported", now))
            report.created += 1
        else:
            changed = await self._records.change(session, before, values, reach.actor, "imported", now)
            report.updated += changed
            report.unchanged += not changed
            touched.append(before.id)
        if contacts is not None:
            await _replace_contacts(session, touched[-1], contacts)


async def _replace_contacts(session: AsyncSession, subscriber: str, people: Sequence[ContactDraft]) -> None:
    """The people of a file, in place of those on record."""
    await session.execute(delete(SubscriberContact).where(SubscriberContact.subscriber == subscriber))
    rows = [row | {"call_order": order, "subscriber": subscriber} for order, row in enumerate(checked_rows(people), 1)]
    if rows:
        await session.execute(insert(SubscriberContact), rows)


async def _companies(session: AsyncSession) -> dict[str, str]:
    """Id → name of every organisation."""
    return {row.id: row.name for row in await session.scalars(select(Organisation))}


def _read(
    report: ImportReport, number: int, cells: Mapping[str, str], companies: Mapping[str, str]
) -> dict[str, Any] | None:
    """The values of a row, or None where something is wrong with it, which is noted."""
    values: dict[str, Any] = {}
    before = report.errors_total
    if "number" not in cells:
        report.wrong(number, "number", "", Sentence("必须填写", "is required"))
    for key, cell in cells.items():
        read = SHAPE.imported[key].read
        assert read is not None
        try:
            values[key] = read(cell)
        except CellError as error:
            report.wrong(number, key, cell, error.sentence)
    if "company" in values:
        if values["company"] not in companies:
            report.wrong(
                number, "company", values["company"], Sentence("没有此组织机构", "there is no such organisation")
            )
        else:
            values["company"] = companies[values["company"]]
    if report.errors_total == before:
        try:
            checked({key: value for key, value in values.items() if key != "contacts"})
        except DomainError as error:
            for key, sentence in error.fields.items():
                report.wrong(number, key, cells.get(key, ""), sentence)
    return values if report.errors_total == before else None


async def _cells(session: AsyncSession, page: Sequence[AlarmSubscriber]) -> list[list[Any]]:
    names = await _companies(session)
    people: dict[str, list[str]] = {}
    query = select(SubscriberContact).where(SubscriberContact.subscriber.in_([row.id for row in page]))
    for each in await session.scalars(query.order_by(SubscriberContact.subscriber, SubscriberContact.call_order)):
        people.setdefault(each.subscriber, []).append(f"{each.name} {each.phone}")
    words: dict[str, Callable[[AlarmSubscriber], str]] = {
        "category": lambda row: CATEGORIES[row.category].zh,
        "company": lambda row: names.get(row.company, ""),
        "contract_from": lambda row: row.contract_from.isoformat() if row.contract_from else "",
        "contract_until": lambda row: row.contract_until.isoformat() if row.contract_until else "",
        "contacts": lambda row: "; ".join(people.get(row.id, ())),
    }
    keys = [column.key for column in SHAPE.columns]
    return [[words[key](row) if key in words else getattr(row, key) for key in keys] for row in page]


# The draft must know every column but the people.
assert {column.key for column in SHAPE.columns} - {"contacts"} <= {each.name for each in fields(SubscriberDraft)}
