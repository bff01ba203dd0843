"""The quarter's report as a document: the words and figures of its page, sealed or as they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from sqlalchemy import select

from backend.desk.report_of_quarter import content_digest, report_of_quarter
from backend.desk.report_texts import answer, difference
from backend.models.measurement import Measurement
from backend.models.unit import Unit
from backend.papers.report import Report, Table
from backend.queries.figures import Scope
from backend.queries.reports import Stands, quarter_report
from backend.services import access, unit_reports
from service_standards.replay import Outcome
from tests.catalogues import shipped
from tests.desk.conftest import Office
from tests.quarters import (
    OPS1,
    OVER,
    QUARTER,
    a_head,
    a_matter_in_time,
    a_missed_matter,
    close,
    comment_on,
    from_marketing,
)


def table(report: Report, name: str) -> Table:
    return next(one for one in report.tables if one.name == name)


def test_it_says_what_the_page_says(any_office: Office) -> None:
    with any_office.work.write() as session:
        shipped(session)
        missed = a_missed_matter(session)
        a_matter_in_time(session)
        first = unit_reports.answered(session, OPS1, OVER).misses[0]
        comment_on(session, OPS1, first, a_head(session))
    with any_office.work.read() as session:
        report = report_of_quarter(session, QUARTER, OVER)
        page = quarter_report(session, Stands(Scope(quarter=QUARTER, as_of=OVER)))
        assert report.answer == answer(page)
    rows = table(report, "รายการที่เกินกำหนด").rows
    assert [row[1] for row in rows] == [missed.number] * 2
    assert [row[6] for row in rows] == ["ผู้รับผิดชอบลาป่วยสามวัน", None]
    assert table(report, "จำแนกตามหน่วยงานและมาตรฐาน").total[2:6] == [4, 4, 2, 2]


def test_a_difference_is_told_in_points_of_per_cent_and_none_without_them() -> None:
    assert difference(Fraction(9, 10), Fraction(17, 20)) == "+5.0 จุดร้อยละ"
    assert difference(Fraction(17, 20), Fraction(9, 10)) == "−5.0 จุดร้อยละ"
    assert difference(Fraction(9, 10), Fraction(9, 10)) == "เท่าเดิม"


def test_a_matter_that_only_its_unit_may_see_is_counted_and_not_listed(office: Office) -> None:
    [kind] = access.RESTRICTED_KINDS
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session, kind=kind)
        report = report_of_quarter(session, QUARTER, OVER)
    listed = table(report, "รายการที่เกินกำหนด")
    assert not listed.rows
    assert "1 รายการเปิดดูได้เฉพาะหน่วยงานที่รับผิดชอบ" in listed.note


def test_its_digest_changes_with_what_it_says_and_not_with_when_or_for_whom(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session)
        report = report_of_quarter(session, QUARTER, OVER)
        later = report_of_quarter(session, QUARTER, OVER + timedelta(minutes=7), made_by="มานี")
        assert content_digest(report) == content_digest(later)
        a_matter_in_time(session)
        assert content_digest(report) != content_digest(report_of_quarter(session, QUARTER, OVER))
        ops1 = session.get_one(Unit, "ops1")
        assert content_digest(report) != content_digest(report_of_quarter(session, QUARTER, OVER, unit=ops1))
    assert content_digest(replace(report, answer="อื่น")) != content_digest(report)


def test_of_a_sealed_quarter_it_says_what_was_sealed(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session)
        keeper = from_marketing(session)
    office.clock.at = OVER
    seal = close(office.work, keeper)
    with office.work.write() as session:
        before = report_of_quarter(session, QUARTER, OVER + timedelta(days=1))
        for row in session.scalars(select(Measurement)):
            row.outcome = Outcome.MET
        session.flush()
        after = report_of_quarter(session, QUARTER, OVER + timedelta(days=2))
    assert before.seal == seal.sha256
    assert content_digest(before) == content_digest(after)
    assert after.as_of == seal.sealed_at
    assert "ปิดไตรมาสแล้ว" in [note.tag for note in after.notes]
