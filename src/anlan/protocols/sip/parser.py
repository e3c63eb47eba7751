"""Bytes to SIP messages and back (RFC 3261 §7, §25), bounded and fast: each line is split once, nothing is matched by patterns."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.protocols.sip.errors import SipSyntaxError
from anlan.protocols.sip.message import SPELLINGS, Headers, Message, Request, Response
from anlan.protocols.sip.values import LWS, TOKEN, split_values

VERSION = "SIP/2.0"
_CONTROLS = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
# Several values of these may stand in one line, parted by commas (§7.3.1); they become one field each.
_LISTS = frozenset({"Via", "Route", "Record-Route", "Contact", "Path", "Service-Route"})
_ONCE = frozenset({"From", "To", "Call-ID", "CSeq", "Content-Length", "Max-Forwards", "Expires", "Content-Type"})
CSEQ_LIMIT = 2**31  # §8.1.1.5


@dataclass(frozen=True, slots=True)
class MessageLimits:
    """Bounds of one message. A GB/T 28181 signalling message has some 15 headers in 1 KB; a catalog by TCP may be long."""

    max_head_bytes: int = 16_384
    max_headers: int = 128
    max_body_bytes: int = 1_048_576


DEFAULT_LIMITS = MessageLimits()


def parse_message(data: bytes, limits: MessageLimits = DEFAULT_LIMITS) -> Message:
    """One whole message (a datagram, or what ``StreamFramer`` cut).

    Raises ``SipSyntaxError`` and nothing else, whatever the bytes.
    """
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator or head[:2] == b"\r\n" or not head:
        head, body = _part_tolerantly(data)
    if len(head) > limits.max_head_bytes:
        raise SipSyntaxError(513, "Message Too Large", _readable(head[: limits.max_head_bytes], limits))
    if len(head.translate(None, _CONTROLS)) != len(head):
        raise SipSyntaxError(400, "Control Character In Header", _readable(head, limits))
    text, charset = _decode(head)
    lines = _lines(text)
    start = lines[0]
    fields, flaw = _fields(lines)
    # Counted once lists are taken apart: a line of commas is as many fields as it has values.
    if len(fields) > limits.max_headers:
        raise SipSyntaxError(
            513, "Too Many Headers", _request_of(start, Headers.of_spelled(fields[: limits.max_headers], charset))
        )
    headers = Headers.of_spelled(fields, charset)
    if start.startswith("SIP/"):
        if flaw is not None:
            raise SipSyntaxError(400, flaw)
        return _response(start, headers, body, limits)
    return _request(start, headers, flaw, body, limits)


def serialize(message: Message) -> bytes:
    """The bytes of a message, with its Content-Length.

    Raises ``ValueError`` where a field holds a line break or what no charset can write: a header must not forge another.
    """
    if isinstance(message, Request):
        start = f"{message.method} {message.uri} SIP/2.0"
    else:
        start = f"SIP/2.0 {message.status} {message.reason}"
    lines = [start]
    for name, value in message.headers:
        if name != "Content-Length":
            lines.append(f"{name}: {value}")
    lines.append(f"Content-Length: {len(message.body)}\r\n\r\n")
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) + 1 or text.count("\r") != len(lines) + 1 or "\0" in text:
        raise ValueError("a line break or NUL inside a SIP header")
    charset = message.headers.charset
    try:
        head = text.encode(charset)
    except UnicodeEncodeError:
        # A line of ours that the peer's charset lacks; the peer's own lines must go back as they came all the same.
        head = b"\r\n".join([_encode_line(line, charset) for line in lines])
    return head + message.body


def _encode_line(line: str, charset: str) -> bytes:
    try:
        return line.encode(charset)
    except UnicodeEncodeError:
        return line.encode("utf-8")


def _part_tolerantly(data: bytes) -> tuple[bytes, bytes]:
    """Head and body where the message starts with empty lines (§7.5), ends its lines with LF alone, or has no empty line at all."""
    data = data.lstrip(b"\r\n")
    if not data:
        raise SipSyntaxError(400, "Empty Message")
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        head, separator, body = data.partition(b"\n\n")
    if not separator:
        return data.rstrip(b"\r\n"), b""
    return head, body


def _decode(head: bytes) -> tuple[str, str]:
    try:
        return head.decode(), "utf-8"
    except UnicodeDecodeError:
        pass
    try:  # devices write names in their own charset; it must go back to them byte for byte
        text = head.decode("gb18030")
        if text.encode("gb18030") == head:
            return text, "gb18030"
    except UnicodeError:
        pass
    return head.decode("latin-1"), "latin-1"


def _lines(text: str) -> list[str]:
    lines = text.split("\r\n")
    breaks = len(lines) - 1
    if text.count("\n") != breaks or text.count("\r") != breaks:
        lines = text.replace("\r\n", "\n").split("\n")
        if "\r" in text.replace("\r\n", "\n"):
            raise SipSyntaxError(400, "Bare Carriage Return")
    return lines


def _fields(lines: list[str]) -> tuple[list[tuple[str, str]], str | None]:
    """The header fields, folded lines joined (§7.3.1), and the first flaw found; what is sound stays readable beside a flaw."""
    fields: list[tuple[str, str]] = []
    append = fields.append
    spellings = SPELLINGS
    flaw = None
    position, end = 1, len(lines)
    while position < end:
        line = lines[position]
        position += 1
        if position < end and lines[position][:1] in (" ", "\t"):
            parts = [line.rstrip(LWS)]
            while position < end and lines[position][:1] in (" ", "\t"):
                parts.append(lines[position].strip(LWS))
                position += 1
            line = " ".join(parts)
        raw, colon, value = line.partition(":")
        name = spellings.get(raw)
        if not colon or name is None:
            raw = raw.rstrip(LWS)
            if not colon or not raw or not TOKEN.issuperset(raw):
                flaw = flaw or "Bad Header Line"
                continue
            name = spellings.get(raw) or spellings.get(raw.lower(), raw)
        value = value.strip(LWS)
        if name in _LISTS and "," in value:
            fields.extend([(name, part) for part in split_values(value)])
        else:
            append((name, value))
    return fields, flaw


def _readable(head: bytes, limits: MessageLimits) -> Request | None:
    """What can still be answered of a head that is too long or has control characters in it."""
    text = head.translate(None, _CONTROLS).decode("latin-1")
    lines = text.replace("\r\n", "\n").replace("\r", "").split("\n")
    if lines[0].startswith("SIP/"):
        return None
    return _request_of(lines[0], Headers.of_spelled(_fields(lines)[0][: limits.max_headers], "latin-1"))


def _request_of(start: str, headers: Headers) -> Request:
    return Request(start.partition(" ")[0][:64], "", headers)


def _request(start: str, headers: Headers, flaw: str | None, body: bytes, limits: MessageLimits) -> Request:
    method, _, rest = start.partition(" ")
    uri, _, version = rest.partition(" ")
    request = Request(method, uri, headers)
    if not method or len(method) > 64 or not TOKEN.issuperset(method):
        raise SipSyntaxError(400, "Bad Method", request)
    if version != VERSION:
        if version[:4].upper() == "SIP/" and version.upper() != VERSION and " " not in version:
            raise SipSyntaxError(505, "Version Not Supported", request)
        if version.upper() != VERSION:  # the version's letters have no case (§7.1)
            raise SipSyntaxError(400, "Bad Request Line", request)
    if not uri or uri[0] == "<" or '"' in uri or not uri.isascii():
        raise SipSyntaxError(400, "Bad Request-URI", request)
    if flaw is not None:
        raise SipSyntaxError(400, flaw, request)
    try:
        cseq_method = _check(headers)
        request.body = _body(headers, body, limits)
    except SipSyntaxError as error:
        error.request = request
        raise
    if cseq_method != method:
        raise SipSyntaxError(400, "CSeq Method Mismatch", request)
    return request


def _response(start: str, headers: Headers, body: bytes, limits: MessageLimits) -> Response:
    version, _, rest = start.partition(" ")
    status, _, reason = rest.partition(" ")
    if version.upper() != VERSION:
        raise SipSyntaxError(505, "Version Not Supported")
    if len(status) != 3 or not (status.isascii() and status.isdigit()) or not "100" <= status <= "699":
        raise SipSyntaxError(400, "Bad Status Line")
    _check(headers)
    return Response(int(status), reason.strip(LWS), headers, _body(headers, body, limits))


def _check(headers: Headers) -> str:
    """The CSeq method of a message that has what every message must have (§8.1.1), each once."""
    seen: dict[str, str] = {}
    repeated = False
    for name, value in headers:
        if name in _ONCE:
            if name in seen:
                if value != seen[name] or name != "Content-Length":
                    raise SipSyntaxError(400, f"Repeated {name}")
                repeated = True
            seen[name] = value
        elif name == "Via":
            seen[name] = value
    try:
        call_id, cseq = seen["Call-ID"], seen["CSeq"]
        if not (seen["Via"] and seen["From"] and seen["To"] and call_id):
            raise SipSyntaxError(400, "Empty Mandatory Header")
    except KeyError as error:
        raise SipSyntaxError(400, f"Missing {error.args[0]}") from None
    if not call_id.isascii() or " " in call_id:
        raise SipSyntaxError(400, "Bad Call-ID")
    number, _, method = cseq.partition(" ")
    if not (number.isascii() and number.isdigit()) or len(number) > 10 or int(number) >= CSEQ_LIMIT:
        raise SipSyntaxError(400, "Bad CSeq")
    if repeated:  # the same length told twice is one (some gateways add their own)
        headers.set("Content-Length", seen["Content-Length"])
    return method.strip(LWS)


def _body(headers: Headers, body: bytes, limits: MessageLimits) -> bytes:
    """The body by its Content-Length; bytes beyond it are dropped (§18.3)."""
    declared = headers.get("Content-Length")
    if declared is not None:
        if not (declared.isascii() and declared.isdigit()) or len(declared) > 10:
            raise SipSyntaxError(400, "Bad Content-Length")
        length = int(declared)
        if length > limits.max_body_bytes:
            raise SipSyntaxError(413, "Request Entity Too Large")
        if length > len(body):
            raise SipSyntaxError(400, "Body Shorter Than Content-Length")
        if length < len(body):
            body = body[:length]
    elif len(body) > limits.max_body_bytes:
        raise SipSyntaxError(413, "Request Entity Too Large")
    return body
