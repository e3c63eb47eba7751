"""The one error shape: problem documents (RFC 9457) with a stable code and sentences in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from anlan.api.request_id import current_request_id
from anlan.foundation import errors
from anlan.protocols.wording import Sentence

log = structlog.get_logger("anlan.api")

MEDIA_TYPE = "application/problem+json"

STATUS: tuple[tuple[type[errors.DomainError], int], ...] = (
    (errors.Invalid, 422),
    (errors.Unauthenticated, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.TooMany, 429),
    (errors.Unavailable, 503),
)

_HTTP: dict[int, tuple[str, Sentence]] = {
    400: ("http.bad_request", Sentence("请求无法理解", "the request cannot be understood")),
    401: ("access.unauthenticated", Sentence("请先登录", "sign in first")),
    403: ("http.forbidden", Sentence("不允许此操作", "this is not allowed")),
    404: ("http.not_found", Sentence("没有此接口或资源", "there is no such route or thing")),
    405: ("http.method_not_allowed", Sentence("此接口不支持该方法", "this route does not take that method")),
    406: ("http.not_acceptable", Sentence("无法提供所请求的格式", "the format asked for is not available")),
    408: ("http.timeout", Sentence("请求超时", "the request took too long")),
    413: ("http.too_large", Sentence("请求体过大", "the request body is too large")),
    415: ("http.unsupported_media_type", Sentence("不支持该内容类型", "this content type is not supported")),
    500: ("http.internal", Sentence("平台内部错误，已记录", "an error of the platform; it has been logged")),
    503: ("http.unavailable", Sentence("服务暂不可用", "the service is not available now")),
}


class Problem(BaseModel):
    """RFC 9457 with the house's members."""

    type: str = Field(description="urn:anlan:problem:<code>")
    title: str
    status: int
    code: str = Field(description="Stable dotted code")
    zh: str
    en: str
    remedy_zh: str | None = None
    remedy_en: str | None = None
    fields: dict[str, dict[str, str]] = Field(default_factory=dict, description="Field → {zh, en}")
    trace: str = Field(description="Request id, as in the log")


class ProblemResponse(Response):
    media_type = MEDIA_TYPE


def problem_response(
    status: int,
    code: str,
    sentence: Sentence,
    *,
    remedy: Sentence | None = None,
    fields: Mapping[str, Sentence] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The document as a response."""
    document = Problem(
        type=f"urn:anlan:problem:{code}",
        title=sentence.en,
        status=status,
        code=code,
        zh=sentence.zh,
        en=sentence.en,
        remedy_zh=remedy.zh if remedy else None,
        remedy_en=remedy.en if remedy else None,
        fields={name: text.as_dict() for name, text in (fields or {}).items()},
        trace=current_request_id(),
    )
    body = json.dumps(document.model_dump(), ensure_ascii=False).encode()
    return ProblemResponse(body, status, dict(headers or {}))


def domain_problem(error: errors.DomainError) -> Response:
    """A domain error as a problem document."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    headers: dict[str, str] = {}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="anlan"'
    if status == 429:
        headers["Retry-After"] = str(getattr(error, "retry_after_s", 60))
    return problem_response(
        status, error.code, error.sentence, remedy=error.remedy, fields=error.fields, headers=headers
    )


def http_problem(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A bare HTTP status as a problem document."""
    code, sentence = _HTTP.get(status) or (f"http.{status}", Sentence("请求未被接受", "the request was not accepted"))
    return problem_response(status, code, sentence, headers=headers)


def validation_problem(faults: Sequence[Any]) -> Response:
    """What FastAPI found wrong in path, query or body, field by field."""
    fields: dict[str, Sentence] = {}
    for fault in faults:
        where = [
            str(part) for part in fault.get("loc", ()) if part not in ("body", "query", "path", "header", "cookie")
        ]
        fields.setdefault(".".join(where) or "body", _fault_sentence(fault))
    sentence = Sentence("提交的内容有误，请按提示修改", "what was sent is not valid; see the fields")
    return problem_response(422, "http.validation", sentence, fields=fields)


def _fault_sentence(fault: Mapping[str, Any]) -> Sentence:
    kind, bounds = str(fault.get("type", "")), fault.get("ctx") or {}
    known: dict[str, Sentence] = {
        "missing": Sentence("必须填写", "is required"),
        "extra_forbidden": Sentence("没有此字段", "there is no such field"),
        "string_too_short": Sentence(
            f"至少 {bounds.get('min_length')} 个字符", f"at least {bounds.get('min_length')} characters"
        ),
        "string_too_long": Sentence(
            f"至多 {bounds.get('max_length')} 个字符", f"at most {bounds.get('max_length')} characters"
        ),
        "greater_than_equal": Sentence(f"不小于 {bounds.get('ge')}", f"not less than {bounds.get('ge')}"),
        "less_than_equal": Sentence(f"不大于 {bounds.get('le')}", f"not more than {bounds.get('le')}"),
        "string_pattern_mismatch": Sentence("格式不符", f"does not match {bounds.get('pattern')}"),
        "int_parsing": Sentence("须为整数", "must be a whole number"),
        "json_invalid": Sentence("不是有效的 JSON", "is not valid JSON"),
    }
    if kind in ("literal_error", "enum"):
        return Sentence(f"须为：{bounds.get('expected')}", f"must be {bounds.get('expected')}")
    return known.get(kind) or Sentence("取值不合要求", str(fault.get("msg", "is not valid"))[:200])


def install(app: FastAPI) -> None:
    """Every error of the application becomes a problem document; nothing of a traceback leaves the house."""

    async def on_domain(_request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.DomainError)
        return domain_problem(error)

    async def on_http(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return http_problem(error.status_code, error.headers)

    async def on_validation(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return validation_problem(error.errors())

    # A WebSocket that is refused before it is accepted gets the same document: Starlette sends a returned response as the denial.
    app.add_exception_handler(errors.DomainError, on_domain)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_validation)
