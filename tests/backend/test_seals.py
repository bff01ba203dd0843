"""Closing a quarter: what it waits for, that it is sealed once, and that nothing changes it afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from sqlalchemy import delete, func, inspect, select, text, update
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.models.alarm import Alarm
from backend.models.measurement import Measurement, Remeasure
from backend.models.seal import QuarterSeal, SealedMeasurement, SealPart, SealState
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.queries import figures
from backend.queries.every_number import every_number
from backend.queries.figures import Scope, Source
from backend.queries.seal_parts import gather
from backend.services import canonical, ratings, restatements, seals, tickets, unit_reports
from backend.services.fields import Faulty
from backend.services.seal_audit import verify
from backend.services.seals import LEASE, MOST, Task
from backend.work import Work
from service_standards.compliance import Figure
from service_standards.report_course import ReportState
from tests.backend.conftest import Clock
from tests.factories import NOW, a_staff, told_all
from tests.quarters import (
    OPS1,
    OVER,
    QUARTER,
    a_head,
    a_matter_in_time,
    a_missed_matter,
    accept,
    close,
    comment_on_all,
    confirm,
    erase,
    from_marketing,
)


def a_quarter(work: Work, clock: Clock) -> Staff:
    """Three units with matters; the first is accepted. The clock stands behind the quarter; marketing is returned."""
    clock.at = OVER + timedelta(days=1)
    with work.write() as session:
        marketing = from_marketing(session)
        for unit in ("ops1", "ops2", "ops3"):
            for day in range(3):
                a_missed_matter(session, unit, at=NOW + timedelta(days=day))
            a_matter_in_time(session, unit)
        late = a_missed_matter(session, "ops3", at=OVER - timedelta(minutes=5))  # open when the quarter is sealed
        assert late.received_at < OVER
        accept(session, OPS1, a_head(session), marketing, now=clock.at)
    return marketing


def everything(work: Work) -> list[Any]:
    """All that is sealed, as it is stored."""
    with work.read() as session:
        return [
            [
                tuple(row)
                for row in session.execute(select(*inspect(table).columns).order_by(*inspect(table).primary_key))
            ]
            for table in (QuarterSeal, SealPart, SealedMeasurement)
        ]


def wrong(work: Work) -> list[str]:
    with work.snapshot() as session:
        return [f"{finding.where}: {finding.problem}" for finding in verify(session) if not finding.is_right]


# --- asking ---


def test_a_quarter_is_closed_when_it_is_over_and_every_unit_with_matters_is_accepted(session: Session) -> None:
    a_missed_matter(session)
    head, marketing = a_head(session), from_marketing(session)
    with pytest.raises(NotAllowed):
        seals.ask(session, QUARTER, {}, head, now=OVER)
    with pytest.raises(Refused, match="สิ้นไตรมาส"):
        seals.ask(session, QUARTER, {}, marketing, now=OVER - timedelta(microseconds=1))
    with pytest.raises(Faulty) as refused:
        seals.ask(session, QUARTER, {}, marketing, now=OVER)
    assert list(refused.value.problems) == ["why-ops1"]

    accept(session, OPS1, head, marketing)
    seal = seals.ask(session, QUARTER, {}, marketing, now=OVER)

    assert (seal.state, seal.overrides, seal.asked_by_name) == (SealState.ASKED, [], marketing.name)
    with pytest.raises(Conflict):
        seals.ask(session, QUARTER, {}, marketing, now=OVER)


def test_a_unit_that_was_overtaken_is_not_accepted(session: Session) -> None:
    a_missed_matter(session)
    marketing = from_marketing(session)
    accept(session, OPS1, a_head(session), marketing)
    a_missed_matter(session)

    [waiting] = seals.not_accepted(session, QUARTER, OVER, with_demo=False)

    assert (waiting.unit_id, waiting.state, waiting.overtaken) == ("ops1", ReportState.ACCEPTED, True)
    seal = seals.ask(session, QUARTER, {"why-ops1": "รอไม่ได้"}, marketing, now=OVER)
    assert seal.overrides == [{"unit_id": "ops1", "state": "accepted", "why": "รอไม่ได้"}]


def test_once_it_is_asked_for_the_units_reports_stay_as_they_are(session: Session) -> None:
    ticket, head = a_missed_matter(session), a_head(session)
    marketing = from_marketing(session)
    report = confirm(session, OPS1, head)
    seals.ask(session, QUARTER, {"why-ops1": "รอไม่ได้"}, marketing, now=OVER)

    for act in (
        lambda: unit_reports.accept(session, OPS1, marketing, seen=report.version, now=OVER),
        lambda: unit_reports.send_back(session, OPS1, {"why": "ก"}, marketing, seen=report.version, now=OVER),
        lambda: unit_reports.take_back(session, OPS1, head, seen=report.version, now=OVER),
        lambda: unit_reports.comment(session, OPS1, ticket.number, "resolution", {}, head, seen=1, now=OVER),
        lambda: unit_reports.ask_for(session, OPS1, marketing, now=OVER),
    ):
        with pytest.raises(Conflict, match="ปิด"):
            act()


def test_it_waits_for_clocks_that_are_measured_anew(session: Session) -> None:
    ticket, marketing = a_matter_in_time(session), from_marketing(session)
    accept(session, OPS1, a_head(session), marketing)
    waiting = Remeasure(ticket_id=ticket.id, due_at=OVER)
    session.add(waiting)
    session.flush()
    with pytest.raises(Refused, match="ปฏิทิน"):
        seals.ask(session, QUARTER, {}, marketing, now=OVER)
    session.delete(waiting)
    seals.ask(session, QUARTER, {}, marketing, now=OVER)
    assert seals.is_due(session, OVER)

    session.add(Remeasure(ticket_id=ticket.id, due_at=OVER))
    session.flush()

    assert not seals.is_due(session, OVER)
    assert seals.take(session, OVER) is None


def test_of_two_who_ask_at_once_one_closes_and_the_other_is_told(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    start = Barrier(2)

    def ask(_: int) -> bool:
        start.wait()
        try:
            with work.write() as session:
                typed = {"why-ops2": "ก", "why-ops3": "ก"}
                seals.ask(session, QUARTER, typed, marketing, now=clock.at)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == [False, True]


def test_a_units_first_comment_is_sealed_or_refused_and_never_lost_between(work: Work, clock: Clock) -> None:
    """The report's row is made with it: whoever asks for the closing could not have held it."""
    clock.at = OVER
    with work.write() as session:
        a_missed_matter(session)
        head, marketing = a_head(session), from_marketing(session)
    said, closing = Event(), Event()

    def say() -> None:
        with work.write() as session:
            comment_on_all(session, OPS1, head)
            said.set()
            closing.wait(10)
            sleep(0.3)  # whoever closes meanwhile waits for us

    with ThreadPoolExecutor(1) as pool:
        spoken = pool.submit(say)
        assert said.wait(10)
        closing.set()
        seal = close(work, marketing, now=clock.at)
        spoken.result()
    with work.read() as session:
        assert len(json.loads(session.get_one(SealPart, (seal.id, "comments")).content)) == 2


