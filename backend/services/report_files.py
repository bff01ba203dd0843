"""Documents of reports: asked for, made by one process at a time, kept. Asked for twice with nothing changed, one.

Whoever makes one holds a lease and renews it with each step; when they die it runs out, and it is begun anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, joinedload

from backend.errors import NotAllowed, NotFound, Refused
from backend.files import MediaStore
from backend.models.report_file import DigitScript, FileFormat, Making, ReportFile, ReportKind, Step
from backend.models.staff import Role, Staff
from backend.services import alarms, attempts, inserts, locks, staff_notices
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter

MOST_BYTES = 200 * 1024 * 1024
LEASE = timedelta(minutes=10)
"""Longer than the longest step takes on a busy machine."""
MOST = 5
"""After so many beginnings that came to no end it is given up, until somebody asks for it again."""
LISTED = 100
FOREIGN = "ดูและขอได้เฉพาะเอกสารของหน่วยงานท่าน"
KILLED_TOO_OFTEN = "cut short again and again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which document. A CSV has Arabic digits only, whatever was asked for."""

    quarter: Quarter
    unit_id: str | None
    format: FileFormat
    digits: DigitScript
    with_demo: bool
    report: ReportKind = ReportKind.QUARTER

    @property
    def script(self) -> DigitScript:
        """The digits that it is written in."""
        return DigitScript.ARABIC if self.format is FileFormat.CSV else self.digits

    def key(self, content: str) -> str:
        """Of this document with a content, by the content's digest."""
        which = (self.report, *self.quarter, self.unit_id, self.format, self.script, self.with_demo, content)
        return _hash(*which)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A document to make, the lease by which it is held, and who asked for it."""

    file_id: int
    lease: str
    wanted: Wanted
    asked_by: str


def store(media: Path) -> MediaStore:
    """Where the bytes lie: apart from customers' files, which are deleted when they are taken back."""
    return MediaStore(media / "reports", MOST_BYTES)


def may_have(by: Staff, unit_id: str | None) -> bool:
    """Marketing has all, an officer their unit's, an administrator none."""
    return by.role is Role.MARKETING or (by.role is Role.OFFICER and by.unit_id == unit_id)


def ask(session: Session, wanted: Wanted, content: str, by: Staff, now: datetime) -> ReportFile:
    """The document with this content: the one that is kept or waits already, or a new one that waits.

    Args:
        content: the digest of what the report says now.

    Raises:
        NotAllowed: it is no document of theirs.
        Refused: the quarter has not begun.
    """
    if not may_have(by, wanted.unit_id):
        raise NotAllowed(FOREIGN)
    if wanted.quarter.first > in_bangkok(now).date():
        raise Refused("ไตรมาสนี้ยังไม่เริ่ม จึงยังไม่มีรายงาน")
    key = wanted.key(content)
    fresh = inserts.insert(session, ReportFile).values(
        key=key,
        report=wanted.report,
        fiscal_year=wanted.quarter.fiscal_year,
        quarter=wanted.quarter.number,
        unit_id=wanted.unit_id,
        with_demo=wanted.with_demo,
        format=wanted.format,
        digits=wanted.script,
        as_of=now,
        state=Making.WAITING,
        step=Step.NOTHING,
        percent=0,
        lease="",
        next_try_at=now,
        attempts=0,
        note="",
        sha256="",
        size=0,
        asked_by_id=by.id,
        asked_at=now,
    )
    session.execute(fresh.on_conflict_do_nothing(index_elements=["key"]))
    file = locks.hold_one(session, ReportFile, ReportFile.key == key)
    if file.state is Making.FAILED:
        file.state, file.next_try_at, file.attempts, file.note = Making.WAITING, now, 0, ""
    return file


def find(session: Session, by: Staff, file_id: int) -> ReportFile:
    """The document of this number.

    Raises:
        NotFound: there is none, or it is none of theirs.
    """
    file = session.get(ReportFile, file_id, options=[joinedload(ReportFile.unit), joinedload(ReportFile.asked_by)])
    if file is None or not may_have(by, file.unit_id):
        raise NotFound("ไม่พบเอกสารนี้")
    return file


