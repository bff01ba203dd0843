"""The life of a version of the charter: the moves there are, what each needs, and what it does to promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.charter import CharterStep, CharterVersion, PaperRole
from backend.models.staff import Staff
from backend.services import charters, clocks, reference
from backend.services.charters import Paper, Step
from backend.work import Work
from intents.catalogue import Catalogue
from service_standards.charter import Charter, Standing, load_trial_charter
from service_standards.charter_course import MOVES, CharterState
from service_standards.instants import BANGKOK
from tests.charters import (
    IN_FORCE_FROM,
    a_document,
    a_draft,
    a_step,
    approved,
    before_the_board,
    later,
    published,
    the_trial_charter,
)
from tests.factories import NOW, UNSEEN, a_staff, a_ticket

BEGINS = datetime(2026, 5, 1, tzinfo=BANGKOK)
MINUTE = timedelta(minutes=1)

Verb = Callable[[Session, CharterVersion, Staff, datetime], object]


def _verb(verb: Callable[..., object]) -> Verb:
    def act(session: Session, version: CharterVersion, by: Staff, now: datetime) -> object:
        step = replace(a_step(now, note="ตามมติที่ประชุม"), papers=[a_minutes(session, by)])
        return verb(session, version.id, by, step, seen=version.version, now=now)

    return act


def _publish(session: Session, version: CharterVersion, by: Staff, now: datetime) -> object:
    day = (now + timedelta(days=30)).date()
    return charters.publish(session, version.id, by, day, a_step(now), seen=version.version, now=now)


VERBS: dict[CharterState, Verb] = {
    CharterState.DRAFT: _verb(charters.return_to_draft),
    CharterState.BEFORE_COMMITTEE: _verb(charters.submit_to_committee),
    CharterState.BEFORE_BOARD: _verb(charters.submit_to_board),
    CharterState.APPROVED: _verb(charters.approve),
    CharterState.PUBLISHED: _publish,
    CharterState.CASCADED: _verb(charters.mark_cascaded),
    CharterState.UNDER_REVIEW: _verb(charters.begin_review),
}
"""What staff do to bring a version into a state; the other two come with time."""


APPROVED_AGAIN = """
    INSERT INTO charter_step (charter_id, to_state, people, note, at)
    SELECT charter_id, to_state, '', '', at FROM charter_step WHERE charter_id = :id AND to_state = 'approved'