# --- sealing ---


def test_what_is_sealed_counts_as_what_stood_then(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)

    seal = close(work, marketing, now=clock.at)

    scope = Scope(quarter=QUARTER, as_of=clock.at)
    of = Source(SealedMeasurement, SealedMeasurement.seal_id == seal.id)
    with work.read() as session:
        live, sealed = figures.by_unit(session, scope), figures.by_unit(session, scope, of)
        assert {
            key: {figure: tally.count(figure) for figure in Figure} for key, tally in sealed.by("unit_id").items()
        } == {key: {figure: tally.count(figure) for figure in Figure} for key, tally in live.by("unit_id").items()}
        kept = restatements.sealed_figures(session, seal)
        for (unit, code, measure), tally in live.by("unit_id", "code", "measure").items():
            assert kept[unit, code, measure] == {figure.value: tally.count(figure) for figure in Figure}
        assert live.all.count(Figure.OPEN) > 0
        assert figures.spent_times(session, scope, of).percentile(50, measure="resolution") == figures.spent_times(
            session, scope
        ).percentile(50, measure="resolution")
    assert (seal.position, seal.sealed_at, seal.rows_done) == (1, clock.at, seal.rows_total)
    manifest = json.loads(seal.manifest)
    assert {unit: found["rows"] for unit, found in manifest["units"].items()} == {"ops1": 8, "ops2": 8, "ops3": 10}
    assert [one["unit_id"] for one in manifest["asked"]["overrides"]] == ["ops2", "ops3"]
    assert wrong(work) == []