def kept(session: Session, by: Staff) -> Sequence[ReportFile]:
    """Those that somebody may have, the newest first."""
    query = select(ReportFile).options(joinedload(ReportFile.unit), joinedload(ReportFile.asked_by))
    if by.role is not Role.MARKETING:
        query = query.where(ReportFile.unit_id == by.unit_id)
    return session.scalars(query.order_by(ReportFile.id.desc()).limit(LISTED)).all()


def concerned(session: Session, file: ReportFile) -> Sequence[Staff]:
    """Whom a document concerns: ฝตล., and the heads of its unit; one of the whole agency holds others' matters."""
    theirs = () if file.unit_id is None else staff_notices.heads_of(session, file.unit_id)
    return sorted({*theirs, *staff_notices.marketing(session)}, key=lambda one: (one.name, one.id))


def is_due(session: Session, now: datetime) -> bool:
    """Whether a document waits to be made and nobody is at it."""
    return bool(session.scalar(select(exists().where(ReportFile.next_try_at <= now))))


def take(session: Session, now: datetime) -> Task | None:
    """Take the document that has waited longest; None when there is none."""
    due = select(ReportFile.id).where(ReportFile.next_try_at <= now)
    found = session.scalar(due.order_by(ReportFile.next_try_at, ReportFile.id).limit(1))
    file = locks.hold(session, ReportFile, ReportFile.id == found) if found is not None else None
    if file is None or file.next_try_at is None or file.next_try_at > now:  # another was first
        return None
    if file.attempts >= MOST:
        _give_up(session, file, file.note or KILLED_TOO_OFTEN, now)
        return None
    file.attempts += 1
    file.state, file.step, file.percent = Making.MAKING, Step.COUNTING, 5
    file.lease, file.next_try_at = str(uuid4()), now + LEASE
    wanted = Wanted(
        quarter=Quarter(file.fiscal_year, file.quarter),
        unit_id=file.unit_id,
        format=file.format,
        digits=file.digits,
        with_demo=file.with_demo,
        report=file.report,
    )
    return Task(file_id=file.id, lease=file.lease, wanted=wanted, asked_by=file.asked_by.name)


def progress(session: Session, task: Task, step: Step, percent: int, now: datetime) -> bool:
    """Say how far it is, which renews the lease; False when it is no longer ours to make."""
    mine = (ReportFile.id == task.file_id) & (ReportFile.lease == task.lease)
    told = update(ReportFile).where(mine).values(step=step, percent=percent, next_try_at=now + LEASE)
    return session.scalar(told.returning(ReportFile.id)) is not None


def finish(
    session: Session, files: MediaStore, task: Task, made: bytes, content: str, as_of: datetime, now: datetime
) -> bool:
    """Keep the bytes; False, and nothing is kept, when it is no longer ours to make.

    Figures may have changed since it was asked for: it is known from now on by what it says.
    """
    file = _held(session, task)
    if file is None:
        return False
    key = task.wanted.key(content)
    if key != file.key:  # somebody may have asked for these very figures meanwhile, and theirs is under the key
        taken = session.scalar(select(exists().where(ReportFile.key == key)))
        file.key = _hash(key, file.id) if taken else key
    with files.receive(lambda: iter([made])) as received:
        files.put(received)
    file.sha256, file.size, file.as_of, file.made_at = received.sha256, received.size, as_of, now
    file.state, file.step, file.percent = Making.MADE, Step.NOTHING, 100
    file.lease, file.next_try_at, file.note = "", None, ""
    return True


def fail(session: Session, task: Task, note: str, now: datetime) -> None:
    """Write down that it failed, to be tried again later."""
    file = _held(session, task)
    if file is None:
        return
    if file.attempts >= MOST:
        _give_up(session, file, note, now)
    else:
        file.state, file.step, file.percent = Making.WAITING, Step.NOTHING, 0
        file.lease, file.note, file.next_try_at = "", note[:200], now + attempts.pause(file.attempts)


def _held(session: Session, task: Task) -> ReportFile | None:
    file = locks.hold(session, ReportFile, ReportFile.id == task.file_id)
    return file if file is not None and file.lease == task.lease else None


def _give_up(session: Session, file: ReportFile, note: str, now: datetime) -> None:
    file.state, file.step, file.percent = Making.FAILED, Step.NOTHING, 0
    file.lease, file.next_try_at, file.note = "", None, note[:200]
    alarms.raise_alarm(session, "report_not_made", f"report file {file.id}", now, note)


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()
