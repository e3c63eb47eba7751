"""SIP (RFC 3261) as GB/T 28181 uses it, as a pure state machine fed with bytes and time."""

from anlan.protocols.sip.dialog import Dialog, read_cseq
from anlan.protocols.sip.digest import (
    Challenge,
    Credentials,
    DigestAuthority,
    DigestReason,
    DigestVerdict,
    Ha1,
    answer_challenge,
    hash_a1,
)
from anlan.protocols.sip.errors import SipSyntaxError
from anlan.protocols.sip.framer import StreamFramer
from anlan.protocols.sip.message import Headers, Message, Request, Response, reply
from anlan.protocols.sip.parser import MessageLimits, parse_message, serialize
from anlan.protocols.sip.plain import PlainMessage, read_plain_message
from anlan.protocols.sip.timers import Timers
from anlan.protocols.sip.uri import NameAddress, SipUri, parse_name_address, parse_uri
from anlan.protocols.sip.via import Via, parse_via

__all__ = [
    "Challenge",
    "Credentials",
    "Dialog",
    "DigestAuthority",
    "DigestReason",
    "DigestVerdict",
    "Ha1",
    "Headers",
    "Message",
    "MessageLimits",
    "NameAddress",
    "PlainMessage",
    "Request",
    "Response",
    "SipSyntaxError",
    "SipUri",
    "StreamFramer",
    "Timers",
    "Via",
    "answer_challenge",
    "hash_a1",
    "parse_message",
    "parse_name_address",
    "parse_uri",
    "parse_via",
    "read_cseq",
    "read_plain_message",
    "reply",
    "serialize",
]
