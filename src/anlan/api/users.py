"""Users, roles, organisations, API tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from anlan.api.access import requires, signed_in
from anlan.api.context import Context
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime
from anlan.foundation.access.actor import Actor
from anlan.foundation.access.models import ApiToken, Organisation, Role, User
from anlan.foundation.access.permissions import PERMISSIONS
from anlan.foundation.access.users import UserRecord

router = APIRouter(tags=["access"])
UserManager = Annotated[Actor, Depends(requires("users.manage"))]
SignedIn = Annotated[Actor, Depends(signed_in)]
Id = Annotated[str, Path(max_length=64)]
Division = Annotated[str, Field(pattern=r"^(\d{2}){0,4}$", description='2, 4, 6 or 8 digits; "" is everything')]
PermissionNames = Annotated[list[str], Field(max_length=64)]


class Body(BaseModel):
    """A request's body: an unknown field is an error."""

    model_config = ConfigDict(extra="forbid")


class RoleAt(Body):
    """A role over a subtree of divisions."""

    role: str = Field(max_length=32)
    division: Division


class OrganisationBrief(BaseModel):
    id: str
    name: str


class UserView(BaseModel):
    """A user."""

    id: str
    name: str
    display_name: str
    organisation: OrganisationBrief
    division: str
    roles: list[RoleAt]
    enabled: bool
    must_change_password: bool
    locked_until_utc: UtcTime | None
    last_sign_in_utc: UtcTime | None
    created_utc: UtcTime


class UserCreate(Body):
    """A new user; the password is a first one, to be changed at the first sign-in."""

    name: str = Field(min_length=2, max_length=64)
    display_name: str = Field(default="", max_length=64)
    organisation_id: str = Field(max_length=32)
    password: SecretStr = Field(max_length=128)
    roles: list[RoleAt] = Field(default_factory=list, max_length=50)


class UserChange(Body):
    """What is to change; what is absent stays."""

    display_name: str | None = Field(default=None, max_length=64)
    organisation_id: str | None = Field(default=None, max_length=32)
    enabled: bool | None = None
    roles: list[RoleAt] | None = Field(default=None, max_length=50)


class NewPassword(Body):
    password: SecretStr = Field(max_length=128)


class RoleView(BaseModel):
    """A role."""

    id: str
    zh: str
    en: str
    permissions: list[str]
    built_in: bool


class RoleCreate(Body):
    zh: str = Field(min_length=1, max_length=64)
    en: str = Field(default="", max_length=64)
    permissions: PermissionNames


class RoleChange(Body):
    zh: str | None = Field(default=None, min_length=1, max_length=64)
    en: str | None = Field(default=None, max_length=64)
    permissions: PermissionNames | None = None


class OrganisationView(BaseModel):
    """A department or unit."""

    id: str
    name: str
    division: str
    parent_id: str | None


class OrganisationCreate(Body):
    name: str = Field(min_length=1, max_length=128)
    division: Division
    parent_id: str | None = Field(default=None, max_length=32)


class OrganisationChange(Body):
    name: str | None = Field(default=None, min_length=1, max_length=128)
    division: Division | None = None
    parent_id: str | None = Field(default=None, max_length=32, description='"" for none')


class TokenView(BaseModel):
    """An API token without its text."""

    id: str
    name: str
    user: str
    permissions: list[str]
    division: str
    created_utc: UtcTime
    expires_utc: UtcTime
    used_utc: UtcTime | None


class TokenCreate(Body):
    name: str = Field(min_length=1, max_length=64)
    permissions: PermissionNames = Field(min_length=1)
    division: Division = ""
    days: int = Field(default=90, ge=1, le=3650)


class TokenCreated(BaseModel):
    """The token's text is shown this once."""

    token: str
    view: TokenView


class PermissionView(BaseModel):
    id: str
    zh: str
    en: str


