"""Over a real broker: kept and answered, acknowledged after the commit, fetched after an absence, refused without harm."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest
from tests.capabilities.alarms.messages.devices import Device, event, heartbeat
from tests.gateways.mqtt.broker import Broker
from tests.gateways.mqtt.conftest import PREFIX, House, believed, unsigned

from anlan.capabilities.alarms.ports import Receipt, SourceKey
from anlan.foundation.errors import Unavailable
from anlan.gateways.mqtt.metrics import RETRIES
from anlan.protocols.alarm_message import message_topic, write_payload
from anlan.protocols.wording import Sentence

pytestmark = pytest.mark.foreign
RECEIPT = Receipt("id", repeated=False, alarm=None, known=True)


async def test_what_a_device_publishes_is_kept_and_answered(house: House) -> None:
    gateway = await house.open()
    answers = await house.answers(count=2)
    await house.send(event("e-1", "one_key", text="求助"), heartbeat())
    answer = believed(await answers.payload(), house.device)
    assert (answer.outcome, [each.id for each in answer.results]) == ("accepted", ["e-1", "h-1"])
    assert [(each.source.account, each.kind.code, each.text) for each in house.centre.signals] == [
        ("BTN-1", "one_key", "求助")
    ]
    await house.send(heartbeat("h-2"), options=("-V", "mqttv311"))
    assert believed(await answers.payload(), house.device).outcome == "accepted"
    assert house.centre.polls == [(SourceKey("mqtt", "", "", "BTN-1"), "1")]
    await house.until(lambda: not gateway.state.pending)
    state = gateway.state
    assert (state.connected, state.received, state.fault) == (True, 2, "")
    assert state.heard_utc is not None


async def test_the_broker_keeps_what_was_not_committed(house: House) -> None:
    house.centre.hold = True
    first = await house.open()
    await house.send(event("e-1"))
    await house.arrived(1)
    # It stops with the alarm in hand, as in a kill: nothing was acknowledged.
    await first.stop()
    assert first.state.received == 1
    house.centre.hold = False
    house.centre.signals.clear()
    answers = await house.answers()
    second = await house.open()
    assert believed(await answers.payload(), house.device).outcome == "accepted"
    assert second.state.received == 1
    # And what was acknowledged does not come a third time.
    await house.until(lambda: not second.state.pending)
    await second.stop()
    third = await house.open()
    answers = await house.answers()
    await house.send(event("e-2"))
    await answers.payload()
    assert third.state.received == 1


async def test_what_was_published_while_we_were_away_is_fetched_in_order(house: House) -> None:
    await (await house.open()).stop()
    for number in range(5):
        await house.send(event(f"e-{number}"))
    # The broker itself is killed in between and has it on its disk.
    await house.broker.stop()
    await house.broker.start()
    gateway = await house.open()
    await house.arrived(5)
    assert [each.sequence for each in house.centre.signals] == [f"e-{number}" for number in range(5)]
    await house.until(lambda: not gateway.state.pending)


async def test_while_nothing_can_be_kept_it_is_tried_again_and_not_lost(house: House) -> None:
    house.centre.error = Unavailable("alarms.full", Sentence("满", "full"))
    tried = RETRIES._value.get()
    await house.open()
    answers = await house.answers()
    await house.send(event("e-1"))
    await house.until(lambda: RETRIES._value.get() > tried)
    assert house.centre.signals == []
    house.centre.error = None
    assert believed(await answers.payload(), house.device).outcome == "accepted"
    assert len(house.centre.signals) == 1


async def test_a_connection_that_is_lost_is_made_again(house: House) -> None:
    gateway = await house.open()
    await house.broker.stop(signal.SIGKILL)
    await house.until(lambda: not gateway.state.connected)
    await house.until(lambda: bool(gateway.state.fault))
    await gateway.check()
    await house.broker.start()
    await house.until(lambda: gateway.state.connected)
    await house.send(event("e-1"))
    await house.arrived(1)


async def test_devices_are_told_whether_the_platform_is_there(house: House) -> None:
    gateway = await house.open()
    status = await house.broker.subscriber(f"{PREFIX}/platform", 2)
    house.subscribers.append(status)
    assert await status.payload() == b"online"
    await gateway.stop()
    assert await status.payload() == b"offline"


async def test_a_stranger_gets_no_belief_and_does_no_harm(house: House) -> None:
    await house.open()
    refusals, neighbours = await house.answers("BTN-1", 3), await house.answers("BTN-2")
    topic = message_topic(PREFIX, "BTN-1")
    good = house.device.signed(event("e-1"))
    for payload in (b"", b"{}", b"\xff" * 2_000, b"anlan1 1 2 3\n{}", good.body):
        await house.broker.publish(topic, payload)
    await house.broker.publish(f"{PREFIX}/messages/a b", write_payload(good.head, good.body))
    await house.broker.publish(message_topic(PREFIX, "BTN-2"), write_payload(good.head, good.body))
    forged = write_payload(good.head, good.body.replace(b"one_key", b"all_well"))
    await house.broker.publish(topic, forged)
    head, answer = unsigned(await refusals.payload())
    assert (head.nonce, answer.outcome) == (good.head.nonce, "signature")
    assert house.centre.signals == []
    # The forger has not used up the honest device's nonce, and the neighbour is answered.
    await house.broker.publish(topic, write_payload(good.head, good.body))
    assert believed(await refusals.payload(), house.device).outcome == "accepted"
    assert unsigned(await neighbours.payload())[1].outcome == "signature"


async def test_a_wrong_clock_is_told_the_time_under_our_signature(house: House) -> None:
    await house.open()
    answers = await house.answers("BTN-1")
    await house.send(event("e-1"), device=Device(house.clock, protocol="mqtt", lag_s=-3_600))
    answer = believed(await answers.payload(), house.device)
    assert answer.outcome == "clock"
    assert abs((answer.time - house.clock.now_utc()).total_seconds()) < 3_600


async def test_many_are_served_while_one_waits_and_none_is_lost(house: House) -> None:
    house.centre.hold = True
    gateway = await house.open(max_in_flight=10)
    for number in range(25):
        await house.send(event(f"e-{number}"))
    await house.until(lambda: gateway.state.pending == 10)
    assert len(house.centre.signals) == 10
    house.centre.hold = False
    house.centre.commit(RECEIPT)
    await house.arrived(25)
    await house.until(lambda: not gateway.state.pending)
    assert [each.sequence for each in house.centre.signals] == [f"e-{number}" for number in range(25)]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for the loopback that signs itself, and its key."""
    made, key = folder / "broker.pem", folder / "broker.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    key.chmod(0o644)
    return made, key