def test_comments_confirmations_charters_definitions_and_satisfaction_are_sealed_too(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    with work.write() as session:
        ticket = a_matter_in_time(session)
        ratings.rate(session, ticket, 1, 5, at=ticket.received_at, now=ticket.received_at)

    seal = close(work, marketing, now=clock.at)

    with work.read() as session:
        parts = {
            part.name: json.loads(part.content)
            for part in session.scalars(select(SealPart).where(SealPart.seal_id == seal.id))
        }
    assert {one["unit_id"] for one in parts["comments"]} == {"ops1"}
    assert parts["comments"][0]["words"]
    assert [step["act"] for step in parts["reports"]["ops1"]["steps"]] == ["confirm", "accept"]
    assert parts["satisfaction"] == {"ops1": {"total": 5, "count": 1}}
    assert set(parts["definitions"]["numbers"]) == set(every_number())
    assert all(standard["title_th"] for charter in parts["charters"] for standard in charter["standards"])
    assert parts["names"]["units"]["ops1"]["name_th"] == "สายงานปฏิบัติงาน 1"
    assert parts["bot_answers"]["counts"] == {}


def test_a_sealed_quarter_stays_the_same_when_matters_are_changed_erased_and_measured_anew(
    work: Work, clock: Clock
) -> None:
    marketing = a_quarter(work, clock)
    close(work, marketing, now=clock.at)
    before = everything(work)
    clock.forward(days=2)

    with work.write() as session:
        first, second, third = session.scalars(select(Ticket).order_by(Ticket.id).limit(3)).all()
        tickets.correct_kind(
            session, first, a_staff(session), "complaint", "ผิดประเภท", seen=first.version, now=clock.at
        )
        second.demo = True
        tickets.happened(session, second, "note", at=clock.at, now=clock.at, text="แก้ไข")
        erase(session, third)
    with work.write() as session:
        session.execute(update(Measurement).values(outcome="met", due_at=clock.at))

    assert everything(work) == before
    assert wrong(work) == []
    assert not closes_anything(work)


def closes_anything(work: Work) -> bool:
    with work.write() as session:
        return seals.is_due(session, work.now()) or seals.take(session, work.now()) is not None


def test_an_empty_quarter_is_closed_too(work: Work, clock: Clock) -> None:
    clock.at = OVER
    with work.write() as session:
        marketing = from_marketing(session)

    seal = close(work, marketing)

    assert json.loads(seal.manifest)["units"] == {}
    assert wrong(work) == []


def test_each_seal_holds_the_hash_of_the_one_before(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    first = close(work, marketing, now=clock.at)
    clock.at = OVER + timedelta(days=100)

    second = close(work, marketing, quarter=QUARTER.following, now=clock.at)

    assert (second.position, json.loads(second.manifest)["previous"]) == (2, first.sha256)
    assert wrong(work) == []


def test_small_batches_come_to_the_same(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    with work.write() as session:
        seals.ask(session, QUARTER, {"why-ops2": "ก", "why-ops3": "ก"}, marketing, now=clock.at)
        task = seals.take(session, clock.at)
    assert task is not None

    assert seals.carry_out(work, task, gather, batch=3)

    with work.read() as session:
        assert session.scalar(select(func.count()).select_from(SealedMeasurement)) == 26
    assert wrong(work) == []


# --- by one process at a time ---


def asked(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    with work.write() as session:
        seals.ask(session, QUARTER, {"why-ops2": "ก", "why-ops3": "ก"}, marketing, now=clock.at)


def taken(work: Work) -> Task | None:
    with work.write() as session:
        return seals.take(session, work.now())


def test_of_two_processes_one_seals(work: Work, clock: Clock) -> None:
    asked(work, clock)
    start = Barrier(2)

    def seal(_: int) -> bool:
        start.wait()
        task = taken(work)
        return task is not None and seals.carry_out(work, task, gather)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(seal, range(2))) == [False, True]
    assert wrong(work) == []


def test_who_lost_the_lease_keeps_nothing_and_the_next_one_begins_anew(work: Work, clock: Clock) -> None:
    asked(work, clock)
    slow = taken(work)
    assert slow is not None
    assert taken(work) is None
    clock.at += LEASE + timedelta(seconds=1)
    quick = taken(work)
    assert quick is not None

    assert not seals.carry_out(work, slow, gather)
    assert seals.carry_out(work, quick, gather)
    assert not seals.carry_out(work, quick, gather)
    assert wrong(work) == []


def test_what_an_attempt_that_was_cut_short_has_written_is_cleared_away(work: Work, clock: Clock) -> None:
    asked(work, clock)
    task = taken(work)
    assert task is not None

    def dies(session: Session, seal: QuarterSeal, as_of: datetime) -> Mapping[str, Any]:
        raise MemoryError

    with pytest.raises(MemoryError):
        seals.carry_out(work, task, dies)
    with work.write() as session:
        assert session.scalar(select(func.count()).select_from(SealedMeasurement)) == 26
        seals.fail(session, task, "MemoryError", clock.at)
        session.execute(delete(Measurement).where(Measurement.unit_id == "ops3"))
    clock.forward(minutes=10)
    again = taken(work)
    assert again is not None

    assert seals.carry_out(work, again, gather)

    with work.read() as session:
        assert session.scalar(select(func.count()).select_from(SealedMeasurement)) == 16
    assert wrong(work) == []


def test_it_is_given_up_after_many_attempts_with_an_alarm_and_tried_again_when_asked(work: Work, clock: Clock) -> None:
    asked(work, clock)
    with work.write() as session:
        marketing = from_marketing(session)
        with pytest.raises(Conflict):
            seals.ask_again(session, QUARTER, marketing, clock.at)
        with pytest.raises(NotFound):
            seals.ask_again(session, QUARTER.before, marketing, clock.at)
    for _ in range(MOST):
        task = taken(work)
        assert task is not None
        with work.write() as session:
            seals.fail(session, task, "MemoryError", clock.at)
        clock.forward(minutes=10)

    with work.write() as session:
        assert not seals.is_due(session, clock.at)
        assert session.scalars(select(Alarm.kind)).all() == ["quarter_not_sealed"]
        seals.ask_again(session, QUARTER, marketing, clock.at)
    task = taken(work)
    assert task is not None
    assert seals.carry_out(work, task, gather)


def test_what_happens_while_it_is_sealed_waits_for_nothing_and_is_not_in_it(work: Work, clock: Clock) -> None:
    asked(work, clock)
    task = taken(work)
    assert task is not None
    with work.read() as session:
        count = session.scalar(select(func.count()).select_from(Measurement))

    def meanwhile(session: Session, seal: QuarterSeal, as_of: datetime) -> Mapping[str, Any]:
        with work.write() as other:
            a_missed_matter(other, "ops1")
            other.execute(update(Measurement).values(kind="complaint"))
        seen = session.scalars(select(Measurement.kind).distinct()).all()
        return {"seen": sorted(seen), "count": session.scalar(select(func.count()).select_from(Measurement))}

    assert seals.carry_out(work, task, meanwhile)

    with work.read() as session:
        seen = json.loads(session.get_one(SealPart, (task.seal_id, "seen")).content)
        assert seen == ["utility"]
        assert json.loads(session.get_one(SealPart, (task.seal_id, "count")).content) == count


# --- tampering ---


FIRST = "number = (SELECT min(number) FROM sealed_measurement)"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            f"UPDATE sealed_measurement SET outcome = 'met' WHERE measure = 'resolution' AND {FIRST}",
            ["unit ops1 row", "unit ops1 8 rows: are others", "figures: are others"],
        ),
        (
            f"UPDATE sealed_measurement SET unit_id = 'ops2' WHERE {FIRST}",
            ["unit ops2 row", "unit ops1 8 rows: there are 6", "unit ops2 8 rows: there are 10", "figures"],
        ),
        ("DELETE FROM sealed_measurement WHERE unit_id = 'ops3'", ["unit ops3 10 rows: there are 0", "figures"]),
        ("UPDATE sealed_measurement SET number = 'x' WHERE unit_id = 'ops1'", ["unit ops1 row x"]),
        ("UPDATE seal_part SET content = '[]' WHERE name = 'comments'", ["part comments: is another"]),
        ("UPDATE seal_part SET content = '[]' WHERE name = 'figures'", ["part figures", "figures: are others"]),
        ("UPDATE seal_part SET name = 'remarks' WHERE name = 'comments'", ["part comments", "part remarks: was never"]),
        ("UPDATE quarter_seal SET manifest = '{}'", ["manifest: its hash"]),
        ("UPDATE quarter_seal SET manifest = 'x'", ["manifest: its hash"]),
        ("UPDATE quarter_seal SET with_demo = NOT with_demo", ["manifest: the quarter"]),
        ("UPDATE quarter_seal SET position = 7", ["manifest: the quarter"]),
    ],
)
def test_what_was_tampered_with_is_named(work: Work, clock: Clock, statement: str, named: Sequence[str]) -> None:
    close(work, a_quarter(work, clock), now=clock.at)
    with work.write() as session:
        session.execute(text(statement))

    found = wrong(work)

    for words in named:
        assert any(words in line for line in found), (words, found)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("asked_by_name = 'another'", "closing: by whom"),
        ("asked_at = '2026-07-03 00:00:00+00:00'", "closing: by whom"),
        ("overrides = '[]'", "closing: by whom"),
        ("overrides = 'null'", "closing: by whom"),
    ],
)
def test_who_closed_it_when_and_without_whom_is_compared(work: Work, clock: Clock, statement: str, named: str) -> None:
    close(work, a_quarter(work, clock), now=clock.at)
    if work.engine.dialect.name == "sqlite":
        statement = statement.replace("+00:00", ".000000")
    with work.write() as session:
        session.execute(text(f"UPDATE quarter_seal SET {statement}"))

    [line] = wrong(work)

    assert named in line


