"""Whether sealed quarters are what was sealed: every hash is made anew from what is kept, every figure counted anew.

The same of the results that were published of them, and of the documents that are kept. Each is looked at by itself:
what cannot be read is a finding like any other, and the next one is looked at all the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from backend.files import MediaStore
from backend.models.publication import ResultsPublication
from backend.models.report_file import ReportFile
from backend.models.seal import QuarterSeal, Restatement, SealedMeasurement, SealPart
from backend.models.ticket import Ticket
from backend.services import canonical
from backend.services.access import RESTRICTED_KINDS
from backend.services.canonical import COLUMNS, Hashed, Hashing
from backend.services.quarters import rows_of
from backend.services.sealed_rows import Cell, Counting, Values, figures_of, in_order, values_of
from backend.services.seals import CLOSING, FIGURES, closing
from service_standards.thai_dates import Quarter

MOST_NAMED = 20
"""Rows that are named of one quarter; the others are counted."""
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading raises where somebody has put in what was never written."""
MADE_ANEW = (
    *("fiscal_year", "quarter", "first_day", "last_day", "sealed_at", "seal_sha256", "demo", "provisional"),
    *("received", "total", "units", "standards"),
)
"""What of published results is made anew of the seal; what figures mean is told by the program of the day."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID, _NUMBER, _KIND = (COLUMNS.index(name) for name in ("ticket_id", "number", "kind"))

Document = Callable[[Session, QuarterSeal], str]
"""The results of a sealed quarter, made of what was sealed (``queries.public_results``)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what is wrong with it; nothing where it is as it was sealed."""

    where: str
    """It never tells the number of a matter that is restricted, or was when it was sealed."""
    problem: str = ""
    ticket_id: int | None = None
    """Of the matter that it names, where that is still there."""

    @property
    def is_right(self) -> bool:
        """Whether it is as it was sealed."""
        return not self.problem


def verify(session: Session, quarter: Quarter | None = None) -> Iterator[Finding]:
    """Look at every sealed quarter in the order of sealing, or at one."""
    previous = ""
    columns = (QuarterSeal.id, QuarterSeal.fiscal_year, QuarterSeal.quarter, QuarterSeal.sha256)
    order = select(*columns).where(QuarterSeal.position.is_not(None)).order_by(QuarterSeal.position)
    for seal_id, *place, sha256 in session.execute(order).all():
        if quarter in (None, tuple(place)):
            name = f"{place[0]}/{place[1]}"
            yield from _read_all(f"{name} seal", _of_seal(session, seal_id, previous, name))
        previous = sha256


def verify_publications(session: Session, document: Document, quarter: Quarter | None = None) -> Iterator[Finding]:
    """Look at every publication of results, withdrawn ones too, or at those of one quarter."""
    columns = (ResultsPublication.id, QuarterSeal.id, QuarterSeal.fiscal_year, QuarterSeal.quarter)
    published = select(*columns).join(ResultsPublication.seal).order_by(ResultsPublication.id)
    if quarter is not None:
        published = published.where(rows_of(QuarterSeal, quarter))
    for publication_id, seal_id, year, number in session.execute(published).all():
        where = f"{year}/{number} publication {publication_id}"
        yield from _read_all(where, _of_publication(session, document, publication_id, seal_id, where))


def verify_files(session: Session, files: MediaStore, quarter: Quarter | None = None) -> Iterator[Finding]:
    """Look at every document of a report that was made and is kept, or at those of one quarter."""
    columns = (ReportFile.id, ReportFile.fiscal_year, ReportFile.quarter)
    made = select(*columns).where(ReportFile.made_at.is_not(None)).order_by(ReportFile.id)
    for file_id, *place in session.execute(made).all():
        if quarter in (None, tuple(place)):
            where = f"{place[0]}/{place[1]} file {file_id}"
            yield from _read_all(where, _of_file(session, files, file_id, where))


def _read_all(where: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """What is found, up to what cannot be read; that is a finding too."""
    try:
        yield from found
    except UNREADABLE as problem:
        yield Finding(where, f"cannot be read ({type(problem).__name__})")


def _of_file(session: Session, files: MediaStore, file_id: int, where: str) -> Iterator[Finding]:
    file = session.get_one(ReportFile, file_id)
    where = f"{where} {file.unit_id or 'all units'} {file.format.value}"
    if _SHA256.fullmatch(file.sha256):
        yield Finding(where, _file(files.path(file.sha256), file.sha256))
    else:
        yield Finding(where, "what it keeps as its hash is none")


def _file(path: Path, sha256: str) -> str:
    """What is wrong with a file."""
    try:
        with path.open("rb") as bytes_of:
            return "" if hashlib.file_digest(bytes_of, "sha256").hexdigest() == sha256 else "is another than was made"
    except FileNotFoundError:
        return "is not there any more"
    except OSError as problem:
        return f"cannot be read ({type(problem).__name__})"


def _of_publication(
    session: Session, document: Document, publication_id: int, seal_id: int, where: str
) -> Iterator[Finding]:
    row = session.get_one(ResultsPublication, publication_id)
    if canonical.sha256(row.document) != row.sha256:
        yield Finding(where, "its hash is another than was published")
        return
    told = _read(row.document)
    if not told:
        yield Finding(where, "is no results in JSON")
        return
    try:
        anew = _read(document(session, session.get_one(QuarterSeal, seal_id)))
    except UNREADABLE as problem:
        yield Finding(where, f"cannot be compared with its seal, which cannot be read ({type(problem).__name__})")
        return
    others = [name for name in MADE_ANEW if name not in told or not _is_same(told[name], anew[name])]
    if others:
        yield Finding(where, f"says otherwise than what was sealed: {', '.join(others)}")
    elif canonical.text(told) != row.document:
        yield Finding(where, "is not in the form in which it was published")
    else:
        yield Finding(where)


def _is_same(one: object, other: object) -> bool:
    """Whether two values are the same in JSON, where 1, 1.0 and true are not."""
    return canonical.text(one) == canonical.text(other)


def _of_seal(session: Session, seal_id: int, previous: str, name: str) -> Iterator[Finding]:
    seal = session.get_one(QuarterSeal, seal_id)
    manifest = _read(seal.manifest)
    yield from _read_all(f"{name} manifest", _manifest(seal, manifest, previous, f"{name} manifest"))
    yield from _read_all(f"{name} closing", _closing(session, seal, manifest, f"{name} closing"))
    yield from _read_all(f"{name} parts", _parts(session, seal, manifest, name))
    yield from _read_all(f"{name} rows", _rows(session, seal, manifest, name))
    yield from _read_all(f"{name} restatements", _restatements(session, seal, name))


def _manifest(seal: QuarterSeal, manifest: Mapping[str, Any], previous: str, where: str) -> Iterator[Finding]:
    told = (manifest.get("fiscal_year"), manifest.get("quarter"), manifest.get("position"), manifest.get("sealed_at"))
    sealed_at = canonical.instant(seal.sealed_at) if seal.sealed_at else None
    unread = [name for name in ("asked", "parts", "units") if not isinstance(manifest.get(name), dict)]
    if canonical.sha256(seal.manifest) != seal.sha256:
        yield Finding(where, "its hash is another than was sealed")
    elif manifest.get("previous") != previous:
        yield Finding(where, "the seal before it is another than it holds")
    elif (
        told != (seal.fiscal_year, seal.quarter, seal.position, sealed_at)
        or manifest.get("with_demo") != seal.with_demo
    ):
        yield Finding(where, "the quarter, its place or its instant is another than was sealed")
    elif not unread:
        yield Finding(where)
    if unread:
        yield Finding(f"{where} contents", f"cannot be read: {', '.join(unread)}")


def _closing(session: Session, seal: QuarterSeal, manifest: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """Who closed it, when and without whom, against the part and the manifest; a seal may be older than its part."""
    part = session.get(SealPart, (seal.id, CLOSING))
    stands, asked = canonical.text(closing(seal)), _mapping(manifest, "asked")
    told = {"asked_at": asked.get("at"), "asked_by_name": asked.get("by"), "overrides": asked.get("overrides")}
    is_same = (part is None or part.content == stands) and (not asked or canonical.text(told) == stands)
    yield Finding(where, "" if is_same else "by whom, when or without whom is another than was sealed")


def _parts(session: Session, seal: QuarterSeal, manifest: Mapping[str, Any], name: str) -> Iterator[Finding]:
    kept = {part.name: part.content for part in session.scalars(select(SealPart).where(SealPart.seal_id == seal.id))}
    sealed = _mapping(manifest, "parts")
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
    if manifest.get("columns") != list(COLUMNS) or seal.sealed_at is None:
        yield Finding(f"{name} rows", "are of a form that this program does not know")
        return
    hashing, counting = Hashing(), Counting(seal.sealed_at, with_demo=seal.with_demo)
    which = SealedMeasurement.seal_id == seal.id
    changed = _Changed(_restricted(session, which), name)
    for rows in in_order(session, SealedMeasurement, which, SealedMeasurement.sha256):
        for raw in rows:
            values = values_of(raw)
            counting.add(values)
            try:
                is_same = hashing.add(values) == bytes(raw[-1])
            except ValueError:
                is_same = False
            if not is_same:
                changed.add(values)
    yield from changed.findings(session)
    yield from _units(hashing.units, _mapping(manifest, "units"), name)
    part = session.get(SealPart, (seal.id, FIGURES))
    is_same = part is not None and _is_counted(part.content, counting)
    yield Finding(f"{name} figures", "" if is_same else "are others than the rows come to")


@dataclass(frozen=True, slots=True)
class _Restricted:
    """The matters whose number is not told, by id and by number: a changed row may have either."""

    ids: set[int] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def holds(self, row: Values) -> bool:
        return row[_KIND] in RESTRICTED_KINDS or row[_ID] in self.ids or row[_NUMBER] in self.numbers


def _restricted(session: Session, which: ColumnElement[bool]) -> _Restricted:
    """Those that are restricted now, and those of a seal that were when it was sealed."""
    found = _Restricted()
    for query in (
        select(Ticket.id, Ticket.number).where(Ticket.kind.in_(RESTRICTED_KINDS)),
        select(SealedMeasurement.ticket_id, SealedMeasurement.number).where(
            which, SealedMeasurement.kind.in_(RESTRICTED_KINDS)
        ),
    ):
        for ticket_id, number in session.execute(query):
            found.ids.add(ticket_id)
            found.numbers.add(number)
    return found


class _Changed:
    """Rows that are others than were sealed: the first by their matter, restricted and further ones as a number."""

    def __init__(self, restricted: _Restricted, name: str) -> None:
        self._restricted, self._name = restricted, name
        self._named: list[Values] = []
        self._hidden = self._more = 0

    def add(self, row: Values) -> None:
        if self._restricted.holds(row):
            self._hidden += 1
        elif len(self._named) < MOST_NAMED:
            self._named.append(row)
        else:
            self._more += 1

    def findings(self, session: Session) -> Iterator[Finding]:
        ids = {row[_ID] for row in self._named}
        there = set(session.scalars(select(Ticket.id).where(Ticket.id.in_(ids)))) if ids else set()
        for row in self._named:
            where = f"{self._name} unit {row[0]} row {row[_NUMBER]} {row[2]}"
            yield Finding(where, "is another than was sealed", row[_ID] if row[_ID] in there else None)
        if self._hidden:
            yield Finding(f"{self._name} rows restricted", f"{self._hidden:,} are others than were sealed")
        if self._more:
            yield Finding(f"{self._name} rows", f"{self._more:,} more are others than were sealed")


def _units(found: Mapping[str, Hashed], sealed: Mapping[str, Any], name: str) -> Iterator[Finding]:
    for unit in sorted({*found, *sealed}):
        had, has = _hashed(sealed.get(unit, {"rows": 0, "sha256": ""})), found.get(unit)
        if had is None:
            yield Finding(f"{name} unit {unit}", "what was sealed of it cannot be read in the manifest")
            continue
        where = f"{name} unit {unit} {had.rows:,} rows"
        if has is None or has.rows != had.rows:
            yield Finding(where, f"there are {has.rows if has else 0:,} now")
        else:
            yield Finding(where, "" if has.sha256 == had.sha256 else "are others than were sealed")


def _hashed(sealed: object) -> Hashed | None:
    """What a manifest says of a unit, if it says it as it is written."""
    match sealed:
        case {"rows": int(rows), "sha256": str(sha256)} if rows >= 0:
            return Hashed(rows, sha256)
        case _:
            return None


def _is_counted(content: str, counting: Counting) -> bool:
    """Whether sealed figures are what is counted; a figure that came into the program since is not asked of them."""
    try:
        counted: Mapping[Cell, Mapping[str, int]] = counting.figures
        sealed = figures_of(json.loads(content))
        asked = {cell: {name: counted[cell][name] for name in counts} for cell, counts in sealed.items()}
    except UNREADABLE:
        return False
    return sealed == asked and sealed.keys() == counted.keys()


def _restatements(session: Session, seal: QuarterSeal, name: str) -> Iterator[Finding]:
    previous = seal.sha256
    columns = (Restatement.id, Restatement.number, Restatement.sha256)
    order = select(*columns).where(Restatement.seal_id == seal.id).order_by(Restatement.number)
    for place, (restatement_id, number, sha256) in enumerate(session.execute(order).all(), 1):
        where = f"{name} restatement {number}"
        yield from _read_all(where, _restatement(session, seal, restatement_id, (place, previous), where))
        previous = sha256


def _restatement(
    session: Session, seal: QuarterSeal, restatement_id: int, follows: tuple[int, str], where: str
) -> Iterator[Finding]:
    one = session.get_one(Restatement, restatement_id)
    manifest = _read(one.manifest)
    held = (one.number, manifest.get("previous"))
    told = (manifest.get("why"), manifest.get("by"), manifest.get("issued_at"))
    if canonical.sha256(one.manifest) != one.sha256:
        yield Finding(where, "its hash is another than was issued")
    elif held != follows or manifest.get("seal") != seal.sha256:
        yield Finding(where, "the one before it, or the seal, is another than it holds")
    elif told != (one.why, one.by_name, canonical.instant(one.issued_at)):
        yield Finding(where, "why, by whom or when is another than was issued")
    else:
        yield Finding(where)


def _read(content: str) -> Mapping[str, Any]:
    """A manifest or a document; empty where somebody has made it unreadable."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _mapping(manifest: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What a manifest holds under a name; empty where it cannot be read, which is found of the manifest itself."""
    found = manifest.get(name)
    return found if isinstance(found, dict) else {}
