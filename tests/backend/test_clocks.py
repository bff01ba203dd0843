"""The clocks of tickets: which promises apply, by which charter, and what becomes of them where the calendar ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from backend.models.ticket import Ticket
from backend.models.unit import Unit
from backend.services import clocks, reference, tickets
from intents.catalogue import Catalogue
from service_standards.allowance import Allowance
from service_standards.charter import Charter, Standing, load_trial_charter
from service_standards.clock import Verdict
from service_standards.course import State
from service_standards.instants import BANGKOK
from service_standards.office import office
from service_standards.terms import Measure
from tests.backend.conftest import the_catalogue
from tests.factories import NOW, a_staff, a_ticket, after, reference_data, told_all

NOTHING_ELSE = Catalogue({}, {}, "")
APPROVED_FROM = datetime(2026, 10, 1, tzinfo=BANGKOK)


def bangkok(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant of April 2026: the 13th to 15th are Songkran."""
    return datetime(2026, 4, day, hour, minute, tzinfo=BANGKOK)


def approved_charter() -> Charter:
    """The trial charter as it might be approved one day: an hour for the first response to a utility problem."""
    standards = tuple(
        replace(
            standard,
            standing=Standing.APPROVED,
            source="ประกาศ กนอ.",
            allowance=shorter(standard.code, standard.allowance),
        )
        for standard in load_trial_charter().standards
    )
    return Charter(version="2570", standing=Standing.APPROVED, standards=standards, in_force_from=APPROVED_FROM)


def shorter(code: str, allowance: Allowance) -> Allowance:
    return Allowance.parse("1 business_hour") if code == "response.utility" else allowance


def approve(session: Session) -> None:
    reference.load_reference(session, NOTHING_ELSE, {}, approved_charter())
    session.flush()


def promised(session: Session, ticket: Ticket, now: datetime = NOW) -> dict[str, str]:
    """The codes of the standards that apply, with their allowances."""
    return {one.standard.code: str(one.standard.allowance) for one in clocks.readings(session, ticket, now)}


# Which promises apply


def test_a_matter_has_a_clock_for_each_promise_to_its_kind_in_the_order_they_fall_due(session: Session) -> None:
    ticket = a_ticket(session, kind="complaint")

    assert list(promised(session, ticket)) == ["response.complaint", "progress.complaint", "resolution.complaint"]


def test_the_bots_promise_is_no_clock_of_a_matter(session: Session) -> None:
    ticket = a_ticket(session, kind="suggestion")

    assert list(promised(session, ticket)) == ["response.suggestion"]


def test_a_kind_nothing_is_promised_for_has_no_clock_and_is_not_late(session: Session) -> None:
    ticket = a_ticket(session, kind="unheard_of")

    assert clocks.readings(session, ticket, after(60 * 24 * 365)) == []
    assert ticket.due_at is None
    assert clocks.is_provisional(session, ticket) is False


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        pytest.param("utility", bangkok(9, 15, 30), bangkok(10, 9, 30), id="over the night"),
        pytest.param("utility", bangkok(10, 16), bangkok(16, 10), id="across Songkran"),
        pytest.param("environment", bangkok(12, 2), bangkok(12, 4), id="day and night"),
        pytest.param("emergency", bangkok(12, 2), bangkok(12, 2, 15), id="at once"),
        pytest.param("inquiry", bangkok(10, 16, 45), bangkok(17, 16, 30), id="after closing"),
    ],
)
def test_what_falls_due_first_is_what_the_matter_is_sorted_by(
    session: Session, kind: str, received: datetime, due: datetime
) -> None:
    assert a_ticket(session, kind=kind, at=received).due_at == due


