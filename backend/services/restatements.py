"""Corrections after the closing of a quarter: what stands now beside what was sealed, and telling so under a number.

A sealed figure is never changed. What differs is found when somebody looks; a restatement keeps it with a reason, under
a hash that holds the one before it. What was erased differs in nothing: there is nothing left to say otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.measurement import Measured, Measurement
from backend.models.seal import QuarterSeal, Restatement, SealedMeasurement, SealPart, SealState
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.services import access, canonical, locks
from backend.services.canonical import COLUMNS, FORMAT
from backend.services.fields import Checked
from backend.services.quarters import rows_of
from backend.services.sealed_rows import Cell, Counting, Values, as_part, figures_of
from backend.services.seals import FIGURES, LONGEST_WHY
from service_standards.compliance import DEFINITIONS, Facts, Figure
from service_standards.replay import Outcome
from service_standards.thai_dates import Quarter

FOR_MARKETING = "การแก้ไขหลังปิดไตรมาสเป็นของ ฝตล."
COMPARED = ("unit_id", "code", "kind", "estate_id", "channel", "demo", "due_at", "stopped_at")
"""The columns that are compared as they are, beside what figures ask of a row."""


class Sort(StrEnum):
    """What sort of a difference it is."""

    TURNED = "turned"
    """It was met or missed and is the other now, or counts no more."""
    SETTLED = "settled"
    """It was open when the quarter was sealed, and is not any more."""
    MOVED = "moved"
    """It is counted elsewhere: of another unit, standard, kind or estate."""
    ADDED = "added"
    REMOVED = "removed"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One clock that stands otherwise than it was sealed. ``changes``: what, from what and to what, canonical."""

    number: str
    measure: str
    unit_id: str
    """Where it was sealed; where it is now, if it was not."""
    kind: str
    sort: Sort
    changes: Sequence[tuple[str, Any, Any]]


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences, by unit, number and measure, and the figures with them."""

    found: Sequence[Difference]
    figures: Mapping[Cell, Mapping[str, int]]

    @property
    def digest(self) -> str:
        """Changes with every difference: what whoever issues had before them."""
        return canonical.sha256(canonical.text(_as_changes(self.found)))


def differences(session: Session, seal: QuarterSeal, now: datetime) -> Differences:
    """What of a sealed quarter stands otherwise now, and the figures that it comes to."""
    then, present = _counting(seal, seal.sealed_at or now), _counting(seal, now)
    figures = {cell: dict(counts) for cell, counts in sealed_figures(session, seal).items()}
    found = []
    for sealed, live in _pairs(session, seal):
        was = _Side(sealed, then) if sealed is not None and _is_counted(sealed, seal) else None
        is_now = _Side(live, present) if live is not None and _is_counted(live, seal) else None
        difference = _difference(was, is_now)
        if difference is None:
            continue
        found.append(difference)
        for side, sign in ((was, -1), (is_now, 1)):
            if side is not None:
                _count(figures, side, sign)
    found.sort(key=lambda one: (one.unit_id, one.number, one.measure))
    return Differences(found, {cell: counts for cell, counts in sorted(figures.items()) if any(counts.values())})


def issue(
    session: Session, quarter: Quarter, typed: Mapping[str, str], by: Staff, *, digest: str, now: datetime
) -> Restatement:
    """Tell under the next number what differs from the sealed quarter, with why.

    Args:
        digest: of the differences (``Differences.digest``) as they were read.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: the quarter is not sealed.
        Refused: nothing differs, or all of it is told already.
        Conflict: something has changed meanwhile.
        Faulty: without a reason.
    """
    access.expect_marketing(by, FOR_MARKETING)
    seal = locks.hold(session, QuarterSeal, rows_of(QuarterSeal, quarter))
    if seal is None or seal.state is not SealState.SEALED:
        raise NotFound(f"{quarter} ยังไม่ปิด")
    found, before = differences(session, seal, now), last(session, seal)
    changes = _as_changes(found.found)
    if not may_be_issued(found, before):
        same_as = "การแก้ไขครั้งล่าสุด" if before else "ที่ปิดไว้"
        raise Refused(f"ข้อมูลปัจจุบันตรงกับ{same_as} ไม่มีสิ่งที่ต้องแก้ไข")
    if found.digest != digest:
        raise Conflict("ข้อมูลเปลี่ยนไปหลังจากที่ท่านเปิดอ่าน กรุณาตรวจรายการล่าสุดแล้วทำรายการอีกครั้ง")
    checked = Checked(typed)
    why = checked.text("why", longest=LONGEST_WHY, missing="กรุณาเขียนเหตุผลของการแก้ไข")
    checked.done()
    number = before.number + 1 if before else 1
    manifest = canonical.text(
        {
            "format": FORMAT,
            "seal": seal.sha256,
            "previous": before.sha256 if before else seal.sha256,
            "number": number,
            "issued_at": now,
            "by": by.name,
            "why": why,
            "changes": changes,
            "figures": as_part(found.figures),
        }
    )
    row = Restatement(
        seal_id=seal.id, number=number, issued_at=now, by_id=by.id, by_name=by.name, why=why, manifest=manifest,
        sha256=canonical.sha256(manifest),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def may_be_issued(found: Differences, before: Restatement | None) -> bool:
    """Whether there is something to tell that the last restatement, or else the seal, does not tell."""
    told = json.loads(before.manifest)["changes"] if before else []
    return canonical.text(told) != canonical.text(_as_changes(found.found))


def last(session: Session, seal: QuarterSeal) -> Restatement | None:
    """The restatement that holds; None where the sealed figures stand alone."""
    of_seal = select(Restatement).where(Restatement.seal_id == seal.id)
    return session.scalar(of_seal.order_by(Restatement.number.desc()).limit(1))


def sealed_figures(session: Session, seal: QuarterSeal) -> Mapping[Cell, Mapping[str, int]]:
    """The figures as they were sealed."""
    part = session.get_one(SealPart, (seal.id, FIGURES))
    return figures_of(json.loads(part.content))


def restated_figures(restatement: Restatement) -> Mapping[Cell, Mapping[str, int]]:
    """The figures as a restatement tells them."""
    return figures_of(json.loads(restatement.manifest)["figures"])


class _Side:
    """One side of a comparison: a row with what it came to."""

    def __init__(self, row: Measured, counting: Counting) -> None:
        self.row = row
        self.facts: Facts = counting.facts(_values(row))
        compared = {name: getattr(row, name) for name in COMPARED}
        told = {
            name: canonical.instant(value) if isinstance(value, datetime) else value for name, value in compared.items()
        }
        self.told: Mapping[str, Any] = {
            **told,
            "outcome": self.facts.outcome.value,
            "promised_outcome": self.facts.promised.value,
            "flags": sorted(flag.value for flag in self.facts.flags),
        }


def _pairs(session: Session, seal: QuarterSeal) -> Iterator[tuple[SealedMeasurement | None, Measurement | None]]:
    """Sealed rows beside present ones wherever they may differ. A matter that was erased is no pair."""
    sealed, live = SealedMeasurement, Measurement
    same = and_(live.ticket_id == sealed.ticket_id, live.measure == sealed.measure)
    plain = ("unit_id", "code", "kind", "estate_id", "channel", "demo", "due_at", "stopped_at", "outcome", "flags",
             "promised_outcome", "lasting")  # fmt: skip
    differ = or_(
        live.id.is_(None), sealed.lasting, *(getattr(sealed, one).is_distinct_from(getattr(live, one)) for one in plain)
    )
    erased = ~select(Ticket.id).where(Ticket.id == sealed.ticket_id).exists()
    changed = select(sealed, live).outerjoin(live, same).where(sealed.seal_id == seal.id, differ, ~erased)
    yield from ((row[0], row[1]) for row in session.execute(changed))
    added = (
        select(live)
        .outerjoin(sealed, and_(same, sealed.seal_id == seal.id))
        .where(live.fiscal_year == seal.fiscal_year, live.quarter == seal.quarter, sealed.ticket_id.is_(None))
    )
    yield from ((None, row) for row in session.scalars(added))


def _difference(was: _Side | None, is_now: _Side | None) -> Difference | None:
    some = was or is_now
    if some is None:
        return None
    before, after = (was.told if was else {}), (is_now.told if is_now else {})
    changes = [(name, before.get(name), after.get(name)) for name in some.told if before.get(name) != after.get(name)]
    if not changes:
        return None
    row = some.row
    return Difference(
        number=row.number,
        measure=row.measure,
        unit_id=row.unit_id,
        kind=row.kind,
        sort=_sort(was, is_now, {change[0] for change in changes}),
        changes=changes,
    )


def _sort(was: _Side | None, is_now: _Side | None, changed: set[str]) -> Sort:
    if was is None:
        return Sort.ADDED
    if is_now is None:
        return Sort.REMOVED
    if "outcome" in changed:
        return Sort.SETTLED if was.facts.outcome in (Outcome.OPEN, Outcome.UNKNOWN) else Sort.TURNED
    return Sort.MOVED if changed & {"unit_id", "code", "kind", "estate_id"} else Sort.OTHER


def _count(figures: dict[Cell, dict[str, int]], side: _Side, sign: int) -> None:
    cell = (side.row.unit_id, side.row.code, side.row.measure)
    counts = figures.setdefault(cell, {figure.value: 0 for figure in Figure})
    for figure in Figure:
        if DEFINITIONS[figure].counted.holds(side.facts):
            counts[figure.value] += sign


def _is_counted(row: Measured, seal: QuarterSeal) -> bool:
    return seal.with_demo or not row.demo


def _counting(seal: QuarterSeal, as_of: datetime) -> Counting:
    return Counting(as_of, with_demo=seal.with_demo)


def _values(row: Measured) -> Values:
    """A row of ours as it is counted."""
    values = [getattr(row, name) for name in COLUMNS]
    return [canonical.instant(value) if isinstance(value, datetime) else value for value in values]


def _as_changes(found: Sequence[Difference]) -> list[Any]:
    return [
        [one.unit_id, one.number, one.measure, one.kind, one.sort.value, [list(change) for change in one.changes]]
        for one in found
    ]
