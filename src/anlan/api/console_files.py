"""The console's files, as built into the package."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from anlan.api.problems import http_problem, problem_response
from anlan.protocols.wording import Sentence

router = APIRouter(include_in_schema=False)
CONSOLE_DIRECTORY = Path(__file__).parent / "console"

_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
}
# Pages for a telephone have an entry of their own: nothing of the console is loaded there.
PHONE_PAGES = frozenset({"button", "village"})
# Paths that never belong to the console, so that a mistyped API address is told so.
_NOT_OURS = ("api/", "healthz", "readyz", "metrics")


@router.get("/{path:path}")
async def console(path: str, request: Request) -> Response:
    """A file of the console; any other path is a page of the console, or of a telephone's, and gets its entry."""
    if path.startswith(_NOT_OURS):
        return http_problem(404)
    found = _file(path)
    if found is None and "." in path.rsplit("/", 1)[-1]:
        return http_problem(404)
    entry = CONSOLE_DIRECTORY / ("phone.html" if path.split("/", 1)[0] in PHONE_PAGES else "index.html")
    if found is None and not entry.is_file():
        return problem_response(
            404,
            "console.not_built",
            Sentence("控制台尚未构建", "the console is not built into this installation"),
            remedy=Sentence("在源码目录执行 make console", "run `make console` in the source tree"),
        )
    return _response(found or entry, path, request)


def _file(path: str) -> Path | None:
    try:
        candidate = (CONSOLE_DIRECTORY / path).resolve()
        inside = candidate.is_relative_to(CONSOLE_DIRECTORY.resolve()) and candidate.is_file()
    except (OSError, ValueError):
        return None
    return candidate if inside and not candidate.name.startswith(".") else None


def _response(file: Path, path: str, request: Request) -> Response:
    # The build lays a compressed twin beside every text file that is worth it.
    twin = file.with_name(file.name + ".gz")
    has_twin = twin.is_file()
    sent = twin if has_twin and accepts_gzip(request.headers.get("accept-encoding", "")) else file
    headers = {"ETag": _etag(sent)}
    if has_twin:
        headers["Vary"] = "Accept-Encoding"
    # Names under assets/ carry a hash of their content; everything else is asked for anew.
    hashed = path.startswith("assets/") and file.suffix != ".html"
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    if _holds(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if sent is twin:
        headers["Content-Encoding"] = "gzip"
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return FileResponse(sent, media_type=kind, headers=headers)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110 §12.5.3)."""
    weights: dict[str, str] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = parameter.replace(" ", "").removeprefix("q=")
    # Absent is no; without a weight it is yes; a weight of nothing but zeros is no.
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight.strip("0.") != "" or weight == ""


def _etag(file: Path) -> str:
    status = file.stat()
    return _content_tag(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1024)
def _content_tag(file: Path, modified_ns: int, size_bytes: int) -> str:
    # By content: files of a wheel all carry the same time, and two builds' entries the same size.
    return f'"{hashlib.sha256(file.read_bytes()).hexdigest()[:32]}"'


def _holds(if_none_match: str, etag: str) -> bool:
    offered = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in offered or "*" in offered
