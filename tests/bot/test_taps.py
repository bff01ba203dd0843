"""Buttons carry what we put in and nothing else comes out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import taps

names = st.from_regex(r"[a-z][a-z0-9_]{0,40}", fullmatch=True)
numbers = st.integers(0, 10**14)


@given(
    st.sampled_from(sorted(taps.ACTIONS)),
    st.none() | names,
    st.none() | names,
    st.none() | numbers,
    st.none() | numbers,
)
def test_what_a_button_carries_is_read_back(
    action: str, intent_id: str | None, estate_id: str | None, ticket_id: int | None, contact_id: int | None
) -> None:
    carried = {"intent_id": intent_id, "estate_id": estate_id, "ticket_id": ticket_id, "contact_id": contact_id}

    assert taps.read(taps.data(action, **carried)) == taps.Tap(action, **carried)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "v=1&a=refund&b=1&amount=999999&role=admin",
        "v=2&a=menu",
        "v=1&a=confirm&b=8431&s=Zk3vT1",
        "v=1&a=rate&t=-1&r=1&s=5",
        "v=1&a=rate&t=1&r=1&s=9999999999999999999",
        "v=1&a=ask&i=../../etc/passwd",
        "v=1&a=rate&t=๑&r=1&s=5",
        "&" * 300,
        "richmenu-changed-to-c",
    ],
)
def test_what_is_not_ours_is_not_read(forged: str) -> None:
    assert taps.read(forged) is None


@given(st.text(max_size=300))
def test_no_text_makes_reading_fail(data: str) -> None:
    taps.read(data)
    assert taps.read("v=1&a=menu") == taps.Tap("menu")
