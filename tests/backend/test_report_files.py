"""Documents of reports: asked for once, made by one at a time, given up when nothing helps."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.errors import NotAllowed, NotFound, Refused
from backend.files import MediaStore
from backend.models.alarm import Alarm
from backend.models.report_file import DigitScript, FileFormat, Making, ReportFile, Step
from backend.models.staff import Role, Staff
from backend.services import report_files
from backend.services.report_files import LEASE, MOST, Task, Wanted
from backend.work import Work
from service_standards.thai_dates import Quarter
from tests.factories import NOW, a_staff
from tests.quarters import QUARTER, from_marketing

WHOLE = Wanted(quarter=QUARTER, unit_id=None, format=FileFormat.PDF, digits=DigitScript.THAI, with_demo=False)
OPS1 = replace(WHOLE, unit_id="ops1")


@pytest.fixture
def files(tmp_path: Path) -> MediaStore:
    return report_files.store(tmp_path)


def taken(session: Session) -> Task:
    task = report_files.take(session, NOW)
    assert task is not None
    return task


def test_the_same_content_is_made_once_and_another_anew(session: Session, files: MediaStore) -> None:
    keeper = from_marketing(session)
    first = report_files.ask(session, WHOLE, "content", keeper, NOW)
    assert report_files.ask(session, WHOLE, "content", keeper, NOW) is first
    task = taken(session)
    assert report_files.finish(session, files, task, b"%PDF", "content", NOW, NOW)
    assert report_files.ask(session, WHOLE, "content", keeper, NOW) is first
    assert files.path(first.sha256).read_bytes() == b"%PDF"
    assert (first.state, first.percent, first.size) == (Making.MADE, 100, 4)
    others = [
        report_files.ask(session, wanted, content, keeper, NOW)
        for wanted, content in (
            (WHOLE, "another content"),
            (OPS1, "content"),
            (replace(WHOLE, digits=DigitScript.ARABIC), "content"),
            (replace(WHOLE, format=FileFormat.XLSX), "content"),
        )
    ]
    assert len({one.id for one in [first, *others]}) == 5


def test_a_csv_is_the_same_whatever_the_digits(session: Session) -> None:
    keeper, wanted = from_marketing(session), replace(WHOLE, format=FileFormat.CSV)
    file = report_files.ask(session, wanted, "content", keeper, NOW)
    assert report_files.ask(session, replace(wanted, digits=DigitScript.ARABIC), "content", keeper, NOW) is file
    assert file.digits is DigitScript.ARABIC


def test_what_changed_before_it_was_made_is_known_by_what_it_says(session: Session, files: MediaStore) -> None:
    keeper = from_marketing(session)
    early = report_files.ask(session, WHOLE, "as asked", keeper, NOW)
    assert report_files.finish(session, files, taken(session), b"1", "as made", NOW, NOW)
    assert report_files.ask(session, WHOLE, "as made", keeper, NOW) is early
    assert report_files.ask(session, WHOLE, "as asked", keeper, NOW) is not early


def test_what_another_document_says_already_takes_no_ones_place(session: Session, files: MediaStore) -> None:
    keeper = from_marketing(session)
    one = report_files.ask(session, WHOLE, "old", keeper, NOW)
    other = report_files.ask(session, WHOLE, "new", keeper, NOW)
    assert report_files.finish(session, files, taken(session), b"1", "new", NOW, NOW)
    assert report_files.ask(session, WHOLE, "new", keeper, NOW) is other
    assert one.state is Making.MADE
    assert report_files.ask(session, WHOLE, "old", keeper, NOW) is not one


def test_one_at_a_time_makes_it_and_a_dead_one_is_followed(session: Session, files: MediaStore) -> None:
    file = report_files.ask(session, WHOLE, "content", from_marketing(session), NOW)
    assert report_files.is_due(session, NOW)
    first = taken(session)
    assert not report_files.is_due(session, NOW)
    assert report_files.take(session, NOW) is None
    assert report_files.progress(session, first, Step.SETTING, 40, NOW + LEASE / 2)
    assert report_files.take(session, NOW + LEASE) is None
    second = report_files.take(session, NOW + 2 * LEASE)
    assert second is not None
    assert not report_files.progress(session, first, Step.KEEPING, 90, NOW)
    assert not report_files.finish(session, files, first, b"late", "content", NOW, NOW)
    assert report_files.finish(session, files, second, b"in time", "content", NOW, NOW)
    assert files.path(file.sha256).read_bytes() == b"in time"


def test_what_fails_is_tried_again_then_given_up_with_an_alarm_and_asked_for_anew(session: Session) -> None:
    keeper = from_marketing(session)
    file = report_files.ask(session, WHOLE, "content", keeper, NOW)
    now = NOW
    for _ in range(MOST):
        now += timedelta(hours=1)
        task = report_files.take(session, now)
        assert task is not None
        report_files.fail(session, task, "ValueError x.py:1", now)
    assert (file.state, file.next_try_at) == (Making.FAILED, None)
    assert list(session.scalars(select(Alarm.kind))) == ["report_not_made"]
    assert report_files.ask(session, WHOLE, "content", keeper, now) is file
    assert (file.state, file.attempts) == (Making.WAITING, 0)


def test_who_is_killed_over_it_again_and_again_is_followed_no_more(session: Session) -> None:
    file = report_files.ask(session, WHOLE, "content", from_marketing(session), NOW)
    for number in range(MOST):
        assert report_files.take(session, NOW + 2 * number * LEASE) is not None
    assert report_files.take(session, NOW + 2 * MOST * LEASE) is None
    assert (file.state, file.note) == (Making.FAILED, report_files.KILLED_TOO_OFTEN)


def test_marketing_has_all_an_officer_their_units_and_an_administrator_none(session: Session) -> None:
    marketing, officer = from_marketing(session), a_staff(session, unit="ops1")
    administrator = a_staff(session, unit="ftl", role=Role.ADMINISTRATOR)
    whole = report_files.ask(session, WHOLE, "content", marketing, NOW)
    own = report_files.ask(session, OPS1, "content", officer, NOW)

    def listed(by: Staff) -> Sequence[ReportFile]:
        return report_files.kept(session, by)

    assert [list(listed(by)) for by in (marketing, officer, administrator)] == [[own, whole], [own], []]
    for by, wanted in ((officer, WHOLE), (officer, replace(OPS1, unit_id="ops2")), (administrator, OPS1)):
        with pytest.raises(NotAllowed):
            report_files.ask(session, wanted, "content", by, NOW)
    for by, file in ((officer, whole), (administrator, own)):
        with pytest.raises(NotFound):
            report_files.find(session, by, file.id)
    with pytest.raises(Refused, match="ยังไม่เริ่ม"):
        report_files.ask(session, replace(WHOLE, quarter=Quarter(2600, 1)), "content", marketing, NOW)


def test_asked_for_at_once_it_is_one(work: Work) -> None:
    with work.write() as session:
        keeper = from_marketing(session).id
    together = Barrier(4)

    def ask(_: int) -> int:
        together.wait()
        with work.write() as session:
            return report_files.ask(session, WHOLE, "content", session.get_one(Staff, keeper), NOW).id

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(4)))
    with work.read() as session:
        assert session.scalar(select(func.count()).select_from(ReportFile)) == len(found) == 1
