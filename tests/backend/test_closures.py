"""Entering and withdrawing holidays and closures: what moves, who is told, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.calendar import CalendarEntry
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Role, Staff
from backend.models.ticket import DUE_MOVED, Ticket
from backend.notices import DueMoved, from_json
from backend.services import clocks, closures, locks, tickets
from backend.services.closure_drafts import ClosureDraft, Faulty, TypedClosure, draft_of
from backend.services.closures import EffectChanged
from backend.services.due_moves import Effect
from backend.work import Work
from service_standards.clock import Verdict
from service_standards.instants import BANGKOK
from service_standards.terms import Measure
from tests.factories import NOW, a_chat, a_staff, a_ticket, a_unit, after, an_estate, told_all
from tests.interleaving import LONGEST, until_held_up

TODAY = NOW.astimezone(BANGKOK).date()


def april(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=BANGKOK)


def typed(first: str = "2026-04-16", last: str = "", **others: str) -> TypedClosure:
    usual = {
        "what": "closure",
        "reason_th": "น้ำท่วม",
        "reason_en": "flood",
        "source": "ประกาศ กนอ. ที่ 1/2569",
        "announced_on": "2026-04-09",
    }
    return TypedClosure(**(usual | {"first_on": first, "last_on": last} | others))  # type: ignore[arg-type]


def drafted(session: Session, first: str = "2026-04-16", last: str = "", **others: str) -> ClosureDraft:
    a_unit(session)  # there are units
    return draft_of(session, typed(first, last, **others), TODAY)


def enter(session: Session, draft: ClosureDraft, now: datetime = NOW) -> CalendarEntry:
    """Look at the effect and save it."""
    by = a_staff(session, role=Role.ADMINISTRATOR)
    seen = closures.effect_of_entering(session, draft, now).digest
    return closures.enter(session, draft, by, seen=seen, now=now)


def withdraw(session: Session, entry: CalendarEntry, now: datetime = NOW) -> None:
    by = a_staff(session, role=Role.ADMINISTRATOR)
    seen = closures.effect_of_withdrawing(session, entry, now).digest
    closures.withdraw(session, entry.id, by, "ประกาศยกเลิกแล้ว", seen=seen, now=now)


def owed(session: Session) -> list[OutboxMessage]:
    return [row for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)) if row.only_free]


def notice(row: OutboxMessage) -> DueMoved:
    found = from_json(row.notice or {})
    assert isinstance(found, DueMoved)
    return found


@contextmanager
def selects(session: Session) -> Iterator[list[str]]:
    """The statements that only look, as they are sent."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def moved(effect: Effect) -> list[tuple[str, Measure, datetime, datetime]]:
    return [(one.ticket.number, one.measure, one.before, one.after) for one in effect.moves]


def resolution_due(session: Session, ticket: Ticket) -> datetime | None:
    clocks_read = clocks.readings(session, ticket, NOW)
    return next(clock.due for clock in clocks_read if clock.standard.measure is Measure.RESOLUTION)


# What an entry does


def test_saved_is_what_was_looked_at(session: Session) -> None:
    ticket = a_ticket(session)
    draft = drafted(session, "2026-04-16", "2026-04-17")
    effect = closures.effect_of_entering(session, draft, NOW)

    assert moved(effect) == [(ticket.number, Measure.RESOLUTION, april(17, 16, 30), april(21, 16, 30))]
    assert resolution_due(session, ticket) == april(17, 16, 30), "looking changes nothing"
    entry = enter(session, draft)

    assert resolution_due(session, ticket) == april(21, 16, 30)
    assert ticket.due_at == april(9, 12), "the first response is due before"
    assert (entry.first_on, entry.last_on, entry.entered_at) == (date(2026, 4, 16), date(2026, 4, 17), NOW)