@pytest.mark.parametrize("tampered", [False, True])
def test_a_seal_that_is_older_than_the_part_of_its_closing_is_not_accused(
    work: Work, clock: Clock, tampered: bool
) -> None:
    seal = close(work, a_quarter(work, clock), now=clock.at)
    manifest = json.loads(seal.manifest)
    with work.read() as session:
        kept = session.get_one(SealPart, (seal.id, "closing")).content
    assert manifest["parts"].pop("closing") == canonical.sha256(kept)
    with work.write() as session:
        session.execute(delete(SealPart).where(SealPart.name == "closing"))
        found = session.get_one(QuarterSeal, seal.id)
        found.manifest = canonical.text(manifest)
        found.sha256 = canonical.sha256(found.manifest)
        if tampered:
            found.asked_by_name = "another"

    assert bool(wrong(work)) is tampered, "its manifest says the same"


MALFORMED = [
    ({"columns": None}, "2569/3 rows: are of a form"),
    ({"columns": 5}, "2569/3 rows: are of a form"),
    ({"parts": None}, "2569/3 manifest contents: cannot be read: parts"),
    ({"units": 7}, "2569/3 manifest contents: cannot be read: units"),
    ({"asked": []}, "2569/3 manifest contents: cannot be read: asked"),
    ({"units": {"ops1": {"lines": 8, "sha256": ""}}}, "2569/3 unit ops1: what was sealed of it cannot be read"),
    ({"units": {"ops1": {"rows": "8", "sha256": ""}}}, "2569/3 unit ops1: what was sealed of it cannot be read"),
    ({"units": {"ops1": None}}, "2569/3 unit ops1: what was sealed of it cannot be read"),
    ("{}", "2569/3 manifest contents: cannot be read: asked, parts, units"),
    ("x", "2569/3 manifest contents: cannot be read: asked, parts, units"),
    ("[" * 100_000, "2569/3 manifest contents: cannot be read: asked, parts, units"),
]


