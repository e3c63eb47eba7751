"""What every route may reach: the services of this platform, put together by ``app`` and held by the application."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from anlan.api.listeners import Listeners
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.service import AccessService
from anlan.foundation.audit import AuditLog
from anlan.foundation.clock import Clock
from anlan.foundation.config import Settings
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.foundation.telemetry.health import Health

if TYPE_CHECKING:
    from anlan.capabilities.alarms.buttons.service import Household
    from anlan.capabilities.alarms.guard import GuardDesk
    from anlan.capabilities.alarms.messages.reception import MessageReception
    from anlan.capabilities.alarms.service import AlarmService
    from anlan.capabilities.alarms.subscribers.service import Subscribers
    from anlan.capabilities.directory.service import DirectoryService
    from anlan.capabilities.duty.routine import DutyRoutine
    from anlan.capabilities.duty.service import DutyService
    from anlan.capabilities.incidents.service import IncidentService
    from anlan.capabilities.live.service import LiveService
    from anlan.capabilities.notifications.service import NotificationService
    from anlan.foundation.audit.anchors import Anchors
    from anlan.gateways.feeds.gateway import FeedGateway
    from anlan.gateways.mqtt import MqttGateway


@dataclass(slots=True)
class ApiContext:
    """One running platform as its HTTP face sees it.

    The capabilities' services are absent where only what stands below them is served, as in the tests of the floor below.
    """

    settings: Settings
    clock: Clock
    database: Database
    outbox: Outbox
    access: AccessService
    gate: Gate
    audit: AuditLog
    health: Health
    anchors: Anchors | None = None
    # Port that viewers connect to; differs from the configured one where that is 0.
    viewer_port: int = 0
    # Name of the platform's own division, for display.
    division_name: str = ""
    directory: DirectoryService | None = None
    live: LiveService | None = None
    subscribers: Subscribers | None = None
    listeners: Listeners = field(default_factory=Listeners)
    alarms: AlarmService | None = None
    guard: GuardDesk | None = None
    feeds: FeedGateway | None = None
    household: Household | None = None
    device_messages: MessageReception | None = None
    duty: DutyService | None = None
    notifications: NotificationService | None = None
    # Absent where MQTT is not received.
    mqtt: MqttGateway | None = None
    routine: DutyRoutine | None = None
    incidents: IncidentService | None = None
    # Held while the audit log is verified: one walk over all its lines at a time is enough.
    verifying: asyncio.Lock = field(default_factory=asyncio.Lock)


def api_context(connection: HTTPConnection) -> ApiContext:
    """The context of the application that serves this request."""
    return cast(ApiContext, connection.app.state.context)


Context = Annotated[ApiContext, Depends(api_context)]
