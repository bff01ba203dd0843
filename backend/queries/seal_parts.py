"""What is sealed beside the measurements of a quarter: all that its report shows and nobody can count from rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.models.charter import CharterVersion, StandardRow
from backend.models.measurement import Measurement
from backend.models.quarter_report import UnitReport
from backend.models.seal import QuarterSeal
from backend.models.unit import Estate, Unit
from backend.queries import bot_answers, figures
from backend.queries.every_number import every_number
from backend.queries.figures import Scope
from backend.services import misses
from backend.services.miss_causes import miss_causes
from backend.services.quarters import rows_of
from backend.services.seals import CLOSING, closing
from service_standards.thai_dates import Quarter

_STANDARD = ("code", "kind", "measure", "allowance", "calendar", "starts", "pausable", "standing", "basis", "source",
             "title_th", "title_en")  # fmt: skip
_COMMENT = ("measure", "version", "code", "due_at", "stopped_at", "cause", "words", "correction", "responsible",
            "by_when", "at", "by_name")  # fmt: skip


def gather(session: Session, seal: QuarterSeal, as_of: datetime) -> Mapping[str, Any]:
    """All parts by name, as of an instant."""
    quarter = Quarter(seal.fiscal_year, seal.quarter)
    scope = Scope(quarter=quarter, as_of=as_of, with_demo=seal.with_demo)
    return {
        CLOSING: closing(seal),
        "names": _names(session),
        "definitions": _definitions(),
        "charters": _charters(session, quarter),
        "reports": _reports(session, quarter),
        "comments": _comments(session, scope),
        "satisfaction": {
            unit: {"total": mean.total, "count": mean.count}
            for unit, mean in figures.satisfaction(session, scope).items()
        },
        "bot_answers": _bot_answers(session, quarter, as_of),
    }


def _names(session: Session) -> Mapping[str, Any]:
    """What units and estates are called: they may be called otherwise later."""
    units = session.execute(select(Unit.id, Unit.short_th, Unit.name_th, Unit.name_en))
    estates = session.execute(select(Estate.id, Estate.name_th, Estate.name_en))
    return {
        "units": {row[0]: {"short_th": row[1], "name_th": row[2], "name_en": row[3]} for row in units},
        "estates": {row[0]: {"name_th": row[1], "name_en": row[2]} for row in estates},
    }


def _definitions() -> Mapping[str, Any]:
    words = ("title_th", "title_en", "counts_th", "counts_en", "excludes_th", "excludes_en")
    return {
        "numbers": {name: {word: getattr(meaning, word) for word in words} for name, meaning in every_number().items()},
        "causes": {cause.id: {"th": cause.th, "en": cause.en} for cause in miss_causes().values()},
    }


def _charters(session: Session, quarter: Quarter) -> list[Any]:
    """The versions under which the quarter's matters were received, with all their standards."""
    met = select(Measurement.charter_id).where(rows_of(Measurement, quarter))
    versions = session.scalars(
        select(CharterVersion)
        .where(CharterVersion.id.in_(met.distinct()))
        .options(selectinload(CharterVersion.standards))
        .order_by(CharterVersion.id)
    )
    return [
        {
            "id": version.id,
            "name_th": version.name_th,
            "name_en": version.name_en,
            "standing": version.standing,
            "in_force_from": version.in_force_from,
            "standards": [_standard(row) for row in sorted(version.standards, key=lambda one: one.code)],
        }
        for version in versions
    ]


def _standard(row: StandardRow) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in _STANDARD}


def _reports(session: Session, quarter: Quarter) -> Mapping[str, Any]:
    """How each unit's report stood, and what had happened to it."""
    reports = session.scalars(
        select(UnitReport).where(rows_of(UnitReport, quarter)).options(selectinload(UnitReport.steps))
    )
    return {
        report.unit_id: {
            "state": report.state.value,
            "steps": [
                {"act": step.act.value, "at": step.at, "by": step.by_name, "why": step.why, "misses": step.misses}
                for step in report.steps
            ],
        }
        for report in reports
    }


def _comments(session: Session, scope: Scope) -> list[Any]:
    """The last comment on each miss, by unit, number and measure."""
    stands = misses.answered_by_unit(session, scope.quarter, scope.as_of, with_demo=scope.with_demo)
    return [
        {"unit_id": unit, "number": miss.number, "kind": miss.kind}
        | {name: getattr(stand.comments[miss.key], name) for name in _COMMENT}
        for unit, stand in sorted(stands.items())
        for miss in sorted(stand.misses, key=lambda one: (one.number, one.measure))
        if miss.key in stand.comments
    ]


def _bot_answers(session: Session, quarter: Quarter, as_of: datetime) -> Mapping[str, Any]:
    found = bot_answers.bot_answers(session, quarter, as_of)
    median, ninetieth = found.median_seconds, found.ninetieth_seconds
    return {
        "counts": {outcome.value: times for outcome, times in found.counts.items()},
        "provisional": found.provisional,
        "median_tenths": None if median is None else int(median * 10),
        "ninetieth_tenths": None if ninetieth is None else int(ninetieth * 10),
        "good": found.good,
        "bad": found.bad,
    }
