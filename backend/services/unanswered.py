"""Questions that were not answered to the point: noted as it happens, put together, dismissed, forgotten.

Never noted are emergencies and what is restricted: those words belong to one unit, not to who learns from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from backend.errors import Conflict, Refused
from backend.models.alarm import Fact
from backend.models.catalogue_change import CatalogueChange, ChangeState
from backend.models.contact import Author, Contact
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.models.unanswered import Dismissal, DismissedText, QuestionGroup, Unanswered, Why
from backend.services import facts, inserts
from backend.services.access import RESTRICTED_KINDS
from backend.visible import says_something
from intents.normalise import normalise

NEVER_LEARNED = RESTRICTED_KINDS | {"emergency"}
LEARNED_FOR = timedelta(days=90)
"""How far back one looks: what nobody asks any more needs no answer."""
GROUPED_EVERY = timedelta(minutes=10)
GROUPED, WANTED = "questions_grouped", "questions_grouping_wanted"
"""Facts: when the groups were made, and when somebody asked for new ones."""
ANOTHER_CHANCE = (ChangeState.REJECTED, ChangeState.WITHDRAWN)
"""A proposal that ended so leaves its questions as unanswered as before."""


def note(session: Session, contact_ids: Iterable[int], why: Why, now: datetime) -> None:
    """Note these messages as not answered. What is noted already keeps its reason, but for a clear "none of these"."""
    texts = select(Contact.id).where(Contact.id.in_(list(contact_ids)), *_may_be_learned())
    rows = [{"contact_id": contact_id, "why": why, "noted_at": now} for contact_id in session.scalars(texts)]
    if not rows:
        return
    insert = inserts.insert(session, Unanswered).values(rows)
    if why is Why.NONE_FITS:
        session.execute(insert.on_conflict_do_update(index_elements=["contact_id"], set_={"why": why}))
    else:
        session.execute(insert.on_conflict_do_nothing(index_elements=["contact_id"]))


def settle(session: Session, contact_ids: Iterable[int]) -> None:
    """The customer said which question it was: nothing is open about these messages."""
    session.execute(delete(Unanswered).where(Unanswered.contact_id.in_(list(contact_ids))))


def judge(session: Session, answer: Contact, *, good: bool, now: datetime) -> None:
    """An answer of the bot was called good or bad: so was the understanding of what had been asked before it."""
    asked = session.scalar(
        select(Contact.id)
        .where(
            Contact.conversation_id == answer.conversation_id,
            Contact.author == Author.CUSTOMER,
            Contact.what == "text",
            Contact.intent_id == answer.intent_id,
            Contact.id < answer.id,
        )
        .order_by(Contact.id.desc())
        .limit(1)
    )
    if asked is None:
        return  # it was a button that asked
    if not good:
        note(session, [asked], Why.OFF_THE_MARK, now)
    else:
        session.execute(delete(Unanswered).where(Unanswered.contact_id == asked, Unanswered.why == Why.OFF_THE_MARK))


def open_questions(since: datetime) -> Select[Any]:
    """The unanswered messages that may be learned from and that nobody has made a proposal of; the newest first."""
    return (
        select(Unanswered)
        .join(Contact, Contact.id == Unanswered.contact_id)
        .outerjoin(CatalogueChange, CatalogueChange.id == Unanswered.change_id)
        .where(
            Contact.at >= since,
            *_may_be_learned(),
            or_(CatalogueChange.id.is_(None), CatalogueChange.state.in_(ANOTHER_CHANCE)),
        )
        .order_by(Contact.at.desc(), Contact.id.desc())
    )


def _may_be_learned() -> Sequence[ColumnElement[bool]]:
    """Words of a customer that are still there and that are for everybody who works on the catalogue."""
    restricted = exists().where(Ticket.id == Contact.ticket_id, Ticket.kind.in_(NEVER_LEARNED))
    return (
        Contact.author == Author.CUSTOMER,
        Contact.what == "text",
        Contact.text != "",
        Contact.unsent_at.is_(None),
        Contact.kind.not_in(NEVER_LEARNED),
        ~restricted,
    )


# --- groups ---


@dataclass(frozen=True, slots=True)
class NewGroup:
    """Messages with the same need, by contact; the most central of them; the intents they may belong to."""

    members: Sequence[int]
    central: int
    likely: Sequence[str]


def grouping_is_due(session: Session, now: datetime) -> bool:
    """Whether somebody asked for new groups, or something new was noted and the groups have stood for a while."""
    grouped, wanted = session.get(Fact, GROUPED), session.get(Fact, WANTED)
    if grouped is None:
        return session.scalar(select(Unanswered.contact_id).limit(1)) is not None
    if wanted is not None and wanted.at > grouped.at:
        return True
    newest = session.scalar(select(func.max(Unanswered.noted_at)))
    return newest is not None and newest > grouped.at and now - grouped.at >= GROUPED_EVERY


def want_groups(session: Session, now: datetime) -> None:
    """Ask for new groups as soon as can be."""
    facts.remember(session, WANTED, "", now)


def to_group(session: Session, most: int, now: datetime) -> Mapping[int, str]:
    """The texts to put together, by contact: at most so many, the newest, without those that were dismissed."""
    rows = session.execute(
        open_questions(now - LEARNED_FOR).with_only_columns(Contact.id, Contact.text).limit(most)
    ).all()
    dismissed = set(session.scalars(select(DismissedText.digest)))
    return {contact_id: text for contact_id, text in rows if digest(text) not in dismissed}


def keep_groups(session: Session, groups: Sequence[NewGroup], now: datetime, *, read_at: datetime) -> None:
    """Replace all groups. What was dismissed, proposed or forgotten since ``read_at`` is left as it is now."""
    still_open = set(session.scalars(open_questions(now - LEARNED_FOR).with_only_columns(Contact.id)))
    session.execute(update(Unanswered).where(Unanswered.group_id.is_not(None)).values(group_id=None))
    session.execute(delete(QuestionGroup))
    rows: list[tuple[QuestionGroup, list[int]]] = []
    for group in groups:
        here = [member for member in group.members if member in still_open]
        if here:
            central = group.central if group.central in here else here[0]
            rows.append((QuestionGroup(central_contact_id=central, likely=list(group.likely)), here))
    session.add_all(row for row, _ in rows)
    session.flush()
    homes = [{"contact_id": member, "group_id": row.id} for row, here in rows for member in here]
    if homes:
        session.execute(update(Unanswered), homes)
    facts.remember(session, GROUPED, "", read_at)


def digest(text: str) -> str:
    """What a dismissed text is known by again."""
    return sha256(normalise(text).encode()).hexdigest()


# --- what becomes of them ---


def take_up(session: Session, contact_ids: Iterable[int], change: CatalogueChange, now: datetime) -> None:
    """A proposal was made of these messages: they leave the list, until it is rejected or withdrawn.

    Raises:
        Conflict: somebody has dealt with all of them meanwhile.
    """
    found = [contact_id for contact_id, _ in _still_open(session, contact_ids, now)]
    taken = update(Unanswered).where(Unanswered.contact_id.in_(found))
    session.execute(taken.values(change_id=change.id, group_id=None))
    _drop_empty_groups(session)


def _still_open(session: Session, contact_ids: Iterable[int], now: datetime) -> Sequence[tuple[int, str]]:
    query = open_questions(now - LEARNED_FOR).with_only_columns(Contact.id, Contact.text)
    found = session.execute(query.where(Contact.id.in_(list(contact_ids)))).all()
    if not found:
        raise Conflict("มีผู้จัดการกลุ่มนี้ไปแล้ว หรือผู้รับบริการยกเลิกข้อความแล้ว")
    return [(contact_id, text) for contact_id, text in found]


def dismiss(session: Session, contact_ids: Iterable[int], by: Staff, reason: str, now: datetime) -> None:
    """There is nothing to learn in these messages, and in none that says the same.

    Raises:
        Refused: without a reason.
        Conflict: somebody has dealt with all of them meanwhile.
    """
    if not says_something(reason):
        raise Refused("กรุณาบอกเหตุผลที่ไม่ใช้กลุ่มนี้")
    found = _still_open(session, contact_ids, now)
    dismissal = Dismissal(staff_id=by.id, at=now, reason=reason.strip()[:2000])
    session.add(dismissal)
    session.flush()
    there = set(session.scalars(select(DismissedText.digest)))
    for one in sorted({digest(text) for _, text in found} - there):
        session.add(DismissedText(digest=one, dismissal_id=dismissal.id))
    session.execute(delete(Unanswered).where(Unanswered.contact_id.in_([contact_id for contact_id, _ in found])))
    _drop_empty_groups(session)


def forget(session: Session, contact_ids: Iterable[int]) -> None:
    """These messages are to be forgotten: as if they had never been noted."""
    ids = list(contact_ids)
    for row in session.scalars(select(QuestionGroup).where(QuestionGroup.central_contact_id.in_(ids))):
        others = select(Unanswered.contact_id).where(Unanswered.group_id == row.id, Unanswered.contact_id.not_in(ids))
        heir = session.scalar(others.order_by(Unanswered.contact_id).limit(1))
        if heir is not None:
            row.central_contact_id = heir
    settle(session, ids)
    _drop_empty_groups(session)


def _drop_empty_groups(session: Session) -> None:
    session.flush()
    filled = exists().where(Unanswered.group_id == QuestionGroup.id)
    session.execute(delete(QuestionGroup).where(~filled))
