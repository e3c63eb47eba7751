"""What belongs to an alarm subscriber: people to call, partitions, zones, times, cameras and the devices that report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from anlan.api.context import Context
from anlan.api.directory import Body
from anlan.api.subscribers import READ, SECRETS, WRITE, Identity, Reader, Version, Writer, subscribers_of
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.models import (
    AlarmAccount,
    SubscriberCamera,
    SubscriberContact,
    SubscriberPartition,
    SubscriberSchedule,
    SubscriberZone,
)
from anlan.capabilities.alarms.subscribers.accounts import AccountDraft, new_key
from anlan.capabilities.alarms.subscribers.drafts import (
    MOST_ROWS,
    CameraDraft,
    ContactDraft,
    Part,
    PartitionDraft,
    ScheduleDraft,
    ZoneDraft,
)
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.words import SIGNED_PROTOCOLS
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.config import Dc09Settings
from anlan.protocols.alarm_message import answer_topic, message_topic

router = APIRouter(prefix="/subscribers/{identity}", tags=["subscribers"])
T = TypeVar("T")
AccountId = Annotated[str, Path(max_length=32, description="Id of the device")]


class ContactFields(Body):
    """Somebody to call."""

    name: str = Field(max_length=64)
    phone: str = Field(max_length=32)
    role: str = Field(default="owner", max_length=16)
    holds_key: bool = False
    note: str = Field(default="", max_length=255)


class PartitionFields(Body):
    """A part that is armed by itself."""

    number: str = Field(max_length=8)
    name: str = Field(max_length=64)


class ZoneFields(Body):
    """A detector or group of detectors."""

    number: str = Field(max_length=8)
    name: str = Field(max_length=64)
    partition: str = Field(default="", max_length=8)
    principle: str = Field(default="other", max_length=16)
    bypassed: bool = False


class ScheduleFields(Body):
    """Times of opening and closing, minutes of the local day; ``close_until`` may reach into the next day."""

    weekdays: str = Field(max_length=7, description="1 Monday … 7 Sunday, as in 12345")
    open_from: int = Field(ge=0, le=1440)
    open_until: int = Field(ge=0, le=1440)
    close_from: int = Field(ge=0, le=1440)
    close_until: int = Field(ge=0, le=2880)
    partition: str = Field(default="", max_length=8)


class CameraFields(Body):
    """A camera that sees the premises."""

    channel: str = Field(min_length=20, max_length=20)
    zone: str = Field(default="", max_length=8)


class CameraRow(BaseModel):
    """A camera as it is linked, with what the directory knows of it; both empty where it is not there (any more)."""

    channel: str
    zone: str
    name: str
    status: str


class Rows(BaseModel, Generic[T]):
    """All rows of a part, in order."""

    items: Sequence[T]


class NewRows(Body, Generic[T]):
    """Rows in place of all that there are."""

    version: Version
    items: list[T] = Field(max_length=MOST_ROWS)


class PartVersion(BaseModel):
    """The subscriber's version after the change."""

    version: int


class LinkView(BaseModel):
    """One supervised path of a device."""

    model_config = ConfigDict(from_attributes=True)

    path: str = Field(description="1 primary, 2 alternative; empty for the only one")
    state: Literal["up", "lost"]
    since_utc: UtcTime = Field(description="When it came to this state")
    heard_utc: UtcTime = Field(description="Last heard; written every five minutes while up")


class AccountView(BaseModel):
    """A device that reports. Its key is never given out."""

    id: str
    protocol: str
    receiver: str
    line: str
    account: str
    model: str
    has_key: bool
    key_required: bool
    supervision_class: str
    poll_s: int
    clock_behind_s: int
    clock_ahead_s: int
    enabled: bool
    links: list[LinkView] = Field(description="Its supervised paths; empty where it is not supervised or not heard yet")


class MqttAddress(BaseModel):
    """Where a device publishes, as this platform reaches the broker."""

    broker: str
    port: int
    tls: bool
    topic: str
    answer_topic: str


class NewAccountView(AccountView):
    """A device that was put on record."""

    key: str = Field(description="Its key where it was made here: shown this once; an empty string otherwise")
    mqtt: MqttAddress | None = Field(description="Null for a device of another protocol")


class KeyView(BaseModel):
    """A key made here."""

    key: str = Field(description="64 hexadecimal digits: shown this once")
    mqtt: MqttAddress | None = Field(description="Null for a device of another protocol")


