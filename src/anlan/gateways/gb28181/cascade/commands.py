"""Commands from above about guard and alarm: passed on to the device where it is shared and the gate lets it, and answered by what it says."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import structlog

from anlan.capabilities.alarms.guard import HANDLE
from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.errors import DomainError
from anlan.gateways.gb28181.cascade.actors import as_actor
from anlan.gateways.gb28181.cascade.calling import Caller, charset_of
from anlan.gateways.gb28181.cascade.metrics import COMMANDS
from anlan.gateways.gb28181.cascade.ports import Directory, Guard
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.manscdp import AlarmReset, Document, GuardCommand, parse_guarding, result_response
from anlan.protocols.sip import Request, Response, reply

log = structlog.get_logger(__name__)

# Commands of one upper that wait for devices.
MAX_WAITING = 16


class Commands:
    """GuardCmd and AlarmCmd; other commands are not offered (501)."""

    def __init__(self, *, caller: Caller, directory: Directory, guard: Guard | None) -> None:
        self._caller = caller
        self._directory = directory
        self._guard = guard
        self._running: dict[str, dict[int, asyncio.Task[None]]] = defaultdict(dict)

    async def command(self, upper: PeerRecord, target: Target, request: Request, document: Document) -> Response:
        """Take a DeviceControl; its Response follows when the device has answered. Raises ``ManscdpError``."""
        command = parse_guarding(document) if document.cmd_type.lower() == "devicecontrol" else None
        if command is None or self._guard is None:
            # Saying so beats a silence that looks like success.
            return reply(request, 501)
        code = await self._directory.guarded_by_upper(upper.code, command.device_id)
        if code is None:
            COMMANDS.labels("not_shared").inc()
            return reply(request, 404)
        running = self._running[upper.code]
        if command.sn in running:
            return reply(request, 200)
        if len(running) >= MAX_WAITING:
            COMMANDS.labels("too_many").inc()
            return reply(request, 503, headers=[("Retry-After", "5")])
        work = self._do(self._guard, upper, target, command, code)
        task = asyncio.create_task(work, name=f"cascade-command-{upper.code}-{command.sn}")
        running[command.sn] = task
        task.add_done_callback(lambda _done: running.pop(command.sn, None))
        return reply(request, 200)

    async def _do(
        self, guard: Guard, upper: PeerRecord, target: Target, command: GuardCommand | AlarmReset, code: str
    ) -> None:
        result = "ERROR"
        try:
            if isinstance(command, GuardCommand):
                await guard.set_guard(as_actor(upper, target, HANDLE), code, on=command.on)
            else:
                methods = sorted(command.methods)
                await guard.reset_alarm(as_actor(upper, target, HANDLE), code, methods, command.alarm_type)
            result = "OK"
        except DomainError as error:
            log.info("cascade.command_failed", upper=upper.code, code=code, why=error.code)
        except Exception:
            log.exception("cascade.command_failed", upper=upper.code, code=code)
        COMMANDS.labels(result).inc()
        body = result_response("DeviceControl", command.device_id, command.sn, result, charset_of(upper))
        try:
            await self._caller.message(upper, target, body)
        except (SipTimeout, SipTransportError) as error:
            log.info("cascade.answer_unacknowledged", upper=upper.code, why=str(error))

    def drop(self, upper: str) -> None:
        """The link is gone: nobody waits for these answers any more."""
        for task in list(self._running.pop(upper, {}).values()):
            task.cancel()

    async def close(self) -> None:
        """Drop all."""
        tasks = [task for running in self._running.values() for task in running.values()]
        for upper in list(self._running):
            self.drop(upper)
        if tasks:
            await asyncio.wait(tasks)
