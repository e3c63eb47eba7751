"""Reading and verifying the audit log."""

from __future__ import annotations

import json
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from sqlalchemy import select

from anlan.api.access import requires
from anlan.api.context import Context
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.times import UtcTime, in_order
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.scope import division_within
from anlan.foundation.audit import verify
from anlan.foundation.audit.models import AuditLine
from anlan.foundation.errors import Conflict, Unavailable
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["audit"])
log = structlog.get_logger("anlan.audit")
Auditor = Annotated[Actor, Depends(requires("audit.read"))]


class AuditLineView(BaseModel):
    """One line of the log."""

    sequence: int
    occurred_utc: UtcTime
    actor_id: str
    actor_name: str
    actor_kind: str
    organisation: str
    remote_host: str
    action: str
    resource_kind: str
    resource_id: str
    resource_name: str
    division: str
    purpose: str
    outcome: str
    facts: dict[str, Any]


class FindingView(BaseModel):
    """Something that is wrong with the log."""

    kind: str = Field(description="changed, removed, inserted, reordered, rewritten or bad_anchor")
    first: int
    last: int
    zh: str
    en: str


class VerdictView(BaseModel):
    """What came of a verification."""

    whole: bool
    lines: int
    anchors: int = Field(description="Signed anchors compared; with none, a rewritten tail cannot be told")
    findings: list[FindingView]
    more: int


@router.get("/audit", summary="The audit log, newest first")
async def list_audit(
    actor: Auditor,
    context: Context,
    actor_id: Annotated[str | None, Query(alias="actor", max_length=128, description="Id or name of the actor")] = None,
    action: Annotated[str | None, Query(max_length=64)] = None,
    resource: Annotated[str | None, Query(max_length=256, description="Id of what was acted upon")] = None,
    outcome: Annotated[str | None, Query(max_length=16)] = None,
    first: Annotated[UtcTime | None, Query(alias="from")] = None,
    last: Annotated[UtcTime | None, Query(alias="to")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditLineView]:
    """Lines of the divisions whose log one may read."""
    in_order(first, last)
    after = decode_cursor(cursor, int)
    query = select(AuditLine).where(division_within(AuditLine.division, context.gate.scope(actor, "audit.read")))
    if actor_id:
        query = query.where((AuditLine.actor_id == actor_id) | (AuditLine.actor_name == actor_id))
    for column, value in ((AuditLine.action, action), (AuditLine.resource_id, resource), (AuditLine.outcome, outcome)):
        if value:
            query = query.where(column == value)
    if first:
        query = query.where(AuditLine.occurred_utc >= first)
    if last:
        query = query.where(AuditLine.occurred_utc <= last)
    if after:
        query = query.where(AuditLine.sequence < after[0])
    async with context.database.reading() as session:
        lines = (await session.scalars(query.order_by(AuditLine.sequence.desc()).limit(limit + 1))).all()
    following = encode_cursor([lines[limit - 1].sequence]) if len(lines) > limit else None
    return Page(items=[_line(line) for line in lines[:limit]], next_cursor=following)


@router.post("/audit/verify", summary="Verify the whole log against its chain and anchors")
async def verify_audit(actor: Auditor, context: Context) -> VerdictView:
    """Only for who reads the whole platform's log; one verification at a time."""
    root = context.settings.platform.division
    await context.gate.authorize(actor, "audit.read", Resource("audit", "verify", root))
    if context.verifying.locked():
        raise Conflict("audit.verification_running", Sentence("正在校验，请稍候", "a verification is under way"))
    async with context.verifying:
        try:
            if context.anchors is not None:
                await context.anchors.sign()
            verdict = await verify(
                context.database,
                context.anchors.directory if context.anchors else None,
                context.anchors.key_file if context.anchors else None,
            )
        except OSError as error:
            # The folder may be a share of another machine that is away.
            log.error("audit_anchors_unreachable", error=repr(error))
            raise Unavailable(
                "audit.anchors_unreachable",
                Sentence(
                    "锚点目录无法读写，未能校验", "the anchors' folder cannot be read or written; nothing was verified"
                ),
                remedy=Sentence(
                    "请检查 audit.anchor_directory 所在的磁盘或共享",
                    "look at the disk or share of audit.anchor_directory",
                ),
            ) from None
    findings = [
        FindingView(kind=f.kind, first=f.first, last=f.last, zh=f.sentence.zh, en=f.sentence.en)
        for f in verdict.findings
    ]
    return VerdictView(
        whole=verdict.whole, lines=verdict.lines, anchors=verdict.anchors, findings=findings, more=verdict.more
    )


def _line(line: AuditLine) -> AuditLineView:
    values = {name: getattr(line, name) for name in AuditLineView.model_fields}
    return AuditLineView(**{**values, "facts": json.loads(line.facts)})