class AccountCreate(Body):
    """A device to be put on record. One that signs its messages (http, mqtt) gets a key where none is given."""

    protocol: str = Field(max_length=8)
    account: str = Field(min_length=1, max_length=64)
    receiver: str = Field(default="", max_length=6)
    line: str = Field(default="", max_length=6)
    model: str = Field(default="", max_length=64)
    key: SecretStr = Field(default=SecretStr(""), max_length=64, description="Hexadecimal, 32, 48 or 64 digits")
    key_required: bool = False
    supervision_class: str = Field(default="", max_length=4)
    poll_s: int | None = Field(default=None, ge=0, le=2_764_800, description="Absent: as [dc09] says; 0 for others")
    clock_behind_s: int | None = Field(default=None, ge=0, le=86_400, description="Absent: as [dc09] says")
    clock_ahead_s: int | None = Field(default=None, ge=0, le=86_400, description="Absent: as [dc09] says")
    enabled: bool = True

    def filled(self, standard: Dc09Settings) -> dict[str, Any]:
        """The fields but for the key, with what the platform holds standard in place of what was left out."""
        polled = standard.poll_s if self.protocol == "dc09" and not self.supervision_class else 0
        usual = {
            "poll_s": polled,
            "clock_behind_s": standard.clock_behind_s,
            "clock_ahead_s": standard.clock_ahead_s,
        }
        given = self.model_dump(exclude={"key"}, exclude_none=True)
        return usual | given


class AccountChange(Body):
    """What is to change; what is absent stays. An empty key takes the key away."""

    account: str = Field(default="", max_length=64)
    receiver: str = Field(default="", max_length=6)
    line: str = Field(default="", max_length=6)
    model: str = Field(default="", max_length=64)
    key: SecretStr = Field(default=SecretStr(""), max_length=64)
    key_required: bool = False
    supervision_class: str = Field(default="", max_length=4)
    poll_s: int = Field(default=0, ge=0, le=2_764_800)
    clock_behind_s: int = Field(default=40, ge=0, le=86_400)
    clock_ahead_s: int = Field(default=20, ge=0, le=86_400)
    enabled: bool = True


@router.get("/contacts", summary="People to call")
async def read_contacts(identity: Identity, actor: Reader, context: Context) -> Rows[ContactFields]:
    """In call order. Audited."""
    return Rows(items=await _rows(context, actor, identity, SubscriberContact, ContactFields))


@router.put("/contacts", summary="Replace the people to call")
async def replace_contacts(
    identity: Identity, body: NewRows[ContactFields], actor: Writer, context: Context
) -> PartVersion:
    """The order of the list is the order of calling."""
    return await _replace(
        context, actor, identity, "contacts", body, [ContactDraft(**each.model_dump()) for each in body.items]
    )


@router.get("/partitions", summary="Partitions")
async def read_partitions(identity: Identity, actor: Reader, context: Context) -> Rows[PartitionFields]:
    """By number."""
    return Rows(items=await _rows(context, actor, identity, SubscriberPartition, PartitionFields))


@router.put("/partitions", summary="Replace the partitions")
async def replace_partitions(
    identity: Identity, body: NewRows[PartitionFields], actor: Writer, context: Context
) -> PartVersion:
    """As the panel numbers them."""
    return await _replace(
        context, actor, identity, "partitions", body, [PartitionDraft(**each.model_dump()) for each in body.items]
    )


@router.get("/zones", summary="Zones")
async def read_zones(identity: Identity, actor: Reader, context: Context) -> Rows[ZoneFields]:
    """By number."""
    return Rows(items=await _rows(context, actor, identity, SubscriberZone, ZoneFields))


@router.put("/zones", summary="Replace the zones")
async def replace_zones(identity: Identity, body: NewRows[ZoneFields], actor: Writer, context: Context) -> PartVersion:
    """As the panel numbers them."""
    return await _replace(
        context, actor, identity, "zones", body, [ZoneDraft(**each.model_dump()) for each in body.items]
    )


@router.get("/schedules", summary="Times of opening and closing")
async def read_schedules(identity: Identity, actor: Reader, context: Context) -> Rows[ScheduleFields]:
    """What falls outside them is told."""
    return Rows(items=await _rows(context, actor, identity, SubscriberSchedule, ScheduleFields))


@router.put("/schedules", summary="Replace the times of opening and closing")
async def replace_schedules(
    identity: Identity, body: NewRows[ScheduleFields], actor: Writer, context: Context
) -> PartVersion:
    """An empty list ends the supervision."""
    return await _replace(
        context, actor, identity, "schedules", body, [ScheduleDraft(**each.model_dump()) for each in body.items]
    )


@router.get("/cameras", summary="Cameras whose pictures open with an alarm")
async def read_cameras(identity: Identity, actor: Reader, context: Context) -> Rows[CameraRow]:
    """The first is shown first."""
    linked = await _rows(context, actor, identity, SubscriberCamera, CameraFields)
    assert context.directory is not None
    states = await context.directory.channels.states([each.channel for each in linked])
    unknown = ("", "")
    return Rows(
        items=[
            CameraRow(channel=each.channel, zone=each.zone, name=name, status=status)
            for each in linked
            for name, status in [states.get(each.channel, unknown)]
        ]
    )


@router.put("/cameras", summary="Replace the cameras")
async def replace_cameras(
    identity: Identity, body: NewRows[CameraFields], actor: Writer, context: Context
) -> PartVersion:
    """Whoever handles an alarm still needs the right to look at each of them."""
    return await _replace(
        context, actor, identity, "cameras", body, [CameraDraft(**each.model_dump()) for each in body.items]
    )


