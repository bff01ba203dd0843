"""The cascade as pages show it: who has acknowledged a version and who has not, and what concerns one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from backend.models.cascade import CharterParty, CharterReceipt
from backend.models.charter import CharterVersion
from backend.models.document import Document
from backend.models.staff import Staff
from backend.services import cascade, clocks, concern
from backend.services.calendars import book_of
from backend.services.staff_notices import heads_by_unit
from service_standards.charter import Charter, ServiceStandard


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A version that was handed out."""

    id: int
    name: str
    in_force_from: datetime | None
    may_be_handed_out: bool
    """Whether it holds or is still to hold, so that who is new may be handed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """What one unit or party was handed, and what came of it.

    ``heads`` names who may acknowledge for a unit. ``remind_from``: when its heads may be reminded again, where there
    is anybody to remind.
    """

    id: int
    name: str
    sort: str
    contact: str
    heads: tuple[str, ...]
    standards: int
    handed_at: datetime
    how: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    note: str
    document: Document | None
    reminders: int
    last_reminded_at: datetime | None
    remind_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeView:
    """One version and all its receipts, those not acknowledged first; ``versions`` are all there are to choose from."""

    versions: Sequence[HandedOut]
    version: HandedOut | None
    units: Sequence[ReceiptView]
    parties: Sequence[ReceiptView]


@dataclass(frozen=True, slots=True, kw_only=True)
class OurVersion:
    """What of one version concerns a unit. ``receipt`` is None where it was never handed out, as the trial one.

    ``since`` holds the codes of what has come to concern the unit since it was handed out: routes change.
    """

    name: str
    in_force: bool
    announced_from: datetime | None
    by_kind: dict[str, tuple[ServiceStandard, ...]]
    receipt: CharterReceipt | None
    since: frozenset[str]


def cascade_view(session: Session, now: datetime, charter_id: int | None = None) -> CascadeView:
    """The version of this number, or the one handed out last."""
    standing = {row.id for row in cascade.announced(session, now)}
    versions = [
        HandedOut(row.id, row.name_th, row.in_force_from, row.id in standing)
        for row in session.scalars(
            select(CharterVersion)
            .where(exists().where(CharterReceipt.charter_id == CharterVersion.id))
            .order_by(CharterVersion.in_force_from.desc())
        )
    ]
    chosen = next((one for one in versions if charter_id in (None, one.id)), None)
    if chosen is None:
        return CascadeView(versions=versions, version=None, units=(), parties=())
    rows = session.scalars(
        select(CharterReceipt)
        .where(CharterReceipt.charter_id == chosen.id)
        .options(joinedload(CharterReceipt.unit), joinedload(CharterReceipt.party), joinedload(CharterReceipt.document))
        .order_by(CharterReceipt.acknowledged_at.is_not(None), CharterReceipt.id)
    ).all()
    heads, office = heads_by_unit(session), book_of(session).for_everybody("office")
    units: list[ReceiptView] = []
    parties: list[ReceiptView] = []
    for row in rows:
        named = heads.get(row.unit_id or "", ())
        may_remind = row.unit_id is not None and row.acknowledged_at is None and named
        due = cascade.reminder_due(row, office) if may_remind else None
        (parties if row.party else units).append(_seen(row, named, due))
    return CascadeView(versions=versions, version=chosen, units=units, parties=parties)


def _seen(row: CharterReceipt, heads: Sequence[Staff], remind_from: datetime | None) -> ReceiptView:
    return ReceiptView(
        id=row.id,
        name=row.party.name if row.party else row.unit.name_th if row.unit else "",
        sort=row.party.sort.label if row.party else "",
        contact=row.party.contact if row.party else "",
        heads=tuple(one.name for one in heads),
        standards=len(row.codes),
        handed_at=row.handed_at,
        how=row.how,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        note=row.note,
        document=row.document,
        reminders=row.reminders,
        last_reminded_at=row.last_reminded_at,
        remind_from=remind_from,
    )


def our_standards(session: Session, unit_id: str, now: datetime) -> list[OurVersion]:
    """What concerns a unit: of the version in force, and of those that were handed to it and are still to hold.

    What waits to be acknowledged comes first.
    """
    current = clocks.find_charter_in_force(session, now)
    receipts = {
        row.charter_id: row
        for row in session.scalars(
            select(CharterReceipt)
            .join(CharterVersion)
            .where(CharterReceipt.unit_id == unit_id)
            .order_by(CharterVersion.in_force_from)
            .options(joinedload(CharterReceipt.charter))
        )
    }
    found = []
    if current is not None:
        found.append(_ours(session, current, receipts.get(current.id), unit_id, now))
    coming = [row for row in receipts.values() if row.charter.in_force_from and row.charter.in_force_from > now]
    found += [_ours(session, row.charter, row, unit_id, now) for row in coming]
    return sorted(found, key=lambda ours: ours.receipt is None or ours.receipt.acknowledged_at is not None)


def _ours(
    session: Session, version: CharterVersion, receipt: CharterReceipt | None, unit_id: str, now: datetime
) -> OurVersion:
    charter = clocks.charter_of(session, version.id)
    standards = concern.concerning(charter.standards, concern.kinds_by_unit(session, now).get(unit_id, ()))
    return OurVersion(
        name=version.name_th,
        in_force=version.in_force_from is not None and version.in_force_from <= now,
        announced_from=version.announced_from,
        by_kind=Charter(version=version.label, standing=charter.standing, standards=tuple(standards)).by_kind,
        receipt=receipt,
        since=frozenset(one.code for one in standards) - frozenset(receipt.codes) if receipt else frozenset(),
    )


def parties(session: Session) -> Sequence[CharterParty]:
    """The partners and suppliers of today, by name."""
    active = select(CharterParty).where(CharterParty.withdrawn_at.is_(None))
    return session.scalars(active.order_by(CharterParty.sort, CharterParty.name)).all()
