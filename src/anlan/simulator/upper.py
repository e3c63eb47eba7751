"""A simulated upper platform: takes registrations, pulls catalogs, calls cameras and keeps what they send."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from anlan.foundation.clock import Clock, SystemClock
from anlan.protocols.gbcode import Edition
from anlan.protocols.manscdp import (
    CONTENT_TYPE,
    Alarm,
    AlarmQuery,
    AssemblyResult,
    CatalogAssembly,
    CatalogItem,
    Charset,
    DeviceInfo,
    DeviceStatus,
    Document,
    ManscdpError,
    MediaStatus,
    alarm_query,
    alarm_reset,
    catalog_query,
    decode,
    device_info_query,
    device_status_query,
    format_date_header,
    guard_command,
    iframe,
    parse_alarm,
    parse_catalog,
    parse_device_info,
    parse_device_status,
    parse_media_status,
    parse_outcome,
    result_response,
    subscribe_catalog,
)
from anlan.protocols.sdp import SessionDescription, Ssrc, parse_sdp
from anlan.protocols.sip import (
    Dialog,
    DigestAuthority,
    DigestReason,
    Headers,
    Request,
    Response,
    parse_name_address,
    reply,
)
from anlan.simulator.happenings import Happenings
from anlan.simulator.media.receiver import RtpReceiver
from anlan.simulator.profile import ServerAddress, Transport
from anlan.simulator.registration import contact
from anlan.simulator.signalling.agent import NoAnswer, SipAgent
from anlan.simulator.signalling.links import Link

Setup = Literal["active", "passive"]
_KEPT_NOTICES = 100_000


@dataclass(slots=True)
class Joined:
    """A device or lower platform that registered."""

    code: str
    link: Link
    edition: Edition | None
    registered_s: float
    keepalives: int = 0


class CallRefused(Exception):  # noqa: N818  # an answer of the peer, not a defect
    """The INVITE was refused; ``status`` is the peer's."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status


@dataclass(slots=True)
class ViewedCall:
    """A camera that streams to us. ``answer`` is its SDP."""

    dialog: Dialog
    link: Link
    answer: SessionDescription
    receiver: RtpReceiver
    agent: SipAgent

    async def hang_up(self) -> int:
        """BYE; returns the status. Raises ``NoAnswer``."""
        response = await self.agent.request(self.dialog.request("BYE"), self.link, 5.0)
        await self.receiver.close()
        return response.status


