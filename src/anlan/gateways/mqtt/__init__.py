"""Alarms of devices that publish to an MQTT broker; acknowledged to the broker when committed, and not before."""

from anlan.gateways.mqtt.gateway import MqttGateway
from anlan.gateways.mqtt.state import MqttState

__all__ = ["MqttGateway", "MqttState"]
