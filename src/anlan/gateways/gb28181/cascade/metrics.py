"""What the cascade counts for ``/metrics``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

REGISTRATIONS = Counter("anlan_cascade_registrations", "Registrations with upper platforms by outcome", ["outcome"])
CATALOGS = Counter("anlan_cascade_catalogs", "Catalogs asked for from above, by outcome", ["outcome"])
PARTS = Counter("anlan_cascade_catalog_parts", "Parts of catalogs acknowledged from above")
NOTIFIES = Counter("anlan_cascade_notifies", "Notifications by outcome", ["outcome"])
INVITATIONS = Counter(
    "anlan_cascade_invitations", "Calls from above by outcome (200 or the failure's code)", ["outcome"]
)
FORWARDS = Gauge("anlan_cascade_forwards", "Pictures being sent to upper platforms")
REFUSED = Counter("anlan_cascade_refused", "Requests in an upper platform's name that were turned away", ["reason"])
ALARMS = Counter("anlan_cascade_alarms", "Alarms told to upper platforms by outcome", ["outcome"])
COMMANDS = Counter("anlan_cascade_commands", "Guard commands and alarm resets from above by outcome", ["outcome"])
