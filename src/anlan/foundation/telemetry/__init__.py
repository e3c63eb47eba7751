"""Telemetry: structured logs without secrets, metrics, and the truth about health."""

from anlan.foundation.telemetry.health import CheckResult, Health
from anlan.foundation.telemetry.logs import configure_logging

__all__ = ["CheckResult", "Health", "configure_logging"]
