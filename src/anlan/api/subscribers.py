"""Alarm subscribers: their records, found, entered, changed, and who changed what."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field, SecretStr

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.directory import Body, Choice, DivisionQuery, choices
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.models import AlarmSubscriber
from anlan.capabilities.alarms.subscribers.drafts import SubscriberDraft
from anlan.capabilities.alarms.subscribers.reach import Reach
from anlan.capabilities.alarms.subscribers.records import SECRET, SubscriberFilter
from anlan.capabilities.alarms.subscribers.service import Subscribers
from anlan.capabilities.alarms.subscribers.words import CATEGORIES, CONTACT_ROLES, PRINCIPLES, SUPERVISION_CLASSES
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.errors import Forbidden
from anlan.protocols.wording import Sentence

router = APIRouter(prefix="/subscribers", tags=["subscribers"])
READ, WRITE, SECRETS, HANDLE = "subscribers.read", "subscribers.write", "subscribers.secrets", "alarms.handle"
Reader = Annotated[Actor, Depends(requires(READ))]
Writer = Annotated[Actor, Depends(requires(WRITE))]
Handler = Annotated[Actor, Depends(requires(HANDLE))]
Identity = Annotated[str, Path(max_length=32, description="Id of the subscriber")]
Version = Annotated[int, Field(ge=1, description="Version that was before the eyes; another one is refused (409)")]


class SubscriberRow(BaseModel):
    """A subscriber in a list."""

    id: str
    number: str
    name: str
    category: str
    division: str
    division_name: str
    village: str
    address: str
    longitude: float | None
    latitude: float | None
    company: str = Field(description="Id of the organisation that serves it, or an empty string")
    company_name: str
    contract: str
    contract_from: date | None
    contract_until: date | None
    confirmation_s: int | None
    plan: list[str]
    note: str
    enabled: bool
    has_password: bool
    has_duress_word: bool
    version: int
    created_utc: UtcTime
    changed_utc: UtcTime


class SubscriberFields(Body):
    """The fields of a subscriber. Verbal password and duress word are never given out again."""

    village: str = Field(default="", max_length=64)
    address: str = Field(default="", max_length=255)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    latitude: float | None = Field(default=None, ge=-90, le=90)
    company: str = Field(default="", max_length=32)
    contract: str = Field(default="", max_length=64)
    contract_from: date | None = None
    contract_until: date | None = None
    verbal_password: SecretStr = Field(default=SecretStr(""), max_length=32)
    duress_word: SecretStr = Field(
        default=SecretStr(""), max_length=32, description="Said in place of the password by somebody under threat"
    )
    confirmation_s: int | None = Field(default=None, ge=60, le=86_400)
    plan: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=30)
    note: str = Field(default="", max_length=1000)
    enabled: bool = True


class SubscriberCreate(SubscriberFields):
    """A subscriber to be put on record."""

    number: str = Field(min_length=1, max_length=32)
    name: str = Field(min_length=1, max_length=128)
    category: str = Field(max_length=16)
    division: str = Field(max_length=8)


class SubscriberChange(SubscriberFields):
    """What is to change; what is absent stays. An empty password or duress word takes it away."""

    version: Version
    number: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=128)
    category: str = Field(default="", max_length=16)
    division: str = Field(default="", max_length=8)


class PasswordGiven(Body):
    """What the person on the phone said."""

    given: SecretStr = Field(min_length=1, max_length=64)


class PasswordVerdict(BaseModel):
    """Whether it was the agreed word, or the one that asks for help unnoticed."""

    correct: bool
    duress: bool


class ChangeView(BaseModel):
    """A change of a record."""

    id: int
    actor_name: str
    reason: str
    changes: dict[str, Any] = Field(description="Field → [before, after]; secrets as ***")
    at_utc: UtcTime


class CameraProposal(BaseModel):
    """A camera that may see the premises."""

    channel: str
    name: str
    status: str
    distance_m: int
    faces: bool | None = Field(description="Whether it looks that way; null where its direction is not known")


class Proposals(BaseModel):
    items: list[CameraProposal]


class SubscriberWords(BaseModel):
    """The values that forms choose from."""

    categories: list[Choice]
    contact_roles: list[Choice]
    principles: list[Choice]
    supervision_classes: dict[str, int] = Field(
        description="EN 50136-1 category → longest time in seconds until a loss is reported; 0 for one of its own"
    )


def subscribers_of(context: ApiContext) -> Subscribers:
    """The subscribers behind the application."""
    return cast(Subscribers, context.subscribers)


@router.get("", summary="Alarm subscribers")
async def list_subscribers(
    actor: Reader,
    context: Context,
    q: Annotated[
        str, Query(max_length=64, description="Name, pinyin, initials, address or beginning of the number")
    ] = "",
    division: DivisionQuery = "",
    category: Annotated[str, Query(max_length=16)] = "",
    company: Annotated[str, Query(max_length=32)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SubscriberRow]:
    """By name."""
    after = decode_cursor(cursor, str, str)
    filters = SubscriberFilter(q, division, category, company)
    position = (after[0], after[1]) if after else None
    rows, total = await subscribers_of(context).records.page(filters, Reach(actor, READ), position, limit + 1)
    following = encode_cursor([rows[limit - 1].pinyin, rows[limit - 1].id]) if len(rows) > limit else None
    return Page(items=await _views(context, rows[:limit]), next_cursor=following, total=total)


@router.get("/vocabulary", summary="Values that a subscriber's forms choose from")
async def subscriber_words(_actor: Reader) -> SubscriberWords:
    """Categories, roles of contacts, principles of detection, classes of supervision."""
    return SubscriberWords(
        categories=choices(CATEGORIES),
        contact_roles=choices(CONTACT_ROLES),
        principles=choices(PRINCIPLES),
        supervision_classes=SUPERVISION_CLASSES,
    )


@router.post("", status_code=201, summary="Put a subscriber on record")
async def create_subscriber(body: SubscriberCreate, actor: Writer, context: Context) -> SubscriberRow:
    """A company's user enters only what that company serves."""
    company = body.company or actor.company or ""
    await context.gate.authorize(actor, WRITE, Resource("subscriber", body.number, body.division, body.name))
    _refuse_out_of_reach(actor, body.division, company)
    secrets = _secrets(body)
    if any(secrets.values()):
        await context.gate.authorize(actor, SECRETS, Resource("subscriber", body.number, body.division, body.name))
    values = body.model_dump(exclude=set(SECRET)) | {"company": company} | secrets
    row = await subscribers_of(context).records.create(SubscriberDraft(**values), actor)
    return (await _views(context, [row]))[0]


