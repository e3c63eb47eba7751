"""How a simulated device joins a platform and stays: REGISTER, refresh, keepalive, and joining anew when that fails."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from anlan.foundation.clock import Clock
from anlan.protocols.manscdp import CONTENT_TYPE, ManscdpError, keepalive, parse_time
from anlan.protocols.sip import Headers, Request, Response, SipSyntaxError, answer_challenge
from anlan.simulator.faults import Faults
from anlan.simulator.happenings import Happenings
from anlan.simulator.profile import DeviceProfile
from anlan.simulator.signalling.agent import NoAnswer, SipAgent
from anlan.simulator.signalling.links import Link, TcpLink

log = structlog.get_logger(__name__)

# A refresh comes when this share of the granted time is over.
_REFRESH_AT = 0.8
_FLAP_PAUSE_S = 1.0


class Registration:
    """The device's standing with its platform. ``registered`` tells whether it believes to be joined."""

    def __init__(
        self,
        profile: DeviceProfile,
        agent: SipAgent,
        faults: Faults,
        happenings: Happenings,
        clock: Clock,
        encode: Callable[[bytes], bytes],
    ) -> None:
        self._profile = profile
        self._agent = agent
        self._faults = faults
        self._happenings = happenings
        self._clock = clock
        self._encode = encode
        self._call_id = f"{secrets.token_hex(8)}@{profile.code}"
        self._tag = secrets.token_hex(4)
        self._cseq = 0
        self._sn = 0
        self._link: Link | None = None
        self._broken = asyncio.Event()
        self._time_error = timedelta()
        self.registered = False
        self.last_status: int | None = None

    @property
    def link(self) -> Link:
        """The way to the platform."""
        if self._link is None:
            raise NoAnswer("not connected")
        return self._link

    @property
    def device_time(self) -> datetime:
        """What the device's own clock shows, in UTC."""
        off = timedelta(seconds=self._faults.clock_off_s)
        return self._clock.now_utc() + (off if off else self._time_error)

    def connection_lost(self) -> None:
        """The TCP connection is gone: join anew."""
        if self._profile.transport == "tcp":
            self._link = None
            self._broken.set()

    async def keep(self) -> None:
        """Join and stay joined until cancelled."""
        while True:
            try:
                granted_s = await self._register(self._profile.register_expires_s)
            except NoAnswer:
                self._happenings.record("register_unanswered")
                self._hang_up()
                granted_s = None
            self.registered = granted_s is not None
            if granted_s is None:
                await self._clock.sleep(self._profile.register_retry_s)
            else:
                self.registered = await self._stay(granted_s)

    async def leave(self) -> None:
        """Unregister; a platform that does not answer is left all the same."""
        if not self.registered:
            return
        self.registered = False
        try:
            await self._register(0)
        except NoAnswer:
            log.info("platform did not answer the unregistration", device=self._profile.code)

    async def _register(self, expires_s: int) -> int | None:
        """The seconds granted, None when refused. Raises ``NoAnswer``."""
        link = await self._open()
        self._happenings.record("register_sent")
        response = await self._agent.request(self._request(link, expires_s), link, self._profile.request_timeout_s)
        if response.status == 401:
            try:
                authorization = self._authorization(response)
            except SipSyntaxError as error:
                log.warning("challenge not understood", device=self._profile.code, reason=str(error))
                authorization = None
            if authorization is not None:
                request = self._request(link, expires_s, authorization)
                response = await self._agent.request(request, link, self._profile.request_timeout_s)
        self.last_status = response.status
        if response.status == 423 and expires_s:
            minimum = response.headers.get("Min-Expires") or ""
            if minimum.isdigit() and len(minimum) < 8 and int(minimum) > expires_s:
                return await self._register(int(minimum))
        if not 200 <= response.status < 300:
            self._happenings.record("register_refused")
            log.info("registration refused", device=self._profile.code, status=response.status)
            return None
        self._happenings.record("registered" if expires_s else "unregistered")
        self._take_date(response)
        return _granted(response, expires_s)

    async def _open(self) -> Link:
        if self._link is None:
            server = self._profile.server
            if self._profile.transport == "tcp":
                self._link = await self._agent.connect((server.host, server.port), self._profile.local_host)
            else:
                self._link = self._agent.udp((server.host, server.port))
            self._broken.clear()
        return self._link

    def _request(self, link: Link, expires_s: int, authorization: str | None = None) -> Request:
        profile, server = self._profile, self._profile.server
        self._cseq += 1
        address = f"<sip:{profile.code}@{server.domain}>"
        headers = Headers(
            [
                ("From", f"{address};tag={self._tag}"),
                ("To", address),
                ("Call-ID", self._call_id),
                ("CSeq", f"{self._cseq} REGISTER"),
                ("Contact", contact(profile.code, link)),
                ("Expires", str(expires_s)),
                ("X-GB-Ver", profile.edition.x_gb_ver),
            ]
        )
        if authorization is not None:
            headers.add("Authorization", authorization)
        return Request("REGISTER", f"sip:{server.code}@{server.domain}", headers)

    def _authorization(self, response: Response) -> str:
        profile = self._profile
        password = profile.password + ("-wrong" if self._faults.wrong_password else "")
        if self._faults.wrong_realm:
            challenges = response.headers.all("WWW-Authenticate")
            forged = Headers([("WWW-Authenticate", _with_realm(challenge, "wrong-realm")) for challenge in challenges])
            response = Response(401, response.reason, forged)
        uri = f"sip:{profile.server.code}@{profile.server.domain}"
        return answer_challenge(response, "REGISTER", uri, profile.code, password, secrets.token_hex(8), 1)

    def _take_date(self, response: Response) -> None:
        """GB/T 28181-2022 §9.10: the platform's Date sets the device's clock."""
        date = response.headers.get("Date")
        if date is None or self._faults.clock_off_s:
            return
        try:
            self._time_error = parse_time(date) - self._clock.now_utc()
        except ManscdpError:
            log.warning("Date of the platform not understood", device=self._profile.code)

    def _hang_up(self) -> None:
        """Give up a TCP connection on which nobody answers."""
        if isinstance(self._link, TcpLink):
            self._link.close()
            self._link = None

    async def _stay(self, granted_s: int) -> bool:
        """Keepalives until a refresh is due (True) or the platform is lost (False)."""
        refresh_s = self._clock.monotonic_s() + granted_s * _REFRESH_AT
        flapping = self._faults.flapping_s
        flap_s = self._clock.monotonic_s() + flapping if flapping else float("inf")
        missed = 0
        while missed < self._profile.missed_keepalives:
            now_s = self._clock.monotonic_s()
            if now_s >= flap_s:
                await self.leave()
                await self._clock.sleep(_FLAP_PAUSE_S)
                return False
            if now_s >= refresh_s:
                return True
            pause_s = min(self._profile.keepalive_s, refresh_s - now_s, flap_s - now_s)
            if await self._lost_within(pause_s):
                return False
            if pause_s < self._profile.keepalive_s:
                continue
            answered = await self._keepalive()
            if answered is False:
                # The platform does not know us (any more): GB/T 28181-2022 §9.6.1.
                return False
            missed = 0 if answered else missed + 1
        self._hang_up()
        return False

    async def _lost_within(self, seconds: float) -> bool:
        broken = asyncio.ensure_future(self._broken.wait())
        alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({broken, alarm}, return_when=asyncio.FIRST_COMPLETED)
            return broken.done()
        finally:
            broken.cancel()
            alarm.cancel()

    async def _keepalive(self) -> bool | None:
        """Whether the platform took it; None when it did not answer."""
        self._sn += 1
        body = self._encode(keepalive(self._profile.code, self._sn, charset=self._profile.charset))
        try:
            response = await self.message(body)
        except NoAnswer:
            self._happenings.record("keepalive_failed")
            return None
        taken = 200 <= response.status < 300
        self._happenings.record("keepalive_answered" if taken else "keepalive_failed")
        return taken

    async def message(self, body: bytes) -> Response:
        """Send a MESSAGE to the platform. Raises ``NoAnswer``."""
        profile, server = self._profile, self._profile.server
        headers = Headers(
            [
                ("From", f"<sip:{profile.code}@{server.domain}>;tag={secrets.token_hex(4)}"),
                ("To", f"<sip:{server.code}@{server.domain}>"),
                ("Call-ID", f"{secrets.token_hex(8)}@{profile.code}"),
                ("CSeq", "20 MESSAGE"),
                ("Content-Type", CONTENT_TYPE),
            ]
        )
        request = Request("MESSAGE", f"sip:{server.code}@{server.domain}", headers, body)
        return await self._agent.request(request, self.link, profile.request_timeout_s)


def contact(code: str, link: Link) -> str:
    """Our Contact on a link."""
    host, port = link.local
    return f"<sip:{code}@{host}:{port}{';transport=tcp' if link.reliable else ''}>"


def _granted(response: Response, asked_s: int) -> int:
    granted = (response.headers.get("Expires") or "").strip()
    return int(granted) if granted.isdigit() and len(granted) < 9 and int(granted) > 0 else asked_s


def _with_realm(challenge: str, realm: str) -> str:
    head, found, rest = challenge.partition('realm="')
    return f'{head}{found}{realm}"{rest.partition(chr(34))[2]}' if found else challenge