def test_an_entry_moves_the_open_matters_it_concerns_and_no_other(session: Session) -> None:
    an_estate(session, "bang_pu")
    here, there, nowhere = (a_ticket(session, estate=estate) for estate in ("bang_chan", "bang_pu", None))
    answered = a_ticket(session, estate="bang_pu")
    tickets.resolve(session, answered, a_staff(session), "แก้ไขแล้ว", seen=1, now=after(5))
    emergency = a_ticket(session, estate="bang_pu", kind="emergency", urgent=True)
    draft = drafted(session, scope="estate:bang_pu")

    assert [move.ticket for move in closures.effect_of_entering(session, draft, after(10)).moves] == [there]
    enter(session, draft, after(10))
    assert [resolution_due(session, ticket) for ticket in (here, there, nowhere)] == [
        april(17, 16, 30),
        april(20, 16, 30),
        april(17, 16, 30),
    ]
    assert not any(
        event.what == DUE_MOVED for ticket in (here, nowhere, answered, emergency) for event in ticket.events
    )


def test_a_unit_closed_moves_what_it_had_even_if_it_handed_it_on(session: Session) -> None:
    ticket, by = a_ticket(session, at=april(9, 10)), a_staff(session)
    tickets.transfer(session, ticket, by, a_unit(session, "ops2").id, "เปลี่ยนผู้รับผิดชอบ", seen=1, now=april(17, 9))
    mine, theirs = drafted(session, "2026-04-16", scope="unit:ops1"), drafted(session, "2026-04-16", scope="unit:ops2")

    assert len(closures.effect_of_entering(session, mine, april(17, 10)).moves) == 1
    assert moved(closures.effect_of_entering(session, theirs, april(17, 10))) == []


def test_the_history_tells_what_moved_and_no_clock_reads_it(session: Session) -> None:
    ticket = a_ticket(session)
    before = [clock.reading.ledger for clock in clocks.readings(session, ticket, NOW)]
    enter(session, drafted(session))
    noted = next(one for one in ticket.events if one.what == DUE_MOVED)

    assert noted.detail["text"] == "ปิดทำการ (น้ำท่วม) 16 เม.ย. (ประกาศ กนอ. ที่ 1/2569)"
    assert noted.detail["moves"] == [
        {"measure": "resolution", "was": april(17, 16, 30).isoformat(), "due": april(20, 16, 30).isoformat()}
    ]
    assert [clock.reading.ledger for clock in clocks.readings(session, ticket, NOW)] == before
    assert ticket.version == 1, "an officer's open page is no conflict"


def test_a_closure_entered_late_turns_a_verdict_and_tells_so_before_it_is_saved(session: Session) -> None:
    ticket, by = a_ticket(session, kind="inquiry", at=april(9, 10)), a_staff(session)
    tickets.resolve(session, ticket, by, "ตอบแล้ว", seen=1, now=april(16, 10))
    told_all(session, ticket, april(16, 10))
    draft = drafted(session, "2026-04-10")
    [turn] = [
        turn
        for turn in closures.effect_of_entering(session, draft, april(17, 9)).turns
        if turn.measure is Measure.FIRST_RESPONSE
    ]

    assert (turn.ticket.number, turn.before, turn.after) == (ticket.number, Verdict.MISSED, Verdict.MET)
    enter(session, draft, april(17, 9))
    first = clocks.readings(session, ticket, april(17, 9))[0]
    assert first.reading.verdict is Verdict.MET
    assert first.as_promised is not None
    assert first.as_promised.verdict is Verdict.MISSED
    assert owed(session) == []


def test_what_was_looked_at_but_is_no_longer_so_is_not_saved(session: Session) -> None:
    a_ticket(session)
    draft, by = drafted(session), a_staff(session, role=Role.ADMINISTRATOR)
    seen = closures.effect_of_entering(session, draft, NOW).digest
    a_ticket(session)

    with pytest.raises(EffectChanged):
        closures.enter(session, draft, by, seen=seen, now=after(1))
    assert session.scalars(select(CalendarEntry)).all() == []
    closures.enter(session, draft, by, seen=closures.effect_of_entering(session, draft, after(1)).digest, now=after(1))


