"""Training over HTTP: courses, the question bank, tests against the clock, certificates, coverage."""

from __future__ import annotations

import io
from typing import Any

import httpx
import openpyxl
import pytest
from tests.api.duty.conftest import SignIn

from anlan.capabilities.duty.routine import DutyRoutine

COURSE: dict[str, Any] = {
    "title": "接警处置", "division": "990101", "text": "先复核，再处置。", "qualification": "接警员", "questions_drawn": 2,
    "pass_percent": 100, "limit_min": 10, "attempts_per_day": 2,
}  # fmt: skip
SINGLE = {"kind": "single", "text": "先做什么？", "options": ["复核", "关闭"], "answers": [0], "explanation": "先复核"}
TRUE = {"kind": "true_false", "text": "可以不复核。", "answers": [1]}


async def offered(leader: httpx.AsyncClient, **changes: Any) -> str:
    answer = await leader.post("/training/courses", json={**COURSE, **changes})
    assert answer.status_code == 201, answer.text
    course = str(answer.json()["id"])
    for question in (SINGLE, TRUE):
        assert (await leader.post(f"/training/courses/{course}/questions", json=question)).status_code == 201
    return course


def right(paper: list[dict[str, Any]]) -> dict[str, list[int]]:
    return {
        str(place): [asked["options"].index("复核")] if asked["options"] else [1] for place, asked in enumerate(paper)
    }


async def test_from_course_to_certificate(sign_in: SignIn, platform: Any) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    course = await offered(leader)
    assert (await operator.post(f"/training/courses/{course}/visit")).status_code == 204
    test = (await operator.post(f"/training/courses/{course}/attempts")).json()
    assert all(asked["answers"] is None and asked["explanation"] is None for asked in test["paper"])
    assert (await operator.post(f"/training/courses/{course}/attempts")).json()["id"] == test["id"]
    answers = right(test["paper"])
    kept = await operator.put(f"/training/attempts/{test['id']}/answers", json={"answers": {"0": answers["0"]}})
    assert kept.status_code == 200, kept.text
    graded = (
        await operator.post(f"/training/attempts/{test['id']}/submit", json={"answers": {"1": answers["1"]}})
    ).json()
    assert (graded["state"], graded["correct"], graded["total"]) == ("passed", 2, 2)
    assert all(asked["answers"] == asked["given"] for asked in graded["paper"])
    again = await operator.post(f"/training/attempts/{test['id']}/submit", json={"answers": {"0": []}})
    assert again.json()["correct"] == 2
    (held,) = (await operator.get("/training/certificates")).json()["items"]
    assert (held["qualification"], held["expires_on"]) == ("接警员", "2027-01-01")
    row = (await operator.get("/training/courses")).json()["items"][0]
    assert (row["opened"], row["attempts"], row["certificate"]["id"]) == (True, 1, held["id"])
    people = (await leader.get(f"/training/courses/{course}/people")).json()["items"]
    assert [(each["name"], each["state"], each["best_percent"]) for each in people] == [
        ("county_officer", "nothing", None),
        ("county_operator", "valid", 100),
    ]
    (figures,) = (await leader.get("/training/figures")).json()["courses"]
    assert {key: figures[key] for key in ("people", "covered", "opened", "attempts", "passed", "mean_percent")} == {
        "people": 2, "covered": 1, "opened": 1, "attempts": 1, "passed": 1, "mean_percent": 100,
    }  # fmt: skip


async def test_what_was_kept_counts_when_the_time_is_over(sign_in: SignIn, platform: Any, routine: DutyRoutine) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    course = await offered(leader, pass_percent=50)
    test = (await operator.post(f"/training/courses/{course}/attempts")).json()
    answers = right(test["paper"])
    await operator.put(f"/training/attempts/{test['id']}/answers", json={"answers": {"0": answers["0"]}})
    platform.context.clock.jump(11 * 60)
    late = await operator.put(f"/training/attempts/{test['id']}/answers", json={"answers": {"1": answers["1"]}})
    assert (late.status_code, late.json()["code"]) == (409, "training.over")
    await routine.tick()
    graded = (await operator.get(f"/training/attempts/{test['id']}")).json()
    assert (graded["state"], graded["correct"], graded["by_time"]) == ("passed", 1, True)
    assert graded["submitted_utc"] == graded["deadline_utc"]


async def test_a_failed_test_gives_nothing_and_a_days_number_is_a_bound(sign_in: SignIn, platform: Any) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    course = await offered(leader)
    for _ in range(2):
        test = (await operator.post(f"/training/courses/{course}/attempts")).json()
        graded = (await operator.post(f"/training/attempts/{test['id']}/submit", json={"answers": {}})).json()
        assert (graded["state"], graded["correct"]) == ("failed", 0)
    assert (await operator.post(f"/training/courses/{course}/attempts")).status_code == 429
    assert (await operator.get("/training/certificates")).json()["total"] == 0
    platform.context.clock.jump(25 * 3600)
    fresh = await sign_in("county_operator")
    assert (await fresh.post(f"/training/courses/{course}/attempts")).status_code == 201


async def test_a_test_keeps_what_it_asked(sign_in: SignIn) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    course = await offered(leader)
    test = (await operator.post(f"/training/courses/{course}/attempts")).json()
    for row in (await leader.get(f"/training/courses/{course}/questions")).json()["items"]:
        assert (await leader.delete(f"/training/questions/{row['id']}")).status_code == 204
    answers = right(test["paper"])
    graded = (await operator.post(f"/training/attempts/{test['id']}/submit", json={"answers": answers})).json()
    assert graded["state"] == "passed"
    refused = await operator.post(f"/training/courses/{course}/attempts")
    assert (refused.status_code, refused.json()["code"]) == (409, "training.few_questions")


