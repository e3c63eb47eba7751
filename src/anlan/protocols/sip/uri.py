"""SIP addresses (RFC 3261 §19.1, §20.10). A numeric domain (``sip:34020000001320000001@3402000000``) is GB/T 28181's normal case."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote as percent_quote
from urllib.parse import unquote_to_bytes

from anlan.protocols.sip.errors import SipSyntaxError
from anlan.protocols.sip.values import LWS, closing_quote, parse_parameters, quote, unquote

Parameters = tuple[tuple[str, str | None], ...]

_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")
_V6 = frozenset("0123456789abcdefABCDEF:.%")
_USER_SAFE = "-_.!~*'()&=+$,;?/"  # unreserved and user-unreserved, §25.1
_PARAMETER_SAFE = "-_.!~*'()[]/:&+$"  # paramchar, §25.1
_PARAMETER_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%" + _PARAMETER_SAFE)
_HEADERS_SAFE = "".join(map(chr, range(33, 127)))  # escaped already, but for what is no ASCII
_FORBIDDEN = frozenset(' <>"\x7f' + "".join(map(chr, range(32))))
MAX_URI_LENGTH = 1024
_LONGEST_ESCAPE = 12  # a letter beyond U+FFFF is four octets of three letters each


@dataclass(frozen=True, slots=True)
class SipUri:
    """``sip:user@host:port;parameters``. ``user`` and ``port`` may be absent; ``secure`` is the scheme ``sips``."""

    user: str | None
    host: str
    port: int | None = None
    parameters: Parameters = ()
    secure: bool = False
    headers: str = ""

    def parameter(self, name: str) -> str | None:
        """The value of a parameter (empty for one without a value), or None."""
        return find_parameter(self.parameters, name)

    def __str__(self) -> str:
        text = "sips:" if self.secure else "sip:"
        if self.user is not None:
            text += percent_quote(self.user, safe=_USER_SAFE) + "@"
        text += f"[{self.host}]" if ":" in self.host else self.host
        if self.port is not None:
            text += f":{self.port}"
        for name, value in self.parameters:
            text += f";{name}" if value is None else f";{name}={percent_quote(value, safe=_PARAMETER_SAFE)}"
        return f"{text}?{self.headers}" if self.headers else text


@dataclass(frozen=True, slots=True)
class NameAddress:
    """``"display" <uri>;parameters`` as in From, To, Contact, Route."""

    uri: SipUri
    display: str = ""
    parameters: Parameters = ()

    @property
    def tag(self) -> str | None:
        """The dialog's tag, or None."""
        return find_parameter(self.parameters, "tag")

    def parameter(self, name: str) -> str | None:
        """The value of a parameter (empty for one without a value), or None."""
        return find_parameter(self.parameters, name)

    def with_tag(self, tag: str) -> NameAddress:
        """The same address with another tag."""
        kept = tuple(pair for pair in self.parameters if pair[0] != "tag")
        return NameAddress(self.uri, self.display, (*kept, ("tag", tag)))

    def __str__(self) -> str:
        text = f"{quote(self.display)} <{self.uri}>" if self.display else f"<{self.uri}>"
        for name, value in self.parameters:
            text += f";{name}" if value is None else f";{name}={value if _is_plain(value) else quote(value)}"
        return text


def find_parameter(parameters: Parameters, name: str) -> str | None:
    """The first parameter of the name: its value, empty where it has none; None where it is not there."""
    for existing, value in parameters:
        if existing == name:
            return value or ""
    return None


