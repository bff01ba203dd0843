"""Publishing the results of a closed quarter, and taking them back with a reason. ฝตล. does both."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from backend.errors import Conflict, Refused
from backend.models.publication import ResultsPublication
from backend.models.seal import QuarterSeal, SealState
from backend.models.staff import Staff
from backend.services import access, locks
from backend.services.quarters import rows_of
from backend.visible import says_something
from service_standards.thai_dates import Quarter

LONGEST_WHY = 1000
FOREIGN = "การเผยแพร่ผลเป็นหน้าที่ของ ฝตล."


def publish(session: Session, seal_id: int, document: str, by: Staff, now: datetime) -> ResultsPublication:
    """Publish a closed quarter's results as they were made from its seal.

    Args:
        document: the results as canonical JSON (``queries.public_results``).

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Refused: the quarter is not closed.
        Conflict: it is published already.
    """
    access.expect_marketing(by, FOREIGN)
    seal = locks.hold_one(session, QuarterSeal, QuarterSeal.id == seal_id)
    if seal.state is not SealState.SEALED:
        raise Refused("เผยแพร่ได้หลังปิดไตรมาสแล้ว")
    if _standing(session, seal_id) is not None:
        raise Conflict("ผลของไตรมาสนี้เผยแพร่อยู่แล้ว")
    row = ResultsPublication(
        seal_id=seal_id,
        document=document,
        sha256=hashlib.sha256(document.encode()).hexdigest(),
        published_at=now,
        by_id=by.id,
        by_name=by.name,
    )
    session.add(row)
    session.flush()
    return row


def withdraw(session: Session, seal_id: int, why: str, by: Staff, *, seen: int, now: datetime) -> None:
    """Take what is published back, with a reason that is kept.

    Args:
        seen: the publication that ``by`` had before them: not the next one, from a page that is no longer true.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Refused: without a reason.
        Conflict: nothing is published.
    """
    access.expect_marketing(by, FOREIGN)
    locks.hold_one(session, QuarterSeal, QuarterSeal.id == seal_id)
    row = _standing(session, seal_id)
    if row is None:
        raise Conflict("ผลของไตรมาสนี้ไม่ได้เผยแพร่อยู่")
    if row.id != seen:
        raise Conflict("มีการเผยแพร่ใหม่หลังจากที่ท่านเปิดหน้านี้ กรุณาตรวจสอบอีกครั้ง")
    if not says_something(why):
        raise Refused("กรุณาระบุเหตุผลที่ถอนการเผยแพร่")
    if len(why) > LONGEST_WHY:
        raise Refused(f"เหตุผลยาวเกินไป กรุณาย่อให้ไม่เกิน {LONGEST_WHY:,} ตัวอักษร")
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_by_name, row.withdrawn_why = now, by.id, by.name, why.strip()


def _standing(session: Session, seal_id: int) -> ResultsPublication | None:
    which = (ResultsPublication.seal_id == seal_id, ResultsPublication.withdrawn_at.is_(None))
    return session.scalar(select(ResultsPublication).where(*which))


def of_seal(session: Session, seal_id: int) -> Sequence[ResultsPublication]:
    """All publications of a closed quarter, the latest first."""
    rows = select(ResultsPublication).where(ResultsPublication.seal_id == seal_id)
    return session.scalars(rows.order_by(ResultsPublication.id.desc())).all()


def standing(session: Session) -> Sequence[ResultsPublication]:
    """What anybody may read now, the latest quarter first."""
    rows = (
        select(ResultsPublication)
        .join(ResultsPublication.seal)
        .where(ResultsPublication.withdrawn_at.is_(None))
        .order_by(QuarterSeal.fiscal_year.desc(), QuarterSeal.quarter.desc())
        .options(joinedload(ResultsPublication.seal).selectinload(QuarterSeal.restatements))
    )
    return session.scalars(rows).all()


def of_quarter(session: Session, quarter: Quarter) -> ResultsPublication | None:
    """What anybody may read of one quarter."""
    rows = select(ResultsPublication).join(ResultsPublication.seal)
    return session.scalar(rows.where(ResultsPublication.withdrawn_at.is_(None), rows_of(QuarterSeal, quarter)))
