"""Access: sign-in, lock-out, and the rule that nobody gives or takes beyond the own scope."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from anlan.foundation.access.actor import SYSTEM, Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.passwords import Passwords, random_password
from anlan.foundation.access.rate import RateLimiter
from anlan.foundation.access.service import AccessService
from anlan.foundation.audit import AuditLog
from anlan.foundation.audit.models import AuditLine
from anlan.foundation.clock import ManualClock
from anlan.foundation.config import PlatformSettings, Settings
from anlan.foundation.database import Database
from anlan.foundation.errors import DomainError, Forbidden, Invalid, TooMany, Unauthenticated

PASSWORD = "Quiet-River-42"
HOST = "203.0.113.7"


@pytest.fixture
async def access(database: Database, clock: ManualClock, audit: AuditLog, gate: Gate, tmp_path: Path) -> AccessService:
    settings = Settings(data_directory=tmp_path, platform=PlatformSettings(code="99010000002000000001"))
    service = AccessService(database, clock, audit, gate, settings, passwords=Passwords(10, memory_kib=64, time_cost=1))
    await service.ensure_first_admin()
    return service


async def make(access: AccessService, name: str, division: str, *roles: tuple[str, str]) -> str:
    found = [one for one in await access.organisations.within((division,)) if one.name == division]
    organisation = found[0] if found else await access.organisations.create(SYSTEM, division, division, None)
    return (await access.users.create(SYSTEM, name, name, organisation.id, PASSWORD, roles)).user.id


async def actor(access: AccessService, name: str) -> Actor:
    return replace((await access.sign_in(name, PASSWORD, HOST)).actor, must_change_password=False)


async def test_the_first_admin_is_made_once_with_a_random_password_that_must_be_changed(
    database: Database, clock: ManualClock, audit: AuditLog, gate: Gate, tmp_path: Path
) -> None:
    settings = Settings(data_directory=tmp_path, platform=PlatformSettings(code="99010000002000000001"))
    service = AccessService(database, clock, audit, gate, settings)
    password = await service.ensure_first_admin()
    assert password is not None
    assert len(password) == 19
    assert await service.ensure_first_admin() is None
    signed_in = await service.sign_in("Admin", password, HOST)
    assert signed_in.actor.must_change_password
    assert signed_in.actor.roots("live.view") == ("",)


async def test_rights_in_one_county_are_no_rights_in_another(access: AccessService, gate: Gate) -> None:
    await make(access, "wang", "9901", ("operator", "990101"), ("viewer", "990102"))
    wang = await actor(access, "wang")
    assert wang.may("live.view")
    assert wang.covers("990102")
    assert gate.scope(wang, "live.view") == ("990101",)
    assert gate.scope(wang, "directory.read") == ("990101", "990102")
    await gate.authorize(wang, "live.view", Resource("channel", "1", "99010103"), "duty_patrol")
    with pytest.raises(Forbidden) as caught:
        await gate.authorize(wang, "live.view", Resource("channel", "2", "99010203"), "duty_patrol")
    assert caught.value.code == "access.other_division"


@pytest.mark.parametrize(
    ("change", "action", "division", "purpose", "expected"),
    [
        ({}, "live.view", "990101", "duty_patrol", None),
        ({}, "live.view", "99010101", "duty_patrol", None),
        ({}, "live.view", "9901", "duty_patrol", "access.other_division"),
        ({}, "live.view", "990111", "duty_patrol", "access.other_division"),
        ({}, "live.view", "", "duty_patrol", "access.other_division"),
        ({}, "live.view", "990101", "", "access.purpose_required"),
        ({}, "live.view", "990101", "curiosity", "access.purpose_required"),
        ({}, "users.manage", "990101", "", "access.no_permission"),
        ({"must_change_password": True}, "live.view", "990101", "duty_patrol", "access.must_change_password"),
    ],
)
async def test_the_gate_decides_and_both_answers_are_written_before_it_returns(
    change: dict[str, bool],
    action: str,
    division: str,
    purpose: str,
    expected: str | None,
    gate: Gate,
    open_database: Callable[[], Database],
) -> None:
    who = Actor("u1", "wang", "user", "o", frozenset({"live.view"}), ("990101",), HOST, **change)
    resource = Resource("channel", "99010101001320000001", division, "路口")
    code = None
    try:
        permit = await gate.authorize(who, action, resource, purpose)
        assert (permit.actor, permit.resource, permit.purpose) == (who, resource, purpose)
    except DomainError as refusal:
        code = refusal.code
    assert code == expected
    async with open_database().reading() as session:
        line = await session.get_one(AuditLine, 1)
    assert (line.outcome, line.action, line.resource_id) == ("refused" if expected else "allowed", action, resource.id)


async def test_wrong_passwords_lock_the_account_and_time_opens_it(access: AccessService, clock: ManualClock) -> None:
    await make(access, "wang", "9901")
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await access.sign_in("wang", "wrong", HOST)
    for password in ("wrong", PASSWORD):
        with pytest.raises(TooMany) as caught:
            await access.sign_in("wang", password, "203.0.113.8")
        assert caught.value.code == "access.locked"
    clock.jump(601)
    assert (await access.sign_in("wang", PASSWORD, HOST)).actor.name == "wang"


async def test_an_unknown_name_locks_like_a_known_one(access: AccessService) -> None:
    codes = []
    for _ in range(7):
        with pytest.raises(DomainError) as caught:
            await access.sign_in("nobody", "wrong", HOST)
        codes.append(caught.value.code)
    assert codes == ["access.wrong_password"] * 5 + ["access.locked"] * 2


async def test_many_tries_at_once_do_not_pass_the_limit_together(access: AccessService) -> None:
    await make(access, "wang", "9901")
    outcomes = await asyncio.gather(
        *(access.sign_in("wang", f"wrong{n}", f"203.0.113.{n}") for n in range(20)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Unauthenticated) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 15


async def test_an_address_that_tries_too_often_is_held_off(access: AccessService) -> None:
    for number in range(30):
        with pytest.raises(Unauthenticated):
            await access.sign_in(f"name{number}", "wrong", HOST)
    with pytest.raises(TooMany) as caught:
        await access.sign_in("admin", "wrong", HOST)
    assert caught.value.code == "access.too_many_sign_ins"


async def test_a_session_ends_by_idleness_by_age_and_by_disabling(access: AccessService, clock: ManualClock) -> None:
    user_id = await make(access, "wang", "9901", ("viewer", ""))
    idle = await access.sign_in("wang", PASSWORD, HOST)
    clock.jump(241 * 60)
    assert await access.actor_for_session(idle.token, HOST) is None
    aged = await access.sign_in("wang", PASSWORD, HOST)
    for _ in range(5):
        clock.jump(2 * 3600)
        assert await access.actor_for_session(aged.token, HOST) is not None
    clock.jump(2 * 3600)
    assert await access.actor_for_session(aged.token, HOST) is None
    live = await access.sign_in("wang", PASSWORD, HOST)
    await access.users.change(SYSTEM, user_id, enabled=False)
    assert await access.actor_for_session(live.token, HOST) is None
    with pytest.raises(Unauthenticated):
        await access.sign_in("wang", PASSWORD, HOST)


async def test_a_token_never_has_more_than_its_user_has_now(access: AccessService) -> None:
    user_id = await make(access, "wang", "9901", ("operator", "9901"))
    wang = await actor(access, "wang")
    _, text = await access.tokens.create(wang, "t", ["live.view", "directory.read"], "990101", 30)
    token_actor = await access.actor_for_token(text, HOST)
    assert token_actor is not None
    assert token_actor.grants == {("live.view", "990101"), ("directory.read", "990101")}
    await access.users.change(SYSTEM, user_id, roles=[("viewer", "99010103")])
    token_actor = await access.actor_for_token(text, HOST)
    assert token_actor is not None
    assert token_actor.grants == {("directory.read", "99010103")}
    for permissions, division in ((["users.manage"], ""), (["live.view"], "9902")):
        with pytest.raises(Forbidden):
            await access.tokens.create(wang, "t", permissions, division, 30)
    with pytest.raises(Forbidden):
        await access.tokens.create(token_actor, "t", ["directory.read"], "", 30)


Attempt = Callable[[AccessService, Actor, dict[str, str]], Awaitable[object]]
ATTEMPTS: list[tuple[str, Attempt]] = [
    ("the own password without the old one", lambda a, who, ids: a.users.set_password(who, who.id, PASSWORD + "9")),
    ("own roles", lambda a, who, ids: a.users.change(who, who.id, roles=[("administrator", "")])),
    ("a role above the own division", lambda a, who, ids: a.users.change(who, ids["below"], roles=[("operator", "9901")])),
    ("a role in another division", lambda a, who, ids: a.users.change(who, ids["below"], roles=[("operator", "990102")])),
    ("a guarded right one does not hold", lambda a, who, ids: a.users.change(who, ids["below"], roles=[("auditor", "")])),
    ("a user of another county", lambda a, who, ids: a.users.change(who, ids["other"], enabled=False)),
    ("the password of an administrator who sits in the own county", lambda a, who, ids: a.users.set_password(who, ids["chief"], PASSWORD + "9")),
    ("moving a user out of the own county", lambda a, who, ids: a.users.change(who, ids["below"], organisation_id=ids["elsewhere"])),
    ("an organisation in another county", lambda a, who, ids: a.organisations.create(who, "x", "990102", None)),
    ("moving an organisation out", lambda a, who, ids: a.organisations.change(who, ids["own_unit"], None, "9901", None)),
    ("a role for the whole platform", lambda a, who, ids: a.roles.create(who, "新角色", "new", ["live.view"])),
    ("a user in another county", lambda a, who, ids: a.users.create(who, "newone", "", ids["elsewhere"], PASSWORD, [])),
]  # fmt: skip


@pytest.mark.parametrize("attempt", [attempt for _, attempt in ATTEMPTS], ids=[name for name, _ in ATTEMPTS])
async def test_nobody_gives_or_takes_beyond_the_own_scope(
    attempt: Attempt, access: AccessService, database: Database
) -> None:
    await make(access, "officer", "990101", ("security_officer", "990101"))
    ids = {
        "below": await make(access, "below", "990101", ("viewer", "990101")),
        "other": await make(access, "other", "990102", ("viewer", "990102")),
        "chief": await make(access, "chief", "990101", ("administrator", "")),
    }
    units = {one.division: one.id for one in await access.organisations.within(("",))}
    ids |= {"elsewhere": units["990102"], "own_unit": units["990101"]}
    officer = await actor(access, "officer")
    with pytest.raises(Forbidden) as caught:
        await attempt(access, officer, ids)
    from sqlalchemy import select

    async with database.reading() as session:
        newest = (await session.scalars(select(AuditLine).order_by(AuditLine.sequence.desc()).limit(1))).one()
    assert (newest.actor_id, newest.outcome) == (officer.id, "refused")
    assert caught.value.code in newest.facts


async def test_an_officer_gives_working_rights_within_the_own_county(access: AccessService) -> None:
    await make(access, "officer", "990101", ("security_officer", "990101"))
    below = await make(access, "below", "990101", ("viewer", "990101"))
    officer = await actor(access, "officer")
    record = await access.users.change(
        officer, below, roles=[("operator", "99010103"), ("security_officer", "99010103")]
    )
    assert record.roles == (("operator", "99010103"), ("security_officer", "99010103"))
    assert not officer.may("live.view")


async def test_a_manager_without_the_office_gives_only_what_is_held(access: AccessService) -> None:
    role = await access.roles.create(SYSTEM, "用户管理员", "User manager", ["users.manage", "directory.read"])
    await make(access, "manager", "9901", (role.id, "9901"))
    below = await make(access, "below", "9901", ("viewer", "9901"))
    manager = await actor(access, "manager")
    await access.users.change(manager, below, roles=[("viewer", "990101")])
    with pytest.raises(Forbidden) as caught:
        await access.users.change(manager, below, roles=[("operator", "990101")])
    assert caught.value.code == "access.beyond_own_rights"


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Aa1!aaa", "at least"),
        ("Aa1!" * 40, "at most"),
        ("xxWang123!", "account name"),
        ("aaaa1111AAAA", "repeats"),
        ("onlysmallletters", "three of"),
        ("Quiet-River-42", None),
        ("quiet river bends twice", None),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, fault: str | None) -> None:
    passwords = Passwords(10, memory_kib=64, time_cost=1)
    if fault is None:
        passwords.check_rule(password, "wang")
        return
    with pytest.raises(Invalid) as caught:
        passwords.check_rule(password, "wang")
    assert fault in caught.value.fields["password"].en


def test_random_passwords_pass_the_rule_and_differ() -> None:
    made = {random_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        Passwords(10, memory_kib=64, time_cost=1).check_rule(password, "admin")


def test_the_rate_limiter_refills_and_stays_bounded(clock: ManualClock) -> None:
    limiter = RateLimiter(clock, 3, 60.0, max_keys=100)
    assert [limiter.allow("a") for _ in range(4)] == [True, True, True, False]
    clock.jump(20)
    assert [limiter.allow("a") for _ in range(2)] == [True, False]
    for number in range(1000):
        limiter.allow(str(number))
    assert len(limiter) == 100
