"""The report, read back by programs we did not write: LibreOffice opens the Word file, poppler reads both."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.incidents.conftest import COUNTY, Stage
from tests.patience import PATIENCE_S

from anlan.api.times import utc_text
from anlan.capabilities.incidents.files import MOST_BYTES
from anlan.capabilities.incidents.report import typeset

pytestmark = pytest.mark.foreign
# What both must say, whole or masked.
SAID = (
    "应急处置报告", "百货商店火情", "Ⅱ级（重大）", "一、基本情况", "二、处置经过", "三、预案步骤", "四、力量调派", "五、协同单位", "六、关联视频",
    "七、现场图片", "火灾处置预案", "按时完成", "超时完成", "未完成", "人民路消防站", "明火扑灭", "人民广场东侧", "处置完毕", "测试市平台",
    "（更正第 2 条）",
)  # fmt: skip


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\x00" + b"\x30\x60\x90" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def told(stage: Stage) -> tuple[httpx.AsyncClient, str]:
    """A whole incident: who commanded it, and its path."""
    commander = await stage.sign_in("commander")
    clock = stage.platform.context.clock
    steps = [{"title": f"步骤{number}", "duty": "值班员", "due_min": due} for number, due in enumerate((5, 1, 30), 1)]
    plan = {"division": COUNTY, "name": "火灾处置预案", "kind": "fire", "steps": steps}
    made = (await commander.post("/incident-plans", json=plan)).json()
    body = {
        "division": COUNTY, "type": "fire", "name": "人民路消防站", "contact": "赵铁柱", "phone": "13912345678", "strength": 12,
    }  # fmt: skip
    unit = (await commander.post("/incident-units", json=body)).json()
    row = await stage.opened(
        commander,
        description="二楼仓库冒烟，#strong[不是标记] <b>也不是</b>",
        reporter_name="王小明",
        reporter_phone="13800138000",
    )
    path = f"/incidents/{row['id']}"
    for part, sent in (
        ("/note", {"text": "王小明来电 13800138000，称楼内尚有 2 人"}),
        ("/correct", {"sequence": 2, "text": "楼内尚有 3 人"}),
        ("/plan", {"plan": made["id"]}),
        ("/tasks", {"unit": unit["id"], "text": "赶赴现场灭火救人"}),
        ("/tasks/1", {"state": "arrived"}),
    ):
        answer = await commander.post(path + part, json=sent)
        assert answer.status_code == 200, answer.text
    clock.jump(120)
    for step in (1, 2):
        await commander.post(f"{path}/steps/{step}", json={"state": "done"})
    ends = utc_text(clock.now_utc() + timedelta(hours=2))
    await commander.post(
        f"{path}/participants", json={"user": stage.user("fire_officer"), "role": "消防", "ends_utc": ends}
    )
    pictures = [
        ("北侧火光", png(640, 360)),
        ("坏的", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        ("巨幅", png(1, 1)[:16] + struct.pack(">II", 60_000, 60_000) + png(1, 1)[24:]),
    ]
    for note, content in pictures:
        answer = await commander.post(f"{path}/files", files={"file": ("p.png", content)}, data={"note": note})
        assert answer.status_code == 200, answer.text
    version = (await commander.get(path)).json()["version"]
    level = {"version": version, "level": 2, "reason": "火势蔓延"}
    version = (await commander.post(f"{path}/level", json=level)).json()["version"]
    closing = {"version": version, "result": "handled", "text": "明火扑灭，救出 3 人"}
    assert (await commander.post(f"{path}/close", json=closing)).status_code == 200
    return commander, path


def text_of(pdf: bytes, folder: Path) -> str:
    """What poppler reads, without the breaks of lines and cells."""
    (folder / "read.pdf").write_bytes(pdf)
    read = subprocess.run(
        ["pdftotext", "-raw", str(folder / "read.pdf"), "-"], check=True, capture_output=True, timeout=PATIENCE_S
    )
    return "".join(read.stdout.decode().split())


def through_libreoffice(docx: bytes, folder: Path) -> bytes:
    """The Word file as LibreOffice prints it."""
    (folder / "report.docx").write_bytes(docx)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "report.docx")],
        check=True, capture_output=True, timeout=2 * PATIENCE_S,
    )  # fmt: skip
    return (folder / "report.pdf").read_bytes()


def ink(pdf: bytes, folder: Path) -> int:
    """How many different bytes the first page has as a picture: an empty one has few."""
    (folder / "page.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "40", "-gray", "-f", "1", "-l", "1", str(folder / "page.pdf"), str(folder / "page")], check=True, timeout=PATIENCE_S
    )  # fmt: skip
    picture = next(folder.glob("page-*.pgm")).read_bytes()
    return sum(1 for shade in picture[15:] if shade < 128)


async def given(client: httpx.AsyncClient, path: str, kind: str) -> bytes:
    answer = await client.get(f"{path}/report", params={"format": kind})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].endswith(f".{kind}")
    return answer.content


@pytest.fixture
def engine_name() -> str:
    """What is written does not depend on the engine below."""
    return "sqlite"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
async def test_word_and_pdf_say_the_same_and_can_be_read_by_others(stage: Stage, tmp_path: Path) -> None:
    commander, path = await told(stage)
    papers = {
        "word": through_libreoffice(await given(commander, path, "docx"), tmp_path),
        "pdf": await given(commander, path, "pdf"),
    }
    for name, pdf in papers.items():
        text = text_of(pdf, tmp_path)
        missing = [part for part in SAID if "".join(part.split()) not in text]
        assert not missing, name
        # Whole for who commands there, and nothing in a record is read as markup.
        for whole in ("王小明", "13800138000", "赵铁柱", "13912345678", "#strong[不是标记]<b>也不是</b>"):
            assert whole in text, name
        # The picture that can be read is in it; the broken and the huge one are left out.
        assert "北侧火光" in text
        assert "巨幅（20" not in text
        assert ink(pdf, tmp_path) > 1_000, name


async def test_names_and_numbers_are_masked_for_who_does_not_command(stage: Stage, tmp_path: Path) -> None:
    commander, path = await told(stage)
    handler = await stage.sign_in("handler")
    text = text_of(await given(handler, path, "pdf"), tmp_path)
    for whole in ("王小明", "13800138000", "赵铁柱", "13912345678"):
        assert whole not in text
    for shown in ("王**", "138****8000", "赵**", "139****5678", "已脱敏"):
        assert shown in text
    lines = await stage.platform.audit_lines(action="incidents.read", actor_id=stage.user("handler"))
    assert any(str(line["resource_name"]).endswith("report pdf") for line in lines)
    log = (await commander.get(f"{path}/log", params={"limit": 500})).json()["items"]
    assert log[-1]["facts"]["masked"] is True


async def test_an_empty_incident_makes_a_report_too(stage: Stage, tmp_path: Path) -> None:
    handler = await stage.sign_in("handler")
    row = await stage.opened(handler, longitude=None, latitude=None, place="")
    for kind in ("docx", "pdf"):
        assert await given(handler, f"/incidents/{row['id']}", kind)


async def test_without_the_fonts_it_says_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = await stage.sign_in("handler")
    row = await stage.opened(handler)

    class Bare:
        def families(self) -> list[str]:
            return ["Libertinus Serif"]

    monkeypatch.setattr(typeset, "_fonts", Bare)
    answer = await handler.get(f"/incidents/{row['id']}/report", params={"format": "pdf"})
    assert (answer.status_code, answer.json()["code"]) == (503, "incidents.no_fonts")
    assert (await handler.get(f"/incidents/{row['id']}/report", params={"format": "docx"})).status_code == 200


async def test_a_file_too_large_is_refused(stage: Stage) -> None:
    handler = await stage.sign_in("handler")
    row = await stage.opened(handler)
    large: Any = {"file": ("p.png", b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES))}
    assert (await handler.post(f"/incidents/{row['id']}/files", files=large)).status_code == 422
    fine = b"%PDF-1.7 " + bytes(10)
    assert (await handler.post(f"/incidents/{row['id']}/files", files={"file": ("p.pdf", fine)})).status_code == 200
    kept = (await handler.get(f"/incidents/{row['id']}")).json()["files"][0]
    assert kept["sha256"] == hashlib.sha256(fine).hexdigest()