@pytest.mark.parametrize(("how", "named"), MALFORMED)
def test_what_cannot_be_read_of_a_seal_is_named_and_hides_no_later_one(
    work: Work, clock: Clock, how: str | Mapping[str, Any], named: str
) -> None:
    marketing = a_quarter(work, clock)
    first = close(work, marketing, now=clock.at)
    clock.at = OVER + timedelta(days=100)
    close(work, marketing, quarter=QUARTER.following, now=clock.at)
    manifest = how if isinstance(how, str) else canonical.text({**json.loads(first.manifest), **how})
    with work.write() as session:
        session.get_one(QuarterSeal, first.id).manifest = manifest
        session.execute(text("UPDATE seal_part SET content = '[]' WHERE name = 'names' AND seal_id <> 1"))

    found = wrong(work)

    assert any(named in line for line in found), found
    assert "2569/3 manifest: its hash is another than was sealed" in found
    assert "2569/4 part names: is another than was sealed" in found
    assert not any("2569/3 part figures: is another" in line for line in found)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE seal_part SET content = '[[1]]' WHERE name = 'figures'", "2569/3 figures"),
        ("UPDATE quarter_seal SET overrides = '7' WHERE position = 1", "2569/3 closing"),
    ],
)
def test_values_that_were_never_written_hide_no_later_seal(
    work: Work, clock: Clock, statement: str, named: str
) -> None:
    marketing = a_quarter(work, clock)
    close(work, marketing, now=clock.at)
    clock.at = OVER + timedelta(days=100)
    close(work, marketing, quarter=QUARTER.following, now=clock.at)
    with work.write() as session:
        session.execute(text(statement))

    assert any(named in line for line in wrong(work))
    with work.snapshot() as session:
        assert any(finding.where == "2569/4 figures" for finding in verify(session))