"""


def a_minutes(session: Session, by: Staff) -> Paper:
    return Paper(document=a_document(session, by), role=PaperRole.MINUTES)


def brought_to(session: Session, state: CharterState) -> tuple[CharterVersion, datetime]:
    """A version in this state by the verbs that lead there, and the time by then."""
    version = a_draft(session)
    by = a_staff(session, unit="ftl")
    way = [CharterState.BEFORE_COMMITTEE, CharterState.BEFORE_BOARD, CharterState.APPROVED, CharterState.PUBLISHED]
    for step in (*way, CharterState.CASCADED):
        if version.state is state:
            return version, NOW
        VERBS[step](session, version, by, NOW)
    if version.state is state:
        return version, NOW
    now = later(31)
    charters.take_effect(session, now)
    if state is CharterState.UNDER_REVIEW:
        VERBS[state](session, version, by, now)
    if state is CharterState.SUPERSEDED:
        published(session, a_draft(session, now=now), later(60).date(), now)
        now = later(61)
        charters.take_effect(session, now)
    assert version.state is state
    return version, now


def steps(version: CharterVersion) -> list[CharterState]:
    return [step.to_state for step in version.steps]


# Drafting


def test_a_draft_promises_what_it_was_drafted_from_and_none_of_it_is_approved(session: Session) -> None:
    first = published(session, a_draft(session))
    by = a_staff(session, unit="ftl")
    draft = charters.draft_from(session, first.id, by, "ลดเวลาตอบ", NOW, label=" กฎบัตร  พ.ศ. 2599 ")

    assert (draft.state, draft.label, draft.based_on_id) == (CharterState.DRAFT, "กฎบัตร พ.ศ. 2599", first.id)
    assert (draft.made_by_id, draft.made_at, draft.in_force_from) == (by.id, NOW, None)
    assert [(row.code, row.allowance) for row in draft.standards] == [
        (row.code, row.allowance) for row in first.standards
    ]
    assert {(row.standing, row.source) for row in draft.standards} == {("provisional", "")}
    assert [(step.to_state, step.note, step.by_id) for step in draft.steps] == [
        (CharterState.DRAFT, "ลดเวลาตอบ", by.id)
    ]


def test_two_drafts_may_be_written_at_once_but_not_under_one_name(session: Session) -> None:
    a_draft(session, label="กฎบัตร ก")
    a_draft(session, label="กฎบัตร ข")

    with pytest.raises(Refused, match="มีฉบับชื่อ “กฎบัตร ก” อยู่แล้ว"):
        a_draft(session, label="กฎบัตร ก")
    with pytest.raises(Refused, match="มีฉบับชื่อ “trial” อยู่แล้ว"):
        a_draft(session, label="trial")
    with pytest.raises(Refused, match="ไม่เกิน 60 ตัวอักษร"):
        a_draft(session, label="ก" * 61)


def test_a_draft_needs_a_source_a_name_and_a_reason(session: Session) -> None:
    source, by = the_trial_charter(session), a_staff(session)

    with pytest.raises(NotFound):
        charters.draft_from(session, 999_999, by, "ทบทวน", NOW, label="ใหม่")
    for nothing in ("  ", *UNSEEN):
        with pytest.raises(Refused, match="ตั้งชื่อฉบับ"):
            charters.draft_from(session, source.id, by, "ทบทวน", NOW, label=nothing)
        with pytest.raises(Refused, match="เหตุผลที่จัดทำร่าง"):
            charters.draft_from(session, source.id, by, nothing, NOW, label="ใหม่")


@pytest.mark.parametrize("nothing", UNSEEN)
def test_of_whom_nothing_is_seen_took_part_in_nothing(session: Session, nothing: str) -> None:
    version = before_the_board(session, a_draft(session))
    step = replace(a_step(), people=nothing, note=nothing)
    for verb in (charters.approve, charters.return_to_draft):
        with pytest.raises(Refused, match="กรุณากรอก"):
            verb(session, version.id, a_staff(session), step, seen=version.version, now=NOW)


# The moves


@pytest.mark.parametrize("state", list(CharterState))
def test_only_the_allowed_moves_are_made_and_a_refused_one_changes_nothing(
    session: Session, state: CharterState
) -> None:
    version, now = brought_to(session, state)
    by = a_staff(session, unit="ftl")
    for target, verb in VERBS.items():
        before = (version.state, version.version, steps(version), version.in_force_from, version.standing)
        if target in MOVES[state]:
            with session.begin_nested() as tried:
                verb(session, version, by, now)
                assert (version.state, steps(version)[-1]) == (target, target)
                tried.rollback()
        else:
            with pytest.raises(Refused, match=state.label_th):
                verb(session, version, by, now)
        session.expire_all()
        assert (
            version.state,
            version.version,
            steps(version),
            version.in_force_from,
            version.standing,
        ) == before, target


def test_the_committee_sends_a_draft_back_and_it_comes_again(session: Session) -> None:
    version, _ = brought_to(session, CharterState.BEFORE_BOARD)
    by = a_staff(session, unit="ftl")
    with pytest.raises(Refused, match="เหตุผลที่ส่งกลับ"):
        charters.return_to_draft(session, version.id, by, a_step(), seen=version.version, now=NOW)
    charters.return_to_draft(session, version.id, by, a_step(note="ขอให้ทบทวนข้อ 3"), seen=version.version, now=NOW)
    published(session, version)

    assert steps(version).count(CharterState.BEFORE_BOARD) == 2
    assert version.steps[3].note == "ขอให้ทบทวนข้อ 3"


def test_a_draft_that_promises_nothing_is_not_brought_before_anybody(session: Session) -> None:
    version = a_draft(session)
    version.standards.clear()
    session.flush()

    with pytest.raises(Refused, match="ยังไม่มีมาตรฐาน"):
        charters.submit_to_committee(session, version.id, a_staff(session), a_step(), seen=version.version, now=NOW)


def test_a_step_keeps_when_it_was_who_took_part_and_its_documents(session: Session) -> None:
    version, by = a_draft(session), a_staff(session)
    paper, minutes = Paper(document=a_document(session, by, "ร่างกฎบัตร")), a_minutes(session, by)
    held = date(2026, 4, 9)
    step = Step(held_on=held, people=" นาย ก นาง ข ", note=" เห็นชอบ ", papers=[paper, minutes, paper])
    charters.submit_to_committee(session, version.id, by, step, seen=1, now=NOW)
    session.expire_all()
    kept = version.steps[-1]

    assert (kept.held_on, kept.people, kept.note, kept.by_id, kept.at) == (held, "นาย ก นาง ข", "เห็นชอบ", by.id, NOW)
    assert [(one.document.title, one.role) for one in kept.papers] == [
        ("ร่างกฎบัตร", PaperRole.PRESENTED),
        (minutes.document.title, PaperRole.MINUTES),
    ]


@pytest.mark.parametrize("days", [-1, 1])
def test_a_step_is_neither_before_the_one_before_it_nor_in_the_future(session: Session, days: int) -> None:
    version = a_draft(session)
    step = Step(held_on=later(days).date(), people="คณะกรรมการ")

    with pytest.raises(Refused, match="วันที่ต้องไม่"):
        charters.submit_to_committee(session, version.id, a_staff(session), step, seen=1, now=NOW)


# The board


def test_the_board_approves_with_its_document_only(session: Session) -> None:
    version, by = before_the_board(session, a_draft(session)), a_staff(session)
    presented = Paper(document=a_document(session, by))
    for papers in ((), (presented,)):
        with pytest.raises(Refused, match="กรุณาแนบรายงานการประชุมหรือมติ"):
            charters.approve(session, version.id, by, a_step(NOW, *papers), seen=version.version, now=NOW)
    nobody = Step(held_on=NOW.date(), papers=[a_minutes(session, by)])
    with pytest.raises(Refused, match="ผู้เข้าร่วมพิจารณา"):
        charters.approve(session, version.id, by, nobody, seen=version.version, now=NOW)

    assert version.state is CharterState.BEFORE_BOARD
    assert {row.standing for row in version.standards} == {"provisional"}


def test_what_the_board_approves_stands_by_its_document_but_for_what_stays_a_trial(session: Session) -> None:
    version = a_draft(session)
    version.standards[0].stays_provisional = True
    approved(session, version)
    charter = clocks.charter_of(session, version.id)

    assert charter.standing is Standing.APPROVED
    assert charter.standards[0].standing is Standing.PROVISIONAL
    assert {(one.standing, one.source) for one in charter.standards[1:]} == {
        (Standing.APPROVED, "มติคณะกรรมการ กนอ. ครั้งที่ 3/2569 (9 เม.ย. 2569)")
    }


# Publishing


@pytest.mark.parametrize("day", [date(2026, 4, 9), date(2026, 4, 8), date(2021, 1, 1)])
def test_no_version_comes_into_force_today_or_in_the_past(session: Session, day: date) -> None:
    version = approved(session, a_draft(session))
    with pytest.raises(Refused, match="ต้องเป็นวันหลังจากวันนี้"):
        charters.publish(session, version.id, a_staff(session), day, a_step(), seen=version.version, now=NOW)

    assert (version.state, version.in_force_from) == (CharterState.APPROVED, None)


def test_today_is_todays_date_in_bangkok(session: Session) -> None:
    version = approved(session, a_draft(session))
    late = datetime(2026, 4, 9, 17, 30, tzinfo=UTC)  # half past midnight of the 10th in Bangkok
    step = a_step(late)
    with pytest.raises(Refused, match="ต้องเป็นวันหลังจากวันนี้"):
        charters.publish(session, version.id, a_staff(session), date(2026, 4, 10), step, seen=version.version, now=late)
    charters.publish(session, version.id, a_staff(session), date(2026, 4, 11), step, seen=version.version, now=late)

    assert version.in_force_from == datetime(2026, 4, 11, tzinfo=BANGKOK)
    assert version.published_at == late


def test_a_year_of_the_other_era_is_a_slip_of_the_pen(session: Session) -> None:
    version = approved(session, a_draft(session))
    with pytest.raises(Refused, match="กรุณาตรวจปี"):
        charters.publish(
            session, version.id, a_staff(session), date(2570, 1, 1), a_step(), seen=version.version, now=NOW
        )


def test_no_two_versions_begin_at_one_instant(session: Session) -> None:
    published(session, a_draft(session))
    second = approved(session, a_draft(session))
    with pytest.raises(Refused, match=r"อีกฉบับที่เริ่มใช้วันที่ 1 พ\.ค\. 2569"):
        charters.publish(session, second.id, a_staff(session), IN_FORCE_FROM, a_step(), seen=second.version, now=NOW)
    session.refresh(second)

    assert (second.state, steps(second)[-1]) == (CharterState.APPROVED, CharterState.APPROVED)
    charters.publish(session, second.id, a_staff(session), date(2026, 5, 2), a_step(), seen=second.version, now=NOW)


# In force


def test_a_matter_keeps_the_version_in_force_when_it_was_received(session: Session) -> None:
    trial = the_trial_charter(session)
    version = published(session, a_draft(session))
    before, at, after = (a_ticket(session, at=moment) for moment in (BEGINS - MINUTE, BEGINS, BEGINS + MINUTE))

    assert [ticket.charter_id for ticket in (before, at, after)] == [trial.id, version.id, version.id]


def test_what_is_not_published_is_in_force_never(session: Session) -> None:
    trial = the_trial_charter(session)
    for state in (CharterState.DRAFT, CharterState.BEFORE_BOARD, CharterState.APPROVED):
        brought_to(session, state)

    assert clocks.charter_in_force(session, later(400)).id == trial.id
    assert clocks.charter_in_force(session, datetime(2019, 1, 1, tzinfo=UTC)).id == trial.id


def test_time_brings_versions_into_force_and_supersedes_them_once_each(session: Session) -> None:
    trial = the_trial_charter(session)
    first = published(session, a_draft(session))
    second = published(session, a_draft(session), date(2026, 6, 1))
    assert charters.take_effect(session, BEGINS - MINUTE) == 0
    assert charters.take_effect(session, BEGINS) == 2
    assert (trial.state, first.state, second.state) == (
        CharterState.SUPERSEDED,
        CharterState.IN_FORCE,
        CharterState.PUBLISHED,
    )
    assert charters.take_effect(session, BEGINS + MINUTE) == 0
    long_after = later(90)
    assert charters.take_effect(session, long_after) == 2
    assert charters.take_effect(session, long_after) == 0

    written = [(step.to_state, step.at, step.by_id) for step in first.steps[-2:]]
    assert written == [
        (CharterState.IN_FORCE, BEGINS, None),
        (CharterState.SUPERSEDED, datetime(2026, 6, 1, tzinfo=BANGKOK), None),
    ]


def test_a_clock_that_stood_still_writes_everything_down_when_it_runs_again(session: Session) -> None:
    trial = the_trial_charter(session)
    made = [published(session, a_draft(session), date(2026, month, 1)) for month in (7, 5, 6)]
    line = sorted(made, key=lambda version: version.in_force_from or NOW)

    assert charters.take_effect(session, later(200)) == 6
    assert [trial.state, *(version.state for version in line)] == [CharterState.SUPERSEDED] * 3 + [
        CharterState.IN_FORCE
    ]
    assert [version.steps[-1].at.astimezone(BANGKOK).month for version in (trial, *line)] == [5, 6, 7, 7]


def test_what_is_in_force_by_its_instant_is_reviewed_though_the_clock_stood_still(session: Session) -> None:
    version, now = published(session, a_draft(session)), BEGINS + MINUTE
    by = a_staff(session)
    with pytest.raises(Refused, match=CharterState.PUBLISHED.label_th):
        charters.begin_review(session, version.id, by, a_step(), seen=version.version, now=NOW)
    charters.begin_review(session, version.id, by, a_step(now), seen=version.version, now=now)

    assert steps(version)[-2:] == [CharterState.IN_FORCE, CharterState.UNDER_REVIEW]
    assert clocks.charter_in_force(session, now) is version, "it stays in force meanwhile"
    charters.begin_review(session, version.id, by, a_step(later(400)), seen=version.version, now=later(400))
    assert steps(version)[-1] is CharterState.UNDER_REVIEW, "and is reviewed again next year"


# Two at once


@pytest.mark.parametrize("target", [CharterState.BEFORE_COMMITTEE, CharterState.APPROVED])
def test_a_form_from_before_somebody_elses_step_changes_nothing(session: Session, target: CharterState) -> None:
    version, by = a_draft(session), a_staff(session)
    seen = version.version
    before_the_board(session, version)
    step = a_step(NOW, a_minutes(session, by))
    verb = charters.approve if target is CharterState.APPROVED else charters.submit_to_committee
    with pytest.raises(Conflict, match="บันทึกกฎบัตรฉบับนี้ไปก่อนแล้ว"):
        verb(session, version.id, by, step, seen=seen, now=NOW)

    assert version.state is CharterState.BEFORE_BOARD


def test_of_two_who_approve_at_once_one_is_told(work: Work) -> None:
    with work.write() as session:
        version = before_the_board(session, a_draft(session))
        people = [a_staff(session, unit="ftl") for _ in range(2)]
        minutes = [a_document(session, by) for by in people]
    told: list[str] = []

    def approve(place: int) -> None:
        try:
            with work.write() as session:
                paper = Paper(document=minutes[place], role=PaperRole.MINUTES)
                charters.approve(session, version.id, people[place], a_step(NOW, paper), seen=version.version, now=NOW)
            told.append("approved")
        except Conflict:
            told.append("conflict")

    threads = [Thread(target=approve, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["approved", "conflict"]
    with work.read() as session:
        found = session.scalars(
            select(CharterStep).where(
                CharterStep.charter_id == version.id, CharterStep.to_state == CharterState.APPROVED
            )
        ).all()
        assert len(found) == 1


# The database and the release


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE charter_version SET in_force_from = NULL WHERE id = :id",
        "UPDATE charter_version SET state = 'draft' WHERE id = :id",
        "UPDATE charter_version SET state = 'soon' WHERE id = :id",
        APPROVED_AGAIN,
    ],
)
def test_the_database_itself_keeps_what_must_be_so(session: Session, fault: str) -> None:
    version = published(session, a_draft(session))

    with pytest.raises(IntegrityError):
        session.execute(text(fault), {"id": version.id})


def test_a_release_leaves_alone_what_staff_have_made(session: Session) -> None:
    draft = a_draft(session, label="2571")
    published_one = published(session, a_draft(session, label="2572"))
    draft.standards[0].title_th = "แก้โดยเจ้าหน้าที่"
    session.flush()
    ours = load_trial_charter()

    for label, begins in (("trial", None), ("2571", later(30)), ("2573", published_one.in_force_from)):
        charter = Charter(version=label, standing=Standing.PROVISIONAL, standards=ours.standards, in_force_from=begins)
        reference.load_reference(session, Catalogue({}, {}, ""), {}, charter)
    session.flush()

    assert set(session.scalars(select(CharterVersion.label))) == {"trial", "2571", "2572"}
    session.refresh(draft)
    assert (draft.state, draft.standards[0].title_th) == (CharterState.DRAFT, "แก้โดยเจ้าหน้าที่")
