"""Versions of the catalogue คลังคำถาม: made, put in force, taken back by putting an older one in force again.

A version is made from one that was whole and sound (``intents.catalogue_writing.changed``), then prepared by the clock
(``services.preparation``), then published. Workers take up what was published within a minute.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.catalogue import CataloguePublication, CatalogueVersion
from backend.models.staff import Staff
from backend.services import inserts, locks, reference, understanding_models
from intents.catalogue import Catalogue
from intents.catalogue_json import from_json, to_json
from intents.catalogue_writing import without_examples

LONGEST_WHY = 2000
KEPT_READY = 3
"""So many of the last publications can be gone back to at once, after a new program too."""
STAYS_READY = timedelta(days=90)
MODELS_KEPT = timedelta(days=7)
"""A model is kept so long in any case: an older program may still be at work with it."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What a publication put in force. The same publication is another one once words were taken out of its version."""

    publication_id: int
    version_id: int
    content_hash: str


def make_version(
    session: Session, catalogue: Catalogue, *, by: Staff | None, why: str, based_on: CatalogueVersion | None,
    now: datetime,
) -> CatalogueVersion:  # fmt: skip
    """Keep a catalogue as a version that is still to be prepared and published.

    Args:
        by: who made it; None for the one that comes with the program.
        based_on: the version it was made from; None only for the one that comes with the program.

    Raises:
        Refused: no reason is given, nothing was changed, or an intent is gone that came with the program.
        Conflict: words were forgotten in ``based_on`` after it was read, and may still stand in ``catalogue``.
    """
    why = _reason(why)
    if by is not None:
        _lacks_nothing_of_the_program(session, catalogue)
    if based_on is not None:
        as_read = based_on.content_hash
        if locks.hold_one(session, CatalogueVersion, CatalogueVersion.id == based_on.id).content_hash != as_read:
            raise Conflict("ระหว่างนี้มีการลบถ้อยคำของผู้รับบริการออกจากคลังคำถาม กรุณาทำอีกครั้งจากฉบับล่าสุด")
        if as_read == catalogue.content_hash:
            raise Refused("ยังไม่มีอะไรเปลี่ยนไปจากคลังคำถามฉบับเดิม จึงไม่มีฉบับใหม่ให้บันทึก")
    version = CatalogueVersion(
        content_hash=catalogue.content_hash,
        content=to_json(catalogue),
        based_on_id=based_on.id if based_on else None,
        made_at=now,
        made_by_id=by.id if by else None,
        why=why,
    )
    to_prepare(version, now)
    session.add(version)
    session.flush()
    return version


def _lacks_nothing_of_the_program(session: Session, catalogue: Catalogue) -> None:
    """The program itself names some of its intents, for its menu and for what it does: none of them may go."""
    own = select(CatalogueVersion).where(CatalogueVersion.made_by_id.is_(None))
    newest = session.scalar(own.order_by(CatalogueVersion.id.desc()).limit(1))
    gone = sorted(load(newest).intents.keys() - catalogue.intents.keys()) if newest else []
    if gone:
        raise Refused(f"นำเรื่องที่มากับโปรแกรมออกจากคลังคำถามไม่ได้: {', '.join(gone)}")


def to_prepare(version: CatalogueVersion, now: datetime) -> None:
    """Have a version prepared from now on, whatever was begun before. Who calls this made it or holds it."""
    version.next_try_at, version.preparing, version.attempts, version.note = now, None, 0, ""


def shipped(session: Session, content_hash: str) -> CatalogueVersion | None:
    """The version with this content that came with the program."""
    alike = select(CatalogueVersion).where(CatalogueVersion.content_hash == content_hash)
    return session.scalar(alike.where(CatalogueVersion.made_by_id.is_(None)).order_by(CatalogueVersion.id).limit(1))


def prepare_for_this_program(session: Session, now: datetime) -> None:
    """Have those prepared again for which this program has no model: the last in force, and the ready ones not old.

    Any other version can be asked for when it is wanted (``preparation.ask_again``).
    """
    idle = select(CatalogueVersion).where(_may_be_wanted(now), CatalogueVersion.next_try_at.is_(None))
    for version in session.scalars(idle.order_by(CatalogueVersion.id)):
        if not understanding_models.is_there(session, version.content_hash):
            to_prepare(version, now)
    current = in_force(session)
    if current is not None:
        understanding_models.want(session, current.version.content_hash, now)


