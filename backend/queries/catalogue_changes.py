"""Proposed changes to the catalogue, as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from backend.models.catalogue_change import CatalogueChange, ChangeState, GivenUpVersion, ProposedWording, What
from backend.models.staff import Staff
from backend.services.question_drafts import QuestionDraft, from_json

MOST = 100
ENDED = (ChangeState.IN_VERSION, ChangeState.REJECTED, ChangeState.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One change in a list."""

    id: int
    what: What
    intent_id: str
    state: ChangeState
    author_id: int
    author: str
    proposed_at: datetime
    why: str
    reviewer: str | None
    reviewed_at: datetime | None
    review_note: str
    version_id: int | None
    wordings: int
    draft: QuestionDraft | None

    @property
    def title(self) -> str:
        """What a new question is called; nothing where the catalogue knows it."""
        return self.draft.title_th if self.draft else ""


@dataclass(frozen=True, slots=True)
class WordingView:
    """One proposed way of asking, and whether it is made from a customer's words."""

    language: str
    text: str
    of_a_customer: bool


@dataclass(frozen=True, slots=True)
class ChangeLists:
    """What waits for a judgement, what waits for a version, what has ended; the newest first."""

    proposed: Sequence[ChangeRow]
    approved: Sequence[ChangeRow]
    ended: Sequence[ChangeRow]


def change_lists(session: Session) -> ChangeLists:
    """All three."""
    return ChangeLists(
        changes(session, ChangeState.PROPOSED),
        changes(session, ChangeState.APPROVED),
        changes(session, *ENDED),
    )


def changes(session: Session, *states: ChangeState, version_id: int | None = None) -> Sequence[ChangeRow]:
    """Changes in these states, of one version if it is given, the newest first, at most ``MOST``."""
    query = _rows().where(CatalogueChange.state.in_(states)).order_by(CatalogueChange.id.desc()).limit(MOST)
    if version_id is not None:
        query = query.where(CatalogueChange.version_id == version_id)
    return [_row(*row) for row in session.execute(query)]


def open_changes_of(session: Session, intent_id: str) -> Sequence[ChangeRow]:
    """What is proposed or approved for one question, the newest first."""
    query = _rows().where(
        CatalogueChange.intent_id == intent_id,
        CatalogueChange.state.in_((ChangeState.PROPOSED, ChangeState.APPROVED)),
    )
    return [_row(*row) for row in session.execute(query.order_by(CatalogueChange.id.desc()))]


def one_change(session: Session, change_id: int) -> ChangeRow | None:
    """The change of this number, if there is one."""
    row = session.execute(_rows().where(CatalogueChange.id == change_id)).first()
    return _row(*row) if row else None


def wordings_of(session: Session, change_id: int) -> Sequence[WordingView]:
    """The ways of asking that a change brings, in the order they were proposed in."""
    query = select(ProposedWording).where(ProposedWording.change_id == change_id).order_by(ProposedWording.id)
    return [WordingView(row.language, row.text, row.contact_id is not None) for row in session.scalars(query)]


def _rows() -> Select[Any]:
    author, reviewer = aliased(Staff), aliased(Staff)
    wordings = select(func.count()).where(ProposedWording.change_id == CatalogueChange.id).scalar_subquery()
    return (
        select(CatalogueChange, author.name, reviewer.name, wordings)
        .join(author, author.id == CatalogueChange.author_id)
        .outerjoin(reviewer, reviewer.id == CatalogueChange.reviewer_id)
    )


def _row(change: CatalogueChange, author: str, reviewer: str | None, wordings: int) -> ChangeRow:
    return ChangeRow(
        id=change.id,
        what=change.what,
        intent_id=change.intent_id,
        state=change.state,
        author_id=change.author_id,
        author=author,
        proposed_at=change.proposed_at,
        why=change.why,
        reviewer=reviewer,
        reviewed_at=change.reviewed_at,
        review_note=change.review_note,
        version_id=change.version_id,
        wordings=wordings,
        draft=from_json(change.content) if change.content else None,
    )


def given_up(session: Session) -> frozenset[int]:
    """The versions that were given up."""
    return frozenset(session.scalars(select(GivenUpVersion.version_id)))