# Who is told


def test_a_customer_is_told_once_of_all_matters_and_only_for_nothing(session: Session) -> None:
    chat = a_chat(session)
    first, second = a_ticket(session, chat=chat), a_ticket(session, chat=chat)
    enter(session, drafted(session))
    [row] = owed(session)

    assert (row.state, row.conversation_id, row.ticket_id, row.on_sent) == (Sending.TRAY, chat.id, None, None)
    known = {"resolution": april(17, 16, 30).isoformat()}
    assert notice(row).was == {str(first.id): known, str(second.id): known}
    assert [why[0] for why in notice(row).why] == ["ปิดทำการ (น้ำท่วม) 16 เม.ย. (ประกาศ กนอ. ที่ 1/2569)"]


def test_what_moves_by_less_than_a_day_is_written_down_and_not_told(session: Session) -> None:
    ticket = a_ticket(session)
    enter(session, drafted(session, "2026-04-17", what="half_day", shifts="08:30-12:00"))

    assert resolution_due(session, ticket) == april(17, 12)
    assert [event.what for event in ticket.events] == ["received", DUE_MOVED]
    assert owed(session) == []


def test_moves_of_less_than_a_day_are_told_when_they_make_a_day_in_sum_and_once(session: Session) -> None:
    """A first answer is put off by four and a half hours, then by nineteen and a half."""
    ticket = a_ticket(session, at=april(20, 15, 30))
    enter(session, drafted(session, "2026-04-21", what="half_day", shifts="13:00-16:30"), april(20, 16))
    assert owed(session) == []
    enter(session, drafted(session, "2026-04-21"), april(20, 16, 5))

    [row] = owed(session)
    assert notice(row).was[str(ticket.id)]["first_response"] == april(21, 9, 30).isoformat()
    row.state = Sending.SENT
    enter(session, drafted(session, "2026-04-22", what="half_day", shifts="13:00-16:30"), april(20, 16, 10))
    assert owed(session) == [row], "the day that was told does not count again"


def test_a_second_move_before_the_first_was_told_goes_with_it_from_what_the_customer_knows(session: Session) -> None:
    ticket = a_ticket(session)
    enter(session, drafted(session, "2026-04-16"))
    enter(session, drafted(session, "2026-04-17", reason_th="ไฟฟ้าดับ"), after(60))
    [row] = owed(session)

    assert notice(row).was == {str(ticket.id): {"resolution": april(17, 16, 30).isoformat()}}
    assert [why[0].split(")")[0] for why in notice(row).why] == ["ปิดทำการ (น้ำท่วม", "ปิดทำการ (ไฟฟ้าดับ"]
    assert row.ticket_id == ticket.id


def test_a_second_move_after_the_first_was_told_is_told_too(session: Session) -> None:
    ticket = a_ticket(session)
    entry = enter(session, drafted(session, "2026-04-16"))
    owed(session)[0].state = Sending.SENT
    withdraw(session, entry, after(60))
    told, again = owed(session)

    assert told.cause != again.cause
    assert notice(again).was == {str(ticket.id): {"resolution": april(20, 16, 30).isoformat()}}
    assert notice(again).why[0][0].startswith("ยกเลิกการปิดทำการ (น้ำท่วม)")


# Taking it back


def test_withdrawn_it_stays_on_record_and_everything_is_due_as_before(session: Session) -> None:
    ticket = a_ticket(session)
    entry = enter(session, drafted(session))
    withdraw(session, entry, after(60))

    assert resolution_due(session, ticket) == april(17, 16, 30)
    assert (entry.withdrawn_at, entry.withdrawn_why) == (after(60), "ประกาศยกเลิกแล้ว")
    assert [event.what for event in ticket.events] == ["received", DUE_MOVED, DUE_MOVED]
    with pytest.raises(Conflict):
        withdraw(session, entry, after(61))


