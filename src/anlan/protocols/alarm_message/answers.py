"""What a device is answered: each message's receipt, or why the whole document was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import msgspec

from anlan.protocols.alarm_message.document import decoded

# accepted: everything is kept. Refusals say whether sending again helps: "busy" yes, "clock" after setting it, the others no.
Outcome = Literal["accepted", "malformed", "signature", "clock", "replayed", "rate", "busy"]
TRY_AGAIN: Final[frozenset[Outcome]] = frozenset({"busy", "rate"})


class Result(msgspec.Struct, frozen=True):
    """A message that is kept. ``signal``: its number in the centre's records; "" for a heartbeat."""

    id: str
    signal: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """``where`` and ``why`` say what is wrong with a document that was refused, else they are empty. ``time``: the platform's clock, by which a device may set its own once the answer's signature is right."""

    version: Literal[1] = 1
    outcome: Outcome
    time: datetime
    results: list[Result] = []
    where: str = ""
    why: str = ""


_ANSWERS = msgspec.json.Decoder(Answer)


def write_answer(answer: Answer) -> bytes:
    """As it is sent."""
    return msgspec.json.encode(answer)


def read_answer(body: bytes) -> Answer:
    """As a device reads it; what later versions add is passed over. Raises ``MalformedMessage``."""
    return decoded(_ANSWERS, body)
