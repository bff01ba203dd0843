"""The quarter's page over a year of 100,000 and of 1,000,000 matters, with the indices of measurements and without.

A few thousand matters are made up, written with their events and measured as the product does it; the database then
copies them, each copy to other units and estates, with one more quarter of the year before to compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from redis import Redis
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    inspect,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.orm import Session

from backend.app import create_desk
from backend.models.measurement import Measurement
from backend.models.staff import Role
from backend.models.ticket import Rating, Ticket
from backend.models.unit import Estate, Unit
from backend.queries import figures
from backend.queries.figures import Scope
from backend.work import SilentDoorbell, Work, make_engine
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter
from tests.bench.stage import ROUNDS, Stage
from tests.desk.client import DeskClient
from tests.desk.conftest import make_settings
from tests.factories import a_staff
from tests.generated_year import FISCAL_YEAR, MEASURED, make_up, write

BASE = 2_500
FEW, MANY = 100_000, 1_000_000
UNITS, ESTATES = 40, 60
QUARTER = Quarter(FISCAL_YEAR, 4)
TABLE: Table = inspect(Measurement).local_table  # type: ignore[assignment]
INDICES = [one for one in TABLE.indexes if str(one.name).startswith("ix_measurement_by_")]
PARTS: Mapping[str, Callable[[Session, Scope], object]] = {
    "by unit, standard, kind and month": figures.by_unit,
    "by estate and channel": figures.by_place,
    "median and 90th percentile": figures.spent_times,
    "pauses": figures.pausing,
    "satisfaction": figures.satisfaction,
    "matters that missed": figures.matters_that_missed,
}


@dataclass(frozen=True, slots=True)
class Reports:
    """Seconds until the page of a quarter is there, and of what it asks at a million."""

    few: float
    many: float
    without: float
    """At a million, without the indices."""
    parts: Mapping[str, float]
    clocks: int
    """How many measurements there are at a million."""


def measure(on: Stage) -> Reports:
    """All of it on one database."""
    engine = make_engine(on.database_url)
    work = Work(engine, SilentDoorbell(), lambda: MEASURED)
    write(work, list(make_up(BASE, 1, unfinished=0.05)))
    browser = _browser(work, on)

    def page(rounds: int = ROUNDS) -> float:
        _settle(engine)
        return _seconds(lambda: _open(browser, f"/reports/{QUARTER.fiscal_year}/{QUARTER.number}"), rounds)

    _multiply(engine, 1, FEW // BASE)
    few = page()
    for index in INDICES:
        index.drop(engine)
    _multiply(engine, FEW // BASE, MANY // BASE)
    without = page(rounds=1)
    for index in INDICES:
        index.create(engine)
    many = page()
    with work.read() as session:
        scope = Scope(quarter=QUARTER, as_of=MEASURED)
        parts = {name: _seconds(partial(ask, session, scope)) for name, ask in PARTS.items()}
        clocks = session.scalar(select(func.count()).select_from(Measurement)) or 0
    engine.dispose()
    return Reports(few=few, many=many, without=without, parts=parts, clocks=clocks)


def _browser(work: Work, on: Stage) -> DeskClient:
    """Marketing at the desk; and the units and estates that the copies lie in."""
    with work.write() as session:
        units = (f"unit{n}" for n in range(UNITS))
        session.add_all(Unit(id=unit, short_th=unit, name_th=unit, name_en=unit) for unit in units)
        session.add_all(Estate(id=f"estate{n}", name_th=f"นิคม {n}", name_en="") for n in range(ESTATES))
        staff = a_staff(session, unit="ftl", role=Role.MARKETING)
    settings = make_settings(on.database_url, on.folder / "media")
    return DeskClient(create_desk(settings, work, Redis.from_url(on.redis_url))).sign_in(staff)


def _open(browser: DeskClient, address: str) -> None:
    """Without what a test reads of a page."""
    answer = browser.http.get(address)
    assert answer.status_code == 200, answer.status


def _multiply(engine: Engine, first: int, last: int) -> None:
    """Copy the matters of the base again and again, and those of the quarter for the year before."""
    for turn in range(first, last):
        with engine.begin() as connection:
            _copy(connection, turn, 2 * turn * BASE, Measurement.ticket_id <= BASE, years=0)
            in_quarter = Measurement.quarter == QUARTER.number, Measurement.ticket_id <= BASE
            _copy(connection, turn, (2 * turn + 1) * BASE, and_(*in_quarter), years=1)


def _copy(connection: Connection, turn: int, shift: int, which: ColumnElement[bool], years: int) -> None:
    which = and_(which, Measurement.measure == Measure.RESOLUTION.value)
    ids = select(Measurement.ticket_id).where(which).scalar_subquery()
    for table, of, others in (
        (Ticket, Ticket.id, {"id": Ticket.id + shift, "due_at": null(), "warn_at": null()}),
        (Measurement, Measurement.ticket_id, {"fiscal_year": Measurement.fiscal_year - years}),
        (Rating, Rating.ticket_id, {}),
    ):
        columns = inspect(table).columns
        changed: dict[str, Any] = {"ticket_id": of + shift, **others}
        if "number" in columns:
            changed["number"] = columns["number"].concat(f"-{shift}")
            changed["unit_id"] = literal("unit").concat(cast((of + turn) % UNITS, String))
            somewhere = literal("estate").concat(cast((of * 7 + turn) % ESTATES, String))
            changed["estate_id"] = case((columns["estate_id"].is_not(None), somewhere))
        kept = [column for column in columns if column.name != "id" or "id" in changed]
        copied = select(*(changed.get(column.name, column) for column in kept)).where(of.in_(ids))
        connection.execute(insert(table).from_select([column.name for column in kept], copied))


def _settle(engine: Engine) -> None:
    """What PostgreSQL does by itself after a while."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _seconds(way: Callable[[], object], rounds: int = ROUNDS) -> float:
    taken = []
    for _ in range(rounds):
        began = perf_counter()
        way()
        taken.append(perf_counter() - began)
    return median(taken)