@pytest.mark.parametrize("answers", [{"7": [0]}, {"0": [7]}, {"0": [0, 1]}])
async def test_answers_of_another_paper_are_refused(sign_in: SignIn, answers: dict[str, list[int]]) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    course = await offered(leader)
    test = (await operator.post(f"/training/courses/{course}/attempts")).json()
    answer = await operator.put(f"/training/attempts/{test['id']}/answers", json={"answers": answers})
    assert answer.status_code == 422


async def test_a_question_bank_from_a_table(sign_in: SignIn) -> None:
    leader = await sign_in("leader")
    course = await offered(leader)
    template = (await leader.get("/training/question-template")).content
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.active
    assert sheet is not None
    titles = [cell.value for cell in sheet[1]]

    def add(**cells: str) -> None:
        sheet.append([cells.get(str(title), "") for title in titles])  # type: ignore[union-attr]

    add(题目="哪些要立即上报？", 题型="多选", 选项A="火警", 选项B="紧急求助", 选项C="测试", 答案="A、B")
    add(题目="先做什么？", 题型="单选", 选项A="关闭", 选项B="复核", 答案="B")
    taken = await _imported(leader, course, book, dry_run=False)
    assert (taken["rows"], taken["would_create"], taken["would_update"], taken["applied"]) == (3, 2, 1, True)
    rows = (await leader.get(f"/training/courses/{course}/questions")).json()["items"]
    assert {row["text"]: row["answers"] for row in rows}["哪些要立即上报？"] == [0, 1]
    exported = (await leader.get(f"/training/courses/{course}/questions/export")).content
    again = await _imported(leader, course, openpyxl.load_workbook(io.BytesIO(exported)), dry_run=True)
    assert (again["unchanged"], again["errors_total"]) == (4, 0)
    add(题目="没有答案", 题型="单选", 选项A="一", 选项B="二", 答案="C")
    add(题目="重复", 题型="单选", 选项A="一", 选项B="一", 答案="A")
    wrong = await _imported(leader, course, book, dry_run=False)
    assert ([(each["row"], each["column"]) for each in wrong["errors"]], wrong["applied"]) == (
        [(5, "答案"), (6, "选项A")],
        False,
    )


async def _imported(client: httpx.AsyncClient, course: str, book: Any, *, dry_run: bool) -> dict[str, Any]:
    buffer = io.BytesIO()
    book.save(buffer)
    answer = await client.post(
        f"/training/courses/{course}/questions/import", params={"dry_run": dry_run}, files={"file": ("q.xlsx", buffer.getvalue())}
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_files_are_saved_never_shown(sign_in: SignIn) -> None:
    leader, operator = await sign_in("leader"), await sign_in("county_operator")
    course = await offered(leader)
    path = f"/training/courses/{course}/files"
    added = await leader.post(path, files={"file": ("规程 第一版.pdf", b"%PDF-1.7", "text/html")})
    assert (added.status_code, added.json()["media_type"]) == (201, "application/pdf")
    got = await operator.get(f"/training/files/{added.json()['id']}")
    assert (got.content, got.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert got.headers["content-disposition"].startswith("attachment;")
    assert (await leader.post(path, files={"file": ("page.html", b"<script>")})).status_code == 422
    assert (await leader.post(path, files={"file": ("a.pdf", b"0" * 10_000_001)})).status_code == 429
    assert (await operator.delete(f"/training/files/{added.json()['id']}")).status_code == 403
    assert (await leader.delete(f"/training/files/{added.json()['id']}")).status_code == 204
    assert (await operator.get(f"/training/courses/{course}")).json()["files"] == []


async def test_a_course_of_the_city_is_for_its_counties_too_and_anothers_does_not_exist(sign_in: SignIn) -> None:
    leader, operator, stranger = await sign_in("leader"), await sign_in("county_operator"), await sign_in("stranger")
    general = await offered(await sign_in("chief"), division="9901", title="通用")
    for client in (leader, operator, stranger):
        assert (await client.get(f"/training/courses/{general}")).status_code == 200
    assert (await leader.delete(f"/training/questions/{general}")).status_code == 404
    assert (await leader.put(f"/training/courses/{general}", json={**COURSE, "version": 1})).status_code == 403
    course = await offered(leader)
    assert (await stranger.get(f"/training/courses/{course}")).status_code == 404
    assert (await stranger.get(f"/training/courses/{course}/questions")).status_code == 404
    assert (await stranger.post(f"/training/courses/{course}/attempts")).status_code == 404
    assert (await operator.get(f"/training/courses/{course}/questions")).status_code == 403
    assert (await operator.get(f"/training/courses/{course}/people")).status_code == 403
    test = (await operator.post(f"/training/courses/{course}/attempts")).json()
    assert (await stranger.get(f"/training/attempts/{test['id']}")).status_code == 404
    assert (await leader.get(f"/training/attempts/{test['id']}")).json()["paper"][0]["answers"] is None
    assert (await leader.post(f"/training/attempts/{test['id']}/submit", json={"answers": {}})).status_code == 404


async def test_of_two_changes_of_one_version_one_stands(sign_in: SignIn) -> None:
    leader = await sign_in("leader")
    course = await offered(leader)
    path = f"/training/courses/{course}"
    assert (await leader.put(path, json={**COURSE, "enabled": False, "version": 1})).status_code == 200
    assert (await leader.put(path, json={**COURSE, "version": 1})).status_code == 409
    assert (await leader.get("/training/courses")).json()["items"] == []
    assert (await leader.get("/training/courses", params={"every": True})).json()["total"] == 1
