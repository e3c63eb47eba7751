"""Why does it not join, why does it not play: the findings about one device, platform or channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from anlan.api.context import Context
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
    directory = directory_of(context)
    scope = context.gate.scope(actor, READ)
    await directory.devices.get(code, scope)
    live = live_service(context)

    async def attempts(peer: str, limit: int) -> Sequence[Mapping[str, Any]]:
        return (await live.attempts(AttemptFilter(scope, peer=peer), cursor=None, limit=limit)).items

    evidence = await gather(code, records=directory, devices=directory.devices, attempts=attempts)
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
