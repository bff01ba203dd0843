"""Whether sealed quarters are what was sealed: every hash is made anew from what is kept, every figure counted anew.

The same of the documents that are kept: whether their bytes are still those that were made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.files import MediaStore
from backend.models.report_file import ReportFile
from backend.models.seal import QuarterSeal, SealedMeasurement, SealPart
from backend.services import canonical
from backend.services.canonical import COLUMNS, Hashing
from backend.services.sealed_rows import Cell, Counting, figures_of, in_order, values_of
from backend.services.seals import FIGURES
from service_standards.thai_dates import Quarter

MOST_NAMED = 20
"""Rows that are named of one quarter; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what is wrong with it; nothing where it is as it was sealed."""

    where: str
    problem: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it is as it was sealed."""
        return not self.problem


def verify(session: Session, quarter: Quarter | None = None) -> Iterator[Finding]:
    """Look at every sealed quarter in the order of sealing, or at one."""
    previous = ""
    for seal in session.scalars(
        select(QuarterSeal).where(QuarterSeal.position.is_not(None)).order_by(QuarterSeal.position)
    ):
        if quarter in (None, (seal.fiscal_year, seal.quarter)):
            yield from _of_seal(session, seal, previous)
        previous = seal.sha256


def verify_files(session: Session, files: MediaStore, quarter: Quarter | None = None) -> Iterator[Finding]:
    """Look at every document of a report that was made and is kept, or at those of one quarter."""
    made = select(ReportFile).where(ReportFile.made_at.is_not(None)).order_by(ReportFile.id)
    for file in session.scalars(made):
        if quarter in (None, (file.fiscal_year, file.quarter)):
            where = (
                f"{file.fiscal_year}/{file.quarter} file {file.id} {file.unit_id or 'all units'} {file.format.value}"
            )
            yield Finding(where, _file(files.path(file.sha256), file.sha256))


def _file(path: Path, sha256: str) -> str:
    """What is wrong with a file."""
    try:
        with path.open("rb") as bytes_of:
            return "" if hashlib.file_digest(bytes_of, "sha256").hexdigest() == sha256 else "is another than was made"
    except FileNotFoundError:
        return "is not there any more"


def _of_seal(session: Session, seal: QuarterSeal, previous: str) -> Iterator[Finding]:
    name = f"{seal.fiscal_year}/{seal.quarter}"
    manifest = _read(seal.manifest)
    yield _manifest(seal, manifest, previous, f"{name} manifest")
    yield from _parts(session, seal, manifest, name)
    yield from _rows(session, seal, manifest, name)
    yield from _restatements(seal, name)


def _manifest(seal: QuarterSeal, manifest: Mapping[str, Any], previous: str, where: str) -> Finding:
    if canonical.sha256(seal.manifest) != seal.sha256:
        return Finding(where, "its hash is another than was sealed")
    if manifest.get("previous") != previous:
        return Finding(where, "the seal before it is another than it holds")
    told = (manifest.get("fiscal_year"), manifest.get("quarter"), manifest.get("position"), manifest.get("sealed_at"))
    sealed_at = canonical.instant(seal.sealed_at) if seal.sealed_at else None
    if (
        told != (seal.fiscal_year, seal.quarter, seal.position, sealed_at)
        or manifest.get("with_demo") != seal.with_demo
    ):
        return Finding(where, "the quarter, its place or its instant is another than was sealed")
    return Finding(where)


def _parts(session: Session, seal: QuarterSeal, manifest: Mapping[str, Any], name: str) -> Iterator[Finding]:
    kept = {part.name: part.content for part in session.scalars(select(SealPart).where(SealPart.seal_id == seal.id))}
    sealed: Mapping[str, str] = manifest.get("parts", {})
    for part in sorted({*kept, *sealed}):
        where = f"{name} part {part}"
        if part not in kept:
            yield Finding(where, "is not there any more")
        elif part not in sealed:
            yield Finding(where, "was never sealed")
        else:
            is_same = canonical.sha256(kept[part]) == sealed[part]
            yield Finding(where, "" if is_same else "is another than was sealed")


def _rows(session: Session, seal: QuarterSeal, manifest: Mapping[str, Any], name: str) -> Iterator[Finding]:
    """Each row by its own hash, each unit by its hash and count, and the figures by counting anew."""
    if tuple(manifest.get("columns", ())) != COLUMNS or seal.sealed_at is None:
        yield Finding(f"{name} rows", "are of a form that this program does not know")
        return
    hashing, counting = Hashing(), Counting(seal.sealed_at, with_demo=seal.with_demo)
    changed = 0
    which = SealedMeasurement.seal_id == seal.id
    for rows in in_order(session, SealedMeasurement, which, SealedMeasurement.sha256):
        for raw in rows:
            values = values_of(raw)
            counting.add(values)
            where = f"{name} unit {values[0]} row {values[1]} {values[2]}"
            try:
                is_same = hashing.add(values) == bytes(raw[-1])
            except ValueError:
                is_same = False
            if not is_same:
                changed += 1
                if changed <= MOST_NAMED:
                    yield Finding(where, "is another than was sealed")
    if changed > MOST_NAMED:
        yield Finding(f"{name} rows", f"{changed - MOST_NAMED:,} more are others than were sealed")
    found, sealed = hashing.units, manifest.get("units", {})
    for unit in sorted({*found, *sealed}):
        had, has = sealed.get(unit, {"rows": 0, "sha256": ""}), found.get(unit)
        where = f"{name} unit {unit} {had['rows']:,} rows"
        if has is None or has.rows != had["rows"]:
            yield Finding(where, f"there are {has.rows if has else 0:,} now")
        else:
            yield Finding(where, "" if has.sha256 == had["sha256"] else "are others than were sealed")
    part = session.get(SealPart, (seal.id, FIGURES))
    is_same = part is not None and _is_counted(part.content, counting.figures)
    yield Finding(f"{name} figures", "" if is_same else "are others than the rows come to")


def _is_counted(content: str, counted: Mapping[Cell, Mapping[str, int]]) -> bool:
    """Whether sealed figures are what is counted; a figure that came into the program since is not asked of them."""
    try:
        sealed = figures_of(json.loads(content))
        asked = {cell: {name: counted[cell][name] for name in counts} for cell, counts in sealed.items()}
    except (ValueError, KeyError, TypeError):
        return False
    return sealed == asked and sealed.keys() == counted.keys()


def _restatements(seal: QuarterSeal, name: str) -> Iterator[Finding]:
    previous = seal.sha256
    for number, one in enumerate(seal.restatements, 1):
        where, manifest = f"{name} restatement {one.number}", _read(one.manifest)
        if canonical.sha256(one.manifest) != one.sha256:
            yield Finding(where, "its hash is another than was issued")
        elif (one.number, manifest.get("previous"), manifest.get("seal")) != (number, previous, seal.sha256):
            yield Finding(where, "the one before it, or the seal, is another than it holds")
        elif (manifest.get("why"), manifest.get("by"), manifest.get("issued_at")) != _told(
            one.why, one.by_name, one.issued_at
        ):
            yield Finding(where, "why, by whom or when is another than was issued")
        else:
            yield Finding(where)
        previous = one.sha256


def _told(why: str, by: str, at: datetime) -> tuple[str, str, str]:
    return why, by, canonical.instant(at)


def _read(content: str) -> Mapping[str, Any]:
    """A manifest; empty where somebody has made it unreadable."""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
