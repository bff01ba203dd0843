"""Self-audit: counts the clocks of all matters from their events and compares them with what is kept of them.

A run goes through the matters by their ids, a batch a time, and only reads; what differs is looked at again with the
matter held, so that nothing is called different because somebody was changing it. Matters that wait to be measured by
a changed calendar are waited for. That time goes by is no difference: both sides are asked what they say by now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, selectinload

from backend.models.audit import AuditDifference, AuditRun
from backend.models.measurement import Measurement, Remeasure
from backend.models.ticket import Ticket
from backend.services import alarms, calendars, clocks, facts, inserts, locks, measurements, recount, seal_audit
from backend.services.clocks import ClockReading
from backend.services.measurements import Columns
from backend.services.seal_audit import Document
from service_standards.errors import StandardsError
from service_standards.instants import DAY, in_bangkok
from service_standards.replay import Outcome

AT = time(2)
"""In Bangkok, when few are at work."""
SILENT_AFTER = timedelta(minutes=5)
"""A run that has not come further for so long was killed."""
BATCH = 200
MOST_KEPT = 1000
"""Of the differences of one run; the rest is counted. More than anybody reads are one fault, seen from its first."""
ALARM = "self_audit"
SEAL = "seal"
"""What differs of a sealed quarter: no column and no figure."""
_COLUMNS = tuple(column.key for column in Measurement.__table__.columns if column.key != "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is kept otherwise than it is counted. The names are those of ``AuditDifference``."""

    subject: str
    what: str
    stored: str
    recomputed: str
    measure: str = ""
    unit_id: str = ""
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A batch as it was looked at: up to which id, how much there was, which matters seem different or wait."""

    upto: int
    matters: int
    measurements: int
    suspects: Sequence[int]
    queued: Sequence[int]


def is_due(session: Session, now: datetime) -> bool:
    """Whether somebody should begin or go on: this night's run has not been made, and nobody is at it.

    Never where this program's holidays are not those that hold: it would find differences that are none.
    """
    if facts.recall(session, recount.FILES) not in (None, recount.files_fingerprint()):
        return False
    night = _latest_night(now)
    run = _newest(session)
    if run is None:
        return bool(session.scalar(select(exists().where(Ticket.received_at < night))))
    if run.finished_at is None:
        return abs(now - run.progressed_at) > SILENT_AFTER
    return run.started_at < night


def _latest_night(now: datetime) -> datetime:
    today = in_bangkok(now)
    night = datetime.combine(today.date(), AT, today.tzinfo)
    return night if night <= today else night - DAY


def _newest(session: Session) -> AuditRun | None:
    return session.scalar(select(AuditRun).order_by(AuditRun.id.desc()).limit(1))


def begin(session: Session, now: datetime) -> int:
    """A new run."""
    run = AuditRun(started_at=now, progressed_at=now)
    session.add(run)
    session.flush()
    return run.id


def go_on(session: Session, now: datetime) -> int | None:
    """This night's run, begun or where a killed one has stopped; None where none is due."""
    if not is_due(session, now):
        return None
    run = _newest(session)
    if run is None or run.finished_at is not None or run.started_at < _latest_night(now):
        return begin(session, now)
    run.progressed_at = now
    return run.id


def look(session: Session, run_id: int, now: datetime, batch: int = BATCH) -> Looked | None:
    """The next batch of a run, without holding anything; None when all matters have been looked at."""
    run = session.get_one(AuditRun, run_id)
    ids = session.scalars(select(Ticket.id).where(Ticket.id > run.upto).order_by(Ticket.id).limit(batch)).all()
    if not ids:
        return None
    found = _Batch(session, ids)
    suspects = [ticket.id for ticket in found.tickets if any(found.differences(ticket, now))]
    return Looked(
        upto=ids[-1],
        matters=len(found.tickets),
        measurements=found.measurements,
        suspects=suspects,
        queued=sorted(found.queued),
    )


