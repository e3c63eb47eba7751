"""Signed messages of alarm devices: one-key buttons, RFID readers and other cheap devices of the villages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from anlan.api.access import remote_host
from anlan.api.context import Context
from anlan.api.problems import problem_response
from anlan.api.times import UtcTime
from anlan.capabilities.alarms.messages.reception import SignedDocument, Taken
from anlan.foundation.access.actor import Resource
from anlan.foundation.errors import Unavailable
from anlan.protocols.alarm_message import (
    MAX_BODY_BYTES,
    Answer,
    MalformedMessage,
    read_head,
    signature_of,
    write_answer,
)
from anlan.protocols.alarm_message.answers import Outcome
from anlan.protocols.alarm_message.document import COMPONENT
from anlan.protocols.wording import Sentence

router = APIRouter(tags=["alarm messages"])
PATH: Final = "/api/v1/alarm-messages"
TIMESTAMP, NONCE, SIGNATURE = "X-Anlan-Timestamp", "X-Anlan-Nonce", "X-Anlan-Signature"

REFUSALS: Final[dict[Outcome, tuple[HTTPStatus, Sentence]]] = {
    "signature": (
        HTTPStatus.UNAUTHORIZED,
        Sentence("设备编号、密钥或签名不符", "account, key or signature is wrong"),
    ),
    "clock": (
        HTTPStatus.UNAUTHORIZED,
        Sentence("签名时间与平台时间相差过大，请校时后重发", "the time of signing is too far from ours: set the clock, sign anew"),
    ),
    "replayed": (
        HTTPStatus.CONFLICT,
        Sentence("该随机数已使用过，重发时须重新签名", "this nonce was used before: sign anew to send again"),
    ),
    "malformed": (HTTPStatus.UNPROCESSABLE_ENTITY, Sentence("报文内容有误", "the document is not valid")),
    "rate": (HTTPStatus.TOO_MANY_REQUESTS, Sentence("该设备发送过于频繁", "this device sends too often")),
    "busy": (
        HTTPStatus.SERVICE_UNAVAILABLE,
        Sentence("平台暂时无法入库，请稍后重发", "nothing can be kept at this moment: send again"),
    ),
}  # fmt: skip


class MessageReceipt(BaseModel):
    """A message that is kept."""

    id: str = Field(description="As the device numbered it")
    signal: str = Field(description="Number in the records; the same whenever it is sent again; empty for a heartbeat")


class MessagesAnswer(BaseModel):
    """Everything in the document is kept."""

    version: Literal[1]
    outcome: Literal["accepted"]
    time: UtcTime = Field(description="The platform's clock")
    results: list[MessageReceipt]
    where: str = Field(description="Empty: nothing is wrong")
    why: str = Field(description="Empty: nothing is wrong")


_DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{COMPONENT}Document"}}},
    }
}


@router.post(
    "/alarm-messages", summary="Take a device's signed messages", response_model=MessagesAnswer, openapi_extra=_DESCRIBED
)  # fmt: skip
async def take_messages(
    request: Request,
    context: Context,
    account: Annotated[str, Header(alias="X-Anlan-Account", max_length=64, description="Device id")],
    timestamp: Annotated[str, Header(alias=TIMESTAMP, max_length=10, description="Unix seconds")],
    nonce: Annotated[str, Header(alias=NONCE, max_length=64, description="8 to 64 characters, another each time")],
    signature: Annotated[
        str,
        Header(
            alias=SIGNATURE,
            max_length=64,
            description="HMAC-SHA256 in hexadecimal under the device's key over six lines joined by line feeds: `anlan1`, `POST`, "
            "`/api/v1/alarm-messages`, timestamp, nonce, SHA-256 of the body in hexadecimal",
        ),
    ],
) -> Response:
    """Events and heartbeats of one device, at most 100. Answers 200 when all are committed; the same message again gets the same
    answer. 503 and 429: send again later, signed anew. The answer is signed too where the request was rightly so (method `ANSWER`)."""
    if context.device_messages is None:
        raise Unavailable("alarm_messages.off", Sentence("报警接收尚未启动", "alarms are not received yet"))
    try:
        head = read_head(timestamp, nonce, signature)
    except MalformedMessage as error:
        return _refusal(Answer(outcome="signature", time=context.clock.now_utc(), where=error.where, why=error.why))
    body = await _body(request)
    taken = await context.device_messages.take(
        SignedDocument(
            "http", "POST", PATH, account, head, body, remote_host(request), encrypted=request.url.scheme == "https"
        )
    )
    if taken.answer.outcome == "signature":
        resource = Resource("route", f"POST {PATH}", "")
        await context.access.refusals.note(
            None, remote_host(request), "alarm_messages.send", resource, "alarm_messages.signature"
        )
    return _signed(_response(taken.answer), taken, head.nonce)


async def _body(request: Request) -> bytes:
    """The body up to our own bound, which is below what other routes take."""
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > MAX_BODY_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(parts)


def _response(answer: Answer) -> Response:
    if answer.outcome != "accepted":
        return _refusal(answer)
    return Response(write_answer(answer), media_type="application/json")


def _refusal(answer: Answer) -> Response:
    status, sentence = REFUSALS[answer.outcome]
    fields = {answer.where or "document": Sentence(answer.why, answer.why)} if answer.outcome == "malformed" else {}
    headers = {"WWW-Authenticate": "Anlan1"} if status == HTTPStatus.UNAUTHORIZED else {}
    if answer.outcome in ("busy", "rate"):
        headers["Retry-After"] = "5"
    return problem_response(status, f"alarm_messages.{answer.outcome}", sentence, fields=fields, headers=headers)


def _signed(response: Response, taken: Taken, nonce: str) -> Response:
    """With the platform's time and signature, for a device that does not trust what lies between."""
    if taken.key is not None:
        sent_s = int(taken.answer.time.timestamp())
        response.headers[TIMESTAMP] = str(sent_s)
        response.headers[SIGNATURE] = signature_of(taken.key, "ANSWER", PATH, sent_s, nonce, bytes(response.body))
    return response
