"""The description of the API: OpenAPI from the code, with the house's error shape on every route."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from anlan.api.open_routes import OPEN_ROUTES
from anlan.api.problems import MEDIA_TYPE, Problem
from anlan.protocols.alarm_message.document import schema_components

_DESCRIPTION = (
    "The API of one Anlan platform. Times are ISO 8601 in UTC. Errors are problem documents (RFC 9457) with a stable code and a "
    "sentence in Chinese and English. Browsers use a session cookie and the header X-Anlan-CSRF, programs a bearer token."
)


def describe(app: FastAPI) -> None:
    """Let the application describe itself with our additions."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def openapi_document() -> dict[str, Any]:
    """The description, without starting anything and without what differs from one installation to the next."""
    from anlan.api.application import bare_app

    document = bare_app().openapi()
    document["info"]["version"] = "1"
    return document


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes, description=_DESCRIPTION)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema_components())
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "anlan_session"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    problem = {"description": "Problem", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["responses"].pop("422", None)
            operation["responses"]["4XX"] = problem
            operation["responses"]["5XX"] = problem
            if (method.upper(), path) not in OPEN_ROUTES:
                operation["security"] = [{"session": []}, {"token": []}]
    return document
