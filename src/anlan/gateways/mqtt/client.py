"""aiomqtt's client with acknowledgements in our hands, and how it is set up."""

from __future__ import annotations

import logging
import ssl
from typing import Final

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from anlan.foundation.config import MqttSettings
from anlan.protocols.alarm_message import MAX_PAYLOAD_BYTES

ONLINE, OFFLINE = b"online", b"offline"
# For the other parts of a PUBLISH packet, the topic above all.
_OVERHEAD_BYTES: Final = 1_024
# With them a retained message would come again at every connection (MQTT 5 §3.8.3.1: 2 is never).
SUBSCRIPTION: Final = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
# aiomqtt's own log would repeat what the state tells, in its own words.
_SILENT: Final = logging.getLogger("anlan.mqtt.library")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


class BrokerClient(aiomqtt.Client):
    """Acknowledges a message when it is told to. aiomqtt leaves that to paho, which does so on arrival unless it is asked not to."""

    def __init__(self, settings: MqttSettings, client_id: str, status_topic: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(
            settings.host,
            settings.port,
            identifier=client_id,
            username=settings.username or None,
            password=settings.password or None,
            protocol=aiomqtt.ProtocolVersion.V5,
            # The broker keeps our subscription and what came while we were away.
            clean_start=False,
            properties=_wishes(settings),
            will=aiomqtt.Will(status_topic, OFFLINE, qos=1, retain=True),
            keepalive=settings.keepalive_s,
            max_queued_incoming_messages=2 * settings.max_in_flight,
            tls_context=tls,
            logger=_SILENT,
        )
        self.pending_calls_threshold = 4 * settings.max_in_flight
        self._client.manual_ack_set(on=True)

    async def listen(self, topic: str) -> None:
        """Subscribe to the devices' messages. Raises ``MqttError`` where the broker refuses."""
        granted = await self.subscribe(topic, options=SUBSCRIPTION)
        refused = [code for code in granted if getattr(code, "is_failure", False)]
        if refused:
            raise aiomqtt.MqttError(f"the broker refuses the subscription to {topic}: {refused[0]}")

    def acknowledge(self, message: aiomqtt.Message) -> None:
        """Tell the broker that it need not keep the message any longer."""
        if message.qos:
            self._client.ack(message.mid, message.qos)


def tls_of(settings: MqttSettings) -> ssl.SSLContext | None:
    """The context for a broker with TLS, None without. Raises ``OSError`` where the CA's file cannot be used."""
    return ssl.create_default_context(cafile=settings.tls_ca or None) if settings.tls else None


def _wishes(settings: MqttSettings) -> Properties:
    """What the broker is asked to keep to (MQTT 5 §3.1.2.11)."""
    found = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    found.SessionExpiryInterval = settings.session_hours * 3_600
    found.ReceiveMaximum = settings.max_in_flight
    found.MaximumPacketSize = MAX_PAYLOAD_BYTES + _OVERHEAD_BYTES
    return found
