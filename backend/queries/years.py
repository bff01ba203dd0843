"""A fiscal year as the sum of its quarters: the same figures, added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from backend.queries import figures
from backend.queries.figures import Cube, Mean, Scope
from backend.queries.reports import Stands, satisfaction_that_stands, what_stands
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter, quarters_of


class Stage(StrEnum):
    """How far a quarter or a year has come."""

    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPart:
    """What a quarter brings to its year: what was sealed of a closed one, else what is counted now."""

    stands: Stands
    stage: Stage
    cube: Cube
    satisfaction: Mapping[str, Mean]
    """By unit."""

    @property
    def quarter(self) -> Quarter:
        """Which one."""
        return self.stands.scope.quarter

    @property
    def mean(self) -> Mean:
        """The satisfaction of all units."""
        return figures.mean_of(self.satisfaction.values())


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of a fiscal year."""

    fiscal_year: int
    quarters: Sequence[QuarterPart]
    cube: Cube
    """Everything of the four quarters."""

    @property
    def satisfaction(self) -> Mean:
        """The mean of all units."""
        return figures.mean_of(part.mean for part in self.quarters)

    @property
    def stage(self) -> Stage:
        """The year has begun with its first quarter, and is over with its last."""
        stages = {part.stage for part in self.quarters}
        return stages.pop() if len(stages) == 1 else Stage.RUNNING


def year_figures(session: Session, fiscal_year: int, now: datetime, *, with_demo: bool = False) -> YearFigures:
    """The figures of a year as they stand now: of each quarter what the reports of that quarter show."""
    parts = [
        _part(session, Scope(quarter=quarter, as_of=now, with_demo=with_demo)) for quarter in quarters_of(fiscal_year)
    ]
    return YearFigures(fiscal_year, parts, Cube.together([part.cube for part in parts]))


def _part(session: Session, scope: Scope) -> QuarterPart:
    stands = what_stands(session, scope)
    return QuarterPart(
        stands=stands,
        stage=stage_of(scope.quarter, scope.as_of),
        cube=figures.by_unit(session, stands.scope, stands.of),
        satisfaction=satisfaction_that_stands(session, stands),
    )


def stage_of(quarter: Quarter, now: datetime) -> Stage:
    """How far a quarter has come, in Bangkok."""
    if in_bangkok(now).date() < quarter.first:
        return Stage.AHEAD
    return Stage.OVER if quarter.is_over(now) else Stage.RUNNING
