"""The register of innovations and lessons as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from backend.models.register import EntrySave, EntrySort, RegisterEntry
from backend.models.staff import Staff
from backend.queries.follow_ups import standard_words, version_of
from backend.services import access
from backend.services.register import searched

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the register is looked for."""

    terms: str = ""
    fiscal_year: int | None = None
    sort: EntrySort | None = None
    withdrawn: bool = False
    """Withdrawn entries instead of those that hold."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page of entries, the newest year first."""

    entries: Sequence[RegisterEntry]
    total: int
    more: bool
    years: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What an entry came from, as far as its reader may know."""

    step: int | None
    activity: str
    activity_id: int | None
    standard: str
    ticket_number: str


def find(session: Session, wanted: Wanted) -> Found:
    """The entries that are wanted."""
    query = select(RegisterEntry).where(searched(wanted.terms))
    holds = RegisterEntry.withdrawn_at.is_(None)
    query = query.where(~holds if wanted.withdrawn else holds)
    if wanted.fiscal_year is not None:
        query = query.where(RegisterEntry.fiscal_year == wanted.fiscal_year)
    if wanted.sort is not None:
        query = query.where(RegisterEntry.sort == wanted.sort)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest_first = query.order_by(RegisterEntry.fiscal_year.desc(), RegisterEntry.id.desc())
    rows = session.scalars(newest_first.offset((wanted.page - 1) * PAGE).limit(PAGE)).all()
    known = session.scalars(select(RegisterEntry.fiscal_year).distinct().order_by(RegisterEntry.fiscal_year.desc()))
    return Found(rows, total, wanted.page * PAGE < total, known.all())


def one(session: Session, entry_id: int) -> RegisterEntry | None:
    """One entry with who saved it when."""
    return session.scalar(
        select(RegisterEntry)
        .where(RegisterEntry.id == entry_id)
        .options(
            selectinload(RegisterEntry.saves).selectinload(EntrySave.by),
            selectinload(RegisterEntry.activity),
            selectinload(RegisterEntry.standard),
            selectinload(RegisterEntry.ticket),
            selectinload(RegisterEntry.withdrawn_by),
        )
    )


def origin(session: Session, entry: RegisterEntry, reader: Staff) -> Origin:
    """What it came from; a matter is named only to who may see it."""
    seen = entry.ticket is not None and access.may_see(reader, entry.ticket)
    standard = entry.standard
    return Origin(
        step=entry.step,
        activity=entry.activity.title if entry.activity else "",
        activity_id=entry.activity_id,
        standard=standard_words(standard, version_of(session, standard)) if standard else "",
        ticket_number=entry.ticket.number if entry.ticket and seen else "",
    )
