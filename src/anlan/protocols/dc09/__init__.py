"""SIA DC-09: how panels report over IP, with the events of Contact ID (DC-05) and SIA DCS (DC-03) inside. No I/O.

``Framer`` cuts a stream into frames; ``parse`` and ``serialize`` turn a frame into ``Frame`` and back; ``seal`` and ``open_sealed``
encrypt; ``judge`` is the receiver's rules; ``acknowledge``, ``refuse_time`` and ``cannot_process`` make its answers.
"""

from anlan.protocols.dc09.answers import ANSWERS, HEARTBEAT_ANSWER, acknowledge, cannot_process, refuse_time
from anlan.protocols.dc09.cipher import KEY_BYTES, open_sealed, random_padding, seal
from anlan.protocols.dc09.content import CONTACT_ID, SIA_DCS, Content, account_of, read_contents, split_account
from anlan.protocols.dc09.errors import Dc09Error, Flaw
from anlan.protocols.dc09.extended import occurred_utc, path, position
from anlan.protocols.dc09.frame import (
    MAX_BODY_BYTES,
    MAX_FRAME_BYTES,
    MAX_SEQUENCE,
    Extended,
    Frame,
    format_time,
    parse,
    parse_time,
    serialize,
)
from anlan.protocols.dc09.framer import Framer, Heartbeat, read_heartbeat
from anlan.protocols.dc09.receiver import (
    EVENT_TOKENS,
    POLL_TOKENS,
    STANDARD_WINDOW,
    Accept,
    Silence,
    Terms,
    Unable,
    Verdict,
    WrongClock,
    judge,
)

__all__ = [
    "ANSWERS",
    "CONTACT_ID",
    "EVENT_TOKENS",
    "HEARTBEAT_ANSWER",
    "KEY_BYTES",
    "MAX_BODY_BYTES",
    "MAX_FRAME_BYTES",
    "MAX_SEQUENCE",
    "POLL_TOKENS",
    "SIA_DCS",
    "STANDARD_WINDOW",
    "Accept",
    "Content",
    "Dc09Error",
    "Extended",
    "Flaw",
    "Frame",
    "Framer",
    "Heartbeat",
    "Silence",
    "Terms",
    "Unable",
    "Verdict",
    "WrongClock",
    "account_of",
    "acknowledge",
    "cannot_process",
    "format_time",
    "judge",
    "occurred_utc",
    "open_sealed",
    "parse",
    "parse_time",
    "path",
    "position",
    "random_padding",
    "read_contents",
    "read_heartbeat",
    "refuse_time",
    "seal",
    "serialize",
    "split_account",
]
