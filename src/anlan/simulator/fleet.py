"""Thousands of devices that only signal, in one process and on few sockets: for load tests of registration and keepalive."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from array import array
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import structlog

from anlan.foundation.clock import Clock, SystemClock
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import (
    CONTENT_TYPE,
    CatalogItem,
    DeviceInfo,
    ManscdpError,
    catalog_response,
    decode,
    device_info_response,
    keepalive,
)
from anlan.protocols.sip import (
    Request,
    Response,
    SipSyntaxError,
    answer_challenge,
    parse_message,
    parse_uri,
    reply,
    serialize,
)
from anlan.simulator.addresses import local_address_towards
from anlan.simulator.profile import ServerAddress
from anlan.simulator.signalling.links import Link, UdpSocket

log = structlog.get_logger(__name__)

_SWEEP_S = 0.25
_FIRST_REPEAT_S = 0.5
_LONGEST_REPEAT_S = 4.0
MAX_DEVICES = 100_000


@dataclass(slots=True)
class FleetReport:
    """What one round did. ``failed`` counts by reason: a status, or "no answer"."""

    done: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    retransmissions: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Successes a second."""
        return self.done / self.seconds if self.seconds else 0.0


@dataclass(slots=True)
class _Pending:
    future: asyncio.Future[bytes]
    data: bytes
    socket: UdpSocket
    repeat_s: float
    interval_s: float
    deadline_s: float


