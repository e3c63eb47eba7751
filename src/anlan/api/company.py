"""An alarm-service company's portal: its own and nothing else, on one page, and its month as a table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from anlan.api.alarm_views import AlarmRow
from anlan.api.alarms import Reader, alarm_service, division_names, row_view
from anlan.api.context import Context
from anlan.api.files import as_file, described_files
from anlan.api.times import UtcTime
from anlan.foundation.access.actor import Resource

router = APIRouter(prefix="/company", tags=["company"])


class LinkDownView(BaseModel):
    """A supervised path that is lost."""

    model_config = ConfigDict(from_attributes=True)

    subscriber: str
    name: str
    account: str
    path: str
    since_utc: UtcTime


class CompanyView(BaseModel):
    """How the company stands now."""

    name: str
    subscribers: int
    links_down_total: int
    links_down: list[LinkDownView]
    outside: list[AlarmRow]
    handed: list[AlarmRow]


@router.get("", summary="How one's own company stands")
async def read_company(actor: Reader, context: Context) -> CompanyView:
    """Of what one's organisation serves: subscribers, links down, who is out, what changes hands. The newest 100 of each."""
    state = await alarm_service(context).company.state(actor)
    names = await division_names(context)
    return CompanyView(
        name=actor.organisation,
        subscribers=state.subscribers,
        links_down_total=state.links_down_total,
        links_down=[LinkDownView.model_validate(each) for each in state.links_down],
        outside=[AlarmRow(**row_view(row, names)) for row in state.outside],
        handed=[AlarmRow(**row_view(row, names)) for row in state.handed],
    )


@router.get(
    "/month",
    summary="The company's alarms of a month as xlsx",
    response_class=Response,
    responses=described_files("xlsx"),
)
async def export_month(
    actor: Reader, context: Context, month: Annotated[str, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]
) -> Response:
    """By China's civil time; at most 100,000 rows. Audited."""
    for root in context.gate.scope(actor, "alarms.read"):
        await context.gate.authorize(actor, "alarms.read", Resource("division", root, root, f"company/month {month}"))
    year, number = (int(part) for part in month.split("-"))
    return as_file(await alarm_service(context).company.month(actor, year, number), "xlsx", f"alarms-{month}")
