"""What receivers give to the alarm centre and what they ask of it: signals, receipts and accounts."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, Protocol

from anlan.capabilities.alarms.vocabulary import EventKind
from anlan.protocols.wording import Sentence

Qualifier = Literal["new", "restore", "status"]

# Bounds of a signal's texts, in characters; a receiver cuts what is longer.
MAX_PLACE: Final = 8
MAX_TEXT: Final = 200
MAX_RAW: Final = 2_000


def place_number(text: str) -> str:
    """A zone's, partition's or user's number in the one form in which signals tell it and lists are compared with it.

    Without leading zeros, as a zone is "001" in SIA, "015" in Contact ID and "1" on the fitter's list; "" where nothing is named.
    """
    return text.strip().lstrip("0")[:MAX_PLACE].upper()


def clock_direction(kind: str) -> Literal["", "opening", "closing"]:
    """Whether a kind of the vocabulary tells that premises were opened or closed; "" for others, and where it says that they were
    not ("closing_failed")."""
    first, _, rest = kind.partition("_")
    if rest == "failed":
        return ""
    return "opening" if first == "opening" else "closing" if first == "closing" else ""


@dataclass(frozen=True, slots=True)
class SourceKey:
    """Whose device it is; the four together are unique.

    ``protocol``: dc09, gb28181, http, mqtt, button or manual. ``receiver`` and ``line``: DC-09's R ("0" where none is sent) and
    L prefix in upper-case hex, else "". ``account``: upper-case account, 20-digit code or device id.
    """

    protocol: str
    receiver: str
    line: str
    account: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One event as a device told it, with its meaning and as it was sent.

    ``sequence``: the protocol's number or idempotency key, "" where there is none; ``digest``: hex hash of the content. A signal
    whose source, sequence and digest are those of an accepted one is a repeat. ``original``: the code as sent ("1130", "BA",
    "1/2"). ``partition``, ``zone`` and ``user`` are as ``place_number`` gives them; ``text`` has at most 200 characters. ``path``:
    "1" primary, "2" alternative, "" unknown. ``raw``: as received, at most 2,000 characters, never key material.
    """

    source: SourceKey
    sequence: str
    digest: str
    kind: EventKind
    original: str
    qualifier: Qualifier
    partition: str
    zone: str
    user: str
    text: str
    occurred_utc: datetime | None
    received_utc: datetime
    longitude: float | None
    latitude: float | None
    path: str
    encrypted: bool
    raw: str
    # Urgency as the device told it, 1 the highest to 4; None where its protocol has none.
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a signal: its id, whether it repeated an accepted one, the alarm it went to, whether its source is known."""

    signal: str
    repeated: bool
    alarm: str | None
    known: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A registered source as receivers need it, kept in memory.

    ``key``: AES key of 16, 24 or 32 bytes; ``key_required``: a message in the clear is refused. ``poll_s``: interval of
    supervision in seconds, 0 where it is not supervised. ``clock_window``: seconds a device's clock may be (behind, ahead).
    """

    id: str
    subscriber: str
    division: str
    key: bytes | None
    key_required: bool
    supervision_class: str
    poll_s: int
    clock_window: tuple[int, int]
    enabled: bool

    def __repr__(self) -> str:
        """Without the key, as it may end in a log."""
        return f"Account(id={self.id!r}, subscriber={self.subscriber!r}, enabled={self.enabled})"


class SignalIntake(Protocol):
    """Where receivers hand their signals in."""

    def receive(self, signal: Signal) -> Awaitable[Receipt]:
        """Done when the signal is committed; only then may the device be acknowledged. Raises ``Unavailable`` when full."""

    async def polled(self, source: SourceKey, path: str, received_utc: datetime) -> None:
        """Note that the device was heard; kept in memory and written in strides, so the last seconds may be lost at a kill."""


@dataclass(frozen=True, slots=True)
class CaseOutline:
    """A case as a platform above is told of it. ``account`` is the source's (for ``gb28181`` a code of the directory)."""

    id: str
    alarm_class: str
    protocol: str
    account: str
    original: str
    text: str
    division: str
    occurred_utc: datetime
    longitude: float | None
    latitude: float | None
    # As the device told it, 1 the highest to 4; None where it told none.
    priority: int | None = None