@router.get("/users", summary="Users of the divisions one manages")
async def list_users(
    actor: UserManager,
    context: Context,
    q: Annotated[str, Query(max_length=64)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[UserView]:
    """By name; ``q`` looks in both names."""
    after = decode_cursor(cursor, str)
    roots = context.gate.scope(actor, "users.manage")
    records, total = await context.access.users.page(roots, q.strip(), after[0] if after else None, limit + 1)
    following = encode_cursor([records[limit - 1].user.name]) if len(records) > limit else None
    return Page(items=[_user(record) for record in records[:limit]], next_cursor=following, total=total)


@router.post("/users", status_code=201, summary="Make a user")
async def create_user(body: UserCreate, actor: UserManager, context: Context) -> UserView:
    """The user must change the given password at the first sign-in."""
    roles = [(role.role, role.division) for role in body.roles]
    password = body.password.get_secret_value()
    return _user(
        await context.access.users.create(actor, body.name, body.display_name, body.organisation_id, password, roles)
    )


@router.get("/users/{user_id}", summary="One user")
async def read_user(user_id: Id, actor: UserManager, context: Context) -> UserView:
    """A user of the divisions one manages."""
    return _user(await context.access.users.get(actor, user_id))


@router.patch("/users/{user_id}", summary="Change a user")
async def change_user(user_id: Id, body: UserChange, actor: UserManager, context: Context) -> UserView:
    """Disabling ends every session; enabling lifts a lock."""
    roles = [(role.role, role.division) for role in body.roles] if body.roles is not None else None
    record = await context.access.users.change(
        actor,
        user_id,
        display_name=body.display_name,
        organisation_id=body.organisation_id,
        enabled=body.enabled,
        roles=roles,
    )
    return _user(record)


@router.post("/users/{user_id}/password", status_code=204, summary="Give a user a new first password")
async def set_password(user_id: Id, body: NewPassword, actor: UserManager, context: Context) -> None:
    """Ends every session of the user and lifts a lock."""
    await context.access.users.set_password(actor, user_id, body.password.get_secret_value())


@router.get("/roles", summary="Roles")
async def list_roles(_actor: UserManager, context: Context) -> Page[RoleView]:
    """All of them; there are few."""
    roles = await context.access.roles.all()
    return Page(items=[_role(role) for role in roles], total=len(roles))


@router.post("/roles", status_code=201, summary="Make a role")
async def create_role(body: RoleCreate, actor: UserManager, context: Context) -> RoleView:
    """Only who manages users of the whole platform may."""
    return _role(await context.access.roles.create(actor, body.zh, body.en, body.permissions))


@router.patch("/roles/{role_id}", summary="Change a role")
async def change_role(role_id: Id, body: RoleChange, actor: UserManager, context: Context) -> RoleView:
    """Built-in roles cannot be changed."""
    return _role(await context.access.roles.change(actor, role_id, body.zh, body.en, body.permissions))


@router.get("/organisations", summary="Departments and units")
async def list_organisations(actor: SignedIn, context: Context) -> Page[OrganisationView]:
    """Those of the divisions one may see anything in."""
    found = await context.access.organisations.within(actor.divisions)
    return Page(items=[_organisation(one) for one in found], total=len(found))


@router.post("/organisations", status_code=201, summary="Make a department or unit")
async def create_organisation(body: OrganisationCreate, actor: UserManager, context: Context) -> OrganisationView:
    """In a division where one manages users."""
    return _organisation(await context.access.organisations.create(actor, body.name, body.division, body.parent_id))


@router.patch("/organisations/{organisation_id}", summary="Change a department or unit")
async def change_organisation(
    organisation_id: Id, body: OrganisationChange, actor: UserManager, context: Context
) -> OrganisationView:
    """Both where it is and where it goes must be divisions where one manages users."""
    return _organisation(
        await context.access.organisations.change(actor, organisation_id, body.name, body.division, body.parent_id)
    )


@router.get("/tokens", summary="API tokens")
async def list_tokens(actor: SignedIn, context: Context) -> Page[TokenView]:
    """One's own, and those of users one manages; the newest 500."""
    rows = await context.access.tokens.visible_to(actor, 500)
    return Page(items=[_token(token, user.name) for token, user in rows], total=None)


@router.post("/tokens", status_code=201, summary="Make an API token")
async def create_token(body: TokenCreate, actor: SignedIn, context: Context) -> TokenCreated:
    """For oneself, with no more than one's own rights."""
    token, text = await context.access.tokens.create(actor, body.name, body.permissions, body.division, body.days)
    return TokenCreated(token=text, view=_token(token, actor.name))


@router.delete("/tokens/{token_id}", status_code=204, summary="Revoke an API token")
async def revoke_token(token_id: Id, actor: SignedIn, context: Context) -> None:
    """One's own, or one of a user one manages."""
    await context.access.tokens.revoke(actor, token_id)


@router.get("/permissions", summary="Every permission there is")
async def list_permissions(_actor: SignedIn) -> Page[PermissionView]:
    """With what it lets one do."""
    return Page(
        items=[PermissionView(id=name, zh=text.zh, en=text.en) for name, text in PERMISSIONS.items()],
        total=len(PERMISSIONS),
    )


def _user(record: UserRecord) -> UserView:
    user: User = record.user
    return UserView(
        id=user.id,
        name=user.name,
        display_name=user.display_name,
        organisation=OrganisationBrief(id=record.organisation.id, name=record.organisation.name),
        division=record.organisation.division,
        roles=[RoleAt(role=role, division=division) for role, division in record.roles],
        enabled=user.enabled,
        must_change_password=user.must_change_password,
        locked_until_utc=user.locked_until_utc,
        last_sign_in_utc=user.last_sign_in_utc,
        created_utc=user.created_utc,
    )


def _role(role: Role) -> RoleView:
    return RoleView(id=role.id, zh=role.zh, en=role.en, permissions=role.permissions.split(), built_in=role.built_in)


def _organisation(one: Organisation) -> OrganisationView:
    return OrganisationView(id=one.id, name=one.name, division=one.division, parent_id=one.parent_id)


def _token(token: ApiToken, user: str) -> TokenView:
    expires: datetime = token.expires_utc
    return TokenView(
        id=token.id, name=token.name, user=user, permissions=token.permissions.split(), division=token.division,
        created_utc=token.created_utc, expires_utc=expires, used_utc=token.used_utc,
    )  # fmt: skip