class UpperPlatform:
    """``passwords`` maps codes to passwords; without it everybody may join unasked."""

    def __init__(
        self,
        code: str,
        *,
        passwords: dict[str, str] | None = None,
        host: str = "127.0.0.1",
        edition: Edition = Edition.GB2022,
        charset: Charset = Charset.GB2312,
        expires_s: int | None = None,
        request_timeout_s: float = 10.0,
        clock: Clock | None = None,
    ) -> None:
        self.code = code
        self.domain = code[:10]
        self.host = host
        self.edition = edition
        self.charset = charset
        self.happenings = Happenings()
        self.joined: dict[str, Joined] = {}
        self.refusals: list[DigestReason] = []
        self.notices: list[CatalogItem] = []
        self.alarms: list[Alarm] = []
        # What alarms are answered with; None answers them by their 200 OK only.
        self.alarm_result: str | None = "OK"
        self.media_statuses: list[MediaStatus] = []
        self.raw_messages: list[bytes] = []
        # Status that answers keepalives instead of 200, for trying what devices do then.
        self.keepalive_status = 200
        self._expires_s = expires_s
        self._timeout_s = request_timeout_s
        self._passwords = passwords
        self._clock: Clock = clock or SystemClock()
        self.agent = SipAgent(clock=self._clock, handler=self._handle, user_agent="Anlan simulated platform")
        self._authority = DigestAuthority(self.domain, secrets.token_bytes(16), nonce_lifetime_s=60.0)
        self._sn = itertools.count(1)
        self._tag = secrets.token_hex(4)
        self._assemblies: dict[int, tuple[CatalogAssembly, asyncio.Event]] = {}
        self._answers: dict[int, asyncio.Future[Document]] = {}
        self._port = 0
        self._chores: set[asyncio.Task[object]] = set()

    async def start(self, port: int = 0) -> None:
        """Listen on UDP and TCP. Raises ``OSError``."""
        _, self._port = await self.agent.open(self.host, port, listen_tcp=True)

    async def stop(self) -> None:
        """Close everything."""
        for task in tuple(self._chores):
            task.cancel()
        await self.agent.close()

    @property
    def address(self) -> ServerAddress:
        """What a device must be told to join."""
        return ServerAddress(self.code, self.domain, self.host, self._port)

    async def catalog(
        self,
        code: str,
        device_id: str | None = None,
        *,
        first_part_wait_s: float = 30.0,
        next_part_wait_s: float = 12.0,
    ) -> tuple[AssemblyResult, list[CatalogItem]]:
        """Pull the catalog of a joined device (or of a node below it)."""
        sn = next(self._sn)
        assembly = CatalogAssembly(
            sn, self._clock.monotonic_s(), first_part_wait_s=first_part_wait_s, next_part_wait_s=next_part_wait_s
        )
        arrived = asyncio.Event()
        self._assemblies[sn] = (assembly, arrived)
        try:
            await self.message(code, catalog_query(device_id or code, sn, charset=self.charset))
            while (state := assembly.state(self._clock.monotonic_s())).status == "waiting":
                arrived.clear()
                await self._either(arrived, state.due_s - self._clock.monotonic_s())
            return state, assembly.items
        finally:
            del self._assemblies[sn]

    async def device_info(self, code: str, timeout_s: float = 10.0) -> DeviceInfo:
        """Raises ``NoAnswer``, ``TimeoutError``, ``ManscdpError``."""
        sn = next(self._sn)
        return parse_device_info(await self._ask(code, sn, device_info_query(code, sn), timeout_s))

    async def device_status(self, code: str, timeout_s: float = 10.0) -> DeviceStatus:
        """Raises ``NoAnswer``, ``TimeoutError``, ``ManscdpError``."""
        sn = next(self._sn)
        return parse_device_status(await self._ask(code, sn, device_status_query(code, sn), timeout_s))

    async def request_key_frame(self, code: str, channel: str) -> None:
        """Raises ``NoAnswer``."""
        await self.message(code, iframe(channel, next(self._sn), self.edition))

    async def set_guard(self, code: str, device_id: str, *, on: bool, timeout_s: float = 10.0) -> bool:
        """Arm or disarm what stands behind a joined device; whether it answered OK. Raises ``NoAnswer``, ``TimeoutError``."""
        sn = next(self._sn)
        return parse_outcome(await self._ask(code, sn, guard_command(device_id, sn, on=on), timeout_s)).ok

    async def reset_alarm(self, code: str, device_id: str, timeout_s: float = 10.0) -> bool:
        """Clear an alarm; as ``set_guard``."""
        sn = next(self._sn)
        return parse_outcome(await self._ask(code, sn, alarm_reset(device_id, sn), timeout_s)).ok

    async def subscribe(self, code: str, expires_s: int = 600) -> Dialog:
        """Subscribe to catalog changes; they arrive in ``notices``. Raises ``NoAnswer``, ``CallRefused``."""
        body = subscribe_catalog(code, next(self._sn), charset=self.charset)
        return await self._subscribe(code, "Catalog;id=1", body, expires_s)

    async def subscribe_alarms(self, code: str, query: AlarmQuery | None = None, expires_s: int = 600) -> Dialog:
        """Subscribe to alarms, all of them without a ``query``; they arrive in ``alarms``. Raises as ``subscribe``."""
        body = alarm_query(query or AlarmQuery(sn=next(self._sn), device_id=code), self.edition, self.charset)
        return await self._subscribe(code, "presence", body, expires_s)

    async def _subscribe(self, code: str, event: str, body: bytes, expires_s: int) -> Dialog:
        link = self.joined[code].link
        headers = (("Event", event), ("Expires", str(expires_s)), ("Content-Type", CONTENT_TYPE))
        request = self._outside_dialog("SUBSCRIBE", code, link, headers, body)
        response = await self.agent.request(request, link, self._timeout_s)
        if response.status != 200:
            raise CallRefused(response.status, response.reason)
        return Dialog.as_client(request, response)

    async def invite(
        self,
        code: str,
        channel: str,
        *,
        transport: Transport = "udp",
        setup: Setup = "passive",
        ssrc: Ssrc | None = None,
        send_ssrc: bool = True,
        keep: Path | None = None,
        timeout_s: float = 15.0,
    ) -> ViewedCall:
        """Call a channel behind a joined device; ``setup`` is ours (TCP). Raises ``NoAnswer``, ``CallRefused``."""
        receiver = RtpReceiver(keep)
        port = 9
        if transport == "udp":
            port = await receiver.listen_udp(self.host)
        elif setup == "passive":
            port = await receiver.listen_tcp(self.host)
        asked = ssrc or Ssrc.allot(live=True, domain=self.code, serial=secrets.randbelow(10_000))
        offer = SessionDescription(
            origin_user=channel, host=self.host, port=port, transport=transport, direction="recvonly",
            setup=setup if transport == "tcp" else None, ssrc=asked if send_ssrc else None,
        )  # fmt: skip
        link = self.joined[code].link
        headers = (("Subject", f"{channel}:{asked},{self.code}:0"), ("Content-Type", "application/sdp"))
        request = self._outside_dialog("INVITE", channel, link, headers, offer.serialize())
        try:
            response = await self.agent.request(request, link, timeout_s)
            if response.status != 200:
                raise CallRefused(response.status, response.reason)
        except BaseException:
            await receiver.close()
            raise
        dialog = Dialog.as_client(request, response)
        answer = parse_sdp(response.body)
        self.agent.send(dialog.request("ACK"), link)
        if transport == "tcp" and setup == "active":
            await receiver.connect((answer.host, answer.port))
        return ViewedCall(dialog, link, answer, receiver, self.agent)

    async def message(self, code: str, body: bytes) -> Response:
        """Send a MESSAGE to a joined device. Raises ``NoAnswer``."""
        link = self.joined[code].link
        request = self._outside_dialog("MESSAGE", code, link, (("Content-Type", CONTENT_TYPE),), body)
        return await self.agent.request(request, link, self._timeout_s)

    async def _ask(self, code: str, sn: int, body: bytes, timeout_s: float) -> Document:
        future = self._answers[sn] = asyncio.get_running_loop().create_future()
        try:
            await self.message(code, body)
            return await asyncio.wait_for(future, timeout_s)
        finally:
            del self._answers[sn]

    async def _either(self, event: asyncio.Event, seconds: float) -> None:
        arrival = asyncio.ensure_future(event.wait())
        alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({arrival, alarm}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
            alarm.cancel()

    def _outside_dialog(
        self, method: str, target: str, link: Link, headers: tuple[tuple[str, str], ...], body: bytes
    ) -> Request:
        host, port = link.peer
        fields = [
            ("From", f"<sip:{self.code}@{self.domain}>;tag={secrets.token_hex(4)}"),
            ("To", f"<sip:{target}@{host}:{port}>"),
            ("Call-ID", secrets.token_hex(12)),
            ("CSeq", f"1 {method}"),
            ("Contact", contact(self.code, link)),
            *headers,
        ]
        return Request(method, f"sip:{target}@{host}:{port}", Headers(fields), body)

    async def _handle(self, request: Request, link: Link) -> Response | None:
        match request.method:
            case "REGISTER":
                return self._register(request, link)
            case "MESSAGE":
                return self._message(request, link)
            case "NOTIFY":
                return self._notify(request)
            case "BYE" | "OPTIONS" | "INFO":
                self.happenings.record("bye" if request.method == "BYE" else "control")
                return reply(request, 200)
            case _:
                return None if request.method == "ACK" else reply(request, 405)

    def _register(self, request: Request, link: Link) -> Response:
        code = parse_name_address(request.headers.get("From") or "").uri.user or ""
        now_s = self._clock.monotonic_s()
        if self._passwords is not None:
            verdict = self._authority.check(
                "REGISTER", request.uri, request.headers.get("Authorization"), self._passwords.get, now_s
            )
            if not verdict.ok:
                if verdict.reason is not DigestReason.MISSING:
                    self.refusals.append(verdict.reason)
                if verdict.reason in (DigestReason.WRONG_USER, DigestReason.WRONG_PASSWORD, DigestReason.WRONG_REALM):
                    return reply(request, 403)
                challenges = self._authority.challenges(now_s, secrets.token_bytes(8), stale=verdict.stale)
                return reply(request, 401, headers=[("WWW-Authenticate", challenge) for challenge in challenges])
        expires = request.headers.get("Expires") or "3600"
        if expires.strip() == "0":
            self.joined.pop(code, None)
            self.happenings.record("unregistered")
        else:
            edition = Edition.from_x_gb_ver(request.headers.get("X-GB-Ver"))
            self.joined[code] = Joined(code, link, edition, now_s)
            self.happenings.record("registered")
            expires = str(self._expires_s or expires)
        headers = (
            ("Date", format_date_header(self._clock.now_utc())),
            ("Expires", expires),
            ("X-GB-Ver", self.edition.x_gb_ver),
        )
        return reply(request, 200, headers=headers)

    def _message(self, request: Request, link: Link) -> Response:
        sender = parse_name_address(request.headers.get("From") or "").uri.user or ""
        if sender not in self.joined:
            return reply(request, 403)
        try:
            document = decode(request.body)
        except ManscdpError:
            return reply(request, 400)
        if len(self.raw_messages) < _KEPT_NOTICES:
            self.raw_messages.append(request.body)
        command = document.cmd_type.lower()
        if command == "keepalive":
            if self.keepalive_status != 200:
                return reply(request, self.keepalive_status)
            self.joined[sender].keepalives += 1
            self.joined[sender].link = link
            self.happenings.record("keepalive_answered")
        elif command == "mediastatus":
            self.media_statuses.append(parse_media_status(document))
            self.happenings.record("media_ended")
        elif command == "alarm" and document.kind == "Notify":
            self._alarm(document)
            if self.alarm_result is not None:
                body = result_response("Alarm", document.device_id, document.sn, self.alarm_result, self.charset)
                task: asyncio.Task[object] = asyncio.create_task(self._quietly(sender, body))
                self._chores.add(task)
                task.add_done_callback(self._chores.discard)
        elif command == "catalog" and document.kind == "Response":
            self._catalog_part(document)
        elif document.sn in self._answers and not self._answers[document.sn].done():
            self._answers[document.sn].set_result(document)
        return reply(request, 200)

    def _catalog_part(self, document: Document) -> None:
        pending = self._assemblies.get(document.sn)
        if pending is not None:
            pending[0].add(parse_catalog(document), self._clock.monotonic_s())
            pending[1].set()

    def _alarm(self, document: Document) -> None:
        if len(self.alarms) < _KEPT_NOTICES:
            self.alarms.append(parse_alarm(document))
        self.happenings.record("alarm_taken")

    async def _quietly(self, code: str, body: bytes) -> None:
        with contextlib.suppress(NoAnswer):
            await self.message(code, body)

    def _notify(self, request: Request) -> Response:
        if not request.body:
            return reply(request, 200)
        try:
            document = decode(request.body)
            if document.cmd_type.lower() == "alarm":
                self._alarm(document)
            else:
                self.notices.extend(parse_catalog(document).items)
        except ManscdpError:
            return reply(request, 400)
        self.happenings.record("notified")
        return reply(request, 200)


__all__ = ["CallRefused", "Joined", "NoAnswer", "UpperPlatform", "ViewedCall"]
