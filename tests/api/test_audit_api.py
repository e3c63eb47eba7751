"""Reading the audit log by division and verifying it."""

from __future__ import annotations

import shutil
from typing import Any

from sqlalchemy import text

from anlan.foundation.access.actor import SYSTEM, Resource


async def test_lines_are_shown_by_division_newest_first_page_by_page(platform: Any, clock: Any) -> None:
    for number in range(5):
        await clock.advance(60)
        for division in ("990101", "990102"):
            await platform.context.audit.append(
                None, SYSTEM, f"act.{number}", Resource("device", f"d{number}", division), facts={"n": number}
            )
    client = await platform.sign_in("other_officer")
    seen: list[tuple[str, str]] = []
    cursor = None
    while True:
        params = {"limit": 2, "actor": "system", **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/v1/audit", params=params)).json()
        seen += [(line["action"], line["division"]) for line in page["items"] if line["action"].startswith("act.")]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [(f"act.{number}", "990102") for number in reversed(range(5))]
    filtered = (await client.get("/api/v1/audit", params={"action": "act.3", "outcome": "done"})).json()["items"]
    assert [line["facts"] for line in filtered] == [{"n": 3}]
    span = {"from": "2026-01-01T00:02:30Z", "to": "2026-01-01T00:04:30Z"}
    inside = (await client.get("/api/v1/audit", params=span)).json()["items"]
    assert [line["action"] for line in inside] == ["act.3", "act.2"]
    turned = await client.get("/api/v1/audit", params={"from": span["to"], "to": span["from"]})
    assert turned.status_code == 422


async def test_verification_names_what_was_changed(platform: Any, database: Any) -> None:
    client = await platform.sign_in("officer")
    verdict = (await client.post("/api/v1/audit/verify")).json()
    assert (verdict["whole"], verdict["findings"], verdict["anchors"]) == (True, [], 1)
    async with database.engine.begin() as connection:
        if database.is_sqlite:
            await connection.execute(text("DROP TRIGGER audit_lines_no_update"))
        else:
            await connection.execute(text("ALTER TABLE audit_lines DISABLE TRIGGER ALL"))
        await connection.execute(text("UPDATE audit_lines SET actor_name = 'nobody' WHERE sequence = 3"))
    verdict = (await client.post("/api/v1/audit/verify")).json()
    assert verdict["whole"] is False
    assert verdict["findings"] == [
        {"kind": "changed", "first": 3, "last": 3, "zh": "第 3 条内容被改动", "en": "line 3: changed"}
    ]


async def test_anchors_out_of_reach_are_told_and_not_taken_for_a_whole_log(platform: Any) -> None:
    client = await platform.sign_in("officer")
    directory = platform.context.anchors.directory
    shutil.rmtree(directory)
    directory.write_text("a share that is away")
    answer = await client.post("/api/v1/audit/verify")
    assert (answer.status_code, answer.json()["code"]) == (503, "audit.anchors_unreachable")
    directory.unlink()
    directory.mkdir()
    assert (await client.post("/api/v1/audit/verify")).json()["whole"] is True