async def test_a_broker_with_tls_is_checked_against_its_authority(house: House, tmp_path: Path) -> None:
    made, key = certificate(tmp_path)
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(passwords), "anlan", "river"], check=True, capture_output=True)
    passwords.chmod(0o644)
    folder = tmp_path / "tls"
    folder.mkdir()
    await house.broker.stop()
    house.broker = Broker(
        folder, f"certfile {made}", f"keyfile {key}", "allow_anonymous false", f"password_file {passwords}"
    )
    await house.broker.start()
    stranger = await house.open(tls=True, username="anlan", password="river", wait=False)
    await house.until(lambda: "certificate" in stranger.state.fault.lower())
    wrong = await house.open(tls=True, tls_ca=str(made), username="anlan", password="lake", wait=False)
    await house.until(lambda: "authori" in wrong.state.fault.lower())
    gateway = await house.open(tls=True, tls_ca=str(made), username="anlan", password="river", client_id="other")
    assert gateway.state.tls
    signed = house.device.signed(event("e-1"))
    await house.broker.publish(
        message_topic(PREFIX, "BTN-1"), write_payload(signed.head, signed.body),
        "--cafile", str(made), "-h", "127.0.0.1", "-u", "anlan", "-P", "river",
    )  # fmt: skip
    await house.arrived(1)
    assert house.centre.signals[0].encrypted
    with pytest.raises(OSError):
        await house.open(tls=True, tls_ca=str(tmp_path / "none.pem"), wait=False)
