"""Signing in and staying signed in: lock-out, rate limits, sessions by a random token of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.actor import ANONYMOUS, Actor, Credential, Resource
from anlan.foundation.access.grants import actor_of
from anlan.foundation.access.models import Organisation, Session, User
from anlan.foundation.access.office import Office
from anlan.foundation.access.passwords import MAX_LENGTH, Passwords
from anlan.foundation.access.tries import Tries
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.clock import Clock
from anlan.foundation.config import AccessSettings
from anlan.foundation.database import Database
from anlan.foundation.errors import Unauthenticated
from anlan.protocols.wording import Sentence

# The last request is noted to the minute, so that reading does not write at every request.
_NOTE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token goes into the cookie and nowhere else."""

    token: str
    actor: Actor
    lifetime_s: int


def token_hash(token: str) -> str:
    """What is kept of a token. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Signs in, recognises, signs out."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        audit: AuditLog,
        office: Office,
        passwords: Passwords,
        tries: Tries,
        settings: AccessSettings,
    ) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit
        self._office = office
        self._passwords = passwords
        self._settings = settings
        self._tries = tries

    async def sign_in(self, name: str, password: str, remote_host: str) -> SignedIn:
        """Open a session. Raises ``Unauthenticated``, or ``TooMany`` for a locked account and for an address that tries too often."""
        self._tries.count_address(remote_host)
        name = name.strip().casefold()
        user = await self._tries.take(User.name == name)
        locked = self._tries.locks(user, name)
        if locked is not None:
            await self._refused(user, name, remote_host, "locked")
            raise locked
        right = len(password) <= MAX_LENGTH and await self._passwords.matches(
            user.password_hash if user else None, password
        )
        if user is None or not right or not user.enabled:
            await self._refused(user, name, remote_host, "wrong_password" if not right else "disabled")
            raise Unauthenticated(
                "access.wrong_password", Sentence("账号或密码不正确", "the name or the password is not right")
            )
        return await self._open(user, remote_host)

    async def _open(self, user: User, remote_host: str) -> SignedIn:
        now = self._clock.now_utc()
        token = secrets.token_urlsafe(32)
        lifetime = timedelta(hours=self._settings.session_hours)
        async with self._database.transaction() as session:
            organisation = await session.get_one(Organisation, user.organisation_id)
            actor = await actor_of(session, user, organisation, remote_host, now)
            await self._tries.forget(session, user.id)
            await session.execute(update(User).where(User.id == user.id).values(last_sign_in_utc=now))
            await self._make_room(session, user.id)
            session.add(
                Session(
                    token_hash=token_hash(token),
                    user_id=user.id,
                    created_utc=now,
                    seen_utc=now,
                    expires_utc=now + lifetime,
                    remote_host=remote_host[:64],
                )
            )
            await self._audit.append(
                session, actor, "session.sign_in", _resource(user, organisation.division), "", "done", {}
            )
        return SignedIn(token, actor, int(lifetime.total_seconds()))

    async def _make_room(self, session: AsyncSession, user_id: str) -> None:
        now = self._clock.now_utc()
        idle = now - timedelta(minutes=self._settings.session_idle_minutes)
        await session.execute(delete(Session).where(or_(Session.expires_utc <= now, Session.seen_utc <= idle)))
        newest = select(Session.token_hash).where(Session.user_id == user_id).order_by(Session.created_utc.desc())
        kept = (await session.scalars(newest.limit(self._settings.max_sessions_per_user - 1))).all()
        await session.execute(delete(Session).where(Session.user_id == user_id, Session.token_hash.not_in(kept)))

    async def recognise(self, token: str, remote_host: str) -> Actor | None:
        """Who this session belongs to, with the rights of this moment; None when it is unknown, over or the user disabled."""
        now = self._clock.now_utc()
        key = token_hash(token)
        found = await self._find(key, remote_host)
        if found is None:
            return None
        kept, actor = found
        if now - kept.seen_utc >= _NOTE_EVERY:
            async with self._database.transaction() as session:
                await session.execute(update(Session).where(Session.token_hash == key).values(seen_utc=now))
        return actor

    async def actor_of(self, key: str) -> Actor | None:
        """The same by the session's id (``Credential.id``). Counts as no request: what is asked here must not keep a session alive."""
        found = await self._find(key, "")
        return found[1] if found else None

    async def _find(self, key: str, remote_host: str) -> tuple[Session, Actor] | None:
        now = self._clock.now_utc()
        query = (
            select(Session, User, Organisation)
            .join(User, User.id == Session.user_id)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(Session.token_hash == key, Session.expires_utc > now, User.enabled)
        )
        async with self._database.reading() as session:
            row = (await session.execute(query)).first()
            if row is None:
                return None
            kept, user, organisation = row
            if kept.seen_utc + timedelta(minutes=self._settings.session_idle_minutes) <= now:
                return None
            actor = await actor_of(session, user, organisation, remote_host, now)
        return kept, replace(actor, credential=Credential("session", key))

    async def sign_out(self, token: str, actor: Actor) -> None:
        """End a session."""
        async with self._database.transaction() as session:
            await session.execute(delete(Session).where(Session.token_hash == token_hash(token)))
            await self._office.done(session, actor, "session.sign_out", Resource("user", actor.id, "", actor.name))

    async def _refused(self, user: User | None, name: str, remote_host: str, reason: str) -> None:
        # What was typed as an unknown name may be a password: it is not kept.
        shown = user.name if user is not None else "?"
        actor = replace(ANONYMOUS, name=shown, remote_host=remote_host)
        resource = Resource("user", user.id if user else "", self._office.root, shown)
        await self._audit.append(None, actor, "session.sign_in", resource, "", "refused", {"reason": reason})


def _resource(user: User, division: str) -> Resource:
    return Resource("user", user.id, division, user.name)
