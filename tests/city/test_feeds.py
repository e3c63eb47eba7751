"""An alarm of a township at the desks above: seen at once at three levels, handed up, worked by the county, shown below."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from tests.city.demo_city import DemoCity
from tests.city.platform_client import LIMIT_S, at

pytestmark = pytest.mark.city


async def until(true: Callable[[], Awaitable[Any]]) -> Any:
    """What comes true at another platform; no event spans two of them."""
    async with asyncio.timeout(LIMIT_S):
        while not (found := await true()):
            await asyncio.sleep(0.1)
        return found


async def test_a_case_is_at_three_levels_and_passes_between_them(demo_city: DemoCity) -> None:
    plan = demo_city.plan
    township = plan.townships()[0]
    county = next(each for each in plan.platforms if each.code == township.upper)
    async with at(plan, township) as below, at(plan, county) as middle, at(plan, plan.top) as above:
        for client in (below, middle, above):
            await until(lambda client=client: _joined(client))  # type: ignore[misc]
        body = {"division": township.division, "alarm_class": "hold_up", "text": "路人报警：有人持刀"}
        row = await below.post("/alarms", body)
        path = f"/alarms/{row['id']}"

        async def shown(client: Any) -> Any:
            answer = await client.http.get(f"/api/v1{path}")
            return answer.json() if answer.status_code == httpx.codes.OK else None

        for client in (middle, above):
            seen = await until(lambda client=client: shown(client))  # type: ignore[misc]
            assert (seen["alarm_class"], seen["home"], seen["writer"], seen["actions"]) == (
                "hold_up",
                township.code,
                township.code,
                [],
            )
        row = await below.post(f"{path}/claim", {"version": row["version"]})
        row = await below.post(f"{path}/hand_up", {"version": row["version"], "reason": "请县里处置"})
        version = row["version"]

        async def offered() -> Any:
            seen = await shown(middle)
            return seen if seen["version"] == version else None

        assert (await until(offered))["actions"] == ["take_over", "decline"]
        row = await middle.post(f"{path}/take_over", {"version": version})
        assert row["writer"] == ""
        row = await middle.post(f"{path}/dispatch", {"version": row["version"], "who": "县巡逻队"})

        async def told(client: Any) -> Any:
            seen = await shown(client)
            return seen if seen["version"] == row["version"] else None

        for client in (below, above):
            seen = await until(lambda client=client: told(client))  # type: ignore[misc]
            assert (seen["state"], seen["writer"]) == ("dispatched", county.code)
            assert [step["action"] for step in seen["steps"]] == ["open", "claim", "hand_up", "take_over", "dispatch"]
            assert seen["steps"][-1]["platform"] == county.code
        await middle.post(f"{path}/decide_false", {"version": row["version"], "cause": "user", "note": "演练"})


async def _joined(client: Any) -> bool:
    feeds = (await client.get("/feeds"))["items"]
    return bool(feeds) and all(feed["connected"] for feed in feeds)
