"""What the duty room's routine learns of a picture from its trace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from anlan.app.duty_ports import TracedPictures
from anlan.capabilities.live.ports import Failure
from anlan.capabilities.live.traces import Attempt, Wanted, failure_as_json
from anlan.foundation.clock import ManualClock
from anlan.foundation.errors import NotFound
from anlan.protocols.wording import Sentence

STARTED = datetime(2026, 1, 1, tzinfo=UTC)
WANTED = Wanted(
    "99010101001310000001", "东门", "99010101001180000001", "990101", 0, "u1", "user", "王敏", "", "duty_patrol"
)


class Traces:
    """``LiveService`` as far as one attempt goes."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt

    async def attempt(self, _actor: Any, attempt_id: str) -> dict[str, Any]:
        if attempt_id != self._attempt.id:
            raise NotFound("live.no_attempt", Sentence("没有", "none"))
        found, wanted = self._attempt, self._attempt.wanted
        return {
            "channel": wanted.channel, "requester": wanted.requester, "purpose": wanted.purpose, "started_utc": found.started_utc,
            "ended_utc": found.ended_utc, "failure": failure_as_json(found.failure) if found.failure else None,
            "steps": found.steps_as_json(),
        }  # fmt: skip


@pytest.fixture
def attempt(clock: ManualClock) -> Attempt:
    made = Attempt("a1", WANTED, clock, STARTED, lambda _attempt: None)
    made.step("requested")
    return made


def traced(attempt: Attempt) -> TracedPictures:
    return TracedPictures(Traces(attempt))  # type: ignore[arg-type]


async def test_the_first_picture_is_when_the_browser_told_of_it(attempt: Attempt, clock: ManualClock) -> None:
    await clock.advance(2.5)
    attempt.step("first_frame", {"reported_by": "browser"})
    await clock.advance(10)
    attempt.end()
    seen = await traced(attempt).seen("a1")
    assert seen is not None
    assert (seen.channel, seen.requester, seen.purpose, seen.started_utc) == (
        WANTED.channel,
        "u1",
        "duty_patrol",
        STARTED,
    )
    assert seen.first_picture_utc is not None
    assert (seen.first_picture_utc - STARTED).total_seconds() == 2.5
    assert seen.ended_utc == clock.now_utc()


async def test_a_failure_has_no_picture_and_says_why(attempt: Attempt) -> None:
    said = Sentence("设备离线", "offline")
    attempt.fail(Failure("device_offline", said, said, {}))
    seen = await traced(attempt).seen("a1")
    assert seen is not None
    assert (seen.first_picture_utc, seen.failure) == (None, "device_offline")


async def test_an_attempt_that_never_was_is_none(attempt: Attempt) -> None:
    assert await traced(attempt).seen("other") is None
