"""Channels in and out as tables: xlsx and CSV, checked row by row, taken all or not at all."""

from anlan.capabilities.directory.exchange.desk import Exchange, ImportReport

__all__ = ["Exchange", "ImportReport"]
