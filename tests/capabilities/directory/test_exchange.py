"""Channels in and out as tables."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from tests.capabilities.directory.conftest import AUTHOR, EVERYWHERE, NVR, camera

from anlan.capabilities.directory.exchange.columns import SHAPE
from anlan.capabilities.directory.listing import ChannelFilter
from anlan.capabilities.directory.models import Channel
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, TooMany
from anlan.foundation.sheets import read_table

CODE = "99010101001310000001"


def table(*rows: str, header: str = "通道编码,名称,行政区划,所属设备或平台,状态,场所类别,经度,纬度") -> bytes:
    return "\n".join([header, *rows]).encode()


async def test_a_dry_run_tells_what_would_happen_and_does_nothing(
    directory: DirectoryService, database: Database
) -> None:
    await directory.apply_catalog(NVR, [camera(1)], complete=True)
    data = table(
        f"{CODE},改名,,,,重点单位,,",
        f"{CODE[:-1]}2,新建,99010101,,规划,公共区域,110.5,30.5",
        f"{CODE[:-1]}3,挂在录像机,,{NVR},,,,",
    )
    before = (await directory.channels.get(CODE, EVERYWHERE)).channel
    report = await directory.exchange.take(data, AUTHOR, EVERYWHERE, dry_run=True)
    assert (report.rows, report.created, report.updated, report.errors, report.applied) == (3, 2, 1, [], False)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Channel)) == 1
    report = await directory.exchange.take(data, AUTHOR, EVERYWHERE, dry_run=False)
    assert (report.created, report.updated, report.applied) == (2, 1, True)
    renamed = (await directory.channels.get(CODE, EVERYWHERE)).channel
    assert (renamed.name, renamed.site_category, renamed.overrides) == ("改名", "key_unit", {"name": "改名"})
    imported = (await directory.channels.history(CODE, EVERYWHERE, None, 1))[0]
    assert (imported.reason, imported.actor_name) == ("imported", AUTHOR.name)
    assert imported.changes == {"name": [before.name, "改名"], "site_category": ["", "key_unit"]}
    planned = await directory.channels.get(f"{CODE[:-1]}2", EVERYWHERE)
    assert (planned.channel.life_cycle, planned.channel.counted, planned.path[-1].id) == (
        "planned",
        False,
        "d:99010101",
    )
    assert (await directory.channels.get(f"{CODE[:-1]}3", EVERYWHERE)).path[-1].id == f"v:{NVR}"
    again = await directory.exchange.take(data, AUTHOR, EVERYWHERE, dry_run=False)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    # The catalog does not undo what the file decided.
    await directory.apply_catalog(NVR, [camera(1)], complete=True)
    assert (await directory.channels.get(CODE, EVERYWHERE)).channel.name == "改名"
    assert await directory.verify_counts() == []


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (",缺编码,,,,,,", "通道编码", ""),
        ("123,短,,,,,,", "通道编码", "123"),
        ("99010101002150000001,分组,,,,,,", "通道编码", "99010101002150000001"),
        ("99010101001310000009,,,,,,,", "名称", ""),
        ("99010101001310000009,名,9901a,,,,,", "行政区划", "9901a"),
        ("99010101001310000009,名,990102,,,,,", "行政区划", "990102"),
        ("99010101001310000009,名,,99010101001180000077,,,,", "所属设备或平台", "99010101001180000077"),
        ("99010101001310000009,名,,,坏了,,,", "状态", "坏了"),
        ("99010101001310000009,名,,,,野外,,", "场所类别", "野外"),
        ("99010101001310000009,名,,,,,200,30", "经度", "200"),
        ("99010101001310000009,名,,,,,nan,30", "经度", "nan"),
        ("99010101001310000009,名,,,,,110.5,", "经度", "110.5"),
        (f"{CODE},名,,,规划,,,", "状态", "planned"),
        (f"{CODE},名,990102,,,,,", "行政区划", "990102"),
        ("99010101001310000008,再次,,,,,,", "通道编码", "99010101001310000008"),
    ],
)
async def test_one_wrong_cell_and_nothing_is_taken(
    directory: DirectoryService, database: Database, row: str, column: str, value: str
) -> None:
    await directory.apply_catalog(NVR, [camera(1)], complete=True)
    data = table("99010101001310000008,好的,,,,,,", row)
    report = await directory.exchange.take(data, AUTHOR, ("990101",), dry_run=False)
    assert [(each.row, each.column.zh, each.value) for each in report.errors] == [(3, column, value)]
    assert report.errors[0].sentence.zh
    assert report.errors[0].sentence.en
    assert not report.applied
    async with database.reading() as session:
        assert (await session.scalars(select(Channel.code))).all() == [CODE]


async def test_a_code_of_another_division_gives_nothing_away_but_that_it_is_taken(directory: DirectoryService) -> None:
    await directory.apply_catalog(NVR, [camera(1)], complete=True)
    report = await directory.exchange.take(table(f"{CODE},夺名,,,,,,"), AUTHOR, ("990102",), dry_run=False)
    assert [each.column.zh for each in report.errors] == ["通道编码"]


async def test_nobody_plans_a_channel_under_a_code_of_a_division_that_is_not_his(directory: DirectoryService) -> None:
    rows = ("99010200001310000001,东门,990101,,,,,", "99010101001310000009,西门,990101,,,,,")
    report = await directory.exchange.take(table(*rows), AUTHOR, ("990101",), dry_run=True)
    assert [(each.row, each.column.zh) for each in report.errors] == [(2, "通道编码")]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_what_is_exported_can_be_imported_unchanged(directory: DirectoryService, kind: str) -> None:
    cameras = [
        camera(n, name=name, longitude=110.5, latitude=30.25)
        for n, name in ((1, "=1+1"), (2, '北门"A",东'), (3, "'-x"))
    ]
    await directory.apply_catalog(NVR, cameras, complete=True)
    data = await directory.exchange.give(ChannelFilter(), EVERYWHERE, kind)  # type: ignore[arg-type]
    report = await directory.exchange.take(data, AUTHOR, EVERYWHERE, dry_run=False)
    assert (report.rows, report.updated, report.unchanged, report.errors) == (3, 0, 3, [])
    if kind == "csv":
        assert "'=1+1" in data.decode("utf-8-sig")
    else:
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        assert sheet["B2"].data_type == "s"
        assert sheet["A1"].value == "通道编码"
    assert (await directory.exchange.give(ChannelFilter(), ("9902",), kind)).count(b"9901") == 0  # type: ignore[arg-type]


async def test_the_template_passes_a_dry_run(directory: DirectoryService) -> None:
    report = await directory.exchange.take(await directory.exchange.template(), AUTHOR, EVERYWHERE, dry_run=True)
    assert (report.created, report.errors) == (1, [])


def test_a_file_is_told_by_its_content_and_charset() -> None:
    text = f"Code,Name\n{CODE},东门\n"
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("gb18030")):
        assert read_table(data, SHAPE).rows == [(2, {"code": CODE, "name": "东门"})]
    book = Workbook()
    assert book.active is not None
    book.active.append(["通道编码*", "备注", "名称"])
    book.active.append([int("9901010100131"), "x", None])
    book.active.append([None, None, None])
    book.active.append([CODE, None, " 东门 "])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_table(buffer.getvalue(), SHAPE).rows == [
        (2, {"code": "9901010100131"}),
        (4, {"code": CODE, "name": "东门"}),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet.header"),
        (b"a,b\n1,2\n", "sheet.header"),
        ("通道编码,Code\n".encode(), "sheet.header"),
        (b"\xff\xff\xff", "sheet.charset"),
        (b"PK\x03\x04 broken", "sheet.file"),
        (b'Code\n"' + b"x" * 200_000 + b'"\n', "sheet.file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(data, SHAPE)
    assert refused.value.code == code


def test_files_beyond_the_bounds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.foundation.sheets.reading.MOST_ROWS", 2)
    monkeypatch.setattr("anlan.foundation.sheets.reading.MOST_BYTES", 2_000)
    monkeypatch.setattr("anlan.foundation.sheets.reading._MOST_UNPACKED_BYTES", 10_000)
    with pytest.raises(TooMany):
        read_table(b"Code\n1\n2\n3\n", SHAPE)
    with pytest.raises(TooMany):
        read_table(b"x" * 2_001, SHAPE)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * 20_000)
    with pytest.raises(TooMany):
        read_table(bomb.getvalue(), SHAPE)
