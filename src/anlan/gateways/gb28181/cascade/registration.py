"""One registration with an upper platform: ask, answer the challenge, read what was granted (GB/T 28181-2022 §9.1)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Literal

from anlan.capabilities.directory.ports import PeerRecord
from anlan.gateways.gb28181.cascade.calling import Caller
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.gbcode import GbCode
from anlan.protocols.sip import Response, SipSyntaxError, answer_challenge, parse_name_address

VERSIONS = {"2016": "2.0", "2022": "3.0"}
# What an upper grants is believed within these; a second would make a storm, a week would outlive a change of its address.
SHORTEST_GRANT_S = 20
LONGEST_GRANT_S = 604_800
DEFAULT_PORT = 5060  # RFC 3261 §19.1.2
_EXPIRES_IN_CONTACT = re.compile(r";\s*expires\s*=\s*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Registered:
    """The upper granted so many seconds (0 after leaving)."""

    expires_s: int


@dataclass(frozen=True, slots=True)
class Redirected:
    """The upper sends us to one of its servers (302, GB/T 28181-2022 register redirect): its code and where it is."""

    server: str
    host: str
    port: int
    transport: Literal["udp", "tcp"]


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """Why not: a code of ``reasons``, and the status that was answered (0 for silence)."""

    reason: str
    status: int = 0

    @property
    def silent(self) -> bool:
        """Nobody answered: a packet may have been lost."""
        return self.status == 0

    @property
    def lasting(self) -> bool:
        """A person has to act, here or there; trying again quickly heals nothing and may lock us out."""
        return 400 <= self.status < 500


class Registrar:
    """Registers this platform with one upper; the Call-ID stays, the CSeq counts on (RFC 3261 §10.2)."""

    def __init__(self, caller: Caller, upper: PeerRecord) -> None:
        self._caller = caller
        self._upper = upper
        self._call_id = secrets.token_hex(16)
        self._cseq = 0

    async def register(
        self, target: Target, expires_s: int, *, timeout_s: float
    ) -> Registered | Redirected | NotRegistered:
        """Register, or leave with ``expires_s`` 0."""
        try:
            response = await self._ask(target, expires_s, None, timeout_s)
            if response.status == 423:
                expires_s = max(expires_s, _number(response.headers.get("Min-Expires")) or expires_s)
                response = await self._ask(target, expires_s, None, timeout_s)
            if response.status in (401, 407):
                response = await self._ask(target, expires_s, response, timeout_s)
        except SipTimeout:
            return NotRegistered("no_answer")
        except SipTransportError:
            return NotRegistered("unreachable")
        except SipSyntaxError:
            return NotRegistered("challenge_unreadable", 401)
        if 200 <= response.status < 300:
            return Registered(_granted(response, expires_s))
        if response.status == 302:
            return _redirected(response, target) or NotRegistered("redirect_unreadable", 302)
        return NotRegistered(_refusal(response.status), response.status)

    async def _ask(self, target: Target, expires_s: int, challenged: Response | None, timeout_s: float) -> Response:
        upper = self._upper
        self._cseq += 1
        headers = [
            ("Contact", self._caller.contact(target)),
            ("Expires", str(expires_s)),
            ("X-GB-Ver", VERSIONS[self._caller.edition_towards(upper)]),
        ]
        request = self._caller.request("REGISTER", upper, headers=headers, call_id=self._call_id, cseq=self._cseq)
        if challenged is not None:
            name = "Proxy-Authorization" if challenged.status == 407 else "Authorization"
            username = upper.username or self._caller.own_code
            value = answer_challenge(
                challenged, "REGISTER", request.uri, username, upper.password, secrets.token_hex(8)
            )
            request.headers.add(name, value)
        return await self._caller.send(request, target, timeout_s=timeout_s)


def _refusal(status: int) -> str:
    if status in (401, 407):
        return "wrong_password"
    return {403: "refused_403", 404: "unknown_404"}.get(status, "refused")


def _redirected(response: Response, target: Target) -> Redirected | None:
    """Where Contact sends us, None where it names no server: ``<sip:code@host:port>``, by the transport we came by unless it names one."""
    try:
        uri = parse_name_address(response.headers.get("Contact") or "").uri
    except SipSyntaxError:
        return None
    code, _ = GbCode.tolerate(uri.user or "")
    if code is None or not uri.host:
        return None
    named = (uri.parameter("transport") or target.transport).lower()
    return Redirected(str(code), uri.host, uri.port or DEFAULT_PORT, "tcp" if named == "tcp" else "udp")


def _granted(response: Response, asked_s: int) -> int:
    """Seconds granted: of our Contact, else of the message, else what we asked for (RFC 3261 §10.2.4)."""
    if asked_s == 0:
        return 0
    in_contact = _EXPIRES_IN_CONTACT.search(response.headers.get("Contact") or "")
    granted = _number(in_contact.group(1)) if in_contact else _number(response.headers.get("Expires"))
    return min(max(granted or asked_s, SHORTEST_GRANT_S), LONGEST_GRANT_S)


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
