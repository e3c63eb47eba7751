"""Receiver for alarm panels by SIA DC-09 over TCP and UDP; acknowledges what is committed, and nothing else."""

from anlan.gateways.dc09.gateway import Dc09Gateway
from anlan.gateways.dc09.limits import Dc09Limits, limits_of

__all__ = ["Dc09Gateway", "Dc09Limits", "limits_of"]
