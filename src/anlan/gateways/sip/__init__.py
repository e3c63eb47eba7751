"""SIP on sockets: one endpoint with a UDP and a TCP socket on the same port, and what serves its requests."""

from anlan.gateways.sip.endpoint import SipEndpoint
from anlan.gateways.sip.limits import SipLimits
from anlan.gateways.sip.ports import IncomingRequest, SipHandler, SipTimeout, SipTransportError, Target

__all__ = ["IncomingRequest", "SipEndpoint", "SipHandler", "SipLimits", "SipTimeout", "SipTransportError", "Target"]
