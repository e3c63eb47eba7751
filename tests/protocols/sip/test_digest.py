"""Digest: the answers the RFCs print, and what the server's side refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.protocols.sip import (
    Challenge,
    Credentials,
    DigestAuthority,
    DigestReason,
    Headers,
    Response,
    SipSyntaxError,
    answer_challenge,
    hash_a1,
)
from anlan.protocols.sip.digest import answer, digest_response

SECRET = b"0123456789abcdef"
REALM = "3402000000"
URI = "sip:34020000002000000001@3402000000"


@pytest.mark.parametrize(
    ("algorithm", "user", "realm", "password", "nonce", "uri", "qop", "cnonce", "expected"),
    [
        # RFC 2617 §3.5
        ("MD5", "Mufasa", "testrealm@host.com", "Circle Of Life", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "/dir/index.html", "auth", "0a4f113b",
         "6629fae49393a05397450978507c4ef1"),
        # RFC 7616 §3.9.1
        ("MD5", "Mufasa", "http-auth@example.org", "Circle of Life", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "/dir/index.html", "auth",
         "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "Mufasa", "http-auth@example.org", "Circle of Life", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "/dir/index.html", "auth",
         "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        # RFC 2069's form, without qop (erratum 749)
        ("MD5", "Mufasa", "testrealm@host.com", "CircleOfLife", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "/dir/index.html", None, None,
         "1949323746fe6a43ef61f9606e7febea"),
    ],
)  # fmt: skip
def test_known_answers(
    algorithm: str,
    user: str,
    realm: str,
    password: str,
    nonce: str,
    uri: str,
    qop: str | None,
    cnonce: str | None,
    expected: str,
) -> None:
    credentials = Credentials(user, realm, nonce, uri, "", algorithm, qop, cnonce, "00000001" if qop else None)
    assert digest_response(hash_a1(algorithm, user, realm, password), "GET", credentials) == expected


def authority(**options: object) -> DigestAuthority:
    return DigestAuthority(REALM, SECRET, **options)  # type: ignore[arg-type]


def challenged(server: DigestAuthority, now_s: float = 100.0, entropy: bytes = b"12345678") -> Response:
    return Response(401, "", Headers([("WWW-Authenticate", value) for value in server.challenges(now_s, entropy)]))


def signed(response: Response, *, user: str = "dev", password: str = "pw", nc: int = 1) -> str:
    return answer_challenge(response, "REGISTER", URI, user, password, "cnonce", nc)


def lookup(user: str) -> str | None:
    return "pw" if user == "dev" else None


def judge(server: DigestAuthority, credentials: str | None, now_s: float = 101.0) -> DigestReason:
    return server.check("REGISTER", URI, credentials, lookup, now_s).reason


@pytest.mark.parametrize("algorithms", [("MD5",), ("SHA-256",), ("SHA-256", "MD5")])
@pytest.mark.parametrize("offer_qop", [True, False])
def test_both_sides_agree(algorithms: tuple[str, ...], offer_qop: bool) -> None:
    server = authority(algorithms=algorithms, offer_qop=offer_qop)
    credentials = signed(challenged(server))
    assert f"algorithm={algorithms[0]}" in credentials
    verdict = server.check("REGISTER", URI, credentials, lookup, 101.0)
    assert (verdict.ok, verdict.username) == (True, "dev")


def test_a_kept_hash_serves_as_well_as_a_password() -> None:
    server = authority()
    credentials = signed(challenged(server))
    kept = hash_a1("MD5", "dev", REALM, "pw")
    assert server.check("REGISTER", URI, credentials, lambda _: kept, 101.0).ok


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: None, DigestReason.MISSING),
        (lambda text: "Basic ZGV2OnB3", DigestReason.MALFORMED),
        (lambda text: "Digest ", DigestReason.MALFORMED),
        (lambda text: text.replace("nc=00000001", "nc=xyz"), DigestReason.MALFORMED),
        (lambda text: text.replace("nc=00000001", "nc=00000000"), DigestReason.MALFORMED),
        (lambda text: text.replace("qop=auth", "qop=auth-int"), DigestReason.MALFORMED),
        (lambda text: text.replace("algorithm=MD5", "algorithm=MD4"), DigestReason.MALFORMED),
        (lambda text: text + ", realm=twice", DigestReason.MALFORMED),
        (lambda text: text.replace(f'realm="{REALM}"', 'realm="other"'), DigestReason.WRONG_REALM),
        (lambda text: text.replace('username="dev"', 'username="nobody"'), DigestReason.WRONG_USER),
        (lambda text: text.replace(URI, "sip:other@3402000000"), DigestReason.WRONG_PASSWORD),
        (lambda text: text.replace('response="', 'response="f'), DigestReason.WRONG_PASSWORD),
        (lambda text: text.replace('response="', 'response="é'), DigestReason.WRONG_PASSWORD),
    ],
)
def test_reasons(change: object, reason: DigestReason) -> None:
    server = authority()
    assert judge(server, change(signed(challenged(server)))) is reason  # type: ignore[operator]


def test_the_wrong_password_is_told_from_the_wrong_method() -> None:
    server = authority()
    response = challenged(server)
    assert judge(server, signed(response, password="other")) is DigestReason.WRONG_PASSWORD
    other_method = answer_challenge(response, "INVITE", URI, "dev", "pw", "c", 1)
    assert judge(server, other_method) is DigestReason.WRONG_PASSWORD


def test_a_nonce_ends() -> None:
    server = authority(nonce_lifetime_s=60.0)
    credentials = signed(challenged(server, 100.0))
    assert judge(server, credentials, 160.5) is DigestReason.STALE
    assert judge(server, credentials, 160.0) is DigestReason.OK


def test_a_nonce_of_another_server_or_of_the_future_is_stale() -> None:
    other = DigestAuthority(REALM, b"another secret!!")
    assert judge(authority(), signed(challenged(other))) is DigestReason.STALE
    server = authority()
    assert judge(server, signed(challenged(server, 500.0)), 100.0) is DigestReason.STALE
    forged = answer(Challenge(REALM, "中" * 60, "MD5", ("auth",)), "REGISTER", URI, "dev", "pw", "c")
    assert judge(server, str(forged)) is DigestReason.STALE


def test_a_nonce_count_may_only_rise() -> None:
    server = authority()
    response = challenged(server)
    assert judge(server, signed(response, nc=1)) is DigestReason.OK
    assert judge(server, signed(response, nc=1)) is DigestReason.REPLAYED
    assert judge(server, signed(response, nc=5)) is DigestReason.OK
    assert judge(server, signed(response, nc=4)) is DigestReason.REPLAYED
    assert judge(server, signed(response, nc=6)) is DigestReason.OK


@pytest.mark.parametrize(("reuse", "second"), [(False, DigestReason.REPLAYED), (True, DigestReason.OK)])
def test_without_qop_a_nonce_holds_once_unless_allowed(reuse: bool, second: DigestReason) -> None:
    server = authority(offer_qop=False, reuse_without_qop=reuse)
    credentials = signed(challenged(server))
    assert judge(server, credentials) is DigestReason.OK
    assert judge(server, credentials) is second


def test_leaving_qop_out_does_not_reopen_a_used_nonce() -> None:
    server = authority()
    response = challenged(server)
    assert judge(server, signed(response)) is DigestReason.OK
    nonce = Challenge.parse(response.headers.get("WWW-Authenticate") or "").nonce
    without = answer(Challenge(REALM, nonce), "REGISTER", URI, "dev", "pw", "c")
    assert judge(server, str(without)) is DigestReason.REPLAYED


def test_a_wrong_answer_does_not_use_the_nonce_up() -> None:
    server = authority()
    response = challenged(server)
    assert judge(server, signed(response, password="guess")) is DigestReason.WRONG_PASSWORD
    assert judge(server, signed(response)) is DigestReason.OK


def test_the_memory_of_used_nonces_is_bounded_and_no_replay_slips_through() -> None:
    server = authority(max_used_nonces=10)
    used = []
    for number in range(50):
        credentials = signed(challenged(server, 100.0 + number / 100, number.to_bytes(8)))
        assert judge(server, credentials) is DigestReason.OK
        used.append(credentials)
    assert len(server._used) <= 10
    assert {judge(server, credentials) for credentials in used} <= {DigestReason.REPLAYED, DigestReason.STALE}


def test_expired_nonces_are_forgotten() -> None:
    server = authority(nonce_lifetime_s=10.0)
    for number in range(100):
        assert (
            judge(server, signed(challenged(server, float(number), number.to_bytes(8))), float(number))
            is DigestReason.OK
        )
    assert len(server._used) < 15


def test_a_different_uri_is_borne_unless_strict() -> None:
    for strict, reason in ((False, DigestReason.OK), (True, DigestReason.MALFORMED)):
        server = authority(strict_uri=strict)
        verdict = server.check("REGISTER", "sip:10.0.0.1:5060", signed(challenged(server)), lookup, 101.0)
        assert verdict.reason is reason


def test_the_client_takes_the_strongest_it_can_and_the_proxys_header() -> None:
    values = [
        'Digest realm="r", nonce="n", algorithm=SHA-512-256',
        'Digest realm="r", nonce="n", algorithm=md5',
        'Digest realm="r",nonce="n",algorithm=SHA-256,qop="auth,auth-int"',
    ]
    response = Response(407, "", Headers([("Proxy-Authenticate", value) for value in values]))
    credentials = Credentials.parse(signed(response))
    assert (credentials.algorithm, credentials.qop, credentials.nc) == ("SHA-256", "auth", "00000001")
    with pytest.raises(SipSyntaxError):
        signed(Response(401, "", Headers([("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth-int"')])))
    with pytest.raises(SipSyntaxError):
        signed(Response(401, ""))


def test_a_weak_secret_or_unknown_algorithm_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        DigestAuthority(REALM, b"short")
    with pytest.raises(ValueError, match="algorithms"):
        authority(algorithms=("MD4",))


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(TEXT, TEXT, TEXT, st.none() | st.just("auth"))
def test_credentials_survive_writing(user: str, realm: str, nonce: str, qop: str | None) -> None:
    credentials = Credentials(
        user, realm, nonce, URI, "ab" * 16, "MD5", qop, "c" if qop else None, "00000001" if qop else None
    )
    assert Credentials.parse(str(credentials)) == credentials


@given(st.text(max_size=200))
def test_any_header_gets_a_verdict(text: str) -> None:
    assert not authority().check("REGISTER", URI, "Digest " + text, lookup, 1.0).ok
