"""The charter: the trial values, and what no standard and no charter can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from service_standards.allowance import Allowance
from service_standards.charter import Charter, Standing, in_force_at, load_trial_charter
from service_standards.errors import CharterError
from service_standards.instants import BANGKOK
from service_standards.office import calendars
from service_standards.terms import Measure

TRIAL = load_trial_charter()
INQUIRY = TRIAL.standard("resolution.inquiry")


def test_everything_in_the_trial_charter_is_provisional() -> None:
    assert TRIAL.standing is Standing.PROVISIONAL
    assert {standard.standing for standard in TRIAL.standards} == {Standing.PROVISIONAL}
    assert all(standard.basis for standard in TRIAL.standards)


def test_every_standard_counts_by_a_calendar_there_is() -> None:
    assert {standard.calendar for standard in TRIAL.standards} <= set(calendars())


def test_first_responses_emergencies_and_bot_answers_never_pause() -> None:
    pausable = {standard.measure for standard in TRIAL.standards if standard.pausable}

    assert pausable == {Measure.RESOLUTION, Measure.PROGRESS}
    for code in ("response.emergency", "answer.bot", "response.utility"):
        with pytest.raises(
            CharterError, match=f"{code}: a first response, a bot's answer and an emergency never pause"
        ):
            replace(TRIAL.standard(code), pausable=True)
    with pytest.raises(CharterError, match="never pause"):
        replace(INQUIRY, kind="emergency")


def test_a_standard_is_found_by_kind_and_measure() -> None:
    assert TRIAL.standard_for("inquiry", Measure.RESOLUTION) is INQUIRY
    assert TRIAL.standard_for("privacy_request", Measure.RESOLUTION).code == "resolution.privacy_access"


def test_where_nothing_is_promised_there_is_no_standard() -> None:
    assert TRIAL.standard_for("suggestion", Measure.RESOLUTION) is None
    assert TRIAL.standard_for("privacy_request", Measure.FIRST_RESPONSE) is None
    assert TRIAL.terms_for("suggestion", Measure.RESOLUTION).allowance is None


def test_a_standard_for_any_kind_holds_for_each() -> None:
    assert TRIAL.standard_for("complaint", Measure.BOT_ANSWER).code == "answer.bot"


def test_a_code_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(CharterError, match=r"no standard 'resolution\.love'.*resolution\.inquiry"):
        TRIAL.standard("resolution.love")


def test_an_approved_standard_needs_the_document_that_approves_it() -> None:
    with pytest.raises(CharterError, match=r"resolution\.inquiry: an approved standard needs the document"):
        replace(INQUIRY, standing=Standing.APPROVED)

    approved = replace(INQUIRY, standing=Standing.APPROVED, source="คำสั่ง กนอ. ที่ 1/2570")

    assert approved.standing.label_th == "อนุมัติแล้ว"


def test_plain_minutes_go_with_the_calendar_that_is_always_open() -> None:
    with pytest.raises(CharterError, match="write business_minutes"):
        replace(INQUIRY, allowance=Allowance.parse("2 hours"))


@pytest.mark.parametrize("allowance", ["3 working_days", "2 business_hours", "90 business_minutes"])
def test_working_time_goes_with_a_calendar_that_closes(allowance: str) -> None:
    with pytest.raises(CharterError, match="need a calendar with opening hours"):
        replace(INQUIRY, allowance=Allowance.parse(allowance), calendar="always")


def test_calendar_days_may_go_with_the_calendar_that_is_always_open() -> None:
    """They are midnights there as anywhere; only that none of them is carried over a day off."""
    assert replace(INQUIRY, allowance=Allowance.parse("15 calendar_days"), calendar="always").calendar == "always"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("code", "Inquiry", "no code of a standard"), ("title_en", "", "needs its words in Thai and in English")],
)
def test_what_no_standard_can_be(field: str, value: str, message: str) -> None:
    with pytest.raises(CharterError, match=message):
        replace(INQUIRY, **{field: value})


def test_a_charter_promises_one_thing_once() -> None:
    with pytest.raises(CharterError, match=r"resolution\.inquiry is twice"):
        replace(TRIAL, standards=(INQUIRY, INQUIRY))
    with pytest.raises(CharterError, match="resolution for inquiry is twice"):
        replace(TRIAL, standards=(INQUIRY, replace(INQUIRY, code="resolution.other")))


def test_the_version_in_force_is_the_latest_to_have_come_into_force() -> None:
    begins = datetime(2026, 10, 1, tzinfo=BANGKOK)
    first, second = (
        Charter(version=str(year), standing=Standing.PROVISIONAL, standards=(INQUIRY,), in_force_from=at)
        for year, at in ((2569, begins - timedelta(days=365)), (2570, begins))
    )
    charters = [second, TRIAL, first]

    assert in_force_at(charters, begins - timedelta(minutes=1)) is first
    assert in_force_at(charters, begins) is second
    assert in_force_at(charters, begins - timedelta(days=500)) is TRIAL
    assert in_force_at([second], begins - timedelta(days=1)) is None