class CaseReader(Protocol):
    """The cases, for whoever passes them on."""

    async def outline(self, case: str) -> CaseOutline | None:
        """A case by its id; None where there is none."""


class GuardControl(Protocol):
    """Arming what devices guard, and clearing their alarms."""

    async def set_guard(self, code: str, *, on: bool) -> None:
        """Arm or disarm a device, channel or alarm input. Returns when the device has confirmed it.

        Raises ``NotFound``, ``TooMany``, ``Unavailable`` (away, silent) or ``Conflict`` (the device refuses).
        """

    async def reset_alarm(self, code: str, methods: Sequence[int] = (), alarm_type: int | None = None) -> None:
        """Clear an alarm, of these methods and this type where given; many devices tell no new one before. Raises as ``set_guard``."""


class AccountDirectory(Protocol):
    """The registered sources."""

    def account(self, source: SourceKey) -> Account | None:
        """The source's account from memory, or None where nobody registered it."""

    def accounts(self) -> Iterable[tuple[SourceKey, Account]]:
        """Every registered source, from memory; supervision reads it once a minute."""


@dataclass(frozen=True, slots=True)
class ProtectedZone:
    """A zone as the judge needs it. ``principle``: how it detects (pir, contact, glass …); "" where not known."""

    name: str
    principle: str
    partition: str = ""


@dataclass(frozen=True, slots=True)
class Protected:
    """Who is protected, as alarms need it, kept in memory. ``company``: id of the organisation that serves it, "" none;
    ``channels``: 20-digit codes of the linked cameras, the most telling first."""

    id: str
    name: str
    category: str
    address: str
    division: str
    company: str
    longitude: float | None = None
    latitude: float | None = None
    zones: Mapping[str, ProtectedZone] = field(default_factory=dict)
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to call, in call order. Verbal passwords never come this way."""

    id: str
    name: str
    phone: str
    role: str


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of the response plan."""

    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """What an operator needs beyond the alarm itself."""

    contacts: Sequence[Contact] = ()
    plan: Sequence[PlanStep] = ()


@dataclass(frozen=True, slots=True)
class MissedClock:
    """An opening or closing that the schedule demanded and that did not come."""

    subscriber: str
    partition: str
    closing: bool
    due_utc: datetime


class Premises(Protocol):
    """The protected premises."""

    def premises(self, subscriber: str) -> Protected | None:
        """The subscriber from memory; None where there is none of that id."""

    def irregular(
        self, subscriber: str, partition: str, opening: bool, at_utc: datetime
    ) -> Literal["", "early", "late"]:
        """How an opening or closing stands to the schedule; "" where it is in time or no schedule is supervised."""

    def missed(self, now_utc: datetime) -> Sequence[MissedClock]:
        """Openings and closings that are overdue, each told once."""

    async def briefing(self, subscriber: str) -> Briefing:
        """Contacts in call order and the response plan."""


# What a word that somebody gave is to those that were agreed; "none" where no password was.
Spoken = Literal["correct", "wrong", "duress", "none"]


class SpokenWords(Protocol):
    """The words by which a household is known; they themselves never come this way."""

    async def spoken(self, identity: str, given: str) -> Spoken:
        """What a word is to those agreed with the subscriber."""


@dataclass(frozen=True, slots=True)
class Message:
    """A short text to somebody's telephone. ``id``: known by it where it is sent again; ``text`` at most 200 characters."""

    id: str
    phone: str
    text: str


class Messenger(Protocol):
    """What brings short messages to telephones outside the platform."""

    async def send(self, message: Message) -> None:
        """Done when it was accepted for delivery. Raises ``Unavailable`` where it was not."""


class CameraStates(Protocol):
    """The channels of this platform, for the cameras linked with an alarm."""

    async def cameras(self, channels: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Name and status of each channel that there is, by its code."""


@dataclass(frozen=True, slots=True)
class TalkDownOffer:
    """Whether one can speak to who stands before a camera. ``channel``: code of the audio output, "" where there is none;
    ``reason``: why it cannot be done, None where it can."""

    channel: str
    reason: Sentence | None


class TalkDown(Protocol):
    """Speaking through a camera's loudspeaker (对讲喊话)."""

    async def offers(self, cameras: Sequence[str]) -> Mapping[str, TalkDownOffer]:
        """What there is for each of these cameras, by its code; every one that was asked for is in the answer."""
