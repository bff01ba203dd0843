"""A year of matters: the report is what a slow recount says, and every number is the count of the rows it opens to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from backend.models.staff import Role
from backend.queries import figures
from backend.queries.figures import Scope
from backend.services.access import Viewer
from backend.work import Work
from service_standards.compliance import Figure, Tally
from service_standards.thai_dates import Quarter
from tests.backend.conftest import Clock
from tests.backend.test_self_audit import run_now
from tests.generated_year import FISCAL_YEAR, MEASURED, Matter, make_up, write
from tests.slow_recount import Clock as Counted
from tests.slow_recount import Recount, clocks_of, nearest_rank

MANY = 600
MARKETING = Viewer(Role.MARKETING, "ftl")


@cache
def story() -> tuple[list[Matter], list[Counted]]:
    matters = list(make_up(MANY, seed=2569))
    return matters, [clock for matter in matters for clock in clocks_of(matter)]


@pytest.fixture
def year(work: Work, clock: Clock) -> Work:
    """The year, written down and measured."""
    clock.at = MEASURED
    write(work, story()[0])
    return work


def test_the_report_is_what_a_slow_recount_says_and_opens_to_the_rows_that_it_counts(year: Work) -> None:
    matters, counted = story()
    assert compare(year, matters, counted) > 4_000
    told = {figure for clock in counted for figure in clock.counted_by(MEASURED)}
    assert told == {figure.value for figure in Figure} - {"unknown"}, "the story has something of everything"


def test_the_self_audit_of_the_year_finds_nothing(year: Work, clock: Clock) -> None:
    for days in (0, 60):
        clock.at = MEASURED + timedelta(days=days)
        run = run_now(year)
        assert (run.matters, run.differences) == (MANY, 0)


def compare(work: Work, matters: list[Matter], counted: list[Counted] | None = None) -> int:
    """Hold the figures of each quarter against the recount, as of two instants: how many numbers agree."""
    counted = counted or [clock for matter in matters for clock in clocks_of(matter)]
    numbers = 0
    for as_of in (MEASURED, MEASURED + timedelta(days=45)):
        for number in (1, 2, 3, 4):
            recount = Recount(counted, number, as_of)
            scope = Scope(quarter=Quarter(FISCAL_YEAR, number), as_of=as_of)
            numbers += _compare(work, scope, recount)
    return numbers


def _compare(work: Work, scope: Scope, recount: Recount) -> int:
    with work.read() as session:
        by_unit, by_place = figures.by_unit(session, scope), figures.by_place(session, scope)
        units = told(by_unit.by(*figures.UNIT_DIMENSIONS))
        assert units == {key: dict(counts) for key, counts in recount.units.items()}
        places = told(by_place.by(*figures.PLACE_DIMENSIONS))
        assert places == {key: dict(counts) for key, counts in recount.places.items()}
        numbers = sum(map(len, units.values())) + sum(map(len, places.values()))
        spent = figures.spent_times(session, scope)
        for (unit, code, measure), kinds in recount.times.items():
            for percent in (50, 90):
                slow = [(nearest_rank(values, percent), kind) for kind, values in kinds.items()]
                found = spent.percentile(percent, unit_id=unit, code=code, measure=measure)
                assert found == (slow[0] if len(slow) == 1 else None), "two kinds of time are never put together"
                numbers += 1
        assert {unit: [one.pauses, one.minutes] for unit, one in figures.pausing(session, scope).items()} == dict(
            recount.pauses
        )
        assert {unit: (mean.total, mean.count) for unit, mean in figures.satisfaction(session, scope).items()} == {
            unit: (sum(scores), len(scores)) for unit, scores in recount.scores.items() if scores
        }
        for figure in Figure:
            assert figures.behind(session, MARKETING, scope, figure, limit=0).total == by_unit.all.count(figure)
            numbers += 1
        for (unit, code), tally in by_unit.by("unit_id", "code").items():
            for figure in (one for one in Figure if tally.count(one)):
                narrow = scope.narrowed({"unit_id": unit, "code": code})
                behind = figures.behind(session, MARKETING, narrow, figure, limit=10**9)
                clocks = recount.behind[unit, code, figure.value]
                assert behind.total == tally.count(figure) == len(clocks)
                assert behind.total == len(behind.rows) + behind.hidden
                assert {(row.ticket_id, row.measure) for row in behind.rows} <= clocks
                numbers += 1
    return numbers


def told(tallies: Mapping[tuple[Any, ...], Tally]) -> dict[tuple[Any, ...], dict[str, int]]:
    """What each cell counts, by figure."""
    return {
        key: {figure.value: count for figure in Figure if (count := tally.count(figure))}
        for key, tally in tallies.items()
    }
