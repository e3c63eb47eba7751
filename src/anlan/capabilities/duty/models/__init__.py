"""Tables of the duty room."""

from anlan.capabilities.duty.models.handovers import DutyHandover, DutyLogLine
from anlan.capabilities.duty.models.people import DutyAbsence, DutyPerson, DutyQualification
from anlan.capabilities.duty.models.rooms import DutyPosition, DutyRoom, ShiftPattern
from anlan.capabilities.duty.models.rosters import DutyRoster, DutyShift, ShiftSwap
from anlan.capabilities.duty.models.sessions import DutySession

__all__ = [
    "DutyAbsence",
    "DutyHandover",
    "DutyLogLine",
    "DutyPerson",
    "DutyPosition",
    "DutyQualification",
    "DutyRoom",
    "DutyRoster",
    "DutySession",
    "DutyShift",
    "ShiftPattern",
    "ShiftSwap",
]
