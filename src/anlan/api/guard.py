"""Arming, disarming and clearing the alarm of a device, channel or alarm input."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.directory import Code
from anlan.capabilities.alarms.guard import HANDLE, GuardDesk
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["alarms"])
Handler = Annotated[Actor, Depends(requires(HANDLE))]
# The answer is the status: the device has confirmed it.
DONE: dict[int | str, dict[str, Any]] = {204: {"description": "The device has confirmed it"}}


class GuardOrder(BaseModel):
    """Armed, or not."""

    model_config = ConfigDict(extra="forbid")

    on: bool = Field(description="true arms (布防), false disarms (撤防)")


class AlarmResetOrder(BaseModel):
    """Which alarms to clear; all where nothing is named."""

    model_config = ConfigDict(extra="forbid")

    methods: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        default_factory=list, max_length=7, description="AlarmMethod"
    )
    alarm_type: Annotated[int, Field(ge=1, le=99)] | None = Field(default=None, description="AlarmType")


def _desk(context: ApiContext) -> GuardDesk:
    return cast(GuardDesk, context.guard)


@router.post("/devices/{code}/guard", status_code=204, summary="Arm or disarm a device", responses=DONE)
async def set_guard(code: Code, body: GuardOrder, actor: Handler, context: Context) -> None:
    """Of a device, a channel or an alarm input. Answers when the device has; 503 where it is away or silent, 409 where it refuses."""
    await _desk(context).set_guard(actor, code, on=body.on)


@router.post("/devices/{code}/alarm-reset", status_code=204, summary="Clear a device's alarm", responses=DONE)
async def reset_alarm(code: Code, body: AlarmResetOrder, actor: Handler, context: Context) -> None:
    """Many devices tell no new alarm before the last one is cleared (GB/T 28181-2022 §9.4). Answers as ``guard``."""
    await _desk(context).reset_alarm(actor, code, body.methods, body.alarm_type)
