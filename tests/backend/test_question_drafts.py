"""A question as it is edited: nothing is lost between catalogue and form, and days are read as Thais write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.services.question_drafts import (
    draft_of,
    fingerprint,
    from_json,
    intent_of,
    problems_in,
    read_day,
    thai_day,
    tidy,
    to_json,
)
from intents.catalogue import load_catalogue

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("intent_id", sorted(CATALOGUE.intents))
def test_every_question_of_the_catalogue_goes_through_the_form_without_loss(intent_id: str) -> None:
    intent = CATALOGUE.intents[intent_id]
    draft = tidy(from_json(to_json(draft_of(intent))))

    assert problems_in(draft, CATALOGUE, new=False) == {}
    assert intent_of(draft, intent.examples) == intent
    assert fingerprint(draft) == fingerprint(draft_of(intent))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2400, 1, 1)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert read_day(thai_day(day)) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("22/11/2569", date(2026, 11, 22)),
        (" 1 / 2 / 2570 ", date(2027, 2, 1)),
        ("๒๒/๑๑/๒๕๖๙", date(2026, 11, 22)),
        ("22-11-2569", date(2026, 11, 22)),
        ("22/11/2026", None),
        ("31/2/2569", None),
        ("วันนี้", None),
        ("", None),
    ],
)
def test_days_as_people_type_them(typed: str, day: date | None) -> None:
    assert read_day(typed) == day
