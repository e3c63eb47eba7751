"""Further people at a platform of the running demo, made by its administrator and disabled at the end."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.city.platform_client import PlatformClient, at, signed_in_as

from anlan.app.demo.plan import CityPlan, PlatformPlan

FIRST_PASSWORD, OWN_PASSWORD = "First-Harbour-31", "Own-Harbour-31"


@asynccontextmanager
async def person(
    plan: CityPlan, platform: PlatformPlan, role: str, division: str, organisation: str | None = None
) -> AsyncIterator[PlatformClient]:
    """Somebody with one role over a division, signed in with a password of their own. ``organisation``: its id; the platform's first."""
    name = f"{role.replace('_', '-')}-{division}-{time.monotonic_ns()}"
    async with at(plan, platform) as admin:
        organisation = organisation or (await admin.get("/organisations"))["items"][0]["id"]
        roles = [{"role": role, "division": division}]
        body = {"name": name, "organisation_id": organisation, "password": FIRST_PASSWORD, "roles": roles}
        user = await admin.post("/users", body)
        try:
            async with signed_in_as(platform, name, FIRST_PASSWORD) as fresh:
                assert (await fresh.http.get("/api/v1/tree")).status_code == 403
                await fresh.post("/session/password", {"old": FIRST_PASSWORD, "new": OWN_PASSWORD})
            async with signed_in_as(platform, name, OWN_PASSWORD) as client:
                yield client
        finally:
            await admin.http.patch(f"/api/v1/users/{user['id']}", json={"enabled": False})
