"""Commands about guard and alarm to devices, each awaited until the device says what became of it (GB/T 28181-2022 §9.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from anlan.foundation.clock import Clock
from anlan.foundation.errors import Conflict, NotFound, TooMany, Unavailable
from anlan.gateways.gb28181 import metrics
from anlan.gateways.gb28181.outgoing import Outgoing, Unreached, charset_of
from anlan.gateways.gb28181.ports import Directory
from anlan.gateways.gb28181.presence import Link, Presence
from anlan.gateways.gb28181.waiting import wait_for
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import Document, Outcome, alarm_reset, guard_command, parse_outcome
from anlan.protocols.wording import Sentence

# The answer is a message of the device's own; alarm hosts with slow buses take some seconds.
ANSWER_S = 10.0
MAX_WAITING = 1_000
MAX_PER_PEER = 16


class Guarding:
    """Implements ``alarms.ports.GuardControl`` over this gateway."""

    def __init__(self, *, directory: Directory, presence: Presence, clock: Clock, outgoing: Outgoing) -> None:
        self._directory = directory
        self._presence = presence
        self._clock = clock
        self._outgoing = outgoing
        self._waiting: dict[tuple[str, int], asyncio.Future[Outcome]] = {}

    async def set_guard(self, code: str, *, on: bool) -> None:
        """Arm or disarm; returns when the device has confirmed it. Raises as ``GuardControl`` says."""
        link, wire_code = await self._reached(code)
        sn = self._outgoing.next_sn()
        await self._command("guard", link, sn, guard_command(wire_code, sn, on=on, charset=charset_of(link)))

    async def reset_alarm(self, code: str, methods: Sequence[int] = (), alarm_type: int | None = None) -> None:
        """Clear an alarm; returns when the device has confirmed it. Raises as ``GuardControl`` says."""
        link, wire_code = await self._reached(code)
        sn = self._outgoing.next_sn()
        edition = Edition.GB2016 if link.edition == "2016" else Edition.GB2022
        body = alarm_reset(wire_code, sn, methods, alarm_type, edition, charset_of(link))
        await self._command("alarm_reset", link, sn, body)

    def take(self, link: Link, document: Document) -> None:
        """A Response/DeviceControl. Raises ``ManscdpError``; one that nobody waits for is left."""
        outcome = parse_outcome(document)
        future = self._waiting.get((link.code, outcome.sn))
        if future is not None and not future.done():
            future.set_result(outcome)

    async def _reached(self, code: str) -> tuple[Link, str]:
        route = await self._directory.channel_route(code)
        peer, wire_code = (route.peer.code, route.wire_code) if route is not None else (code, code)
        link = self._presence.get(peer)
        if link is None and route is None and await self._directory.peer(code) is None:
            raise unknown_equipment()
        if link is None or not link.reachable:
            raise Unavailable(
                "gb28181.peer_offline",
                Sentence("设备或下级平台当前不在线。", "The device or lower platform is offline."),
            )
        return link, wire_code

    async def _command(self, name: str, link: Link, sn: int, body: bytes) -> None:
        of_peer = sum(1 for peer, _ in self._waiting if peer == link.code)
        if len(self._waiting) >= MAX_WAITING or of_peer >= MAX_PER_PEER:
            raise TooMany(
                "gb28181.commands_waiting",
                Sentence(
                    "等待该设备应答的命令过多，请稍后再试。", "Too many commands wait for answers; try again later."
                ),
            )
        future = asyncio.get_running_loop().create_future()
        self._waiting[link.code, sn] = future
        try:
            await self._outgoing.message(link, body)
            if not await wait_for(self._clock, future, ANSWER_S):
                metrics.COMMANDS.labels(name, "silent").inc()
                raise _silent()
        except Unreached as error:
            metrics.COMMANDS.labels(name, "silent" if not error.status else "refused").inc()
            raise (_refused(str(error.status)) if error.status else _silent()) from error
        finally:
            del self._waiting[link.code, sn]
        ok = future.result().ok
        metrics.COMMANDS.labels(name, "done" if ok else "refused").inc()
        if not ok:
            raise _refused("ERROR")


def unknown_equipment() -> NotFound:
    """There is nothing of that code."""
    return NotFound("gb28181.unknown_equipment", Sentence("没有该编码的设备。", "There is no equipment of that code."))


def _silent() -> Unavailable:
    return Unavailable(
        "gb28181.no_answer",
        Sentence("设备未在规定时间内应答，命令是否执行未知。", "The device did not answer in time; whether it obeyed is not known."),
        remedy=Sentence("请核对设备状态后再试。", "Check the device's state and try again."),
    )  # fmt: skip


def _refused(answer: str) -> Conflict:
    return Conflict(
        "gb28181.command_refused",
        Sentence(f"设备拒绝执行命令（应答 {answer}）。", f"The device refuses the command (it answered {answer})."),
        remedy=Sentence("请核对设备是否支持布撤防及其当前状态。", "See whether the device knows guarding, and its present state."),
    )  # fmt: skip