def test_the_next_due_time_moves_on_when_the_first_promise_is_kept(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    assert ticket.due_at == bangkok(9, 12)
    tickets.answer(session, ticket, by, "กำลังตรวจสอบค่ะ", seen=1, now=after(10))
    told_all(session, ticket, after(11))

    assert ticket.due_at == bangkok(17, 16, 30)


def test_a_promise_that_was_missed_stays_missed(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    late = after(60 * 3)
    assert [one.reading.verdict for one in clocks.readings(session, ticket, late)] == [Verdict.MISSED, Verdict.OPEN]
    tickets.resolve(session, ticket, by, "แก้ไขแล้ว", seen=1, now=late)
    told_all(session, ticket, late)

    assert [one.reading.verdict for one in clocks.readings(session, ticket, late)] == [Verdict.MISSED, Verdict.MET]


def test_progress_is_due_again_and_again_while_a_complaint_is_open(session: Session) -> None:
    ticket, by = a_ticket(session, kind="complaint", at=bangkok(1, 9)), a_staff(session)
    tickets.answer(session, ticket, by, "กำลังตรวจสอบค่ะ", seen=1, now=bangkok(1, 10))
    told_all(session, ticket, bangkok(1, 10))
    assert ticket.due_at == bangkok(9), "the end of the 8th"
    tickets.answer(session, ticket, by, "ยังตรวจสอบอยู่ค่ะ", seen=2, now=bangkok(8, 10))
    told_all(session, ticket, bangkok(8, 10))

    assert ticket.due_at == bangkok(17), (
        "the end of the 16th, the first day open after Songkran; the outcome is due then too"
    )


def test_the_clocks_of_a_matter_can_be_read_when_the_present_is_behind_its_events(session: Session) -> None:
    ticket = a_ticket(session)
    behind = clocks.readings(session, ticket, NOW - timedelta(days=2))

    assert [one.reading.now for one in behind] == [NOW, NOW], "the trial's clock was moved back"


# By which charter


def test_a_matter_keeps_the_charter_of_its_receipt(session: Session) -> None:
    reference_data(session)
    early = a_ticket(session, at=APPROVED_FROM - timedelta(days=1))
    approve(session)
    late = a_ticket(session, at=APPROVED_FROM)
    by = a_staff(session)
    for ticket in (early, late):
        tickets.note(session, ticket, by, "ถามช่างแล้ว", seen=1, now=APPROVED_FROM + timedelta(hours=1))

    assert promised(session, early)["response.utility"] == "2 business_hours"
    assert promised(session, late)["response.utility"] == "1 business_hour"
    assert early.charter_id != late.charter_id


def test_a_matter_handled_late_counts_by_the_charter_in_force_when_it_was_received(session: Session) -> None:
    reference_data(session)
    approve(session)
    received = APPROVED_FROM - timedelta(seconds=1)

    assert clocks.charter_in_force(session, received).label == "trial"
    assert a_ticket(session, at=received).charter_id == clocks.charter_in_force(session, received).id
    assert clocks.charter_in_force(session, APPROVED_FROM).label == "2570"


def test_before_the_first_charter_the_first_counts(session: Session) -> None:
    reference_data(session)
    approve(session)

    assert clocks.charter_in_force(session, datetime(2019, 1, 1, tzinfo=UTC)).label == "trial"


def test_without_a_charter_nothing_is_opened_and_the_message_says_what_to_run(session: Session) -> None:
    assert session.get(Unit, "ftl") is None
    with pytest.raises(LookupError, match="run the release process"):
        clocks.charter_in_force(session, NOW)


def test_promises_are_provisional_until_a_charter_is_approved(session: Session) -> None:
    reference_data(session)
    approve(session)

    assert clocks.is_provisional(session, a_ticket(session)) is True
    assert clocks.is_provisional(session, a_ticket(session, at=APPROVED_FROM)) is False


def test_a_stored_charter_is_the_one_that_was_loaded(session: Session) -> None:
    reference_data(session)
    version = clocks.charter_in_force(session, NOW)

    assert clocks.charter_of(session, version.id).standards == load_trial_charter().standards


# Where the calendar ends


def last_days() -> datetime:
    """Ten in the morning of the last working day but one whose holidays are known."""
    year = office().last_year
    days = office().working_dates(date(year, 12, 1), date(year, 12, 31))
    return datetime.combine(days[-2], datetime.min.time(), BANGKOK).replace(hour=10)


def test_where_the_holidays_end_a_promise_is_left_out_rather_than_told_wrong(session: Session) -> None:
    ticket = a_ticket(session, at=last_days())

    assert list(promised(session, ticket, last_days())) == ["response.utility"]
    assert ticket.due_at == last_days() + timedelta(hours=2)


def test_in_a_year_without_holidays_matters_are_opened_and_answered_all_the_same(session: Session) -> None:
    beyond = datetime(office().last_year + 1, 2, 1, 10, tzinfo=BANGKOK)
    utility, emergency, by = (
        a_ticket(session, at=beyond),
        a_ticket(session, kind="emergency", at=beyond),
        a_staff(session),
    )
    tickets.answer(session, utility, by, "กำลังตรวจสอบค่ะ", seen=1, now=beyond)
    told_all(session, utility, beyond)

    assert (clocks.readings(session, utility, beyond), utility.due_at) == ([], None)
    assert emergency.due_at == beyond + timedelta(minutes=15), "day and night need no calendar"
    assert [one.reading.state for one in clocks.readings(session, emergency, beyond)] == [State.RUNNING]


def test_the_end_of_the_calendar_is_seen_coming() -> None:
    year = office().last_year
    december, november = datetime(year, 12, 2, tzinfo=BANGKOK), datetime(year, 11, 30, tzinfo=BANGKOK)

    assert clocks.calendar_ends(december, timedelta(days=31)) is True
    assert clocks.calendar_ends(november, timedelta(days=31)) is False
    assert clocks.calendar_ends(datetime(year, 12, 31, 16, 59, tzinfo=UTC), timedelta(0)) is False
    assert clocks.calendar_ends(datetime(year, 12, 31, 17, 0, tzinfo=UTC), timedelta(0)) is True, "midnight in Bangkok"


def test_every_kind_of_the_catalogue_has_an_officers_promise() -> None:
    kinds = {intent.kind for intent in the_catalogue().intents.values()} - {"none"}
    officers = {Measure.FIRST_RESPONSE, Measure.RESOLUTION}
    promised_for = {one.kind for one in load_trial_charter().standards if one.measure in officers}

    assert kinds <= promised_for
