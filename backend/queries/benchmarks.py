"""Benchmarks as a page: by indicator and year, beside our own figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, true
from sqlalchemy.orm import Session, selectinload

from backend.models.benchmark import Benchmark, OwnFigure
from backend.queries.own_figures import Figure, own_figure


@dataclass(frozen=True, slots=True)
class YearRow:
    """The values of one year, and ours of the fiscal year of the same number."""

    year: int
    benchmarks: Sequence[Benchmark]
    own: Figure | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator. ``own`` says which figure of ours belongs to it, if this system counts one."""

    indicator: str
    own: OwnFigure | None
    years: Sequence[YearRow]


def indicators(session: Session, now: datetime, *, year: int | None = None) -> Sequence[IndicatorView]:
    """All indicators by name, the newest year first; of one ``year`` only where it is given."""
    wanted = true() if year is None else Benchmark.year == year
    rows = session.scalars(
        select(Benchmark)
        .where(Benchmark.withdrawn_at.is_(None), wanted)
        .order_by(Benchmark.indicator, Benchmark.year.desc(), Benchmark.organisation, Benchmark.id)
        .options(selectinload(Benchmark.last_by))
    ).all()
    return [_view(session, name, list(group), now) for name, group in groupby(rows, key=lambda row: row.indicator)]


def _view(session: Session, indicator: str, rows: Sequence[Benchmark], now: datetime) -> IndicatorView:
    own = next((row.own for row in rows if row.own is not None), None)
    years = [
        YearRow(year, list(group), own_figure(session, own, year, now) if own else None)
        for year, group in groupby(rows, key=lambda row: row.year)
    ]
    return IndicatorView(indicator, own, years)


def one(session: Session, benchmark_id: int) -> Benchmark | None:
    """One benchmark that was not withdrawn."""
    return session.scalar(select(Benchmark).where(Benchmark.id == benchmark_id, Benchmark.withdrawn_at.is_(None)))
