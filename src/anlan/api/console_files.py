"""The console's files, as built into the package."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
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
# Paths that never belong to the console, so that a mistyped API address is told so.
_NOT_OURS = ("api/", "healthz", "readyz", "metrics")


@router.get("/{path:path}")
async def console(path: str) -> Response:
    """A file of the console; any other path is a page of the console and gets its entry."""
    if path.startswith(_NOT_OURS):
        return http_problem(404)
    found = _file(path)
    if found is None and "." in path.rsplit("/", 1)[-1]:
        return http_problem(404)
    entry = CONSOLE_DIRECTORY / "index.html"
    if found is None and not entry.is_file():
        return problem_response(
            404,
            "console.not_built",
            Sentence("控制台尚未构建", "the console is not built into this installation"),
            remedy=Sentence("在源码目录执行 make console", "run `make console` in the source tree"),
        )
    return _response(found or entry, path)


def _file(path: str) -> Path | None:
    try:
        candidate = (CONSOLE_DIRECTORY / path).resolve()
        inside = candidate.is_relative_to(CONSOLE_DIRECTORY.resolve()) and candidate.is_file()
    except (OSError, ValueError):
        return None
    return candidate if inside and not candidate.name.startswith(".") else None


def _response(file: Path, path: str) -> Response:
    # Names under assets/ carry a hash of their content; everything else is asked for anew.
    kept = (
        "public, max-age=31536000, immutable"
        if path.startswith("assets/") and file.name != "index.html"
        else "no-cache"
    )
    return FileResponse(file, media_type=_TYPES.get(file.suffix), headers={"Cache-Control": kept})