class Fleet:
    """``count`` devices with codes counting up from ``first_code``, all with one password, over UDP.

    A device costs a few dozen bytes between rounds. With ``answers_queries`` each answers Catalog (one camera) and DeviceInfo.
    """

    def __init__(
        self,
        server: ServerAddress,
        count: int,
        first_code: str,
        password: str,
        *,
        sockets: int = 4,
        edition: Edition = Edition.GB2022,
        expires_s: int = 3600,
        timeout_s: float = 16.0,
        answers_queries: bool = False,
        clock: Clock | None = None,
    ) -> None:
        if not 1 <= count <= MAX_DEVICES or int(first_code[14:]) + count > 1_000_000:
            raise ValueError(f"a fleet has 1 to {MAX_DEVICES} devices whose serials fit six digits")
        self._server = server
        self._count = count
        self._prefix, self._first = first_code[:14], int(first_code[14:])
        self._password = password
        self._edition = edition
        self._expires_s = expires_s
        self._timeout_s = timeout_s
        self._answers_queries = answers_queries
        self._clock: Clock = clock or SystemClock()
        self._socket_count = sockets
        self._sockets: list[UdpSocket] = []
        self._sequence = array("I", bytes(4 * count))
        self._registered = bytearray(count)
        self._seed = secrets.token_hex(4)
        self._branches = itertools.count()
        self._pending: dict[bytes, _Pending] = {}
        self._report = FleetReport()
        self._sweeper: asyncio.Task[None] | None = None
        self._chores: set[asyncio.Task[None]] = set()
        self.requests_received = 0

    async def open(self) -> None:
        """Bind the sockets; the first round does it where nobody did. Raises ``OSError``."""
        if self._sockets:
            return
        host = local_address_towards(self._server.host)
        for _ in range(self._socket_count):
            udp = UdpSocket(self._deliver)
            await udp.open(host, 0)
            self._sockets.append(udp)
        self._sweeper = asyncio.create_task(self._sweep(), name="fleet repeats")

    async def close(self) -> None:
        """Release the sockets; nobody unregisters."""
        for task in (self._sweeper, *self._chores):
            if task is not None:
                task.cancel()
        for udp in self._sockets:
            udp.close()
        self._sockets.clear()

    @property
    def registered(self) -> int:
        """How many devices hold a registration."""
        return sum(self._registered)

    def code(self, index: int) -> str:
        """A device's code."""
        return f"{self._prefix}{self._first + index:06d}"

    async def register_all(self, concurrency: int = 200, rate_per_s: float | None = None) -> FleetReport:
        """Every device registers; at most ``concurrency`` at once and ``rate_per_s`` a second begin."""
        return await self._round(
            lambda index: self._register(index, self._expires_s), range(self._count), concurrency, rate_per_s
        )

    async def unregister_all(self, concurrency: int = 200) -> FleetReport:
        """Every registered device leaves."""
        return await self._round(lambda index: self._register(index, 0), self._members(), concurrency, None)

    async def keepalive_round(self, concurrency: int = 200, rate_per_s: float | None = None) -> FleetReport:
        """Every registered device sends one keepalive."""
        return await self._round(self._keepalive, self._members(), concurrency, rate_per_s)

    def _members(self) -> list[int]:
        return [index for index in range(self._count) if self._registered[index]]

    async def _round(
        self,
        act: Callable[[int], Awaitable[str | None]],
        indices: range | list[int],
        concurrency: int,
        rate_per_s: float | None,
    ) -> FleetReport:
        await self.open()
        report = self._report = FleetReport()
        begun_s = self._clock.monotonic_s()
        turns = iter(indices)
        paced = self._paced(turns, rate_per_s)
        lock = asyncio.Lock()

        async def worker() -> None:
            while True:
                async with lock:
                    index = await anext(paced, None)
                if index is None:
                    return
                failure = await act(index)
                if failure is None:
                    report.done += 1
                else:
                    report.failed[failure] += 1

        await asyncio.gather(*(worker() for _ in range(min(concurrency, max(1, len(indices))))))
        report.seconds = self._clock.monotonic_s() - begun_s
        return report

    async def _paced(self, indices: Iterator[int], rate_per_s: float | None) -> AsyncIterator[int]:
        begun_s = self._clock.monotonic_s()
        for number, index in enumerate(indices):
            if rate_per_s:
                wait_s = begun_s + number / rate_per_s - self._clock.monotonic_s()
                if wait_s > 0:
                    await self._clock.sleep(wait_s)
            yield index

    async def _register(self, index: int, expires_s: int) -> str | None:
        """None when it worked, else why not."""
        authorization = ""
        for _ in range(3):
            try:
                data = await self._transact(index, "REGISTER", self._register_head(index, expires_s, authorization))
            except TimeoutError:
                return "no answer"
            status = data[8:11]
            if status == b"200":
                self._registered[index] = expires_s > 0
                return None
            if status != b"401":
                return status.decode("ascii", "replace")
            authorization = self._authorization(index, data)
            if not authorization:
                return "bad challenge"
        return "401"

    def _authorization(self, index: int, data: bytes) -> str:
        try:
            response = parse_message(data)
            if not isinstance(response, Response):
                return ""
            uri = f"sip:{self._server.code}@{self._server.domain}"
            return answer_challenge(
                response, "REGISTER", uri, self.code(index), self._password, secrets.token_hex(4), 1
            )
        except SipSyntaxError:
            return ""

    def _register_head(self, index: int, expires_s: int, authorization: str) -> str:
        code, server = self.code(index), self._server
        host, port = self._socket(index).local
        address = f"<sip:{code}@{server.domain}>"
        return (
            f"From: {address};tag={self._seed}\r\nTo: {address}\r\nCall-ID: {self._seed}r{index}\r\n"
            f"Contact: <sip:{code}@{host}:{port}>\r\nExpires: {expires_s}\r\nX-GB-Ver: {self._edition.x_gb_ver}\r\n"
            + (f"Authorization: {authorization}\r\n" if authorization else "")
        )

    async def _keepalive(self, index: int) -> str | None:
        return await self._message(index, keepalive(self.code(index), self._sequence[index] + 1))

    async def _message(self, index: int, body: bytes) -> str | None:
        code, server = self.code(index), self._server
        head = (
            f"From: <sip:{code}@{server.domain}>;tag={self._seed}\r\nTo: <sip:{server.code}@{server.domain}>\r\n"
            f"Call-ID: {self._seed}m{index}-{self._sequence[index]}\r\nContent-Type: {CONTENT_TYPE}\r\n"
        )
        try:
            data = await self._transact(index, "MESSAGE", head, body)
        except TimeoutError:
            return "no answer"
        return None if data[8:11] == b"200" else data[8:11].decode("ascii", "replace")

    async def _transact(self, index: int, method: str, head: str, body: bytes = b"") -> bytes:
        """The final answer's bytes. Raises ``TimeoutError``."""
        self._sequence[index] += 1
        udp, server = self._socket(index), self._server
        branch = f"z9hG4bK{self._seed}{next(self._branches):x}"
        host, port = udp.local
        text = (
            f"{method} sip:{server.code}@{server.domain} SIP/2.0\r\nVia: SIP/2.0/UDP {host}:{port};rport;branch={branch}\r\n{head}"
            f"CSeq: {self._sequence[index]} {method}\r\nMax-Forwards: 70\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        data = text.encode() + body
        now_s = self._clock.monotonic_s()
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        key = branch.encode()
        self._pending[key] = _Pending(
            future, data, udp, now_s + _FIRST_REPEAT_S, _FIRST_REPEAT_S, now_s + self._timeout_s
        )
        udp.send(data, (server.host, server.port))
        try:
            return await future
        finally:
            self._pending.pop(key, None)

    def _socket(self, index: int) -> UdpSocket:
        return self._sockets[index % len(self._sockets)]

    async def _sweep(self) -> None:
        """Repeat what is not answered and give up what never will be; one timer for all instead of one each."""
        while True:
            await self._clock.sleep(_SWEEP_S)
            now_s = self._clock.monotonic_s()
            for pending in list(self._pending.values()):
                if pending.future.done():
                    continue
                if now_s >= pending.deadline_s:
                    pending.future.set_exception(TimeoutError())
                elif now_s >= pending.repeat_s:
                    pending.interval_s = min(pending.interval_s * 2, _LONGEST_REPEAT_S)
                    pending.repeat_s = now_s + pending.interval_s
                    self._report.retransmissions += 1
                    pending.socket.send(pending.data, (self._server.host, self._server.port))

    def _deliver(self, data: bytes, link: Link) -> None:
        if not data.startswith(b"SIP/2.0 "):
            self._answer(data, link)
            return
        begin = data.find(b"branch=") + 7
        end = begin
        while end < len(data) and data[end] not in b";\r\n, ":
            end += 1
        pending = self._pending.get(data[begin:end])
        # 100 Trying only says that it arrived.
        if pending is not None and data[8:9] != b"1" and not pending.future.done():
            pending.future.set_result(data)

    def _answer(self, data: bytes, link: Link) -> None:
        """A platform's request: accepted, and its query answered if the fleet does that."""
        if not data.strip():
            return
        self.requests_received += 1
        try:
            request = parse_message(data)
        except SipSyntaxError as error:
            log.warning("unreadable message for the fleet", reason=str(error))
            return
        if not isinstance(request, Request) or request.method == "ACK":
            return
        link.send(serialize(reply(request, 200 if request.method in ("MESSAGE", "OPTIONS") else 488)))
        if self._answers_queries and request.method == "MESSAGE":
            task = asyncio.create_task(self._answer_query(request))
            self._chores.add(task)
            task.add_done_callback(self._chores.discard)

    async def _answer_query(self, request: Request) -> None:
        try:
            index = int((parse_uri(request.uri).user or "")[14:]) - self._first
            document = decode(request.body)
        except (SipSyntaxError, ManscdpError, ValueError):
            return
        if document.kind != "Query" or not 0 <= index < self._count:
            return
        code = self.code(index)
        if document.cmd_type == "Catalog":
            camera = CatalogItem(
                device_id=f"{code[:10]}132{code[13:]}",
                name=f"模拟 {code[14:]}",
                parent_id=code,
                parental=0,
                status="ON",
            )
            await self._message(index, catalog_response(document.sn, code, 1, [camera], self._edition))
        elif document.cmd_type == "DeviceInfo":
            info = DeviceInfo(sn=document.sn, device_id=code, manufacturer="Anlan", model="FLEET", channels=1)
            await self._message(index, device_info_response(info))
