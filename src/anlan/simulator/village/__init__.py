"""Cheap village devices: one-key buttons, RFID readers and detectors that sign JSON messages, over HTTP or MQTT."""

from anlan.simulator.village.couriers import Courier, HttpCourier, MqttCourier, courier_of
from anlan.simulator.village.device import Delivery, VillageDevice, VillageProfile
from anlan.simulator.village.story import VillageEvent, VillageHousehold, households, village_night

__all__ = [
    "Courier",
    "Delivery",
    "HttpCourier",
    "MqttCourier",
    "VillageDevice",
    "VillageEvent",
    "VillageHousehold",
    "VillageProfile",
    "courier_of",
    "households",
    "village_night",
]