def parse_uri(text: str) -> SipUri:
    """A SIP or SIPS address. Raises ``SipSyntaxError`` (400; 414 too long, read or as it would be written; 416 for another scheme)."""
    scheme, _, rest = text.partition(":")
    scheme = scheme.lower()
    if scheme not in ("sip", "sips"):
        raise SipSyntaxError(416 if scheme.isalpha() and scheme.isascii() else 400, "Unsupported URI Scheme")
    if len(text) > MAX_URI_LENGTH:
        raise SipSyntaxError(414, "Request-URI Too Long")
    if not _FORBIDDEN.isdisjoint(rest) or not (rest.isascii() or rest.isprintable()):
        raise SipSyntaxError(400, "Bad URI")
    user: str | None = None
    # Parameters and headers may hold an @ only when escaped; the user part may hold ; and ? (§19.1.1).
    at = rest.rfind("@")
    if at >= 0:
        user, rest = _unescape(rest[:at].partition(":")[0]), rest[at + 1 :]
        if not user:
            raise SipSyntaxError(400, "Empty User In URI")
    rest, _, headers = rest.partition("?")
    place, _, parameter_text = rest.partition(";")
    host, port = parse_host_port(place)
    parameters: Parameters = ()
    if parameter_text:
        parameters = tuple(
            (name, value if value is None else _unescape(value))
            for name, value in parse_parameters(parameter_text, _PARAMETER_NAME)
        )
    if not headers.isascii():
        headers = percent_quote(headers, safe=_HEADERS_SAFE)
    uri = SipUri(user, host, port, parameters, scheme == "sips", headers)
    if len(text) > MAX_URI_LENGTH // _LONGEST_ESCAPE and len(str(uri)) > MAX_URI_LENGTH:
        raise SipSyntaxError(414, "Request-URI Too Long")
    return uri


def parse_host_port(text: str) -> tuple[str, int | None]:
    """``host``, ``host:port`` or ``[v6]:port``; the host without brackets. Raises ``SipSyntaxError`` (400)."""
    if text[:1] == "[":
        host, bracket, tail = text[1:].partition("]")
        if not bracket or not host or not _V6.issuperset(host) or ":" not in host:
            raise SipSyntaxError(400, "Bad Host")
        if tail and tail[0] != ":":
            raise SipSyntaxError(400, "Bad Host")
        port_text = tail[1:]
        colon = tail[:1]
    else:
        host, colon, port_text = text.partition(":")
        host = host.rstrip(LWS)
        if not host or not _HOST.issuperset(host):
            raise SipSyntaxError(400, "Bad Host")
    if not colon:
        return host, None
    port_text = port_text.strip(LWS)
    if not (port_text.isascii() and port_text.isdigit()) or len(port_text) > 5 or not 0 < int(port_text) < 65536:
        raise SipSyntaxError(400, "Bad Port")
    return host, int(port_text)


def parse_name_address(text: str) -> NameAddress:
    """The value of From, To, Contact, Route… Raises ``SipSyntaxError`` (400, 416)."""
    text = text.strip(LWS)
    if "<" not in text:  # addr-spec: parameters belong to the header (§20)
        address, _, parameter_text = text.partition(";")
        return NameAddress(parse_uri(address.strip(LWS)), "", _parameters(parameter_text))
    display = ""
    if text[0] == '"':
        close = closing_quote(text)
        if close < 0:
            raise SipSyntaxError(400, "Unclosed Quote")
        display, text = unquote(text[: close + 1]), text[close + 1 :].lstrip(LWS)
        if text[:1] != "<":
            raise SipSyntaxError(400, "Bad Name Address")
    else:
        display, _, text = text.partition("<")
        display, text = display.strip(LWS), "<" + text
    address, bracket, tail = text[1:].partition(">")
    tail = tail.lstrip(LWS)
    if not bracket or (tail and tail[0] != ";"):
        raise SipSyntaxError(400, "Bad Name Address")
    return NameAddress(parse_uri(address.strip(LWS)), display, _parameters(tail[1:]))


def _parameters(text: str) -> Parameters:
    return parse_parameters(text) if text else ()


def _unescape(text: str) -> str:
    if "%" not in text:
        return text
    try:
        plain = unquote_to_bytes(text).decode()
    except UnicodeError:
        raise SipSyntaxError(400, "Bad Escape In URI") from None
    if not plain.isprintable():  # control characters have no place in a name that reaches logs and tables
        raise SipSyntaxError(400, "Bad Escape In URI")
    return plain


def _is_plain(value: str) -> bool:
    return bool(value) and not any(letter in value for letter in ' ;,"<>\t\\')
