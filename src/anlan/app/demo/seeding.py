"""What the demo's platforms know before they start: divisions and map, links, devices, alarm subscribers and accounts."""

from __future__ import annotations

import hashlib

from anlan.app.demo.night import night_plan
from anlan.app.demo.plan import DUTY_LEADER, OPERATOR, CityPlan, DevicePlan, PlatformPlan
from anlan.app.demo.premises import enter
from anlan.app.records import open_access, open_directory, open_feeds, open_subscribers
from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.divisions import DivisionDraft, FeatureDraft
from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.directory.shares.choice import ShareDraft
from anlan.foundation.access.actor import SYSTEM, Actor
from anlan.foundation.access.passwords import random_password
from anlan.foundation.access.service import FIRST_ADMIN, AccessService
from anlan.foundation.access.users import UserRecord
from anlan.foundation.config import Settings
from anlan.gateways.feeds.links import UpperDraft
from anlan.simulator.city import City, boundaries, generate_city, roads
from anlan.simulator.panels.night import subscribers
from anlan.simulator.village import households

DEMO = Author("demo", "演示城市")
KEEPALIVE_S = 10


async def seed_platform(plan: CityPlan, platform: PlatformPlan, settings: Settings) -> None:
    """Fill a platform's records unless that was done before; the administrator's password comes last and marks that all is there."""
    async with open_access(settings) as access:
        first_password = await access.ensure_first_admin()
        if first_password is None:
            return
        async with open_directory(settings) as directory:
            own = settings.platform
            await directory.keep_own_platform(OwnPlatform(own.code, own.name, own.level, own.division, own.edition))
            city = generate_city(plan.seed)
            await _load_places(directory, city, platform)
            for device in platform.devices:
                await directory.devices.create(_device(device), DEMO)
            await _link(directory, plan, platform)
        await _feed(settings, plan, platform)
        if platform.dc09_port is not None:
            await _protect(settings, plan, platform, city)
            await _add_operators(access, plan, platform)
        await _set_password(access, first_password, plan.admin_password)


async def _load_places(directory: DirectoryService, city: City, platform: PlatformPlan) -> None:
    """The platform's own part of the city, and what lies above it."""
    wanted = platform.division
    features = [
        feature
        for feature in boundaries(city)["features"]
        if feature["properties"]["code"].startswith(wanted) or wanted.startswith(feature["properties"]["code"])
    ]
    await directory.divisions.load([_division(feature) for feature in features])
    lines = [
        feature
        for feature in roads(city)["features"]
        if feature["properties"]["from"].startswith(wanted) or feature["properties"]["to"].startswith(wanted)
    ]
    await directory.divisions.load_features([_road(feature) for feature in lines])


def _division(feature: dict) -> DivisionDraft:  # type: ignore[type-arg]  # GeoJSON as it comes
    return DivisionDraft(feature["properties"]["code"], feature["properties"]["name"], boundary=feature["geometry"])


def _road(feature: dict) -> FeatureDraft:  # type: ignore[type-arg]  # GeoJSON as it comes
    properties = feature["properties"]
    return FeatureDraft(
        f"road-{properties['from']}-{properties['to']}",
        "road",
        feature["geometry"],
        properties={"class": properties["class"]},
    )


def _device(device: DevicePlan) -> DeviceDraft:
    return DeviceDraft(
        code=device.code, name=device.name, password=device.password, edition=device.edition, charset=device.charset,
        transport=device.transport, media_transport=device.media_transport, keepalive_interval_s=KEEPALIVE_S,
    )  # fmt: skip


async def _link(directory: DirectoryService, plan: CityPlan, platform: PlatformPlan) -> None:
    """Put the platforms above and below on record; everything is shared upward."""
    by_code = {each.code: each for each in plan.platforms}
    if platform.upper is not None:
        upper = by_code[platform.upper]
        await directory.platforms.create(
            PlatformDraft(
                code=upper.code, name=upper.name, role="upper", level=upper.level, password=platform.upper_password or "",
                username=platform.code, domain=upper.code[:10], host="127.0.0.1", port=upper.sip_port, transport="tcp",
                keepalive_interval_s=KEEPALIVE_S,
            ),
            DEMO,
        )  # fmt: skip
        await directory.shares.set(upper.code, [ShareDraft(f"d:{platform.division}", "division")], DEMO)
    for lower in (each for each in plan.platforms if each.upper == platform.code):
        await directory.platforms.create(
            PlatformDraft(
                code=lower.code, name=lower.name, role="lower", level=lower.level, password=lower.upper_password or "",
                transport="tcp", keepalive_interval_s=KEEPALIVE_S,
            ),
            DEMO,
        )  # fmt: skip


async def _feed(settings: Settings, plan: CityPlan, platform: PlatformPlan) -> None:
    """Join the platforms above and below by feeds of alarms."""
    by_code = {each.code: each for each in plan.platforms}
    async with open_feeds(settings) as links:
        if platform.upper is not None:
            address = f"ws://127.0.0.1:{by_code[platform.upper].http_port}"
            await links.set_upper(platform.upper, UpperDraft(address, key=_feed_key(platform)))
        for lower in (each for each in plan.platforms if each.upper == platform.code):
            await links.admit_lower(lower.code, _feed_key(lower))


def _feed_key(lower: PlatformPlan) -> str:
    """One key for both sides, from what both sides of the plan know."""
    return hashlib.sha256(f"feed {lower.upper_password}".encode()).hexdigest()


async def _protect(settings: Settings, plan: CityPlan, platform: PlatformPlan, city: City) -> None:
    """Put the township's alarm subscribers on record."""
    story = night_plan(plan, city)
    people = [one for one in subscribers(story, plan.seed) if one.division == platform.division]
    channels = [channel for device in platform.devices for channel in device.channels]
    async with open_subscribers(settings) as records:
        await enter(records, people, households(story, plan.seed), channels)


async def _add_operators(access: AccessService, plan: CityPlan, platform: PlatformPlan) -> None:
    """Two people for the alarms: closing a hold-up needs a second one."""
    own = await _admin(access)
    for account in (OPERATOR, DUTY_LEADER):
        first = random_password()
        roles = [(account.role, platform.division)]
        record = await access.users.create(SYSTEM, account.name, account.shown, own.organisation.id, first, roles)
        await _replace_password(access, record, first, plan.admin_password)


async def _set_password(access: AccessService, first: str, wanted: str) -> None:
    """The demo's account keeps the password of the plan, on every platform the same."""
    await _replace_password(access, await _admin(access), first, wanted)


async def _admin(access: AccessService) -> UserRecord:
    return (await access.users.page(("",), FIRST_ADMIN, None, 1))[0][0]


async def _replace_password(access: AccessService, record: UserRecord, first: str, wanted: str) -> None:
    user = record.user
    actor = Actor(user.id, user.name, "user", record.organisation.name, frozenset(), ("",))
    await access.users.change_own_password(actor, first, wanted, "")
