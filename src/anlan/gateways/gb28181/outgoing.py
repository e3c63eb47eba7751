"""Requests of ours to peers: how they are addressed, and sending a MANSCDP body by MESSAGE."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable
from typing import Protocol

from anlan.gateways.gb28181.presence import Link
from anlan.gateways.sip import SipTimeout, SipTransportError, Target
from anlan.protocols.manscdp import CONTENT_TYPE, Charset
from anlan.protocols.sip import Headers, Request, Response

MESSAGE_TIMEOUT_S = 8.0


class Endpoint(Protocol):
    """The part of ``SipEndpoint`` that is used here."""

    async def request(self, request: Request, target: Target, *, timeout_s: float = 32.0) -> Response: ...
    def local_host_for(self, target: Target) -> str: ...
    @property
    def port(self) -> int: ...


class Unreached(Exception):  # noqa: N818 - named by what happened
    """The peer did not answer, or refused: ``status`` is 0 for silence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def host_in_uri(host: str) -> str:
    """An address as it stands in a URI."""
    return f"[{host}]" if ":" in host else host


class Outgoing:
    """Builds and sends what this platform asks of its peers."""

    def __init__(self, endpoint: Endpoint, *, own_code: str, domain: str, advertised_host: str = "") -> None:
        self._endpoint = endpoint
        self._own_code = own_code
        self._domain = domain
        self._advertised_host = advertised_host
        # Annex A: SN is an integer from 1; random at start, so that answers to a process that was killed match nothing.
        self._sn = itertools.count(secrets.randbelow(1_000_000) + 1)

    def next_sn(self) -> int:
        """The next sequence number of a MANSCDP command."""
        return next(self._sn)

    def own_host(self, target: Target) -> str:
        """Our address as the peer is to see it."""
        return self._advertised_host or self._endpoint.local_host_for(target)

    def contact(self, target: Target) -> str:
        """Our Contact towards a peer."""
        transport = ";transport=tcp" if target.transport == "tcp" else ""
        return f"<sip:{self._own_code}@{host_in_uri(self.own_host(target))}:{self._endpoint.port}{transport}>"

    def request(
        self,
        method: str,
        link: Link,
        *,
        to: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Request:
        """A request outside any dialog, to the peer or to what stands behind it (``to``), sent to where the peer is."""
        code = to or link.code
        target = link.target
        fields = [
            ("From", f"<sip:{self._own_code}@{self._domain}>;tag={secrets.token_hex(8)}"),
            ("To", f"<sip:{code}@{code[:10]}>"),
            ("Call-ID", secrets.token_hex(16)),
            ("CSeq", f"1 {method}"),
        ]
        return Request(
            method, f"sip:{code}@{host_in_uri(target.host)}:{target.port}", Headers([*fields, *headers]), body
        )

    async def message(self, link: Link, body: bytes, *, timeout_s: float = MESSAGE_TIMEOUT_S) -> None:
        """Send a MANSCDP body; return when the peer has confirmed it. Raises ``Unreached``."""
        request = self.request("MESSAGE", link, headers=[("Content-Type", CONTENT_TYPE)], body=body)
        await self.send(request, link.target, timeout_s=timeout_s)

    async def send(self, request: Request, target: Target, *, timeout_s: float = MESSAGE_TIMEOUT_S) -> Response:
        """Send a request; the 2xx that answers it. Raises ``Unreached``."""
        try:
            response = await self._endpoint.request(request, target, timeout_s=timeout_s)
        except (SipTimeout, SipTransportError) as error:
            raise Unreached(0, str(error)) from error
        if not 200 <= response.status < 300:
            raise Unreached(response.status, response.reason)
        return response


def charset_of(link: Link) -> Charset:
    """The charset the peer is written to in."""
    return Charset(link.record.charset)
