"""From what goes wrong here to what an upper platform is answered, with the true reason beside the SIP status."""

from __future__ import annotations

from anlan.capabilities.live.failures import CODES, failure
from anlan.capabilities.live.ports import Failure
from anlan.foundation.errors import DomainError, Forbidden, NotFound, TooMany
from anlan.protocols.sip import Request, Response, reply
from anlan.protocols.wording import Sentence

# Read by the Anlan above us, so that its user learns the cause three levels down; others ignore it (RFC 3261 §20).
FAILURE_HEADER = "X-Anlan-Failure"

_STATUS = {
    "device_unknown": 404,
    "device_offline": 480,
    "device_silent": 504,
    "refused_403": 403,
    "busy_486": 486,
    "not_acceptable_488": 488,
    "refused_other": 502,
    "bad_answer": 502,
    "no_packet": 504,
    "port_closed": 504,
    "wrong_ssrc": 502,
    "wrong_source": 502,
    "no_key_frame": 504,
    "not_ps": 488,
    "codec_unsupported": 488,
    "bandwidth": 503,
    "stopped_by_device": 480,
    "lower_platform": 502,
    "capacity": 486,
    "cancelled": 487,
    "internal": 500,
}


def told_from_above(request: Request) -> Failure | None:
    """What an Anlan above says in its BYE that went wrong there; None where it, or another maker's platform, names nothing."""
    cause = (request.headers.get(FAILURE_HEADER) or "").strip()
    if cause not in CODES:
        return None
    told = failure(cause)
    sentence = Sentence(f"上级平台报告：{told.sentence.zh}", f"The platform above reports: {told.sentence.en}")
    return failure(cause, {"by": "upper"}, detail=sentence)


def root_cause(failure: Failure) -> str:
    """The code of the cause: what the platform below us told, where it told one."""
    return str(failure.facts.get("cause", failure.code)) if failure.code == "lower_platform" else failure.code


def status_of(cause: str) -> int:
    """The SIP status for a cause."""
    return _STATUS.get(cause, 502)


def refuse(request: Request, cause: str) -> Response:
    """The answer to an INVITE that cannot be served."""
    return reply(request, status_of(cause), headers=[(FAILURE_HEADER, cause)])


def cause_of_error(error: DomainError) -> str:
    """The cause in an error of the domain."""
    if isinstance(error, Forbidden):
        return "refused_403"
    if isinstance(error, NotFound):
        return "device_unknown"
    if isinstance(error, TooMany):
        return "capacity"
    return "internal"
