"""Health, readiness, metrics, the description of the API."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from anlan.api.access import remote_host, requires, signed_in
from anlan.api.context import Context
from anlan.api.times import UtcTime
from anlan.foundation.access.actor import Actor

open_router = APIRouter(include_in_schema=False)
router = APIRouter(tags=["system"])

_metrics_need = requires("system.read")


@open_router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives and its event loop turns. Nothing else is asked: a restart would not mend a database."""
    return {"status": "alive"}


@open_router.get("/readyz")
async def readyz(context: Context) -> Response:
    """Whether every part can serve now; 503 and the names of those that cannot."""
    results = await context.health.results()
    ready = all(not result.fault for result in results)
    checks = {result.name: result.fault or "ok" for result in results}
    return JSONResponse({"status": "ready" if ready else "not_ready", "checks": checks}, 200 if ready else 503)


@open_router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus metrics, for the machine itself and for who may see the system's state."""
    # A proxy on this machine also comes from the loopback, but it says for whom.
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if forwarded or not _is_loopback(remote_host(request)):
        await _metrics_need(request)
    return Response(await run_in_threadpool(generate_latest), media_type=CONTENT_TYPE_LATEST)


class MqttView(BaseModel):
    """How it stands with the MQTT broker."""

    model_config = ConfigDict(from_attributes=True)

    broker: str = Field(description="host:port")
    tls: bool
    connected: bool
    since_utc: UtcTime = Field(description="When the connection came or went")
    heard_utc: UtcTime | None = Field(description="Last message; null where none came since the start")
    received: int = Field(description="Messages since the start")
    pending: int = Field(description="Received and not yet acknowledged to the broker")
    fault: str = Field(
        description="Why there is no connection, as the broker or the network says; empty while there is one"
    )


class ReceiversView(BaseModel):
    """The ways by which alarm devices reach this platform."""

    dc09: bool = Field(description="Whether panels by SIA DC-09 are received")
    mqtt: MqttView | None = Field(description="Null where MQTT is not received")


@router.get("/system/receivers", summary="How alarm devices reach this platform")
async def receivers(_actor: Annotated[Actor, Depends(requires("system.read"))], context: Context) -> ReceiversView:
    """Signed messages over HTTP are always taken."""
    mqtt = MqttView.model_validate(context.mqtt.state) if context.mqtt is not None else None
    return ReceiversView(dc09=context.settings.dc09.enabled, mqtt=mqtt)


@router.get("/openapi.json", summary="The description of this API", include_in_schema=False)
async def openapi(request: Request, _actor: Annotated[Actor, Depends(signed_in)]) -> dict[str, Any]:
    """OpenAPI 3.1."""
    document: dict[str, Any] = request.app.openapi()
    return document


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
