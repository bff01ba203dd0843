"""Preparing a version of the catalogue: its model is trained and evaluated by one process at a time, none twice.

Whoever prepares holds a lease and renews it; when they die it runs out, and the next one begins anew. What they found
is kept in one transaction, and only while the lease is theirs and the version is still what they read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import case, exists, select, update
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound
from backend.models.catalogue import CatalogueVersion
from backend.services import alarms, attempts, catalogues, locks, publishing_gate, understanding_models
from intents.catalogue import Catalogue
from intents.comparison import Comparison

LEASE = timedelta(minutes=2)
"""How long whoever prepares is believed to be alive after their last word; they renew it much oftener."""
MOST = 10
"""After so many beginnings that came to no end it is given up, until somebody asks for it again."""
KILLED_TOO_OFTEN = "its preparation was cut short again and again"


@dataclass(frozen=True, slots=True)
class Task:
    """A version to prepare: what it holds, what it is compared with, and the lease it is held by."""

    version_id: int
    lease: str
    catalogue: Catalogue
    compared_with: int | None
    """The version in force, with which it is compared; None when there is none, or it is that one."""


def is_due(session: Session, now: datetime) -> bool:
    """Whether a version waits to be prepared and nobody does it."""
    return bool(session.scalar(select(exists().where(CatalogueVersion.next_try_at <= now))))


def take(session: Session, now: datetime, *, version_id: int | None = None) -> Task | None:
    """Take the next version that is due, or the one of this number if it is; None when there is none.

    What is in force comes first, then the newest: that is what somebody waits for.
    """
    current = catalogues.in_force(session)
    serves = CatalogueVersion.id == (current.version_id if current else None)
    due = select(CatalogueVersion.id).where(CatalogueVersion.next_try_at <= now)
    due = due if version_id is None else due.where(CatalogueVersion.id == version_id)
    found = session.scalar(due.order_by(case((serves, 0), else_=1), CatalogueVersion.id.desc()).limit(1))
    version = locks.hold(session, CatalogueVersion, CatalogueVersion.id == found) if found is not None else None
    if version is None or version.next_try_at is None or version.next_try_at > now:  # another was first
        return None
    if version.attempts >= MOST:
        _give_up(session, version, version.note or KILLED_TOO_OFTEN, now)
        return None
    version.attempts += 1
    version.preparing, version.next_try_at = str(uuid4()), now + LEASE
    other = current.version_id if current and current.version_id != version.id else None
    return Task(version.id, version.preparing, catalogues.load(version), other)


def hurry(session: Session, version_id: int, now: datetime) -> bool:
    """Whether a version is ready. If it is not and nobody prepares it, it becomes due at once, whatever failed before.

    Raises:
        NoResultFound: there is no such version.
    """
    version = locks.hold_one(session, CatalogueVersion, CatalogueVersion.id == version_id)
    if catalogues.is_ready(session, version):
        return True
    if version.preparing is None:
        catalogues.to_prepare(version, now)
    return False


def renew(session: Session, task: Task, now: datetime) -> bool:
    """Say that the work goes on; False when it is no longer ours to do."""
    mine = (CatalogueVersion.id == task.version_id) & (CatalogueVersion.preparing == task.lease)
    renewed = update(CatalogueVersion).where(mine).values(next_try_at=now + LEASE)
    return session.scalar(renewed.returning(CatalogueVersion.id)) is not None


def finish(session: Session, task: Task, artefact: bytes, comparison: Comparison, now: datetime) -> bool:
    """Keep the model and what the evaluation found; False, and nothing is kept, when it is no longer ours to do.

    What has been in force already is not refused: going back to it must stay possible.
    """
    version = _held(session, task)
    if version is None:
        return False
    understanding_models.keep(session, version.content_hash, artefact, now)
    version.prepared_at = now
    version.report = comparison.as_json() | {"compared_with": task.compared_with}
    published = catalogues.was_published(session, version.id)
    version.refused = "" if published else publishing_gate.refusal(comparison)
    version.preparing, version.next_try_at, version.attempts, version.note = None, None, 0, ""
    return True


def fail(session: Session, task: Task, note: str, now: datetime, *, for_good: bool = False) -> None:
    """Write down that it failed, to be tried again later; not if it would fail ``for_good``."""
    version = _held(session, task)
    if version is None:
        return
    if for_good or version.attempts >= MOST:
        _give_up(session, version, note, now)
    else:
        version.preparing, version.note = None, note
        version.next_try_at = now + attempts.pause(version.attempts)


def ask_again(session: Session, version_id: int, now: datetime) -> None:
    """Prepare a version anew: what was given up, or was prepared for an older program.

    Raises:
        NotFound: there is no such version.
        Conflict: it is waiting for its preparation, or being prepared.
    """
    version = locks.hold(session, CatalogueVersion, CatalogueVersion.id == version_id)
    if version is None:
        raise NotFound(f"ไม่มีคลังคำถามฉบับที่ {version_id}")
    if version.next_try_at is not None:
        raise Conflict("คลังคำถามฉบับนี้กำลังเตรียมอยู่แล้ว")
    catalogues.to_prepare(version, now)


def _held(session: Session, task: Task) -> CatalogueVersion | None:
    version = locks.hold(session, CatalogueVersion, CatalogueVersion.id == task.version_id)
    if version is None or version.preparing != task.lease:
        return None
    return version if version.content_hash == task.catalogue.content_hash else None


def _give_up(session: Session, version: CatalogueVersion, note: str, now: datetime) -> None:
    version.preparing, version.next_try_at, version.note = None, None, note
    alarms.raise_alarm(session, "catalogue_not_prepared", f"version {version.id}", now, note)
