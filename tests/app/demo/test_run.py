"""What ``anlan demo`` says when a part of it cannot come up."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.app.demo import run
from anlan.app.demo.plan import load_or_make_plan
from anlan.app.demo.supervisor import Child, ChildFailed, Supervisor
from anlan.foundation.errors import Unavailable


async def test_a_platform_that_cannot_start_is_named_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def ready_made(*_: object) -> None:
        pass

    async def start(self: Supervisor, child: Child) -> None:
        if child.name.startswith("county"):
            raise ChildFailed(f"{child.name} ended with status 1; see {child.log}")

    monkeypatch.setattr(run, "clip_in", ready_made)
    monkeypatch.setattr(run, "_prepare", ready_made)
    monkeypatch.setattr(Supervisor, "start", start)
    assert await run.run_demo(tmp_path, seed=1, first_port=0, plain=True, night=False) == 1
    said = capsys.readouterr()
    assert said.err.startswith("✗ county-990101 ended with status 1; see ")
    assert said.err.count("\n") == 1
    assert "demo city ready" not in said.out


def test_a_plan_of_another_version_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"seed": 1}', "utf-8")
    with pytest.raises(Unavailable) as refused:
        load_or_make_plan(tmp_path, seed=1)
    assert refused.value.remedy is not None
