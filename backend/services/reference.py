"""Reference data: units, estates, routes, the trial charter. Loaded by the release process, again at each release.

What is missing is added; what staff have changed stays as they left it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion, StandardRow
from backend.models.unit import Estate, EstateLine, Route, Unit
from intents.catalogue import Catalogue, Intent
from intents.estates import Estate as KnownEstate
from service_standards.charter import Charter
from service_standards.charter_course import CharterState

UNITS = {
    # id: (short, Thai, English); the short names are those of the agency's work manual of 2566
    "ftl": ("ฝตล.", "ฝ่ายการตลาดและลูกค้าสัมพันธ์", "Marketing and Customer Relations Department"),
    "fpk": ("ฝปก.", "ฝ่ายบริการผู้ประกอบการ", "Business Operators Service Department"),
    "kso": ("กสอ.", "กองสื่อสารองค์กร", "Corporate Communications Division"),
    "kos": ("กอส.", "กองอาคารและสถานที่", "Building and Premises Division"),
    "ops1": ("สายงานปฏิบัติงาน 1", "สายงานปฏิบัติงาน 1", "Operations Line 1"),
    "ops2": ("สายงานปฏิบัติงาน 2", "สายงานปฏิบัติงาน 2", "Operations Line 2"),
    "ops3": ("สายงานปฏิบัติงาน 3", "สายงานปฏิบัติงาน 3", "Operations Line 3"),
}
BY_ESTATE = "OPS*"
OF_THE_BOT = "bot"
FIXED_ROUTES = {"port_service": "ops3"}
"""The port is in one place: nobody needs to be asked for the estate."""
LINES_KNOWN_FROM = date(2025, 1, 1)
"""The map layer that names the lines is of 2025; what was before is not known."""
TRIAL_IN_FORCE_FROM = datetime(2021, 9, 29, tzinfo=UTC)


def load_reference(
    session: Session, catalogue: Catalogue, estates: Mapping[str, KnownEstate], charter: Charter
) -> None:
    """Add what is missing of all reference data. Doing it twice changes nothing."""
    _load_units(session)
    _load_estates(session, estates)
    _load_lines(session, estates)
    _load_routes(session, catalogue)
    load_charter(session, charter)


def _load_units(session: Session) -> None:
    there = set(session.scalars(select(Unit.id)))
    for unit_id, (short_th, name_th, name_en) in UNITS.items():
        if unit_id not in there:
            session.add(Unit(id=unit_id, short_th=short_th, name_th=name_th, name_en=name_en))
    session.flush()


def _load_estates(session: Session, estates: Mapping[str, KnownEstate]) -> None:
    there = set(session.scalars(select(Estate.id)))
    for estate in estates.values():
        if estate.id not in there:
            session.add(
                Estate(
                    id=estate.id, name_th=estate.name_th, name_en=estate.name_en,
                    province_th=estate.province_th or "", province_en=estate.province_en or "",
                    office_phone=estate.office_phone or "", phone_source=estate.phone_source or "",
                )
            )  # fmt: skip
    session.flush()


def _load_lines(session: Session, estates: Mapping[str, KnownEstate]) -> None:
    """The line of an estate may become known long after the estate itself."""
    supervised = set(session.scalars(select(EstateLine.estate_id)))
    for estate in estates.values():
        if estate.ops_line and estate.id not in supervised:
            unit_id = f"ops{estate.ops_line}"
            session.add(EstateLine(estate_id=estate.id, unit_id=unit_id, valid_from=LINES_KNOWN_FROM, source="GIS2025"))


def _load_routes(session: Session, catalogue: Catalogue) -> None:
    there = set(session.scalars(select(Route.intent_id)))
    for intent in catalogue.intents.values():
        if intent.id not in there and intent.unit != OF_THE_BOT:
            by_estate, unit_id = _rule(intent)
            session.add(Route(intent_id=intent.id, by_estate=by_estate, unit_id=unit_id))


def follow_catalogue(session: Session, catalogue: Catalogue, *, before: Catalogue | None) -> None:
    """Bring the routes in line with the catalogue that is put in force after ``before``.

    A new intent gets its route. A route changes only where the catalogue names another unit than ``before`` did:
    what staff have set by hand stays. That of an intent that is gone stays too, for its open matters.
    """
    _load_routes(session, catalogue)
    known = before.intents if before else {}
    for intent in catalogue.intents.values():
        was = known.get(intent.id)
        if was is not None and was.unit != intent.unit and intent.unit != OF_THE_BOT:
            by_estate, unit_id = _rule(intent)
            rule = update(Route).where(Route.intent_id == intent.id)
            session.execute(rule.values(by_estate=by_estate, unit_id=unit_id))


def _rule(intent: Intent) -> tuple[bool, str | None]:
    """Whether the unit depends on the estate, and if not, which it is."""
    fixed = FIXED_ROUTES.get(intent.id)
    if intent.unit == BY_ESTATE and fixed is None:
        return True, None
    return False, fixed or {short: unit_id for unit_id, (short, _, _) in UNITS.items()}[intent.unit]


def load_charter(session: Session, charter: Charter) -> None:
    """Keep this version of the charter. One of its name or of its day that is there already is left alone, whoever
    made it."""
    since = charter.in_force_from or TRIAL_IN_FORCE_FROM
    same = or_(CharterVersion.label == charter.version, CharterVersion.in_force_from == since)
    if session.scalar(select(CharterVersion.id).where(same).limit(1)) is not None:
        return
    version = CharterVersion(
        label=charter.version, standing=charter.standing.value, state=CharterState.IN_FORCE, in_force_from=since
    )
    version.standards = [
        StandardRow(
            code=standard.code, kind=standard.kind, measure=standard.measure.value,
            allowance=str(standard.allowance), calendar=standard.calendar, starts=standard.starts.value,
            pausable=standard.pausable, standing=standard.standing.value, basis=standard.basis,
            title_th=standard.title_th, title_en=standard.title_en, source=standard.source,
        )
        for standard in charter.standards
    ]  # fmt: skip
    session.add(version)
