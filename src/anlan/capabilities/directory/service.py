"""The directory: what signalling asks of it (batches, committed before they return) and what the console asks of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, select

from anlan.capabilities.directory import alarm_origins, audio_outputs, catalog, peers, transitions
from anlan.capabilities.directory.channels import Channels
from anlan.capabilities.directory.counters import WrongCount, mend_counts, wrong_counts
from anlan.capabilities.directory.devices import Devices
from anlan.capabilities.directory.divisions import Divisions
from anlan.capabilities.directory.exchange import Exchange
from anlan.capabilities.directory.maps import Maps
from anlan.capabilities.directory.models import Channel, Node
from anlan.capabilities.directory.passwords import password_box
from anlan.capabilities.directory.platforms import Platforms
from anlan.capabilities.directory.ports import (
    AlarmOrigin,
    CatalogOutcome,
    ChannelRoute,
    OwnPlatform,
    PeerGateway,
    PeerRecord,
    PeerTransition,
    Refusal,
)
from anlan.capabilities.directory.records import EventSink, Records
from anlan.capabilities.directory.rules import Rules
from anlan.capabilities.directory.shares import answers
from anlan.capabilities.directory.shares.choice import Shares
from anlan.capabilities.directory.sights import Sights
from anlan.capabilities.directory.tree import Tree
from anlan.capabilities.directory.violations import CATALOG_VIOLATIONS
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Unavailable
from anlan.protocols.manscdp.catalog import CatalogItem
from anlan.protocols.manscdp.checks import explain as explain_body
from anlan.protocols.wording import Sentence

Explain = Callable[[str], tuple[Sentence, str]]


class DirectoryService:
    """One camera, one record: divisions, platforms, devices, channels, their tree and who may see what of it."""

    def __init__(self, database: Database, outbox: EventSink, clock: Clock, *, password_key: bytes) -> None:
        """``password_key``: 32 bytes that seal peers' passwords (``passwords.load_password_key``)."""
        self._records = Records(database, outbox, clock, password_box(password_key))
        self._explain: Explain | None = None
        self.devices = Devices(self._records)
        self.platforms = Platforms(self._records)
        self.rules = Rules(self._records)
        self.shares = Shares(self._records)
        self.channels = Channels(self._records)
        self.tree = Tree(self._records)
        self.maps = Maps(self._records)
        self.sights = Sights(self._records)
        self.divisions = Divisions(self._records)
        self.exchange = Exchange(self._records)

    def connect(self, gateway: PeerGateway, explain: Explain | None = None) -> None:
        """Name the signalling side, which is told when records change; ``explain`` tells what its codes of violations mean."""
        self._records.gateway = gateway
        self._explain = explain

    def explain(self, violation: str) -> tuple[Sentence, str]:
        """What a code of a violation means, and the clause it breaks (an empty string where that is not known)."""
        if violation in CATALOG_VIOLATIONS or self._explain is None:
            return CATALOG_VIOLATIONS.get(violation) or (explain_body(violation), "")
        return self._explain(violation)

    async def refresh_catalog(self, peer: str) -> None:
        """Ask a device or lower platform for its catalog again. Raises ``Unavailable`` where nothing can ask."""
        if self._records.gateway is None:
            raise Unavailable("directory.no_gateway", Sentence("信令服务未运行。", "Signalling is not running."))
        await self._records.gateway.refresh_catalog(peer)

    async def violations_below(self, peer: str) -> dict[str, int]:
        """Code of a violation → how many entries of the peer's catalog break it."""
        found: Counter[str] = Counter()
        async with self._records.database.reading() as session:
            for table in (Channel, Node):
                query = select(table.violations).where(table.peer == peer, cast(table.violations, String) != "[]")
                for codes in (await session.scalars(query)).all():
                    found.update(codes)
        return dict(found)

    # Ourselves

    async def own_platform(self) -> OwnPlatform:
        """This platform. Raises ``NotFound`` before ``keep_own_platform``."""
        return await peers.own_platform(self._records)

    async def keep_own_platform(self, own: OwnPlatform) -> None:
        """Bring the record of ourselves in line with the configuration; called at each start."""
        await peers.keep_own_platform(self._records, own)

    # Signalling

    async def peers(self) -> list[PeerRecord]:
        """Every device, lower and upper platform, with the state it was last known in."""
        return await peers.all_peers(self._records)

    async def peer(self, code: str) -> PeerRecord | None:
        """The record of a code; else what a registration rule makes of it; else None."""
        return await peers.one_peer(self._records, code)

    async def apply_transitions(self, batch: Sequence[PeerTransition]) -> None:
        """Commit changes of peers' states with histories, channels below, counts and events."""
        await transitions.apply_transitions(self._records, batch)

    async def record_refusals(self, batch: Sequence[Refusal]) -> None:
        """Keep refused registrations (the latest of them)."""
        await transitions.record_refusals(self._records, batch)

    async def apply_device_info(self, code: str, info: Mapping[str, Any]) -> None:
        """Keep what a peer says about itself: manufacturer, model, firmware, and further fields."""
        await peers.apply_device_info(self._records, code, info)

    async def peer_violations(self, found: Mapping[str, Sequence[str]]) -> None:
        """Keep what each peer was seen to break of the standard, as stable codes, in place of what was kept."""
        await peers.set_violations(self._records, found)

    async def apply_catalog(self, peer: str, items: Sequence[CatalogItem], *, complete: bool) -> CatalogOutcome:
        """Bring a peer's part of the tree in line with its catalog; only a complete one removes."""
        return await catalog.apply_catalog(self._records, peer, items, complete=complete)

    async def apply_catalog_notify(self, peer: str, items: Sequence[CatalogItem]) -> CatalogOutcome:
        """Apply notified changes (ON, OFF, VLOST, DEFECT, ADD, DEL, UPDATE) in their order."""
        return await catalog.apply_catalog_notify(self._records, peer, items)

    async def channel_route(self, channel_code: str) -> ChannelRoute | None:
        """How a channel is reached; None where there is no such channel, or no peer owns it yet."""
        async with self._records.database.reading() as session:
            columns = (
                Channel.peer,
                Channel.wire_code,
                Channel.online,
                Channel.name,
                Channel.division,
                Channel.life_cycle,
            )
            row = (await session.execute(select(*columns).where(Channel.code == channel_code))).one_or_none()
        if row is None or not row.peer:
            return None
        owner = await self.peer(row.peer)
        if owner is None:
            return None
        return ChannelRoute(
            channel_code, owner, row.wire_code, "ON" if row.online else "OFF", row.name, row.division, row.life_cycle
        )

    async def audio_outputs(self, cameras: Sequence[str]) -> Mapping[str, str]:
        """Camera → an audio output of the same device, by their codes; cameras without one are left out."""
        return await audio_outputs.audio_outputs(self._records, cameras)

    async def alarm_origin(self, peer: str, wire_code: str) -> AlarmOrigin | None:
        """What a peer means by the code in its alarm; None where the code is somebody else's."""
        return await alarm_origins.alarm_origin(self._records, peer, wire_code)

    # Cascade

    async def code_for_upper(self, upper: str, code: str, division: str) -> str | None:
        """The code by which an upper platform knows where an alarm comes from; None where that is not shared with it."""
        return await alarm_origins.code_for_upper(self._records, upper, code, division)

    async def guarded_by_upper(self, upper: str, wire_code: str) -> str | None:
        """The channel or device here that an upper platform's command means; None where it is not shared with it."""
        channel = await self.resolve_shared(upper, wire_code)
        return channel or await alarm_origins.code_meant_by_upper(self._records, upper, wire_code)

    async def shared_catalog(
        self, upper: str, under: str | None = None, period: answers.Period | None = None
    ) -> list[CatalogItem]:
        """What an upper platform may see, parents first; below one entry where ``under`` names it by the upper's code.

        ``period`` (from, to; None where open) narrows it to what was added or changed within.
        """
        return await answers.shared_catalog(self._records, upper, under, period)

    async def shared_count(self, upper: str) -> int:
        """How many channels an upper platform may see."""
        return await answers.shared_count(self._records, upper)

    async def resolve_shared(self, upper: str, wire_code: str) -> str | None:
        """The channel here that an upper platform means; None where it is not shared with it."""
        return await answers.resolve_shared(self._records, upper, wire_code)

    async def changes_for(self, upper: str, channel_codes: Sequence[str]) -> list[CatalogItem]:
        """What an upper platform's subscription is to be told of changed channels, with ``event`` set."""
        return await answers.changes_for(self._records, upper, channel_codes)

    # Checks

    async def verify_counts(self, *, mend: bool = False) -> list[WrongCount]:
        """Recount the tree; names every branch whose kept counts differ, and puts them right where ``mend`` is set."""
        async with self._records.writing() as session:
            wrong = await wrong_counts(session)
            if mend:
                await mend_counts(session, wrong)
        return wrong
