"""What the duty room's routine asks of the directory, of live pictures and of the alarm centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from anlan.capabilities.alarms.cases.desk import HandDraft
from anlan.capabilities.alarms.service import AlarmService
from anlan.capabilities.alarms.vocabulary import AlarmClass
from anlan.capabilities.directory.service import DirectoryService
from anlan.capabilities.duty.patrols.ports import PlacedChannel, SeenPicture
from anlan.capabilities.live.service import LiveService
from anlan.foundation.access.actor import SYSTEM, Actor
from anlan.foundation.errors import NotFound


class DirectoryPatrolled:
    """``PatrolledChannels`` from the directory."""

    def __init__(self, directory: DirectoryService) -> None:
        self._directory = directory

    async def channels(self, codes: Sequence[str]) -> Mapping[str, PlacedChannel]:
        """Those there are of these codes."""
        rows = await self._directory.channels.by_codes(codes)
        return {
            row.code: PlacedChannel(row.code, row.name, row.division, row.online, row.longitude, row.latitude)
            for row in rows
        }


class TracedPictures:
    """``WatchedPictures`` from the traces of live pictures."""

    def __init__(self, live: LiveService) -> None:
        self._live = live

    async def seen(self, attempt: str) -> SeenPicture | None:
        """One attempt; None where there is none of that id."""
        try:
            found = await self._live.attempt(SYSTEM, attempt)
        except NotFound:
            return None
        first = next((step["at_utc"] for step in found["steps"] if step["step"] == "first_frame"), None)
        failure = found["failure"]
        return SeenPicture(
            channel=found["channel"], requester=found["requester"], purpose=found["purpose"], started_utc=found["started_utc"],
            first_picture_utc=datetime.fromisoformat(first) if first else None, ended_utc=found["ended_utc"],
            failure=failure["code"] if failure else "",
        )  # fmt: skip


class DeskAlarms:
    """``AlarmOpening`` at the desk of the alarm centre."""

    def __init__(self, alarms: AlarmService) -> None:
        self._alarms = alarms

    async def open_alarm(self, actor: Actor, channel: PlacedChannel, alarm_class: str, text: str) -> str:
        """Open an alarm at the camera's place; its id."""
        draft = HandDraft(
            channel.division, cast(AlarmClass, alarm_class), text, channel.longitude, channel.latitude
        )  # fmt: skip
        return await self._alarms.desk.open_by_hand(actor, draft)
