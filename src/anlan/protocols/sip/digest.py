"""Digest authentication, both sides (RFC 3261 §22, RFC 2617, RFC 7616, RFC 8760). Time and randomness are passed in."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from anlan.protocols.sip.errors import SipSyntaxError
from anlan.protocols.sip.message import Response
from anlan.protocols.sip.values import quote, split_outside, unquote

# MD5 is what GB/T 28181-2016 names and nearly all devices have; the answer is no secret store, so its age is borne here.
_HASHES: dict[str, Callable[..., Any]] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
_STRONGER_FIRST = ("SHA-256", "MD5")
_MAX_HEADER = 4096


class DigestReason(StrEnum):
    """Why credentials hold or do not."""

    OK = "ok"
    MISSING = "missing"
    STALE = "stale"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  # a verdict, no password
    WRONG_REALM = "wrong_realm"
    WRONG_USER = "wrong_user"
    REPLAYED = "replayed"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class DigestVerdict:
    """The outcome of a check; with ``stale`` the password was right and only the nonce has to be asked for again."""

    reason: DigestReason
    username: str | None = None

    @property
    def ok(self) -> bool:
        return self.reason is DigestReason.OK

    @property
    def stale(self) -> bool:
        return self.reason in (DigestReason.STALE, DigestReason.REPLAYED)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a WWW-Authenticate or Proxy-Authenticate header says."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    qop: tuple[str, ...] = ()
    opaque: str | None = None
    stale: bool = False

    @classmethod
    def parse(cls, text: str) -> Challenge:
        """Raises ``SipSyntaxError`` (400)."""
        values = _digest_values(text)
        if "realm" not in values or "nonce" not in values:
            raise SipSyntaxError(400, "Bad Challenge")
        qop = tuple(word.strip().lower() for word in values.get("qop", "").split(",") if word.strip())
        stale = values.get("stale", "").lower() == "true"
        return cls(
            values["realm"], values["nonce"], values.get("algorithm", "MD5").upper(), qop, values.get("opaque"), stale
        )

    def __str__(self) -> str:
        text = f"Digest realm={quote(self.realm)}, nonce={quote(self.nonce)}, algorithm={self.algorithm}"
        if self.qop:
            text += f", qop={quote(','.join(self.qop))}"
        if self.opaque is not None:
            text += f", opaque={quote(self.opaque)}"
        return text + ", stale=true" if self.stale else text


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an Authorization or Proxy-Authorization header says."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = "MD5"
    qop: str | None = None
    cnonce: str | None = None
    nc: str | None = None
    opaque: str | None = None

    @classmethod
    def parse(cls, text: str) -> Credentials:
        """Raises ``SipSyntaxError`` (400)."""
        values = _digest_values(text)
        qop = values.get("qop")
        try:
            return cls(
                values["username"], values["realm"], values["nonce"], values["uri"], values["response"],
                values.get("algorithm", "MD5").upper(), qop.lower() if qop else None,
                values.get("cnonce"), values.get("nc"), values.get("opaque"),
            )  # fmt: skip
        except KeyError as error:
            raise SipSyntaxError(400, f"Credentials Without {error.args[0]}") from None

    def __str__(self) -> str:
        text = (
            f"Digest username={quote(self.username)}, realm={quote(self.realm)}, nonce={quote(self.nonce)}, "
            f"uri={quote(self.uri)}, response={quote(self.response)}, algorithm={self.algorithm}"
        )
        if self.qop:
            text += f", qop={self.qop}, cnonce={quote(self.cnonce or '')}, nc={self.nc}"
        return text if self.opaque is None else f"{text}, opaque={quote(self.opaque)}"


@dataclass(frozen=True, slots=True)
class Ha1:
    """The hash of ``user:realm:password`` kept instead of a password, in hex."""

    hex: str
    algorithm: str = "MD5"


PasswordLookup = Callable[[str], str | Ha1 | None]


def hash_a1(algorithm: str, username: str, realm: str, password: str) -> Ha1:
    """What may be kept instead of the password; bound to the realm and the algorithm."""
    return Ha1(_hex(algorithm, f"{username}:{realm}:{password}"), algorithm)


def digest_response(ha1: Ha1, method: str, credentials: Credentials, body: bytes = b"") -> str:
    """The response these credentials must carry (RFC 7616 §3.4.1)."""
    ha2_text = f"{method}:{credentials.uri}"
    if credentials.qop == "auth-int":
        ha2_text += ":" + _HASHES[ha1.algorithm](body).hexdigest()
    ha2 = _hex(ha1.algorithm, ha2_text)
    if credentials.qop:
        return _hex(
            ha1.algorithm,
            f"{ha1.hex}:{credentials.nonce}:{credentials.nc}:{credentials.cnonce}:{credentials.qop}:{ha2}",
        )
    return _hex(ha1.algorithm, f"{ha1.hex}:{credentials.nonce}:{ha2}")


class DigestAuthority:
    """The server's side: makes nonces, checks answers, remembers which were used.

    A nonce carries its time and a MAC, so none is stored before it is used; used ones are kept until they expire, at most
    ``max_used_nonces``. When that bound bites, every nonce as old as the oldest forgotten one counts as stale: no replay slips through.

    Without qop the answer to a nonce never changes, so such a nonce holds once; ``reuse_without_qop`` lets old devices use it until
    it expires, at the price that a recorded request can be repeated for that long.
    """

    def __init__(
        self,
        realm: str,
        secret: bytes,
        *,
        algorithms: tuple[str, ...] = ("MD5",),
        offer_qop: bool = True,
        nonce_lifetime_s: float = 300.0,
        max_used_nonces: int = 200_000,
        reuse_without_qop: bool = False,
        strict_uri: bool = False,
    ) -> None:
        unknown = set(algorithms) - _HASHES.keys()
        if unknown or not algorithms:
            raise ValueError(f"digest algorithms must be of {sorted(_HASHES)}, not {sorted(unknown)}")
        if len(secret) < 16:
            raise ValueError("the nonce secret must have at least 16 bytes")
        self.realm = realm
        self._secret = secret
        self._algorithms = algorithms
        self._qop = ("auth",) if offer_qop else ()
        self._lifetime_s = nonce_lifetime_s
        self._max_used = max_used_nonces
        self._reuse_without_qop = reuse_without_qop
        self._strict_uri = strict_uri
        self._used: dict[str, int] = {}  # nonce -> highest nonce count seen, in order of first use
        self._floor_ms = -1  # nonces made up to here are stale

    def challenges(self, now_s: float, entropy: bytes, *, stale: bool = False) -> list[str]:
        """WWW-Authenticate values, one an algorithm in order of preference (RFC 8760 §2.4). ``entropy``: 8 random bytes or more."""
        if len(entropy) < 8:
            raise ValueError("a nonce needs 8 random bytes")
        made_ms = int(now_s * 1000)
        salt = f"{made_ms:012x}{entropy[:8].hex()}"
        nonce = salt + self._seal(salt)
        return [str(Challenge(self.realm, nonce, algorithm, self._qop, None, stale)) for algorithm in self._algorithms]

    def check(
        self, method: str, uri: str, credentials: str | Credentials | None, password_of: PasswordLookup, now_s: float
    ) -> DigestVerdict:
        """Judge the Authorization value of a request; a nonce is marked as used only when everything else is right.

        ``uri`` is compared only with ``strict_uri``: many devices sign another form of the server's address than they send to.
        """
        if credentials is None:
            return DigestVerdict(DigestReason.MISSING)
        if isinstance(credentials, str):
            try:
                credentials = Credentials.parse(credentials)
            except SipSyntaxError:
                return DigestVerdict(DigestReason.MALFORMED)
        user = credentials.username
        count = self._count_of(credentials)
        if (
            count is None
            or credentials.algorithm not in self._algorithms
            or (self._strict_uri and credentials.uri != uri)
        ):
            return DigestVerdict(DigestReason.MALFORMED, user)
        if credentials.realm != self.realm:
            return DigestVerdict(DigestReason.WRONG_REALM, user)
        known = password_of(user)
        # An unknown user costs the same work as a known one, so that timing tells nobody who exists.
        ha1 = known if isinstance(known, Ha1) else hash_a1(credentials.algorithm, user, self.realm, known or "")
        if ha1.algorithm != credentials.algorithm:
            return DigestVerdict(DigestReason.MALFORMED, user)
        right = hmac.compare_digest(
            digest_response(ha1, method, credentials), credentials.response.lower().encode("ascii", "replace").decode()
        )
        if known is None:
            return DigestVerdict(DigestReason.WRONG_USER, user)
        if not right:
            return DigestVerdict(DigestReason.WRONG_PASSWORD, user)
        return DigestVerdict(self._use(credentials.nonce, count, now_s), user)

    def _count_of(self, credentials: Credentials) -> int | None:
        """The nonce count; 0 without qop; None where the parts do not fit together."""
        if credentials.qop is None:
            return 0
        nc = credentials.nc or ""
        if credentials.qop != "auth" or not credentials.cnonce or not 1 <= len(nc) <= 8:
            return None
        try:
            return int(nc, 16) or None
        except ValueError:
            return None

    def _use(self, nonce: str, count: int, now_s: float) -> DigestReason:
        salt, seal = nonce[:28], nonce[28:]
        if len(nonce) != 60 or not nonce.isascii() or not hmac.compare_digest(seal, self._seal(salt)):
            return DigestReason.STALE  # of before a restart, or of another server
        made_ms = int(salt[:12], 16)
        age_s = now_s - made_ms / 1000
        if made_ms <= self._floor_ms or not -1.0 <= age_s <= self._lifetime_s:
            return DigestReason.STALE
        last = self._used.get(nonce)
        if last is not None and (count <= last if count else not self._reuse_without_qop):
            return DigestReason.REPLAYED
        if last is None:
            self._forget(now_s)
        self._used[nonce] = max(count, last or 0)
        return DigestReason.OK

    def _forget(self, now_s: float) -> None:
        """Drop expired nonces from the front, two for each one added, and keep the bound."""
        oldest_ms = int((now_s - self._lifetime_s) * 1000)
        for _ in range(2):
            first = next(iter(self._used), None)
            if first is None:
                return
            made_ms = int(first[:12], 16)
            if made_ms < oldest_ms:
                del self._used[first]
            elif len(self._used) >= self._max_used:
                del self._used[first]
                self._floor_ms = max(self._floor_ms, made_ms)

    def _seal(self, salt: str) -> str:
        return hmac.digest(self._secret, salt.encode(), "sha256")[:16].hex()


def answer_challenge(
    response: Response, method: str, uri: str, username: str, password: str, cnonce: str, nc: int = 1
) -> str:
    """The Authorization value that answers a 401 (or Proxy-Authorization a 407), for the strongest challenge we can answer.

    Raises ``SipSyntaxError`` (400) where the response has none.
    """
    name = "Proxy-Authenticate" if response.status == 407 else "WWW-Authenticate"
    challenge = _strongest(response.headers.all(name))
    return str(answer(challenge, method, uri, username, password, cnonce, nc))


def answer(
    challenge: Challenge, method: str, uri: str, username: str, password: str, cnonce: str, nc: int = 1
) -> Credentials:
    """Credentials for one challenge; ``nc`` counts the uses of its nonce from 1."""
    qop = "auth" if "auth" in challenge.qop else None
    unsigned = Credentials(
        username, challenge.realm, challenge.nonce, uri, "", challenge.algorithm, qop,
        cnonce if qop else None, f"{nc:08x}" if qop else None, challenge.opaque,
    )  # fmt: skip
    signature = digest_response(hash_a1(challenge.algorithm, username, challenge.realm, password), method, unsigned)
    return Credentials(
        username, challenge.realm, challenge.nonce, uri, signature, challenge.algorithm, qop,
        unsigned.cnonce, unsigned.nc, challenge.opaque,
    )  # fmt: skip


def _strongest(values: Iterable[str]) -> Challenge:
    found: dict[str, Challenge] = {}
    for value in values:
        try:
            challenge = Challenge.parse(value)
        except SipSyntaxError:
            continue
        if not challenge.qop or "auth" in challenge.qop:
            found.setdefault(challenge.algorithm, challenge)
    for algorithm in _STRONGER_FIRST:
        if algorithm in found:
            return found[algorithm]
    raise SipSyntaxError(400, "No Challenge We Can Answer")


def _hex(algorithm: str, text: str) -> str:
    digest: str = _HASHES[algorithm](text.encode("utf-8", "replace")).hexdigest()
    return digest


# What nearly every device sends: name="value" or name=value, no escapes. Anything else is taken apart letter by letter.
_PLAIN_PAIR = re.compile(r'\s*([A-Za-z][A-Za-z0-9-]{0,40})\s*=\s*(?:"([^"\\]*)"|([^\s",;=\\<>]+))\s*(?:,|$)', re.ASCII)


def _plain_values(text: str) -> dict[str, str] | None:
    values: dict[str, str] = {}
    position = 0
    while position < len(text):
        pair = _PLAIN_PAIR.match(text, position)
        if pair is None:
            return None
        name = pair.group(1).lower()
        if name in values:
            return None
        values[name] = pair.group(2) if pair.group(2) is not None else pair.group(3)
        position = pair.end()
    return values


def _digest_values(text: str) -> dict[str, str]:
    scheme, _, rest = text.strip().partition(" ")
    if scheme.lower() != "digest" or len(text) > _MAX_HEADER:
        raise SipSyntaxError(400, "Not Digest")
    values = _plain_values(rest)
    if values is not None:
        return values
    values = {}
    for part in split_outside(rest, ","):
        if part:
            name, equals, value = part.partition("=")
            name = name.rstrip().lower()
            if not equals or name in values:
                raise SipSyntaxError(400, "Bad Digest Parameter")
            values[name] = unquote(value.lstrip())
    return values
