"""Whatever happens in whatever order, the counts kept are those of a recount and the tree stays one tree."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from tests.capabilities.directory.conftest import AUTHOR, CITY, COUNTY, EVERYWHERE, NVR, transition

from anlan.capabilities.directory.drafts import DeviceDraft, PlatformDraft
from anlan.capabilities.directory.models import Channel, Node
from anlan.capabilities.directory.ports import OwnPlatform
from anlan.capabilities.directory.service import DirectoryService
from anlan.foundation.clock import ManualClock
from anlan.foundation.database import Database, DatabaseSettings
from anlan.foundation.errors import Conflict, NotFound
from anlan.foundation.events import Outbox
from anlan.protocols.manscdp.catalog import CatalogItem

NOW = datetime(2026, 1, 1, tzinfo=UTC)
# A second platform below the same county.
SECOND = "99010100002000000002"
LOWERS = {COUNTY: "990101", SECOND: "990101"}
PEERS = st.sampled_from([NVR, *LOWERS])
STATES = st.sampled_from(["online", "degraded", "offline", "refused"])
DIVISIONS = st.sampled_from(["9901", "990101", "99010101", "990102"])
BRANCH_CODES = [
    "990101", "99010101", "99010102", "990102", "99010101002000000001", "99010101002150000001", "99010101002160000001", "99010101002160000002",
]  # fmt: skip
CHANNEL_CODES = [f"99010101001310{number:06d}" for number in range(4)] + ["99010101001340000001", "odd"]
PARENTS = st.one_of(
    st.none(), st.sampled_from([*BRANCH_CODES, NVR, COUNTY, "99010101002160000001/99010101002000000001"])
)
ITEMS = st.builds(
    CatalogItem,
    device_id=st.sampled_from(BRANCH_CODES + CHANNEL_CODES),
    name=st.sampled_from(["甲", "乙"]),
    parent_id=PARENTS,
    status=st.sampled_from(["ON", "OFF", None]),
    civil_code=st.one_of(st.none(), DIVISIONS),
)
EVENTS = st.sampled_from(["ON", "OFF", "VLOST", "DEFECT", "ADD", "UPDATE", "DEL"])


class Counts(RuleBasedStateMachine):
    """Drives a directory on SQLite."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(DatabaseSettings(f"sqlite+aiosqlite:///{Path(self.folder.name) / 'a.db'}"))
        clock = ManualClock()
        self.run(self.database.create_all())
        self.directory = DirectoryService(self.database, Outbox(self.database, clock), clock, password_key=b"k" * 32)
        self.run(self.directory.keep_own_platform(OwnPlatform(CITY, "市", "city", "9901")))
        self.run(self.directory.devices.create(DeviceDraft(NVR, "录像机"), AUTHOR))
        for code in LOWERS:
            self.run(self.directory.platforms.create(PlatformDraft(code, "县", "lower"), AUTHOR))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.run(self.database.close())
            self.loop.close()
            self.folder.cleanup()

    @rule(peer=PEERS, state=STATES)
    def change_state(self, peer: str, state: Any) -> None:
        self.run(
            self.directory.apply_transitions(
                [transition(peer, state, "because", NOW, "device" if peer == NVR else "lower")]
            )
        )

    @rule(peer=PEERS, items=st.lists(ITEMS, max_size=8), complete=st.booleans())
    def take_catalog(self, peer: str, items: list[CatalogItem], complete: bool) -> None:
        outcome = self.run(self.directory.apply_catalog(peer, items, complete=complete))
        again = self.run(self.directory.apply_catalog(peer, items, complete=complete))
        assert (again.added, again.changed, again.removed) == (0, 0, 0), outcome
        if complete and peer in LOWERS:
            self.run(self._check_divisions_stand_once(peer))

    async def _check_divisions_stand_once(self, peer: str) -> None:
        own = (await self.directory.platforms.get(peer, EVERYWHERE)).division
        async with self.database.reading() as session:
            repeated = select(Node.code).where(Node.kind == "division", Node.peer == peer)
            assert not [code for code in await session.scalars(repeated) if code.startswith(own)]

    @rule(peer=PEERS, items=st.lists(st.tuples(ITEMS, EVENTS), max_size=5))
    def take_notification(self, peer: str, items: list[tuple[CatalogItem, str]]) -> None:
        for item, event in items:
            item.event = event
        self.run(self.directory.apply_catalog_notify(peer, [item for item, _ in items]))

    @rule(peer=PEERS, division=DIVISIONS)
    def move(self, peer: str, division: str) -> None:
        desk = self.directory.devices if peer == NVR else self.directory.platforms
        self.run(desk.edit(peer, {"division": division}, AUTHOR, EVERYWHERE))

    @rule(channel=st.sampled_from(CHANNEL_CODES), life_cycle=st.sampled_from(["active", "suspended", "retired"]))
    def live_on(self, channel: str, life_cycle: str) -> None:
        edit = self.directory.channels.edit(
            channel, {"life_cycle": life_cycle, "site_category": "shop"}, AUTHOR, EVERYWHERE
        )
        with contextlib.suppress(NotFound, Conflict):
            self.run(edit)

    @rule(peer=PEERS)
    def remove_and_enter_again(self, peer: str) -> None:
        if peer == NVR:
            self.run(self.directory.devices.delete(NVR, AUTHOR, EVERYWHERE))
            self.run(self.directory.devices.create(DeviceDraft(NVR, "录像机"), AUTHOR))
        else:
            self.run(self.directory.platforms.delete(peer, AUTHOR, EVERYWHERE))
            self.run(self.directory.platforms.create(PlatformDraft(peer, "县", "lower"), AUTHOR))

    @invariant()
    def the_counts_are_those_of_a_recount(self) -> None:
        if hasattr(self, "directory"):
            assert self.run(self.directory.verify_counts()) == []

    @invariant()
    def the_tree_is_one_tree_and_online_means_answering(self) -> None:
        if hasattr(self, "directory"):
            self.run(self._check_tree())

    async def _check_tree(self) -> None:
        states = {each.code: each.state in ("online", "degraded") for each in await self.directory.peers()}
        async with self.database.reading() as session:
            nodes = {
                row.id: row
                for row in (await session.execute(select(Node.id, Node.parent_id, Node.division, Node.peer))).all()
            }
            channels = (
                await session.execute(
                    select(
                        Channel.node_id,
                        Channel.division,
                        Channel.peer,
                        Channel.online,
                        Channel.reported,
                        Channel.counted,
                    )
                )
            ).all()
        roots = {row.peer: row.division for row in nodes.values() if row.id[:2] in ("p:", "v:")}
        for node in nodes.values():
            assert node.parent_id is None or node.parent_id in nodes
            assert node.division.startswith(roots.get(node.peer, ""))
        for channel in channels:
            assert channel.division.startswith(roots[channel.peer])
            assert channel.node_id in nodes
            # Its branch is the peer's own, or one of our divisions within the peer's.
            holder = nodes[channel.node_id]
            assert holder.peer == channel.peer or (not holder.peer and holder.division.startswith(roots[channel.peer]))
            assert channel.online == (channel.reported and states[channel.peer])
        sent = await self.directory.platforms.counts(list(LOWERS))
        for peer in LOWERS:
            counted = [each.online for each in channels if each.peer == peer and each.counted]
            assert sent.get(peer, (0, 0)) == (len(counted), sum(counted))


TestCounts = Counts.TestCase
TestCounts.settings = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
