"""Access as one service: users, roles, organisations, sessions, tokens, and the first start."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from anlan.foundation.access.actor import SYSTEM, Actor, Credential, Resource
from anlan.foundation.access.confirmation import Confirmation
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.grants import actor_of
from anlan.foundation.access.holders import Holders
from anlan.foundation.access.models import Organisation, User, UserRole
from anlan.foundation.access.office import Office
from anlan.foundation.access.organisations import Organisations
from anlan.foundation.access.passwords import Passwords, random_password
from anlan.foundation.access.refusals import Refusals
from anlan.foundation.access.roles import Roles
from anlan.foundation.access.sessions import Sessions, SignedIn
from anlan.foundation.access.temporary import TemporaryGrants
from anlan.foundation.access.tokens import Tokens
from anlan.foundation.access.tries import Tries
from anlan.foundation.access.users import Users
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.clock import Clock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database
from anlan.foundation.errors import NotFound
from anlan.protocols.wording import Sentence

FIRST_ADMIN = "admin"


class AccessService:
    """What can be done about access; each part is one attribute."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        audit: AuditLog,
        gate: Gate,
        settings: Settings,
        *,
        passwords: Passwords | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._passwords = passwords or Passwords(settings.access.password_min_length)
        self.office = Office(database, audit, settings.platform.division)
        tries = Tries(database, clock, settings.access)
        self.holders = Holders(database)
        self.users = Users(database, clock, gate, self.office, self._passwords, tries)
        self.confirmation = Confirmation(database, clock, self.office, self._passwords, tries)
        self.roles = Roles(database, gate, self.office)
        self.organisations = Organisations(database, clock, gate, self.office)
        self.sessions = Sessions(database, clock, audit, self.office, self._passwords, tries, settings.access)
        self.tokens = Tokens(database, clock, gate, self.office, settings.access)
        self.temporary = TemporaryGrants(self.office)
        self.refusals = Refusals(audit, clock, settings.platform.division)

    async def sign_in(self, name: str, password: str, remote_host: str) -> SignedIn:
        """Open a session; see ``Sessions.sign_in``."""
        return await self.sessions.sign_in(name, password, remote_host)

    async def actor_for_session(self, token: str, remote_host: str) -> Actor | None:
        """Who the session cookie stands for."""
        return await self.sessions.recognise(token, remote_host)

    async def actor_for_token(self, token: str, remote_host: str) -> Actor | None:
        """Whom the bearer token acts for."""
        return await self.tokens.recognise(token, remote_host)

    async def actor_now(self, user_id: str, credential: Credential | None = None) -> Actor | None:
        """The user with the rights that the credential gives at this moment, for what goes on longer than a request.

        None for a user gone or disabled, and for a session or token that is over. Without a credential: all the user's rights.
        """
        if credential is not None:
            book = self.sessions if credential.kind == "session" else self.tokens
            actor = await book.actor_of(credential.id)
            return actor if actor is not None and actor.id == user_id else None
        async with self._database.reading() as session:
            user = await session.get(User, user_id)
            if user is None or not user.enabled:
                return None
            organisation = await session.get_one(Organisation, user.organisation_id)
            return await actor_of(session, user, organisation, "", self._clock.now_utc())

    async def ensure_first_admin(self) -> str | None:
        """Bring the built-in roles up to date; where there is no user, make ``admin`` and return the password, to be printed once."""
        password = random_password()
        kept_hash = await self._passwords.hash(password)
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            await self.roles.ensure_built_in(session)
            if await session.scalar(select(User.id).limit(1)) is not None:
                return None
            platform = self._settings.platform
            organisation = Organisation(
                id=uuid.uuid4().hex, name=platform.name, division=platform.division, parent_id=None, created_utc=now
            )
            session.add(organisation)
            await session.flush()
            user = User(
                id=uuid.uuid4().hex, name=FIRST_ADMIN, display_name="系统管理员", organisation_id=organisation.id, password_hash=kept_hash,
                must_change_password=True, enabled=True, failures=0, created_utc=now,
            )  # fmt: skip
            session.add(user)
            await session.flush()
            session.add(UserRole(user_id=user.id, role_id="administrator", division=""))
            await self.office.done(
                session, SYSTEM, "user.create", Resource("user", user.id, "", user.name), {"first_start": True}
            )
        return password

    async def reset_password(self, name: str) -> str:
        """For the command line on the platform's own machine: a new random first password for a user, also for a locked one."""
        async with self._database.reading() as session:
            user_id = await session.scalar(select(User.id).where(User.name == name.strip().casefold()))
        if user_id is None:
            raise NotFound("access.no_user", Sentence("没有该用户", "there is no such user"))
        password = random_password()
        await self.users.set_password(SYSTEM, user_id, password)
        return password


__all__ = ["FIRST_ADMIN", "AccessService"]
