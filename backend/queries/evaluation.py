"""The yearly evaluation as a page: the manual's three indicators, and what stands behind and beside them.

Nothing is counted here. The plan's indicator is ``plans.indicator``, served to standard and satisfaction are the
figures of the four quarters, the improvements are the register's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion, StandardRow
from backend.models.evaluation import ScaleChoice
from backend.models.follow_up import YearlyReview
from backend.models.register import EntrySort
from backend.models.unit import Unit
from backend.queries import benchmarks, figures, plans, register
from backend.queries.benchmarks import IndicatorView
from backend.queries.figures import Dimension, Mean
from backend.queries.follow_ups import review_of
from backend.queries.register import Found, Wanted
from backend.queries.years import QuarterPart, Stage, YearFigures, year_figures
from backend.services.evaluations import scale_of
from backend.services.plan_indicator import Indicator
from service_standards.compliance import Tally
from service_standards.instants import in_bangkok
from service_standards.satisfaction import SCALES, Band, Scale, ScaleName, is_reached

NOTHING = Mean(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfied:
    """The mean of a year, read by the scale of that year. Without a rating there is no band."""

    mean: Mean
    name: ScaleName
    band: Band | None

    @property
    def scale(self) -> Scale:
        """The scale that it is read by."""
        return SCALES[self.name]

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None without a rating."""
        return is_reached(self.band) if self.band else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The three indicators of one year."""

    fiscal_year: int
    stage: Stage
    plan: Indicator | None
    served: Tally
    satisfied: Satisfied

    @property
    def reached(self) -> Sequence[bool | None]:
        """Of each whether its target is reached; None where there is nothing to tell it by."""
        shares = (self.plan.share if self.plan else None, self.served.share)
        return (*(None if share is None else share == Fraction(1) for share in shares), self.satisfied.is_reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit or one standard over the year: a tally for each quarter, and the year's. ``key`` narrows a scope."""

    key: str
    title: str
    quarters: Sequence[Tally]
    year: Tally
    means: Sequence[Mean] = ()
    """The satisfaction of each quarter, and of the year; of units only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One fiscal year, evaluated as of now."""

    results: Results
    before: Results
    """The year before."""
    quarters: Sequence[QuarterPart]
    units: Sequence[Row]
    standards: Sequence[Row]
    choices: Sequence[ScaleChoice]
    """Which scale was chosen for the year: the last choice first."""
    benchmarks: Sequence[IndicatorView]
    entries: Sequence[tuple[EntrySort, Found]]
    review: YearlyReview | None


def evaluation(
    session: Session, fiscal_year: int, now: datetime, *, with_demo: bool, unit_id: str | None = None
) -> Evaluation:
    """The evaluation of a year. ``unit_id``: whose row alone a reader is shown among the units."""
    year = year_figures(session, fiscal_year, now, with_demo=with_demo)
    choices = session.scalars(
        select(ScaleChoice).where(ScaleChoice.fiscal_year == fiscal_year).order_by(ScaleChoice.version.desc())
    ).all()
    return Evaluation(
        results=_results(session, year, now),
        before=_results(session, year_figures(session, fiscal_year - 1, now, with_demo=with_demo), now),
        quarters=year.quarters,
        units=[row for row in _units(session, year) if unit_id in (None, row.key)],
        standards=_standards(session, year),
        choices=choices,
        benchmarks=benchmarks.indicators(session, now, year=fiscal_year),
        entries=[(sort, register.find(session, Wanted(fiscal_year=fiscal_year, sort=sort))) for sort in EntrySort],
        review=review_of(session, fiscal_year),
    )


def _results(session: Session, year: YearFigures, now: datetime) -> Results:
    name, mean = scale_of(session, year.fiscal_year), year.satisfaction
    band = None if mean.value is None else SCALES[name].band(mean.value)
    return Results(
        fiscal_year=year.fiscal_year,
        stage=year.stage,
        plan=plans.indicator(session, year.fiscal_year, in_bangkok(now).date()),
        served=year.cube.all,
        satisfied=Satisfied(mean=mean, name=name, band=band),
    )


def _units(session: Session, year: YearFigures) -> Sequence[Row]:
    rows = []
    for unit in session.scalars(select(Unit).order_by(Unit.id)):
        means = [part.satisfaction.get(unit.id, NOTHING) for part in year.quarters]
        rows.append(_row(year, "unit_id", unit.id, unit.name_th, [*means, figures.mean_of(means)]))
    return rows


def _standards(session: Session, year: YearFigures) -> Sequence[Row]:
    codes = sorted(code for (code,) in year.cube.by("code") if code)
    titles = {
        row.code: row.title_th
        for row in session.scalars(
            select(StandardRow)
            .join(CharterVersion, CharterVersion.id == StandardRow.charter_id)
            .where(StandardRow.code.in_(codes), CharterVersion.in_force_from.is_not(None))
            .order_by(CharterVersion.in_force_from)
        )
    }
    return [_row(year, "code", code, titles.get(code, code)) for code in codes]


def _row(year: YearFigures, dimension: Dimension, key: str, title: str, means: Sequence[Mean] = ()) -> Row:
    return Row(
        key=key,
        title=title,
        quarters=[part.cube.of(**{dimension: key}) for part in year.quarters],
        year=year.cube.of(**{dimension: key}),
        means=means,
    )
