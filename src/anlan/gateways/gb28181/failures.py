"""From what a peer answers, and what the media core sees, to the failure that a person reads."""

from __future__ import annotations

import re

from anlan.capabilities.live.failures import CODES, UNDECODABLE, Fact, failure
from anlan.capabilities.live.ports import Failure
from anlan.gateways.gb28181.ports import MediaFacts
from anlan.protocols.sip import Request, Response
from anlan.protocols.wording import Sentence

# Our own cascade names the cause in an error to INVITE by this header; other makers' platforms do not have it.
CAUSE_HEADER = "X-Anlan-Failure"
MAX_TEXT = 200

BY_STATUS = {403: "refused_403", 486: "busy_486", 600: "busy_486", 488: "not_acceptable_488", 606: "not_acceptable_488"}
# The statuses that mean something more precise than "refused".
DETAILS: dict[int, Sentence] = {
    400: Sentence("设备认为点播请求有误（400）。", "The device calls the request bad (400)."),
    401: Sentence("对端要求对点播再次认证（401），本平台不支持。", "The other side wants the call itself authenticated (401), which is not done."),
    404: Sentence("设备或下级平台称没有该通道（404）。", "The device or lower platform says that it has no such channel (404)."),
    408: Sentence("下级平台等待其设备超时（408）。", "The lower platform waited in vain for its device (408)."),
    480: Sentence("设备或下级平台称该通道暂时不可用（480）。", "The device or lower platform says that the channel is not available now (480)."),
    481: Sentence("设备称会话不存在（481）。", "The device says that there is no such session (481)."),
    500: Sentence("设备或下级平台内部错误（500）。", "An error inside the device or lower platform (500)."),
    503: Sentence("设备或下级平台暂时无法服务（503）。", "The device or lower platform cannot serve now (503)."),
}  # fmt: skip
_CAUSE = re.compile(r"[a-z0-9_]{1,40}")
_WARNING = re.compile(r'\d{3}\s+\S+\s+"([^"]{0,200})"')


def of_answer(response: Response) -> Failure:
    """The failure in a final answer to INVITE that is not 2xx."""
    facts: dict[str, Fact] = {"status": response.status, "reason": response.reason[:MAX_TEXT]}
    warning = _WARNING.search(response.headers.get("Warning") or "")
    if warning:
        facts["warning"] = warning.group(1)
    cause = (response.headers.get(CAUSE_HEADER) or "").strip()
    if _CAUSE.fullmatch(cause):
        return of_lower(cause, facts)
    code = BY_STATUS.get(response.status, "refused_other")
    detail = DETAILS.get(response.status) if code == "refused_other" else None
    return failure(code, facts, detail=detail)


def of_bye(request: Request, facts: dict[str, Fact]) -> Failure:
    """The failure in a BYE of the sender's: a platform of ours below says what broke."""
    cause = (request.headers.get(CAUSE_HEADER) or "").strip()
    if _CAUSE.fullmatch(cause) and cause != "stopped_by_device":
        return of_lower(cause, facts)
    return failure("stopped_by_device", facts)


def of_lower(cause: str, facts: dict[str, Fact]) -> Failure:
    """A failure told by an Anlan below us: its cause is told on, in words, and with the remedy that goes with it."""
    facts = {**facts, "cause": cause}
    if cause not in CODES or cause == "lower_platform":
        return failure("lower_platform", facts)
    told = failure(cause)
    sentence = Sentence(f"下级平台报告：{told.sentence.zh}", f"The platform below reports: {told.sentence.en}")
    return Failure(code="lower_platform", sentence=sentence, remedy=told.remedy, facts=facts)


def of_undecodable(facts: MediaFacts) -> Failure:
    """``stream_undecodable`` of the media core."""
    code = UNDECODABLE.get(str(facts.get("reason", "")), "not_ps")
    return failure(code, {"detail": str(facts.get("detail", ""))[:MAX_TEXT]})


def of_closed(facts: MediaFacts, *, began: bool) -> Failure:
    """``stream_closed`` of the media core; ``began``: packets had come before."""
    reason = str(facts.get("reason", ""))
    told: dict[str, Fact] = {"reason": reason, "detail": str(facts.get("detail", ""))[:MAX_TEXT]}
    if reason == "framing":
        return failure("not_ps", told)
    return failure("stopped_by_device" if began else "port_closed", told)


def no_first_packet(wrong_ssrc: MediaFacts | None, wrong_source: MediaFacts | None, facts: dict[str, Fact]) -> Failure:
    """Nothing acceptable arrived in time: say what did arrive, if anything."""
    if wrong_ssrc is not None:
        return failure("wrong_ssrc", {**facts, **wrong_ssrc})
    if wrong_source is not None:
        return failure("wrong_source", {**facts, **wrong_source})
    return failure("no_packet", facts)
