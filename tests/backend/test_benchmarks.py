"""Benchmarks: numbers as people type them, bad ones refused, and our own figures beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound
from backend.models.benchmark import OwnFigure
from backend.models.ticket import Rating
from backend.queries import benchmarks as queries
from backend.queries.own_figures import own_figure
from backend.services import benchmarks, plan_activities
from backend.services.benchmarks import read_number
from backend.services.fields import Faulty
from tests.factories import NOW, a_staff, a_ticket
from tests.plan_rows import YEAR, a_set_plan, marketing, of_step

BENCHMARK = {
    "indicator": "ความพึงพอใจ", "organisation": "หน่วยงานทดสอบ", "compared": "peer", "source": "รายงานประจำปี หน้า 12",
    "year": "2569", "value": "92.50", "value_unit": "ร้อยละ", "note": "", "own": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("92.5", "92.5"),
        ("๙๒.๕๐", "92.50"),
        (" 1,250 ", "1250"),
        ("-3", "-3"),
        ("007", "7"),
        ("0", "0"),
        ("0.0001", "0.0001"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, read: str) -> None:
    assert read_number(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["", " ", "ดี", "92.5%", "1e5", "nan", "inf", "1,25", "1.23456", "1234567890123", "--1", "+1", "1.", ".5", "1 000",
     "0x10", "-0", "½", "１", "1,2345", "1\n2"],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(typed: str) -> None:
    assert read_number(typed) is None


@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=2))
def test_every_number_of_two_decimals_keeps_its_value(number: Decimal) -> None:
    if number or not number.is_signed():
        assert Decimal(read_number(f"{number:,}") or "nan") == number
        assert Decimal(read_number(str(number)) or "nan") == number


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("indicator", ""), ("organisation", ""), ("source", " "), ("value_unit", ""), ("compared", "friend"),
        ("year", "2026"), ("year", "25x9"), ("year", "2571"), ("own", "share_price"), ("note", "ก" * 4001),
        ("source", "ก" * 1001), ("value", "ประมาณ 5"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_beside_its_field(session: Session, field: str, value: str) -> None:
    with pytest.raises(Faulty) as refused:
        benchmarks.add(session, BENCHMARK | {field: value}, marketing(session), NOW)
    assert list(refused.value.problems) == [field]


def test_none_is_there_until_somebody_enters_one(session: Session) -> None:
    assert queries.indicators(session, NOW) == []


def test_they_stand_by_indicator_and_year_and_a_withdrawn_one_is_gone(session: Session) -> None:
    by = marketing(session)
    first = benchmarks.add(session, BENCHMARK, by, NOW)
    benchmarks.add(session, BENCHMARK | {"year": "๒๕๖๘", "organisation": "ข"}, by, NOW)
    benchmarks.add(session, BENCHMARK | {"indicator": "เวลา", "value": "3", "value_unit": "วันทำการ"}, by, NOW)

    found = queries.indicators(session, NOW)

    assert [one.indicator for one in found] == sorted(["ความพึงพอใจ", "เวลา"])
    [satisfaction] = [one for one in found if one.indicator == "ความพึงพอใจ"]
    assert [row.year for row in satisfaction.years] == [2569, 2568]
    assert satisfaction.own is None
    benchmarks.withdraw(session, first.id, {"why": "ที่มาผิด"}, by, seen=1, now=NOW)
    session.flush()
    [left] = [one for one in queries.indicators(session, NOW) if one.indicator == "ความพึงพอใจ"]
    assert [row.year for row in left.years] == [2568]
    assert queries.one(session, first.id) is None


def test_only_marketing_keeps_them_and_a_stale_save_is_refused(session: Session) -> None:
    by, officer = marketing(session), a_staff(session, unit="ftl")
    kept = benchmarks.add(session, BENCHMARK, by, NOW)
    with pytest.raises(NotAllowed):
        benchmarks.add(session, BENCHMARK, officer, NOW)
    with pytest.raises(NotAllowed):
        benchmarks.withdraw(session, kept.id, {"why": "x"}, officer, seen=1, now=NOW)
    benchmarks.edit(session, kept.id, BENCHMARK | {"value": "93"}, by, seen=1, now=NOW)
    with pytest.raises(Conflict):
        benchmarks.edit(session, kept.id, BENCHMARK, by, seen=1, now=NOW)
    with pytest.raises(NotFound):
        benchmarks.edit(session, 999_999, BENCHMARK, by, seen=1, now=NOW)
    with pytest.raises(Faulty):
        benchmarks.withdraw(session, kept.id, {"why": ""}, by, seen=2, now=NOW)


def rated(session: Session, score: int, received: datetime, *, after: timedelta, demo: bool = False) -> None:
    ticket = a_ticket(session, at=received, demo=demo)
    session.add(Rating(ticket_id=ticket.id, resolution=1, score=score, at=received + after))
    session.flush()


def test_our_mean_is_of_the_matters_of_the_fiscal_year_in_bangkok_and_without_demo_matters(session: Session) -> None:
    begins, ends = datetime(2025, 9, 30, 17, 0, tzinfo=UTC), datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert own_figure(session, OwnFigure.MEAN_RATING, YEAR, ends) is None
    for score, received in ((5, begins), (4, NOW), (1, ends), (2, begins - hour), (5, ends - hour)):
        rated(session, score, received, after=2 * hour)
    rated(session, 1, NOW, after=hour, demo=True)

    in_the_year, later = (own_figure(session, OwnFigure.MEAN_RATING, YEAR, at) for at in (ends, ends + hour))

    assert in_the_year is not None
    assert (in_the_year.value, in_the_year.count) == (Fraction(9, 2), 2)
    assert later is not None
    assert (later.value, later.count) == (Fraction(14, 3), 3)


def test_our_share_of_the_plan_is_the_plans_own_indicator(session: Session) -> None:
    by = marketing(session)
    assert own_figure(session, OwnFigure.PLAN_ON_TIME, YEAR, NOW) is None
    plan = a_set_plan(session, by)
    form = {"done_on": "31/10/2568", "words": "รายงาน"}
    plan_activities.complete(session, of_step(plan, 1).id, form, by, NOW)
    session.flush()

    ours = own_figure(session, OwnFigure.PLAN_ON_TIME, YEAR, NOW)

    assert ours is not None
    assert (ours.total, ours.count, ours.value) == (1, 4, 25)
