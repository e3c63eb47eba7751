"""Taking a peer's catalog: where each entry hangs, what is new, changed or gone."""

from anlan.capabilities.directory.catalog.intake import apply_catalog
from anlan.capabilities.directory.catalog.notices import apply_catalog_notify

__all__ = ["apply_catalog", "apply_catalog_notify"]
