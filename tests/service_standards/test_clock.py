"""What starts, stops and withdraws a clock, and what is kept of the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from service_standards.allowance import Allowance
from service_standards.clock import Reading, Verdict, promised_due, read_clock
from service_standards.course import State
from service_standards.errors import BeyondCalendar, EventError, NaiveInstant
from service_standards.events import Event, What
from service_standards.instants import BANGKOK
from service_standards.office import office
from service_standards.shifts import CalendarException
from service_standards.terms import Measure, Starts, Terms
from service_standards.timeline import Was

MONDAY = datetime(2026, 4, 20, 9, 0, tzinfo=BANGKOK)


def after(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def read(
    measure: Measure,
    *events: tuple[str, float],
    allowance: str | None = "4 business_hours",
    now: float = 400,
    starts: Starts = Starts.RECEIVED,
) -> Reading:
    """A matter received on Monday at nine; events so many hours later."""
    made = [Event(MONDAY, What.RECEIVED), *(Event(after(hours), What(what)) for what, hours in events)]
    allowed = Allowance.parse(allowance) if allowance else None
    terms = Terms(measure=measure, allowance=allowed, pausable=True, starts=starts)
    return read_clock(terms, office(), made, after(now))


def test_an_officers_message_stops_the_first_response() -> None:
    reading = read(Measure.FIRST_RESPONSE, ("responded", 3), ("responded", 5))

    assert (reading.state, reading.verdict, reading.stopped_at) == (State.STOPPED, Verdict.MET, after(3))


@pytest.mark.parametrize("what", ["bot_answered", "progress_told", "asked_customer", "resolved", "documents_complete"])
def test_nothing_else_is_a_first_response(what: str) -> None:
    reading = read(Measure.FIRST_RESPONSE, (what, 1), now=30)

    assert (reading.state, reading.verdict) == (State.RUNNING, Verdict.MISSED)


def test_the_bots_answer_stops_the_bots_clock() -> None:
    reading = read(Measure.BOT_ANSWER, ("bot_answered", 0.01), allowance="1 minute")

    assert (reading.verdict, reading.stopped_at) == (Verdict.MET, after(0.01))


def test_both_the_first_and_the_last_resolution_are_kept_and_reopenings_counted() -> None:
    story = [("resolved", 1), ("resolved", 2), ("reopened", 24), ("reopened", 25), ("resolved", 26), ("reopened", 48)]

    reading = read(Measure.RESOLUTION, *story)

    assert (reading.first_resolution_at, reading.last_resolution_at) == (after(1), after(26))
    assert reading.reopenings == 2
    assert reading.state is State.RUNNING


def test_what_is_resolved_already_cannot_be_resolved_again() -> None:
    reading = read(Measure.RESOLUTION, ("resolved", 1), ("resolved", 30))

    assert (reading.stopped_at, reading.last_resolution_at) == (after(1), after(1))


def test_the_facts_of_a_matter_do_not_depend_on_what_is_measured() -> None:
    story = [("responded", 1), ("resolved", 2), ("reopened", 24), ("resolved", 26)]
    readings = [read(measure, *story) for measure in Measure]

    facts = {(r.first_resolution_at, r.last_resolution_at, r.reopenings) for r in readings}

    assert facts == {(after(2), after(26), 1)}


def test_a_reopened_matter_runs_whatever_was_asked_before() -> None:
    reading = read(Measure.RESOLUTION, ("asked_customer", 1), ("resolved", 2), ("reopened", 3), now=4)

    assert reading.state is State.RUNNING
    assert reading.spent == timedelta(hours=2)


@pytest.mark.parametrize("what", ["cancelled", "duplicate_of"])
def test_a_withdrawn_matter_ends_without_a_verdict(what: str) -> None:
    reading = read(Measure.RESOLUTION, (what, 2), ("responded", 3), ("resolved", 4))

    assert (reading.state, reading.verdict, reading.withdrawn_at) == (State.WITHDRAWN, None, after(2))
    assert reading.ledger[-1].end == after(2)


@pytest.mark.parametrize(("resolved", "verdict"), [(2, Verdict.MET), (30, Verdict.MISSED)])
def test_a_clock_that_has_stopped_keeps_its_verdict_when_the_matter_is_withdrawn(
    resolved: float, verdict: Verdict
) -> None:
    reading = read(Measure.RESOLUTION, ("resolved", resolved), ("duplicate_of", 40))

    assert (reading.state, reading.verdict) == (State.STOPPED, verdict)


def test_progress_is_due_anew_from_each_time_it_is_told() -> None:
    reading = read(Measure.PROGRESS, ("progress_told", 3), ("responded", 6), now=7)

    assert (reading.verdict, reading.due) == (Verdict.OPEN, after(26))
    assert reading.used == timedelta(hours=1)
    assert reading.spent == timedelta(hours=7)


def test_one_interval_of_progress_that_was_too_long_is_a_miss_for_good() -> None:
    reading = read(Measure.PROGRESS, ("progress_told", 5), ("progress_told", 6), ("resolved", 7))

    assert (reading.verdict, reading.due) == (Verdict.MISSED, after(4))
    assert reading.next_due == after(26)


def test_progress_told_at_the_due_instant_is_in_time() -> None:
    assert read(Measure.PROGRESS, ("progress_told", 4), ("resolved", 5)).verdict is Verdict.MET


def test_a_clock_waits_for_the_documents_where_the_standard_says_so() -> None:
    waiting = read(Measure.RESOLUTION, now=30, starts=Starts.DOCUMENTS_COMPLETE)
    started = read(Measure.RESOLUTION, ("documents_complete", 24), now=25, starts=Starts.DOCUMENTS_COMPLETE)

    assert (waiting.state, waiting.verdict, waiting.due, waiting.started_at) == (
        State.PAUSED,
        Verdict.OPEN,
        None,
        None,
    )
    assert [line.was for line in waiting.ledger] == [Was.INCOMPLETE]
    assert (started.started_at, started.due) == (after(24), after(28))
    assert started.ledger[0].was is Was.INCOMPLETE


def test_a_matter_resolved_before_its_documents_are_complete_is_met() -> None:
    reading = read(Measure.RESOLUTION, ("resolved", 2), starts=Starts.DOCUMENTS_COMPLETE)

    assert (reading.verdict, reading.started_at) == (Verdict.MET, after(2))


def test_without_a_standard_a_matter_is_timed_and_not_judged() -> None:
    reading = read(Measure.RESOLUTION, ("resolved", 2), allowance=None)

    assert (reading.verdict, reading.due, reading.ledger) == (Verdict.NO_STANDARD, None, ())
    assert (reading.state, reading.stopped_at) == (State.STOPPED, after(2))


def test_the_ledger_names_the_question_a_wait_was_for() -> None:
    question = Event(after(1), What.ASKED_CUSTOMER, ref="message 7")
    terms = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse("4 business_hours"), pausable=True)

    reading = read_clock(terms, office(), [question, Event(MONDAY, What.RECEIVED)], after(2))

    assert [(line.was, line.question) for line in reading.ledger] == [(Was.OPEN, None), (Was.WAITING, question)]


def test_the_ledger_names_the_holiday_and_its_source() -> None:
    received = Event(datetime(2026, 4, 10, 16, 0, tzinfo=BANGKOK), What.RECEIVED)
    terms = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse("1 business_hour"))

    reading = read_clock(terms, office(), [received], datetime(2026, 4, 16, 9, 0, tzinfo=BANGKOK))

    (holiday,) = (line for line in reading.ledger if line.was is Was.HOLIDAY)
    assert holiday.closure.reason_th == "วันสงกรานต์"
    assert "สำนักนายกรัฐมนตรี" in holiday.closure.source
    assert (holiday.start.date(), holiday.end.date()) == (date(2026, 4, 13), date(2026, 4, 16))


def test_the_clock_begins_with_the_second_it_was_received_in() -> None:
    received = Event(datetime(2026, 4, 20, 2, 0, 30, 500_000, tzinfo=UTC), What.RECEIVED)
    terms = Terms(measure=Measure.FIRST_RESPONSE, allowance=Allowance.parse("15 minutes"))

    reading = read_clock(terms, office(), [received], received.at)

    assert reading.due == datetime(2026, 4, 20, 2, 15, 30, 500_000, tzinfo=UTC)


def test_a_closure_announced_later_keeps_the_promise_beside_what_is_due_now() -> None:
    flood = CalendarException(date(2026, 4, 21), (), "น้ำท่วม", "flood", announced_on=date(2026, 4, 21))
    terms = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse("1 working_day"))
    calendar = office().on_top([flood])
    events = [Event(MONDAY, What.RECEIVED)]

    promised = promised_due(terms, calendar, events, after(1))
    adjusted = read_clock(terms, calendar, events, after(1)).due

    assert (promised.date(), adjusted.date()) == (date(2026, 4, 21), date(2026, 4, 22))


def test_an_event_before_receipt_is_refused_with_both_instants() -> None:
    with pytest.raises(EventError, match=r"'resolved' at 2026-04-20T08:00.* before 'received' at 2026-04-20T09:00"):
        read(Measure.RESOLUTION, ("resolved", -1))


def test_a_matter_that_was_never_received_is_refused() -> None:
    terms = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse("1 working_day"))

    with pytest.raises(EventError, match="no 'received' event"):
        read_clock(terms, office(), [Event(MONDAY, What.RESOLVED)], MONDAY)
    with pytest.raises(EventError, match="no 'received' event"):
        read_clock(terms, office(), [], MONDAY)


def test_a_time_before_receipt_is_refused() -> None:
    with pytest.raises(EventError, match=r"now .* is before 'received'"):
        read(Measure.RESOLUTION, now=-1)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveInstant, match=r"write 2026-04-20T09:00:00\+07:00"):
        Event(MONDAY.replace(tzinfo=None), What.RECEIVED)


def test_beyond_the_holidays_we_know_nothing_is_guessed() -> None:
    received = Event(datetime(2027, 12, 29, 9, 0, tzinfo=BANGKOK), What.RECEIVED)
    terms = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse("5 working_days"))

    with pytest.raises(BeyondCalendar, match=r"holidays_2571\.toml"):
        read_clock(terms, office(), [received], received.at)
