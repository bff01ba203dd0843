"""Only LINE, or who knows the channel secret, may speak to the webhook."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.signature import is_genuine, sign
from tests.bot.examples import DOC_VECTOR, SECRET, VALID


def test_the_vector_of_lines_documentation_is_reproduced() -> None:
    body = DOC_VECTOR["raw_body"].encode()
    assert sign(DOC_VECTOR["channel_secret"], body) == DOC_VECTOR["x-line-signature"]


def test_every_valid_example_is_genuine() -> None:
    assert all(is_genuine([SECRET], one.body, one.headers["x-line-signature"]) for one in VALID)


def test_the_old_secret_is_accepted_while_it_is_being_changed() -> None:
    assert is_genuine(["new", "old"], b"{}", sign("old", b"{}"))


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_fits_its_own_body_only(body: bytes, other: bytes) -> None:
    assert is_genuine(["secret"], other, sign("secret", body)) == (body == other)


@given(st.text(max_size=60))
def test_a_guessed_signature_never_fits(guess: str) -> None:
    assert not is_genuine(["secret"], b"{}", guess)