@router.get("/accounts", summary="Devices that report")
async def read_accounts(identity: Identity, actor: Reader, context: Context) -> Rows[AccountView]:
    """In the order of entry."""
    subscribers = subscribers_of(context)
    await subscribers.records.get(identity, Reach(actor, READ))
    return Rows(items=await _accounts(context, await subscribers.accounts.of(identity)))


@router.post("/accounts", status_code=201, summary="Put a device on record")
async def add_account(identity: Identity, body: AccountCreate, actor: Writer, context: Context) -> NewAccountView:
    """In force at once."""
    given, signs = body.key.get_secret_value(), body.protocol in SIGNED_PROTOCOLS
    made = new_key() if signs and not given else ""
    await _authorize(context, actor, identity, secrets=bool(given or made))
    fields = body.filled(context.settings.dc09)
    fields["key_required"] = body.key_required or signs
    draft = AccountDraft(**fields, key=given or made)
    row = await subscribers_of(context).accounts.add(identity, draft, Reach(actor, WRITE))
    view = (await _accounts(context, [row]))[0]
    return NewAccountView(**view.model_dump(), key=made, mqtt=_mqtt_address(context, row))


@router.post("/accounts/{account}/key", summary="Make a device a new key")
async def make_key(identity: Identity, account: AccountId, actor: Writer, context: Context) -> KeyView:
    """In force at once: what is still signed by the old one is refused. Shown this once, and never again."""
    await _authorize(context, actor, identity, secrets=True)
    key = new_key()
    row = await subscribers_of(context).accounts.change(identity, account, {"key": key}, Reach(actor, WRITE))
    return KeyView(key=key, mqtt=_mqtt_address(context, row))


@router.patch("/accounts/{account}", summary="Change a device's record")
async def change_account(
    identity: Identity, account: AccountId, body: AccountChange, actor: Writer, context: Context
) -> AccountView:
    """In force at once."""
    changes = body.model_dump(exclude_unset=True, exclude={"key"})
    secrets = "key" in body.model_fields_set
    await _authorize(context, actor, identity, secrets=secrets)
    if secrets:
        changes["key"] = body.key.get_secret_value()
    row = await subscribers_of(context).accounts.change(identity, account, changes, Reach(actor, WRITE))
    return (await _accounts(context, [row]))[0]


@router.delete("/accounts/{account}", status_code=204, summary="Take a device off the record")
async def remove_account(identity: Identity, account: AccountId, actor: Writer, context: Context) -> None:
    """What it sends from then on comes from an unknown source."""
    await _authorize(context, actor, identity, secrets=False)
    await subscribers_of(context).accounts.remove(identity, account, Reach(actor, WRITE))


def _mqtt_address(context: Context, row: AlarmAccount) -> MqttAddress | None:
    if row.protocol != "mqtt":
        return None
    mqtt, prefix = context.settings.mqtt, context.settings.mqtt_prefix
    topics = {"topic": message_topic(prefix, row.account), "answer_topic": answer_topic(prefix, row.account)}
    return MqttAddress(broker=mqtt.host, port=mqtt.port, tls=mqtt.tls, **topics)


async def _authorize(context: Context, actor: Actor, identity: str, *, secrets: bool) -> None:
    row = await subscribers_of(context).records.get(identity, Reach(actor, WRITE))
    resource = Resource("subscriber", identity, row.division, row.name)
    await context.gate.authorize(actor, WRITE, resource)
    if secrets:
        await context.gate.authorize(actor, SECRETS, resource)


async def _rows(context: Context, actor: Actor, identity: str, table: type[Any], view: type[T]) -> list[T]:
    records = subscribers_of(context).records
    row = await records.get(identity, Reach(actor, READ))
    if table is SubscriberContact:
        await context.gate.authorize(
            actor, READ, Resource("subscriber", identity, row.division, f"{row.name} contacts")
        )
    names = view.model_fields  # type: ignore[attr-defined]
    return [view(**{key: getattr(each, key) for key in names}) for each in await records.part(identity, table)]


async def _replace(
    context: Context, actor: Actor, identity: str, part: str, body: NewRows[Any], rows: Sequence[Part]
) -> PartVersion:
    await _authorize(context, actor, identity, secrets=False)
    version = await subscribers_of(context).records.replace(identity, part, rows, body.version, Reach(actor, WRITE))
    return PartVersion(version=version)


async def _accounts(context: Context, rows: Sequence[AlarmAccount]) -> list[AccountView]:
    links = await subscribers_of(context).accounts.links(rows)
    same = set(AccountView.model_fields) - {"has_key", "links"}
    return [
        AccountView(
            **{key: getattr(row, key) for key in same},
            has_key=row.key is not None,
            links=[LinkView.model_validate(link) for link in links[row.id]],
        )
        for row in rows
    ]
