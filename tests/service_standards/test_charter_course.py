"""The life of a version of the charter: no way round the committee and the board, and none back from approval."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service_standards.charter_course import MOVES, CharterState, may_move, state_at
from service_standards.instants import BANGKOK

BEGINS = datetime(2027, 1, 1, tzinfo=BANGKOK)
MINUTE = timedelta(minutes=1)
OF_APPROVED = [state for state in CharterState if state.is_approved]


def reachable(start: CharterState, without: Collection[CharterState] = ()) -> set[CharterState]:
    """The states that a version may come to after ``start``, never going through those left out."""
    seen: set[CharterState] = set()
    ahead = [start]
    while ahead:
        for after in MOVES[ahead.pop()] - seen - set(without):
            seen.add(after)
            ahead.append(after)
    return seen


@st.composite
def lives(draw: st.DrawFn) -> list[CharterState]:
    """Some life of a version, from its draft on."""
    life = [CharterState.DRAFT]
    for _ in range(draw(st.integers(0, 25))):
        moves = sorted(MOVES[life[-1]])
        if not moves:
            break
        life.append(draw(st.sampled_from(moves)))
    return life


def test_every_state_has_its_moves_and_its_words() -> None:
    assert set(MOVES) == set(CharterState)
    assert len({state.label_th for state in CharterState}) == len(CharterState)
    assert len({state.label_en for state in CharterState}) == len(CharterState)
    assert reachable(CharterState.DRAFT) == set(CharterState), "a version may come to each state"


@given(lives())
def test_no_life_leads_an_approved_version_back(life: list[CharterState]) -> None:
    approved = [state.is_approved for state in life]

    assert approved == sorted(approved), "once approved, always approved"
    assert not any(state.may_be_edited for state in life if state.is_approved)


@given(lives())
def test_whatever_is_in_force_went_through_the_committee_and_the_board(life: list[CharterState]) -> None:
    if CharterState.IN_FORCE not in life:
        return
    before = life[: life.index(CharterState.IN_FORCE)]
    last_draft = len(before) - 1 - before[::-1].index(CharterState.DRAFT)

    assert before[last_draft : last_draft + 5] == [
        CharterState.DRAFT,
        CharterState.BEFORE_COMMITTEE,
        CharterState.BEFORE_BOARD,
        CharterState.APPROVED,
        CharterState.PUBLISHED,
    ], "what was edited after it was sent back goes before both again"


def test_there_is_no_way_round_the_committee_the_board_or_publishing() -> None:
    for gate in (
        CharterState.BEFORE_COMMITTEE,
        CharterState.BEFORE_BOARD,
        CharterState.APPROVED,
        CharterState.PUBLISHED,
    ):
        assert CharterState.IN_FORCE not in reachable(CharterState.DRAFT, without=[gate]), gate


def test_nothing_leads_back_but_from_the_committee_and_the_board_to_the_draft() -> None:
    order = list(CharterState)
    back = {(a, b) for a in CharterState for b in MOVES[a] if order.index(b) < order.index(a)}

    assert back == {
        (CharterState.BEFORE_COMMITTEE, CharterState.DRAFT),
        (CharterState.BEFORE_BOARD, CharterState.DRAFT),
    }
    assert [state for state in CharterState if may_move(state, state)] == [CharterState.UNDER_REVIEW], "once a year"


def test_a_version_is_in_force_from_its_instant_on_whoever_wrote_it_down() -> None:
    for written in (CharterState.PUBLISHED, CharterState.CASCADED):
        assert state_at(written, BEGINS, None, BEGINS - MINUTE) is written
        assert state_at(written, BEGINS, None, BEGINS) is CharterState.IN_FORCE


def test_a_version_is_superseded_at_the_instant_of_the_one_after_it() -> None:
    later = BEGINS + timedelta(days=365)

    for written in (CharterState.PUBLISHED, CharterState.IN_FORCE, CharterState.UNDER_REVIEW):
        assert state_at(written, BEGINS, later, later - MINUTE) is not CharterState.SUPERSEDED
        assert state_at(written, BEGINS, later, later) is CharterState.SUPERSEDED
    assert state_at(CharterState.UNDER_REVIEW, BEGINS, later, later - MINUTE) is CharterState.UNDER_REVIEW


@given(st.sampled_from([state for state in CharterState if not state.is_published]))
def test_what_is_not_published_is_as_it_was_written_down(written: CharterState) -> None:
    assert state_at(written, None, None, BEGINS) is written


@given(st.sampled_from(OF_APPROVED), st.integers(-3, 3), st.integers(1, 3), st.integers(-3, 8))
def test_as_time_goes_on_a_version_only_goes_on(written: CharterState, begins: int, lasts: int, now: int) -> None:
    start, end = BEGINS + timedelta(days=begins), BEGINS + timedelta(days=begins + lasts)
    order = list(CharterState)
    places = [order.index(state_at(written, start, end, BEGINS + timedelta(days=day))) for day in range(now, now + 10)]

    assert places == sorted(places)
