"""Users: making them, changing them, their roles and passwords. Nobody gives or takes beyond the own scope."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.grants import Grant, beyond, grants_of
from anlan.foundation.access.models import Organisation, Role, Session, User, UserRole
from anlan.foundation.access.office import Office
from anlan.foundation.access.passwords import Passwords
from anlan.foundation.access.scope import division_within
from anlan.foundation.access.tries import Tries
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from anlan.protocols.wording import Sentence

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_DIVISION = re.compile(r"(\d{2}){0,4}")
_MAX_ROLES_PER_USER = 50

RoleAt = tuple[str, str]


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A user with organisation and roles (role id, division root)."""

    user: User
    organisation: Organisation
    roles: tuple[RoleAt, ...]


class Users:
    """Lists, makes and changes users."""

    def __init__(
        self, database: Database, clock: Clock, gate: Gate, office: Office, passwords: Passwords, tries: Tries
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._office = office
        self._passwords = passwords
        self._tries = tries

    async def page(
        self, roots: tuple[str, ...], query: str, after_name: str | None, limit: int
    ) -> tuple[list[UserRecord], int]:
        """Users of organisations in the subtrees by name, from after a name; and how many there are in all."""
        scope = division_within(Organisation.division, roots)
        statement = select(User, Organisation).join(Organisation, Organisation.id == User.organisation_id).where(scope)
        if query:
            statement = statement.where(
                or_(User.name.contains(query, autoescape=True), User.display_name.contains(query, autoescape=True))
            )
        async with self._database.reading() as session:
            total = await session.scalar(select(func.count()).select_from(statement.subquery())) or 0
            if after_name is not None:
                statement = statement.where(User.name > after_name)
            rows = (await session.execute(statement.order_by(User.name).limit(limit))).all()
            roles = await _roles_of(session, [user.id for user, _ in rows])
        return [UserRecord(user, organisation, roles.get(user.id, ())) for user, organisation in rows], total

    async def get(self, actor: Actor, user_id: str) -> UserRecord:
        """One user of the actor's scope, or oneself."""
        record = await self._find(user_id)
        if actor.id != user_id:
            await self._gate.authorize(actor, "users.manage", _resource(record))
        return record

    async def create(
        self, actor: Actor, name: str, display_name: str, organisation_id: str, password: str, roles: Sequence[RoleAt]
    ) -> UserRecord:
        """Make a user who must change the given password at the first sign-in."""
        name = name.strip().casefold()
        if not _NAME.fullmatch(name):
            fault = Sentence(
                "须为 2—64 位小写字母、数字、点、横线或下划线",
                "2–64 small letters, digits, dots, dashes or underscores",
            )
            raise Invalid("access.bad_name", fault, fields={"name": fault})
        self._passwords.check_rule(password, name)
        async with self._database.reading() as session:
            organisation = await session.get(Organisation, organisation_id)
            grants = await _grants(session, roles)
        if organisation is None:
            raise _no_organisation()
        resource = Resource("user", "", organisation.division, name)
        await self._gate.authorize(actor, "users.manage", resource)
        await self._office.refuse_if(beyond(actor, grants), actor, "user.create", resource)
        user = User(
            id=uuid.uuid4().hex,
            name=name,
            display_name=display_name.strip() or name,
            organisation_id=organisation.id,
            password_hash=await self._passwords.hash(password),
            must_change_password=True,
            enabled=True,
            created_utc=self._clock.now_utc(),
        )
        record = UserRecord(user, organisation, tuple(roles))
        try:
            async with self._database.transaction() as session:
                session.add(user)
                await session.flush()
                session.add_all(UserRole(user_id=user.id, role_id=role, division=division) for role, division in roles)
                await session.flush()
                await self._office.done(
                    session, actor, "user.create", _resource(record), {"roles": [list(role) for role in roles]}
                )
        except IntegrityError:
            fault = Sentence("账号名已被使用", "that account name is taken")
            raise Conflict("access.user_taken", fault, fields={"name": fault}) from None
        return record

    async def change(
        self,
        actor: Actor,
        user_id: str,
        *,
        display_name: str | None = None,
        organisation_id: str | None = None,
        enabled: bool | None = None,
        roles: Sequence[RoleAt] | None = None,
    ) -> UserRecord:
        """Change a user; disabling and changed roles end what is open. Nobody changes the own roles or disables oneself."""
        record = await self._governed(actor, user_id, "user.change")
        if actor.id == user_id and (enabled is False or roles is not None or organisation_id is not None):
            refusal = Forbidden(
                "access.own_rights",
                Sentence("不能变更本人的角色、机构或停用本人", "nobody changes the own roles, unit or state"),
            )
            await self._office.refuse_if(refusal, actor, "user.change", _resource(record))
        await self._check_target(actor, record, organisation_id, roles)
        async with self._database.transaction() as session:
            user = await session.get_one(User, user_id)
            user.display_name = display_name.strip() if display_name and display_name.strip() else user.display_name
            user.organisation_id = organisation_id or user.organisation_id
            if enabled is not None:
                user.enabled = enabled
                if enabled:
                    user.failures, user.locked_until_utc = 0, None
                else:
                    await _end_sessions(session, user_id)
            if roles is not None:
                await session.execute(delete(UserRole).where(UserRole.user_id == user_id))
                session.add_all(UserRole(user_id=user_id, role_id=role, division=division) for role, division in roles)
            await session.flush()
            facts = {
                "enabled": enabled,
                "roles": [list(role) for role in roles] if roles is not None else None,
                "organisation": organisation_id,
            }
            shown = {name: value for name, value in facts.items() if value is not None}
            await self._office.done(session, actor, "user.change", _resource(record), shown)
        return await self._find(user_id)

    async def set_password(self, actor: Actor, user_id: str, password: str) -> None:
        """Give a user a new first password; every session of the user ends."""
        record = await self._governed(actor, user_id, "user.set_password")
        if actor.id == user_id:
            # Whoever has found an open session, or holds a token with a part of the rights, must not get the whole account by it.
            refusal = Forbidden(
                "access.own_password",
                Sentence("修改本人密码须提供原密码", "to change your own password give the old one"),
            )
            await self._office.refuse_if(refusal, actor, "user.set_password", _resource(record))
        self._passwords.check_rule(password, record.user.name)
        kept_hash = await self._passwords.hash(password)
        async with self._database.transaction() as session:
            user = await session.get_one(User, user_id)
            user.password_hash, user.must_change_password = kept_hash, True
            user.failures, user.locked_until_utc = 0, None
            await _end_sessions(session, user_id)
            await self._office.done(session, actor, "user.set_password", _resource(record))

    async def change_own_password(self, actor: Actor, old: str, new: str, keep_session_hash: str) -> None:
        """Change one's password; every other session of one's own ends.

        Raises ``TooMany`` as signing in does: whoever has found an open session must not guess the password by it either.
        """
        record = await self._find(actor.id)
        self._tries.count_address(actor.remote_host)
        user = await self._tries.take(User.id == actor.id)
        locked = self._tries.locks(user, record.user.name)
        await self._office.refuse_if(locked, actor, "user.change_password", _resource(record))
        if user is None or not await self._passwords.matches(user.password_hash, old):
            fault = Sentence("原密码不正确", "the old password is not right")
            await self._office.refuse_if(
                Invalid("access.wrong_password", fault, fields={"old": fault}),
                actor,
                "user.change_password",
                _resource(record),
            )
        async with self._database.transaction() as session:
            await self._tries.forget(session, actor.id)
        self._passwords.check_rule(new, record.user.name, "new")
        if old == new:
            fault = Sentence("新密码须与原密码不同", "the new password must differ from the old one")
            raise Invalid("access.same_password", fault, fields={"new": fault})
        kept_hash = await self._passwords.hash(new)
        async with self._database.transaction() as session:
            changed = await session.get_one(User, actor.id)
            changed.password_hash, changed.must_change_password = kept_hash, False
            await session.execute(
                delete(Session).where(Session.user_id == actor.id, Session.token_hash != keep_session_hash)
            )
            await self._office.done(session, actor, "user.change_password", _resource(record))

    async def _find(self, user_id: str) -> UserRecord:
        async with self._database.reading() as session:
            user = await session.get(User, user_id)
            if user is None:
                raise NotFound("access.no_user", Sentence("没有该用户", "there is no such user"))
            organisation = await session.get_one(Organisation, user.organisation_id)
            roles = await _roles_of(session, [user_id])
        return UserRecord(user, organisation, roles.get(user_id, ()))

    async def _governed(self, actor: Actor, user_id: str, action: str) -> UserRecord:
        """The user, if the actor governs all the user has: else a county's officer could take over the city's administrator."""
        record = await self._find(user_id)
        await self._gate.authorize(actor, "users.manage", _resource(record))
        async with self._database.reading() as session:
            held = await grants_of(session, user_id)
        refusal: DomainError | None = beyond(actor, held) if actor.id != user_id else None
        await self._office.refuse_if(refusal, actor, action, _resource(record))
        return record

    async def _check_target(
        self, actor: Actor, record: UserRecord, organisation_id: str | None, roles: Sequence[RoleAt] | None
    ) -> None:
        async with self._database.reading() as session:
            organisation = await session.get(Organisation, organisation_id) if organisation_id else record.organisation
            grants = await _grants(session, roles) if roles is not None else frozenset()
        if organisation is None:
            raise _no_organisation()
        if organisation.id != record.organisation.id:
            await self._gate.authorize(
                actor,
                "users.manage",
                Resource("organisation", organisation.id, organisation.division, organisation.name),
            )
        await self._office.refuse_if(beyond(actor, grants), actor, "user.change", _resource(record))


async def _end_sessions(session: AsyncSession, user_id: str) -> None:
    await session.execute(delete(Session).where(Session.user_id == user_id))


async def _roles_of(session: AsyncSession, user_ids: list[str]) -> dict[str, tuple[RoleAt, ...]]:
    rows = (
        await session.execute(
            select(UserRole.user_id, UserRole.role_id, UserRole.division).where(UserRole.user_id.in_(user_ids))
        )
    ).all()
    found: dict[str, list[RoleAt]] = {}
    for user_id, role_id, division in rows:
        found.setdefault(user_id, []).append((role_id, division))
    return {user_id: tuple(sorted(roles)) for user_id, roles in found.items()}


async def _grants(session: AsyncSession, roles: Sequence[RoleAt]) -> frozenset[Grant]:
    fault: Sentence | None = None
    if len(roles) > _MAX_ROLES_PER_USER or len(set(roles)) != len(roles):
        fault = Sentence("角色重复或过多", "roles are repeated or too many")
    grants: set[Grant] = set()
    for role_id, division in roles:
        role = await session.get(Role, role_id)
        if role is None:
            fault = Sentence("没有该角色", "there is no such role")
        elif not _DIVISION.fullmatch(division):
            fault = Sentence(
                "区划代码须为 2、4、6 或 8 位数字，或留空表示全部",
                "a division is 2, 4, 6 or 8 digits, or empty for all",
            )
        else:
            grants.update((name, division) for name in role.permissions.split())
    if fault is not None:
        raise Invalid("access.bad_roles", fault, fields={"roles": fault})
    return frozenset(grants)


def _resource(record: UserRecord) -> Resource:
    return Resource("user", record.user.id, record.organisation.division, record.user.name)


def _no_organisation() -> Invalid:
    fault = Sentence("没有该组织机构", "there is no such organisation")
    return Invalid("access.no_organisation", fault, fields={"organisation_id": fault})
