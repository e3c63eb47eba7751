"""API tokens: a program acts for a user, with a part of the user's rights and never more."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from anlan.foundation.access.actor import Actor, Credential, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.grants import actor_with, beyond, confined, grants_of
from anlan.foundation.access.models import ApiToken, Organisation, User
from anlan.foundation.access.office import Office
from anlan.foundation.access.scope import division_within
from anlan.foundation.access.sessions import token_hash
from anlan.foundation.clock import Clock
from anlan.foundation.config import AccessSettings
from anlan.foundation.database import Database
from anlan.foundation.errors import Forbidden, Invalid, NotFound, TooMany
from anlan.protocols.wording import Sentence

# So that a leaked token is recognised for what it is by those who search for them.
PREFIX = "anlan_"
_MAX_PER_USER = 50
_NOTE_EVERY = timedelta(minutes=1)


class Tokens:
    """Lists, makes, recognises and revokes API tokens."""

    def __init__(self, database: Database, clock: Clock, gate: Gate, office: Office, settings: AccessSettings) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._office = office
        self._settings = settings

    async def visible_to(self, actor: Actor, limit: int) -> list[tuple[ApiToken, User]]:
        """One's own tokens, and those of users one manages; the newest first."""
        managed = division_within(Organisation.division, actor.roots("users.manage"))
        query = (
            select(ApiToken, User)
            .join(User, User.id == ApiToken.user_id)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(or_(User.id == actor.id, managed))
            .order_by(ApiToken.created_utc.desc(), ApiToken.id)
            .limit(limit)
        )
        async with self._database.reading() as session:
            return [(token, user) for token, user in (await session.execute(query)).all()]

    async def create(
        self, actor: Actor, name: str, permissions: list[str], division: str, days: int
    ) -> tuple[ApiToken, str]:
        """Make a token for oneself and return it with its text, which is shown this once."""
        resource = Resource("token", "", division, name)
        if actor.kind != "user":
            await self._office.refuse_if(
                Forbidden("access.token_by_token", Sentence("令牌不能再签发令牌", "a token cannot make tokens")),
                actor,
                "token.create",
                resource,
            )
        if not 1 <= days <= self._settings.token_max_days:
            fault = Sentence(
                f"有效期须为 1—{self._settings.token_max_days} 天", f"1–{self._settings.token_max_days} days"
            )
            raise Invalid("access.bad_token_days", fault, fields={"days": fault})
        lacking = [
            permission
            for permission in permissions
            if not actor.may(permission) or not confined(actor.grants, frozenset({permission}), division)
        ]
        if lacking:
            fault = Sentence(f"您未持有权限 {lacking[0]}", f"you do not hold {lacking[0]} there")
            refusal = Forbidden("access.beyond_own_rights", fault, fields={"permissions": fault})
            await self._office.refuse_if(refusal, actor, "token.create", resource)
        text = PREFIX + secrets.token_urlsafe(32)
        now = self._clock.now_utc()
        token = ApiToken(
            id=uuid.uuid4().hex, token_hash=token_hash(text), user_id=actor.id, name=name, permissions=" ".join(sorted(set(permissions))),
            division=division, created_utc=now, expires_utc=now + timedelta(days=days), used_utc=None,
        )  # fmt: skip
        async with self._database.transaction() as session:
            count = (
                await session.scalar(select(func.count()).select_from(ApiToken).where(ApiToken.user_id == actor.id))
                or 0
            )
            if count >= _MAX_PER_USER:
                raise TooMany(
                    "access.too_many_tokens",
                    Sentence(f"令牌数已达上限 {_MAX_PER_USER}", f"you have {_MAX_PER_USER} tokens already"),
                )
            session.add(token)
            await session.flush()
            facts = {"permissions": token.permissions.split(), "days": days}
            await self._office.done(session, actor, "token.create", Resource("token", token.id, division, name), facts)
        return token, text

    async def revoke(self, actor: Actor, token_id: str) -> None:
        """End a token of one's own or of a user one governs."""
        async with self._database.reading() as session:
            query = select(ApiToken, Organisation.division).join(User, User.id == ApiToken.user_id)
            row = (
                await session.execute(
                    query.join(Organisation, Organisation.id == User.organisation_id).where(ApiToken.id == token_id)
                )
            ).first()
            if row is None:
                raise NotFound("access.no_token", Sentence("没有该令牌", "there is no such token"))
            token, division = row
            held = await grants_of(session, token.user_id)
        resource = Resource("token", token_id, division, token.name)
        if token.user_id != actor.id:
            await self._gate.authorize(actor, "users.manage", resource)
            await self._office.refuse_if(beyond(actor, held), actor, "token.revoke", resource)
        async with self._database.transaction() as session:
            await session.execute(delete(ApiToken).where(ApiToken.id == token_id))
            await self._office.done(session, actor, "token.revoke", resource)

    async def recognise(self, text: str, remote_host: str) -> Actor | None:
        """Whom this token acts for, with what is left of the user's rights of this moment; None when it is no good."""
        if not text.startswith(PREFIX) or len(text) > 128:
            return None
        now = self._clock.now_utc()
        found = await self._find(ApiToken.token_hash == token_hash(text), remote_host)
        if found is None:
            return None
        token, actor = found
        if token.used_utc is None or now - token.used_utc >= _NOTE_EVERY:
            async with self._database.transaction() as session:
                await session.execute(update(ApiToken).where(ApiToken.id == token.id).values(used_utc=now))
        return actor

    async def actor_of(self, token_id: str) -> Actor | None:
        """The same by the token's id (``Credential.id``). Counts as no use."""
        found = await self._find(ApiToken.id == token_id, "")
        return found[1] if found else None

    async def _find(self, which: ColumnElement[bool], remote_host: str) -> tuple[ApiToken, Actor] | None:
        query = (
            select(ApiToken, User, Organisation)
            .join(User, User.id == ApiToken.user_id)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(which, ApiToken.expires_utc > self._clock.now_utc(), User.enabled)
        )
        async with self._database.reading() as session:
            row = (await session.execute(query)).first()
            if row is None:
                return None
            token, user, organisation = row
            grants = confined(await grants_of(session, user.id), frozenset(token.permissions.split()), token.division)
        actor = actor_with(user, organisation, remote_host, grants)
        name = f"{user.name}#{token.name}"[:128]
        return token, replace(actor, kind="token", name=name, display_name="", credential=Credential("token", token.id))
