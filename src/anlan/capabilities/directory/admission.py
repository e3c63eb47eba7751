"""Registration rules: which devices without a record may join, and under which password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from anlan.capabilities.directory.models import RegistrationRule
from anlan.capabilities.directory.places import division_of_code
from anlan.foundation.secret_box import SecretBox
from anlan.protocols.gbcode import GbCode


@dataclass(frozen=True, slots=True)
class Admitted:
    """A device that a rule lets in, and how it is to be treated."""

    rule: str
    division: str
    password: str
    edition: str
    media_transport: str


class RuleBook:
    """The rules: the enabled ones admit, the most exact prefix first."""

    def __init__(self, rules: list[RegistrationRule], passwords: SecretBox) -> None:
        self._rules = sorted(
            (rule for rule in rules if rule.enabled), key=lambda rule: (-len(rule.code_prefix), rule.id)
        )
        # Devices on record stay when their rule is disabled, and so does their password.
        self._passwords = {rule.id: passwords.open(rule.password, rule.id) for rule in rules}

    def admit(self, code: str) -> Admitted | None:
        """The first rule that fits a 20-digit device code, None where none does."""
        parsed, _ = GbCode.tolerate(code)
        if parsed is None or parsed != code:
            return None
        for rule in self._rules:
            fits_type = parsed.type_code in rule.type_codes if rule.type_codes else 111 <= int(parsed.type_code) <= 199
            if code.startswith(rule.code_prefix) and fits_type:
                division = rule.division or division_of_code(code)
                if division is None:
                    continue
                return Admitted(rule.id, division, self._passwords[rule.id], rule.edition, rule.media_transport)
        return None

    def most(self, rule: str) -> int:
        """How many devices a rule may admit."""
        return next((each.max_devices for each in self._rules if each.id == rule), 0)

    def password(self, rule: str) -> str:
        """The password of a rule; an empty string where there is none."""
        return self._passwords.get(rule, "")


async def load_rules(session: AsyncSession, passwords: SecretBox) -> RuleBook:
    """All rules."""
    rules = (await session.scalars(select(RegistrationRule))).all()
    return RuleBook(list(rules), passwords)