@router.get("/{identity}", summary="One subscriber")
async def read_subscriber(identity: Identity, actor: Reader, context: Context) -> SubscriberRow:
    """Each look is audited."""
    row = await subscribers_of(context).records.get(identity, Reach(actor, READ))
    await context.gate.authorize(actor, READ, Resource("subscriber", row.id, row.division, row.name))
    return (await _views(context, [row]))[0]


@router.patch("/{identity}", summary="Change a subscriber's record")
async def change_subscriber(
    identity: Identity, body: SubscriberChange, actor: Writer, context: Context
) -> SubscriberRow:
    """Audited, kept in the history; in force at once."""
    records = subscribers_of(context).records
    reach = Reach(actor, WRITE)
    before = await records.get(identity, reach)
    await context.gate.authorize(actor, WRITE, Resource("subscriber", identity, before.division, before.name))
    changes = body.model_dump(exclude_unset=True, exclude={"version", *SECRET})
    if SECRET & body.model_fields_set:
        await context.gate.authorize(actor, SECRETS, Resource("subscriber", identity, before.division, before.name))
        changes |= {key: value for key, value in _secrets(body).items() if key in body.model_fields_set}
    if {"division", "company"} & changes.keys():
        target = changes.get("division", before.division)
        await context.gate.authorize(actor, WRITE, Resource("subscriber", identity, target, before.name))
        _refuse_out_of_reach(actor, target, changes.get("company", before.company))
    row = await records.edit(identity, changes, body.version, reach)
    return (await _views(context, [row]))[0]


