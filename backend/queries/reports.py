"""The report of a quarter as a page: of the whole agency, of one unit, or of any part of it; the answer first.

All numbers are those of ``queries.figures``. Beside them stand the same of the quarter before and of the year before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion, StandardRow
from backend.models.seal import QuarterSeal
from backend.models.unit import Estate
from backend.queries import figures, seals
from backend.queries.bot_answers import BotFigures, bot_answers
from backend.queries.figures import LIVE, Cube, Dimension, Mean, Pausing, Scope, Source
from backend.queries.units import UnitChoice, unit_choices
from backend.services import misses
from service_standards.charter import Standing
from service_standards.compliance import Figure, Tally
from service_standards.instants import midnight
from service_standards.replay import Outcome
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter

NOTHING = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How long clocks took, pauses left out: the median and the 90th percentile, in one kind of time."""

    median: int
    ninetieth: int
    spent_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a table: what it is of, its figures, and its shares before. ``only`` narrows a scope to it."""

    only: Mapping[Dimension, str | int | None]
    name: str
    tally: Tally
    before: Fraction | None = None
    year_ago: Fraction | None = None
    taken: Taken | None = None
    allowances: Sequence[str] = ()
    """Of a standard: what it allowed in the quarter, one for each version of the charter that changed it."""
    provisional: bool = False
    pausing: Pausing | None = None
    satisfaction: Mean | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the answer to a quarter, or to the part of it that ``scope`` says, is said from."""

    scope: Scope
    all: Tally
    matters: int
    matters_missed: int
    units: Sequence[Line]
    """Those that had matters, in the order of their names."""

    @property
    def is_over(self) -> bool:
        """Whether the quarter was over as of the figures."""
        return self.scope.quarter.is_over(self.scope.as_of)

    @property
    def worst(self) -> Sequence[Line]:
        """The units that missed most, the most first."""
        missed = [line for line in self.units if line.tally.count(Figure.MISSED)]
        return sorted(missed, key=lambda line: (-line.tally.count(Figure.MISSED), line.name))

    @property
    def provisional(self) -> bool:
        """Whether any of it was timed by a trial value."""
        return self.all.count(Figure.PROVISIONAL) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterReport(Summary):
    """A quarter, or a part of it, in all its tables."""

    before: Fraction | None
    year_ago: Fraction | None
    without_matters: Sequence[str]
    """The names of units that had none."""
    standards: Sequence[Line]
    kinds: Sequence[Line]
    months: Sequence[Line]
    estates: Sequence[Line]
    channels: Sequence[Line]
    causes: Sequence[tuple[str, int]]
    """Why standards were missed, as heads of units say: each cause with how often, the most frequent first. Not of a
    part of a unit: they are said of its whole quarter."""
    pausing: Pausing
    satisfaction: Mean
    bot: BotFigures | None
    """Of the whole agency only: no unit answers for the bot."""


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands for a quarter: what was sealed once it is closed, else what is counted now."""

    scope: Scope
    of: Source = LIVE
    seal: QuarterSeal | None = None


def what_stands(session: Session, scope: Scope) -> Stands:
    """The sealed figures of the same part of the quarter, as of the closing; of one that is not closed those of now."""
    seal = seals.sealed(session, scope.quarter)
    if seal is None or seal.sealed_at is None:
        return Stands(scope)
    return Stands(replace(scope, as_of=seal.sealed_at, with_demo=seal.with_demo), seals.source_of(seal), seal)


def quarter_summary(session: Session, stands: Stands) -> Summary:
    """Only what the answer needs: the number of statements does not grow with what is in it."""
    scope, of = stands.scope, stands.of
    cube = figures.by_unit(session, scope, of)
    had_matters = {key[0] for key in cube.by("unit_id")}
    return Summary(
        scope=scope,
        all=cube.all,
        matters=figures.matters(cube),
        matters_missed=figures.matters_that_missed(session, scope, of),
        units=[
            Line(only={"unit_id": unit.id}, name=unit.name, tally=cube.of(unit_id=unit.id))
            for unit in _units(session, stands)
            if unit.id in had_matters
        ],
    )


def quarter_report(session: Session, stands: Stands) -> QuarterReport:
    """The report; the number of statements does not grow with what is in it."""
    scope, of = stands.scope, stands.of
    cube = figures.by_unit(session, scope, of)
    before, year_ago = (_compared_with(session, scope, one) for one in _compared(scope.quarter))
    places = figures.by_place(session, scope, of)
    units = _units(session, stands)
    spent = figures.spent_times(session, scope, of)
    pausing, satisfaction = figures.pausing(session, scope, of), satisfaction_that_stands(session, stands)
    had_matters = {key[0] for key in cube.by("unit_id")}
    return QuarterReport(
        scope=scope,
        all=cube.all,
        before=before.all.share,
        year_ago=year_ago.all.share,
        matters=figures.matters(cube),
        matters_missed=figures.matters_that_missed(session, scope, of),
        units=[
            Line(
                only={"unit_id": unit.id},
                name=unit.name,
                tally=cube.of(unit_id=unit.id),
                before=before.of(unit_id=unit.id).share,
                year_ago=year_ago.of(unit_id=unit.id).share,
                pausing=pausing.get(unit.id),
                satisfaction=satisfaction.get(unit.id),
            )
            for unit in units
            if unit.id in had_matters
        ],
        without_matters=[unit.name for unit in units if unit.id not in had_matters],
        standards=[_with_times(line, spent) for line in _standards(session, scope, cube, before, year_ago)],
        kinds=_lines("kind", cube, before, year_ago),
        months=_lines("month", cube, before, year_ago),
        estates=_named(_lines("estate_id", places), _estate_names(session, stands)),
        channels=_lines("channel", places),
        causes=_causes(session, stands) if not set(scope.only) - {"unit_id"} else (),
        pausing=_all_pauses(pausing.values()),
        satisfaction=figures.mean_of(satisfaction.values()),
        bot=_bot(session, stands) if not scope.only else None,
    )


def _compared(quarter: Quarter) -> tuple[Quarter, Quarter]:
    return quarter.before, Quarter(quarter.fiscal_year - 1, quarter.number)


def _compared_with(session: Session, scope: Scope, quarter: Quarter) -> Cube:
    """The same part of an earlier quarter, as it was sealed; a month of the year names no month of another quarter."""
    only: dict[Dimension, str | int | None] = {name: one for name, one in scope.only.items() if name != "month"}
    stands = what_stands(session, replace(scope, quarter=quarter, only=only))
    return figures.by_unit(session, stands.scope, stands.of)


def satisfaction_that_stands(session: Session, stands: Stands) -> Mapping[str, Mean]:
    """By unit: what was sealed with a closed quarter, else what customers have given by now."""
    if stands.seal is None:
        return figures.satisfaction(session, stands.scope)
    wanted = stands.scope.only.get("unit_id")
    if set(stands.scope.only) - {"unit_id"}:  # it was sealed by unit alone
        return {}
    kept = seals.part(session, stands.seal, "satisfaction")
    return {unit: Mean(one["total"], one["count"]) for unit, one in kept.items() if wanted in (None, unit)}


def _bot(session: Session, stands: Stands) -> BotFigures:
    if stands.seal is None:
        return bot_answers(session, stands.scope.quarter, stands.scope.as_of)
    kept = seals.part(session, stands.seal, "bot_answers")
    tenths = [kept.get(f"{name}_tenths") for name in ("median", "ninetieth")]
    median, ninetieth = (None if one is None else Fraction(one, 10) for one in tenths)
    return BotFigures(
        counts={Outcome(outcome): times for outcome, times in kept.get("counts", {}).items()},
        provisional=bool(kept.get("provisional")),
        median_seconds=median,
        ninetieth_seconds=ninetieth,
        good=kept.get("good", 0),
        bad=kept.get("bad", 0),
    )


def _lines(dimension: Dimension, cube: Cube, before: Cube | None = None, year_ago: Cube | None = None) -> list[Line]:
    """A line for each value that there is, in their order; nothing comes last."""
    values = sorted((key[0] for key in cube.by(dimension)), key=lambda value: (value is None, value))
    return [
        Line(
            only={dimension: value},
            name=str(value or ""),
            tally=cube.of(**{dimension: value}),
            before=before.of(**{dimension: value}).share if before else None,
            year_ago=year_ago.of(**{dimension: value}).share if year_ago else None,
        )
        for value in values
    ]


def _named(lines: Iterable[Line], names: Mapping[str, str]) -> list[Line]:
    """The lines by their names in Thai, those with the most missed clocks first."""
    named = [replace(line, name=names.get(line.name, line.name)) for line in lines]
    return sorted(named, key=lambda line: (-line.tally.count(Figure.MISSED), line.name == "", line.name))


def _estate_names(session: Session, stands: Stands) -> dict[str, str]:
    known = {row[0]: row[1] for row in session.execute(select(Estate.id, Estate.name_th))}
    return known | {id: one["name_th"] for id, one in _sealed_names(session, stands, "estates").items()}


def _units(session: Session, stands: Stands) -> Sequence[UnitChoice]:
    """All units, by the names that they had when the quarter was sealed."""
    named = _sealed_names(session, stands, "units")
    return [
        replace(one, short=named[one.id]["short_th"], name=named[one.id]["name_th"]) if one.id in named else one
        for one in unit_choices(session)
    ]


def _sealed_names(session: Session, stands: Stands, of_what: str) -> Mapping[str, Mapping[str, str]]:
    kept = seals.part(session, stands.seal, "names") if stands.seal else {}
    names: Mapping[str, Mapping[str, str]] = kept.get(of_what, {})
    return names


def _standards(session: Session, scope: Scope, cube: Cube, before: Cube, year_ago: Cube) -> list[Line]:
    """Each standard of the versions in force in the quarter, also one that nothing came for, and what had none."""
    rows = _in_force(session, scope.quarter)
    known = {row.code: row for row in rows}
    wanted = [code for code in known if scope.only.get("code", code) == code]
    codes = [*wanted, *sorted({key[0] for key in cube.by("code")} - set(wanted))]
    return [
        Line(
            only={"code": code},
            name=known[code].title_th if code in known else code,
            tally=cube.of(code=code),
            before=before.of(code=code).share,
            year_ago=year_ago.of(code=code).share,
            allowances=list(dict.fromkeys(row.allowance for row in rows if row.code == code)),
            provisional=any(row.standing == Standing.PROVISIONAL for row in rows if row.code == code),
        )
        for code in codes
    ]


def _in_force(session: Session, quarter: Quarter) -> Sequence[StandardRow]:
    """The standards of officers of every version that was in force on any day of the quarter, the oldest first."""
    first = midnight(quarter.first)
    versions = session.scalars(
        select(CharterVersion)
        .where(CharterVersion.in_force_from.is_not(None), CharterVersion.in_force_from < quarter.end)
        .order_by(CharterVersion.in_force_from)
    ).all()
    versions = versions or session.scalars(select(CharterVersion).order_by(CharterVersion.in_force_from).limit(1)).all()
    later = [*versions[1:], None]
    ids = [one.id for one, next_one in zip(versions, later, strict=True) if not _ended(next_one, first)]
    query = select(StandardRow).where(StandardRow.charter_id.in_(ids), StandardRow.measure != Measure.BOT_ANSWER.value)
    return session.scalars(query.order_by(StandardRow.charter_id, StandardRow.id)).all()


def _ended(next_one: CharterVersion | None, first: datetime) -> bool:
    """Whether a version had ended before the quarter began: the next one was in force by then."""
    return next_one is not None and next_one.in_force_from is not None and next_one.in_force_from <= first


def _with_times(line: Line, spent: figures.SpentTimes) -> Line:
    code = str(line.only["code"])
    median, ninetieth = spent.percentile(50, code=code), spent.percentile(90, code=code)
    if not code or median is None or ninetieth is None:
        return line
    return replace(line, taken=Taken(median=median[0], ninetieth=ninetieth[0], spent_in=median[1]))


def _causes(session: Session, stands: Stands) -> Sequence[tuple[str, int]]:
    unit_id = stands.scope.only.get("unit_id")
    if stands.seal is not None:
        kept = seals.part(session, stands.seal, "comments") or ()
        return Counter(one["cause"] for one in kept if unit_id in (None, one["unit_id"])).most_common()
    rows = misses.comments(session, stands.scope.quarter, None if unit_id is None else str(unit_id))
    latest = {(owner, row.ticket_id, row.measure): row.cause for owner, row in rows}  # the older versions come first
    return Counter(latest.values()).most_common()


def _all_pauses(pauses: Iterable[Pausing]) -> Pausing:
    known = list(pauses)
    return Pausing(sum(one.pauses for one in known), sum(one.minutes for one in known))
