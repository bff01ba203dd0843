"""Versions of the catalogue and what was published when, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from backend.models.catalogue import CataloguePublication, CatalogueVersion
from backend.services import catalogues, understanding_models
from intents.comparison import Comparison, from_json

MOST = 100


class Standing(StrEnum):
    """How far a version has come."""

    IN_FORCE = "in_force"
    WAITING = "waiting"
    """Its model is still to be trained, or to be tried again."""
    PREPARING = "preparing"
    READY = "ready"
    REFUSED = "refused"
    """Its evaluation speaks against it: ``refused`` says why."""
    UNPREPARED = "unprepared"
    """Its preparation was given up (``note`` says over what) or was for an older program. It can be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version. ``made_by`` is empty for one that came with the program."""

    id: int
    standing: Standing
    made_at: datetime
    made_by: str
    made_by_id: int | None
    why: str
    based_on: int | None
    was_published: bool
    prepared_at: datetime | None
    refused: str
    note: str
    comparison: Comparison | None
    """What its evaluation found; None before it."""
    compared_with: int | None
    """The version with which it was compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationView:
    """One putting in force. ``by`` is empty for a release; ``is_return``: this version had been in force before."""

    id: int
    version: int
    at: datetime
    by: str
    why: str
    is_return: bool


def versions(session: Session, *, most: int = MOST) -> tuple[VersionView, ...]:
    """The newest versions, the newest first."""
    rows = session.scalars(
        select(CatalogueVersion)
        .options(joinedload(CatalogueVersion.made_by))
        .order_by(CatalogueVersion.id.desc())
        .limit(most)
    ).all()
    return tuple(_views(session, rows))


def version(session: Session, version_id: int) -> VersionView:
    """One version.

    Raises:
        NotFound: there is none.
    """
    (view,) = _views(session, [catalogues.find(session, version_id)])
    return view


def publications(session: Session, *, most: int = MOST) -> tuple[PublicationView, ...]:
    """What was put in force when, the newest first: the first one is in force."""
    rows = session.scalars(
        select(CataloguePublication)
        .options(joinedload(CataloguePublication.by))
        .order_by(CataloguePublication.id.desc())
        .limit(most)
    ).all()
    first = func.min(CataloguePublication.id)
    firsts = session.execute(select(CataloguePublication.version_id, first).group_by(CataloguePublication.version_id))
    came_first = {row[1] for row in firsts}
    return tuple(
        PublicationView(
            id=row.id, version=row.version_id, at=row.at, by=row.by.name if row.by else "", why=row.why,
            is_return=row.id not in came_first,
        )
        for row in rows
    )  # fmt: skip


def _views(session: Session, rows: Sequence[CatalogueVersion]) -> Iterable[VersionView]:
    current = catalogues.in_force(session)
    published = set(session.scalars(select(CataloguePublication.version_id)))
    with_model = understanding_models.those_there(session, {row.content_hash for row in rows})
    for row in rows:
        is_current = current is not None and current.version_id == row.id
        yield VersionView(
            id=row.id,
            standing=Standing.IN_FORCE if is_current else _standing(row, has_model=row.content_hash in with_model),
            made_at=row.made_at,
            made_by=row.made_by.name if row.made_by else "",
            made_by_id=row.made_by_id,
            why=row.why,
            based_on=row.based_on_id,
            was_published=row.id in published,
            prepared_at=row.prepared_at,
            refused=row.refused,
            note=row.note,
            comparison=from_json(row.report) if row.report else None,
            compared_with=row.report["compared_with"] if row.report else None,
        )


def _standing(row: CatalogueVersion, *, has_model: bool) -> Standing:
    if row.next_try_at is not None:
        return Standing.PREPARING if row.preparing else Standing.WAITING
    if row.refused:
        return Standing.REFUSED
    return Standing.READY if row.prepared_at and has_model else Standing.UNPREPARED
