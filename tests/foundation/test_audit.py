"""The audit log: append-only, chained, and every kind of tampering named."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from anlan.foundation.access.actor import SYSTEM, Resource
from anlan.foundation.audit import Anchors, AuditLog, verify
from anlan.foundation.audit.line import line_hash
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database

THING = Resource("system", "thing", "9901", "Ding 丁")
LINES = 12


@pytest.fixture
def anchors(tmp_path: Path, clock: ManualClock) -> Anchors:
    return Anchors(tmp_path / "anchors", tmp_path / "keys" / "anchor.pem", clock, every_lines=1000, every_minutes=60)


async def fill(database: Database, clock: ManualClock, anchors: Anchors | None = None, count: int = LINES) -> None:
    log = AuditLog(database, clock, on_written=anchors.note if anchors else None)
    for number in range(count):
        await clock.advance(1)
        await log.append(None, SYSTEM, "test.act", THING, "", "done", {"n": number, "名": "甲"})


async def unguarded(database: Database, change: Callable[[AsyncConnection], Awaitable[None]]) -> None:
    """What somebody with the database's own password could do: drop the triggers, then change what they like."""
    async with database.engine.begin() as connection:
        if database.is_sqlite:
            for verb in ("update", "delete"):
                await connection.execute(text(f"DROP TRIGGER audit_lines_no_{verb}"))
        else:
            await connection.execute(text("ALTER TABLE audit_lines DISABLE TRIGGER ALL"))
        await change(connection)


async def rows(connection: AsyncConnection) -> list[dict[str, Any]]:
    from sqlalchemy import select

    from anlan.foundation.audit.models import AuditLine

    return [
        dict(row)
        for row in (await connection.execute(select(AuditLine.__table__).order_by(AuditLine.sequence))).mappings()
    ]


async def rewrite_from(connection: AsyncConnection, first: int, **values: object) -> None:
    """Change line ``first`` and give every line from there on a fresh, consistent hash."""
    kept = await rows(connection)
    previous = kept[first - 2]["hash"]
    for row in kept[first - 1 :]:
        changed = {**row, **(values if row["sequence"] == first else {}), "previous_hash": previous}
        previous = line_hash(changed)
        await connection.execute(
            text(
                "UPDATE audit_lines SET facts = :facts, actor_name = :actor, previous_hash = :before, hash = :hash WHERE sequence = :sequence"
            ),
            {
                "facts": changed["facts"],
                "actor": changed["actor_name"],
                "before": changed["previous_hash"],
                "hash": previous,
                "sequence": row["sequence"],
            },
        )


async def run(connection: AsyncConnection, *statements: str) -> None:
    for statement in statements:
        await connection.execute(text(statement))


COLUMNS = (
    "occurred_utc, actor_id, actor_name, actor_kind, organisation, remote_host, action, resource_kind, resource_id, resource_name, "
    "division, purpose, outcome, facts, previous_hash, hash"
)


async def changed(c: AsyncConnection) -> None:
    await run(c, "UPDATE audit_lines SET actor_name = 'nobody' WHERE sequence = 5")


async def changed_with_fresh_hash(c: AsyncConnection) -> None:
    row = {**(await rows(c))[4], "actor_name": "nobody"}
    await c.execute(
        text("UPDATE audit_lines SET actor_name = 'nobody', hash = :hash WHERE sequence = 5"), {"hash": line_hash(row)}
    )


async def two_changed(c: AsyncConnection) -> None:
    await run(c, "UPDATE audit_lines SET outcome = 'allowed' WHERE sequence IN (5, 6)")


async def first_changed(c: AsyncConnection) -> None:
    await run(c, "UPDATE audit_lines SET facts = '{}' WHERE sequence = 1")


async def last_changed(c: AsyncConnection) -> None:
    await run(c, f"UPDATE audit_lines SET facts = '{{}}' WHERE sequence = {LINES}")


async def removed(c: AsyncConnection) -> None:
    await run(c, "DELETE FROM audit_lines WHERE sequence = 5")


async def several_removed(c: AsyncConnection) -> None:
    await run(c, "DELETE FROM audit_lines WHERE sequence BETWEEN 5 AND 8")


