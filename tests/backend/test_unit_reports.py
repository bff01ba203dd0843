"""The unit's report of a quarter: who comments, confirms and judges, and what overtakes a confirmation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.models.quarter_report import MissComment, UnitReport
from backend.models.staff import Role, Staff
from backend.models.staff_notice import StaffNotice
from backend.queries.unit_reports import Waiting, overview, unit_view
from backend.services import tickets, unit_reports
from backend.services.access import Viewer
from backend.services.fields import Faulty
from backend.services.miss_causes import miss_causes
from backend.services.unit_reports import Place
from backend.work import Work
from service_standards.compliance import Figure
from service_standards.report_course import Act, ReportState
from tests.factories import NOW, a_staff
from tests.quarters import (
    OPS1,
    OVER,
    QUARTER,
    SAID,
    a_head,
    a_matter_in_time,
    a_missed_matter,
    accept,
    comment_on,
    comment_on_all,
    confirm,
    from_marketing,
)


def test_a_unit_without_a_row_is_a_draft_that_lists_its_misses(session: Session) -> None:
    ticket = a_missed_matter(session)
    a_matter_in_time(session)

    stand = unit_reports.answered(session, OPS1, OVER)
    view = unit_view(session, OPS1, Viewer(Role.OFFICER, "ops1"), OVER)

    assert session.scalar(select(UnitReport.id)) is None
    assert [(miss.number, miss.measure) for miss in stand.misses] == [
        (ticket.number, "first_response"),
        (ticket.number, "resolution"),
    ]
    assert (view.row.state, view.version, view.row.unanswered) == (ReportState.DRAFT, 0, 2)
    assert (view.row.tally.count(Figure.MET), view.row.tally.count(Figure.MISSED)) == (2, 2)
    assert [one.subject for one in view.misses] == [ticket.subject] * 2


def test_a_miss_is_listed_as_soon_as_its_instant_is_past_and_may_be_commented_at_once(session: Session) -> None:
    ticket, head = a_missed_matter(session), a_head(session)
    assert not unit_reports.answered(session, OPS1, NOW).misses
    soon = NOW + timedelta(days=20)

    said = unit_reports.comment(session, OPS1, ticket.number, "resolution", SAID, head, seen=0, now=soon)

    assert (said.version, said.cause, said.by_name) == (1, "staffing", head.name)
    assert len(unit_reports.answered(session, OPS1, soon).unanswered) == 1
    with pytest.raises(Refused, match="สิ้นไตรมาส"):
        confirm(session, OPS1, head, now=soon)


def test_each_saving_of_a_comment_keeps_the_one_before(session: Session) -> None:
    ticket, head = a_missed_matter(session), a_head(session)
    for seen, words in enumerate(("ก", "ข")):
        unit_reports.comment(
            session, OPS1, ticket.number, "resolution", {**SAID, "words": words}, head, seen=seen, now=OVER
        )

    kept = session.scalars(select(MissComment.words).order_by(MissComment.version)).all()
    assert kept == ["ก", "ข"]
    with pytest.raises(Conflict):
        unit_reports.comment(session, OPS1, ticket.number, "resolution", SAID, head, seen=1, now=OVER)
    view = unit_view(session, OPS1, Viewer(Role.OFFICER, "ops1"), OVER)
    assert [[one.words for one in miss.earlier] for miss in view.misses if miss.comment] == [["ก"]]


@pytest.mark.parametrize(
    ("changed", "faulty"),
    [
        ({"cause": ""}, {"cause"}),
        ({"cause": "the weather"}, {"cause"}),
        ({"words": "\u200b"}, {"words"}),
        ({"correction": " "}, {"correction"}),
        ({"responsible": ""}, {"responsible"}),
        ({"by_when": ""}, {"by_when"}),
        ({"by_when": "31/2/2569"}, {"by_when"}),
        ({"words": "ก" * 2001, "cause": "x"}, {"words", "cause"}),
    ],
)
def test_what_cannot_be_kept_of_a_miss_is_said_by_field(
    session: Session, changed: dict[str, str], faulty: set[str]
) -> None:
    ticket, head = a_missed_matter(session), a_head(session)

    with pytest.raises(Faulty) as refused:
        unit_reports.comment(session, OPS1, ticket.number, "resolution", SAID | changed, head, seen=0, now=OVER)

    assert faulty <= set(refused.value.problems)
    assert session.scalar(select(MissComment.id)) is None


def test_a_correction_may_have_nobody_to_follow_it_up(session: Session) -> None:
    ticket, head = a_missed_matter(session), a_head(session)
    typed = SAID | {"correction": "ไม่มี", "responsible": "", "by_when": ""}

    said = unit_reports.comment(session, OPS1, ticket.number, "resolution", typed, head, seen=0, now=OVER)

    assert (said.responsible, said.by_when) == ("", None)


def test_only_heads_of_the_unit_comment_and_confirm(session: Session) -> None:
    ticket = a_missed_matter(session)
    officer, marketing = a_staff(session), from_marketing(session)
    foreign = a_head(session, "ops2")
    administrator = a_staff(session, role=Role.ADMINISTRATOR, head=True)

    def say(by: Staff) -> None:
        unit_reports.comment(session, OPS1, ticket.number, "resolution", SAID, by, seen=0, now=OVER)

    def sign(by: Staff) -> None:
        digest = unit_reports.answered(session, OPS1, OVER).digest
        unit_reports.confirm(session, OPS1, by, seen=0, digest=digest, now=OVER)

    for act in (say, sign):
        for by in (officer, marketing):
            with pytest.raises(NotAllowed):
                act(by)
        for by in (foreign, administrator):
            with pytest.raises(NotFound):
                act(by)


def test_a_report_is_confirmed_only_when_every_miss_is_answered(session: Session) -> None:
    ticket, head = a_missed_matter(session), a_head(session)
    marketing = from_marketing(session)
    unit_reports.comment(session, OPS1, ticket.number, "resolution", SAID, head, seen=0, now=OVER)
    digest = unit_reports.answered(session, OPS1, OVER).digest
    with pytest.raises(Refused, match="ยังไม่ได้ชี้แจง 1 รายการ"):
        unit_reports.confirm(session, OPS1, head, seen=1, digest=digest, now=OVER)

    report = confirm(session, OPS1, head)

    assert (report.state, [step.act for step in report.steps]) == (ReportState.CONFIRMED, [Act.CONFIRM])
    assert (report.steps[0].by_name, report.steps[0].misses) == (head.name, 2)
    [told] = session.scalars(select(StaffNotice).where(StaffNotice.staff_id == marketing.id)).all()
    assert (told.kind, told.path) == (unit_reports.CONFIRMED, "/unit-reports/2569/3/ops1")
    with pytest.raises(Conflict, match="ยืนยันแล้ว"):
        unit_reports.comment(session, OPS1, ticket.number, "resolution", SAID, head, seen=2, now=OVER)


def test_what_was_commented_or_missed_since_it_was_read_is_not_confirmed_unread(session: Session) -> None:
    a_missed_matter(session)
    head = a_head(session)
    comment_on_all(session, OPS1, head)
    read = unit_reports.answered(session, OPS1, OVER)
    comment_on(session, OPS1, read.misses[0], head)
    with pytest.raises(Conflict):
        unit_reports.confirm(session, OPS1, head, seen=2, digest=read.digest, now=OVER)

    read = unit_reports.answered(session, OPS1, OVER)
    a_missed_matter(session)

    with pytest.raises(Conflict):
        unit_reports.confirm(session, OPS1, head, seen=3, digest=read.digest, now=OVER)


def test_a_unit_without_misses_confirms_with_nothing_to_say(session: Session) -> None:
    a_matter_in_time(session)

    report = confirm(session, OPS1, a_head(session))

    assert report.state is ReportState.CONFIRMED


def test_marketing_returns_with_a_reason_and_accepts(session: Session) -> None:
    a_missed_matter(session)
    head, marketing = a_head(session), from_marketing(session)
    seen = confirm(session, OPS1, head).version
    with pytest.raises(Faulty):
        unit_reports.send_back(session, OPS1, {"why": " "}, marketing, seen=seen, now=OVER)
    with pytest.raises(NotAllowed):
        unit_reports.send_back(session, OPS1, {"why": "ก"}, head, seen=seen, now=OVER)
    with pytest.raises(NotAllowed):
        unit_reports.accept(session, OPS1, head, seen=seen, now=OVER)

    report = unit_reports.send_back(session, OPS1, {"why": "ขยายความสาเหตุ"}, marketing, seen=seen, now=OVER)

    assert (report.state, report.steps[-1].why) == (ReportState.RETURNED, "ขยายความสาเหตุ")
    told = session.scalars(select(StaffNotice).where(StaffNotice.staff_id == head.id)).all()
    assert [one.kind for one in told] == [unit_reports.RETURNED]
    report = accept(session, OPS1, head, marketing)
    assert [step.act for step in report.steps] == [Act.CONFIRM, Act.SEND_BACK, Act.CONFIRM, Act.ACCEPT]
    with pytest.raises(Conflict):
        unit_reports.accept(session, OPS1, marketing, seen=report.version, now=OVER)
    with pytest.raises(Conflict):
        unit_reports.send_back(session, OPS1, {"why": "ก"}, marketing, seen=seen, now=OVER)


def test_a_head_takes_a_confirmation_back_until_marketing_has_judged(session: Session) -> None:
    a_missed_matter(session)
    head, marketing = a_head(session), from_marketing(session)
    report = confirm(session, OPS1, head)

    report = unit_reports.take_back(session, OPS1, head, seen=report.version, now=OVER)

    assert report.state is ReportState.DRAFT
    report = accept(session, OPS1, head, marketing)
    with pytest.raises(Conflict):
        unit_reports.take_back(session, OPS1, head, seen=report.version, now=OVER)


def test_a_new_miss_overtakes_a_confirmation_and_it_is_not_accepted(session: Session) -> None:
    a_missed_matter(session)
    head, marketing = a_head(session), from_marketing(session)
    report = confirm(session, OPS1, head)
    ticket = a_missed_matter(session)

    [row] = overview(session, QUARTER, OVER, with_demo=False).rows

    assert (row.is_overtaken, row.unanswered, row.waiting) == (True, 2, Waiting.HEAD_AGAIN)
    with pytest.raises(Refused, match="หลังยืนยัน"):
        unit_reports.accept(session, OPS1, marketing, seen=report.version, now=OVER)
    unit_reports.send_back(session, OPS1, {"why": "มีเรื่องเพิ่ม"}, marketing, seen=report.version, now=OVER)
    assert accept(session, OPS1, head, marketing).state is ReportState.ACCEPTED
    assert ticket.number in {miss.number for miss in unit_reports.answered(session, OPS1, OVER).misses}


def test_a_miss_whose_facts_change_is_to_be_confirmed_anew_and_the_words_may_stay(session: Session) -> None:
    ticket, head = a_missed_matter(session), a_head(session)
    marketing = from_marketing(session)
    accept(session, OPS1, head, marketing)
    later = OVER + timedelta(days=3)
    tickets.log_call(session, ticket, a_staff(session), "โทรแจ้งแล้ว", seen=ticket.version, now=later)

    stand = unit_reports.answered(session, OPS1, later)
    [row] = overview(session, QUARTER, later, with_demo=False).rows

    assert [miss.measure for miss in stand.changed] == ["first_response"]
    assert (row.state, row.waiting, row.changed) == (ReportState.ACCEPTED, Waiting.HEAD_AGAIN, 1)
    report = unit_reports.find(session, OPS1)
    assert report is not None
    report = unit_reports.send_back(session, OPS1, {"why": "ก"}, marketing, seen=report.version, now=later)
    unit_reports.confirm(session, OPS1, head, seen=report.version, digest=stand.digest, now=later)
    stand = unit_reports.answered(session, OPS1, later)
    assert stand.is_complete
    said = stand.comments[ticket.id, "first_response"]
    assert (said.version, said.words, said.stopped_at) == (2, SAID["words"], later)


def test_a_unit_answers_for_what_it_had_when_it_was_missed_though_the_matter_is_elsewhere_now(session: Session) -> None:
    ticket, head = a_missed_matter(session), a_head(session)
    officer = a_staff(session)
    late = NOW + timedelta(days=30)
    tickets.transfer(session, ticket, officer, a_staff(session, unit="ops2").unit_id, "ส่งต่อ", seen=1, now=late)

    view = unit_view(session, OPS1, Viewer(Role.OFFICER, "ops1"), OVER)

    assert {one.miss.number for one in view.misses} == {ticket.number}
    assert not any(one.opens or one.subject for one in view.misses)
    comment_on_all(session, OPS1, head)
    assert not unit_reports.answered(session, Place(quarter=QUARTER, unit_id="ops2"), OVER).misses


def test_misses_of_restricted_kinds_are_counted_and_not_listed_to_others(session: Session) -> None:
    a_missed_matter(session, kind="integrity")

    ours = unit_view(session, OPS1, Viewer(Role.OFFICER, "ops1"), OVER)
    theirs = unit_view(session, OPS1, Viewer(Role.MARKETING, "ftl"), OVER)

    listed = len(ours.misses)
    assert listed > 0
    assert (len(theirs.misses), theirs.hidden) == (0, listed)
    assert theirs.row.tally.count(Figure.MISSED) == ours.row.tally.count(Figure.MISSED)


def test_demo_matters_are_left_out_but_in_a_demonstration(session: Session) -> None:
    ticket = a_missed_matter(session)
    ticket.demo = True
    tickets.happened(session, ticket, "note", at=NOW, now=NOW, text="ตัวอย่าง")

    assert not unit_reports.answered(session, OPS1, OVER).misses
    shown = Place(quarter=QUARTER, unit_id="ops1", with_demo=True)
    assert len(unit_reports.answered(session, shown, OVER).misses) == 2
    assert not overview(session, QUARTER, OVER, with_demo=False).rows


def test_marketing_sees_what_it_has_to_do_first_and_who_need_not_report(session: Session) -> None:
    marketing = from_marketing(session)
    for unit in ("ops1", "ops2", "ops3"):
        a_missed_matter(session, unit)
    accept(session, OPS1, a_head(session), marketing)
    confirm(session, Place(quarter=QUARTER, unit_id="ops2"), a_head(session, "ops2"))

    view = overview(session, QUARTER, OVER, with_demo=False)

    assert [(row.unit_id, row.waiting) for row in view.rows] == [
        ("ops2", Waiting.MARKETING),
        ("ops3", Waiting.HEAD),
        ("ops1", Waiting.DONE),
    ]
    assert (view.count(Waiting.DONE), len(view.without_matters) > 0) == (1, True)
    early = overview(session, QUARTER, NOW, with_demo=False)
    assert {row.waiting for row in early.rows} == {Waiting.NOBODY_YET}


def test_a_unit_is_asked_once_a_day_and_not_when_it_has_confirmed(session: Session) -> None:
    a_missed_matter(session)
    marketing = from_marketing(session)
    with pytest.raises(Refused, match="หัวหน้าหน่วยงาน"):
        unit_reports.ask_for(session, OPS1, marketing, now=OVER)
    head = a_head(session)
    with pytest.raises(Refused, match="สิ้นไตรมาส"):
        unit_reports.ask_for(session, OPS1, marketing, now=NOW)
    with pytest.raises(NotAllowed):
        unit_reports.ask_for(session, OPS1, head, now=OVER)

    for day in range(2):
        unit_reports.ask_for(session, OPS1, marketing, now=OVER + timedelta(days=day))
        with pytest.raises(Conflict, match="วันนี้"):
            unit_reports.ask_for(session, OPS1, marketing, now=OVER + timedelta(days=day, hours=1))

    told = session.scalars(select(StaffNotice.kind).where(StaffNotice.staff_id == head.id)).all()
    assert told == [unit_reports.ASKED_FOR] * 2
    confirm(session, OPS1, head)
    with pytest.raises(Conflict, match="ยืนยันรายงานแล้ว"):
        unit_reports.ask_for(session, OPS1, marketing, now=OVER + timedelta(days=5))


def test_no_report_of_a_unit_that_is_none(session: Session) -> None:
    with pytest.raises(NotFound):
        unit_reports.ask_for(session, Place(quarter=QUARTER, unit_id="nobody"), from_marketing(session), now=OVER)


def test_of_two_first_comments_at_once_one_is_kept_and_the_other_told(work: Work) -> None:
    with work.write() as session:
        ticket, heads = a_missed_matter(session), [a_head(session) for _ in range(2)]
    start = Barrier(2)

    def say(by: Staff) -> bool:
        start.wait()
        try:
            with work.write() as session:
                unit_reports.comment(session, OPS1, ticket.number, "resolution", SAID, by, seen=0, now=OVER)
        except Conflict:
            return False
        return True

    assert sorted(_both(say, heads)) == [False, True]


def test_of_returning_and_accepting_at_once_one_holds(work: Work) -> None:
    with work.write() as session:
        a_missed_matter(session)
        by = from_marketing(session)
        seen = confirm(session, OPS1, a_head(session)).version
    start = Barrier(2)

    def judge(accepts: bool) -> bool:
        start.wait()
        try:
            with work.write() as session:
                if accepts:
                    unit_reports.accept(session, OPS1, by, seen=seen, now=OVER)
                else:
                    unit_reports.send_back(session, OPS1, {"why": "ก"}, by, seen=seen, now=OVER)
        except Conflict:
            return False
        return True

    assert sorted(_both(judge, [True, False])) == [False, True]
    with work.read() as session:
        report = unit_reports.find(session, OPS1)
        assert report is not None
        assert len(report.steps) == 2


def _both(act: Callable[[Any], bool], given: Sequence[Any]) -> list[bool]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(act, given))


def test_causes_have_words_in_both_languages_and_room_for_others() -> None:
    causes = miss_causes()
    assert "other" in causes
    for cause in causes.values():
        assert cause.th
        assert cause.en.isascii()
        assert len(cause.id) <= 30
