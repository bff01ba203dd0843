"""Ratings: one for each outcome, from one to five, corrected by a second tap, never of a matter that is open."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Refused
from backend.models.ticket import Rating, Status, Ticket
from backend.services import ratings, tickets
from backend.work import make_sessions
from tests.factories import NOW, a_staff, a_ticket, after


def resolved(session: Session) -> Ticket:
    """A matter whose outcome has been told."""
    ticket = a_ticket(session)
    tickets.resolve(session, ticket, a_staff(session), "แก้ไขแล้ว", seen=1, now=after(30))
    return ticket


def rate(session: Session, ticket: Ticket, score: int, *, resolution: int = 1, minute: float = 40) -> Rating:
    return ratings.rate(session, ticket, resolution, score, at=after(minute), now=after(minute + 1))


def kept(session: Session, ticket: Ticket) -> list[tuple[int, int, str]]:
    rows = session.scalars(select(Rating).where(Rating.ticket_id == ticket.id).order_by(Rating.resolution))
    return [(row.resolution, row.score, row.reason) for row in rows]


def again(session: Session, ticket: Ticket) -> None:
    """The customer has it reopened and the unit settles it a second time."""
    tickets.reopen_for_customer(session, ticket, None, at=after(100), now=after(100))
    tickets.resolve(session, ticket, a_staff(session), "แก้ไขอีกครั้งแล้ว", seen=ticket.version, now=after(200))


@pytest.mark.parametrize("score", [2, 3, 4, 5])
def test_a_score_that_is_not_low_closes_the_matter(session: Session, score: int) -> None:
    ticket = resolved(session)
    rating = rate(session, ticket, score)

    assert (rating.score, rating.at, rating.reason) == (score, after(40), "")
    closes = score >= ratings.LOW
    assert ticket.status is (Status.CLOSED if closes else Status.RESOLVED)
    assert [event.what for event in ticket.events[-2:]] == (["rated", "closed"] if closes else ["resolved", "rated"])


def test_a_low_score_leaves_the_matter_answered_and_takes_a_reason(session: Session) -> None:
    ticket = resolved(session)
    rate(session, ticket, 1)
    ratings.give_reason(session, ticket, 1, "รอนาน" * 500)

    assert ticket.status is Status.RESOLVED
    assert kept(session, ticket) == [(1, 1, ("รอนาน" * 500)[:2000])]


def test_a_reason_without_a_rating_is_nobodys(session: Session) -> None:
    ticket = resolved(session)
    ratings.give_reason(session, ticket, 1, "รอนาน")

    assert kept(session, ticket) == []


def test_a_second_tap_corrects_the_first(session: Session) -> None:
    ticket = resolved(session)
    rate(session, ticket, 1)
    rate(session, ticket, 5, minute=50)

    assert kept(session, ticket) == [(1, 5, "")]
    assert ticket.status is Status.CLOSED


def test_the_history_tells_the_score_that_counts(session: Session) -> None:
    ticket = resolved(session)
    for score in (1, 5, 5):
        rate(session, ticket, score, minute=40 + score)

    assert [event.detail["score"] for event in ticket.events if event.what == "rated"] == [1, 5]


def test_a_good_score_corrected_downwards_leaves_the_matter_closed_but_open_to_reopening(session: Session) -> None:
    ticket = resolved(session)
    rate(session, ticket, 5)
    rate(session, ticket, 1, minute=50)

    assert (kept(session, ticket), ticket.status) == ([(1, 1, "")], Status.CLOSED)
    tickets.reopen_for_customer(session, ticket, None, at=after(60), now=after(60))
    assert ticket.status is Status.IN_PROGRESS


@pytest.mark.parametrize("score", [0, 6, -1, 100])
def test_a_score_outside_one_to_five_is_refused(session: Session, score: int) -> None:
    ticket = resolved(session)
    with pytest.raises(Refused):
        rate(session, ticket, score)

    assert kept(session, ticket) == []


@pytest.mark.parametrize("score", [0, 6])
def test_the_database_refuses_it_too(session: Session, score: int) -> None:
    session.add(Rating(ticket_id=resolved(session).id, resolution=1, score=score, at=NOW))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("resolution", [0, 2, -1])
def test_an_outcome_that_never_was_is_not_rated(session: Session, resolution: int) -> None:
    ticket = resolved(session)
    with pytest.raises(Refused):
        rate(session, ticket, 5, resolution=resolution)

    assert kept(session, ticket) == []


def test_a_matter_that_is_open_or_withdrawn_is_not_rated(session: Session) -> None:
    ticket = resolved(session)
    tickets.reopen_for_customer(session, ticket, None, at=after(35), now=after(35))
    with pytest.raises(Refused):
        rate(session, ticket, 5)
    tickets.cancel(session, ticket, None, at=after(36), now=after(36))
    with pytest.raises(Refused):
        rate(session, ticket, 5)

    assert kept(session, ticket) == []


def test_each_outcome_has_a_rating_of_its_own_and_an_old_card_rates_nothing(session: Session) -> None:
    ticket = resolved(session)
    rate(session, ticket, 1)
    ratings.give_reason(session, ticket, 1, "ยังไม่ไหล")
    again(session, ticket)
    with pytest.raises(Refused):
        rate(session, ticket, 5, resolution=1, minute=210)
    rate(session, ticket, 4, resolution=2, minute=211)

    assert kept(session, ticket) == [(1, 1, "ยังไม่ไหล"), (2, 4, "")]
    assert ticket.status is Status.CLOSED
    found = ratings.of_resolution(session, ticket, 1)
    assert found is not None
    assert found.score == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(-1, 7)), max_size=8))
def test_of_any_taps_the_last_valid_one_counts_for_the_last_outcome(
    shared_sqlite: Engine, taps: list[tuple[int, int]]
) -> None:
    with make_sessions(shared_sqlite)() as session:
        ticket = resolved(session)
        again(session, ticket)
        counting = [score for resolution, score in taps if resolution == 2 and 1 <= score <= 5]
        for minute, (resolution, score) in enumerate(taps, 300):
            if resolution == 2 and 1 <= score <= 5:
                rate(session, ticket, score, resolution=resolution, minute=minute)
            else:
                with pytest.raises(Refused):
                    rate(session, ticket, score, resolution=resolution, minute=minute)

        assert [score for _, score, _ in kept(session, ticket)] == counting[-1:]
        well = any(score >= ratings.LOW for score in counting)
        assert ticket.status is (Status.CLOSED if well else Status.RESOLVED)
