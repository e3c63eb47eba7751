"""Why does it not join, why does it not play: the findings about one device, platform or channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from anlan.api.context import ApiContext, Context
from anlan.api.directory import READ, Code, Reader, directory_of
from anlan.api.live import live_service
from anlan.api.times import UtcTime, utc_text
from anlan.capabilities.live.journal import AttemptFilter
from anlan.gateways.gb28181.diagnosis import Finding, diagnose, gather

router = APIRouter(tags=["directory"])


class FindingView(BaseModel):
    """One thing found, the likeliest cause first."""

    code: str
    severity: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    at_utc: UtcTime | None
    facts: dict[str, Any]


class Diagnosis(BaseModel):
    """The findings; one of severity "fine" where nothing hinders."""

    items: list[FindingView]


@router.get("/devices/{code}/diagnosis", summary="Why a device does not join or play")
async def device_diagnosis(code: Code, actor: Reader, context: Context) -> Diagnosis:
    """Refused registrations, changes of state, clock, catalog and attempts, weighed; the same as ``anlan doctor --device``."""
    scope = context.gate.scope(actor, READ)
    await directory_of(context).devices.get(code, scope)
    return await _diagnosis(code, scope, context)


@router.get("/platforms/{code}/diagnosis", summary="Why a platform does not join, or its channels do not play")
async def platform_diagnosis(code: Code, actor: Reader, context: Context) -> Diagnosis:
    """The same evidence of a platform below or above; the same as ``anlan doctor --device``."""
    scope = context.gate.scope(actor, READ)
    await directory_of(context).platforms.get(code, scope)
    return await _diagnosis(code, scope, context)


async def _diagnosis(code: str, scope: tuple[str, ...], context: ApiContext) -> Diagnosis:
    live = live_service(context)

    async def attempts(peer: str, limit: int) -> Sequence[Mapping[str, Any]]:
        return (await live.attempts(AttemptFilter(scope, peer=peer), cursor=None, limit=limit)).items

    evidence = await gather(code, directory_of(context), attempts)
    return Diagnosis(items=[_view(finding) for finding in diagnose(evidence, context.clock.now_utc())])


def _view(finding: Finding) -> FindingView:
    return FindingView(
        code=finding.code,
        severity=finding.severity,
        **finding.sentence.as_dict(),
        remedy_zh=finding.remedy.zh,
        remedy_en=finding.remedy.en,
        at_utc=utc_text(finding.at_utc) if finding.at_utc else None,
        facts=dict(finding.facts),
    )
