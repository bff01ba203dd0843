"""Ticket numbers: of the fiscal year, in one form, never given twice."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.customer import Conversation
from backend.models.ticket import Ticket
from backend.work import Work
from service_standards.instants import BANGKOK
from tests.factories import a_chat, a_ticket, a_unit

FORM = re.compile(r"กนอ-\d\d-\d{6}")


class Interrupted(Exception):
    """What goes wrong before the commit."""


def test_the_first_of_a_year_is_number_one_and_the_next_is_two(session: Session) -> None:
    assert [a_ticket(session).number for _ in range(2)] == ["กนอ-69-000001", "กนอ-69-000002"]


@pytest.mark.parametrize(
    ("received", "year"),
    [
        pytest.param(datetime(2026, 9, 30, 23, 59, 59, tzinfo=BANGKOK), "69", id="the last second in Bangkok"),
        pytest.param(datetime(2026, 10, 1, 0, 0, tzinfo=BANGKOK), "70", id="the first instant in Bangkok"),
        pytest.param(datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC), "69", id="the last second, told in UTC"),
        pytest.param(datetime(2026, 9, 30, 17, 0, tzinfo=UTC), "70", id="still September in UTC"),
        pytest.param(datetime(2025, 10, 1, 0, 0, tzinfo=BANGKOK), "69", id="a year begins in October"),
        pytest.param(datetime(2026, 1, 1, 0, 0, tzinfo=BANGKOK), "69", id="and not in January"),
    ],
)
def test_the_year_is_the_fiscal_year_of_the_receipt_in_bangkok(session: Session, received: datetime, year: str) -> None:
    assert a_ticket(session, at=received).number == f"กนอ-{year}-000001"


def test_each_year_counts_from_one_and_the_old_one_goes_on_counting(session: Session) -> None:
    september, october = datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 9, 30, 18, tzinfo=UTC)
    given = [a_ticket(session, at=at).number for at in (september, october, september, october)]

    assert given == ["กนอ-69-000001", "กนอ-70-000001", "กนอ-69-000002", "กนอ-70-000002"]


def open_one(work: Work, chat_id: int, *, fails: bool) -> None:
    with work.write() as session:
        a_ticket(session, chat=session.get_one(Conversation, chat_id))
        if fails:
            raise Interrupted


def test_many_at_once_never_get_the_same_number_though_some_come_to_nothing(work: Work) -> None:
    with work.write() as session:
        a_unit(session)
        a_ticket(session)
        chat_id = a_chat(session).id
    with ThreadPoolExecutor(8) as threads:
        tries = [threads.submit(open_one, work, chat_id, fails=n % 5 == 0) for n in range(60)]
    outcomes = [attempt.exception() for attempt in tries]

    assert sum(isinstance(outcome, Interrupted) for outcome in outcomes) == 12
    assert [outcome for outcome in outcomes if not isinstance(outcome, Interrupted | None)] == []
    with work.read() as session:
        numbers = list(session.scalars(select(Ticket.number)))
    assert len(numbers) == len(set(numbers)) == 49
    assert all(FORM.fullmatch(number) for number in numbers)


def test_a_number_of_a_transaction_that_failed_is_on_no_ticket_and_the_next_is_new(work: Work) -> None:
    with work.write() as session:
        first = a_ticket(session).number
        chat_id = a_chat(session).id
    with pytest.raises(Interrupted):
        open_one(work, chat_id, fails=True)
    with work.write() as session:
        second = a_ticket(session).number

    with work.read() as session:
        assert sorted(session.scalars(select(Ticket.number))) == [first, second]
    assert first < second
