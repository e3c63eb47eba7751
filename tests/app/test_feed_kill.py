"""Two real platforms joined by a WebSocket: cut, killed on either side, and in the end the same above as below."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.alarm_platform import FIRST_ACCOUNT
from bench.fed_platforms import COUNTY, FedPlatforms, compare
from tests.patience import PATIENCE_S

from anlan.simulator.panels.fleet import PanelFleet

PANELS = 60


async def test_cut_and_killed_on_either_side_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    platforms = FedPlatforms(tmp_path, PANELS)
    async with platforms.running():
        assert await platforms.settled(PATIENCE_S) < PATIENCE_S
        fleet = PanelFleet("127.0.0.1", platforms.below.panel_port, PANELS, first_account=FIRST_ACCOUNT, retry_s=1.0)
        await fleet.open()
        try:
            storm = asyncio.create_task(fleet.storm(60.0, 3.0, patience_s=PATIENCE_S))
            await platforms.above.kill_and_start()
            platforms.way.cut()
            await platforms.below.kill_and_start()
            report = await storm
            assert report.acknowledged == report.raised == 180
        finally:
            await fleet.close()
        standing = await platforms.feed()
        assert (standing["connected"], standing["waiting"]) == (False, PANELS)
        platforms.way.mend()
        assert await platforms.settled(PATIENCE_S) < PATIENCE_S
        assert await compare(platforms) == (0, 0)
        async with platforms.above.operator() as client:
            queue = (await client.get("/api/v1/alarms")).raise_for_status().json()
            assert queue["total"] == PANELS
            first = queue["items"][0]["id"]
            # The county's desk only looks at what the township has in hand.
            refused = await client.post(f"/api/v1/alarms/{first}/claim", json={"version": queue["items"][0]["version"]})
            assert refused.status_code == 409
            assert refused.json()["code"] == "alarms.written_elsewhere"
        async with platforms.below.operator() as client:
            row = (await client.get(f"/api/v1/alarms/{first}")).raise_for_status().json()
            row = (
                (await client.post(f"/api/v1/alarms/{first}/claim", json={"version": row["version"]}))
                .raise_for_status()
                .json()
            )
            body = {"version": row["version"], "reason": "需要县里处置"}
            row = (await client.post(f"/api/v1/alarms/{first}/hand_up", json=body)).raise_for_status().json()
        assert await platforms.settled(PATIENCE_S) < PATIENCE_S
        async with platforms.above.operator() as client:
            taken = await client.post(f"/api/v1/alarms/{first}/take_over", json={"version": row["version"]})
            assert taken.raise_for_status().json()["writer"] == ""
        async with platforms.below.operator() as client:
            assert (await client.get(f"/api/v1/alarms/{first}")).json()["writer"] == COUNTY
