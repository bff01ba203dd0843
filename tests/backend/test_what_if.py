"""A past period replayed under a proposed standard, against a recount matter by matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from backend.models.staff import Role, Staff
from backend.models.ticket import Ticket, TicketEvent
from backend.models.unit import Unit
from backend.queries.what_if import Choice, Question, WhatIf, what_if
from backend.services import clocks, tickets
from backend.work import make_sessions
from service_standards.allowance import Allowance
from service_standards.charter import Charter, load_trial_charter
from service_standards.clock import Verdict, read_clock
from service_standards.instants import BANGKOK
from service_standards.replay import Part
from tests.factories import NOW, a_contact, a_staff, a_ticket, a_unit, after, an_entry
from tests.plans import plans_of

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
AFTERWARDS = datetime(2026, 8, 1, tzinfo=UTC)


def marketing(session: Session) -> Staff:
    return a_staff(session, unit="ftl", role=Role.MARKETING)


def charter(session: Session) -> Charter:
    return clocks.charter_of(session, clocks.charter_in_force(session, NOW).id)


def asked(
    session: Session, code: str = "resolution.utility", allowance: str = "1 working_day", **rest: object
) -> Question:
    """What if this standard had that allowance?"""
    found = charter(session)
    proposed = replace(found.standard(code), allowance=Allowance.parse(allowance))
    return replace(Question(proposed=proposed, charter=found, first=FIRST, last=LAST), **rest)  # type: ignore[arg-type]


def replay(session: Session, question: Question, viewer: Staff | None = None) -> WhatIf:
    return what_if(session, viewer or marketing(session), question, AFTERWARDS)


def resolved(session: Session, ticket: Ticket, days: float) -> Ticket:
    """The matter is done so many days after it came in."""
    at = ticket.received_at + timedelta(days=days)
    tickets.happened(session, ticket, "resolved", at=at, now=at)
    return ticket


def a_story(session: Session, chance: Random) -> Ticket:
    """A matter of some unit that came in some time and of which anything may have become."""
    at = datetime(2026, 3, 20, tzinfo=BANGKOK) + timedelta(minutes=chance.randrange(120 * 24 * 60))
    ticket = a_ticket(session, unit=chance.choice(("ops1", "ops2", "ftl")), at=at, demo=chance.random() < 0.1)
    for what in chance.sample(
        ("responded", "asked_customer", "customer_replied", "resolved", "reopened", "cancelled"), 4
    ):
        at += timedelta(minutes=chance.randrange(4 * 24 * 60))
        session.add(TicketEvent(ticket_id=ticket.id, what=what, at=at, recorded_at=at, detail={}))
    session.flush()
    session.refresh(ticket)
    return ticket


def test_a_replay_counts_what_a_recount_matter_by_matter_counts(session: Session) -> None:
    chance = Random(7)
    stories = [a_story(session, chance) for _ in range(80)]
    an_entry(session, first_on=date(2026, 5, 18), last_on=date(2026, 5, 22), unit="ops2")
    question = asked(session, allowance="2 working_days")
    slow: Counter[tuple[str, date, str, str]] = Counter()
    for ticket in stories:
        day = ticket.received_at.astimezone(BANGKOK).date()
        if ticket.demo or not FIRST <= day <= LAST:
            continue
        was = next(
            one for one in clocks.readings(session, ticket, AFTERWARDS) if one.standard.code == "resolution.utility"
        )
        would = read_clock(question.proposed.terms, was.calendar, was.events, was.reading.now)
        slow[ticket.unit.short_th, day.replace(day=1), str(was.reading.verdict), str(would.verdict)] += 1

    found = replay(session, question)

    fast: Counter[tuple[str, date, str, str]] = Counter()
    for row in found.rows:
        for month, tally in row.months.items():
            for one, count in tally.counts.items():
                verdicts = ("None" if outcome == "withdrawn" else outcome.value for outcome in one)
                fast[(row.unit, month, *verdicts)] += count
    assert fast == slow
    assert {actual for _, _, actual, _ in slow} == {"met", "missed", "open", "None"}
    assert found.all.count(Part.NEWLY_MISSED) > 0


def test_the_rows_add_up_to_the_whole(session: Session) -> None:
    chance = Random(3)
    for _ in range(30):
        a_story(session, chance)

    found = replay(session, asked(session))

    for part in Part:
        whole = found.all.count(part)
        assert sum(row.all.count(part) for row in found.rows) == whole
        assert sum(tally.count(part) for tally in found.months.values()) == whole
        assert sum(tally.count(part) for row in found.rows for tally in row.months.values()) == whole


def test_the_period_begins_and_ends_at_midnight_in_bangkok(session: Session) -> None:
    edges = [(3, 31, 23, 59), (4, 1, 0, 0), (6, 30, 23, 59), (7, 1, 0, 0)]
    for month, day, hour, minute in edges:
        a_ticket(session, at=datetime(2026, month, day, hour, minute, tzinfo=BANGKOK))

    found = replay(session, asked(session))

    assert list(found.months) == [date(2026, 4, 1), date(2026, 6, 1)]
    assert found.all.count(Part.RECEIVED) == 2


def test_demo_matters_are_left_out_unless_asked_for(session: Session) -> None:
    a_ticket(session)
    a_ticket(session, demo=True)

    assert replay(session, asked(session)).all.count(Part.RECEIVED) == 1
    assert replay(session, asked(session, with_demo=True)).all.count(Part.RECEIVED) == 2


def test_only_matters_of_its_kind_are_replayed(session: Session) -> None:
    a_ticket(session, kind="utility")
    a_ticket(session, kind="complaint", intent="complaint_service")

    found = replay(session, asked(session, "progress.complaint", "3 calendar_days"))

    assert found.all.count(Part.RECEIVED) == 1


def test_a_number_opens_to_the_matters_that_it_counts(session: Session) -> None:
    late = resolved(session, a_ticket(session, text="ช้า"), 8)
    resolved(session, a_ticket(session, text="เร็ว"), 0.1)
    resolved(session, a_ticket(session, text="หน่วยอื่น", unit="ops2"), 8)
    choice = Choice(part=Part.NEWLY_MISSED, unit_id="ops1", month=date(2026, 4, 1))

    found = replay(session, asked(session, choice=choice))

    (matter,) = found.chosen
    assert (matter.number, matter.actual.outcome, matter.proposed.outcome) == (late.number, Verdict.MET, Verdict.MISSED)
    assert matter.proposed.due < matter.actual.due
    (row,) = [row for row in found.rows if row.unit_id == "ops1"]
    assert row.months[date(2026, 4, 1)].count(Part.NEWLY_MISSED) == 1


def test_what_the_viewer_may_not_open_is_counted_and_not_listed(session: Session) -> None:
    a_ticket(session, kind="integrity", unit="ops1", intent="corruption_report", text="ลับ")
    question = asked(session, "response.integrity", "2 business_hours", choice=Choice(part=Part.RECEIVED))

    found = replay(session, question)
    theirs = replay(session, question, a_staff(session, unit="ops1"))

    assert (found.all.count(Part.RECEIVED), found.chosen, found.hidden) == (1, [], 1)
    assert ([matter.subject for matter in theirs.chosen], theirs.hidden) == (["ลับ"], 0)


def test_a_matter_is_judged_by_the_calendar_of_the_units_that_had_it(session: Session) -> None:
    a_unit(session, "ops2")
    ticket = resolved(session, a_ticket(session, unit="ops2"), 1.5)
    before = replay(session, asked(session)).all.count(Part.WOULD_MISS)
    an_entry(session, first_on=date(2026, 4, 10), unit="ops2")

    assert (before, ticket.unit_id) == (1, "ops2")
    assert replay(session, asked(session)).all.count(Part.WOULD_MISS) == 0


def handed_on(session: Session, ticket: Ticket, at: datetime) -> Ticket:
    """The matter goes from the unit that has it to ops2."""
    a_unit(session, "ops2")
    tickets.transfer(session, ticket, a_staff(session), "ops2", "อยู่ในพื้นที่", seen=ticket.version, now=at)
    return ticket


def units_charged(found: WhatIf, part: Part) -> list[str]:
    return [row.unit_id for row in found.rows if row.all.count(part)]


def test_a_miss_is_charged_to_the_unit_that_had_the_matter_then_and_not_to_whom_it_went_later(session: Session) -> None:
    """Received Thursday 9 April: one working day is up on Friday at 16.30, three on Friday the 17th."""
    friday = datetime(2026, 4, 10, 16, 30, tzinfo=BANGKOK)
    handed_on(session, a_ticket(session), friday + timedelta(minutes=1))
    handed_on(session, a_ticket(session, text="ส่งต่อตรงเวลาที่ครบ"), friday)

    found = replay(session, asked(session, choice=Choice(part=Part.WOULD_MISS, unit_id="ops1")))

    assert [(row.unit_id, row.all.count(Part.WOULD_MISS)) for row in found.rows] == [("ops1", 1), ("ops2", 1)]
    assert [matter.unit for matter in found.chosen] == [session.get_one(Unit, "ops1").short_th]
    later = replay(session, asked(session, allowance="30 working_days"))
    assert units_charged(later, Part.WOULD_MISS) == ["ops2"], "by then it was in other hands"


def test_what_was_in_time_is_to_the_credit_of_the_unit_that_had_it_at_the_stop(session: Session) -> None:
    ticket = handed_on(session, a_ticket(session), after(5))
    resolved(session, ticket, 0.1)
    tickets.happened(session, ticket, "placed", at=after(600), now=after(600), from_unit="ops2", to_unit="ops1")
    ticket.unit_id = "ops1"

    assert units_charged(replay(session, asked(session)), Part.WOULD_MEET) == ["ops2"]


def test_where_the_proposed_clock_still_runs_the_miss_it_spares_is_its_units(session: Session) -> None:
    handed_on(session, a_ticket(session), after(30 * 24 * 60))

    found = replay(session, asked(session, allowance="120 working_days"))

    assert units_charged(found, Part.NEWLY_KEPT) == ["ops1"]


def test_statements_grow_with_batches_and_not_with_matters(session: Session, shared_engine: Engine) -> None:
    viewer = marketing(session)
    counts = []
    for more in (2, 20):
        for _ in range(more):
            ticket = a_ticket(session)
            a_contact(session, ticket.conversation, ticket=ticket)
        session.expunge_all()
        counts.append(_statements(session, shared_engine, viewer))

    assert counts[0] == counts[1]


def _statements(session: Session, engine: Engine, viewer: Staff) -> int:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    held = session.get_one(Staff, viewer.id)
    question = asked(session)
    event.listen(engine, "before_cursor_execute", note)
    try:
        what_if(session, held, question, AFTERWARDS)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_the_period_is_found_by_its_index(shared_engine: Engine) -> None:
    def do() -> None:
        with make_sessions(shared_engine)() as session:
            trial = load_trial_charter()
            question = Question(proposed=trial.standard("resolution.utility"), charter=trial, first=FIRST, last=LAST)
            what_if(session, Staff(role=Role.MARKETING, unit_id="ftl"), question, after(0))

    (plan,) = plans_of(shared_engine, do, "FROM ticket \n")

    assert "ix_ticket_kind_received_at" in plan


def test_the_whole_life_of_what_happened_stays_when_only_some_of_it_was_read(session: Session) -> None:
    ticket = a_ticket(session)
    somsri = a_staff(session)
    tickets.note(session, ticket, somsri, "ถามช่างแล้ว", seen=1, now=after(1))
    session.expunge_all()
    replay(session, asked(session))
    session.expire_all()

    kept = session.scalars(select(Ticket).where(Ticket.id == ticket.id)).one()

    assert [one.what for one in kept.events] == ["received", "note"]
