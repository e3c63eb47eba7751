"""Roles: the built-in ones, and those an administrator makes."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.grants import beyond
from anlan.foundation.access.models import Role
from anlan.foundation.access.office import Office
from anlan.foundation.access.permissions import FREE_PERMISSIONS, PERMISSIONS
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.protocols.wording import Sentence

_MAX_ROLES = 200

_OPERATOR = (
    "directory.read",
    "live.view",
    "live.traces",
    "alarms.read",
    "alarms.handle",
    "subscribers.read",
    "duty.read",
    "duty.work",
    "incidents.read",
    "incidents.handle",
)

# Separation of duties: the security officer manages people and reads the log but sees no picture; the auditor only reads.
BUILT_IN: dict[str, tuple[Sentence, tuple[str, ...]]] = {
    "administrator": (Sentence("系统管理员", "Administrator"), tuple(sorted(FREE_PERMISSIONS))),
    "security_officer": (
        Sentence("安全管理员", "Security officer"),
        ("directory.read", "users.manage", "roles.grant", "audit.read"),
    ),
    "auditor": (Sentence("审计员", "Auditor"), ("directory.read", "audit.read")),
    "operator": (Sentence("值机员", "Operator"), _OPERATOR),
    "duty_leader": (
        Sentence("值班长", "Duty leader"),
        (*_OPERATOR, "alarms.supervise", "duty.manage", "incidents.command"),
    ),
    "incident_reporter": (Sentence("事件上报接口", "Reporter of incidents"), ("incidents.report",)),
    "alarm_company": (
        Sentence("报警服务企业", "Alarm-service company"),
        ("alarms.read", "alarms.handle", "alarms.company_only", "subscribers.read", "subscribers.write"),
    ),
    "village_contact": (Sentence("村(居)联系人", "Village contact"), ("alarms.read", "alarms.attend")),
    "viewer": (Sentence("目录查看员", "Viewer of the directory"), ("directory.read",)),
}


class Roles:
    """Lists, makes and changes roles."""

    def __init__(self, database: Database, gate: Gate, office: Office) -> None:
        self._database = database
        self._gate = gate
        self._office = office

    async def ensure_built_in(self, session: AsyncSession) -> None:
        """Bring the built-in roles to what this version says."""
        for role_id, (name, permissions) in BUILT_IN.items():
            await session.merge(
                Role(id=role_id, zh=name.zh, en=name.en, permissions=" ".join(permissions), built_in=True)
            )

    async def all(self) -> list[Role]:
        """Every role, the built-in ones first."""
        async with self._database.reading() as session:
            return list((await session.scalars(select(Role).order_by(Role.built_in.desc(), Role.zh))).all())

    async def create(self, actor: Actor, zh: str, en: str, permissions: list[str]) -> Role:
        """Make a role. It may be given anywhere, so only one who manages users everywhere here makes it."""
        await self._authorize(actor, permissions, "", zh)
        role = Role(
            id=uuid.uuid4().hex, zh=zh, en=en or zh, permissions=" ".join(sorted(set(permissions))), built_in=False
        )
        try:
            async with self._database.transaction() as session:
                if (await session.scalar(select(func.count()).select_from(Role)) or 0) >= _MAX_ROLES:
                    raise TooMany(
                        "access.too_many_roles",
                        Sentence(f"角色数已达上限 {_MAX_ROLES}", f"there are {_MAX_ROLES} roles already"),
                    )
                session.add(role)
                await session.flush()
                await self._office.done(
                    session, actor, "role.create", _resource(role), {"permissions": sorted(set(permissions))}
                )
        except IntegrityError:
            raise _name_taken() from None
        return role

    async def change(
        self, actor: Actor, role_id: str, zh: str | None, en: str | None, permissions: list[str] | None
    ) -> Role:
        """Change a role of one's own making; whoever holds it has the new rights at once."""
        async with self._database.reading() as session:
            role = await session.get(Role, role_id)
        if role is None:
            raise NotFound("access.no_role", Sentence("没有该角色", "there is no such role"))
        if role.built_in:
            raise Conflict("access.built_in_role", Sentence("内置角色不可修改", "a built-in role cannot be changed"))
        wanted = sorted(set(permissions)) if permissions is not None else role.permissions.split()
        await self._authorize(actor, [*wanted, *role.permissions.split()], role_id, role.zh)
        try:
            async with self._database.transaction() as session:
                role = await session.merge(role)
                role.zh, role.en = zh or role.zh, en or role.en
                before, role.permissions = role.permissions, " ".join(wanted)
                await session.flush()
                await self._office.done(
                    session, actor, "role.change", _resource(role), {"before": before.split(), "after": wanted}
                )
        except IntegrityError:
            raise _name_taken() from None
        return role

    async def _authorize(self, actor: Actor, permissions: list[str], role_id: str, name: str) -> None:
        unknown = [permission for permission in permissions if permission not in PERMISSIONS]
        if unknown:
            fault = Sentence(f"没有权限 {unknown[0]}", f"there is no permission {unknown[0]}")
            raise Invalid("access.no_permission_of_that_name", fault, fields={"permissions": fault})
        resource = Resource("role", role_id, "", name)
        await self._gate.authorize(actor, "users.manage", self._office.placed(resource))
        await self._office.refuse_if(
            beyond(actor, [(permission, self._office.root) for permission in permissions]),
            actor,
            "role.change",
            resource,
        )


def _resource(role: Role) -> Resource:
    return Resource("role", role.id, "", role.zh)


def _name_taken() -> Conflict:
    fault = Sentence("已有同名角色", "a role of that name exists")
    return Conflict("access.role_taken", fault, fields={"zh": fault})
