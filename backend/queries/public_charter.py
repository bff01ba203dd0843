"""The charter in force as anybody may read it, and the version that is announced to follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion
from backend.services import clocks
from backend.services.calendars import book_of
from service_standards.calendar import Calendar
from service_standards.charter import Charter
from service_standards.told import Told


@dataclass(frozen=True, slots=True)
class Announced:
    """A version that is published and not yet in force."""

    name: Told
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCharter:
    """The version in force, what follows it, and the calendar that most of it is counted by.

    ``since`` is None for the trial version, which nobody has announced.
    """

    name: Told
    since: datetime | None
    charter: Charter
    following: Announced | None
    office: Calendar


def public_charter(session: Session, now: datetime) -> PublicCharter | None:
    """The version in force at ``now``; None where there is none, or where it promises nothing."""
    version = clocks.find_charter_in_force(session, now)
    if version is None or not version.standards:
        return None
    return PublicCharter(
        name=Told(version.name_th, version.name_en),
        since=version.announced_from,
        charter=clocks.charter_of(session, version.id),
        following=_following(session, now),
        office=book_of(session).for_everybody("office"),
    )


def _following(session: Session, now: datetime) -> Announced | None:
    later = select(CharterVersion).where(CharterVersion.in_force_from > now)
    version = session.scalar(later.order_by(CharterVersion.in_force_from, CharterVersion.id).limit(1))
    if version is None or version.in_force_from is None:
        return None
    return Announced(Told(version.name_th, version.name_en), version.in_force_from)
