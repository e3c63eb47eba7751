"""Adapters to the outside world; each implements ports that capabilities state."""
