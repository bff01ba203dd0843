"""Changes to the catalogue under pressure: two at once, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, ServiceError
from backend.models.catalogue import CatalogueVersion
from backend.models.catalogue_change import CatalogueChange, ChangeState, ProposedWording
from backend.models.staff import Role, Staff
from backend.services import catalogue_changes, contacts
from backend.services.catalogue_changes import Proposal, Wording
from backend.services.question_drafts import draft_of, fingerprint
from backend.work import Work
from tests.catalogues import shipped, small
from tests.factories import NOW, a_chat, a_contact, a_staff, an_unanswered

HOURS = small().intents["office_hours"]


def marketing(session: Session) -> Staff:
    return a_staff(session, unit="ftl", role=Role.MARKETING)


def proposed(session: Session, by: Staff, text: str = "เปิดวันพระไหม", contact_id: int | None = None) -> CatalogueChange:
    proposal = Proposal(by=by, why="มีคนถาม", wordings=(Wording("th", text, contact_id),))
    return catalogue_changes.propose_wordings(session, proposal, "office_hours", small(), NOW)


def at_once(work: Work, *deeds: Callable[[Session], object]) -> list[object]:
    """Each deed in a transaction of its own, begun together; what each gave, or how the domain refused."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[Session], object]) -> object:
        start.wait()
        try:
            with work.write() as session:
                return deed(session)
        except ServiceError as refused:
            return refused

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_of_two_who_rewrite_a_question_at_once_one_is_told_of_the_other(work: Work) -> None:
    with work.write() as session:
        shipped(session)
        staff = [marketing(session).id, marketing(session).id]
    draft = draft_of(HOURS)

    def rewrite(who: int) -> Callable[[Session], object]:
        def deed(session: Session) -> object:
            proposal = Proposal(by=session.get_one(Staff, who), why="ลอง", wordings=(Wording("th", f"ลอง{who}ครับ"),))
            return catalogue_changes.propose_edit(session, proposal, draft, small(), fingerprint(draft), NOW).id

        return deed

    ended = at_once(work, *map(rewrite, staff))

    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "int"]


def test_of_two_who_make_a_version_at_once_one_makes_it(work: Work) -> None:
    with work.write() as session:
        shipped(session)
        author, other = marketing(session), marketing(session)
        catalogue_changes.approve(session, proposed(session, author).id, other, "", NOW)
        ids = [author.id, other.id]

    def make(who: int) -> Callable[[Session], object]:
        return lambda session: catalogue_changes.put_together(session, session.get_one(Staff, who), "ลอง", NOW).id

    ended = at_once(work, *map(make, ids))

    assert sorted(type(one).__name__ for one in ended) == ["Refused", "int"]
    with work.read() as session:
        assert len(session.scalars(select(CatalogueVersion)).all()) == 2


def test_words_taken_back_while_a_version_is_made_are_in_none(work: Work) -> None:
    with work.write() as session:
        shipped(session)
        author, other = marketing(session), marketing(session)
        said = a_contact(session, a_chat(session), "คุณสมปองถามว่าเปิดกี่โมง")
        message_id, by = said.line_message_id or "", other.id
        change = proposed(session, author, said.text, said.id)
        catalogue_changes.approve(session, change.id, other, "", NOW)
        change_id = change.id

    at_once(
        work,
        lambda session: contacts.take_back(session, message_id, NOW),
        lambda session: catalogue_changes.put_together(session, session.get_one(Staff, by), "ลอง", NOW).id,
    )

    with work.read() as session:
        assert session.get_one(CatalogueChange, change_id).state in (ChangeState.APPROVED, ChangeState.IN_VERSION)
        assert session.scalars(select(ProposedWording)).all() == []
        assert all("สมปอง" not in one for one in session.scalars(select(CatalogueVersion.content)))


def test_words_taken_back_while_they_are_proposed_are_not_kept(work: Work) -> None:
    with work.write() as session:
        shipped(session)
        by = marketing(session).id
        said = an_unanswered(session, "คุณสมปองถามว่าเปิดกี่โมง")
        contact_id, text, message_id = said.id, said.text, said.line_message_id or ""

    def propose(session: Session) -> object:
        wordings = (Wording("th", text, contact_id), Wording("th", "เปิดวันพระไหม"))
        proposal = Proposal(by=session.get_one(Staff, by), why="มีคนถาม", wordings=wordings, questions=(contact_id,))
        return catalogue_changes.propose_wordings(session, proposal, "office_hours", small(), NOW).id

    at_once(work, propose, lambda session: contacts.take_back(session, message_id, NOW))

    with work.read() as session:
        kept = session.scalars(select(ProposedWording.text)).all()
    assert set(kept) <= {"เปิดวันพระไหม"}


def test_the_database_takes_no_author_for_a_reviewer(session: Session) -> None:
    author = marketing(session)
    change = proposed(session, author)
    with pytest.raises(NotAllowed):
        catalogue_changes.approve(session, change.id, author, "", NOW)

    with pytest.raises(IntegrityError):
        session.execute(update(CatalogueChange).values(reviewer_id=author.id))


def test_who_did_not_propose_it_does_not_withdraw_it(session: Session) -> None:
    change = proposed(session, marketing(session))

    with pytest.raises(NotAllowed, match="ของตนเอง"):
        catalogue_changes.withdraw(session, change.id, marketing(session), NOW)
    catalogue_changes.approve(session, change.id, marketing(session), "", NOW)
    catalogue_changes.withdraw(session, change.id, change.author, NOW)

    with pytest.raises(Conflict, match="ถอนคืน"):
        catalogue_changes.withdraw(session, change.id, change.author, NOW)