async def first_removed(c: AsyncConnection) -> None:
    await run(c, "DELETE FROM audit_lines WHERE sequence = 1")


async def removed_and_renumbered(c: AsyncConnection) -> None:
    await run(c, "DELETE FROM audit_lines WHERE sequence = 5")
    for sequence in range(6, LINES + 1):
        await run(c, f"UPDATE audit_lines SET sequence = {sequence - 1} WHERE sequence = {sequence}")


async def tail_removed(c: AsyncConnection) -> None:
    await run(c, f"DELETE FROM audit_lines WHERE sequence > {LINES - 2}")


async def inserted(c: AsyncConnection) -> None:
    for sequence in range(LINES, 4, -1):
        await run(c, f"UPDATE audit_lines SET sequence = {sequence + 1} WHERE sequence = {sequence}")
    await run(
        c, f"INSERT INTO audit_lines (sequence, {COLUMNS}) SELECT 5, {COLUMNS} FROM audit_lines WHERE sequence = 2"
    )


async def inserted_with_fitting_hash(c: AsyncConnection) -> None:
    kept = await rows(c)
    for sequence in range(LINES, 4, -1):
        await run(c, f"UPDATE audit_lines SET sequence = {sequence + 1} WHERE sequence = {sequence}")
    forged = {**kept[4], "actor_name": "nobody", "sequence": 5}
    names = COLUMNS.replace("actor_name", "'nobody'").replace(", hash", ", :hash")
    await c.execute(
        text(f"INSERT INTO audit_lines (sequence, {COLUMNS}) SELECT 5, {names} FROM audit_lines WHERE sequence = 6"),
        {"hash": line_hash(forged)},
    )


async def swapped(c: AsyncConnection) -> None:
    await run(
        c,
        *(
            f"UPDATE audit_lines SET sequence = {new} WHERE sequence = {old}"
            for old, new in ((5, 999), (6, 5), (999, 6))
        ),
    )


async def moved_far(c: AsyncConnection) -> None:
    await run(c, "UPDATE audit_lines SET sequence = 999 WHERE sequence = 3")
    for sequence in range(4, 11):
        await run(c, f"UPDATE audit_lines SET sequence = {sequence - 1} WHERE sequence = {sequence}")
    await run(c, "UPDATE audit_lines SET sequence = 10 WHERE sequence = 999")


async def tail_rewritten(c: AsyncConnection) -> None:
    await rewrite_from(c, 9, actor_name="nobody")


async def untouched(_c: AsyncConnection) -> None:
    return None


CASES: list[tuple[Callable[[AsyncConnection], Awaitable[None]], list[tuple[str, int, int]]]] = [
    (untouched, []),
    (changed, [("changed", 5, 5)]),
    (changed_with_fresh_hash, [("changed", 5, 5)]),
    (two_changed, [("changed", 5, 6)]),
    (first_changed, [("changed", 1, 1)]),
    (last_changed, [("changed", LINES, LINES)]),
    (removed, [("removed", 5, 5)]),
    (several_removed, [("removed", 5, 8)]),
    (first_removed, [("removed", 1, 1)]),
    (removed_and_renumbered, [("removed", 5, 5)]),
    (tail_removed, [("removed", LINES - 1, LINES)]),
    (inserted, [("inserted", 5, 5)]),
    (inserted_with_fitting_hash, [("inserted", 5, 5)]),
    (swapped, [("reordered", 5, 5)]),
    (moved_far, [("reordered", 3, 3)]),
    (tail_rewritten, [("rewritten", 1, LINES)]),
]


@pytest.mark.parametrize(("tamper", "expected"), CASES, ids=[case[0].__name__ for case in CASES])
async def test_tampering_is_named(
    tamper: Callable[[AsyncConnection], Awaitable[None]],
    expected: list[tuple[str, int, int]],
    database: Database,
    clock: ManualClock,
    anchors: Anchors,
) -> None:
    await anchors.start()
    await fill(database, clock, anchors)
    await anchors.stop()
    await unguarded(database, tamper)
    verdict = await verify(database, anchors.directory, anchors.key_file)
    assert [(finding.kind, finding.first, finding.last) for finding in verdict.findings] == expected
    assert verdict.whole is (not expected)
    assert verdict.anchors == 1


