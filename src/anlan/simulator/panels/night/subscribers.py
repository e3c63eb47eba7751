"""Subscribers of a fictional township: premises with their people, zones, times and the panel on the wall."""

from __future__ import annotations

import hashlib
import hmac
import random
from dataclasses import dataclass
from typing import Any, Literal

from anlan.simulator.city import Township
from anlan.simulator.city.names import STREETS
from anlan.simulator.panels.night.people import People
from anlan.simulator.panels.night.premises import KINDS, Category, Hours, Kind, Zone
from anlan.simulator.panels.profile import PanelProfile, Token, Transport

MAX_PER_TOWNSHIP = 200
_TRANSPORTS: tuple[Transport, ...] = ("tcp", "udp", "tcp_per_message")
_PASSWORDS = "春江潮水连海平明月共生晴川历芳草洲白云千载空悠"
# As far from a township's centre as the demo's cameras stand, degrees.
_REACH = (0.012, 0.010)


@dataclass(frozen=True, slots=True)
class NightPlan:
    """Where the night falls: its townships, how many subscribers each has, and what keys and passwords are derived from.

    ``secret`` makes them other ones in every installation while the rest is the same for the same seed.
    """

    townships: tuple[Township, ...]
    secret: bytes
    per_township: int = 12

    def __post_init__(self) -> None:
        if not self.townships or not 1 <= self.per_township <= MAX_PER_TOWNSHIP or not self.secret:
            raise ValueError(f"a night needs townships, a secret, and 1 to {MAX_PER_TOWNSHIP} subscribers in each")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call. ``call_order`` 1 comes first."""

    call_order: int
    name: str
    phone: str
    role: Literal["owner", "key_holder", "neighbour", "guard"]
    holds_key: bool


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Premises and their panel. ``key`` and ``verbal_password`` are secrets."""

    number: str
    name: str
    category: Category
    division: str
    street: str
    address: str
    longitude: float
    latitude: float
    account: str
    token: Token
    transport: Transport
    key: bytes | None
    verbal_password: str
    supervision_class: str
    poll_s: int
    partitions: dict[str, str]
    zones: tuple[Zone, ...]
    hours: Hours | None
    contacts: tuple[Contact, ...]
    plan: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Subscriber({self.number} {self.name})"

    def panel(self, host: str, port: int, **changes: Any) -> PanelProfile:
        """The profile of its panel towards a receiver; ``changes`` as fields of ``PanelProfile``."""
        values: dict[str, Any] = {
            "account": self.account, "host": host, "port": port, "name": self.name, "key": self.key, "token": self.token,
            "transport": self.transport, "poll_s": float(self.poll_s),
        }  # fmt: skip
        return PanelProfile(**(values | changes))

    def zone(self, principle: str) -> Zone:
        """The first zone that detects so. Raises ``KeyError``."""
        for zone in self.zones:
            if zone.principle == principle:
                return zone
        raise KeyError(principle)


def subscribers(plan: NightPlan, seed: int) -> list[Subscriber]:
    """Every township's subscribers, township by township; the same for the same plan and seed."""
    rng = random.Random(seed)  # noqa: S311 - a picture of a town, not a secret
    people = People(rng)
    return [
        _subscriber(plan, township, serial, rng, people)
        for township in plan.townships
        for serial in range(1, plan.per_township + 1)
    ]


def _subscriber(plan: NightPlan, township: Township, serial: int, rng: random.Random, people: People) -> Subscriber:
    kind = KINDS[(serial - 1) % len(KINDS)]
    owner = people.name()
    # One main street in each township, where the lights go out together.
    street = STREETS[int(township.code[-2:]) % len(STREETS)] if serial % 2 else rng.choice(STREETS)
    house = f"{rng.randint(1, 280)}号"
    account = f"{township.code[4:8]}{serial:02X}"
    longitude, latitude = township.centre
    return Subscriber(
        number=f"AL{township.code}{serial:03d}",
        name=_name(kind, owner, township, serial),
        category=kind.category,
        division=township.code,
        street=street,
        address=f"{township.name}{street}{house}",
        longitude=round(longitude + rng.uniform(-_REACH[0], _REACH[0]), 6),
        latitude=round(latitude + rng.uniform(-_REACH[1], _REACH[1]), 6),
        account=account,
        token=kind.token,
        transport=_TRANSPORTS[serial % len(_TRANSPORTS)],
        key=_derived(plan.secret, f"key {account}")[: kind.key_bytes] if kind.key_bytes else None,
        verbal_password=_verbal(_derived(plan.secret, f"word {account}")),
        supervision_class=kind.supervision_class,
        poll_s=kind.poll_s,
        partitions=kind.partitions,
        zones=kind.zones,
        hours=kind.hours,
        contacts=_contacts(kind, owner, people),
        plan=kind.plan,
    )


def _name(kind: Kind, owner: str, township: Township, serial: int) -> str:
    again = (serial - 1) // len(KINDS)
    name = owner + "家" if kind.category == "household" else kind.title.format(owner[0], township.name)
    return f"{name}（{again + 1}）" if again and kind.category != "household" else name


def _contacts(kind: Kind, owner: str, people: People) -> tuple[Contact, ...]:
    second: Literal["neighbour", "key_holder"] = "neighbour" if kind.category == "household" else "key_holder"
    contacts = [
        Contact(1, owner, people.phone(), "owner", holds_key=True),
        Contact(2, people.name(), people.phone(), second, holds_key=second == "key_holder"),
    ]
    if kind.category in ("key_unit", "institution"):
        contacts.append(Contact(3, people.name(), people.phone(), "guard", holds_key=True))
    return tuple(contacts)


def _derived(secret: bytes, what: str) -> bytes:
    return hmac.digest(secret, what.encode(), hashlib.sha256)


def _verbal(material: bytes) -> str:
    """Four characters one can say on the telephone."""
    return "".join(_PASSWORDS[byte % len(_PASSWORDS)] for byte in material[:4])
