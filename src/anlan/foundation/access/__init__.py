"""Access: who may do what where, and the one gate through which every picture and every record is reached."""

from anlan.foundation.access.actor import ANONYMOUS, SYSTEM, Actor, Credential, Permit, Resource
from anlan.foundation.access.permissions import PERMISSIONS, PURPOSES

__all__ = ["ANONYMOUS", "PERMISSIONS", "PURPOSES", "SYSTEM", "Actor", "Credential", "Permit", "Resource"]
