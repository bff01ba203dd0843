"""Who may see and change what: by role, by unit and by kind of matter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from backend.errors import NotAllowed, NotFound
from backend.models.contact import Attachment
from backend.models.staff import Role, Staff
from backend.models.ticket import Ticket
from backend.services import access
from tests.factories import a_chat, a_contact, a_staff, a_ticket, an_attachment

OFFICER, MARKETING, ADMINISTRATOR = Role
NOTHING, SEES, CHANGES = "not found", "sees", "changes"

MATRIX = [
    # role, of unit, matter of unit, kind: what they can do with it
    (OFFICER, "ops1", "ops1", "utility", CHANGES),
    (OFFICER, "ops1", "ops1", "integrity", CHANGES),
    (OFFICER, "ops1", "ops2", "utility", NOTHING),
    (OFFICER, "ops1", "ops2", "integrity", NOTHING),
    (OFFICER, "ops1", "ftl", "utility", NOTHING),
    (OFFICER, "ftl", "ftl", "utility", CHANGES),
    (OFFICER, "ftl", "ftl", "integrity", CHANGES),
    (OFFICER, "ftl", "ops1", "utility", NOTHING),
    (MARKETING, "ftl", "ftl", "utility", CHANGES),
    (MARKETING, "ftl", "ftl", "integrity", CHANGES),
    (MARKETING, "ftl", "ops1", "utility", SEES),
    (MARKETING, "ftl", "ops1", "integrity", NOTHING),
    (MARKETING, "kso", "kso", "utility", CHANGES),
    (MARKETING, "kso", "ftl", "utility", CHANGES),
    (MARKETING, "kso", "ftl", "integrity", NOTHING),
    (MARKETING, "kso", "ops1", "complaint", SEES),
    (ADMINISTRATOR, "ftl", "ftl", "utility", NOTHING),
    (ADMINISTRATOR, "ftl", "ftl", "integrity", NOTHING),
    (ADMINISTRATOR, "ftl", "ops1", "utility", NOTHING),
]


def outcome_of(door: Callable[[], object]) -> type[Exception] | None:
    try:
        door()
    except (NotFound, NotAllowed) as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(("role", "unit", "held_by", "kind", "can"), MATRIX)
def test_each_role_sees_and_changes_what_is_theirs(
    session: Session, role: Role, unit: str, held_by: str, kind: str, can: str
) -> None:
    staff, ticket = a_staff(session, role=role, unit=unit), a_ticket(session, unit=held_by, kind=kind)
    to_see = outcome_of(lambda: access.ticket_for(session, staff, ticket.number))
    to_change = outcome_of(lambda: access.ticket_for(session, staff, ticket.number, to_change=True))

    assert (to_see, to_change) == {
        NOTHING: (NotFound, NotFound),
        SEES: (None, NotAllowed),
        CHANGES: (None, None),
    }[can]


@pytest.mark.parametrize(("role", "unit", "held_by", "kind", "can"), MATRIX)
def test_a_file_is_seen_by_who_sees_its_matter(
    session: Session, role: Role, unit: str, held_by: str, kind: str, can: str
) -> None:
    staff, ticket = a_staff(session, role=role, unit=unit), a_ticket(session, unit=held_by, kind=kind)
    file = a_file_of(session, ticket)

    assert outcome_of(lambda: access.attachment_for(session, staff, file.id)) is (NotFound if can is NOTHING else None)


def a_file_of(session: Session, ticket: Ticket | None) -> Attachment:
    chat = ticket.conversation if ticket else a_chat(session)
    return an_attachment(session, a_contact(session, chat, "", what="image", ticket=ticket))


def test_what_is_found_is_the_matter_asked_for(session: Session) -> None:
    staff = a_staff(session)
    first, second = a_ticket(session), a_ticket(session)

    assert access.ticket_for(session, staff, second.number) is second
    assert access.ticket_for(session, staff, first.number, to_change=True) is first


def test_a_number_nobody_has_is_not_found(session: Session) -> None:
    staff = a_staff(session)
    for number in ("กนอ-69-999999", "", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            access.ticket_for(session, staff, number)


@pytest.mark.parametrize("role", Role)
def test_a_file_that_belongs_to_no_matter_is_found_by_nobody(session: Session, role: Role) -> None:
    staff = a_staff(session, role=role, unit="ftl")
    file = a_file_of(session, None)
    for attachment_id in (file.id, file.id + 1):
        with pytest.raises(NotFound):
            access.attachment_for(session, staff, attachment_id)


def test_a_matter_passed_on_goes_out_of_sight_with_its_files(session: Session) -> None:
    ops1, ops2 = a_staff(session, unit="ops1"), a_staff(session, unit="ops2")
    ticket = a_ticket(session, unit="ops1")
    file = a_file_of(session, ticket)
    ticket.unit_id = "ops2"
    session.flush()

    def sees(staff: Staff) -> bool:
        return outcome_of(lambda: access.attachment_for(session, staff, file.id)) is None

    assert [sees(ops1), sees(ops2)] == [False, True]
    assert [access.may_see(ops1, ticket), access.may_see(ops2, ticket)] == [False, True]
