"""Passwords: argon2id off the event loop, a rule that says what it wants, random ones for first use."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from anlan.foundation.errors import Invalid
from anlan.protocols.wording import Sentence

MAX_LENGTH = 128
_KINDS_WANTED = 3
# Beyond this length a passphrase needs no mixture.
_LONG = 20
# Letters and digits that are not taken for one another when read from a terminal.
_LOWER, _UPPER, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
# One hash takes 64 MiB; two at once bound what a flood of sign-ins can take.
_AT_ONCE = 2


class Passwords:
    """Hashes and checks."""

    def __init__(self, min_length: int, *, memory_kib: int = 65_536, time_cost: int = 2) -> None:
        self._min_length = min_length
        # RFC 9106 §4: argon2id; parameters are kept in each hash, so that they can be raised later.
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._decoy = self._hasher.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        """The hash with its salt and parameters."""
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, kept_hash: str | None, password: str) -> bool:
        """Whether the password is the one; without a hash (no such user) it takes as long and is false."""
        async with self._slots:
            verdict = await asyncio.to_thread(self._verify, kept_hash or self._decoy, password)
        return verdict and kept_hash is not None

    def _verify(self, kept_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def check_rule(self, password: str, name: str, field: str = "password") -> None:
        """Raise ``Invalid`` where the password is too weak."""
        fault = self._weakness(password, name)
        if fault is not None:
            raise Invalid(
                "access.weak_password", Sentence("密码强度不足", "the password is too weak"), fields={field: fault}
            )

    def _weakness(self, password: str, name: str) -> Sentence | None:
        if len(password) < self._min_length:
            return Sentence(f"至少 {self._min_length} 个字符", f"at least {self._min_length} characters")
        if len(password) > MAX_LENGTH:
            return Sentence(f"至多 {MAX_LENGTH} 个字符", f"at most {MAX_LENGTH} characters")
        if name and name.casefold() in password.casefold():
            return Sentence("不得包含账号名", "must not contain the account name")
        if len(set(password)) < 5:
            return Sentence("重复字符过多", "repeats the same few characters")
        kinds = [
            any(character.islower() for character in password),
            any(character.isupper() for character in password),
            any(character.isdigit() for character in password),
            any(not character.isalnum() for character in password),
        ]
        if len(password) < _LONG and sum(kinds) < _KINDS_WANTED:
            return Sentence(
                f"须含大写字母、小写字母、数字、符号中的至少三类，或不少于 {_LONG} 个字符",
                f"needs three of capitals, small letters, digits and signs, or {_LONG} characters",
            )
        return None


def random_password() -> str:
    """Four groups of four, about 90 bits, every kind present."""
    alphabet = _LOWER + _UPPER + _DIGITS
    while True:
        text = "".join(secrets.choice(alphabet) for _ in range(16))
        if any(c in _LOWER for c in text) and any(c in _UPPER for c in text) and any(c in _DIGITS for c in text):
            return "-".join(text[i : i + 4] for i in range(0, 16, 4))
