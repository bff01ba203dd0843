"""What was not answered, as pages: groups of messages with the same need. Words are masked before they leave here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.models.alarm import Fact
from backend.models.contact import Contact
from backend.models.customer import Conversation
from backend.models.unanswered import QuestionGroup, Unanswered, Why
from backend.services.demo import is_demo
from backend.services.unanswered import GROUPED, LEARNED_FOR, WANTED, open_questions
from intents.normalise import masked

PAGE = 50
EXAMPLES = 3
MOST_MESSAGES = 100
"""Of one group on its page."""


class Order(StrEnum):
    """Which groups come first."""

    LARGEST = "largest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, masked, and the language it is in; Thai where that could not be told."""

    contact_id: int
    text: str
    language: str
    why: Why
    at: datetime
    demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group: how many messages, when the last came, some of them with the most central one first."""

    name: int
    """The contact that it is called by; any other of its contacts leads to it as well."""
    count: int
    last_at: datetime
    likely: Sequence[str]
    messages: Sequence[Message]

    @property
    def label(self) -> str:
        """The most central message."""
        return self.messages[0].text

    @property
    def demo(self) -> bool:
        """Whether only made-up messages are in it, of those shown."""
        return all(message.demo for message in self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningList:
    """The groups of one page, and how fresh they are."""

    order: Order
    groups: Sequence[GroupView]
    page: int
    more: bool
    total_groups: int
    total_messages: int
    not_grouped: int
    """Messages noted since the groups were made."""
    made_at: datetime | None
    being_made: bool


def learning_list(session: Session, order: Order, page: int, now: datetime) -> LearningList:
    """Groups of what may still be learned from, ``PAGE`` at a time from page 1 on."""
    still_open = open_questions(now - LEARNED_FOR).order_by(None)
    rows = still_open.with_only_columns(Unanswered.group_id, Contact.id, Contact.at).subquery()
    counted = (
        select(rows.c.group_id, func.count().label("count"), func.max(rows.c.at).label("last_at"))
        .where(rows.c.group_id.is_not(None))
        .group_by(rows.c.group_id)
        .subquery()
    )
    keys = (counted.c.count, counted.c.last_at) if order is Order.LARGEST else (counted.c.last_at, counted.c.count)
    query = (
        select(QuestionGroup, counted.c.count, counted.c.last_at)
        .join(counted, counted.c.group_id == QuestionGroup.id)
        .order_by(*(key.desc() for key in keys), QuestionGroup.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = session.execute(query).all()
    shown = found[:PAGE]
    messages = _messages(session, [group.id for group, _, _ in shown], EXAMPLES, now)
    total, groups, loose = session.execute(
        select(
            func.count(),
            func.count(rows.c.group_id.distinct()),
            func.count().filter(rows.c.group_id.is_(None)),
        ).select_from(rows)
    ).one()
    grouped, wanted = session.get(Fact, GROUPED), session.get(Fact, WANTED)
    return LearningList(
        order=order,
        groups=[_view(group, count, last, messages[group.id]) for group, count, last in shown if messages[group.id]],
        page=page,
        more=len(found) > PAGE,
        total_groups=groups,
        total_messages=total,
        not_grouped=loose,
        made_at=grouped.at if grouped else None,
        being_made=wanted is not None and (grouped is None or wanted.at > grouped.at),
    )


def group_of(session: Session, contact_id: int, now: datetime) -> tuple[GroupView, Sequence[int]] | None:
    """The group that this message is in now, and all its messages; None when it is in none any more."""
    group = session.scalar(
        select(QuestionGroup)
        .join(Unanswered, Unanswered.group_id == QuestionGroup.id)
        .where(Unanswered.contact_id == contact_id)
    )
    messages = _messages(session, [group.id], MOST_MESSAGES, now)[group.id] if group else []
    if group is None or not messages:
        return None
    query = open_questions(now - LEARNED_FOR).where(Unanswered.group_id == group.id)
    rows = session.execute(query.with_only_columns(Contact.id, Contact.at)).all()
    return _view(group, len(rows), rows[0].at, messages), [row.id for row in rows]


def _view(group: QuestionGroup, count: int, last_at: datetime, messages: Sequence[Message]) -> GroupView:
    return GroupView(
        name=group.central_contact_id, count=count, last_at=last_at, likely=group.likely, messages=messages
    )


def _messages(session: Session, groups: Sequence[int], most: int, now: datetime) -> defaultdict[int, list[Message]]:
    """Of each group the central message and the newest others, at most so many; the same words only once."""
    central = Contact.id == QuestionGroup.central_contact_id
    rank = func.row_number().over(
        partition_by=Unanswered.group_id, order_by=(central.desc(), Contact.at.desc(), Contact.id.desc())
    )
    ranked = (
        open_questions(now - LEARNED_FOR)
        .order_by(None)
        .join(QuestionGroup, QuestionGroup.id == Unanswered.group_id)
        .join(Conversation, Conversation.id == Contact.conversation_id)
        .where(Unanswered.group_id.in_(groups))
        .with_only_columns(
            Unanswered.group_id,
            Contact.id,
            Contact.text,
            Contact.language,
            Unanswered.why,
            Contact.at,
            Conversation.key,
            rank.label("rank"),
        )
        .subquery()
    )
    found: defaultdict[int, list[Message]] = defaultdict(list)
    for row in session.execute(select(ranked).where(ranked.c.rank <= most * 3).order_by(ranked.c.rank)):
        text = masked(" ".join(row.text.split()))
        here = found[row.group_id]
        if len(here) < most and all(message.text != text for message in here):
            here.append(
                Message(
                    contact_id=row.id, text=text, language=row.language or "th", why=row.why, at=row.at,
                    demo=is_demo(row.key),
                )
            )  # fmt: skip
    return found
