"""Which routers there are, and what every route of the application needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts

from anlan.api import (
    alarm_actions,
    alarm_evidence,
    alarm_intake,
    alarm_levels,
    alarm_suppressions,
    alarms,
    attempts,
    attending,
    audit,
    channel_files,
    channels,
    company,
    console_files,
    devices,
    diagnosis,
    directory,
    duty,
    duty_people,
    duty_rosters,
    duty_sessions,
    event_history,
    events,
    feeds,
    guard,
    household,
    incident_files,
    incident_parts,
    incident_reports,
    incident_stock,
    incidents,
    live,
    maps,
    notices,
    overview,
    patrols,
    platforms,
    registration,
    session,
    subscriber_buttons,
    subscriber_files,
    subscriber_parts,
    subscribers,
    system,
    training,
    tree,
    users,
    webhooks,
)
from anlan.api.access import Requirement

# Below /api/v1, one router a capability.
ROUTERS: tuple[APIRouter, ...] = (
    session.router,
    users.router,
    audit.router,
    events.router,
    event_history.router,
    system.router,
    live.router,
    attempts.router,
    directory.router,
    overview.router,
    tree.router,
    # Before the routes of one channel, which would take "export" for a code.
    channel_files.router,
    channels.router,
    maps.router,
    devices.router,
    guard.router,
    registration.router,
    diagnosis.router,
    platforms.router,
    # Before the routes of one subscriber, which would take "export" for an id.
    subscriber_files.router,
    subscribers.router,
    subscriber_parts.router,
    subscriber_buttons.router,
    household.router,
    # Before the actions, which take the last part of the path.
    alarms.router,
    alarm_intake.router,
    alarm_suppressions.router,
    alarm_evidence.router,
    attending.router,
    company.router,
    alarm_actions.router,
    alarm_levels.router,
    feeds.router,
    duty.router,
    duty_people.router,
    duty_rosters.router,
    duty_sessions.router,
    webhooks.router,
    patrols.router,
    notices.router,
    training.router,
    incidents.router,
    incident_parts.router,
    incident_files.router,
    incident_stock.router,
    incident_reports.router,
)
# Beside it; the console's files last, because they take every path that is left.
OPEN_ROUTERS: tuple[APIRouter, ...] = (system.open_router, console_files.router)


@dataclass(frozen=True, slots=True)
class RouteNeed:
    """One route with one method ("WEBSOCKET" for a socket) and what it requires; ``requirement`` is None where it requires nothing."""

    method: str
    path: str
    requirement: Requirement | None


def route_needs(app: FastAPI) -> Iterator[RouteNeed]:
    """Every route of the application, as the access tests walk them."""
    for route in iter_route_contexts(app.routes):
        dependant: Any = getattr(route, "dependant", None)
        found = _requirement(dependant) if dependant is not None else None
        methods = getattr(route, "methods", None) or {"WEBSOCKET"}
        for method in sorted(methods - {"HEAD"}):
            yield RouteNeed(method, str(route.path), found)


def _requirement(dependant: Any) -> Requirement | None:
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Requirement):
            return dependency.call
        deeper = _requirement(dependency)
        if deeper is not None:
            return deeper
    return None
