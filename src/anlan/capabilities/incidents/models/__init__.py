"""Tables of the incident desk."""

from anlan.capabilities.incidents.models.incidents import Incident, IncidentEntry, IncidentFile
from anlan.capabilities.incidents.models.parties import IncidentCamera, IncidentParticipant
from anlan.capabilities.incidents.models.plans import IncidentPlan, IncidentStep
from anlan.capabilities.incidents.models.units import IncidentTask, IncidentUnit

__all__ = [
    "Incident",
    "IncidentCamera",
    "IncidentEntry",
    "IncidentFile",
    "IncidentParticipant",
    "IncidentPlan",
    "IncidentStep",
    "IncidentTask",
    "IncidentUnit",
]
