"""How often a password may be tried: by address, and by account with lock-out; at sign-in and wherever it is asked again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.foundation.access.models import User
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.clock import Clock
from anlan.foundation.config import AccessSettings
from anlan.foundation.database import Database
from anlan.foundation.errors import TooMany
from anlan.protocols.wording import Sentence


class Tries:
    """Counts tries. One account has one count, wherever its password is asked for."""

    def __init__(self, database: Database, clock: Clock, settings: AccessSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._by_address = RateLimiter(clock, settings.login_rate, 60.0)
        # Unknown names lock like known ones, so that nobody learns which exist.
        self._unknown = RateLimiter(clock, settings.lockout_failures, settings.lockout_minutes * 60.0)

    def count_address(self, remote_host: str) -> None:
        """Raise ``TooMany`` for an address that tries too often."""
        if not self._by_address.allow(remote_host):
            raise TooMany(
                "access.too_many_sign_ins", Sentence("尝试过于频繁，请稍后再试", "too many tries; wait a minute")
            )

    async def take(self, which: ColumnElement[bool]) -> User | None:
        """Count a try of the account before its password is checked, so that many at once cannot pass the limit together."""
        now = self._clock.now_utc()
        async with self._database.transaction() as session:
            user = await session.scalar(select(User).where(which).with_for_update())
            if user is None:
                return None
            if user.locked_until_utc is not None and user.locked_until_utc <= now:
                user.failures, user.locked_until_utc = 0, None
            if user.locked_until_utc is None:
                # The try that reaches the limit is still checked; the lock stands for the next.
                if user.failures >= self._settings.lockout_failures:
                    user.locked_until_utc = now + timedelta(minutes=self._settings.lockout_minutes)
                user.failures += 1
            return user

    def locks(self, user: User | None, name: str) -> TooMany | None:
        """Why a try that was taken must not be checked; ``user`` None: no such account, which is then counted by its name."""
        if user is None:
            locked = not self._unknown.allow(name)
        else:
            locked = user.locked_until_utc is not None and user.locked_until_utc > self._clock.now_utc()
        if not locked:
            return None
        minutes = self._settings.lockout_minutes
        return TooMany(
            "access.locked",
            Sentence(
                f"连续输错密码，账号已锁定 {minutes} 分钟", f"too many wrong passwords: locked for {minutes} minutes"
            ),
            remedy=Sentence(
                "请稍后再试，或由安全管理员重置密码", "wait, or have a security officer set a new password"
            ),
        )

    async def forget(self, session: AsyncSession, user_id: str) -> None:
        """The password was right: the count starts anew."""
        await session.execute(update(User).where(User.id == user_id).values(failures=0, locked_until_utc=None))
