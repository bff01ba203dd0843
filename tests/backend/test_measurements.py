"""Measurements are written with what happens to a matter, and say what its clocks say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.models.measurement import Measurement, Remeasure
from backend.models.ticket import Ticket
from backend.services import measurements, tickets
from service_standards.announcements import Announced
from service_standards.instants import BANGKOK
from service_standards.replay import Outcome
from tests.factories import NOW, a_closed_day, a_staff, a_ticket, a_unit, after, told_all


def of(session: Session, ticket: Ticket) -> dict[str, Measurement]:
    """The measurements of a matter, by their measure."""
    session.flush()
    rows = session.scalars(select(Measurement).where(Measurement.ticket_id == ticket.id))
    return {row.measure: row for row in rows}


def test_a_matter_is_measured_from_its_receipt_on(session: Session) -> None:
    ticket = a_ticket(session, kind="utility")
    measured = of(session, ticket)
    assert {name: (row.code, row.outcome) for name, row in measured.items()} == {
        "first_response": ("response.utility", Outcome.OPEN),
        "resolution": ("resolution.utility", Outcome.OPEN),
    }
    row = measured["resolution"]
    assert (row.fiscal_year, row.quarter, row.month) == (2569, 3, 4)
    assert row.due_at == ticket_due(ticket, "resolution")
    assert row.promised_due_at == row.due_at
    assert row.lasting
    assert row.provisional


def ticket_due(ticket: Ticket, measure: str) -> datetime:
    assert ticket.dues is not None
    return datetime.fromisoformat(ticket.dues[measure])


def test_progress_is_measured_where_it_is_promised(session: Session) -> None:
    assert set(of(session, a_ticket(session, kind="complaint"))) == {"first_response", "progress", "resolution"}


def test_what_has_no_standard_is_measured_as_that(session: Session) -> None:
    row = of(session, a_ticket(session, kind="suggestion"))["resolution"]
    assert (row.code, row.outcome, row.due_at, row.lasting) == ("", Outcome.NO_STANDARD, None, False)


def test_an_answer_in_time_is_met_by_whoever_gave_it(session: Session) -> None:
    ticket = a_ticket(session)
    officer = a_staff(session)
    tickets.log_call(session, ticket, officer, "โทรแจ้งแล้ว", seen=ticket.version, now=after(30))
    row = of(session, ticket)["first_response"]
    assert (row.outcome, row.stopped_at, row.spent, row.spent_in) == (Outcome.MET, after(30), 30, "business_minutes")
    assert row.unit_id == "ops1"
    assert not row.lasting


def test_a_miss_is_the_unit_s_that_had_the_matter_then(session: Session) -> None:
    ticket = a_ticket(session)
    a_unit(session, "ops2")
    late = after(60 * 24)
    tickets.transfer(session, ticket, a_staff(session), "ops2", "เรื่องของ ops2", seen=ticket.version, now=late)
    measured = of(session, ticket)
    assert (measured["first_response"].outcome, measured["first_response"].unit_id) == (Outcome.MISSED, "ops1")
    assert (measured["resolution"].outcome, measured["resolution"].unit_id) == (Outcome.OPEN, "ops2")


def test_another_kind_is_measured_by_its_own_standards(session: Session) -> None:
    ticket = a_ticket(session, kind="complaint")
    tickets.correct_kind(session, ticket, a_staff(session), "inquiry", "เป็นคำถาม", seen=ticket.version, now=after(5))
    measured = of(session, ticket)
    assert {name: row.code for name, row in measured.items()} == {
        "first_response": "response.inquiry",
        "resolution": "resolution.inquiry",
    }
    assert {row.kind for row in measured.values()} == {"inquiry"}


def test_a_withdrawn_matter_has_no_verdict(session: Session) -> None:
    ticket = a_ticket(session)
    tickets.cancel(session, ticket, None, at=after(5), now=after(5))
    assert {row.outcome for row in of(session, ticket).values()} == {Outcome.WITHDRAWN}


def test_pauses_and_reopenings_are_counted_on_the_resolution(session: Session) -> None:
    ticket = a_ticket(session)
    officer = a_staff(session)
    tickets.ask_back(session, ticket, officer, "ขอเลขที่แปลงค่ะ", seen=ticket.version, now=after(10))
    told_all(session, ticket, after(11))
    row = of(session, ticket)["resolution"]
    assert (row.pauses, row.paused_since, row.lasting) == (1, after(11), True)
    tickets.happened(session, ticket, "customer_replied", at=after(71), now=after(71))
    tickets.resolve(session, ticket, officer, "แก้ไขแล้ว", seen=ticket.version, now=after(80))
    told_all(session, ticket, after(81))
    tickets.reopen_for_customer(session, ticket, None, at=after(90), now=after(90))
    measured = of(session, ticket)
    row = measured["resolution"]
    assert (row.pauses, row.paused_minutes, row.paused_since) == (1, 60, None)
    assert (row.reopenings, row.disputes, row.doubtful) == (1, 1, 0)
    assert (measured["first_response"].pauses, measured["first_response"].reopenings) == (0, 0)


def test_a_holiday_announced_late_turns_a_settled_miss(session: Session) -> None:
    received = datetime(2026, 4, 20, 10, tzinfo=BANGKOK)  # a Monday; two business hours
    ticket = a_ticket(session, kind="utility", at=received)
    tickets.log_call(
        session, ticket, a_staff(session), "โทรแล้ว", seen=ticket.version, now=received + timedelta(hours=23)
    )
    row = of(session, ticket)["first_response"]
    assert (row.outcome, row.promised_outcome) == (Outcome.MISSED, Outcome.MISSED)
    at = received + timedelta(days=3)
    a_closed_day(session, Announced.HOLIDAY, date(2026, 4, 20), at)
    assert measurements.remeasure(session, at) == 0  # whoever was at work with the old calendar is waited for
    assert measurements.remeasure(session, at + timedelta(minutes=1)) == 1
    row = of(session, ticket)["first_response"]
    assert (row.outcome, row.promised_outcome) == (Outcome.MET, Outcome.MISSED)
    assert session.scalar(select(func.count()).select_from(Remeasure)) == 0


def test_measuring_again_changes_nothing(session: Session) -> None:
    ticket = a_ticket(session, kind="complaint")
    before = {name: columns(row) for name, row in of(session, ticket).items()}
    measurements.remeasure_later(session, Ticket.id == ticket.id, NOW)
    measurements.remeasure_later(session, Ticket.id == ticket.id, NOW)
    assert measurements.remeasure(session, after(1)) == 1
    session.expire_all()
    assert {name: columns(row) for name, row in of(session, ticket).items()} == before


def columns(row: Measurement) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in Measurement.__table__.columns}
