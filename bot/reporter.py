"""Composition root of the reporter: ``python -m bot.reporter``. Makes the documents of reports that wait, and ends.

The clock starts it; only it sets type, and its memory goes with it. A document that cannot be made keeps no other one.
"""

from __future__ import annotations

import os
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.desk.report_of_quarter import content_digest, report_of_quarter
from backend.files import MediaStore
from backend.logs import fault, in_short
from backend.models.report_file import FileFormat, Step
from backend.models.unit import Unit
from backend.papers import csv, pdf, xlsx
from backend.papers.report import Report
from backend.papers.told import Digits
from backend.services import report_files
from backend.services.report_files import Task, Wanted
from backend.work import Work
from bot.process import start

log = structlog.get_logger()


def make_all(work: Work, files: MediaStore) -> int:
    """Make what waits, one after the other; how many were made."""
    made = 0
    while True:
        with work.write() as session:
            task = report_files.take(session, work.now())
        if task is None:
            with work.read() as session:
                if not report_files.is_due(session, work.now()):
                    return made
            continue  # that one was given up, or another was first
        try:
            made += make(work, files, task)
        except SQLAlchemyError:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever it is, the others wait too
            log.error("report_not_made", file=task.file_id, **fault(problem))
            with work.write() as session:
                report_files.fail(session, task, in_short(problem), work.now())


def make(work: Work, files: MediaStore, task: Task) -> bool:
    """Make one document; False when it was no longer ours at the end."""
    as_of = work.now()
    report = _count(work, task, as_of)
    if not _tell(work, task, Step.SETTING, 40):
        return False
    made = as_bytes(report, task.wanted)
    if not _tell(work, task, Step.KEEPING, 90):
        return False
    with work.write() as session:
        return report_files.finish(session, files, task, made, content_digest(report), report.as_of, work.now())


def _count(work: Work, task: Task, as_of: datetime) -> Report:
    wanted = task.wanted
    with work.snapshot() as session:
        unit = session.get_one(Unit, wanted.unit_id) if wanted.unit_id else None
        return report_of_quarter(
            session, wanted.quarter, as_of, unit=unit, with_demo=wanted.with_demo, made_by=task.asked_by
        )


def as_bytes(report: Report, wanted: Wanted) -> bytes:
    """The report in the format that was asked for."""
    digits = Digits(wanted.script.value)
    if wanted.format is FileFormat.PDF:
        return pdf.make(report, digits)
    return xlsx.make(report, digits) if wanted.format is FileFormat.XLSX else csv.archive(report)


def _tell(work: Work, task: Task, step: Step, percent: int) -> bool:
    with work.write() as session:
        return report_files.progress(session, task, step, percent, work.now())


def main() -> None:
    """Until nothing waits any more, giving way to everything else on this machine."""
    os.nice(19)
    process = start()
    files = report_files.store(process.settings.media_path.absolute())
    log.info("reports_made", files=make_all(process.work, files))


if __name__ == "__main__":
    main()
