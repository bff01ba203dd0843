"""Who takes a matter: routes and estate lines are data; what no rule covers is triage's, and an alarm."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.ticket import Ticket
from backend.models.unit import EstateLine, Route
from backend.services import routing, tickets
from backend.services.routing import Routing
from tests.factories import NOW, a_chat, a_unit, after, an_estate


def by_estate(session: Session, intent: str = "water_supply") -> None:
    session.add(Route(intent_id=intent, unit_id=None, by_estate=True))
    session.flush()


def supervised(session: Session, estate: str, unit: str, since: date = date(2025, 1, 1)) -> None:
    an_estate(session, estate)
    a_unit(session, unit)
    session.add(EstateLine(estate_id=estate, unit_id=unit, valid_from=since))
    session.flush()


def opened(session: Session, intent: str = "water_supply", estate: str | None = None, at: datetime = NOW) -> Ticket:
    """A matter opened by the rules there are."""
    a_unit(session)
    new = tickets.NewTicket(
        intent_id=intent,
        kind="utility",
        stage="L5",
        touchpoint="utility",
        subject="น้ำไม่ไหล",
        details="น้ำไม่ไหล",
        estate_id=estate,
        received_at=at,
    )
    return tickets.open_ticket(session, a_chat(session), new, at)


def alarms(session: Session) -> list[tuple[str, str, str]]:
    return [(row.kind, row.subject, row.detail) for row in session.scalars(select(Alarm).order_by(Alarm.id))]


def test_a_fixed_route_leads_to_its_unit_wherever_the_matter_is(session: Session) -> None:
    a_unit(session, "fpk")
    supervised(session, "bangpoo", "ops2")
    session.add(Route(intent_id="land_use_permit_apply", unit_id="fpk", by_estate=False))
    session.flush()

    assert routing.route(session, "land_use_permit_apply", None, NOW) == Routing("fpk")
    assert routing.route(session, "land_use_permit_apply", "bangpoo", NOW) == Routing("fpk")
    assert routing.needs_estate(session, "land_use_permit_apply") is False


def test_a_route_by_estate_leads_to_the_line_of_the_estate(session: Session) -> None:
    by_estate(session)
    supervised(session, "bangpoo", "ops2")
    supervised(session, "map_ta_phut", "ops3")

    assert routing.needs_estate(session, "water_supply") is True
    assert routing.route(session, "water_supply", "bangpoo", NOW) == Routing("ops2")
    assert routing.route(session, "water_supply", "map_ta_phut", NOW) == Routing("ops3")


def test_the_line_counts_from_its_first_day_in_bangkok(session: Session) -> None:
    by_estate(session)
    supervised(session, "bangpoo", "ops1")
    supervised(session, "bangpoo", "ops2", since=date(2026, 4, 10))

    last_of_the_old = datetime(2026, 4, 9, 16, 59, tzinfo=UTC)
    first_of_the_new = datetime(2026, 4, 9, 17, 0, tzinfo=UTC)
    assert routing.route(session, "water_supply", "bangpoo", last_of_the_old) == Routing("ops1")
    assert routing.route(session, "water_supply", "bangpoo", first_of_the_new) == Routing("ops2")


def test_a_line_that_is_only_announced_is_not_used_yet(session: Session) -> None:
    by_estate(session)
    supervised(session, "bangpoo", "ops2", since=date(2026, 5, 1))

    assert routing.line_of(session, "bangpoo", NOW) is None
    assert routing.route(session, "water_supply", "bangpoo", NOW).unit_id == "ftl"


def test_a_matter_goes_by_the_line_of_the_day_it_was_received_not_of_the_day_it_is_handled(session: Session) -> None:
    by_estate(session)
    supervised(session, "bangpoo", "ops1")
    supervised(session, "bangpoo", "ops2", since=date(2026, 4, 10))

    assert opened(session, estate="bangpoo", at=NOW).unit_id == "ops1"
    assert opened(session, estate="bangpoo", at=after(24 * 60)).unit_id == "ops2"


def test_a_matter_with_its_rule_raises_no_alarm(session: Session) -> None:
    by_estate(session)
    supervised(session, "bangpoo", "ops2")
    opened(session, estate="bangpoo")

    assert alarms(session) == []


@pytest.mark.parametrize(
    ("rule", "estate", "why"),
    [
        pytest.param(False, None, "no route for intent water_supply", id="no rule"),
        pytest.param(True, None, "intent water_supply is routed by estate, none was named", id="no estate"),
        pytest.param(True, "rayong_new", "no operations line is known for estate rayong_new", id="no line"),
    ],
)
def test_what_no_rule_covers_is_triages_with_an_alarm_that_says_why(
    session: Session, rule: bool, estate: str | None, why: str
) -> None:
    if rule:
        by_estate(session)
    if estate:
        an_estate(session, estate)
    ticket = opened(session, estate=estate)

    assert ticket.unit_id == "ftl"
    assert alarms(session) == [("no_route", ticket.number, why)]


def test_an_urgent_matter_is_an_alarm_of_its_own(session: Session) -> None:
    by_estate(session, "emergency_report")
    supervised(session, "bangpoo", "ops2")
    new = tickets.NewTicket(
        intent_id="emergency_report",
        kind="emergency",
        stage="L5",
        touchpoint="safety",
        subject="ไฟไหม้",
        details="ไฟไหม้",
        estate_id="bangpoo",
        urgent=True,
        received_at=NOW,
    )
    a_unit(session)
    ticket = tickets.open_ticket(session, a_chat(session), new, NOW)

    assert alarms(session) == [("emergency", ticket.number, "")]


def test_a_place_told_later_takes_the_matter_to_the_line_of_that_place(session: Session) -> None:
    by_estate(session)
    supervised(session, "bangpoo", "ops2")
    ticket = opened(session)
    tickets.place(session, ticket, "bangpoo", at=after(3), now=after(4))

    assert (ticket.unit_id, ticket.unit.id, ticket.estate_id) == ("ops2", "ops2", "bangpoo")
    placed = ticket.events[-1]
    assert (placed.what, placed.at, placed.detail) == ("placed", after(3), {"from_unit": "ftl", "to_unit": "ops2"})


def test_a_place_told_later_that_no_line_is_known_for_is_an_alarm_too(session: Session) -> None:
    by_estate(session)
    an_estate(session, "rayong_new")
    ticket = opened(session)
    tickets.place(session, ticket, "rayong_new", at=after(3), now=after(4))

    assert ticket.unit_id == "ftl"
    assert alarms(session) == [
        ("no_route", ticket.number, "no operations line is known for estate rayong_new"),
    ]


@pytest.mark.parametrize(("unit", "estate"), [("ops1", True), (None, False)])
def test_a_rule_leads_to_a_unit_or_goes_by_estate_and_never_both_or_neither(
    session: Session, unit: str | None, estate: bool
) -> None:
    a_unit(session)
    session.add(Route(intent_id="water_supply", unit_id=unit, by_estate=estate))

    with pytest.raises(IntegrityError):
        session.flush()
