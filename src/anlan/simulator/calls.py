"""Calls a simulated device takes: INVITE, ACK, BYE, CANCEL, and the media session of each."""

from __future__ import annotations

import asyncio
import itertools
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from anlan.foundation.clock import Clock
from anlan.protocols.manscdp import media_status
from anlan.protocols.sdp import SdpError, SessionDescription, Ssrc, parse_sdp
from anlan.protocols.sip import Dialog, Request, Response, SipSyntaxError, parse_uri, reply
from anlan.simulator.faults import Faults
from anlan.simulator.happenings import Happenings
from anlan.simulator.media.feeds import Feed
from anlan.simulator.media.session import MediaSession, Mode
from anlan.simulator.profile import DeviceProfile
from anlan.simulator.registration import contact
from anlan.simulator.signalling.agent import NoAnswer, SipAgent
from anlan.simulator.signalling.links import Link

log = structlog.get_logger(__name__)

_BYE_TIMEOUT_S = 2.0


@dataclass(slots=True)
class Call:
    """One answered INVITE."""

    channel: str
    ssrc: Ssrc
    dialog: Dialog
    link: Link
    session: MediaSession
    ending: asyncio.Task[None] | None = None


class Calls:
    """All calls of a device. ``feed_of`` gives a channel's feed, None where there is no such channel (404)."""

    def __init__(
        self,
        profile: DeviceProfile,
        agent: SipAgent,
        faults: Faults,
        happenings: Happenings,
        clock: Clock,
        feed_of: Callable[[str], Feed | None],
        send_message: Callable[[bytes], Awaitable[Response]],
    ) -> None:
        self._profile = profile
        self._agent = agent
        self._faults = faults
        self._happenings = happenings
        self._clock = clock
        self._feed_of = feed_of
        self._send_message = send_message
        self._sn = itertools.count(1)
        self._calls: dict[str, Call] = {}
        self._pending: dict[str, asyncio.Event] = {}

    @property
    def live(self) -> list[Call]:
        """The calls that stand."""
        return list(self._calls.values())

    async def invite(self, request: Request, link: Link) -> Response | None:
        """The final answer to an INVITE; None leaves it unanswered."""
        self._happenings.record("invited")
        if self._faults.ignore_invite:
            return None
        call_id = request.headers.get("Call-ID") or ""
        if self._faults.answer_delay_s and await self._cancelled_within(call_id, self._faults.answer_delay_s):
            return reply(request, 487)
        refusal = self._refusal(request, call_id)
        if refusal is not None:
            return self._refuse(request, refusal)
        try:
            offer = parse_sdp(request.body)
        except SdpError:
            return self._refuse(request, 488)
        channel = _channel_of(request)
        feed = self._feed_of(channel)
        if feed is None:
            return self._refuse(request, 404)
        if not offer.is_live or offer.media != "video" or not _wants_ps(offer):
            return self._refuse(request, 488)
        return await self._answer(request, link, channel, feed, offer)

    def acknowledge(self, request: Request) -> None:
        """The ACK: media starts."""
        call = self._calls.get(request.headers.get("Call-ID") or "")
        if call is None:
            return
        self._happenings.record("acknowledged")
        call.session.start()
        if self._faults.media_status_after_s is not None and call.ending is None:
            call.ending = asyncio.create_task(self._end_later(call, self._faults.media_status_after_s))

    async def bye(self, request: Request) -> Response:
        """The end of a call."""
        call = self._calls.get(request.headers.get("Call-ID") or "")
        if call is None or not call.dialog.accepts(request):
            return reply(request, 481)
        await self._drop(call)
        self._happenings.record("bye")
        return reply(request, 200)

    def cancel(self, request: Request) -> Response:
        """Give up an INVITE that is not answered yet."""
        pending = self._pending.get(request.headers.get("Call-ID") or "")
        if pending is None:
            return reply(request, 481)
        pending.set()
        self._happenings.record("cancelled")
        return reply(request, 200)

    def request_key_frame(self, channel: str) -> bool:
        """Ask the sources of a channel's calls (or of all, for the device's own code)."""
        asked = [
            call.session.request_key_frame() for call in self.live if channel in (call.channel, self._profile.code)
        ]
        return any(asked)

    async def hang_up(self) -> None:
        """BYE every call."""
        for call in self.live:
            await self._drop(call)
            try:
                await self._agent.request(call.dialog.request("BYE"), call.link, _BYE_TIMEOUT_S)
            except NoAnswer:
                log.info("BYE not answered", channel=call.channel)

    async def abandon(self, call_id: str) -> None:
        """An answer was never acknowledged: the call does not stand."""
        call = self._calls.get(call_id)
        if call is not None:
            await self._drop(call)

    async def drop_all(self) -> None:
        """End every call without a word."""
        for call in self.live:
            await self._drop(call)

    async def _answer(
        self, request: Request, link: Link, channel: str, feed: Feed, offer: SessionDescription
    ) -> Response:
        asked = offer.ssrc or Ssrc.allot(live=True, domain=self._profile.code, serial=random.randrange(10_000))  # noqa: S311
        agreed = _another(asked) if self._faults.own_ssrc else asked
        sent = _another(agreed) if self._faults.wrong_ssrc else agreed
        mode: Mode = "udp"
        if offer.transport == "tcp":
            # GB/T 28181-2022 annex D: the device connects unless the receiver says it does.
            mode = "tcp_passive" if offer.setup == "active" else "tcp_active"
        session = MediaSession(
            feed=feed, ssrc=sent.number, mode=mode, remote=(offer.host, offer.port), local_host=link.local[0],
            faults=self._faults, happenings=self._happenings,
        )  # fmt: skip
        tag = secrets.token_hex(4)
        try:
            dialog = Dialog.as_server(request, tag, contact(self._profile.code, link))
            port = await session.open()
        except (SipSyntaxError, OSError) as error:
            log.warning("call cannot be taken", channel=channel, reason=str(error))
            return self._refuse(request, 500)
        answer = SessionDescription(
            origin_user=channel,
            host=link.local[0],
            port=port,
            session_name=offer.session_name,
            transport=offer.transport,
            setup=None if mode == "udp" else ("passive" if mode == "tcp_passive" else "active"),
            direction="sendonly",
            ssrc=None if self._faults.no_y else agreed,
            format=offer.format,
        )
        self._calls[dialog.call_id] = Call(channel, agreed, dialog, link, session)
        self._happenings.record("answered")
        headers = (("Contact", contact(self._profile.code, link)), ("Content-Type", "application/sdp"))
        return reply(request, 200, headers=headers, body=answer.serialize(), to_tag=tag)

    def _refusal(self, request: Request, call_id: str) -> int | None:
        if self._faults.refuse_status is not None:
            return self._faults.refuse_status
        if call_id in self._calls:
            # A change of a standing session is nothing a camera can do.
            return 488
        return 486 if len(self._calls) >= self._profile.max_sessions else None

    def _refuse(self, request: Request, status: int) -> Response:
        self._happenings.record("refused")
        return reply(request, status)

    async def _cancelled_within(self, call_id: str, seconds: float) -> bool:
        cancelled = self._pending[call_id] = asyncio.Event()
        alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        arrival = asyncio.ensure_future(cancelled.wait())
        try:
            await asyncio.wait({alarm, arrival}, return_when=asyncio.FIRST_COMPLETED)
            return cancelled.is_set()
        finally:
            alarm.cancel()
            arrival.cancel()
            del self._pending[call_id]

    async def _end_later(self, call: Call, seconds: float) -> None:
        await self._clock.sleep(seconds)
        await call.session.stop()
        self._happenings.record("media_ended")
        try:
            await self._send_message(media_status(call.channel, next(self._sn), charset=self._profile.charset))
        except NoAnswer:
            log.info("MediaStatus not answered", channel=call.channel)

    async def _drop(self, call: Call) -> None:
        self._calls.pop(call.dialog.call_id, None)
        if call.ending is not None:
            call.ending.cancel()
        await call.session.stop()


def _channel_of(request: Request) -> str:
    """Whose picture is asked for: the user of the Request-URI."""
    try:
        return parse_uri(request.uri).user or ""
    except SipSyntaxError:
        return ""


def _wants_ps(offer: SessionDescription) -> bool:
    return (
        not offer.payloads
        or 96 in offer.payloads
        or any(name.upper().startswith("PS/") for name in offer.payloads.values())
    )


def _another(ssrc: Ssrc) -> Ssrc:
    return Ssrc.of_number((ssrc.number + 4321) & 0xFFFF_FFFF)