@router.delete("/{identity}", status_code=204, summary="Take a subscriber off the record")
async def delete_subscriber(identity: Identity, actor: Writer, context: Context) -> None:
    """With its devices; alarms and histories stay."""
    records = subscribers_of(context).records
    reach = Reach(actor, WRITE)
    before = await records.get(identity, reach)
    await context.gate.authorize(actor, WRITE, Resource("subscriber", identity, before.division, before.name))
    await records.delete(identity, reach)


@router.post("/{identity}/password-check", summary="Check the verbal password that somebody gave on the phone")
async def check_password(identity: Identity, body: PasswordGiven, actor: Handler, context: Context) -> PasswordVerdict:
    """Audited; the agreed word itself is never shown."""
    records = subscribers_of(context).records
    reach = Reach(actor, HANDLE)
    row = await records.get(identity, reach)
    await context.gate.authorize(
        actor, HANDLE, Resource("subscriber", row.id, row.division, f"{row.name} password-check")
    )
    spoken = await records.check_password(identity, body.given.get_secret_value(), reach)
    return PasswordVerdict(correct=spoken == "correct", duress=spoken == "duress")


@router.get("/{identity}/changes", summary="Who changed what of a subscriber's record")
async def subscriber_changes(
    identity: Identity, actor: Reader, context: Context, cursor: Cursor = None, limit: Limit = 50
) -> Page[ChangeView]:
    """The newest first."""
    records = subscribers_of(context).records
    await records.get(identity, Reach(actor, READ))
    before = decode_cursor(cursor, int)
    rows = await records.changes(identity, before[0] if before else None, limit + 1)
    items = [
        ChangeView(id=row.id, actor_name=row.actor_name, reason=row.reason, changes=row.changes, at_utc=row.at_utc)
        for row in rows[:limit]
    ]
    return Page(items=items, next_cursor=encode_cursor([items[-1].id]) if len(rows) > limit else None)


@router.get("/{identity}/camera-proposals", summary="Cameras that may see the premises")
async def camera_proposals(
    identity: Identity,
    actor: Reader,
    context: Context,
    radius_m: Annotated[float, Query(gt=0, le=2_000, description="How far to look, metres")] = 200.0,
) -> Proposals:
    """Those that look that way first, nearest first; none where the place is not known."""
    found = await subscribers_of(context).camera_proposals(identity, Reach(actor, READ), radius_m)
    return Proposals(
        items=[
            CameraProposal(
                channel=each.channel, name=each.name, status=each.status, distance_m=each.distance_m, faces=each.faces
            )
            for each in found
        ]
    )


def _secrets(body: SubscriberFields) -> dict[str, str]:
    return {key: getattr(body, key).get_secret_value() for key in SECRET}


def _refuse_out_of_reach(actor: Actor, division: str, company: str) -> None:
    if not Reach(actor, WRITE).covers(division, company):
        raise Forbidden(
            "subscribers.other_company",
            Sentence("只能登记本单位服务的报警用户。", "Only subscribers that your own company serves can be entered."),
        )


async def _views(context: ApiContext, rows: list[AlarmSubscriber]) -> list[SubscriberRow]:
    assert context.directory is not None
    divisions = await context.directory.divisions.names_of({row.division for row in rows})
    companies = await context.access.organisations.names_of({row.company for row in rows if row.company})
    same = set(SubscriberRow.model_fields) - {"division_name", "company_name", "has_password", "has_duress_word"}
    return [
        SubscriberRow(
            **{key: getattr(row, key) for key in same},
            division_name=divisions.get(row.division, ""),
            company_name=companies.get(row.company, ""),
            has_password=row.verbal_password is not None,
            has_duress_word=row.duress_word is not None,
        )
        for row in rows
    ]