async def test_a_rewritten_tail_is_narrowed_to_what_follows_the_last_good_anchor(
    database: Database, clock: ManualClock, anchors: Anchors
) -> None:
    await anchors.start()
    await fill(database, clock, anchors, 6)
    await anchors.sign()
    await fill(database, clock, anchors, 6)
    await anchors.stop()
    await unguarded(database, tail_rewritten)
    verdict = await verify(database, anchors.directory, anchors.key_file)
    assert [(finding.kind, finding.first, finding.last) for finding in verdict.findings] == [("rewritten", 7, 12)]


async def test_a_forged_anchor_is_named(database: Database, clock: ManualClock, anchors: Anchors) -> None:
    await anchors.start()
    await fill(database, clock, anchors)
    await anchors.stop()
    file = next(anchors.directory.glob("anchors-*.jsonl"))
    file.write_text(file.read_text().replace(f'"sequence":{LINES}', '"sequence":3'))
    verdict = await verify(database, anchors.directory, anchors.key_file)
    assert [(finding.kind, finding.place) for finding in verdict.findings] == [("bad_anchor", f"{file.name}:1")]


@pytest.mark.parametrize("statement", ["UPDATE audit_lines SET action = 'x'", "DELETE FROM audit_lines"])
async def test_the_database_itself_refuses_changes(statement: str, database: Database, clock: ManualClock) -> None:
    await fill(database, clock, count=1)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.engine.begin() as connection:
            await connection.execute(text(statement))


async def test_a_line_of_a_change_stands_or_falls_with_it(
    database: Database, clock: ManualClock, audit: AuditLog
) -> None:
    async def fails_half_way() -> None:
        async with database.transaction() as session:
            await audit.append(session, SYSTEM, "lost", THING)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_half_way()
    async with database.transaction() as session:
        await audit.append(session, SYSTEM, "kept", THING)
        await audit.append(session, SYSTEM, "kept too", THING)
    async with database.engine.connect() as connection:
        assert [row["action"] for row in await rows(connection)] == ["kept", "kept too"]
    assert (await verify(database, None)).whole


async def test_concurrent_writers_of_several_processes_make_one_chain(
    open_database: Callable[[], Database], clock: ManualClock
) -> None:
    logs = [AuditLog(open_database(), clock) for _ in range(3)]
    sequences = await asyncio.gather(
        *(logs[n % 3].append(None, SYSTEM, "test", THING, facts={"n": n}) for n in range(90))
    )
    assert sorted(sequences) == list(range(1, 91))
    verdict = await verify(open_database(), None)
    assert (verdict.whole, verdict.lines) == (True, 90)


async def test_a_line_is_committed_when_append_returns(
    open_database: Callable[[], Database], clock: ManualClock
) -> None:
    sequence = await AuditLog(open_database(), clock).append(None, SYSTEM, "test", THING)
    async with open_database().engine.connect() as connection:
        assert [row["sequence"] for row in await rows(connection)] == [sequence]


async def test_anchors_are_signed_as_lines_and_minutes_pass(
    tmp_path: Path, database: Database, clock: ManualClock
) -> None:
    anchors = Anchors(tmp_path / "a", tmp_path / "k.pem", clock, every_lines=5, every_minutes=60)
    await anchors.start()
    log = AuditLog(database, clock, on_written=anchors.note)

    def signed() -> list[int]:
        return [
            json.loads(line)["sequence"]
            for file in anchors.directory.glob("*.jsonl")
            for line in file.read_text().splitlines()
        ]

    for _ in range(5):
        await log.append(None, SYSTEM, "test", THING)
    await anchors.wait_signed(5)
    await log.append(None, SYSTEM, "test", THING)
    assert signed() == [5]
    clock.jump(3600)
    await anchors.wait_signed(6)
    await log.append(None, SYSTEM, "test", THING)
    await anchors.stop()
    assert signed() == [5, 6, 7]
