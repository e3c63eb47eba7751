"""What looking at a camera needs from outside: something that can start a stream, and the media core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from anlan.capabilities.directory.ports import PeerRecord
from anlan.foundation.access import Actor, Credential, Permit, Resource
from anlan.foundation.errors import Invalid, NotFound
from anlan.protocols.wording import Sentence

StepName = Literal[
    "requested", "authorized", "signalled", "trying", "answered", "first_packet", "first_key_frame", "first_viewer_byte", "first_frame", "failed", "ended",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """Which picture to fetch. ``stream`` is the id under which the media core keeps it; ``attempt`` the trace it belongs to."""

    stream: str
    attempt: str
    channel: str
    stream_number: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a picture did not come: a stable code, the likely cause and what to do.

    Codes: device_unknown, device_offline, device_silent, refused_403, busy_486, not_acceptable_488, refused_other, bad_answer,
    no_packet, port_closed, wrong_ssrc, wrong_source, no_key_frame, not_ps, codec_unsupported, bandwidth, stopped_by_device,
    lower_platform (the cause told by the platform below), capacity, cancelled, internal.
    """

    code: str
    sentence: Sentence
    remedy: Sentence
    facts: Mapping[str, str | int | float | bool]


class StreamFailed(Exception):  # noqa: N818 - reads as what it is
    """A stream could not be started, or broke."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure
        # The attempt whose trace tells more, where one was begun.
        self.attempt: str | None = None


class Trace(Protocol):
    """Where the steps of one attempt are written down as they happen."""

    def step(
        self,
        name: StepName,
        facts: Mapping[str, str | int | float | bool] | None = None,
        at_utc: datetime | None = None,
    ) -> None:
        """Note a step; never waits and never raises. ``at_utc`` where the time was taken elsewhere (the media core's)."""


class StreamSource(Protocol):
    """Fetches a channel's stream into the media core (a GB/T 28181 INVITE, later RTSP)."""

    async def start(self, request: StreamRequest, trace: Trace) -> None:
        """Return when packets of the right source have begun to arrive; raise ``StreamFailed`` otherwise, with nothing left open.

        The step ``signalled`` is noted once the media core expects the stream and the request is on its way: from then on
        viewers may connect. ``answered`` is noted when the other side has accepted. When cancelled, it hangs up and leaves
        nothing open either.
        """

    async def stop(self, stream: str, reason: str) -> None:
        """End it (BYE) and release what it held; quiet when it is gone already."""


class StreamListener(Protocol):
    """Told by the source when a running stream ends by itself."""

    async def stream_lost(self, stream: str, failure: Failure) -> None:
        """The device hung up, fell silent or left."""


class MediaPlane(Protocol):
    """The part of the media core that this capability drives (``anlan.media.Core`` fits)."""

    @property
    def viewer_port(self) -> int: ...
    def drop_viewer(self, viewer: str, reason: str) -> None: ...
    def silent_ms(self, stream: str) -> int | None: ...
    def stream_statistics(self) -> list[dict[str, str | int | float]]: ...
    def viewer_statistics(self) -> list[dict[str, str | int | float]]: ...
    def forward_statistics(self) -> list[dict[str, str | int | float]]: ...


class ViewedChannel(Protocol):
    """What the directory knows of a channel that is to be looked at (``directory`` gives a ``ChannelRoute``)."""

    @property
    def channel(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def division(self) -> str: ...
    @property
    def peer(self) -> PeerRecord: ...


class ChannelDirectory(Protocol):
    """The part of the directory that is used here."""

    async def channel_route(self, channel_code: str) -> ViewedChannel | None:
        """The channel, or None where there is none."""


class Decision(Protocol):
    """The one gate (``foundation.access``): every picture is decided on and audited there before anything else happens."""

    async def authorize(
        self,
        actor: Actor,
        action: str,
        resource: Resource,
        purpose: str = "",
        *,
        unseen: NotFound | Invalid | None = None,
    ) -> Permit:
        """The permit, its audit line committed. Raises ``Forbidden``, audited too; ``unseen`` instead where the actor may not
        know that there is such a thing."""


class Rights(Protocol):
    """Who somebody is at this moment (``foundation.access.AccessService``)."""

    async def actor_now(self, user_id: str, credential: Credential | None = None) -> Actor | None:
        """The user with the rights that the credential gives now; None where the user is gone or disabled, or the credential
        (session, API token) is over."""
