"""The calendar of one matter: whose entries lie on it, on which dates, and what was known when it came in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from backend.models.calendar import CalendarEntry
from backend.models.ticket import Ticket
from backend.services import calendars, clocks, tickets
from service_standards.calendar import ALWAYS
from service_standards.instants import BANGKOK
from service_standards.office import office
from service_standards.terms import Measure
from tests.factories import NOW, a_chat, a_staff, a_ticket, a_unit, an_entry, an_estate


def april(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=BANGKOK)


def closed_for(session: Session, ticket: Ticket) -> list[int]:
    """The days of April 2026 on which the office is open and this matter's calendar is not."""
    calendar = clocks.calendar_for(session, ticket, "office")
    days = [date(2026, 4, day) for day in range(1, 31)]
    return [day.day for day in days if office().shifts_on(day) and not calendar.shifts_on(day)]


def due_of(session: Session, ticket: Ticket, measure: Measure = Measure.RESOLUTION) -> tuple[datetime, datetime]:
    """As promised, and as adjusted."""
    [clock] = [one for one in clocks.readings(session, ticket, NOW) if one.standard.measure is measure]
    assert clock.promised_due is not None
    assert clock.due is not None
    return clock.promised_due, clock.due


def test_a_matter_that_no_entry_touches_has_the_office_calendar_itself(session: Session) -> None:
    ticket = a_ticket(session, unit="ops1", estate="bang_chan")
    an_entry(session, unit="ops2", first_on=date(2026, 4, 20))
    an_entry(session, estate="bang_pu", first_on=date(2026, 4, 20))
    an_entry(session, first_on=date(2026, 4, 8), at=april(7, 9))

    assert clocks.calendar_for(session, ticket, "office") is office()


@pytest.mark.parametrize(
    ("scope", "closed"),
    [({}, [20]), ({"unit": "ops1"}, [20]), ({"estate": "bang_chan"}, [20]), ({"unit": "ops2"}, [])],
    ids=["everybody", "its unit", "its estate", "another unit"],
)
def test_an_entry_closes_for_those_it_concerns(session: Session, scope: dict[str, str], closed: list[int]) -> None:
    ticket = a_ticket(session, unit="ops1", estate="bang_chan")
    an_entry(session, first_on=date(2026, 4, 20), **scope)

    assert closed_for(session, ticket) == closed


def test_nothing_lies_on_the_calendar_that_is_always_open(session: Session) -> None:
    ticket = a_ticket(session, kind="emergency", urgent=True)
    an_entry(session, first_on=date(2026, 4, 1), last_on=date(2026, 4, 30))

    assert clocks.calendar_for(session, ticket, "always") is ALWAYS
    assert {
        clock.calendar for clock in clocks.readings(session, ticket, NOW) if clock.standard.calendar == "always"
    } == {ALWAYS}


def test_matters_with_the_same_entries_share_one_calendar(session: Session) -> None:
    an_entry(session, first_on=date(2026, 4, 20))
    an_entry(session, estate="bang_chan", first_on=date(2026, 4, 21))
    one, two, elsewhere = (a_ticket(session, estate=estate) for estate in ("bang_chan", "bang_chan", None))

    assert clocks.calendar_for(session, one, "office") is clocks.calendar_for(session, two, "office")
    assert clocks.calendar_for(session, one, "office") is not clocks.calendar_for(session, elsewhere, "office")


def test_a_day_counts_by_the_unit_that_had_the_matter_when_it_ended(session: Session) -> None:
    """Not by the unit that has it now: handing a matter on must not change what has gone by."""
    for unit in ("ops1", "ops2"):
        an_entry(session, unit=unit, first_on=date(2026, 4, 16), last_on=date(2026, 4, 24))
    a_unit(session, "ops3")
    ticket = a_ticket(session, unit="ops3", at=april(9, 10))

    def hand_over(unit: str, day: int) -> None:
        by = a_staff(session, unit=ticket.unit_id)
        tickets.transfer(session, ticket, by, unit, "เปลี่ยนผู้รับผิดชอบ", seen=ticket.version, now=april(day, 11))

    assert closed_for(session, ticket) == []
    hand_over("ops1", 17)
    assert closed_for(session, ticket) == [17, 20, 21, 22, 23, 24]
    hand_over("ops3", 20)
    assert closed_for(session, ticket) == [17]
    hand_over("ops2", 20)
    hand_over("ops3", 22)
    hand_over("ops1", 24)
    assert closed_for(session, ticket) == [17, 20, 21, 24]


def test_what_was_promised_stays_what_was_known_when_it_came_in(session: Session) -> None:
    an_entry(session, first_on=date(2026, 4, 16), at=april(8, 9))
    ticket = a_ticket(session, at=april(9, 10))
    told, adjusted = due_of(session, ticket)
    assert told == adjusted == april(20, 16, 30)

    late = an_entry(session, first_on=date(2026, 4, 17), at=april(10, 9))
    assert due_of(session, ticket) == (april(20, 16, 30), april(21, 16, 30))

    late.withdrawn_at, late.withdrawn_by_id = april(10, 12), late.entered_by_id
    calendars.forget(session)
    assert due_of(session, ticket) == (april(20, 16, 30), april(20, 16, 30))


def test_an_entry_that_was_withdrawn_before_or_after_receipt_was_known_or_not(session: Session) -> None:
    gone = an_entry(session, first_on=date(2026, 4, 16), at=april(7, 9))
    gone.withdrawn_at, gone.withdrawn_by_id = april(9, 12), gone.entered_by_id
    session.flush()
    calendars.forget(session)

    assert due_of(session, a_ticket(session, at=april(9, 10))) == (april(20, 16, 30), april(17, 16, 30))
    assert due_of(session, a_ticket(session, at=april(9, 12))) == (april(17, 16, 30), april(17, 16, 30))


def test_the_promise_is_the_receiving_units_and_a_transfer_shows_as_a_change(session: Session) -> None:
    an_entry(session, unit="ops2", first_on=date(2026, 4, 16), last_on=date(2026, 4, 17), at=april(8, 9))
    ticket = a_ticket(session, unit="ops1", at=april(9, 10))
    by = a_staff(session, unit="ops1")
    tickets.transfer(session, ticket, by, "ops2", "เปลี่ยนผู้รับผิดชอบ", seen=1, now=april(9, 11))

    assert due_of(session, ticket) == (april(17, 16, 30), april(21, 16, 30))


def test_the_entries_are_read_once_a_session(session: Session) -> None:
    chat = a_chat(session)
    first, second = a_ticket(session, chat=chat), a_ticket(session, chat=chat)
    book = calendars.book_of(session)
    clocks.readings(session, first, NOW)
    clocks.readings(session, second, NOW + timedelta(hours=1))

    assert calendars.book_of(session) is book
    assert session.query(CalendarEntry).count() == 0


def test_a_place_that_becomes_known_brings_its_estates_entries(session: Session) -> None:
    an_estate(session, "bang_pu")
    an_entry(session, estate="bang_pu", first_on=date(2026, 4, 16))
    ticket = a_ticket(session, at=april(9, 10))
    assert closed_for(session, ticket) == []
    tickets.place(session, ticket, "bang_pu", at=april(9, 11), now=april(9, 11))

    assert closed_for(session, ticket) == [16]
