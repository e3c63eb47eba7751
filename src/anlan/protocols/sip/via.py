"""The Via header: which transaction a message belongs to and where its answer goes (RFC 3261 §18.2, §20.42; RFC 3581)."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.protocols.sip.errors import SipSyntaxError
from anlan.protocols.sip.uri import parse_host_port
from anlan.protocols.sip.values import LWS

MAGIC_COOKIE = "z9hG4bK"


@dataclass(slots=True)
class Via:
    """One Via value. ``rport`` is "" where the sender asks for it and has no value yet, None where it does not ask."""

    transport: str
    host: str
    port: int | None
    branch: str
    rport: str | None = None
    received: str | None = None

    @property
    def sent_by(self) -> str:
        """``host:port`` as the sender wrote it."""
        return self.host if self.port is None else f"{self.host}:{self.port}"


def parse_via(text: str) -> Via:
    """One Via value. Raises ``SipSyntaxError`` (400)."""
    head, *parameters = text.split(";")
    words = head.split(None, 1)
    if len(words) != 2 or words[0][:8].upper() != "SIP/2.0/" or len(words[0]) == 8:
        words = _spaced(head)
    host, port = parse_host_port(words[1].strip(LWS))
    via = Via(words[0][8:].upper(), host, port, "")
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        name = name.strip(LWS).lower()
        if name == "branch":
            via.branch = value.strip(LWS)
        elif name == "rport":
            via.rport = value.strip(LWS) if equals else ""
        elif name == "received":
            via.received = value.strip(LWS)
    return via


def _spaced(head: str) -> list[str]:
    """``SIP / 2.0 / UDP host``: white space round the slashes is allowed (§25.1)."""
    protocol, _, rest = head.partition("/")
    version, _, rest = rest.partition("/")
    words = rest.split(None, 1)
    if protocol.strip(LWS).upper() != "SIP" or version.strip(LWS) != "2.0" or len(words) != 2:
        raise SipSyntaxError(400, "Bad Via")
    return [f"SIP/2.0/{words[0]}", words[1]]


def note_source(text: str, via: Via, host: str, port: int) -> str:
    """The Via value with where the request truly came from (§18.2.1, RFC 3581 §4); forged values of the sender are replaced."""
    if via.rport is None and via.received is None and via.host == host:
        return text
    kept = [text.partition(";")[0]]
    for parameter in text.split(";")[1:]:
        name = parameter.partition("=")[0].strip(LWS).lower()
        if name not in ("rport", "received"):
            kept.append(parameter.strip(LWS))
    if via.rport is not None:
        kept.append(f"rport={port}")
    if via.rport is not None or via.host != host:
        kept.append(f"received={host}")
    return ";".join(kept)
