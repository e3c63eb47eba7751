"""A camera's alarm becomes a case at the township, the county and the city; the city disarms the camera and clears its alarm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bench.levels import Level, three_levels

pytestmark = pytest.mark.city


async def cases(level: Level) -> list[dict[str, Any]]:
    answer = await level.client.get("/api/v1/alarms", params={"view": "all"})
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_an_alarm_rises_three_levels_and_a_command_goes_down_three(tmp_path: Path) -> None:
    async with three_levels(tmp_path, log={"level": "error"}) as city:
        assert await city.camera.raise_alarm(city.channel, method=2, alarm_type=2, description="箱门被打开")
        await city.camera.happenings.wait("alarm_answered")

        async def everywhere() -> bool:
            return all([await cases(level) for level in city.levels])

        await city.until(everywhere, "the alarm is a case at every level")
        for level in city.levels:
            (case,) = await cases(level)
            assert (case["kind"]["code"], case["original"], case["text"]) == ("device_tamper", "2/2", "箱门被打开")
            assert case["source"] == f"gb28181|||{city.channel}"

        top = city.levels[0].client
        assert city.camera.alarms.alarming == {city.channel}
        answer = await top.post(f"/api/v1/devices/{city.channel}/alarm-reset", json={})
        assert answer.status_code == 204, answer.text
        assert city.camera.alarms.alarming == set()
        answer = await top.post(f"/api/v1/devices/{city.channel}/guard", json={"on": True})
        assert answer.status_code == 204, answer.text
        assert city.camera.alarms.guarded == {city.channel}
        city.camera.faults.refuse_guarding = True
        answer = await top.post(f"/api/v1/devices/{city.channel}/guard", json={"on": False})
        assert (answer.status_code, answer.json()["code"]) == (409, "gb28181.command_refused")
        assert city.camera.alarms.guarded == {city.channel}
