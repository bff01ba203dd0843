"""Closing a quarter: marketing asks for it, a process seals what stands then, and nothing changes it any more.

The process reads the quarter in one consistent snapshot and writes it in short transactions, so that nobody waits for
it; the last one makes it sealed, if the work is still its own. Of what is written before that nobody takes notice, and
whoever begins anew clears it away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, exists, false, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.measurement import Measurement, Remeasure
from backend.models.quarter_report import UnitReport
from backend.models.seal import QuarterSeal, SealedMeasurement, SealPart, SealState
from backend.models.staff import Staff
from backend.models.unit import Unit
from backend.services import access, alarms, attempts, bulk, canonical, locks, misses
from backend.services.bulk import Raw
from backend.services.canonical import COLUMNS, FORMAT, Hashed, Hashing
from backend.services.fields import Checked
from backend.services.misses import NOTHING
from backend.services.quarters import rows_of
from backend.services.sealed_rows import BATCH, Counting, as_part, in_order, values_of
from backend.work import Work
from service_standards.report_course import ReportState
from service_standards.thai_dates import Quarter

FOR_MARKETING = "การปิดไตรมาสเป็นของ ฝตล."
LEASE = timedelta(minutes=2)
"""How long a process is believed to be alive after its last word; each batch is one."""
MOST = 10
"""After so many beginnings that came to no end it is given up, until somebody asks again."""
CLEARED = 2_000
"""Matters whose rows of an attempt before are cleared away in one transaction."""
LONGEST_WHY = 2_000
FIGURES = "figures"
"""The part of a seal that is counted from its rows; the others are gathered."""
CLOSING = "closing"
"""The part that says what ``closing`` does."""
Gather = Callable[[Session, QuarterSeal, datetime], Mapping[str, Any]]
"""What else is sealed, by name, as of an instant: anything that has a canonical form."""


@dataclass(frozen=True, slots=True)
class Task:
    """A quarter to seal, and the lease it is held by."""

    seal_id: int
    quarter: Quarter
    with_demo: bool
    lease: str


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """A unit with matters in the quarter whose report is not accepted as it stands."""

    unit_id: str
    name: str
    state: ReportState
    overtaken: bool


# --- asking for it ---


def find(session: Session, quarter: Quarter) -> QuarterSeal | None:
    """The closing of a quarter, however far it is."""
    return session.scalar(select(QuarterSeal).where(rows_of(QuarterSeal, quarter)))


def not_accepted(session: Session, quarter: Quarter, now: datetime, *, with_demo: bool) -> Sequence[NotAccepted]:
    """Whom the closing of a quarter waits for. A unit without matters need not report."""
    within = [rows_of(Measurement, quarter)]
    if not with_demo:
        within.append(Measurement.demo == false())
    units = session.execute(
        select(Unit.id, Unit.name_th)
        .where(Unit.id.in_(select(Measurement.unit_id).where(*within).distinct()))
        .order_by(Unit.id)
    ).all()
    reports = select(UnitReport.unit_id, UnitReport.state).where(rows_of(UnitReport, quarter))
    states = {row[0]: row[1] for row in session.execute(reports)}
    stands = misses.answered_by_unit(session, quarter, now, with_demo=with_demo)
    found = []
    for unit_id, name in units:
        state, complete = states.get(unit_id, ReportState.DRAFT), stands.get(unit_id, NOTHING).is_complete
        if state is not ReportState.ACCEPTED or not complete:
            found.append(NotAccepted(unit_id, name, state, state.is_confirmed and not complete))
    return found


def ask(
    session: Session, quarter: Quarter, typed: Mapping[str, str], by: Staff, *, now: datetime, with_demo: bool = False
) -> QuarterSeal:
    """Ask for the closing of a quarter. From now on its units' reports stay as they are.

    Args:
        typed: for each unit that is not accepted, why the quarter is closed without, as ``why-`` and the unit's id.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Refused: the quarter is not over, or clocks are still measured anew after a change of the calendar.
        Conflict: it is closed already, or asked for.
        Faulty: a unit is not accepted, and no reason is given.
    """
    access.expect_marketing(by, FOR_MARKETING)
    if not quarter.is_over(now):
        raise Refused("ปิดได้เมื่อสิ้นไตรมาสแล้ว")
    if _is_being_measured(session):
        raise Refused("ระบบกำลังคำนวณผลใหม่ตามปฏิทินที่เพิ่งเปลี่ยน กรุณารอสักครู่แล้วลองอีกครั้ง")
    locks.hold_sealing(session)  # whoever has made a report just now has ended, and the next one sees the closing
    locks.hold_all(session, UnitReport, rows_of(UnitReport, quarter))
    checked = Checked(typed)
    overrides = []
    for unit in not_accepted(session, quarter, now, with_demo=with_demo):
        missing = "ฝตล. ยังไม่ตรวจรับรายงานของหน่วยงานนี้ กรุณาเขียนเหตุผลที่ปิดไตรมาสโดยไม่รอ"
        why = checked.text(f"why-{unit.unit_id}", longest=LONGEST_WHY, missing=missing)
        overrides.append({"unit_id": unit.unit_id, "state": unit.state.value, "why": why})
    checked.done()
    seal = QuarterSeal(
        fiscal_year=quarter.fiscal_year,
        quarter=quarter.number,
        with_demo=with_demo,
        asked_at=now,
        asked_by_id=by.id,
        asked_by_name=by.name,
        overrides=overrides,
        next_try_at=now,
    )
    try:
        with session.begin_nested():
            session.add(seal)
    except IntegrityError as problem:
        raise Conflict(f"{quarter} ปิดแล้ว หรือมีผู้ขอปิดไปก่อนแล้ว") from problem
    return seal


def ask_again(session: Session, quarter: Quarter, by: Staff, now: datetime) -> None:
    """Have it tried again after it was given up.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: nobody has asked for it.
        Conflict: it is sealed, or goes on.
    """
    access.expect_marketing(by, FOR_MARKETING)
    seal = locks.hold(session, QuarterSeal, rows_of(QuarterSeal, quarter))
    if seal is None:
        raise NotFound("ยังไม่มีการขอปิดไตรมาสนี้")
    if seal.state is SealState.SEALED or seal.next_try_at is not None:
        raise Conflict("ไตรมาสนี้ปิดแล้ว หรือกำลังปิดอยู่")
    seal.next_try_at, seal.attempts, seal.note = now, 0, ""


def closing(seal: QuarterSeal) -> Mapping[str, Any]:
    """By whom a quarter was closed, when and without whom, as its page tells it and as it is sealed."""
    return {"asked_at": seal.asked_at, "asked_by_name": seal.asked_by_name, "overrides": seal.overrides}


# --- carrying it out ---


def is_due(session: Session, now: datetime) -> bool:
    """Whether a quarter waits to be sealed, and can be."""
    waits = bool(session.scalar(select(exists().where(QuarterSeal.next_try_at <= now))))
    return waits and not _is_being_measured(session)


def take(session: Session, now: datetime) -> Task | None:
    """Take the earliest quarter that is due; None when there is none, or another one is being sealed.

    One at a time, because each seal holds the hash of the one before it.
    """
    locks.hold_sealing(session)
    alive = exists().where(QuarterSeal.lease.is_not(None), QuarterSeal.next_try_at > now)
    if _is_being_measured(session) or session.scalar(select(alive)):
        return None
    due = select(QuarterSeal.id).where(QuarterSeal.next_try_at <= now)
    found = session.scalar(due.order_by(QuarterSeal.fiscal_year, QuarterSeal.quarter).limit(1))
    seal = locks.hold(session, QuarterSeal, QuarterSeal.id == found) if found is not None else None
    if seal is None or seal.next_try_at is None or seal.next_try_at > now:  # another was first
        return None
    if seal.attempts >= MOST:
        _give_up(session, seal, seal.note or "it was cut short again and again", now)
        return None
    seal.attempts += 1
    seal.state, seal.lease, seal.next_try_at = SealState.SEALING, str(uuid4()), now + LEASE
    seal.rows_total, seal.rows_done = 0, 0
    return Task(seal.id, Quarter(seal.fiscal_year, seal.quarter), seal.with_demo, seal.lease)


def carry_out(work: Work, task: Task, gather: Gather, *, batch: int = BATCH) -> bool:
    """Seal a quarter as it stands now; False, and it is not sealed, when it was no longer ours to do."""
    if not _clear(work, task):
        return False
    as_of = work.now()
    hashing, counting = Hashing(), Counting(as_of, with_demo=task.with_demo)
    with work.snapshot() as session:
        measured = rows_of(Measurement, task.quarter)
        total = session.scalar(select(func.count()).select_from(Measurement).where(measured)) or 0
        done = 0
        for rows in in_order(session, Measurement, measured, batch=batch):
            sealed = []
            for raw in rows:
                values = values_of(raw)
                sealed.append((*raw, task.seal_id, hashing.add(values)))
                counting.add(values)
            done += len(rows)
            if not _write(work, task, sealed, done, total):
                return False
        parts = gather(session, session.get_one(QuarterSeal, task.seal_id), as_of)
    written = {name: canonical.text(value) for name, value in parts.items()}
    written[FIGURES] = canonical.text(as_part(counting.figures))
    with work.write() as session:
        return _finish(session, task, hashing.units, written, as_of, work.now())


def fail(session: Session, task: Task, note: str, now: datetime) -> None:
    """Write down that it failed, to be tried again later."""
    seal = _held(session, task)
    if seal is None:
        return
    if seal.attempts >= MOST:
        _give_up(session, seal, note, now)
    else:
        seal.lease, seal.note = None, note
        seal.next_try_at = now + attempts.pause(seal.attempts)


def _clear(work: Work, task: Task) -> bool:
    """Clear away what an attempt before has written."""
    some = select(SealedMeasurement.ticket_id).where(SealedMeasurement.seal_id == task.seal_id).limit(CLEARED)
    left = True
    while left:
        with work.write() as session:
            if not _renew(session, task, work.now()):
                return False
            gone = delete(SealedMeasurement).where(
                SealedMeasurement.seal_id == task.seal_id, SealedMeasurement.ticket_id.in_(some)
            )
            left = session.execute(gone).rowcount > 0  # type: ignore[attr-defined]
    return True


def _write(work: Work, task: Task, rows: Sequence[Raw], done: int, total: int) -> bool:
    with work.write() as session:
        if not _renew(session, task, work.now(), rows_done=done, rows_total=total):
            return False
        bulk.add(session, SealedMeasurement, (*COLUMNS, "seal_id", "sha256"), rows)
    return True


def _renew(session: Session, task: Task, now: datetime, **progress: int) -> bool:
    """Say that the work goes on; False when it is no longer ours to do."""
    mine = (QuarterSeal.id == task.seal_id) & (QuarterSeal.lease == task.lease)
    renewed = update(QuarterSeal).where(mine).values(next_try_at=now + LEASE, **progress)
    return session.scalar(renewed.returning(QuarterSeal.id)) is not None


def _finish(
    session: Session, task: Task, units: Mapping[str, Hashed], parts: Mapping[str, str], as_of: datetime, now: datetime
) -> bool:
    locks.hold_sealing(session)
    seal = _held(session, task)
    if seal is None:
        return False
    before = last(session)
    seal.position = before.position + 1 if before and before.position else 1
    seal.manifest = canonical.text(
        {
            "format": FORMAT,
            "fiscal_year": seal.fiscal_year,
            "quarter": seal.quarter,
            "position": seal.position,
            "previous": before.sha256 if before else "",
            "sealed_at": as_of,
            "with_demo": seal.with_demo,
            "asked": {"at": seal.asked_at, "by": seal.asked_by_name, "overrides": seal.overrides},
            "columns": COLUMNS,
            "units": {unit: {"rows": found.rows, "sha256": found.sha256} for unit, found in units.items()},
            "parts": {name: canonical.sha256(content) for name, content in parts.items()},
        }
    )
    seal.sha256 = canonical.sha256(seal.manifest)
    seal.state, seal.sealed_at = SealState.SEALED, as_of
    seal.lease, seal.next_try_at, seal.attempts, seal.note = None, None, 0, ""
    session.add_all(SealPart(seal_id=seal.id, name=name, content=content) for name, content in parts.items())
    session.flush()
    return True


def last(session: Session) -> QuarterSeal | None:
    """The seal that was made last."""
    sealed = select(QuarterSeal).where(QuarterSeal.position.is_not(None))
    return session.scalar(sealed.order_by(QuarterSeal.position.desc()).limit(1))


def _held(session: Session, task: Task) -> QuarterSeal | None:
    return locks.hold(session, QuarterSeal, (QuarterSeal.id == task.seal_id) & (QuarterSeal.lease == task.lease))


def _give_up(session: Session, seal: QuarterSeal, note: str, now: datetime) -> None:
    seal.lease, seal.next_try_at, seal.note = None, None, note
    alarms.raise_alarm(session, "quarter_not_sealed", f"{seal.quarter}/{seal.fiscal_year}", now, note)


def _is_being_measured(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(Remeasure.ticket_id.is_not(None)))))
