"""The self-audit: finds what is kept otherwise than it is counted, and nothing else, whatever goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from backend.models.alarm import Alarm
from backend.models.audit import AuditDifference, AuditRun
from backend.models.measurement import Measurement
from backend.models.publication import ResultsPublication
from backend.models.seal import QuarterSeal, SealedMeasurement
from backend.models.ticket import Ticket
from backend.queries.public_results import document
from backend.services import facts, measurements, publications, ratings, recount, self_audit, tickets
from backend.services.self_audit import SILENT_AFTER, Looked
from backend.work import Work
from bot.self_audit import audit
from service_standards.announcements import Announced
from service_standards.instants import BANGKOK
from service_standards.replay import Outcome
from tests.backend.conftest import Clock
from tests.busy_quarter import a_busy_quarter
from tests.factories import NOW, a_closed_day, a_staff, a_ticket, a_unit
from tests.quarters import OPS1, OVER, a_head, a_missed_matter, accept, close, from_marketing

Spoil = dict[str, Any]


def run_now(work: Work, wait: Callable[[float], None] = lambda seconds: None) -> AuditRun:
    with work.write() as session:
        run_id = self_audit.begin(session, work.now())
    run = audit(work, run_id, wait)
    assert run is not None
    return run


def found(work: Work) -> set[tuple[str, str, str, str]]:
    """What stands, of matters: which measure, what, and both values."""
    with work.read() as session:
        rows = session.scalars(
            select(AuditDifference).where(AuditDifference.cleared_at.is_(None), AuditDifference.ticket_id.is_not(None))
        )
        return {(row.measure, row.what, row.stored, row.recomputed) for row in rows}


def of_figures(work: Work, subject: str) -> dict[tuple[str, str, str], tuple[str, str]]:
    with work.read() as session:
        rows = session.scalars(select(AuditDifference).where(AuditDifference.subject == subject))
        return {(row.unit_id, row.measure, row.what): (row.stored, row.recomputed) for row in rows}


def spoil(work: Work, which: str, **columns: object) -> None:
    with work.write() as session:
        session.execute(update(Measurement).where(Measurement.measure == which).values(**columns))


def test_time_that_goes_by_is_no_difference(work: Work, clock: Clock) -> None:
    with work.write() as session:
        a_busy_quarter(session, 3)
        a_ticket(session, kind="complaint", at=NOW)
    for days in (12, 20, 90, 150):
        clock.at = NOW + timedelta(days=days)
        run = run_now(work)
        assert (run.differences, run.matters, run.put_off) == (0, 31, 0), found(work)
        assert run.measurements > 60
        assert run.figures > 100
    with work.read() as session:
        assert session.scalars(select(Alarm).where(Alarm.kind == self_audit.ALARM)).all() == []


@pytest.mark.parametrize(
    ("columns", "what", "stored", "recomputed"),
    [
        ({"outcome": Outcome.MET}, "outcome", "met", "open"),
        ({"promised_outcome": Outcome.MISSED}, "promised_outcome", "missed", "open"),
        ({"unit_id": "ops2"}, "unit_id", "ops2", "ops1"),
        ({"code": "response.complaint"}, "code", "response.complaint", "response.utility"),
        ({"flags": 8}, "flags", "8", "1"),
        ({"lasting": False}, "lasting", "False", "True"),
        ({"due_at": NOW}, "due_at", "2026-04-09T10:00:00+07:00", "2026-04-09T12:00:00+07:00"),
        ({"quarter": 2}, "quarter", "2", "3"),
        ({"channel": "post"}, "channel", "post", "line"),
        ({"spent": 3}, "spent", "3", ""),
        ({"estate_id": "bang_pu"}, "estate_id", "bang_pu", ""),
    ],
)
def test_what_is_kept_otherwise_than_it_is_counted_is_told_with_both_values(
    sqlite_work: Work, clock: Clock, columns: Spoil, what: str, stored: str, recomputed: str
) -> None:
    with sqlite_work.write() as session:
        a_ticket(session)
        a_unit(session, "ops2")
    spoil(sqlite_work, "first_response", **columns)
    clock.forward(hours=1)

    assert run_now(sqlite_work).differences
    assert ("first_response", what, stored, recomputed) in found(sqlite_work)
    assert {measure for measure, *_ in found(sqlite_work)} == {"first_response"}


def test_a_clock_that_is_missing_or_too_many_is_a_difference(work: Work) -> None:
    with work.write() as session:
        a_ticket(session)
        complaint = a_ticket(session, kind="complaint")
        session.flush()
        session.execute(delete(Measurement).where(Measurement.ticket_id == complaint.id))
    spoil(work, "resolution", measure="progress")
    run_now(work)
    assert found(work) == {
        ("first_response", "row", "", "open"),
        ("progress", "row", "", "open"),
        ("resolution", "row", "", "open"),
        ("progress", "row", "open", ""),
    }


def test_hints_to_sort_by_are_looked_at_too(work: Work) -> None:
    with work.write() as session:
        a_ticket(session).due_at = NOW
    run_now(work)
    assert found(work) == {("", "due_at", "2026-04-09T10:00:00+07:00", "2026-04-09T12:00:00+07:00")}


def test_both_values_of_each_figure_that_it_changes_are_told(work: Work, clock: Clock) -> None:
    with work.write() as session:
        officer = a_staff(session)
        for _ in range(3):
            ticket = a_ticket(session)
            tickets.resolve(session, ticket, officer, "เรียบร้อย", seen=ticket.version, now=NOW + timedelta(minutes=20))
        ratings.rate(session, ticket, 1, 4, at=NOW + timedelta(hours=1), now=NOW + timedelta(hours=1))
        session.flush()
        one = Measurement.ticket_id == ticket.id, Measurement.measure == "resolution"
        a_unit(session, "ops2")
        session.execute(update(Measurement).where(*one).values(outcome=Outcome.MISSED, unit_id="ops2", spent=999))
    clock.forward(days=1)
    run_now(work)
    here = of_figures(work, "2569/3 resolution.utility")
    assert here["ops1", "resolution", "met"] == ("2", "3")
    assert here["ops2", "resolution", "missed"] == ("1", "0")
    assert here["", "", "p90"] == ("999", "0")
    assert of_figures(work, "2569/3 - line")["", "resolution", "missed"] == ("1", "0")
    assert of_figures(work, "2569/3")["ops1", "", "satisfaction"] == ("0/0", "4/1")


def test_what_is_right_again_is_cleared_and_what_goes_wrong_again_stands_again(work: Work, clock: Clock) -> None:
    with work.write() as session:
        a_ticket(session)
    for kind, standing in (("complaint", True), ("utility", False), ("complaint", True)):
        spoil(work, "resolution", kind=kind)
        clock.forward(minutes=1)
        run_now(work)
        assert (("resolution", "kind", kind, "utility") in found(work)) is standing
    with work.read() as session:
        alarm = session.scalars(select(Alarm).where(Alarm.kind == self_audit.ALARM)).one()
        assert alarm.count == 2


def test_matters_that_wait_to_be_measured_are_waited_for(work: Work, clock: Clock) -> None:
    with work.write() as session:
        for _ in range(3):
            a_ticket(session)
    with work.write() as session:
        a_closed_day(session, Announced.CLOSURE, date(2026, 4, 9), clock.forward(hours=1))
    waited = []

    def clock_process(seconds: float) -> None:
        waited.append(seconds)
        clock.forward(seconds=seconds)
        with work.write() as session:
            measurements.remeasure(session, work.now())

    run = run_now(work, clock_process)
    assert (run.differences, run.put_off, len(waited)) == (0, 0, 12)


def test_what_nobody_measures_in_time_is_left_to_the_next_night(work: Work, clock: Clock) -> None:
    with work.write() as session:
        a_ticket(session)
    with work.write() as session:
        a_closed_day(session, Announced.CLOSURE, date(2026, 4, 9), clock.forward(hours=1))
    run = run_now(work)
    assert (run.differences, run.put_off) == (0, 1)


def test_what_somebody_was_changing_is_looked_at_again_before_it_is_told(work: Work) -> None:
    with work.write() as session:
        ticket = a_ticket(session)
        spoiled = a_ticket(session)
        run_id = self_audit.begin(session, work.now())
    spoil(work, "resolution", kind="complaint")
    with work.read() as session:
        looked = self_audit.look(session, run_id, work.now())
    assert looked is not None
    assert list(looked.suspects) == [ticket.id, spoiled.id]
    with work.write() as session:
        session.execute(update(Measurement).where(Measurement.ticket_id == ticket.id).values(kind="utility"))
    with work.write() as session:
        assert self_audit.note(session, run_id, looked, work.now())
        assert self_audit.differing(session, run_id) == [spoiled.id]


def step(work: Work, run_id: int) -> Looked | None:
    with work.write() as session:
        looked = self_audit.look(session, run_id, work.now(), batch=2)
        if looked is not None:
            assert self_audit.note(session, run_id, looked, work.now())
    return looked


def test_a_run_that_was_killed_goes_on_where_it_had_come(work: Work, clock: Clock) -> None:
    with work.write() as session:
        for _ in range(5):
            a_ticket(session)
    clock.at = datetime(2026, 4, 10, 2, tzinfo=BANGKOK)
    with work.write() as session:
        run_id = self_audit.go_on(session, work.now())
    assert run_id is not None
    first = step(work, run_id)
    with work.write() as session:
        assert self_audit.go_on(session, clock.forward(minutes=4)) is None, "somebody is at it"
        assert self_audit.go_on(session, clock.forward(minutes=2)) == run_id
        assert first is not None
        assert not self_audit.note(session, run_id, first, work.now()), "that has been done"
    run = audit(work, run_id)
    assert run is not None
    assert (run.matters, run.measurements, run.differences) == (5, 10, 0)
    with work.write() as session:
        assert self_audit.go_on(session, work.now() + SILENT_AFTER) is None
        assert self_audit.go_on(session, work.now() + timedelta(days=1)) not in (None, run_id)


def test_each_night_at_two_there_is_a_run_once_there_is_something_to_count(work: Work) -> None:
    morning = datetime(2026, 4, 10, 2, tzinfo=BANGKOK)
    with work.write() as session:
        assert not self_audit.is_due(session, morning), "an empty house"
        a_ticket(session)
        assert not self_audit.is_due(session, morning - timedelta(seconds=1))
        assert self_audit.is_due(session, morning)
        facts.remember(session, recount.FILES, "the holidays of another program", NOW)
        assert not self_audit.is_due(session, morning)


def test_an_unreadable_matter_is_told_and_the_others_are_counted(work: Work) -> None:
    with work.write() as session:
        broken = a_ticket(session)
        a_ticket(session)
        session.flush()
        next(event for event in broken.events if event.what == "received").what = "noted"
    run = run_now(work)
    assert run.matters == 2
    assert ("", "events", "", "EventError") in found(work)
    with work.read() as session:
        assert session.get_one(Ticket, broken.id).events[0].what == "noted"


def test_a_seal_that_cannot_be_read_is_told_and_the_run_comes_to_its_end(work: Work, clock: Clock) -> None:
    clock.at = OVER + timedelta(days=1)
    with work.write() as session:
        marketing = from_marketing(session)
        a_missed_matter(session)
    close(work, marketing)
    with work.write() as session:
        session.execute(update(QuarterSeal).values(manifest='{"columns":null,"parts":null}'))
    run = run_now(work)
    assert run.finished_at is not None
    assert run.differences
    with work.read() as session:
        subjects = set(session.scalars(select(AuditDifference.subject)))
    assert {"2569/3 manifest", "2569/3 manifest contents", "2569/3 rows"} <= subjects


def test_published_results_that_are_others_than_were_sealed_are_told(work: Work, clock: Clock) -> None:
    clock.at = OVER + timedelta(days=1)
    with work.write() as session:
        marketing = from_marketing(session)
        a_missed_matter(session)
    seal = close(work, marketing)
    with work.write() as session:
        made = document(session, session.get_one(QuarterSeal, seal.id))
        publications.publish(session, seal.id, made, marketing, clock.at)
    assert run_now(work).differences == 0
    with work.write() as session:
        session.execute(update(ResultsPublication).values(document="{}"))
    assert run_now(work).differences == 1
    with work.read() as session:
        assert session.scalars(select(AuditDifference.subject)).all() == ["2569/3 publication 1"]


def test_what_is_not_as_it_was_sealed_is_told(work: Work, clock: Clock) -> None:
    clock.at = OVER + timedelta(days=1)
    with work.write() as session:
        marketing = from_marketing(session)
        a_missed_matter(session)
        accept(session, OPS1, a_head(session), marketing, now=clock.at)
    close(work, marketing)
    assert run_now(work).differences == 0
    with work.write() as session:
        session.execute(update(SealedMeasurement).values(outcome=Outcome.MET))
    assert run_now(work).differences
    with work.read() as session:
        rows = session.scalars(select(AuditDifference).where(AuditDifference.what == self_audit.SEAL)).all()
        assert rows
        assert all(row.subject.startswith("2569/3 ") for row in rows)
