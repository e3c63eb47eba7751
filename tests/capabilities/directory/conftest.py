"""A city with a county below, as the directory's tests use it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import pytest
from tests.conftest import Settle

from anlan.capabilities.directory.changes import Author
from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.ports import OwnPlatform, PeerState, PeerTransition
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.wording import Sentence

CITY = "99010000002000000001"
COUNTY = "99010100002000000001"
OTHER_COUNTY = "99010200002000000001"
PROVINCE = "99000000002000000001"
NVR = "99010101001180000001"
AUTHOR = Author("u1", "王敏")
EVERYWHERE = ("",)


class ToldGateway:
    """A signalling side that remembers what it was told."""

    def __init__(self) -> None:
        self.peers: list[list[str]] = []
        self.channels: list[list[str]] = []

    async def refresh_catalog(self, code: str) -> None:
        raise AssertionError("not asked for here")

    async def peers_changed(self, codes: list[str]) -> None:
        self.peers.append(codes)

    async def catalog_changed(self, channels: list[str]) -> None:
        self.channels.append(channels)


@pytest.fixture
def gateway() -> ToldGateway:
    return ToldGateway()


@pytest.fixture
async def directory(database: Database, outbox: Outbox, clock: ManualClock, gateway: ToldGateway) -> DirectoryService:
    """The city's directory with an NVR of its own, a county below and the province above; nothing is shared yet."""
    return service_over(database, outbox, clock, gateway)


def service_over(database: Database, outbox: Outbox, clock: ManualClock, gateway: ToldGateway) -> DirectoryService:
    service = DirectoryService(database, outbox, clock, password_key=b"k" * 32)
    service.connect(gateway)
    return service


async def settle_city(database: Database) -> None:
    """What ``directory`` finds."""
    await city_settled(database)


async def city_settled(database: Database) -> DirectoryService:
    clock = ManualClock()
    service = service_over(database, Outbox(database, clock), clock, ToldGateway())
    await service.keep_own_platform(OwnPlatform(CITY, "东湖市", "city", "9901"))
    await service.devices.create(DeviceDraft(NVR, "一号录像机", password="open-sesame-1"), AUTHOR)
    await service.platforms.create(
        PlatformDraft(COUNTY, "南山县", "lower", level="county", password="county-pass"), AUTHOR
    )
    upper = PlatformDraft(PROVINCE, "省平台", "upper", password="province-pass", host="127.0.0.1", port=5060)
    await service.platforms.create(upper, AUTHOR)
    return service


@pytest.fixture
def settle() -> Settle:
    return settle_city


def transition(
    code: str,
    state: PeerState,
    reason: str,
    at_utc: datetime,
    kind: Literal["device", "lower", "upper"] = "device",
    **more: Any,
) -> PeerTransition:
    return PeerTransition(code, kind, state, reason, Sentence("原因", "reason"), at_utc, **more)


def camera(serial: int, parent: str = NVR, status: str = "ON", **fields: Any) -> CatalogItem:
    """A camera of the division 99010101."""
    code = fields.pop("device_id", f"99010101001310{serial:06d}")
    fields.setdefault("name", f"人民路{serial}号")
    return CatalogItem(device_id=code, parent_id=parent, status=status, **fields)


def county_catalog(cameras: Sequence[CatalogItem] = ()) -> list[CatalogItem]:
    """Divisions, a township's system, its group and two virtual organisations, one in the other."""
    return [
        CatalogItem(device_id="990101", name="南山县"),
        CatalogItem(device_id="99010101", name="石桥镇"),
        CatalogItem(device_id="99010101002000000001", name="石桥镇平台", parent_id=COUNTY, civil_code="99010101"),
        CatalogItem(
            device_id="99010101002150000001", name="重点部位", parent_id="99010101002000000001", civil_code="99010101"
        ),
        CatalogItem(device_id="99010101002160000001", name="学校", business_group_id="99010101002150000001"),
        CatalogItem(
            device_id="99010101002160000002",
            name="第一小学",
            parent_id="99010101002160000001",
            business_group_id="99010101002150000001",
        ),
        *cameras,
    ]
