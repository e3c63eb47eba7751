"""A dialog as either side keeps it (RFC 3261 §12): enough to send requests inside it and to know which arrive for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from anlan.protocols.sip.errors import SipSyntaxError
from anlan.protocols.sip.message import Headers, Request, Response
from anlan.protocols.sip.parser import CSEQ_LIMIT
from anlan.protocols.sip.uri import NameAddress, parse_name_address
from anlan.protocols.sip.values import LWS


@dataclass(slots=True)
class Dialog:
    """One dialog. ``local`` and ``remote`` are our and the peer's From/To addresses with their tags."""

    call_id: str
    local: NameAddress
    remote: NameAddress
    local_cseq: int
    remote_cseq: int | None
    remote_target: str
    local_contact: str | None = None
    route_set: list[str] = field(default_factory=list)
    # CSeq of the request that made the dialog: an ACK carries it (§13.2.2.4).
    first_cseq: int = 1

    @classmethod
    def as_client(cls, request: Request, response: Response) -> Dialog:
        """The dialog that our INVITE or SUBSCRIBE and its answer make (§12.1.2). Raises ``SipSyntaxError``."""
        remote = parse_name_address(_required(response.headers, "To"))
        cseq = read_cseq(request.headers)[0]
        return cls(
            call_id=_required(request.headers, "Call-ID"),
            local=parse_name_address(_required(request.headers, "From")),
            remote=remote,
            local_cseq=cseq,
            remote_cseq=None,
            remote_target=_contact_uri(response.headers) or request.uri,
            local_contact=request.headers.get("Contact"),
            route_set=response.headers.all("Record-Route")[::-1],
            first_cseq=cseq,
        )

    @classmethod
    def as_server(cls, request: Request, local_tag: str, local_contact: str | None = None) -> Dialog:
        """The dialog that the peer's request makes when we answer it with ``local_tag`` (§12.1.1). Raises ``SipSyntaxError``."""
        remote = parse_name_address(_required(request.headers, "From"))
        cseq = read_cseq(request.headers)[0]
        return cls(
            call_id=_required(request.headers, "Call-ID"),
            local=parse_name_address(_required(request.headers, "To")).with_tag(local_tag),
            remote=remote,
            local_cseq=0,
            remote_cseq=cseq,
            remote_target=_contact_uri(request.headers) or str(remote.uri),
            local_contact=local_contact,
            route_set=request.headers.all("Record-Route"),
            first_cseq=cseq,
        )

    @property
    def local_tag(self) -> str | None:
        return self.local.tag

    @property
    def remote_tag(self) -> str | None:
        return self.remote.tag

    def request(self, method: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> Request:
        """The next request inside the dialog (§12.2.1.1); an ACK takes the INVITE's CSeq number, all others count on."""
        if method == "ACK":
            cseq = self.first_cseq
        else:
            self.local_cseq += 1
            cseq = self.local_cseq
        fields = [
            ("From", str(self.local)), ("To", str(self.remote)), ("Call-ID", self.call_id), ("CSeq", f"{cseq} {method}"),
            *(("Route", route) for route in self.route_set),
        ]  # fmt: skip
        if self.local_contact is not None and method not in ("ACK", "BYE"):
            fields.append(("Contact", self.local_contact))
        return Request(method, self.remote_target, Headers([*fields, *headers]), body)

    def matches(self, request: Request) -> bool:
        """Does the request name this dialog by Call-ID and both tags (§12.2.2)?"""
        if request.headers.get("Call-ID") != self.call_id:
            return False
        try:
            sender = parse_name_address(_required(request.headers, "From"))
            receiver = parse_name_address(_required(request.headers, "To"))
        except SipSyntaxError:
            return False
        return sender.tag == self.remote.tag and receiver.tag == self.local.tag

    def accepts(self, request: Request) -> bool:
        """Does the request belong to this dialog, in order? Its CSeq is noted and a new remote Contact taken over (§12.2.2)."""
        if not self.matches(request):
            return False
        cseq = read_cseq(request.headers)[0]
        if request.method in ("ACK", "CANCEL"):
            return True
        if self.remote_cseq is not None and cseq <= self.remote_cseq:
            return False
        self.remote_cseq = cseq
        if request.method in ("INVITE", "UPDATE", "SUBSCRIBE", "NOTIFY"):
            self.remote_target = _contact_uri(request.headers) or self.remote_target
        return True


def read_cseq(headers: Headers) -> tuple[int, str]:
    """Number and method of the CSeq. Raises ``SipSyntaxError`` (400)."""
    number, _, method = _required(headers, "CSeq").partition(" ")
    if not (number.isascii() and number.isdigit()) or len(number) > 10 or int(number) >= CSEQ_LIMIT:
        raise SipSyntaxError(400, "Bad CSeq")
    return int(number), method.strip(LWS)


def _required(headers: Headers, name: str) -> str:
    value = headers.get(name)
    if not value:
        raise SipSyntaxError(400, f"Missing {name}")
    return value


def _contact_uri(headers: Headers) -> str | None:
    contact = headers.get("Contact")
    if contact is None or contact == "*":
        return None
    try:
        return str(parse_name_address(contact).uri)
    except SipSyntaxError:
        return None
