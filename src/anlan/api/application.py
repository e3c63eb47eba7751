"""The HTTP application of one platform."""

from __future__ import annotations

from functools import cache

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from anlan.api import problems
from anlan.api.context import ApiContext
from anlan.api.openapi import describe
from anlan.api.routes import OPEN_ROUTERS, ROUTERS
from anlan.api.shell import Shell
from anlan.api.version import program_version

PREFIX = "/api/v1"


def create_app(context: ApiContext) -> FastAPI:
    """The application, ready to be served; starting and stopping the context's services is the caller's business."""
    app = bare_app()
    app.state.context = context
    app.add_middleware(Shell, context=context)
    return app


def bare_app() -> FastAPI:
    """Routes and errors without anything behind them: enough to describe and to inspect."""
    app = _framework()
    routes, full_paths = _routes()
    app.router.routes = list(routes)
    app.state.full_paths = full_paths
    problems.install(app)
    describe(app)
    return app


def _framework() -> FastAPI:
    return FastAPI(
        title="Anlan",
        version=program_version(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )


@cache
def _routes() -> tuple[tuple[BaseRoute, ...], dict[int, str]]:
    """Every route, and the whole path of each by its identity: a matched route knows its path only below its own router, while
    metrics and the audit log want the whole. Routes hold nothing of a platform and are dear to build, so that all share them."""
    collected = _framework()
    for router in ROUTERS:
        collected.include_router(router, prefix=PREFIX)
    for router in OPEN_ROUTERS:
        collected.include_router(router)
    paths = {
        id(route.original_route): route.path
        for route in iter_route_contexts(collected.routes)
        if route.path is not None
    }
    return tuple(collected.routes), paths
