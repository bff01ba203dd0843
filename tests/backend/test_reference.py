"""Reference data: complete for every question of the catalogue, loaded at each release, left as staff made it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.desk.texts import KINDS
from backend.models.base import Base
from backend.models.charter import CharterVersion, StandardRow
from backend.models.unit import TRIAGE_UNIT, Estate, EstateLine, Route, Unit
from backend.services import reference, routing
from intents.catalogue import Catalogue
from intents.estates import load_estates
from service_standards.charter import Charter, Standing, load_trial_charter
from service_standards.office import calendars
from tests.backend.conftest import load_everything, the_catalogue
from tests.factories import NOW

TABLES: list[type[Base]] = [Unit, Estate, EstateLine, Route, CharterVersion, StandardRow]
NOTHING_ELSE = Catalogue({}, {}, "")


def everything(session: Session) -> list[list[tuple[object, ...]]]:
    """All rows of all reference tables."""
    return [
        sorted((tuple(row) for row in session.execute(select(*table.__table__.columns))), key=repr) for table in TABLES
    ]


def test_loading_again_changes_nothing(session: Session) -> None:
    load_everything(session)
    loaded = everything(session)
    load_everything(session)

    assert everything(session) == loaded
    assert all(loaded)


def test_what_staff_have_changed_stays_as_they_left_it(session: Session) -> None:
    load_everything(session)
    estate = session.scalars(select(Estate).join(EstateLine).limit(1)).one()
    estate.office_phone = "ถามที่สำนักงาน"
    session.add(EstateLine(estate_id=estate.id, unit_id="ops3", valid_from=date(2026, 1, 1), source="คำสั่ง กนอ."))
    session.get_one(Unit, "fpk").short_th = "ฝบก."
    route = session.scalars(select(Route).where(Route.intent_id == "invoice_receipt")).one()
    route.unit_id, route.by_estate = "fpk", False
    session.flush()
    changed = everything(session)
    load_everything(session)

    assert everything(session) == changed
    assert routing.line_of(session, estate.id, NOW) == "ops3"


def test_every_question_of_the_catalogue_is_the_bots_or_has_a_route_to_a_unit_there_is(session: Session) -> None:
    load_everything(session)
    routes = {route.intent_id: route for route in session.scalars(select(Route))}
    units = set(session.scalars(select(Unit.id)))

    for intent in the_catalogue().intents.values():
        assert (intent.unit == reference.OF_THE_BOT) is (intent.id not in routes), intent.id
    assert routes.keys() <= the_catalogue().intents.keys()
    assert all(route.by_estate or route.unit_id in units for route in routes.values())
    assert TRIAGE_UNIT in units


def test_a_question_goes_to_the_unit_the_catalogue_names(session: Session) -> None:
    load_everything(session)
    short_names = {unit.id: unit.short_th for unit in session.scalars(select(Unit))}
    for route in session.scalars(select(Route)):
        named = the_catalogue().intents[route.intent_id].unit
        if route.unit_id is None:
            assert named == reference.BY_ESTATE
        elif route.intent_id not in reference.FIXED_ROUTES:
            assert short_names[route.unit_id] == named


def test_the_port_is_in_one_place_so_nobody_is_asked_for_the_estate(session: Session) -> None:
    load_everything(session)

    assert routing.needs_estate(session, "port_service") is False
    assert routing.route(session, "port_service", None, NOW) == routing.Routing("ops3")


def test_every_kind_of_the_catalogue_has_its_word_on_the_desk() -> None:
    kinds = {intent.kind for intent in the_catalogue().intents.values()}

    assert kinds - {"none"} <= KINDS.keys()


def test_every_estate_is_loaded_and_its_line_is_a_unit(session: Session) -> None:
    load_everything(session)
    known = load_estates()

    assert {estate.id: estate.name_th for estate in session.scalars(select(Estate))} == {
        estate.id: estate.name_th for estate in known.values()
    }
    lines = {line.estate_id: line.unit_id for line in session.scalars(select(EstateLine))}
    assert lines == {estate.id: f"ops{estate.ops_line}" for estate in known.values() if estate.ops_line}
    assert set(lines.values()) <= set(session.scalars(select(Unit.id)))


def test_a_line_that_becomes_known_later_is_added_then(session: Session) -> None:
    known = load_estates()
    estate = next(one for one in known.values() if one.ops_line)
    before = {estate.id: replace(estate, ops_line=None)}
    reference.load_reference(session, NOTHING_ELSE, before, load_trial_charter())
    session.flush()
    assert routing.line_of(session, estate.id, NOW) is None
    reference.load_reference(session, NOTHING_ELSE, {estate.id: estate}, load_trial_charter())
    session.flush()

    assert routing.line_of(session, estate.id, NOW) == f"ops{estate.ops_line}"


def test_the_trial_charter_is_in_force_since_the_agencys_own_and_is_provisional(session: Session) -> None:
    load_everything(session)
    version = session.scalars(select(CharterVersion)).one()

    assert (version.label, version.standing) == ("trial", "provisional")
    assert version.in_force_from == reference.TRIAL_IN_FORCE_FROM
    assert {row.standing for row in version.standards} == {"provisional"}
    assert {row.calendar for row in version.standards} <= calendars().keys()


def test_a_later_charter_is_added_with_its_own_day_and_the_first_stays(session: Session) -> None:
    load_everything(session)
    first = everything(session)
    in_force_from = datetime(2026, 9, 30, 17, tzinfo=UTC)
    standards = (replace(load_trial_charter().standards[1], standing=Standing.APPROVED, source="ประกาศ กนอ."),)
    later = Charter(version="2570", standing=Standing.APPROVED, standards=standards, in_force_from=in_force_from)
    reference.load_reference(session, NOTHING_ELSE, {}, later)
    session.flush()

    assert all(set(before) <= set(now) for before, now in zip(first, everything(session), strict=True))
    version = session.scalars(select(CharterVersion).where(CharterVersion.label == "2570")).one()
    assert version.in_force_from == in_force_from
    assert [row.source for row in version.standards] == ["ประกาศ กนอ."]
