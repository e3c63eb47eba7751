"""Registration rules on record."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, func, insert, select

from anlan.capabilities.directory.drafts import RuleDraft, check_values, checked_division
from anlan.capabilities.directory.models import Device, RegistrationRule
from anlan.capabilities.directory.records import Records
from anlan.foundation.errors import Conflict, Invalid, NotFound, TooMany
from anlan.protocols.wording import Sentence

MOST_RULES = 200


class Rules:
    """What can be done with registration rules."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def create(self, draft: RuleDraft) -> RegistrationRule:
        """Make a rule. Raises ``Invalid`` or ``TooMany``."""
        values = asdict(draft)
        check_values(values)
        _check_rule(draft)
        values["division"] = checked_division(draft.division, "") if draft.division else ""
        values["type_codes"] = list(draft.type_codes)
        key = str(uuid.uuid4())
        values["password"] = self._records.passwords.seal(draft.password, key)
        async with self._records.writing() as session:
            count = await session.scalar(select(func.count()).select_from(RegistrationRule))
            if (count or 0) >= MOST_RULES:
                raise TooMany(
                    "directory.rules",
                    Sentence(f"注册规则至多 {MOST_RULES} 条。", f"There can be {MOST_RULES} rules at most."),
                )
            await session.execute(
                insert(RegistrationRule).values(id=key, created_utc=self._records.clock.now_utc(), **values)
            )
            rule = await session.get_one(RegistrationRule, key)
        await self._records.tell_gateway(peers=[])
        return rule

    async def list(self, scope: Sequence[str] = ("",)) -> Sequence[tuple[RegistrationRule, int]]:
        """The rules for the divisions in the scope, with the number of devices each has admitted."""
        admitted = select(Device.rule, func.count().label("devices")).group_by(Device.rule).subquery()
        query = select(RegistrationRule, func.coalesce(admitted.c.devices, 0)).outerjoin(
            admitted, admitted.c.rule == RegistrationRule.id
        )
        async with self._records.database.reading() as session:
            rows = await session.execute(query.order_by(RegistrationRule.name))
            return [(rule, count) for rule, count in rows if _is_within(rule, scope)]

    async def get(self, key: str, scope: Sequence[str] = ("",)) -> RegistrationRule:
        """One rule. Raises ``NotFound``, also where it lies outside the scope."""
        async with self._records.database.reading() as session:
            rule = await session.get(RegistrationRule, key)
        if rule is None or not _is_within(rule, scope):
            raise NotFound("directory.no_rule", Sentence("没有此注册规则。", "There is no such rule."))
        return rule

    async def delete(self, key: str) -> None:
        """Delete a rule. Raises ``Conflict`` while devices use its password."""
        await self.get(key)
        async with self._records.writing() as session:
            used = select(func.count()).select_from(Device).where(Device.rule == key, Device.password.is_(None))
            count = await session.scalar(used)
            if count:
                raise Conflict(
                    "directory.rule_used",
                    Sentence(
                        f"仍有 {count} 台设备使用此规则的口令。", f"{count} devices still use this rule's password."
                    ),
                    remedy=Sentence(
                        "请先为这些设备设置口令，或将其删除。",
                        "Give these devices passwords of their own, or delete them.",
                    ),
                )
            await session.execute(delete(RegistrationRule).where(RegistrationRule.id == key))
        await self._records.tell_gateway(peers=[])


def place_of(division: str, code_prefix: str) -> str:
    """The division a rule concerns: its own, or the one its codes begin with."""
    return division or code_prefix[:8]


def _is_within(rule: RegistrationRule, scope: Sequence[str]) -> bool:
    place = place_of(rule.division, rule.code_prefix)
    return any(place.startswith(root) for root in scope)


def _check_rule(draft: RuleDraft) -> None:
    wrong: dict[str, Sentence] = {}
    if not (2 <= len(draft.code_prefix) <= 20 and draft.code_prefix.isascii() and draft.code_prefix.isdigit()):
        wrong["code_prefix"] = Sentence("须为 2 至 20 位数字", "must be 2 to 20 digits")
    if len(draft.password) < 8:
        # One password opens the door to many devices.
        wrong["password"] = Sentence("至少 8 个字符", "at least 8 characters")
    if (
        any(len(each) != 3 or not each.isdigit() or not 111 <= int(each) <= 199 for each in draft.type_codes)
        or len(draft.type_codes) > 89
    ):
        wrong["type_codes"] = Sentence("类型须在 111 至 199 之间", "types are from 111 to 199")
    if wrong:
        raise Invalid("directory.invalid", Sentence("填写有误。", "Some fields are not valid."), fields=wrong)