def test_without_a_reason_or_a_number_nothing_is_withdrawn(session: Session) -> None:
    entry, by = enter(session, drafted(session)), a_staff(session, role=Role.ADMINISTRATOR)

    for why in ("", "  ", "\u200b", "ก" * 1001):
        with pytest.raises(Refused):
            closures.withdraw(session, entry.id, by, why, seen="", now=NOW)
    with pytest.raises(NotFound):
        closures.withdraw(session, entry.id + 1, by, "เหตุผล", seen="", now=NOW)
    with pytest.raises(EffectChanged):
        closures.withdraw(session, entry.id, by, "เหตุผล", seen="0" * 64, now=NOW)
    assert entry.withdrawn_at is None


# What is refused


def test_the_very_same_is_entered_once_until_it_is_withdrawn(session: Session) -> None:
    entry = enter(session, drafted(session))
    with pytest.raises(Refused, match="อยู่แล้ว"):
        enter(session, drafted(session, reason_th="อีกเหตุผลหนึ่ง"))
    enter(session, drafted(session, scope="unit:ops1"))
    withdraw(session, entry)
    enter(session, drafted(session))


BAD: list[tuple[TypedClosure, Sequence[str]]] = [
    (typed("2026-04-17", "2026-04-16"), ["last_on"]),
    (typed("2026-01-01", "2027-01-02"), ["last_on"]),
    (typed("2028-01-03"), ["first_on", "last_on"]),
    (typed("2600-04-16"), ["announced_on", "first_on", "last_on"]),
    (typed("", ""), ["first_on", "last_on"]),
    (typed("16/04/2569", "พรุ่งนี้"), ["last_on"]),
    (typed("16/04/2026", "16/04/69"), ["first_on", "last_on"]),
    (typed("31/4/2569", "2569-02-30"), ["first_on", "last_on"]),
    (typed(source="  "), ["source"]),
    (typed(reason_en="\u2800", source="\u200b"), ["reason_en", "source"]),
    (typed(reason_th="", reason_en=""), ["reason_en", "reason_th"]),
    (typed(reason_th="ก" * 201, source="ก" * 301), ["reason_th", "source"]),
    (typed(what="party"), ["what"]),
    (typed(scope="unit:nobody"), ["scope"]),
    (typed(scope="estate:"), ["scope"]),
    (typed(scope="everything:ops1"), ["scope"]),
    (typed(announced_on="2026-04-10"), ["announced_on"]),
    (typed(announced_on=""), ["announced_on"]),
    (typed(announced_on="0001-01-01"), ["announced_on"]),
    (typed(announced_on="9/4/2509"), ["announced_on"]),
    (typed(shifts="08:30-12:00"), ["shifts"]),
    (typed(what="half_day"), ["shifts"]),
    (typed(what="half_day", shifts="เช้า"), ["shifts"]),
    (typed(what="half_day", shifts="12:00-08:30"), ["shifts"]),
    (typed(what="half_day", shifts="08:30-25:00"), ["shifts"]),
    (typed(what="half_day", shifts=","), ["shifts"]),
    (typed(what="half_day", shifts="108:30-12:00"), ["shifts"]),
    (typed(what="half_day", shifts="08.30-12.00 ถึง"), ["shifts"]),
    (typed(what="special_day", shifts="08:30-12:00, 11:00-16:30"), ["shifts"]),
]


@pytest.mark.parametrize(("form", "fields"), BAD, ids=[str(n) for n in range(len(BAD))])
def test_a_form_that_cannot_be_right_is_told_field_by_field(
    session: Session, form: TypedClosure, fields: Sequence[str]
) -> None:
    a_unit(session)
    with pytest.raises(Faulty) as refused:
        draft_of(session, form, TODAY)

    assert sorted(refused.value.faults) == list(fields)