def note(session: Session, run_id: int, looked: Looked, now: datetime) -> bool:
    """Look again at what seemed different, now held, and write down what it came to and how far the run has come.

    Returns:
        False where somebody else goes on with this run.
    """
    suspects = looked.suspects
    if suspects:
        locks.hold_all(session, Ticket, Ticket.id.in_(suspects))
        batch = _Batch(session, suspects)
        found = [one for ticket in batch.tickets for one in batch.differences(ticket, now)]
    else:
        found = []
    run = locks.hold_one(session, AuditRun, AuditRun.id == run_id)
    if run.upto >= looked.upto:
        return False
    keep(session, run, found, now)
    run.upto, run.progressed_at = looked.upto, now
    run.matters += looked.matters
    run.measurements += looked.measurements
    run.put_off += len(looked.queued)
    return True


def keep(session: Session, run: AuditRun, found: Sequence[Difference], now: datetime) -> None:
    """Write differences down, over what a run before found of the same."""
    for one in found[: max(0, MOST_KEPT - run.differences)]:
        names = ("subject", "what", "stored", "recomputed", "measure", "unit_id", "ticket_id")
        told = {name: getattr(one, name) for name in names}
        latest = {"run_id": run.id, "stored": one.stored, "recomputed": one.recomputed}
        insert = inserts.insert(session, AuditDifference).values(**told, run_id=run.id, first_at=now, last_at=now)
        session.execute(
            insert.on_conflict_do_update(
                index_elements=["subject", "unit_id", "measure", "what"],
                set_={**latest, "last_at": now, "cleared_at": None},
            )
        )
    run.differences += len(found)


def differing(session: Session, run_id: int) -> list[int]:
    """The matters in which a run has found a difference."""
    which = AuditDifference.run_id == run_id, AuditDifference.ticket_id.is_not(None)
    return list(session.scalars(select(AuditDifference.ticket_id).where(*which).distinct()).all())  # type: ignore[arg-type]


def finish(session: Session, run_id: int, figures: int, found: Sequence[Difference], now: datetime) -> AuditRun:
    """Write down the figures that differ, clear what is found no more, and raise the alarm if there is anything."""
    run = locks.hold_one(session, AuditRun, AuditRun.id == run_id)
    if run.finished_at is not None:
        return run
    keep(session, run, found, now)
    run.figures, run.progressed_at, run.finished_at = figures, now, now
    gone = AuditDifference.run_id < run.id, AuditDifference.cleared_at.is_(None)
    session.execute(update(AuditDifference).where(*gone).values(cleared_at=now))
    if run.differences:
        detail = f"{run.differences} differences in {run.matters} matters, {run.figures} figures"
        alarms.raise_alarm(session, ALARM, "measurements", now, detail)
    return run


def of_seals(session: Session, document: Document) -> tuple[int, Sequence[Difference]]:
    """What of the sealed quarters and their publications was looked at, and what is not as it was any more.

    Args:
        document: makes the results of a sealed quarter anew (``queries.public_results``).
    """
    findings = [*seal_audit.verify(session), *seal_audit.verify_publications(session, document)]
    return len(findings), [
        Difference(subject=one.where[:120], what=SEAL, stored=one.problem, recomputed="", ticket_id=one.ticket_id)
        for one in findings
        if not one.is_right
    ]


