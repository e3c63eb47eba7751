"""What a township of the demo knows of its alarms before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.app.demo.configuration import keep_configuration
from anlan.app.demo.night import night_plan
from anlan.app.demo.plan import DUTY_LEADER, OPERATOR, CityPlan, PlatformPlan
from anlan.app.demo.planning import make_plan
from anlan.app.demo.premises import DEMO_REACH, nearest
from anlan.app.demo.seeding import seed_platform
from anlan.app.records import open_access, open_subscribers
from anlan.capabilities.alarms.models import AlarmSubscriber, SubscriberCamera, SubscriberSchedule
from anlan.capabilities.alarms.ports import SourceKey
from anlan.capabilities.alarms.subscribers.records import SubscriberFilter
from anlan.foundation.config import Settings, load_settings
from anlan.simulator.city import generate_city
from anlan.simulator.panels.night import Subscriber, subscribers


@pytest.fixture(scope="module")
def plan() -> CityPlan:
    return make_plan(seed=1, first_port=0, counties=1, townships_each=1)


@pytest.fixture
def township(plan: CityPlan) -> PlatformPlan:
    return plan.townships()[0]


@pytest.fixture
async def settings(plan: CityPlan, township: PlatformPlan, tmp_path: Path) -> Settings:
    """Of a township whose records are filled."""
    settings = load_settings(keep_configuration(township, tmp_path), {})
    await seed_platform(plan, township, settings)
    return settings


def people(plan: CityPlan) -> list[Subscriber]:
    return subscribers(night_plan(plan, generate_city(plan.seed)), plan.seed)


async def rows(settings: Settings) -> list[AlarmSubscriber]:
    async with open_subscribers(settings) as records:
        return (await records.records.page(SubscriberFilter(), DEMO_REACH, None, 100))[0]


async def test_its_panels_are_known_with_their_keys_and_its_premises_with_the_cameras_near_them(
    plan: CityPlan, township: PlatformPlan, settings: Settings
) -> None:
    assert (settings.dc09.enabled, settings.dc09.host) == (True, "127.0.0.1")
    assert {settings.dc09.tcp_port, settings.dc09.udp_port} == {township.dc09_port}
    by_number = {row.number: row for row in await rows(settings)}
    channels = [channel for device in township.devices for channel in device.channels]
    async with open_subscribers(settings) as records:
        await records.start()
        for one in people(plan):
            row = by_number.pop(one.number)
            account = records.book.account(SourceKey("dc09", "0", "0", one.account))
            assert account is not None
            assert (account.subscriber, account.key, account.poll_s) == (row.id, one.key, one.poll_s)
            cameras = [each.channel for each in await records.records.part(row.id, SubscriberCamera)]
            assert cameras == [channel.code for channel in nearest(one, channels)]
            assert len(cameras) == 2
            assert await records.records.check_password(row.id, one.verbal_password, DEMO_REACH) == "correct"
            # The night is faster than the clock by which they would be judged.
            assert await records.records.part(row.id, SubscriberSchedule) == []
    assert by_number == {}


async def test_nothing_is_doubled_when_it_is_filled_again(
    plan: CityPlan, township: PlatformPlan, settings: Settings
) -> None:
    before = [row.id for row in await rows(settings)]
    await seed_platform(plan, township, settings)
    assert [row.id for row in await rows(settings)] == before
    assert len(before) == 12


async def test_two_people_may_take_its_alarms_with_the_demos_password(
    plan: CityPlan, township: PlatformPlan, settings: Settings
) -> None:
    async with open_access(settings) as access:
        for account, supervises in ((OPERATOR, False), (DUTY_LEADER, True)):
            signed_in = await access.sign_in(account.name, plan.admin_password, "127.0.0.1")
            actor = await access.actor_for_session(signed_in.token, "127.0.0.1")
            assert actor is not None
            assert not actor.must_change_password
            assert actor.roots("alarms.handle") == (township.division,)
            assert actor.may("alarms.supervise") is supervises
            assert not actor.may("users.manage")


def test_only_townships_receive_alarm_panels(plan: CityPlan, tmp_path: Path) -> None:
    for platform in plan.platforms:
        settings = load_settings(keep_configuration(platform, tmp_path), {})
        assert settings.dc09.enabled is (platform.level == "township")
