"""Requests of ours to an upper platform: how they are addressed and where they go."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable

from anlan.capabilities.directory.ports import PeerRecord
from anlan.gateways.gb28181.cascade.ports import Endpoint
from anlan.gateways.sip import Target
from anlan.protocols.manscdp import CONTENT_TYPE, Charset
from anlan.protocols.sip import Headers, Request, Response

MESSAGE_TIMEOUT_S = 8.0


def bracketed(host: str) -> str:
    """An address as it stands in a URI."""
    return f"[{host}]" if ":" in host else host


class Caller:
    """Builds and sends requests from this platform to its uppers."""

    def __init__(self, endpoint: Endpoint, *, own_code: str, domain: str, advertised_host: str, edition: str) -> None:
        self.own_code = own_code
        self._endpoint = endpoint
        self._domain = domain
        self._advertised_host = advertised_host
        self._edition = edition
        # Annex A: SN is an integer from 1.
        self._sn = itertools.count(secrets.randbelow(1_000_000) + 1)
        self._servers: dict[str, str] = {}

    def next_sn(self) -> int:
        """The next sequence number of a MANSCDP command of ours."""
        return next(self._sn)

    def send_on(self, upper: str, server: str) -> None:
        """An upper has sent us to one of its servers: from now on requests name that one. The upper's own code takes it back."""
        self._servers[upper] = server

    def server_of(self, upper: str) -> str:
        """The code of the server that speaks for an upper: its own, or the one it sent us to."""
        return self._servers.get(upper, upper)

    def edition_towards(self, upper: PeerRecord) -> str:
        """The lower of the two sides' editions: the higher side must not send what the other cannot know."""
        return min(self._edition, upper.edition)

    def own_host(self, target: Target) -> str:
        """Our address as the upper is to see it."""
        return self._advertised_host or self._endpoint.local_host_for(target)

    def contact(self, target: Target) -> str:
        """Our Contact towards an upper."""
        transport = ";transport=tcp" if target.transport == "tcp" else ""
        return f"<sip:{self.own_code}@{bracketed(self.own_host(target))}:{self._endpoint.port}{transport}>"

    def request(
        self,
        method: str,
        upper: PeerRecord,
        *,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        call_id: str | None = None,
        cseq: int = 1,
    ) -> Request:
        """A request outside any dialog to the upper itself, or to the server it sent us to."""
        code = self.server_of(upper.code)
        domain = (upper.domain if code == upper.code else "") or code[:10]
        own = f"<sip:{self.own_code}@{self._domain}>"
        # A registration is for oneself: To is the address of record (RFC 3261 §10.2).
        to = own if method == "REGISTER" else f"<sip:{code}@{domain}>"
        fields = [
            ("From", f"{own};tag={secrets.token_hex(8)}"),
            ("To", to),
            ("Call-ID", call_id or secrets.token_hex(16)),
            ("CSeq", f"{cseq} {method}"),
        ]
        return Request(method, f"sip:{code}@{domain}", Headers([*fields, *headers]), body)

    async def send(self, request: Request, target: Target, *, timeout_s: float = MESSAGE_TIMEOUT_S) -> Response:
        """The final answer. Raises ``SipTimeout`` | ``SipTransportError``."""
        return await self._endpoint.request(request, target, timeout_s=timeout_s)

    async def message(
        self, upper: PeerRecord, target: Target, body: bytes, *, timeout_s: float = MESSAGE_TIMEOUT_S
    ) -> Response:
        """Send a MANSCDP body by MESSAGE. Raises ``SipTimeout`` | ``SipTransportError``."""
        request = self.request("MESSAGE", upper, headers=[("Content-Type", CONTENT_TYPE)], body=body)
        return await self.send(request, target, timeout_s=timeout_s)


def charset_of(upper: PeerRecord) -> Charset:
    """The charset the upper is written to in."""
    return Charset(upper.charset)
