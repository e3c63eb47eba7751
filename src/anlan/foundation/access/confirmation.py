"""The password asked once more for what is signed: who signs is who signs in, not who found an open session."""

from __future__ import annotations

from anlan.foundation.access.actor import ANONYMOUS, Actor, Resource
from anlan.foundation.access.grants import actor_of
from anlan.foundation.access.models import Organisation, User
from anlan.foundation.access.office import Office
from anlan.foundation.access.passwords import MAX_LENGTH, Passwords
from anlan.foundation.access.tries import Tries
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Invalid, TooMany
from anlan.protocols.wording import Sentence


class Confirmation:
    """Counts as a try of the account, and locks it, as signing in does."""

    def __init__(self, database: Database, clock: Clock, office: Office, passwords: Passwords, tries: Tries) -> None:
        self._database = database
        self._clock = clock
        self._office = office
        self._passwords = passwords
        self._tries = tries

    async def confirm(self, name: str, password: str, remote_host: str) -> Actor:
        """Whose name and password these are, with the rights of this moment.

        Raises ``Invalid`` where they do not fit or the account is disabled, ``TooMany`` for one that is locked.
        """
        self._tries.count_address(remote_host)
        name = name.strip().casefold()
        user = await self._tries.take(User.name == name)
        await self._refuse_if(self._tries.locks(user, name), user)
        right = len(password) <= MAX_LENGTH and await self._passwords.matches(
            user.password_hash if user else None, password
        )
        if user is None or not right or not user.enabled or user.must_change_password:
            fault = Sentence("账号或密码不正确", "the name or the password is not right")
            await self._refuse_if(Invalid("access.wrong_password", fault, fields={"password": fault}), user)
        assert user is not None
        async with self._database.transaction() as session:
            await self._tries.forget(session, user.id)
            organisation = await session.get_one(Organisation, user.organisation_id)
            return await actor_of(session, user, organisation, remote_host, self._clock.now_utc())

    async def _refuse_if(self, refusal: Invalid | TooMany | None, user: User | None) -> None:
        resource = Resource("user", user.id if user else "", "", user.name if user else "?")
        await self._office.refuse_if(refusal, ANONYMOUS, "user.confirm", resource)
