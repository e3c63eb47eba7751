"""What uppers send by MESSAGE, each kind to whom it concerns."""

from __future__ import annotations

import structlog

from anlan.capabilities.directory.ports import PeerRecord
from anlan.gateways.gb28181.cascade.alarms import Alarms
from anlan.gateways.gb28181.cascade.commands import Commands
from anlan.gateways.gb28181.cascade.queries import Queries
from anlan.gateways.sip import Target
from anlan.protocols.manscdp import ManscdpError, decode
from anlan.protocols.sip import Request, Response, reply

log = structlog.get_logger(__name__)


class Messages:
    """Reads the body and hands it on."""

    def __init__(self, queries: Queries, commands: Commands, alarms: Alarms) -> None:
        self._queries = queries
        self._commands = commands
        self._alarms = alarms

    async def handle(self, upper: PeerRecord, target: Target, request: Request) -> Response:
        """The final answer to a MESSAGE of an upper's."""
        try:
            document = decode(request.body)
            if document.kind == "Query":
                return await self._queries.query(upper, target, request, document)
            if document.kind == "Control":
                return await self._commands.command(upper, target, request, document)
            if document.kind == "Response" and document.cmd_type.lower() == "alarm":
                self._alarms.response(upper.code, document)
                return reply(request, 200)
        except ManscdpError as error:
            log.info("cascade.message_unreadable", upper=upper.code, why=error.code)
            return reply(request, 400)
        # Notifications from above are not offered yet; saying so beats a silence that looks like success.
        return reply(request, 501)
