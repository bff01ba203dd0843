"""The package's own door: cases in, readings out, and a word for people."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from service_standards.shifts import WEEKDAYS, Shift
from tests.service_standards.command import CASE, RECEIVED, changed, read, run
from tests.service_standards.minute_walk import Spans, Walk
from tests.service_standards.strategies import Drawn, cases


def test_a_case_gives_its_reading() -> None:
    status, (reading,) = read(CASE)

    assert status == 0
    assert {key: reading[key] for key in ("id", "due", "state", "verdict", "spent")} == {
        "id": "one",
        "due": "2026-04-22T16:30:00+07:00",
        "state": "running",
        "verdict": "open",
        "spent": {"working_days": 2},
    }
    assert sorted(reading) == ["due", "id", "ledger", "spent", "state", "verdict"]
    assert reading["ledger"][4] == {
        "from": "2026-04-16T10:00:00+07:00",
        "to": "2026-04-20T09:00:00+07:00",
        "was": "waiting for the customer: message 7",
        "spent": 0,
    }


@pytest.mark.parametrize(
    ("allowance", "spent"),
    [
        ("90 minutes", {"minutes": 2880}),
        ("90 business_minutes", {"minutes": 960}),
        ("2 business_hours", {"minutes": 960}),
        ("1 working_day", {"working_days": 1}),
        ("1 calendar_day", {"calendar_days": 1}),
    ],
)
def test_what_is_spent_is_named_by_its_kind(allowance: str, spent: dict[str, int]) -> None:
    event = {"at": "2026-04-20T10:00:00+07:00", "what": "received"}

    _, (reading,) = read(changed(allowance=allowance, events=[event], now="2026-04-22T10:00:00+07:00"))

    assert reading["spent"] == spent
    assert sum(line["spent"] for line in reading["ledger"]) == next(iter(reading["spent"].values()))


def test_a_deadline_at_the_end_of_a_day_is_the_next_days_first_instant() -> None:
    _, (reading,) = read(changed(allowance="6 calendar_days", events=[RECEIVED], now=RECEIVED["at"]))

    assert reading["due"] == "2026-04-17T00:00:00+07:00"
    assert reading["ledger"] == []


def test_a_paused_clock_is_due_at_no_instant_and_a_withdrawn_one_has_no_verdict() -> None:
    paused = changed(events=CASE["events"][:2])
    withdrawn = changed(events=[RECEIVED, {"at": "2026-04-16T10:00:00+07:00", "what": "cancelled"}])

    _, readings = read(paused, withdrawn)

    assert [(r["state"], r["due"], r["verdict"]) for r in readings] == [
        ("paused", None, "open"),
        ("withdrawn", "2026-04-20T16:30:00+07:00", None),
    ]


def test_a_standard_stands_for_what_the_charter_says_of_it() -> None:
    by_standard = {key: CASE[key] for key in ("id", "events", "now")} | {"standard": "resolution.inquiry"}

    _, (one, other) = read(CASE, by_standard)

    assert one == other


def test_instants_in_any_zone_are_answered_in_bangkoks() -> None:
    utc = {"at": "2026-04-10T03:00:00Z", "what": "received"}

    _, (reading,) = read(changed(events=[utc], now="2026-04-10T03:00:00.000Z"))

    assert reading["due"] == "2026-04-20T16:30:00+07:00"


def test_a_week_replaces_the_whole_pattern_and_exceptions_lie_on_top() -> None:
    lunch = {day: ["08:30-12:00", "13:00-16:30"] for day in ("mon", "tue", "wed", "thu")}
    exceptions = [{"date": "2026-04-16", "shifts": [], "reason": "น้ำท่วม"}]

    _, (reading,) = read(
        changed(allowance="5 business_hours", events=[RECEIVED], week=lunch, exceptions=exceptions, now=RECEIVED["at"]),
    )

    assert reading["due"] == "2026-04-20T14:30:00+07:00"


def test_left_out_a_case_is_a_resolution_by_the_office_calendar_that_may_pause() -> None:
    bare = {key: CASE[key] for key in ("id", "allowance", "events", "now")}

    _, (one, other) = read(CASE, bare)

    assert one == other


def test_a_bad_line_keeps_its_place_and_the_rest_goes_on() -> None:
    status, answers = read(changed(id="a"), b"no json", b"", changed(id="b", allowance="soon"), changed(id="c"))

    assert status == 1
    assert [(answer["id"], "error" in answer) for answer in answers] == [
        ("a", False),
        (None, True),
        (None, True),
        ("b", True),
        ("c", False),
    ]


def test_blank_lines_at_the_end_are_no_cases() -> None:
    status, answers = read(CASE, b"", b"  ")

    assert (status, len(answers)) == (0, 1)


def test_a_line_that_can_be_read_at_all_keeps_its_id() -> None:
    _, answers = read(b'{"id": "one", "now": NaN}', b'{"id": "two", "week": {"mon": [], "mon": []}}')

    assert [answer["id"] for answer in answers] == ["one", "two"]


def test_an_id_that_is_half_a_character_comes_back_as_it_was() -> None:
    status, out, _ = run("read", stdin=json.dumps(changed(id="\ud800")).encode())

    assert status == 0
    assert json.loads(out)["id"] == "\ud800"
    out.encode("utf-8")


def test_nothing_in_is_nothing_out() -> None:
    assert run("read") == (0, "", "")


@settings(max_examples=50, deadline=None)
@given(cases())
def test_the_command_reads_what_a_walk_minute_by_minute_counts(case: Drawn) -> None:
    plan = replace(case.plan, same_day=False, rolls=True)
    walked = Walk(plan, case.count, case.unit, case.measure, case.pausable).read(case.events, case.now)
    line = {
        "id": "drawn",
        "allowance": f"{case.count} {case.unit}",
        "calendar": "always",
        "measure": case.measure,
        "pausable": case.pausable,
        "events": [{"at": at.isoformat(), "what": what} for at, what in case.events],
        "now": case.now.isoformat(),
        "week": {day: written(spans) for day, spans in zip(WEEKDAYS, plan.week, strict=True)},
        "exceptions": [{"date": str(on), "shifts": written(spans)} for on, spans in plan.exceptions.items()],
    }

    _, (reading,) = read(line)

    due = walked.due.isoformat() if walked.due else None
    assert (reading["due"], reading["state"], reading["verdict"]) == (due, walked.state, walked.verdict)


def written(spans: Spans) -> list[str]:
    return [str(Shift(opens, closes)) for opens, closes in spans]


def test_due_tells_people_when_and_why_and_that_the_standard_is_provisional() -> None:
    status, out, _ = run("due", "Fri 10 Apr 2026 16:00", "--standard", "response.utility")

    assert status == 0
    assert "ตอบรับการแจ้งปัญหาสาธารณูปโภคหรือระบบบริการภายใน 2 ชั่วโมงทำการ (มาตรฐานทดลอง)" in out
    assert "within 2 business hours (provisional)" in out
    assert "วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 10.00 น. (ติดวันเสาร์–อาทิตย์ และวันหยุดสงกรานต์ 13–15 เม.ย.)" in out
    assert "Thu 16 Apr 2026, 10:00 (not counting the weekend and Songkran Festival 13–15 Apr)" in out
    assert "พฤ. 16 เม.ย. 08.30–10.00 น.: เวลาทำการ – นับ 1 ชั่วโมงทำการ 30 นาที" in out


def test_the_ledger_of_due_ends_with_the_instant_that_uses_the_allowance_up() -> None:
    _, out, _ = run("due", "ศ. 10 เม.ย. 2569 10.00 น.", "--allowance", "3 working_days")

    assert "จ. 20 เม.ย. 00.00–16.30 น.: วันทำการ – นับ 1 วันทำการ" in out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("due", "Thu 10 Apr 2026 16:00", "--standard", "response.utility"), "that date is a Friday"),
        (("due", "10 Apr 2026 16:00", "--standard", "response.love"), "no standard 'response.love'"),
        (("due", "10 Apr 2026 16:00", "--allowance", "soon"), "is no allowance"),
        (("due", "10 Apr 2026 16:00", "--allowance", "1 hour", "--calendar", "moon"), "one of office, always"),
        (("due", "10 Apr 2036 16:00", "--allowance", "1 working_day"), "add service_standards/data/holidays_2571"),
    ],
)
def test_due_refuses_with_a_word_why(argv: tuple[str, ...], message: str) -> None:
    status, out, err = run(*argv)

    assert (status, out) == (2, "")
    assert message in err


def test_holidays_drafts_a_years_file() -> None:
    status, out, _ = run("holidays", "2571")

    assert status == 0
    assert "year = 2028" in out
    assert "REVIEW" in out


def test_the_command_runs_as_a_process_in_any_locale(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    lines = json.dumps(CASE).encode() + b"\nno json\n"

    done = subprocess.run(
        [sys.executable, "-m", "service_standards", "read"],
        input=lines,
        capture_output=True,
        cwd=root,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        check=False,
        timeout=60,
    )

    answers = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert (done.returncode, done.stderr) == (1, b"")
    assert "วันสงกรานต์" in done.stdout.decode("utf-8")
    assert ["error" in answer for answer in answers] == [False, True]
