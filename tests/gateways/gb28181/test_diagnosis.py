"""The diagnosis as a table: what was seen of a device, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.gateways.gb28181.fakes import CAMERA, LOWER, record

from anlan.gateways.gb28181.diagnosis import Evidence, diagnose
from anlan.gateways.gb28181.reasons import REFUSALS, TRANSITIONS
from anlan.gateways.gb28181.violations import SIGNALLING, explain

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    reason: str
    minutes_ago: float = 10
    state: str = "online"
    host: str = "10.0.0.7"
    port: int = 5060

    @property
    def at_utc(self) -> datetime:
        return NOW - timedelta(minutes=self.minutes_ago)


UPPER = record(LOWER, kind="upper")
ONLINE = Row("registered", 60)
REFUSED = Row("wrong_password", 5)


def attempt(code: str = "", **more: Any) -> dict[str, Any]:
    failure = (
        {"code": code, "zh": "无包", "en": "No packet.", "remedy_zh": "查", "remedy_en": "Look."} if code else None
    )
    return {"id": "a1", "channel": CAMERA, "failure": failure} | more


CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("all is well", {"transitions": [ONLINE]}, ["fine"]),
    ("no record", {"record": None}, ["unknown", "never_heard"]),
    ("no code", {"record": None, "code": "3402-0000"}, ["code_malformed"]),
    ("a code that breaks a rule", {"record": None, "code": "99010101001319000001"}, ["unknown", "never_heard", "code_malformed"]),
    ("disabled", {"record": record(enabled=False), "transitions": [ONLINE]}, ["disabled"]),
    ("no password", {"record": record(password="")}, ["no_password", "never_heard"]),
    ("never heard", {}, ["never_heard"]),
    ("wrong password", {"refusals": [REFUSED, REFUSED]}, ["refused_wrong_password"]),
    ("refused, mended since", {"refusals": [Row("wrong_password", 90)], "transitions": [ONLINE]}, ["fine"]),
    ("refused after it was in", {"refusals": [REFUSED], "transitions": [ONLINE]}, ["refused_wrong_password"]),
    ("keepalives lost", {"transitions": [Row("keepalive_lost", 5, "offline"), ONLINE]}, ["offline_keepalive_lost"]),
    ("one keepalive missed", {"transitions": [Row("keepalive_missed", 1, "degraded"), ONLINE]}, ["degraded_keepalive_missed"]),
    ("flapping", {"transitions": [ONLINE, *[Row("keepalive_lost", 100 + n, "offline") for n in range(5)]]}, ["flapping"]),
    ("flapped last week", {"transitions": [ONLINE, *[Row("keepalive_lost", 10_000 + n, "offline") for n in range(5)]]}, ["fine"]),
    ("addresses", {"transitions": [Row("moved", n, host=f"10.0.0.{n}") for n in range(1, 5)]}, ["address_changes"]),
    ("clock", {"transitions": [ONLINE], "information": {"clock_offset_s": "-3600.2"}}, ["clock_off"]),
    ("clock as good as right", {"transitions": [ONLINE], "information": {"clock_offset_s": "2.0"}}, ["fine"]),
    ("catalog", {"transitions": [ONLINE], "catalog_state": "incomplete"}, ["catalog_incomplete"]),
    ("play failed", {"transitions": [ONLINE], "attempts": [attempt("no_packet"), attempt("no_packet"), attempt("busy_486")]},
     ["play_no_packet", "play_busy_486"]),
    ("plays again", {"transitions": [ONLINE], "attempts": [attempt(), attempt("no_packet")]}, ["play_no_packet"]),
    ("an upper that was never tried", {"record": UPPER}, ["fine"]),
    ("an upper that refuses us", {"record": UPPER, "transitions": [Row("wrong_password", 5, "refused")]}, ["refused_wrong_password"]),
    ("violations are hints", {"transitions": [ONLINE], "violations": ["register_expires_short", "name_missing"]},
     ["fine", "violation_register_expires_short", "violation_name_missing"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "evidence", "codes"), CASES, ids=[case[0] for case in CASES])
def test_what_is_said(name: str, evidence: dict[str, Any], codes: list[str]) -> None:
    findings = diagnose(Evidence(**({"code": CAMERA, "record": record()} | evidence)), NOW)
    assert [finding.code for finding in findings] == codes
    for finding in findings:
        assert all((finding.sentence.zh, finding.sentence.en, finding.remedy.zh, finding.remedy.en))


def test_problems_come_first_and_the_last_attempt_weighs_most() -> None:
    evidence = Evidence(
        CAMERA, record(), [ONLINE], attempts=[attempt("no_packet"), attempt("busy_486")], violations=["name_missing"]
    )
    assert [finding.severity for finding in diagnose(evidence, NOW)] == ["problem", "warning", "hint"]


def test_the_clock_is_told_in_seconds() -> None:
    (finding,) = diagnose(Evidence(CAMERA, record(), [ONLINE], information={"clock_offset_s": "-3600.2"}), NOW)
    assert "3600" in finding.sentence.zh
    assert "off by 3600 s" in finding.sentence.en


def test_an_upper_that_is_away_is_told_of_as_an_upper() -> None:
    (finding,) = diagnose(Evidence(LOWER, UPPER, [Row("no_answer", 5, "offline")]), NOW)
    assert "上级平台没有应答" in finding.sentence.zh
    assert "does not answer" in finding.sentence.en


def test_every_reason_and_violation_is_explained_in_both_languages() -> None:
    sentences = [
        *TRANSITIONS.values(),
        *(each for pair in REFUSALS.values() for each in pair),
        *(pair[0] for pair in SIGNALLING.values()),
    ]
    assert all(sentence.zh and sentence.en for sentence in sentences)
    assert explain("name_missing")[0].en != explain("no such thing")[0].en
