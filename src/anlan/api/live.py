"""Looking at cameras: a ticket for one picture, closing it, what the player saw, and which streams run."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.headers import viewer_url
from anlan.api.page import Page
from anlan.api.problems import Problem, ProblemResponse, domain_problem
from anlan.api.times import UtcTime
from anlan.capabilities.live.ports import StreamFailed
from anlan.capabilities.live.service import MAX_STREAM_NUMBER, LiveService
from anlan.capabilities.live.sessions import SessionState
from anlan.foundation.access.actor import Actor
from anlan.foundation.errors import Unavailable

router = APIRouter(tags=["live"])
Viewer = Annotated[Actor, Depends(requires("live.view"))]

# The path at which the media core takes viewers.
VIEWER_PATH = "/v1/view"


class LiveRequest(BaseModel):
    """Which picture, and what for."""

    model_config = ConfigDict(extra="forbid")

    channel: str = Field(pattern=r"^\d{20}$", description="20-digit code of the channel")
    purpose: str = Field(min_length=1, max_length=32, description="One of the purposes of GET /session")
    stream_number: int = Field(default=0, ge=0, le=MAX_STREAM_NUMBER, description="0 main stream, 1 … sub-streams")


class Watermark(BaseModel):
    """What must stand over the picture."""

    user: str
    time_utc: UtcTime


class LiveTicket(BaseModel):
    """A place at one stream: connect a WebSocket to ``url`` and send ``token`` as the first message."""

    attempt: str = Field(description="Id of the trace: GET /attempts/{id}, events live.attempt")
    stream: str
    viewer: str
    url: str
    token: str = Field(description="Good for one connection until expires_utc")
    expires_utc: UtcTime
    watermark: Watermark


class PlayerReport(BaseModel):
    """What the player saw."""

    model_config = ConfigDict(extra="forbid")

    step: Literal["first_frame", "error"]
    detail: str = Field(
        default="", max_length=500, description="For an error: what the browser says, e.g. not_supported: <codec>"
    )
    elapsed_ms: int | None = Field(
        default=None, ge=0, le=3_600_000, description="Since the click, by the browser's clock"
    )


class WatcherView(BaseModel):
    """Somebody who looks at a stream."""

    id: str
    stream: str
    user: str
    remote_host: str
    bytes: int = Field(description="Sent so far")
    skipped_frames: int = Field(description="Left out because the viewer is slow")
    queue_bytes: int = Field(description="Waiting to be sent")
    joined_us: int = Field(description="Microseconds since 1970")


class StreamView(BaseModel):
    """A stream that runs, with the media core's figures and who looks."""

    id: str
    channel: str
    channel_name: str
    stream_number: int = Field(description="0 main stream, 1 … sub-streams")
    division: str
    state: SessionState
    ssrc: int
    transport: str
    packets: int
    bytes: int
    lost: int
    reordered: int
    duplicated: int
    late: int
    damaged_ps: int = Field(description="Damages of the program stream and of frames")
    jitter_ms: float
    bitrate_kbps: float
    frame_rate: float = Field(description="Frames a second")
    key_frame_interval_ms: float = Field(description="0 before the second key frame")
    gop_bytes: int = Field(description="Kept for whoever comes next")
    viewers: int
    forwards: int
    video_codec: str = Field(description="Empty before the first key frame")
    width: int
    height: int
    last_packet_us: int = Field(description="Microseconds since 1970")
    opened_us: int = Field(description="Microseconds since 1970")
    watchers: list[WatcherView]


class LiveProblem(Problem):
    """A problem with the attempt whose trace tells more."""

    attempt: str | None = None


def live_service(context: ApiContext) -> LiveService:
    """The capability behind these routes."""
    return cast(LiveService, context.live)


@router.post(
    "/live",
    summary="Look at a camera",
    status_code=201,
    response_model=LiveTicket,
    responses={503: {"model": LiveProblem}},
)
async def open_live(actor: Viewer, context: Context, request: Request, wanted: LiveRequest) -> Any:
    """Returns while the stream is still starting, so that the player connects meanwhile; a later failure comes by the event
    ``live.attempt`` and as ``ended`` on the WebSocket. 403 without the right or in another division, both audited."""
    service = live_service(context)
    try:
        ticket = await service.open_viewer(actor, wanted.channel, wanted.purpose, stream_number=wanted.stream_number)
    except StreamFailed as error:
        return _failed(error)
    return LiveTicket(
        attempt=ticket.attempt,
        stream=ticket.stream,
        viewer=ticket.viewer,
        url=viewer_url(context.settings, request.headers.get("host", ""), service.viewer_port) + VIEWER_PATH,
        token=ticket.token,
        expires_utc=ticket.expires_utc,
        watermark=Watermark(user=ticket.watermark_user, time_utc=ticket.watermark_utc),
    )


@router.delete("/live/{viewer}", summary="Close a picture", status_code=204)
async def close_live(actor: Viewer, context: Context, viewer: Annotated[str, Path(max_length=64)]) -> None:
    """Quiet where it is gone already."""
    await live_service(context).close_viewer(actor, viewer)


@router.post("/live/{attempt}/report", summary="Tell what the player saw", status_code=204)
async def report_live(
    actor: Viewer, context: Context, attempt: Annotated[str, Path(max_length=32)], report: PlayerReport
) -> None:
    """The first frame, or why there is none; becomes part of the trace."""
    live_service(context).report(actor, attempt, report.step, report.detail, report.elapsed_ms)


@router.get("/live/streams", summary="Streams that run, with their statistics and viewers")
async def list_streams(actor: Viewer, context: Context) -> Page[StreamView]:
    """Of the divisions whose pictures one may see."""
    items = [StreamView.model_validate(row) for row in live_service(context).streams(actor)]
    return Page(items=items, total=len(items))


def _failed(error: StreamFailed) -> Response:
    failure = error.failure
    problem = domain_problem(Unavailable(f"live.{failure.code}", failure.sentence, remedy=failure.remedy))
    document = {**json.loads(bytes(problem.body)), "attempt": error.attempt}
    return ProblemResponse(json.dumps(document, ensure_ascii=False).encode(), problem.status_code)