def drop_old_models(session: Session, now: datetime) -> None:
    """Drop the models of versions that nobody is likely to put in force again; they can be prepared again."""
    wanted = select(CatalogueVersion.content_hash).where(_may_be_wanted(now))
    understanding_models.drop_all_but(session, set(session.scalars(wanted)), made_before=now - MODELS_KEPT)


def _may_be_wanted(now: datetime) -> ColumnElement[bool]:
    last = select(CataloguePublication.version_id).order_by(CataloguePublication.id.desc()).limit(KEPT_READY)
    fresh = (CatalogueVersion.prepared_at > now - STAYS_READY) & (CatalogueVersion.refused == "")
    return or_(CatalogueVersion.id.in_(last), fresh, CatalogueVersion.next_try_at.is_not(None))


def in_force(session: Session) -> CataloguePublication | None:
    """The newest publication: what it put in force, since when, by whom and why. None before the first release."""
    return session.scalar(select(CataloguePublication).order_by(CataloguePublication.id.desc()).limit(1))


def last_published(session: Session, *, most: int = 10) -> list[InForce]:
    """What was put in force last, the newest first: one row of a few bytes each."""
    rows = session.execute(
        select(CataloguePublication.id, CataloguePublication.version_id, CatalogueVersion.content_hash)
        .join(CatalogueVersion, CatalogueVersion.id == CataloguePublication.version_id)
        .order_by(CataloguePublication.id.desc())
        .limit(most)
    )
    return [InForce(*row) for row in rows]


def find(session: Session, version_id: int) -> CatalogueVersion:
    """The version of this number.

    Raises:
        NotFound: there is none.
    """
    found = session.get(CatalogueVersion, version_id)
    if found is None:
        raise NotFound(f"ไม่มีคลังคำถามฉบับที่ {version_id}")
    return found


def load(version: CatalogueVersion) -> Catalogue:
    """The catalogue that a version holds."""
    return from_json(version.content, version.content_hash)


def is_ready(session: Session, version: CatalogueVersion) -> bool:
    """Whether it was prepared and this program has a model for it as it now is."""
    return version.prepared_at is not None and understanding_models.is_there(session, version.content_hash)


def was_published(session: Session, version_id: int) -> bool:
    """Whether it has ever been in force."""
    return bool(session.scalar(select(exists().where(CataloguePublication.version_id == version_id))))


def publish(
    session: Session, version_id: int, *, by: Staff | None, why: str, seen: int, now: datetime
) -> CataloguePublication:
    """Put a version in force: a new one, or an older one again.

    Args:
        by: who does it; None for a release.
        seen: the number of the publication in force when this was decided; 0 before the first.

    Raises:
        NotFound: there is no such version.
        Refused: no reason is given, the version is not ready, or its evaluation speaks against it.
        Conflict: it is in force already, somebody published meanwhile, or it was made from a version that is no longer
            in force, whose successor's changes it would undo unseen.
    """
    why = _reason(why)
    numbers = sorted({version_id, _offered(session) or version_id})
    held = {number: locks.hold(session, CatalogueVersion, CatalogueVersion.id == number) for number in numbers}
    wanted = held.pop(version_id)
    if wanted is None:
        raise NotFound(f"ไม่มีคลังคำถามฉบับที่ {version_id}")
    current = in_force(session)
    if (current.id if current else 0) != seen:
        raise _somebody_was_first()
    _may_be_published(session, wanted, current)
    publication = _put_in_force(session, wanted, by, why, seen, now)
    catalogue = load(wanted)
    reference.follow_catalogue(session, catalogue, before=load(current.version) if current else None)
    understanding_models.want(session, wanted.content_hash, now)
    for offered in held.values():
        if offered is not None and offered.next_try_at is None:
            to_prepare(offered, now)  # it was compared with what is no longer in force; its model is there
    return publication


def _offered(session: Session) -> int | None:
    """The newest version that came with the program, if it has never been in force."""
    own = select(CatalogueVersion.id).where(CatalogueVersion.made_by_id.is_(None))
    newest = session.scalar(own.order_by(CatalogueVersion.id.desc()).limit(1))
    return None if newest is None or was_published(session, newest) else newest


