"""Posting to real receivers: what counts as taken, and what is never done."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.gateways.webhooks.receiver import answered, receiving

from anlan.capabilities.notifications.drafts import new_secret
from anlan.capabilities.notifications.ports import Answer, Message
from anlan.foundation.config import WebhooksSettings
from anlan.gateways.webhooks.sender import ANSWER_BYTES, HttpWebhookSender

LOCAL = WebhooksSettings(allowed_networks=("127.0.0.0/8",), timeout_s=60)
SECRET = new_secret()
AT = datetime(2026, 1, 1, tzinfo=UTC)


def message(number: int = 1) -> Message:
    return Message(f"e{number}", AT, (SECRET,), f'{{"number":{number},"text":"人民路"}}'.encode())


async def sent(sender: HttpWebhookSender, url: str, *messages: Message) -> list[Answer]:
    async with sender.line(url) as line:
        return [await line.send(each) for each in messages]


async def test_messages_go_signed_over_one_connection() -> None:
    async with receiving() as receiver:
        answers = await sent(HttpWebhookSender(LOCAL), receiver.url("/hook?key=a%20b"), message(1), message(2))
    assert [answer.reason for answer in answers] == [None, None]
    assert receiver.connections == 1
    assert [post.headers["webhook-id"] for post in receiver.posts] == ["e1", "e2"]
    for post in receiver.posts:
        assert (post.method, post.path) == ("POST", "/hook?key=a%20b")
        assert post.headers["host"] == f"127.0.0.1:{receiver.port}"
        assert post.headers["content-type"] == "application/json"
        assert post.document["text"] == "人民路"
        assert post.signed_with(SECRET)
        assert not post.signed_with(new_secret())


@pytest.mark.parametrize(
    ("answer", "taken", "away", "gone", "retry_after_s"),
    [
        (answered(200, body=b"fine"), True, False, False, 0),
        (answered(299), True, False, False, 0),
        (answered(302, "location: http://127.0.0.1:1/elsewhere"), False, False, False, 0),
        (answered(400), False, False, False, 0),
        (answered(404), False, False, False, 0),
        (answered(410), False, False, True, 0),
        (answered(429, "retry-after: 120"), False, True, False, 120),
        (answered(500), False, True, False, 0),
        (answered(503, "retry-after: Wed, 21 Oct 2026 07:28:00 GMT"), False, True, False, 0),
        (b"nonsense\r\n\r\n", False, True, False, 0),
    ],
    ids=lambda value: value[:20].decode() if isinstance(value, bytes) else str(value),
)
async def test_what_an_answer_means(answer: bytes, taken: bool, away: bool, gone: bool, retry_after_s: int) -> None:
    async with receiving(answer) as receiver:
        (found,) = await sent(HttpWebhookSender(LOCAL), receiver.url(), message())
    assert (found.reason is None, found.away, found.gone, found.retry_after_s) == (taken, away, gone, retry_after_s)
    assert len(receiver.posts) == 1


async def test_a_redirect_is_not_followed() -> None:
    async with receiving() as other, receiving(answered(307, f"location: {other.url()}")) as receiver:
        (found,) = await sent(HttpWebhookSender(LOCAL), receiver.url(), message())
    assert found.status == 307
    assert other.posts == []


async def test_a_receiver_that_says_nothing_is_given_up_in_time() -> None:
    settings = LOCAL.model_copy(update={"timeout_s": 1})
    async with receiving(None) as receiver:
        (found,) = await sent(HttpWebhookSender(settings), receiver.url(), message())
    assert (found.status, found.away) == (None, True)
    assert found.reason is not None
    assert "超时" in found.reason.zh


async def test_an_endless_answer_is_cut_off() -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (ANSWER_BYTES * 20)
    async with receiving(endless, answered(200)) as receiver:
        answers = await sent(HttpWebhookSender(LOCAL), receiver.url(), message(1), message(2))
    assert [answer.reason for answer in answers] == [None, None]


async def test_a_receiver_that_is_not_there() -> None:
    async with receiving() as receiver:
        url = receiver.url()
    (found,) = await sent(HttpWebhookSender(LOCAL), url, message())
    assert (found.status, found.away) == (None, True)


async def test_nothing_is_sent_to_an_address_that_is_not_allowed() -> None:
    async with receiving() as receiver:
        sender = HttpWebhookSender(WebhooksSettings())
        refusal = await sender.refusal(receiver.url())
        (found,) = await sent(sender, receiver.url(), message())
    assert refusal is not None
    assert found.reason == refusal
    assert receiver.connections == 0


async def test_a_name_that_turns_to_another_address_after_the_check_is_refused() -> None:
    addresses = [["127.0.0.1"], ["10.0.0.1"]]

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses.pop(0)

    async with receiving() as receiver:
        sender = HttpWebhookSender(LOCAL, resolve=resolve)
        answers = await sent(sender, receiver.url(host="hooks.example"), message(1), message(2))
    assert answers[0].reason is None
    assert answers[1].reason is not None
    assert [post.headers["host"] for post in receiver.posts] == [f"hooks.example:{receiver.port}"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of hooks.example that vouches for itself, with its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "hooks.pem"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
        "/CN=hooks.example", "-addext", "subjectAltName=DNS:hooks.example", "-keyout", str(path), "-out", str(path) + ".crt",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.mark.parametrize(
    ("host", "trusted", "taken"),
    [("hooks.example", True, True), ("hooks.example", False, False), ("other.example", True, False)],
)
async def test_a_certificate_must_hold_for_the_name(certificate: Path, host: str, trusted: bool, taken: bool) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    settings = LOCAL.model_copy(update={"ca_file": str(certificate) if trusted else ""})
    async with receiving(tls=tls) as receiver:
        (found,) = await sent(
            HttpWebhookSender(settings, resolve=resolve), receiver.url(host=host, scheme="https"), message()
        )
    assert (found.reason is None) == taken
    if not taken:
        assert found.reason is not None
        assert "证书" in found.reason.zh
    assert len(receiver.posts) == int(taken)


async def test_several_receivers_do_not_wait_for_one_that_hangs() -> None:
    sender = HttpWebhookSender(LOCAL)
    async with receiving(None) as hanging, receiving() as quick:
        slow = asyncio.create_task(sent(sender, hanging.url(), message()))
        await hanging.posted(1)
        assert (await sent(sender, quick.url(), message()))[0].reason is None
        assert not slow.done()
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