def test_a_seal_whose_row_cannot_be_read_is_named_and_hides_no_later_one(sqlite_work: Work, clock: Clock) -> None:
    marketing = a_quarter(sqlite_work, clock)
    close(sqlite_work, marketing, now=clock.at)
    clock.at = OVER + timedelta(days=100)
    close(sqlite_work, marketing, quarter=QUARTER.following, now=clock.at)
    with sqlite_work.write() as session:
        session.execute(text("UPDATE quarter_seal SET overrides = 'x' WHERE position = 1"))

    assert any(line.startswith("2569/3 seal: cannot be read") for line in wrong(sqlite_work))
    with sqlite_work.snapshot() as session:
        assert any(finding.where == "2569/4 figures" for finding in verify(session))


def test_a_restricted_matter_is_counted_and_not_named(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    with work.write() as session:
        was, becomes = a_missed_matter(session, kind="integrity"), a_missed_matter(session)
        plain, numbers = a_missed_matter(session), (was.number, becomes.number)
        session.flush()
        told = plain.id, plain.number
    close(work, marketing, now=clock.at)
    with work.write() as session:
        for number, kind in zip(numbers, ("utility", "integrity"), strict=True):
            session.execute(update(Ticket).where(Ticket.number == number).values(kind=kind))
        session.execute(
            update(SealedMeasurement).where(SealedMeasurement.number.in_([*numbers, told[1]])).values(outcome="met")
        )

    found = wrong(work)

    assert "2569/3 rows restricted: 4 are others than were sealed" in found
    assert not [line for line in found for number in numbers if number in line]
    with work.snapshot() as session:
        named = {finding.ticket_id for finding in verify(session) if told[1] in finding.where}
    assert named == {told[0]}


def test_a_restricted_matter_is_not_named_by_a_row_that_hides_its_kind_or_its_matter(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    with work.write() as session:
        number = a_missed_matter(session, kind="integrity").number
    close(work, marketing, now=clock.at)
    for changed in ({"kind": "utility"}, {"ticket_id": 99}, {"number": f"{number}x"}):
        with work.write() as session:
            which = SealedMeasurement.kind == "integrity", SealedMeasurement.measure == "resolution"
            session.execute(update(SealedMeasurement).where(*which).values(**changed))
        assert not [line for line in wrong(work) if number in line], changed
        with work.write() as session:
            session.execute(
                update(SealedMeasurement).where(SealedMeasurement.number == number).values(kind="integrity")
            )


def test_a_figure_that_the_program_learned_since_is_not_missed_in_an_older_seal(work: Work, clock: Clock) -> None:
    close(work, a_quarter(work, clock), now=clock.at)
    with work.write() as session:
        seal, part = (
            session.scalars(select(QuarterSeal)).one(),
            session.scalars(select(SealPart).where(SealPart.name == "figures")).one(),
        )
        known = [[*cell, {**counts}] for *cell, counts in json.loads(part.content)]
        for row in known:
            del row[3][Figure.DISPUTED.value]
        part.content = canonical.text(known)
        manifest = json.loads(seal.manifest)
        manifest["parts"]["figures"] = canonical.sha256(part.content)
        seal.manifest = canonical.text(manifest)
        seal.sha256 = canonical.sha256(seal.manifest)

    assert wrong(work) == []


def test_a_manifest_made_anew_with_its_hash_breaks_the_chain_after_it(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    close(work, marketing, now=clock.at)
    clock.at = OVER + timedelta(days=100)
    close(work, marketing, quarter=QUARTER.following, now=clock.at)
    with work.write() as session:
        first = seals.find(session, QUARTER)
        assert first is not None
        first.manifest = canonical.text({**json.loads(first.manifest), "asked": {}})
        first.sha256 = canonical.sha256(first.manifest)

    assert any("2569/4 manifest: the seal before it" in line for line in wrong(work))


# --- restatements ---


def differing(work: Work, seal: QuarterSeal) -> restatements.Differences:
    with work.read() as session:
        return restatements.differences(session, session.get_one(QuarterSeal, seal.id), work.now())


def test_nothing_differs_right_after_the_closing(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    seal = close(work, marketing, now=clock.at)

    found = differing(work, seal)

    assert found.found == []
    with work.write() as session:
        assert found.figures == restatements.sealed_figures(session, seal)
        with pytest.raises(Refused, match="ตรงกับ"):
            restatements.issue(session, QUARTER, {"why": "ก"}, marketing, digest=found.digest, now=clock.at)


def test_what_stands_otherwise_is_found_with_from_and_to(work: Work, clock: Clock) -> None:
    seal = close(work, a_quarter(work, clock), now=clock.at)
    with work.write() as session:
        turned = session.scalars(
            select(Measurement)
            .where(Measurement.outcome == "met", Measurement.unit_id == "ops1")
            .order_by(Measurement.id)
        ).all()[0]
        turned.outcome = "missed"  # type: ignore[assignment]
        moved = session.scalars(
            select(Measurement)
            .where(Measurement.outcome == "met", Measurement.unit_id == "ops2")
            .order_by(Measurement.id)
        ).all()[0]
        moved.unit_id = "ops3"
        a_matter_in_time(session, "ops2", at=NOW)
    clock.forward(days=10)  # what was open is missed

    found = differing(work, seal)

    sorts = sorted(one.sort.value for one in found.found)
    assert sorts == ["added", "added", "moved", "settled", "turned"]
    one = next(one for one in found.found if one.sort is restatements.Sort.TURNED)
    assert (one.number, one.unit_id) == (turned.number, "ops1")
    assert ("outcome", "met", "missed") in one.changes
    scope = Scope(quarter=QUARTER, as_of=clock.at)
    with work.read() as session:
        cube = figures.by_unit(session, scope)
    for (unit, code, measure), tally in cube.by("unit_id", "code", "measure").items():
        assert found.figures[unit, code, measure] == {figure.value: tally.count(figure) for figure in Figure}


def test_what_was_erased_is_no_difference(work: Work, clock: Clock) -> None:
    seal = close(work, a_quarter(work, clock), now=clock.at)
    with work.write() as session:
        gone = session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
        session.execute(delete(Measurement).where(Measurement.ticket_id == gone.id))
    assert {one.sort for one in differing(work, seal).found} == {restatements.Sort.REMOVED}
    with work.write() as session:
        erase(session, gone)

    found = differing(work, seal)

    assert found.found == []
    with work.read() as session:
        assert found.figures == restatements.sealed_figures(session, seal)


def test_a_restatement_is_numbered_has_a_why_and_stands_beside_what_was_sealed(work: Work, clock: Clock) -> None:
    marketing = a_quarter(work, clock)
    seal = close(work, marketing, now=clock.at)
    sealed = everything(work)
    clock.forward(days=10)
    found = differing(work, seal)
    with work.write() as session:
        with pytest.raises(NotAllowed):
            restatements.issue(session, QUARTER, {"why": "ก"}, a_staff(session), digest=found.digest, now=clock.at)
        with pytest.raises(NotFound):
            restatements.issue(session, QUARTER.before, {"why": "ก"}, marketing, digest=found.digest, now=clock.at)
        with pytest.raises(Faulty):
            restatements.issue(session, QUARTER, {"why": " "}, marketing, digest=found.digest, now=clock.at)
        with pytest.raises(Conflict):
            restatements.issue(session, QUARTER, {"why": "ก"}, marketing, digest="x", now=clock.at)

    with work.write() as session:
        first = restatements.issue(
            session, QUARTER, {"why": "ครบกำหนดแล้ว"}, marketing, digest=found.digest, now=clock.at
        )
        with pytest.raises(Refused, match="ครั้งล่าสุด"):
            restatements.issue(session, QUARTER, {"why": "ก"}, marketing, digest=found.digest, now=clock.at)
        assert restatements.restated_figures(first) == found.figures
        late = session.scalars(select(Ticket).order_by(Ticket.received_at.desc()).limit(1)).one()
        tickets.resolve(session, late, a_staff(session, unit="ops3"), "เสร็จ", seen=late.version, now=clock.at)
        told_all(session, late, clock.at)
    found = differing(work, seal)
    with work.write() as session:
        second = restatements.issue(session, QUARTER, {"why": "แจ้งผลแล้ว"}, marketing, digest=found.digest, now=clock.at)

    assert (first.number, second.number) == (1, 2)
    assert json.loads(first.manifest)["previous"] == seal.sha256
    assert json.loads(second.manifest)["previous"] == first.sha256
    assert everything(work) == sealed
    assert wrong(work) == []
    for statement, words in (
        ("UPDATE restatement SET why = 'x' WHERE number = 2", "restatement 2: why"),
        ("DELETE FROM restatement WHERE number = 1", "restatement 2: the one before it"),
        ("UPDATE restatement SET manifest = '{}'", "restatement 2: its hash"),
    ):
        with work.write() as session:
            session.execute(text(statement))
        assert any(words in line for line in wrong(work)), words
