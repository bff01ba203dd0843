"""Warnings: to whom, when, how often, and what becomes of them when something moves. Each is given once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.calendar import CalendarEntry
from backend.models.staff import Role, Staff
from backend.models.staff_notice import StaffNotice
from backend.models.ticket import Ticket, TicketWarning
from backend.services import closures, recount, sign_in, tickets, warnings
from backend.services.closure_drafts import TypedClosure, draft_of
from backend.work import Work
from service_standards.instants import BANGKOK, INSTANT
from service_standards.office import office
from tests.factories import NOW, a_contact, a_staff, a_ticket, after, told_all

SOON, DUE = after(90), after(120)
"""Of the first response to a utility problem, two business hours, received at ``NOW``."""
JUST_LATE = DUE + INSTANT


def look_at_all(session: Session, now: datetime) -> None:
    """What the clock process does at ``now``."""
    session.flush()
    for ticket_id in warnings.to_look_at(session, now):
        warnings.look(session, ticket_id, now)
    session.flush()


def told(session: Session) -> list[tuple[str, str]]:
    """Who was told, and of what; in the order of telling."""
    rows = session.execute(
        select(Staff.name, StaffNotice.kind).join(Staff, Staff.id == StaffNotice.staff_id).order_by(StaffNotice.id)
    )
    return [(name, kind.removeprefix("warned_")) for name, kind in rows]


def given(session: Session) -> list[tuple[str, str]]:
    """The standards and milestones that were warned of."""
    rows = session.execute(select(TicketWarning.code, TicketWarning.what).order_by(TicketWarning.id))
    return [(code.removesuffix(".utility"), what) for code, what in rows]


def facts(session: Session, kind: str) -> list[dict[str, Any]]:
    return list(session.scalars(select(StaffNotice.detail).where(StaffNotice.kind == f"warned_{kind}")))


def a_unit_at_work(session: Session, unit: str = "ops1") -> tuple[Staff, Staff, Staff]:
    """Two officers and a head."""
    names = (("มานี", False), ("ปิติ", False), ("ชูใจ", True))
    one, other, head = (a_staff(session, unit=unit, name=name, head=is_head) for name, is_head in names)
    return one, other, head


# When, and to whom


def test_three_quarters_are_told_to_the_officers_and_the_miss_to_the_head(session: Session) -> None:
    a_unit_at_work(session)
    a_ticket(session)
    for now, expected in ((SOON - INSTANT, []), (SOON, ["มานี", "ปิติ", "ชูใจ"]), (DUE, ["มานี", "ปิติ", "ชูใจ"])):
        look_at_all(session, now)
        assert [name for name, _ in told(session)] == expected, "a clock that is due is not late yet"

    look_at_all(session, JUST_LATE)

    assert told(session) == [("มานี", "soon"), ("ปิติ", "soon"), ("ชูใจ", "soon"), ("ชูใจ", "missed")]
    assert given(session) == [("response", "soon"), ("response", "missed")]


def test_who_acted_last_in_the_present_unit_has_it_in_hand(session: Session) -> None:
    one, other, _ = a_unit_at_work(session)
    ticket = a_ticket(session)
    tickets.note(session, ticket, one, "ดูแล้ว", seen=1, now=after(5))
    tickets.note(session, ticket, other, "ไปดูหน้างาน", seen=2, now=after(6))

    look_at_all(session, SOON)

    assert told(session) == [("ปิติ", "soon")]


def test_who_has_left_has_nothing_in_hand(session: Session) -> None:
    one, _, _ = a_unit_at_work(session)
    ticket = a_ticket(session)
    tickets.note(session, ticket, one, "ดูแล้ว", seen=1, now=after(5))
    sign_in.deactivate(one)

    look_at_all(session, SOON)

    assert [name for name, _ in told(session)] == ["ปิติ", "ชูใจ"]


def test_after_a_transfer_the_new_unit_is_warned_and_what_was_done_before_counts_for_nothing(session: Session) -> None:
    one, _, _ = a_unit_at_work(session)
    elsewhere = a_staff(session, unit="ops2", name="วีระ")
    ticket = a_ticket(session)
    tickets.note(session, ticket, one, "ไม่ใช่ของเรา", seen=1, now=after(5))
    tickets.transfer(session, ticket, one, "ops2", "อยู่สายงาน 2", seen=2, now=after(6))
    tickets.transfer(session, ticket, elsewhere, "ops1", "ไม่ใช่", seen=3, now=after(7))

    look_at_all(session, SOON)

    assert [name for name, _ in told(session)] == ["มานี", "ปิติ", "ชูใจ"], "it came back: nobody has taken it up yet"


def test_the_miss_is_of_the_unit_that_had_it_then(session: Session) -> None:
    one, _, _ = a_unit_at_work(session)
    a_staff(session, unit="ops2", name="วีระ", head=True)
    ticket = a_ticket(session)
    tickets.transfer(session, ticket, one, "ops2", "อยู่สายงาน 2", seen=1, now=after(125))

    look_at_all(session, after(130))

    assert [name for name, what in told(session) if what == "missed"] == ["ชูใจ"]
    assert [name for name, what in told(session) if what == "soon"] == ["วีระ"], "who can still do something"
    assert facts(session, "missed")[0]["unit"] == "สายงานปฏิบัติงาน 1"
    assert facts(session, "soon")[0]["unit"] == "สายงานปฏิบัติงาน 2"


def test_where_a_unit_has_nobody_marketing_is_told_and_it_says_so(session: Session) -> None:
    a_staff(session, unit="ftl", role=Role.MARKETING, name="การตลาด")
    a_ticket(session)

    look_at_all(session, JUST_LATE)

    assert told(session) == [("การตลาด", "soon"), ("การตลาด", "missed")]
    assert all(one["instead"] for kind in ("soon", "missed") for one in facts(session, kind))
    assert session.scalars(select(TicketWarning.instead)).all() == [True, True]


def test_of_what_marketing_may_not_see_it_is_told_nothing(session: Session) -> None:
    a_staff(session, unit="ftl", role=Role.MARKETING, name="การตลาด")
    a_staff(session, unit="kso", name="ผู้รับเบาะแส")
    a_ticket(session, unit="kso", kind="integrity", intent="corruption")

    look_at_all(session, after(3 * 24 * 60))

    assert told(session) == [("ผู้รับเบาะแส", "soon"), ("ผู้รับเบาะแส", "missed")]


def test_where_nobody_at_all_can_be_told_an_alarm_says_so(session: Session) -> None:
    ticket = a_ticket(session)

    look_at_all(session, JUST_LATE)

    assert told(session) == []
    [alarm] = session.scalars(select(Alarm).where(Alarm.kind == "nobody_to_warn"))
    assert (alarm.subject, alarm.count) == (ticket.number, 2)


def test_administrators_are_nobodys_officers(session: Session) -> None:
    a_staff(session, role=Role.ADMINISTRATOR, name="ผู้ดูแลระบบ")
    a_staff(session, name="มานี")
    a_ticket(session)

    look_at_all(session, SOON)

    assert told(session) == [("มานี", "soon")]


def test_a_notice_has_the_facts_and_no_words_of_the_customer(session: Session) -> None:
    a_unit_at_work(session)
    ticket = a_ticket(session, text="น้ำไม่ไหลที่ซอย 7", demo=True)

    look_at_all(session, JUST_LATE)

    [missed] = facts(session, "missed")
    assert missed["ticket"] == ticket.number
    assert missed["standard"] == "ตอบรับการแจ้งปัญหาสาธารณูปโภคหรือระบบบริการภายใน 2 ชั่วโมงทำการ"
    assert datetime.fromisoformat(missed["due"]) == DUE
    assert (missed["provisional"], missed["demo"], missed["instead"], missed["ended_at"]) == (True, True, False, None)
    assert "ซอย 7" not in str(missed)


# Only in working time


def shown(session: Session) -> Sequence[datetime]:
    return session.scalars(select(StaffNotice.shown_from).order_by(StaffNotice.id)).all()


def test_a_warning_waits_for_the_next_opening(session: Session) -> None:
    a_unit_at_work(session)
    received = datetime(2026, 4, 8, 10, tzinfo=BANGKOK)
    a_ticket(
        session, kind="suggestion", intent="suggestion", at=received
    )  # three working days: due at the 16th's close

    look_at_all(session, datetime(2026, 4, 16, 16, 30, tzinfo=BANGKOK) + INSTANT)

    opening = datetime(2026, 4, 17, 8, 30, tzinfo=BANGKOK)
    assert set(shown(session)) == {opening}


def test_a_warning_of_what_is_counted_day_and_night_waits_for_nothing(session: Session) -> None:
    a_unit_at_work(session)
    at_night = datetime(2026, 4, 12, 2, tzinfo=BANGKOK)
    a_ticket(session, kind="emergency", intent="fire", urgent=True, at=at_night)

    for minutes in (11.25, 16):
        look_at_all(session, after(minutes, at_night))

    assert list(shown(session)) == [after(11.25, at_night)] * 3 + [after(16, at_night)]


# What stops, waits or moves


def test_a_clock_that_has_stopped_is_not_warned_of(session: Session) -> None:
    one, _, _ = a_unit_at_work(session)
    ticket = a_ticket(session)
    tickets.answer(session, ticket, one, "กำลังไปค่ะ", seen=1, now=after(91))
    told_all(session, ticket, after(92))

    look_at_all(session, after(93))

    assert told(session) == [], "three quarters had passed, and nobody looked before the answer"


def test_a_miss_is_told_though_the_late_answer_came_before_somebody_looked(session: Session) -> None:
    one, _, _ = a_unit_at_work(session)
    ticket = a_ticket(session)
    tickets.resolve(session, ticket, one, "เรียบร้อยค่ะ", seen=1, now=after(130))
    told_all(session, ticket, after(131))

    look_at_all(session, after(200))

    assert told(session) == [("ชูใจ", "missed")]
    assert datetime.fromisoformat(facts(session, "missed")[0]["ended_at"]) == after(131)
    assert ticket.warn_at is None, "and there is nothing more to come"


def test_of_what_was_withdrawn_nothing_is_told(session: Session) -> None:
    a_unit_at_work(session)
    ticket = a_ticket(session)
    tickets.cancel(session, ticket, None, at=after(130), now=after(130))

    look_at_all(session, after(200))

    assert told(session) == []
    assert ticket.warn_at is None


def days(number: float) -> datetime:
    """So many days after ``NOW``."""
    return NOW + timedelta(days=number)


def test_a_pause_moves_the_warning_and_none_is_told_while_it_lasts(session: Session) -> None:
    one, _, _ = a_unit_at_work(session)
    ticket = a_ticket(session, kind="permit", intent="permit")  # five working days: 10, 16, 17, 20, 21 April
    tickets.ask_back(session, ticket, one, "ขอเอกสาร", seen=1, now=after(1))
    told_all(session, ticket, after(2))
    look_at_all(session, days(12))
    assert told(session) == []

    tickets.customer_wrote(session, ticket, a_contact(session, ticket.conversation, at=days(12)), days(12))
    soon = datetime(2026, 4, 24, 16, 30, tzinfo=BANGKOK)
    assert ticket.warn_at == days(13), "looked at once a day"
    for now, expected in ((soon - INSTANT, []), (soon, [("มานี", "soon")])):
        look_at_all(session, now)
        assert told(session) == expected


def test_each_interval_of_progress_is_warned_of_and_none_twice(session: Session) -> None:
    one, _, _ = a_unit_at_work(session)
    ticket = a_ticket(session, kind="complaint", intent="complaint_smell_smoke")
    tickets.answer(session, ticket, one, "รับเรื่องแล้วค่ะ", seen=1, now=after(1))
    told_all(session, ticket, after(2))
    for hour in range(0, 24 * 15 + 12, 3):
        now = NOW + timedelta(hours=hour)
        look_at_all(session, now)
        if hour == 24 * 8:
            tickets.log_call(session, ticket, one, "แจ้งความคืบหน้า", seen=2, now=now)

    progress = select(TicketWarning.what).where(TicketWarning.code == "progress.complaint").order_by(TicketWarning.id)
    assert session.scalars(progress).all() == ["soon", "missed", "soon"]
    resolution = select(TicketWarning.what).where(TicketWarning.code == "resolution.complaint")
    assert session.scalars(resolution.order_by(TicketWarning.id)).all() == ["soon"]


def test_a_matter_of_another_kind_is_warned_of_by_the_standard_of_its_kind(session: Session) -> None:
    a_unit_at_work(session)
    ticket = a_ticket(session)
    look_at_all(session, SOON)
    ticket.kind = "environment"  # 120 minutes day and night, and 7 working days
    tickets.happened(session, ticket, "kind_corrected", at=after(95), now=after(95))
    look_at_all(session, after(110))

    assert session.scalars(select(TicketWarning.code).order_by(TicketWarning.id)).all() == [
        "response.utility",
        "response.environment",
    ]


# What the calendar moves

PERMIT_SOON = datetime(2026, 4, 20, 16, 30, tzinfo=BANGKOK)
"""Of five working days from ``NOW``: 10, 16, 17 and 20 April are four of them, and the 21st the last."""


def close(session: Session, *days: str, scope: str = "all", now: datetime = NOW) -> CalendarEntry:
    """The administrator of the house enters a closure of these dates."""
    typed = TypedClosure(
        what="closure",
        scope=scope,
        first_on=days[0],
        last_on=days[-1],
        reason_th="น้ำท่วม",
        reason_en="flood",
        source="ประกาศ กนอ.",
        announced_on="2026-04-09",
    )
    draft = draft_of(session, typed, now.astimezone(BANGKOK).date())
    by = a_staff(session, unit="ftl", role=Role.ADMINISTRATOR, name="ผู้ดูแลระบบ")
    return closures.enter(session, draft, by, seen=closures.effect_of_entering(session, draft, now).digest, now=now)


def a_permit_matter(session: Session, unit: str = "ops1") -> Ticket:
    """One in hand, whose first response is given: only its outcome is still timed."""
    by = a_staff(session, unit=unit, name="มานี", role=Role.MARKETING if unit == "ftl" else Role.OFFICER)
    ticket = a_ticket(session, unit=unit, kind="permit", intent="permit")
    tickets.log_call(session, ticket, by, "โทรแล้ว", seen=1, now=after(1))
    return ticket


def test_a_closure_moves_the_warning_with_what_is_due(session: Session) -> None:
    a_permit_matter(session)
    close(session, "2026-04-17", now=after(10))
    later = PERMIT_SOON + timedelta(days=1)

    for now, expected in ((later - INSTANT, []), (later, ["soon"])):
        look_at_all(session, now)
        assert [what for _, what in told(session)] == expected


def test_a_closure_taken_back_brings_the_warning_forward(session: Session) -> None:
    a_permit_matter(session)
    entry = close(session, "2026-04-16", "2026-04-17", now=after(10))
    look_at_all(session, PERMIT_SOON)
    assert told(session) == []
    by, now = a_staff(session, role=Role.ADMINISTRATOR), PERMIT_SOON + timedelta(minutes=5)
    seen = closures.effect_of_withdrawing(session, entry, now).digest
    closures.withdraw(session, entry.id, by, "น้ำไม่ท่วม", seen=seen, now=now)

    look_at_all(session, now)

    assert told(session) == [("มานี", "soon")]


def test_what_was_warned_of_before_the_calendar_moved_is_not_warned_of_again(session: Session) -> None:
    a_permit_matter(session)
    a_staff(session, name="ชูใจ", head=True)
    look_at_all(session, PERMIT_SOON)
    close(session, "2026-04-21", now=PERMIT_SOON + timedelta(minutes=1))
    due = datetime(2026, 4, 22, 16, 30, tzinfo=BANGKOK)
    for now in (due - timedelta(days=1), due, due + INSTANT, due + timedelta(days=3)):
        look_at_all(session, now)

    assert told(session) == [("มานี", "soon"), ("ชูใจ", "missed")]
    assert datetime.fromisoformat(facts(session, "missed")[0]["due"]) == due


def test_a_warning_waits_until_a_closed_unit_opens_again(session: Session) -> None:
    a_permit_matter(session)
    close(session, "2026-04-21", scope="unit:ops1", now=after(10))

    look_at_all(session, PERMIT_SOON)

    assert list(shown(session)) == [datetime(2026, 4, 22, 8, 30, tzinfo=BANGKOK)]


def test_who_enters_a_closure_has_no_matter_in_hand_by_it(session: Session) -> None:
    a_permit_matter(session, unit="ftl")
    close(session, "2026-04-17", now=after(10))

    look_at_all(session, PERMIT_SOON + timedelta(days=1))

    assert told(session) == [("มานี", "soon")]


def test_a_recount_after_new_holiday_files_finds_when_to_look_anew(session: Session) -> None:
    ticket = a_permit_matter(session)
    ticket.warn_at = days(40)
    recount.count_anew(session, 0, after(2))

    look_at_all(session, PERMIT_SOON)

    assert told(session) == [("มานี", "soon")]


# Nobody looked for a while, or two did at once


def test_who_looks_late_tells_everything_once(session: Session) -> None:
    a_unit_at_work(session)
    a_ticket(session)

    for now in (days(30), days(30), days(31)):
        look_at_all(session, now)

    assert given(session) == [
        ("response", "soon"),
        ("response", "missed"),
        ("resolution", "soon"),
        ("resolution", "missed"),
    ]
    assert len(told(session)) == 3 + 1 + 3 + 1


def test_a_ticket_is_looked_at_when_it_is_told_and_at_least_once_a_day(session: Session) -> None:
    a_unit_at_work(session)
    ticket = a_ticket(session)
    assert ticket.warn_at == SOON
    look_at_all(session, SOON)
    assert ticket.warn_at == JUST_LATE
    look_at_all(session, JUST_LATE)
    assert ticket.warn_at == JUST_LATE + timedelta(days=1)


def test_where_the_holidays_end_one_looks_again_the_next_day(session: Session) -> None:
    a_unit_at_work(session)
    beyond = datetime(office().last_year + 1, 2, 1, 10, tzinfo=BANGKOK)
    ticket = a_ticket(session, at=beyond)

    look_at_all(session, beyond)

    assert (told(session), ticket.warn_at) == ([], beyond + timedelta(days=1))


def test_two_who_look_at_once_tell_it_once(work: Work) -> None:
    with work.write() as session:
        a_unit_at_work(session)
        for _ in range(4):
            a_ticket(session)
    together = Barrier(3)

    def do() -> None:
        with work.read() as session:
            waiting = warnings.to_look_at(session, JUST_LATE)
        together.wait()
        for ticket_id in waiting:
            with work.write() as session:
                warnings.look(session, ticket_id, JUST_LATE)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(do) for _ in range(3)]:
            done.result()
    with work.read() as session:
        assert len(given(session)) == 4 * 2
        assert len(told(session)) == 4 * (3 + 1)


def test_who_is_killed_half_way_has_told_nothing_of_that_ticket(work: Work) -> None:
    with work.write() as session:
        a_unit_at_work(session)
        ticket = a_ticket(session)

    def be_killed() -> None:
        with work.write() as session:
            warnings.look(session, ticket.id, SOON)
            assert len(told(session)) == 3
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        be_killed()
    for _ in range(2):
        with work.write() as session:
            look_at_all(session, SOON)
    with work.read() as session:
        assert len(told(session)) == 3
