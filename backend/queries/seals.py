"""Closed quarters as pages: what waits to be closed, what was sealed, and what stands otherwise since."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from backend.models.measurement import Measurement
from backend.models.seal import QuarterSeal, Restatement, SealedMeasurement, SealPart, SealState
from backend.models.unit import Unit
from backend.queries import figures
from backend.queries.figures import Scope, Source
from backend.services import misses, restatements, seals
from backend.services.access import Viewer, withheld
from backend.services.quarters import rows_of
from backend.services.restatements import Difference, Sort
from backend.services.seal_audit import UNREADABLE
from backend.services.sealed_rows import Cell
from backend.services.seals import NotAccepted
from service_standards.compliance import Figure, Tally
from service_standards.thai_dates import Quarter

LISTED = 100
"""Differences on the page; the others are counted."""
Counts = Mapping[str, int]
"""How many, by the name of the figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a closing would seal: by unit what it comes to now, and whom it waits for."""

    units: Sequence[tuple[str, Tally]]
    rows: int
    matters: int
    misses: int
    unanswered: int
    waiting: Sequence[NotAccepted]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedUnit:
    """One unit of a sealed quarter: its figures as sealed, as restated if they were, and the hash of its rows."""

    name: str
    rows: int
    sha256: str
    sealed: Counts
    restated: Counts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealView:
    """A sealed quarter."""

    seal: QuarterSeal
    previous: str
    """The hash of the seal before; empty for the first."""
    rows: int
    units: Sequence[SealedUnit]
    sealed: Counts
    restated: Counts | None
    overrides: Sequence[tuple[str, str]]
    """The units that were not waited for, with why."""
    restatements: Sequence[Restatement]
    told: int
    """How many differences the last restatement tells."""
    differences: Sequence[Difference]
    """Of what was added or counts no more, only what it came to."""
    left_off: int
    hidden: int
    """Differences of restricted kinds, which only the unit is shown."""
    total: int
    digest: str
    may_be_restated: bool
    """Whether anything differs that the last restatement does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterRow:
    """One quarter in the list."""

    quarter: Quarter
    seal: QuarterSeal | None
    restatements: int


def quarters(session: Session, present: Quarter) -> Sequence[QuarterRow]:
    """Every quarter before the present one that has matters or was closed, the newest first."""
    received = select(Measurement.fiscal_year, Measurement.quarter).distinct()
    found = {Quarter(*row) for row in session.execute(received)}
    kept = {
        Quarter(seal.fiscal_year, seal.quarter): seal
        for seal in session.scalars(select(QuarterSeal).options(selectinload(QuarterSeal.restatements)))
    }
    return [
        QuarterRow(
            quarter=one, seal=kept.get(one), restatements=len(kept[one].restatements) if one in kept else 0
        )
        for one in sorted({*found, *kept}, reverse=True)
        if one < present
    ]  # fmt: skip


def preview(session: Session, quarter: Quarter, now: datetime, *, with_demo: bool) -> Preview:
    """What would be sealed if the quarter were closed now."""
    cube = figures.by_unit(session, Scope(quarter=quarter, as_of=now, with_demo=with_demo))
    names = _names(session)
    stands = misses.answered_by_unit(session, quarter, now, with_demo=with_demo)
    return Preview(
        units=[(names[key[0]], tally) for key, tally in sorted(cube.by("unit_id").items())],
        rows=session.scalar(select(func.count()).select_from(Measurement).where(rows_of(Measurement, quarter))) or 0,
        matters=figures.matters(cube),
        misses=sum(len(stand.misses) for stand in stands.values()),
        unanswered=sum(len(stand.unanswered) + len(stand.changed) for stand in stands.values()),
        waiting=seals.not_accepted(session, quarter, now, with_demo=with_demo),
    )


def seal_view(session: Session, seal: QuarterSeal, viewer: Viewer, now: datetime) -> SealView | None:
    """A sealed quarter, with what stands otherwise by now; None where somebody has made it unreadable."""
    try:
        return _seal_view(session, seal, viewer, now)
    except UNREADABLE:
        return None


def _seal_view(session: Session, seal: QuarterSeal, viewer: Viewer, now: datetime) -> SealView:
    manifest = json.loads(seal.manifest)
    names = _names(session) | {
        unit: one["name_th"] for unit, one in part(session, seal, "names").get("units", {}).items()
    }
    sealed = restatements.sealed_figures(session, seal)
    last = restatements.last(session, seal)
    restated = restatements.restated_figures(last) if last else None
    found = restatements.differences(session, seal, now)
    secret = withheld(session, {one.number: one.kind for one in found.found}, viewer)
    listed = [one for one in found.found if one.number not in secret]
    units = sorted({*manifest["units"], *(cell[0] for cell in restated or ())})
    if not isinstance(manifest["previous"], str):
        raise TypeError("the hash of the seal before is none")
    return SealView(
        seal=seal,
        previous=manifest["previous"],
        rows=sum(one["rows"] for one in manifest["units"].values()),
        units=[
            SealedUnit(
                name=names.get(unit, unit),
                rows=manifest["units"].get(unit, {"rows": 0})["rows"],
                sha256=manifest["units"].get(unit, {"sha256": ""})["sha256"],
                sealed=_sum(sealed, unit),
                restated=None if restated is None else _sum(restated, unit),
            )
            for unit in units
        ],
        sealed=_sum(sealed),
        restated=None if restated is None else _sum(restated),
        overrides=[(names.get(one["unit_id"], one["unit_id"]), one["why"]) for one in seal.overrides],
        restatements=seal.restatements[::-1],
        told=len(json.loads(last.manifest)["changes"]) if last else 0,
        differences=[_in_short(one) for one in listed[:LISTED]],
        left_off=max(0, len(listed) - LISTED),
        hidden=len(found.found) - len(listed),
        total=len(found.found),
        digest=found.digest,
        may_be_restated=restatements.may_be_issued(found, last),
    )


def _in_short(one: Difference) -> Difference:
    if one.sort not in (Sort.ADDED, Sort.REMOVED):
        return one
    return replace(one, changes=[change for change in one.changes if change[0] in ("outcome", "due_at")])


def source_of(seal: QuarterSeal) -> Source:
    """The sealed measurements, for ``queries.figures`` to read with ``Scope.as_of`` at ``sealed_at``."""
    return Source(SealedMeasurement, SealedMeasurement.seal_id == seal.id)


def part(session: Session, seal: QuarterSeal, name: str) -> Any:
    """What else was sealed, by its name (``queries.seal_parts``); an empty mapping where it was not."""
    found = session.get(SealPart, (seal.id, name))
    return json.loads(found.content) if found else {}


def sealed(session: Session, quarter: Quarter) -> QuarterSeal | None:
    """The seal of a quarter, once it is sealed."""
    found = seals.find(session, quarter)
    return found if found is not None and found.state is SealState.SEALED else None


def _sum(found: Mapping[Cell, Counts], unit: str | None = None) -> Counts:
    """All cells together, or those of one unit; only figures that were known when it was sealed."""
    summed = Counter({figure.value: 0 for figure in (Figure.MET, Figure.MISSED, Figure.OPEN)})
    for cell, counts in found.items():
        if unit in (None, cell[0]):
            summed.update(counts)
    return summed


def _names(session: Session) -> dict[str, str]:
    return {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.name_th))}
