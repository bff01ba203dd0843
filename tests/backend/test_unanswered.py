"""When unanswered questions are put together anew, and what happens to what changes meanwhile."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.unanswered import QuestionGroup, Unanswered, Why
from backend.services import unanswered
from backend.services.unanswered import GROUPED_EVERY, NewGroup
from tests.factories import NOW, a_chat, a_contact, a_staff, after


def noted(session: Session, *texts: str, minutes: float = 0) -> list[int]:
    ids = [a_contact(session, a_chat(session), text, at=after(minutes)).id for text in texts]
    unanswered.note(session, ids, Why.NOT_UNDERSTOOD, after(minutes))
    return ids


def group_ids(session: Session) -> dict[int, int | None]:
    return {row.contact_id: row.group_id for row in session.scalars(select(Unanswered)).all()}


def test_groups_are_made_when_something_new_was_noted_but_not_all_the_time(session: Session) -> None:
    assert not unanswered.grouping_is_due(session, NOW)

    ids = noted(session, "ก ไก่")
    assert unanswered.grouping_is_due(session, NOW)

    unanswered.keep_groups(session, [NewGroup(ids, ids[0], ())], NOW, read_at=NOW)
    session.expire_all()
    assert not unanswered.grouping_is_due(session, after(60))

    noted(session, "ข ไข่", minutes=1)
    assert not unanswered.grouping_is_due(session, NOW + GROUPED_EVERY - timedelta(seconds=1))
    assert unanswered.grouping_is_due(session, NOW + GROUPED_EVERY)


def test_groups_that_somebody_asks_for_are_made_at_once(session: Session) -> None:
    ids = noted(session, "ก ไก่")
    unanswered.keep_groups(session, [NewGroup(ids, ids[0], ())], NOW, read_at=NOW)

    unanswered.want_groups(session, after(1))
    session.expire_all()

    assert unanswered.grouping_is_due(session, after(1))


def test_what_was_dealt_with_while_groups_were_made_stays_dealt_with(session: Session) -> None:
    first, second, third = noted(session, "ก ไก่", "ข ไข่", "ค ควาย")
    unanswered.dismiss(session, [first, third], a_staff(session), "ไม่ใช่เรื่องของเรา", NOW)

    groups = [NewGroup((first, second), first, ()), NewGroup((third,), third, ())]
    unanswered.keep_groups(session, groups, NOW, read_at=NOW)

    (group,) = session.scalars(select(QuestionGroup))
    assert group.central_contact_id == second
    assert group_ids(session) == {second: group.id}


def test_the_same_words_are_not_put_together_again_once_they_were_dismissed(session: Session) -> None:
    (first,) = noted(session, "สวยไหม")
    unanswered.dismiss(session, [first], a_staff(session), "ล้อเล่น", NOW)

    noted(session, "สวยไหม")
    (other,) = noted(session, "มีที่จอดรถไหม")

    assert unanswered.to_group(session, 10, NOW) == {other: "มีที่จอดรถไหม"}


def test_only_so_many_are_put_together_the_newest(session: Session) -> None:
    noted(session, "เก่า")
    (new,) = noted(session, "ใหม่", minutes=5)

    assert unanswered.to_group(session, 1, after(5)) == {new: "ใหม่"}


def test_a_group_outlives_its_most_central_message(session: Session) -> None:
    first, second = noted(session, "ก ไก่", "ก ไก่ครับ")
    unanswered.keep_groups(session, [NewGroup((first, second), first, ())], NOW, read_at=NOW)

    unanswered.forget(session, [first])

    (group,) = session.scalars(select(QuestionGroup))
    assert group.central_contact_id == second
    unanswered.forget(session, [second])
    session.expire_all()
    assert session.scalars(select(QuestionGroup)).all() == []
