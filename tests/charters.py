"""Versions of the charter for tests, brought through their life by the verbs that the desk uses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion, PaperRole
from backend.models.document import Document
from backend.models.staff import Role, Staff
from backend.services import charters
from backend.services.charters import Paper, Step
from service_standards.instants import in_bangkok
from tests.factories import NOW, a_staff, reference_data

IN_FORCE_FROM = date(2026, 5, 1)
"""Three weeks after ``NOW``."""
_serial = count(2570)


def the_trial_charter(session: Session) -> CharterVersion:
    """The version that came with the program."""
    reference_data(session)
    return session.scalars(select(CharterVersion).where(CharterVersion.label == "trial")).one()


def a_document(session: Session, by: Staff, title: str = "มติคณะกรรมการ กนอ. ครั้งที่ 3/2569") -> Document:
    """A document without its bytes."""
    document = Document(
        title=title, file_name="มติ.pdf", media_type="application/pdf", size=1_000, sha256="ab" * 32,
        kept_by_id=by.id, kept_at=NOW,
    )  # fmt: skip
    session.add(document)
    session.flush()
    return document


def a_step(now: datetime = NOW, *papers: Paper, note: str = "") -> Step:
    """What is told of a step that is taken now."""
    return Step(held_on=in_bangkok(now).date(), people="คณะกรรมการ 9 ท่าน", note=note, papers=papers)


def a_draft(session: Session, *, label: str = "", now: datetime = NOW) -> CharterVersion:
    """A draft of the trial charter."""
    source, by = the_trial_charter(session), a_staff(session, unit="ftl", role=Role.MARKETING)
    label = label or f"กฎบัตร พ.ศ. {next(_serial)}"
    return charters.draft_from(session, source.id, by, "ทบทวนประจำปี", now, label=label, label_en="Charter")


def before_the_board(session: Session, version: CharterVersion, now: datetime = NOW) -> CharterVersion:
    """Bring a draft before the committee and the board."""
    by = a_staff(session, unit="ftl", role=Role.MARKETING)
    charters.submit_to_committee(session, version.id, by, a_step(now), seen=version.version, now=now)
    return charters.submit_to_board(session, version.id, by, a_step(now), seen=version.version, now=now)


def approved(session: Session, version: CharterVersion, now: datetime = NOW) -> CharterVersion:
    """Have a draft approved by the board, with its document."""
    by = a_staff(session, unit="ftl", role=Role.MARKETING)
    before_the_board(session, version, now)
    minutes = Paper(document=a_document(session, by), role=PaperRole.MINUTES)
    return charters.approve(session, version.id, by, a_step(now, minutes), seen=version.version, now=now)


def published(
    session: Session, version: CharterVersion, in_force_from: date = IN_FORCE_FROM, now: datetime = NOW
) -> CharterVersion:
    """Bring a draft all the way to its day."""
    by = a_staff(session, unit="ftl", role=Role.MARKETING)
    approved(session, version, now)
    return charters.publish(session, version.id, by, in_force_from, a_step(now), seen=version.version, now=now)


def later(days: float, now: datetime = NOW) -> datetime:
    """An instant so many days later."""
    return now + timedelta(days=days)
