"""Health, readiness, metrics, the description of the API."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool

from anlan.api.access import remote_host, requires, signed_in
from anlan.api.context import Context
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