def forget_words(session: Session, words: Mapping[str, Collection[str]], now: datetime) -> list[int]:
    """Take words of customers out of every version that holds them; the numbers of these versions.

    Each loses the model that learned from them and is prepared again, the one in force too; workers go on with the
    model they have until then.

    Args:
        words: examples as they stand in the catalogue, by the id of their intent or OUT_OF_SCOPE.
    """
    rewritten: list[int] = []
    looked_at: set[int] = set()
    while found := [number for number in _holding(session, words) if number not in looked_at]:
        for number in found:  # and once more for what was being made of one of them while we waited for it
            looked_at.add(number)
            version = locks.hold_one(session, CatalogueVersion, CatalogueVersion.id == number)
            catalogue = load(version)
            left = without_examples(catalogue, words)
            if left != catalogue:
                version.content, version.content_hash = to_json(left), left.content_hash
                to_prepare(version, now)
                rewritten.append(number)
        session.flush()
    if rewritten:
        understanding_models.drop_all_but(
            session, set(session.scalars(select(CatalogueVersion.content_hash))), made_before=None
        )
        current = in_force(session)
        if current is not None:
            understanding_models.want(session, current.version.content_hash, now)
    return rewritten


def _holding(session: Session, words: Mapping[str, Collection[str]]) -> Sequence[int]:
    """The versions in whose text these words stand, under whichever intent."""
    texts = sorted({json.dumps(text, ensure_ascii=False) for lines in words.values() for text in lines})
    stands = or_(false(), *(CatalogueVersion.content.contains(text, autoescape=True) for text in texts))
    return session.scalars(select(CatalogueVersion.id).where(stands).order_by(CatalogueVersion.id)).all()


def _may_be_published(session: Session, wanted: CatalogueVersion, current: CataloguePublication | None) -> None:
    if current is not None and current.version_id == wanted.id:
        raise Conflict("คลังคำถามฉบับนี้ใช้งานอยู่แล้ว")
    if wanted.refused:
        raise Refused(wanted.refused)
    published = was_published(session, wanted.id)
    if not is_ready(session, wanted) or (wanted.next_try_at is not None and not published):
        raise Refused("คลังคำถามฉบับนี้ยังเตรียมไม่เสร็จ เผยแพร่ได้เมื่อฝึกและวัดผลเรียบร้อยแล้ว")
    stale = current is not None and wanted.based_on_id not in (None, current.version_id)
    if stale and not published:
        raise Conflict("ระหว่างนี้มีคลังคำถามฉบับอื่นเผยแพร่ไปแล้ว กรุณาทำฉบับใหม่จากฉบับที่ใช้งานอยู่ เพื่อไม่ให้สิ่งที่ผู้อื่นแก้ไว้หายไป")


def _put_in_force(
    session: Session, wanted: CatalogueVersion, by: Staff | None, why: str, seen: int, now: datetime
) -> CataloguePublication:
    """Of two who have seen the same publication one gets the next number; the other waits for that one's end."""
    row = {"id": seen + 1, "version_id": wanted.id, "at": now, "by_id": by.id if by else None, "why": why}
    insert = inserts.insert(session, CataloguePublication).values(row).on_conflict_do_nothing()
    if session.scalar(insert.returning(CataloguePublication.id)) is None:
        raise _somebody_was_first()
    return session.get_one(CataloguePublication, seen + 1)


def _somebody_was_first() -> Conflict:
    return Conflict("ระหว่างที่ท่านดูหน้านี้มีผู้เผยแพร่คลังคำถามฉบับอื่นไปก่อนแล้ว กรุณาเปิดหน้านี้ใหม่แล้วตัดสินใจอีกครั้ง")


def _reason(why: str) -> str:
    why = why.strip()
    if not why:
        raise Refused("กรุณาเขียนเหตุผลของการเปลี่ยนแปลง")
    if len(why) > LONGEST_WHY:
        raise Refused(f"เหตุผลยาวเกินไป กรุณาเขียนไม่เกิน {LONGEST_WHY:,} ตัวอักษร")
    return why
