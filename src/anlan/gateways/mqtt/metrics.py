"""What this gateway counts for ``/metrics``; what becomes of a document is counted where it is taken."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

CONNECTED = Gauge("anlan_mqtt_connected", "Whether the broker is connected")
CONNECTIONS = Counter("anlan_mqtt_connections", "Tries to connect to the broker, by what became of them", ["outcome"])
MESSAGES = Counter("anlan_mqtt_messages", "Messages of the broker: taken, or unreadable and dropped", ["outcome"])
PENDING = Gauge("anlan_mqtt_pending", "Messages received and not yet acknowledged to the broker")
RETRIES = Counter("anlan_mqtt_retries", "Times a message was tried again because nothing could be kept")
ANSWERS_LOST = Counter("anlan_mqtt_answers_lost", "Answers that could not be published; the device sends again")
