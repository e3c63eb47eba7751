"""The cascade upward (级联, lower role): registers with upper platforms, shows them what is shared, sends them pictures."""

from anlan.gateways.gb28181.cascade.cascade import Cascade

__all__ = ["Cascade"]