@pytest.mark.parametrize(
    "written",
    [
        " 13.00–16.30, 08.30-12.00 ",
        "08.30–12.00 น. และ 13.00–16.30 น.",
        "๘.๓๐-๑๒.๐๐ น., ๑๓.๐๐-๑๖.๓๐ น.",
        "8:30 – 12:00;13:00 ถึง 16:30",
    ],
)
def test_hours_are_read_as_people_write_them(session: Session, written: str) -> None:
    draft = drafted(session, what="half_day", shifts=written)

    assert list(map(str, draft.announcement.shifts)) == ["08:30-12:00", "13:00-16:30"]


@pytest.mark.parametrize("written", ["16/4/2569", " ๑๖/๐๔/๒๕๖๙ ", "16-4-2569", "2026-04-16", "2569-04-16"])
def test_dates_are_read_in_the_buddhist_era_as_on_every_form(session: Session, written: str) -> None:
    draft = drafted(session, written, announced_on="9/4/2569")

    assert (draft.announcement.first_on, draft.announcement.last_on) == (date(2026, 4, 16), date(2026, 4, 16))
    assert draft.announced_on == date(2026, 4, 9)


def test_what_is_read_of_one_moved_matter_is_read_of_all(session: Session) -> None:
    """The statements that look grow by batches, not by matters: thousands of them may be open."""
    chat, counts = a_chat(session), []
    for day, more in ((16, 5), (17, 40)):
        for _ in range(more):
            a_ticket(session, chat=chat)
        draft, by = drafted(session, f"2026-04-{day}"), a_staff(session, role=Role.ADMINISTRATOR)
        seen = closures.effect_of_entering(session, draft, NOW).digest
        session.flush()
        session.expire_all()
        with selects(session) as sent:
            closures.enter(session, draft, by, seen=seen, now=after(day))
        counts.append(len(sent))

    assert counts[1] <= counts[0] + 1, sent


# At once


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def test_of_two_administrators_at_once_the_second_sees_what_the_first_saved(
    work: Work, pool: ThreadPoolExecutor
) -> None:
    """Both looked at the same effect; the second would move what the first has moved already."""
    with work.write() as session:
        a_ticket(session)
        draft, by = drafted(session), a_staff(session, role=Role.ADMINISTRATOR)
        other = drafted(session, what="holiday")
        seen = closures.effect_of_entering(session, draft, NOW).digest

    def second() -> None:
        with work.write() as session:
            closures.enter(session, other, session.get_one(Staff, by.id), seen=seen, now=NOW)

    with work.write() as session:
        closures.enter(session, draft, session.get_one(Staff, by.id), seen=seen, now=NOW)
        waiting = pool.submit(second)
        until_held_up(work.engine, waiting)
    with pytest.raises(EffectChanged):
        waiting.result(LONGEST)
    with work.read() as session:
        assert [entry.what for entry in session.scalars(select(CalendarEntry))] == ["closure"]


def test_an_officer_at_work_on_a_matter_is_waited_for_and_their_save_is_counted(
    work: Work, pool: ThreadPoolExecutor
) -> None:
    with work.write() as session:
        ticket, officer = a_ticket(session), a_staff(session)
        draft, by = drafted(session), a_staff(session, role=Role.ADMINISTRATOR)
        seen = closures.effect_of_entering(session, draft, NOW).digest

    def enter_it() -> None:
        with work.write() as session:
            closures.enter(session, draft, session.get_one(Staff, by.id), seen=seen, now=after(1))

    with work.write() as session:
        held = locks.hold_one(session, Ticket, Ticket.id == ticket.id)
        tickets.note(session, held, session.get_one(Staff, officer.id), "ถามช่างแล้ว", seen=1, now=after(1))
        waiting = pool.submit(enter_it)
        until_held_up(work.engine, waiting)
    waiting.result(LONGEST)
    with work.read() as session:
        held = session.get_one(Ticket, ticket.id)
        assert [event.what for event in held.events] == ["received", "note", DUE_MOVED]
        assert (held.dues or {})["resolution"] == april(20, 16, 30).isoformat()
