"""Who may register: rules that admit devices by their codes, and registrations that were turned away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, SecretStr

from anlan.api.context import Context
from anlan.api.devices import EditionName, MediaTransport
from anlan.api.directory import PLATFORMS, READ, Body, PlatformWriter, Reader, Words, directory_of
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.capabilities.directory.drafts import RuleDraft, checked_division
from anlan.capabilities.directory.models import RegistrationRule
from anlan.capabilities.directory.rules import place_of
from anlan.foundation.access.actor import Resource

router = APIRouter(tags=["devices"])


class RuleView(BaseModel):
    """A registration rule, without its password."""

    id: str
    name: str
    code_prefix: str
    type_codes: list[str]
    division: str
    edition: str
    media_transport: str
    max_devices: int
    devices: int = Field(description="Devices it has admitted")
    enabled: bool
    created_utc: UtcTime


class RuleCreate(Body):
    """A rule to be made."""

    name: str = Field(min_length=1, max_length=128)
    code_prefix: str = Field(min_length=2, max_length=20, pattern=r"^\d+$")
    password: SecretStr = Field(min_length=8, max_length=128)
    type_codes: list[str] = Field(default_factory=list, max_length=89)
    division: str = Field(default="", max_length=8)
    edition: EditionName = "2022"
    media_transport: MediaTransport = "udp"
    max_devices: int = Field(default=1000, ge=1, le=100_000)
    enabled: bool = True


class RefusalView(BaseModel):
    """A registration that was turned away."""

    id: int
    at_utc: UtcTime
    code: str
    address: str
    transport: str
    reason_code: str
    reason: Words


@router.get("/registration-rules", summary="Registration rules")
async def list_rules(actor: PlatformWriter, context: Context) -> Page[RuleView]:
    """Those for the divisions whose rules one keeps; there are few."""
    rules = await directory_of(context).rules.list(context.gate.scope(actor, PLATFORMS))
    return Page(items=[_rule(rule, devices) for rule, devices in rules], total=len(rules))


@router.post("/registration-rules", status_code=201, summary="Make a registration rule")
async def create_rule(body: RuleCreate, actor: PlatformWriter, context: Context) -> RuleView:
    """Admits devices by the beginning of their code. Both that and the division they go to must lie in the actor's divisions."""
    division = place_of(checked_division(body.division, "") if body.division else "", body.code_prefix)
    # Both where the devices will hang and whose codes they bear: else one county could admit devices under another's codes.
    for place in dict.fromkeys((division, body.code_prefix[:8])):
        await context.gate.authorize(actor, PLATFORMS, Resource("platform", "registration-rule", place, body.name))
    values = body.model_dump(exclude={"password", "type_codes"})
    draft = RuleDraft(**values, password=body.password.get_secret_value(), type_codes=tuple(body.type_codes))
    return _rule(await directory_of(context).rules.create(draft), 0)


@router.delete("/registration-rules/{rule}", status_code=204, summary="Delete a registration rule")
async def delete_rule(rule: Annotated[str, Path(max_length=36)], actor: PlatformWriter, context: Context) -> None:
    """Refused while devices use its password."""
    directory = directory_of(context)
    found = await directory.rules.get(rule, context.gate.scope(actor, PLATFORMS))
    division = place_of(found.division, found.code_prefix)
    await context.gate.authorize(actor, PLATFORMS, Resource("platform", "registration-rule", division, found.name))
    await directory.rules.delete(rule)


@router.get("/refusals", summary="Refused registrations")
async def list_refusals(
    actor: Reader,
    context: Context,
    q: Annotated[str, Query(max_length=64, description="Beginning of a code or address")] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RefusalView]:
    """The newest first: of codes whose first digits lie in the actor's divisions; codes of nowhere only for the whole platform."""
    after = decode_cursor(cursor, int)
    scope = context.gate.scope(actor, READ)
    rows = await directory_of(context).devices.refusals(q, after[0] if after else None, limit + 1, scope)
    items = [
        RefusalView(
            id=row.id,
            at_utc=row.at_utc,
            code=row.code,
            address=f"{row.host}:{row.port}",
            transport=row.transport,
            reason_code=row.reason,
            reason=Words(zh=row.zh, en=row.en),
        )
        for row in rows[:limit]
    ]
    return Page(items=items, next_cursor=encode_cursor([rows[limit - 1].id]) if len(rows) > limit else None)


def _rule(rule: RegistrationRule, devices: int) -> RuleView:
    return RuleView(
        id=rule.id,
        name=rule.name,
        code_prefix=rule.code_prefix,
        type_codes=rule.type_codes,
        division=rule.division,
        edition=rule.edition,
        media_transport=rule.media_transport,
        max_devices=rule.max_devices,
        devices=devices,
        enabled=rule.enabled,
        created_utc=rule.created_utc,
    )