class _Batch:
    """Some matters with what is kept of them."""

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        self._session = session
        calendars.book_of(session)  # before the queue: what it says of the calendar is either counted or queued
        self.queued = set(session.scalars(select(Remeasure.ticket_id).where(Remeasure.ticket_id.in_(ids))))
        query = select(Ticket).where(Ticket.id.in_(ids)).options(selectinload(Ticket.events)).order_by(Ticket.id)
        self.tickets = session.scalars(query).all()
        self._kept: dict[int, dict[str, Measurement]] = defaultdict(dict)
        for row in session.scalars(select(Measurement).where(Measurement.ticket_id.in_(ids))):
            self._kept[row.ticket_id][row.measure] = row
        self.measurements = sum(map(len, self._kept.values()))

    def differences(self, ticket: Ticket, now: datetime) -> Iterator[Difference]:
        """What is kept of a matter otherwise than its events say; of one that waits to be measured nothing is said."""
        if ticket.id in self.queued:
            return
        about: dict[str, Any] = {"subject": ticket.number, "ticket_id": ticket.id}
        try:
            readings = clocks.readings(self._session, ticket, now)
            fresh = _counted(self._session, ticket, readings)
        except StandardsError as problem:
            yield Difference(**about, what="events", stored="", recomputed=type(problem).__name__)
            return
        kept = self._kept[ticket.id]
        for measure in sorted(kept.keys() | fresh.keys()):
            for what, stored, recomputed in _compared(kept.get(measure), fresh.get(measure), now):
                yield Difference(**about, measure=measure, what=what, stored=stored, recomputed=recomputed)
        for what, have, says in self._hints(ticket, readings, now):
            yield Difference(**about, what=what, stored=_told(have), recomputed=_told(says))

    def _hints(
        self, ticket: Ticket, readings: Sequence[ClockReading], now: datetime
    ) -> Iterator[tuple[str, object, object]]:
        """What the matter keeps to be sorted by, unless all are to be counted by a changed calendar first."""
        if ticket.dues is None or recount.wanted(self._session, now + recount.SETTLED_AFTER) is not None:
            return
        kept = {measure: datetime.fromisoformat(due) for measure, due in ticket.dues.items()}
        says = {measure.value: due for measure, due in clocks.running(readings).items()}
        for measure in sorted(kept.keys() | says.keys()):
            if kept.get(measure) != says.get(measure):
                yield f"dues.{measure}", kept.get(measure), says.get(measure)
        first = min(says.values(), default=None)
        if ticket.due_at != first:
            yield "due_at", ticket.due_at, first


def _compared(kept: Measurement | None, fresh: Columns | None, now: datetime) -> Iterator[tuple[str, str, str]]:
    if kept is None or fresh is None:
        yield "row", kept.outcome.value if kept else "", fresh["outcome"].value if fresh else ""
        return
    have = {name: getattr(kept, name) for name in _COLUMNS}
    stored, recomputed = by_now(have, now), by_now(fresh, now)
    recomputed["lasting"] = measurements.is_lasting(have)  # of what is kept: what has run out by now was lasting then
    for name in _COLUMNS:
        if stored[name] != recomputed[name]:
            yield name, _told(stored[name]), _told(recomputed[name])


def by_now(columns: Mapping[str, Any], now: datetime) -> Columns:
    """The columns of a measurement with what it came to by now, since nobody writes that a due instant has passed."""
    return {
        **columns,
        "outcome": _by_now(columns["outcome"], columns["due_at"], now),
        "promised_outcome": _by_now(columns["promised_outcome"], columns["promised_due_at"], now),
    }


def _by_now(outcome: Outcome, due: datetime | None, now: datetime) -> Outcome:
    return Outcome.MISSED if outcome is Outcome.OPEN and due is not None and due < now else outcome


def _told(value: object) -> str:
    """A value as people compare it; instants in Bangkok."""
    if isinstance(value, datetime):
        return in_bangkok(value).isoformat()
    return "" if value is None else str(value)


def fresh_rows(session: Session, ids: Sequence[int], now: datetime) -> Iterator[Columns]:
    """The measurements of these matters counted anew; none of one whose events cannot be read."""
    query = select(Ticket).where(Ticket.id.in_(ids)).options(selectinload(Ticket.events)).order_by(Ticket.id)
    for ticket in session.scalars(query):
        with suppress(StandardsError):
            yield from _counted(session, ticket, clocks.readings(session, ticket, now)).values()


def _counted(session: Session, ticket: Ticket, readings: Sequence[ClockReading]) -> dict[str, Columns]:
    """The measurements of a matter by its events, with all columns, by their measure."""
    channel = measurements.channel_of(session, ticket)
    counted = measurements.compute(session, ticket, readings)
    return {measure.value: {**columns, "channel": channel} for measure, columns in counted.items()}
