"""The charter in force as anybody may read it: what is promised for each sort of matter, and how time is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion
from backend.services import clocks
from service_standards.calendar import Calendar
from service_standards.charter import ServiceStandard, Standing, load_trial_charter
from service_standards.office import office


@dataclass(frozen=True, slots=True)
class Matters:
    """One sort of matter and all that is promised for it."""

    kind: str
    standards: tuple[ServiceStandard, ...]


@dataclass(frozen=True, slots=True)
class Announced:
    """A version that is published and not yet in force."""

    label: str
    in_force_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCharter:
    """The version in force. ``in_force_from`` is None for the trial one, which nobody has put in force by a date."""

    label: str
    in_force_from: datetime | None
    matters: tuple[Matters, ...]
    following: Announced | None
    office: Calendar

    @property
    def provisional(self) -> bool:
        """Whether any standard is only a trial value."""
        return any(one.standing is Standing.PROVISIONAL for group in self.matters for one in group.standards)

    @property
    def wholly_provisional(self) -> bool:
        """Whether all of them are."""
        return all(one.standing is Standing.PROVISIONAL for group in self.matters for one in group.standards)


def public_charter(session: Session, now: datetime) -> PublicCharter | None:
    """The version in force at ``now``; None where there is none, or where it promises nothing."""
    try:
        version = clocks.charter_in_force(session, now)
    except LookupError:
        return None
    charter = clocks.charter_of(session, version.id)
    if not charter.standards:
        return None
    kinds = dict.fromkeys(standard.kind for standard in charter.standards)
    return PublicCharter(
        label=version.label,
        in_force_from=None if version.label == load_trial_charter().version else version.in_force_from,
        matters=tuple(Matters(kind, tuple(one for one in charter.standards if one.kind == kind)) for kind in kinds),
        following=_following(session, now),
        office=office(),
    )


def _following(session: Session, now: datetime) -> Announced | None:
    later = select(CharterVersion).where(CharterVersion.in_force_from > now)
    version = session.scalar(later.order_by(CharterVersion.in_force_from, CharterVersion.id).limit(1))
    return Announced(version.label, version.in_force_from) if version and version.in_force_from else None
