"""Events by asking: the same as one would hear."""

from __future__ import annotations

import httpx
import pytest
from tests.api.conftest import COUNTY, OTHER_COUNTY, Platform


async def asked(client: httpx.AsyncClient, after: int, **more: object) -> dict[str, object]:
    answer = await client.get("/api/v1/events/history", params={"after": after, **more})  # type: ignore[dict-item]
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


@pytest.fixture
async def told(platform: Platform) -> list[str]:
    """Six events: of two counties by turns; the last is told."""
    context, made = platform.context, []
    for number in range(6):
        async with context.database.transaction() as session:
            division = COUNTY if number % 2 == 0 else OTHER_COUNTY
            kind = "alarms.case" if number < 4 else "alarms.link"
            made.append(
                await context.outbox.record(session, kind, {"n": number}, division=division, permission="alarms.read")
            )
    position = 0
    while not (page := await context.outbox.next_page(position)) or page[-1].id != made[-1]:
        position = page[-1].sequence
    return made


async def test_one_reads_on_from_where_one_was(platform: Platform, told: list[str]) -> None:
    client = await platform.sign_in("county_operator")
    first = await asked(client, 0, limit=2)
    assert [each["id"] for each in first["items"]] == [told[0], told[2]]  # type: ignore[attr-defined]
    rest = await asked(client, first["after"], limit=2)  # type: ignore[arg-type]
    assert [each["id"] for each in rest["items"]] == [told[4]]  # type: ignore[attr-defined]
    assert (rest["after"], rest["expired"]) == (rest["sequence"], False)
    assert (await asked(client, rest["after"]))["items"] == []  # type: ignore[arg-type]
    links = await asked(client, 0, kind="alarms.link")
    assert [each["id"] for each in links["items"]] == [told[4]]  # type: ignore[attr-defined]


async def test_who_may_hear_none_is_told_none(platform: Platform, told: list[str]) -> None:
    found = await asked(await platform.sign_in("viewer"), 0, kind="alarms.")
    assert (found["items"], found["after"]) == ([], found["sequence"])


async def test_a_position_that_is_no_longer_kept_is_said(platform: Platform, told: list[str]) -> None:
    client = await platform.sign_in("county_operator")
    platform.context.outbox._keep_events = 1
    await platform.context.outbox.purge()
    found = await asked(client, 0)
    assert (found["items"], found["expired"], found["after"]) == ([], True, found["sequence"])
    assert (await asked(client, 10**9))["expired"]
