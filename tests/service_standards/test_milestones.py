"""When three quarters of an allowance are used, and what there is to tell of a clock: worked cases, then laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_standards.allowance import Allowance
from service_standards.calendar import ALWAYS
from service_standards.clock import Reading, Verdict
from service_standards.course import State
from service_standards.errors import BeyondCalendar, EventError
from service_standards.events import Event, What
from service_standards.instants import BANGKOK, INSTANT
from service_standards.milestones import SOON, Mark, Milestone, instant_at_share, marks
from service_standards.office import office
from service_standards.terms import Measure, Terms
from tests.service_standards.strategies import Drawn, cases, made

few = settings(max_examples=60, deadline=None)
NEVER = datetime(2026, 12, 30, tzinfo=BANGKOK)


def april(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """An instant of April 2026: the 13th to 15th are Songkran."""
    return datetime(2026, 4, day, hour, minute, second, tzinfo=BANGKOK)


def terms(allowance: str, measure: Measure = Measure.RESOLUTION) -> Terms:
    return Terms(measure=measure, allowance=Allowance.parse(allowance), pausable=measure.ends_with_the_matter)


def happened(received: datetime, **others: datetime) -> list[Event]:
    return [Event(received, What.RECEIVED), *(Event(at, What(what)) for what, at in others.items())]


@pytest.mark.parametrize(
    ("received", "allowance", "soon"),
    [
        (april(9, 10), "2 business_hours", april(9, 11, 30)),
        (april(9, 15, 30), "2 business_hours", april(10, 9)),
        (april(12, 2), "15 minutes", april(12, 2, 11, 15)),
        (april(8, 10), "4 working_days", april(16, 16, 30)),
        (april(8, 10), "5 working_days", april(17, 16, 30)),
        (april(8, 10), "7 working_days", april(21, 16, 30)),
        (april(1, 9), "15 calendar_days", april(14)),
        (april(1, 9), "7 calendar_days", april(8)),
        # Counting would tell of one to three days only when they are up. Three quarters of the time from start to due:
        (april(10, 10), "1 working_day", april(16, 12, 52, 30)),  # of 6.5 + 8 hours 10.875
        (april(8, 16, 30), "1 working_day", april(10, 12, 30)),  # received after closing: of 2 days 12 hours
        (april(7, 8, 30), "2 working_days", april(9, 10, 30)),  # of 3 days 2.25
        (april(20, 8, 30), "3 working_days", april(22, 16, 30)),  # of 4 days 3
        (april(8, 12), "1 calendar_day", april(9, 15)),  # of 36 hours 27
        (april(8), "2 calendar_days", april(10, 6)),  # of 3 days 2.25
    ],
)
def test_three_quarters_of_an_allowance(received: datetime, allowance: str, soon: datetime) -> None:
    found = instant_at_share(terms(allowance), office(), happened(received), received, SOON)

    assert found == soon


def test_the_share_is_any() -> None:
    shares = {Fraction(1, 2): april(9, 11), Fraction(9, 10): april(9, 11, 48), Fraction(1): april(9, 12)}
    for share, at in shares.items():
        assert instant_at_share(terms("2 business_hours"), office(), happened(april(9, 10)), NEVER, share) == at


def test_a_pause_moves_it_and_there_is_none_while_it_lasts() -> None:
    four = terms("4 working_days")
    asked = happened(april(9, 10), asked_customer=april(10, 9))
    replied = [*asked, Event(april(16, 9), What.CUSTOMER_REPLIED)]

    assert instant_at_share(four, office(), asked[:1], april(10, 8), SOON) == april(17, 16, 30)
    assert instant_at_share(four, office(), asked, april(10, 9), SOON) is None
    assert instant_at_share(four, office(), replied, april(16, 9), SOON) == april(20, 16, 30)


def test_what_was_used_before_a_pause_stays_used() -> None:
    asked = happened(april(9, 10), asked_customer=april(9, 11, 45))

    assert instant_at_share(terms("2 business_hours"), office(), asked, NEVER, SOON) == april(9, 11, 30)
    assert [mark.what for mark in marks(terms("2 business_hours"), office(), asked, NEVER)] == [Milestone.SOON]


def test_a_short_promise_that_waits_has_no_three_quarters_until_it_is_known_when_it_is_up() -> None:
    asked = happened(april(9, 10), asked_customer=april(9, 16))

    assert instant_at_share(terms("1 working_day"), office(), asked, NEVER, SOON) is None
    assert marks(terms("1 working_day"), office(), asked, NEVER) == []


def test_without_an_allowance_and_before_the_start_there_is_nothing() -> None:
    nothing = Terms(measure=Measure.RESOLUTION, allowance=None)
    for kept in (nothing, replace(terms("1 working_day"), starts=nothing.starts.DOCUMENTS_COMPLETE)):
        assert instant_at_share(kept, office(), happened(april(9, 10)), NEVER, SOON) is None
        assert marks(kept, office(), happened(april(9, 10)), NEVER) == []


def test_a_clock_that_runs_on_is_told_of_twice() -> None:
    found = marks(terms("2 business_hours"), office(), happened(april(9, 10)), april(9, 10))

    due = april(9, 12)
    assert found == [
        Mark(Milestone.SOON, april(9, 10), april(9, 11, 30), due, None),
        Mark(Milestone.MISSED, april(9, 10), due + INSTANT, due, None),
    ]


@pytest.mark.parametrize(
    ("stopped", "told"), [(april(9, 11), []), (april(9, 12), []), (april(9, 12, 1), [Milestone.MISSED])]
)
def test_a_clock_that_has_stopped_is_told_of_only_where_it_was_too_late(
    stopped: datetime, told: list[Milestone]
) -> None:
    found = marks(terms("2 business_hours"), office(), happened(april(9, 10), resolved=stopped), NEVER)

    assert [mark.what for mark in found] == told
    assert all(mark.ended_at == stopped for mark in found)


@pytest.mark.parametrize("what", ["cancelled", "duplicate_of"])
def test_nothing_is_told_of_what_was_withdrawn(what: str) -> None:
    late = [*happened(april(9, 10)), Event(april(10, 10), What(what))]

    assert marks(terms("2 business_hours"), office(), late, NEVER) == []


def test_each_interval_of_progress_is_told_of_by_itself() -> None:
    weekly = terms("7 calendar_days", Measure.PROGRESS)
    told = [*happened(april(1, 9)), *(Event(april(day, 9), What.PROGRESS_TOLD) for day in (10, 15))]

    found = marks(weekly, office(), told, april(15, 9))

    assert [(mark.what, mark.interval_from, mark.at) for mark in found] == [
        (Milestone.MISSED, april(1, 9), april(9) + INSTANT),
        (Milestone.SOON, april(15, 9), april(22)),
        (Milestone.MISSED, april(15, 9), april(23) + INSTANT),
    ]
    assert found[0].ended_at == april(10, 9)


def test_after_the_outcome_nothing_is_told_but_the_miss_until_it_is_reopened() -> None:
    answered = happened(april(9, 10), resolved=april(9, 11))
    reopened = [*answered, Event(april(9, 14), What.REOPENED)]

    assert marks(terms("2 business_hours"), office(), answered, NEVER) == []
    assert [(mark.interval_from, mark.at) for mark in marks(terms("2 business_hours"), office(), reopened, NEVER)] == [
        (april(9, 10), april(9, 14, 30)),
        (april(9, 10), april(9, 15) + INSTANT),
    ]


def test_what_read_clock_refuses_is_refused() -> None:
    with pytest.raises(EventError):
        marks(terms("1 working_day"), office(), [Event(april(9), What.RESOLVED)], NEVER)
    beyond = datetime(office().last_year + 1, 2, 1, tzinfo=BANGKOK)
    with pytest.raises(BeyondCalendar):
        instant_at_share(terms("1 working_day"), office(), happened(beyond), beyond, SOON)
    assert instant_at_share(terms("15 minutes"), ALWAYS, happened(beyond), beyond, SOON) is not None


# Laws


def so_far(case: Drawn) -> Drawn:
    return replace(case, events=[event for event in case.events if event[0] <= case.now])


def at_share(case: Drawn, share: Fraction = SOON) -> datetime | None:
    return instant_at_share(case.terms, case.calendar, made(case.events), case.now, share)


def is_counted(case: Drawn, share: Fraction) -> bool:
    """Whether counting tells of the share before all is used: not for a few days."""
    return "days" not in case.unit or -(-case.count * share.numerator // share.denominator) < case.count


def used(reading: Reading, share: Fraction) -> bool:
    return reading.share_used >= share


shares = st.sampled_from([Fraction(1, 4), Fraction(1, 2), SOON, Fraction(9, 10)])


@settings(max_examples=200, deadline=None)
@given(cases(), shares)
def test_before_it_less_is_used_and_after_it_as_much(case: Drawn, share: Fraction) -> None:
    case = so_far(case)
    at, now = at_share(case, share), case.read()
    if at is None:
        assert now.state is not State.RUNNING or now.started_at is None
        return
    if not is_counted(case, share) or now.state in (State.STOPPED, State.WITHDRAWN):
        return
    begins = now.interval_from
    assert begins is not None
    assert begins <= at
    assert used(case.read(at + INSTANT), share), "a closing belongs to the time after it"
    if at > begins:
        assert not used(case.read(at - INSTANT), share)


@few
@given(cases(measures=("first_response", "resolution")), shares)
def test_stepping_the_clock_comes_to_it_at_the_same_minute(case: Drawn, share: Fraction) -> None:
    case = replace(so_far(case), after_documents=False)
    case = replace(case, events=[case.events[0]], now=case.events[0][0])
    at = at_share(case, share)
    assert at is not None
    if not is_counted(case, share):
        return
    step = timedelta(hours=3)
    stepped = case.now
    while not used(case.read(stepped), share):
        stepped += step
    assert stepped - step <= at <= stepped


@few
@given(cases())
def test_of_a_few_days_it_is_that_share_of_the_time_that_runs(case: Drawn) -> None:
    case = replace(case, count=min(case.count, 3), unit="working_days" if case.count % 2 else "calendar_days")
    straight = replace(case, events=case.events[:1], now=case.events[0][0], after_documents=False)
    hours = straight.calendar if straight.unit == "working_days" else ALWAYS
    at, due = at_share(straight), straight.read().due
    assert at is not None
    assert due is not None

    before, whole = (hours.open_between(straight.now, instant) for instant in (at, due))

    assert before == whole * 3 / 4


@few
@given(cases(), st.integers(0, 20_000))
def test_while_nothing_happens_it_stands_still(case: Drawn, later: int) -> None:
    case = so_far(case)

    assert at_share(replace(case, now=case.now + timedelta(minutes=later))) == at_share(case)


@few
@given(cases())
def test_it_is_never_after_the_due_instant(case: Drawn) -> None:
    case = so_far(case)
    at, due = at_share(case), case.read().next_due

    assert at is None or due is None or at <= due


@settings(max_examples=150, deadline=None)
@given(cases())
def test_marks_are_what_the_verdict_says(case: Drawn) -> None:
    case, reading = so_far(case), so_far(case).read()
    found = marks(case.terms, case.calendar, made(case.events), case.now)

    keys = [(mark.interval_from, mark.what) for mark in found]
    assert len(keys) == len(set(keys)), "one of each for an interval"
    past = [mark for mark in found if mark.what is Milestone.MISSED and mark.at <= case.now]
    if reading.state is State.WITHDRAWN:
        assert found == []
    else:
        assert bool(past) == (reading.verdict is Verdict.MISSED)
    if past and reading.verdict is Verdict.MISSED:
        assert past[0].due == reading.due
    for mark in found:
        assert mark.what is Milestone.MISSED or mark.ended_at is None
        assert mark.at > case.now or mark.at <= (mark.ended_at or case.now)
    if reading.state is State.RUNNING and reading.next_due is not None:
        assert found[-1].at == reading.next_due + INSTANT
