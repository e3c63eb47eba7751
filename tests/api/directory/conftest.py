"""The directory behind the HTTP face, with somebody who keeps one county's records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.ports import OwnPlatform, PeerTransition
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.access.models import UserRole
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.wording import Sentence

CITY = "99010000002000000001"
COUNTY = "99010100002000000001"
PROVINCE = "99000000002000000001"
NVR = "99010101001180000001"
OTHER_NVR = "99010200001180000001"
CAMERA = "99010101001310000001"
OTHER_CAMERA = "99010200001310000001"
SECRETS = ("nvr-secret-1", "province-secret-1", "county-secret-1")
_AUTHOR = Author("setup", "setup")


class AskedGateway:
    """Remembers whose catalog was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def refresh_catalog(self, code: str) -> None:
        self.asked.append(code)

    async def peers_changed(self, codes: list[str]) -> None:
        return None

    async def catalog_changed(self, channels: list[str]) -> None:
        return None


@pytest.fixture
def gateway() -> AskedGateway:
    return AskedGateway()


@pytest.fixture
async def directory(platform: Any, gateway: AskedGateway) -> DirectoryService:
    """Two counties with a recorder and a camera each, a platform below and one above."""
    context = platform.context
    service = DirectoryService(context.database, context.outbox, context.clock, password_key=b"k" * 32)
    service.connect(gateway)
    await service.keep_own_platform(OwnPlatform(CITY, "测试市平台", "city", "9901"))
    await service.devices.create(DeviceDraft(NVR, "南山录像机", password=SECRETS[0]), _AUTHOR)
    await service.devices.create(DeviceDraft(OTHER_NVR, "北山录像机"), _AUTHOR)
    upper = PlatformDraft(PROVINCE, "省平台", "upper", host="127.0.0.1", port=5060, password=SECRETS[1])
    await service.platforms.create(upper, _AUTHOR)
    await service.platforms.create(PlatformDraft(COUNTY, "南山县平台", "lower", password=SECRETS[2]), _AUTHOR)
    now = context.clock.now_utc()
    online = [
        PeerTransition(
            code, "device", "online", "registered", Sentence("注册成功", "registered"), now, "10.0.0.1", 5060
        )
        for code in (NVR, OTHER_NVR)
    ]
    await service.apply_transitions(online)
    camera = CatalogItem(
        device_id=CAMERA,
        name="南山东门",
        parent_id=NVR,
        status="ON",
        longitude=110.1,
        latitude=30.1,
        violations=("parental_not_flag",),
    )
    await service.apply_catalog(NVR, [camera], complete=True)
    other = CatalogItem(
        device_id=OTHER_CAMERA, name="北山东门", parent_id=OTHER_NVR, status="ON", longitude=110.2, latitude=30.2
    )
    await service.apply_catalog(OTHER_NVR, [other], complete=True)
    context.directory = service
    return service


SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def sign_in(platform: Any, directory: DirectoryService) -> SignIn:
    """Signs somebody in. ``keeper``: administrator of the county 990101 only; ``chief``: of the whole city; else as in ``PEOPLE``."""
    roles = {"keeper": ("county_operator", "990101"), "chief": ("viewer", "9901")}
    async with platform.context.database.transaction() as session:
        session.add_all(
            UserRole(user_id=platform.users[name], role_id="administrator", division=root)
            for name, root in roles.values()
        )

    async def client(name: str) -> httpx.AsyncClient:
        found: httpx.AsyncClient = await platform.sign_in(roles[name][0] if name in roles else name)
        found.base_url = httpx.URL("http://anlan.test/api/v1")
        return found

    return client
