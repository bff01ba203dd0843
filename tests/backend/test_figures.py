"""Figures: what the database adds up is what each number opens to, on both databases, at any instant."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.measurement import Measurement
from backend.models.staff import Role
from backend.queries import figures
from backend.queries.figures import Scope
from backend.services import ratings, tickets
from backend.services.access import Viewer
from service_standards.compliance import Figure
from service_standards.instants import BANGKOK
from service_standards.pauses import TOO_LONG
from service_standards.replay import Outcome
from service_standards.thai_dates import Quarter
from tests.busy_quarter import BEGIN, a_busy_quarter
from tests.factories import NOW, a_staff, a_ticket, a_unit, after, told_all

QUARTER = Quarter(2569, 3)
MARKETING = Viewer(Role.MARKETING, "ftl")


def scope(as_of: datetime, **only: str | None) -> Scope:
    return Scope(quarter=QUARTER, as_of=as_of, only=only)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_every_number_is_the_count_of_what_it_opens_to(session: Session, seed: int) -> None:
    a_busy_quarter(session, seed)
    for as_of in (BEGIN + timedelta(days=30), BEGIN + timedelta(days=60)):
        whole = scope(as_of)
        cube = figures.by_unit(session, whole)
        assert cube.all.count(Figure.RECEIVED) > 0
        for figure in Figure:
            assert figures.behind(session, MARKETING, whole, figure).total == cube.all.count(figure)
            for (unit, code), tally in cube.by("unit_id", "code").items():
                narrow = whole.narrowed({"unit_id": unit, "code": code})
                assert figures.behind(session, MARKETING, narrow, figure).total == tally.count(figure)
        places = figures.by_place(session, whole)
        assert {figure: places.all.count(figure) for figure in Figure} == {
            figure: cube.all.count(figure) for figure in Figure
        }


def test_who_is_open_has_missed_it_once_the_due_instant_is_past(session: Session) -> None:
    ticket = a_ticket(session)
    due = datetime.fromisoformat((ticket.dues or {})["first_response"])
    in_time, late = (
        figures.by_unit(session, scope(at)).of(measure="first_response")
        for at in (due, due + timedelta(microseconds=1))
    )
    assert (in_time.count(Figure.OPEN), in_time.count(Figure.MISSED)) == (1, 0)
    assert (late.count(Figure.OPEN), late.count(Figure.MISSED)) == (0, 1)


def test_a_pause_that_goes_on_and_on_becomes_doubtful(session: Session) -> None:
    ticket = a_ticket(session, kind="complaint")
    tickets.ask_back(session, ticket, a_staff(session), "ขอเลขที่แปลงค่ะ", seen=ticket.version, now=after(5))
    told_all(session, ticket, after(5))
    session.flush()
    soon, later = (
        figures.by_unit(session, scope(after(5) + TOO_LONG + more)).all for more in (timedelta(0), timedelta(seconds=1))
    )
    assert (soon.count(Figure.DOUBTFUL), later.count(Figure.DOUBTFUL)) == (0, 1)


def test_a_matter_counts_in_the_quarter_of_its_receipt_in_bangkok(session: Session) -> None:
    for at in (datetime(2026, 3, 31, 23, 59, tzinfo=BANGKOK), datetime(2026, 4, 1, tzinfo=BANGKOK)):
        a_ticket(session, at=at)
    session.flush()
    cube = figures.by_unit(session, scope(NOW))
    assert figures.matters(cube) == 1


def test_demo_matters_count_only_where_they_are_asked_for(session: Session) -> None:
    a_ticket(session, demo=True)
    a_ticket(session)
    session.flush()
    assert figures.matters(figures.by_unit(session, scope(NOW))) == 1
    assert figures.matters(figures.by_unit(session, Scope(quarter=QUARTER, as_of=NOW, with_demo=True))) == 2


def test_what_only_one_unit_may_read_is_counted_and_not_listed(session: Session) -> None:
    a_ticket(session, kind="integrity", unit="ops2")
    session.flush()
    found = figures.behind(session, MARKETING, scope(NOW, measure="first_response"), Figure.RECEIVED)
    assert (found.total, found.hidden, list(found.rows)) == (1, 1, [])
    own = figures.behind(session, Viewer(Role.OFFICER, "ops2"), scope(NOW, measure="first_response"), Figure.RECEIVED)
    assert (own.total, own.hidden, len(own.rows)) == (1, 0, 1)


def test_the_times_taken_are_of_clocks_that_stopped(session: Session) -> None:
    officer = a_staff(session)
    for minutes in (10, 20, 30, 40):
        ticket = a_ticket(session)
        tickets.log_call(session, ticket, officer, "โทรแล้ว", seen=ticket.version, now=after(minutes))
    a_ticket(session)
    session.flush()
    spent = figures.spent_times(session, scope(NOW + timedelta(days=9)))
    assert spent.percentile(50, code="response.utility") == (20, "business_minutes")
    assert spent.percentile(90, unit_id="ops1", code="response.utility") == (40, "business_minutes")
    assert spent.percentile(50, code="resolution.utility") is None


def test_satisfaction_goes_to_the_unit_that_answers_for_the_outcome(session: Session) -> None:
    officer = a_staff(session)
    for score in (5, 2):
        ticket = a_ticket(session)
        tickets.resolve(session, ticket, officer, "เรียบร้อย", seen=ticket.version, now=after(10))
        ratings.rate(session, ticket, 1, score, at=after(20), now=after(20))
    session.flush()
    (mean,) = figures.satisfaction(session, scope(after(30))).values()
    assert mean.value == Fraction(7, 2)
    assert figures.satisfaction(session, scope(after(15))) == {}


def test_measurements_agree_with_their_own_outcomes(session: Session) -> None:
    a_busy_quarter(session, 9)
    as_of = BEGIN + timedelta(days=90)
    rows = session.execute(select(Measurement.outcome, Measurement.due_at))
    slow = Counter(
        Outcome.MISSED if outcome is Outcome.OPEN and due is not None and due < as_of else outcome
        for outcome, due in rows
    )
    cube = figures.by_unit(session, scope(as_of))
    assert cube.all.count(Figure.MISSED) == slow[Outcome.MISSED]
    assert cube.all.count(Figure.MET) == slow[Outcome.MET]


def test_units_without_matters_have_nothing(session: Session) -> None:
    a_unit(session, "ops2")
    cube = figures.by_unit(session, scope(NOW))
    assert cube.of(unit_id="ops2").count(Figure.RECEIVED) == 0
    assert cube.of(unit_id="ops2").share is None
    with pytest.raises(ValueError, match="not by \\['estate_id'\\]"):
        cube.of(unit_id="ops1", estate_id="bangpoo")
