"""Writes what the documentation takes from the code: configuration, API, models. ``make reference`` runs it."""

from __future__ import annotations

import importlib
import json
import pkgutil
import shutil
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import sqlite

import anlan
from anlan.api.openapi import openapi_document
from anlan.foundation.config import sample_toml
from anlan.foundation.config.reference import configuration_reference
from anlan.foundation.database import Table
from anlan.protocols.alarm_message.document import document_schema
from anlan.protocols.manscdp.reference import codes_reference

ROOT = Path(__file__).parents[1]
GENERATED = "<!-- Written by `make reference` from the code; change it there. -->\n"


def reference_files() -> dict[str, str]:
    """Path below the repository → text, for every generated file."""
    document = openapi_document()
    files = {
        "docs/reference/openapi.json": json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        "docs/reference/alarm-message.schema.json": json.dumps(document_schema(), ensure_ascii=False, indent=1) + "\n",
        "docs/reference/api.md": _api_page(document),
        "docs/reference/codes.md": GENERATED + codes_reference(),
        "docs/reference/configuration.md": GENERATED + configuration_reference(),
        "src/anlan/foundation/config/anlan.sample.toml": sample_toml(),
    }
    tables = _tables()
    files["docs/reference/models/index.md"] = _models_index(tables)
    files.update({f"docs/reference/models/{table.name}.md": _model_page(table) for table in tables})
    return files


def _tables() -> list[SqlTable]:
    for module in pkgutil.walk_packages(anlan.__path__, "anlan."):
        is_model = module.name.endswith(".models") or ".models." in module.name
        if is_model or (module.name.startswith("anlan.foundation.") and "migrations" not in module.name):
            importlib.import_module(module.name)
    return sorted(Table.metadata.tables.values(), key=lambda table: table.name)


def _models_index(tables: list[SqlTable]) -> str:
    rows = "\n".join(f"| [`{table.name}`]({table.name}.md) | {table.comment} |" for table in tables)
    return f"{GENERATED}# Tables\n\nOne page a table.\n\n| table | holds |\n|---|---|\n{rows}\n"


def _model_page(table: SqlTable) -> str:
    lines = [
        GENERATED + f"# `{table.name}`",
        "",
        str(table.comment),
        "",
        "| column | type | empty | meaning |",
        "|---|---|---|---|",
    ]
    for column in table.columns:
        kind = column.type.compile(dialect=sqlite.dialect())  # type: ignore[no-untyped-call]
        keys = ["primary key"] if column.primary_key else []
        keys += [f"→ [`{key.column.table.name}`]({key.column.table.name}.md)" for key in column.foreign_keys]
        meaning = "; ".join([*keys, str(column.comment or "")]).strip("; ")
        lines.append(f"| `{column.name}` | {kind.lower()} | {'may be' if column.nullable else ''} | {meaning} |")
    if table.indexes:
        lines += [
            "",
            "Indexes: "
            + ", ".join(f"`{index.name}`" for index in sorted(table.indexes, key=lambda i: str(i.name)))
            + ".",
        ]
    return "\n".join(lines) + "\n"


def _api_page(document: dict[str, Any]) -> str:
    lines = [
        GENERATED + "# API",
        "",
        "All routes, with their parameters and bodies: [openapi.json](openapi.json); on a running platform `/api/v1/openapi.json`.",
        "",
        "Errors are problem documents (RFC 9457) with a stable `code` and a sentence in Chinese (`zh`) and English (`en`).",
        "Lists answer `{items, next_cursor, total}`; pass `next_cursor` as `cursor` for the next page.",
        "",
        "| method | path | does |",
        "|---|---|---|",
    ]
    for path, operations in sorted(document["paths"].items()):
        for method, operation in sorted(operations.items()):
            lines.append(f"| {method.upper()} | `{path}` | {operation.get('summary', '')} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    models = ROOT / "docs/reference/models"
    for stale in models.glob("*.md"):
        stale.unlink()
    for name, text in reference_files().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(name)
    _console_types()


def _console_types() -> None:
    npm = shutil.which("npm")
    if npm is None or not (ROOT / "console/node_modules").is_dir():
        raise SystemExit("console/src/api/schema.d.ts is left as it was: `tools/prepare lint` installs what writes it")
    subprocess.run([npm, "run", "--silent", "api"], cwd=ROOT / "console", check=True)
    print("console/src/api/schema.d.ts")


if __name__ == "__main__":
    main()
