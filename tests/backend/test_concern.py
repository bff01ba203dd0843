"""Whom a standard concerns: read from the routes, the lines of the estates and the catalogue in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from backend.models.unit import EstateLine, Route
from backend.services import concern, reference
from intents.catalogue import load_catalogue
from intents.estates import load_estates
from service_standards.charter import load_trial_charter
from tests.catalogues import shipped, small
from tests.factories import NOW, a_unit, an_estate, reference_data

KINDS = {"water_supply": "utility", "permit_fees": "permit", "training_or_study_visit": "suggestion"}
STANDARDS = load_trial_charter().standards


def codes(kinds: frozenset[str]) -> set[str]:
    return {standard.code for standard in concern.concerning(STANDARDS, kinds)}


def test_a_standard_concerns_who_answers_its_kind_and_one_for_any_kind_concerns_all() -> None:
    assert codes(frozenset()) == {"answer.bot"}
    assert codes(frozenset({"utility"})) == {"answer.bot", "response.utility", "resolution.utility"}
    every_kind = frozenset(standard.kind for standard in STANDARDS)
    assert codes(every_kind) == {standard.code for standard in STANDARDS}


def test_units_answer_the_kinds_of_the_intents_routed_to_them(session: Session) -> None:
    reference_data(session)
    session.add_all([Route(intent_id="permit_fees", unit_id="fpk", by_estate=False),
                     Route(intent_id="training_or_study_visit", unit_id="ftl", by_estate=False),
                     Route(intent_id="no_longer_there", unit_id="kso", by_estate=False)])  # fmt: skip
    session.flush()

    found = concern.answered(session, KINDS, NOW)

    assert found["fpk"] == {"permit"}
    assert found["ftl"] == {"suggestion"}
    assert {unit for unit, kinds in found.items() if not kinds} == {"kso", "kos", "ops1", "ops2", "ops3"}


def test_what_is_routed_by_estate_concerns_the_lines_that_supervise_one_today(session: Session) -> None:
    for unit in ("ops1", "ops2", "ops3"):
        a_unit(session, unit)
    session.add(Route(intent_id="water_supply", unit_id=None, by_estate=True))
    tomorrow = NOW.date() + timedelta(days=1)
    rows = [("bang_chan", "ops1", date(2025, 1, 1)), ("bang_chan", "ops2", date(2026, 1, 1)),
            ("bang_chan", "ops3", tomorrow)]  # fmt: skip
    for estate, unit, since in rows:
        an_estate(session, estate)
        session.add(EstateLine(estate_id=estate, unit_id=unit, valid_from=since))
    session.flush()

    def lines(days: int) -> set[str]:
        found = concern.answered(session, KINDS, NOW + timedelta(days=days))
        return {unit for unit, kinds in found.items() if "utility" in kinds}

    assert lines(0) == {"ops2"}
    assert lines(1) == {"ops3"}


@pytest.mark.parametrize(
    ("unit", "some", "none"),
    [
        ("ops1", {"utility", "environment", "emergency"}, {"privacy_request"}),
        ("ops3", {"utility", "environment", "emergency"}, {"privacy_request"}),
        ("ftl", {"inquiry", "complaint", "suggestion", "privacy_request"}, set()),
    ],
)
def test_with_the_agency_s_own_routes(session: Session, unit: str, some: set[str], none: set[str]) -> None:
    catalogue = load_catalogue()
    reference.load_reference(session, catalogue, load_estates(), load_trial_charter())
    session.flush()

    kinds = concern.answered(session, {one.id: one.kind for one in catalogue.intents.values()}, NOW)[unit]

    assert some <= kinds
    assert not none & kinds


def test_the_kinds_are_those_of_the_catalogue_in_force(session: Session) -> None:
    assert all(not kinds for kinds in concern.kinds_by_unit(session, NOW).values())
    shipped(session)
    reference.follow_catalogue(session, small(), before=None)
    session.flush()

    kinds = concern.kinds_by_unit(session, NOW)

    own = {intent.kind for intent in small().intents.values() if intent.unit == "ฝตล."}
    assert own <= kinds["ftl"]
