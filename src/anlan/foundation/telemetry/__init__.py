"""Telemetry: structured logs without secrets, metrics, and the truth about health."""
