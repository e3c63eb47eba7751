"""Passing alarms between platforms: offered by who acts on it, taken, pulled or declined by another."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from anlan.api.alarm_actions import CONFLICT, Body, Handler, WithReason, act_and_tell
from anlan.api.alarm_views import AlarmRow
from anlan.api.alarms import AlarmId, alarm_service
from anlan.api.context import ApiContext, Context
from anlan.capabilities.alarms.levels.transfer import Transfer
from anlan.foundation.errors import Unavailable
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["alarms"])


def _transfer(context: ApiContext) -> Transfer:
    levels = alarm_service(context).levels
    if levels is None:
        raise Unavailable("feeds.none", Sentence("未启用平台间联网", "this platform has no feeds"))
    return levels.transfer


@router.post(
    "/alarms/{alarm}/hand_up", summary="Offer it to the platform above", response_model=AlarmRow, responses=CONFLICT
)
async def hand_up(actor: Handler, context: Context, alarm: AlarmId, body: WithReason) -> Any:
    """This platform keeps it until the one above takes it over."""
    return await act_and_tell(
        context, actor, alarm, _transfer(context).hand_up(actor, alarm, body.version, body.reason)
    )


@router.post(
    "/alarms/{alarm}/hand_down",
    summary="Offer it back to the platform below",
    response_model=AlarmRow,
    responses=CONFLICT,
)
async def hand_down(actor: Handler, context: Context, alarm: AlarmId, body: WithReason) -> Any:
    """To the one that it came from; this platform keeps it until that takes it over."""
    return await act_and_tell(
        context, actor, alarm, _transfer(context).hand_down(actor, alarm, body.version, body.reason)
    )


@router.post(
    "/alarms/{alarm}/pull", summary="Take an escalated alarm from below", response_model=AlarmRow, responses=CONFLICT
)
async def pull(actor: Handler, context: Context, alarm: AlarmId, body: Body) -> Any:
    """Where a rule has called this level and nobody has claimed it. 503 where the link is cut: the alarm stays where it was."""
    return await act_and_tell(context, actor, alarm, _transfer(context).pull(actor, alarm, body.version))


@router.post(
    "/alarms/{alarm}/decline",
    summary="Do not take what another platform offers",
    response_model=AlarmRow,
    responses=CONFLICT,
)
async def decline(actor: Handler, context: Context, alarm: AlarmId, body: WithReason) -> Any:
    """The other platform is told the reason. 503 where the link is cut."""
    return await act_and_tell(
        context, actor, alarm, _transfer(context).decline(actor, alarm, body.version, body.reason)
    )
