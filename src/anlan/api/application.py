"""The HTTP application of one platform."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

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
    app = FastAPI(
        title="Anlan",
        version=program_version(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    for router in OPEN_ROUTERS:
        app.include_router(router)
    # A matched route knows its path only below its own router; metrics and the audit log want the whole.
    app.state.full_paths = {id(route.original_route): route.path for route in iter_route_contexts(app.routes)}
    problems.install(app)
    describe(app)
    return app
