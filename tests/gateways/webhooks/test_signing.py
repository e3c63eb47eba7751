"""Signatures: the standard's own vector, and what openssl makes of ours."""

from __future__ import annotations

import base64
import subprocess
from datetime import UTC, datetime

from anlan.capabilities.notifications.drafts import new_secret
from anlan.gateways.webhooks.signing import signature_headers

AT = datetime.fromtimestamp(1614265330, UTC)


def test_the_vector_of_the_standard() -> None:
    # github.com/standard-webhooks/standard-webhooks, libraries' common test vector.
    headers = signature_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, b'{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_openssl_makes_the_same_of_each_secret() -> None:
    secrets = [new_secret(), new_secret()]
    body = '{"kind":"alarms.case","facts":{"text":"人民路"}}'.encode()
    headers = signature_headers("e1", AT, body, secrets)
    signed = b"e1.1614265330." + body
    assert headers["webhook-signature"].split() == [f"v1,{by_openssl(secret, signed)}" for secret in secrets]


def by_openssl(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_")).hex()
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}", "-binary"]
    digest = subprocess.run(command, input=signed, capture_output=True, check=True).stdout
    return base64.b64encode(digest).decode()
