"""Notices to staff: each cause speaks to a person once, in working time, and what was read is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.errors import NotFound, Refused
from backend.models.staff import Role, Staff
from backend.models.staff_notice import StaffNotice
from backend.queries.frame import signs
from backend.services import sign_in, staff_notices
from backend.work import Work
from service_standards.calendar import ALWAYS
from service_standards.instants import BANGKOK
from service_standards.office import office
from tests.factories import NOW, a_staff, after

SONGKRAN = datetime(2026, 4, 13, 9, 0, tzinfo=BANGKOK)


def tell(session: Session, *staff: Staff, cause: str = "plan:1", now: datetime = NOW, **others: datetime) -> None:
    staff_notices.tell(session, staff, "reminder", cause, {"activity": "ทบทวนกฎบัตร"}, "/plans/2570", now, **others)


def kept(session: Session) -> Sequence[StaffNotice]:
    return session.scalars(select(StaffNotice).order_by(StaffNotice.id)).all()


def test_a_cause_speaks_once_to_each(session: Session) -> None:
    one, other = a_staff(session), a_staff(session)
    tell(session, one, one)
    tell(session, one, other, now=after(5))
    tell(session, one, cause="plan:2")

    assert [(notice.staff_id, notice.cause) for notice in kept(session)] == [
        (one.id, "plan:1"),
        (other.id, "plan:1"),
        (one.id, "plan:2"),
    ]
    assert kept(session)[0].created_at == NOW
    assert kept(session)[0].detail == {"activity": "ทบทวนกฎบัตร"}


def test_to_tell_nobody_is_no_error(session: Session) -> None:
    tell(session)

    assert kept(session) == []


def test_two_who_tell_the_same_at_once_tell_it_once(work: Work) -> None:
    with work.write() as session:
        staff = [a_staff(session) for _ in range(3)]
    together = Barrier(4)

    def do() -> None:
        together.wait()
        with work.write() as session:
            tell(session, *staff)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(do) for _ in range(4)]:
            done.result()
    with work.read() as session:
        assert sorted(notice.staff_id for notice in kept(session)) == sorted(person.id for person in staff)


def test_a_notice_is_counted_from_when_it_may_be_shown_until_it_is_read(session: Session) -> None:
    one, other = a_staff(session), a_staff(session)
    tell(session, one, other, shown_from=after(30))

    def unread(person: Staff, now: datetime) -> int:
        session.flush()
        return signs(session, person.id, now).unread_notices

    assert (unread(one, after(29)), unread(one, after(30))) == (0, 1)
    staff_notices.mark_read(session, one.id, [notice.id for notice in kept(session)], after(31))
    assert (unread(one, after(32)), unread(other, after(32))) == (0, 1), "what is another's stays unread"
    assert signs(session, None, after(32)).unread_notices == 0


def test_a_time_before_now_shows_at_once(session: Session) -> None:
    tell(session, a_staff(session), shown_from=after(-30))

    assert kept(session)[0].shown_from == NOW


def test_what_was_read_first_keeps_its_time(session: Session) -> None:
    one = a_staff(session)
    tell(session, one)
    [notice] = kept(session)
    for minutes in (1, 9):
        staff_notices.mark_read(session, one.id, [notice.id], after(minutes))
    session.refresh(notice)

    assert notice.read_at == after(1)


def test_another_ones_notice_is_not_found(session: Session) -> None:
    one, other = a_staff(session), a_staff(session)
    tell(session, one)
    [notice] = kept(session)

    assert staff_notices.notice_for(session, one.id, notice.id) is notice
    with pytest.raises(NotFound):
        staff_notices.notice_for(session, other.id, notice.id)


def test_what_was_read_long_ago_is_forgotten_and_what_nobody_read_stays(session: Session) -> None:
    one = a_staff(session)
    for cause in ("long ago", "just now", "never"):
        tell(session, one, cause=cause)
    long_ago, just_now, _ = kept(session)
    staff_notices.mark_read(session, one.id, [long_ago.id], after(1))
    staff_notices.mark_read(session, one.id, [just_now.id], after(3))

    staff_notices.forget_read(session, after(2))

    session.expire_all()
    assert [(notice.cause, notice.detail == {}, notice.path == "") for notice in kept(session)] == [
        ("long ago", True, True),
        ("just now", False, False),
        ("never", False, False),
    ]


def test_what_was_forgotten_is_not_told_again(session: Session) -> None:
    one = a_staff(session)
    tell(session, one)
    staff_notices.mark_read(session, one.id, [kept(session)[0].id], after(1))
    staff_notices.forget_read(session, after(2))

    tell(session, one, now=after(3))

    assert len(kept(session)) == 1
    assert signs(session, one.id, after(3)).unread_notices == 0


@pytest.mark.parametrize(
    ("calendar", "now", "shown"),
    [
        (office(), NOW, NOW),
        (office(), SONGKRAN, datetime(2026, 4, 16, 8, 30, tzinfo=BANGKOK)),
        (office(), SONGKRAN.replace(day=10, hour=16, minute=30), datetime(2026, 4, 16, 8, 30, tzinfo=BANGKOK)),
        (office(), SONGKRAN.replace(day=10, hour=7), datetime(2026, 4, 10, 8, 30, tzinfo=BANGKOK)),
        (office(), datetime(2026, 12, 30, 17, tzinfo=BANGKOK), datetime(2027, 1, 4, 8, 30, tzinfo=BANGKOK)),
        (ALWAYS, SONGKRAN, SONGKRAN),
        (office(), datetime(office().last_year + 1, 2, 1, 3, tzinfo=BANGKOK),
         datetime(office().last_year + 1, 2, 1, 3, tzinfo=BANGKOK)),
    ],
)  # fmt: skip
def test_a_notice_for_working_time_waits_for_the_next_opening(calendar, now: datetime, shown: datetime) -> None:  # type: ignore[no-untyped-def]
    assert staff_notices.shown_when_open(calendar, now) == shown


def test_heads_and_officers_are_those_with_an_account_in_use(session: Session) -> None:
    head, officer = a_staff(session, head=True), a_staff(session)
    gone = a_staff(session, head=True)
    sign_in.deactivate(gone)
    a_staff(session, role=Role.ADMINISTRATOR)
    elsewhere = a_staff(session, unit="ftl", role=Role.MARKETING, head=True)
    session.flush()

    assert staff_notices.heads_of(session, "ops1") == [head]
    assert staff_notices.officers_of(session, "ops1") == [head, officer]
    assert staff_notices.heads_of(session, "ftl") == [elsewhere], "marketing may head its unit"
    assert staff_notices.marketing(session) == [elsewhere]
    assert staff_notices.heads_of(session, "ops3") == []


def test_an_administrator_heads_no_unit(session: Session) -> None:
    with pytest.raises(Refused):
        sign_in.appoint(a_staff(session, role=Role.ADMINISTRATOR), head=True)
