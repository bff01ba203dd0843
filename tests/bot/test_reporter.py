"""The reporter: makes what waits, in the format that was asked for, and no failure keeps the others."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.models.report_file import DigitScript, FileFormat, Making, ReportFile
from backend.services import report_files, unit_reports
from backend.services.report_files import Wanted
from backend.work import SilentDoorbell, Work, make_engine
from bot import reporter
from tests.catalogues import shipped
from tests.quarters import OPS1, OVER, QUARTER, a_head, a_matter_in_time, a_missed_matter, comment_on, from_marketing

WHOLE = Wanted(quarter=QUARTER, unit_id=None, format=FileFormat.PDF, digits=DigitScript.THAI, with_demo=False)


@pytest.fixture
def work(database_url: str) -> Work:
    engine = make_engine(database_url)
    return Work(engine, SilentDoorbell(), lambda: OVER)


def asked(work: Work, *wanted: Wanted) -> None:
    with work.write() as session:
        shipped(session)
        a_missed_matter(session)
        a_matter_in_time(session)
        head, keeper = a_head(session), from_marketing(session)
        [first, *_] = unit_reports.answered(session, OPS1, OVER).misses
        comment_on(session, OPS1, first, head)
        for one in wanted:
            report_files.ask(session, one, "as asked", keeper, OVER)


def made(work: Work, folder: Path) -> list[tuple[ReportFile, bytes]]:
    files = report_files.store(folder)
    reporter.make_all(work, files)
    with work.read() as session:
        rows = session.scalars(select(ReportFile).order_by(ReportFile.id)).all()
        return [(row, files.path(row.sha256).read_bytes()) for row in rows]


def test_every_format_of_the_agency_and_of_a_unit_is_made(work: Work, tmp_path: Path) -> None:
    wanted = [replace(WHOLE, format=one, unit_id=unit) for one in FileFormat for unit in (None, "ops1")]
    asked(work, *wanted)
    found = made(work, tmp_path)
    assert {row.state for row, _ in found} == {Making.MADE}
    assert [content[:4] for _, content in found] == [b"%PDF", b"%PDF", *[b"PK\x03\x04"] * 4]
    with zipfile.ZipFile(BytesIO(found[-1][1])) as archive:
        assert "ผู้รับผิดชอบลาป่วยสามวัน" in archive.read("รายการที่เกินกำหนด.csv").decode()
    work.engine.dispose()


def test_what_cannot_be_made_keeps_no_other(work: Work, tmp_path: Path) -> None:
    asked(work, WHOLE, replace(WHOLE, unit_id="ops1"))
    with work.write() as session:
        broken = session.scalars(select(ReportFile).order_by(ReportFile.id)).first()
        assert broken is not None
        broken.unit_id, broken.fiscal_year = "ops2", 99_999  # a year that no calendar has
    files = report_files.store(tmp_path)
    assert reporter.make_all(work, files) == 1
    with work.read() as session:
        one, other = session.scalars(select(ReportFile).order_by(ReportFile.id)).all()
    assert (one.state, one.attempts, other.state) == (Making.WAITING, 1, Making.MADE)
    assert one.note
    work.engine.dispose()


def test_the_desk_sets_no_type() -> None:
    code = "import sys, bot.desk; print(sorted({'typst', 'pikepdf', 'xlsxwriter', 'lxml'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
