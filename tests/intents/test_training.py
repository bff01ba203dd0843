"""The same catalogue gives the same model, byte by byte; too small a catalogue gives a reason."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from intents.catalogue import Catalogue, Intent
from intents.estates import load_estates
from intents.features import cut
from intents.model import load
from intents.normalise import normalise
from intents.term_table import TermTable
from intents.training import TrainingError, train
from intents.understand import Understander
from intents.understanding import OUT_OF_SCOPE, Decision
from tests.intents.catalogues import with_changed, with_example
from tests.intents.conftest import SMALL
from tests.intents.encoders import LetterEncoder


def texts_of(catalogue: Catalogue) -> set[tuple[str, str]]:
    """Each intent with each of its distinct examples."""
    said = {intent.id: intent.examples for intent in catalogue.intents.values()} | {
        OUT_OF_SCOPE: catalogue.out_of_scope
    }
    return {
        (label, normalise(text)) for label, examples in said.items() for texts in examples.values() for text in texts
    }


# The same


def test_training_twice_gives_the_same_bytes(small_catalogue: Catalogue, artefact: bytes) -> None:
    assert train(small_catalogue, LetterEncoder()) == artefact


def test_another_process_with_other_hashes_gives_the_same_bytes(small_catalogue: Catalogue, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "intents",
        "train",
        "--plain",
        "--catalogue",
        str(SMALL),
        "--out",
        str(tmp_path / "model.npz"),
    ]

    done = subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, text=True, timeout=60)

    artefact = train(small_catalogue, None)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(artefact):,} bytes" in done.stdout
    assert "cross-validated on 104 examples" in done.stdout
    assert (tmp_path / "model.npz").read_bytes() == artefact


def test_the_order_of_intents_languages_and_examples_changes_nothing(
    small_catalogue: Catalogue, artefact: bytes
) -> None:
    def turned(intent: Intent) -> Intent:
        return replace(intent, examples={key: texts[::-1] for key, texts in reversed(intent.examples.items())})

    backwards = {key: turned(intent) for key, intent in reversed(small_catalogue.intents.items())}

    assert train(replace(small_catalogue, intents=backwards), LetterEncoder()) == artefact


def test_an_example_given_twice_is_learned_once(small_catalogue: Catalogue, artefact: bytes) -> None:
    twice = with_example(small_catalogue, "greeting", "ดีจ้าาาา")

    assert train(replace(twice, content_hash=small_catalogue.content_hash), LetterEncoder()) == artefact


# What is learned


def test_the_model_knows_every_intent_and_what_is_none(small_catalogue: Catalogue, artefact: bytes) -> None:
    model = load(artefact)

    assert set(model.classes) == {*small_catalogue.intents, OUT_OF_SCOPE}
    assert model.content_hash == small_catalogue.content_hash


def test_every_example_is_judged_once_by_a_model_that_had_not_seen_it(
    small_catalogue: Catalogue, artefact: bytes
) -> None:
    figures = load(artefact).plain.figures

    assert figures.examples == len(texts_of(small_catalogue))
    assert 1 / len(small_catalogue.intents) < figures.first <= figures.three < 1
    assert figures.right >= 0.9


def test_nearly_every_example_learned_is_known_again(small_catalogue: Catalogue, artefact: bytes) -> None:
    judge = load(artefact).judge(None)
    forgotten = [
        (label, text)
        for label, text in texts_of(small_catalogue)
        if label != OUT_OF_SCOPE and judge.rank(text).intents[0] != label
    ]

    assert len(forgotten) <= 2, forgotten


def test_what_the_catalogue_says_of_an_intent_is_learned_too(small_catalogue: Catalogue, artefact: bytes) -> None:
    word = "กระดิ่ง"
    titled = load(train(with_changed(small_catalogue, "water_supply", title_th=word), None))

    assert titled.judge(None).rank(word).intents[0] == "water_supply"
    assert load(artefact).judge(None).rank(word).intents[0] != "water_supply"
    assert titled.plain.figures.examples == load(artefact).plain.figures.examples


def test_an_intent_with_one_example_is_known_by_that_alone(small_catalogue: Catalogue) -> None:
    catalogue = with_changed(small_catalogue, "greeting", examples={"th": ("สวัสดีค่ะ",)})
    model = load(train(catalogue, None))
    understand = Understander(catalogue, model, load_estates()).understand

    assert "greeting" not in model.classes
    assert (understand("สวัสดีครับ").intent, understand("สวัสดีครับ").decision) == ("greeting", Decision.ANSWER)
    assert understand("สวัสดีตอนเช้า").intent != "greeting"


def test_training_sees_each_text_as_the_model_will(small_catalogue: Catalogue) -> None:
    cuts = [cut(text) for _, text in sorted(texts_of(small_catalogue))]
    learned = np.arange(0, len(cuts), 2)

    features, vectors = TermTable(cuts).learned_from(learned)

    for row, pieces in enumerate(cuts):
        seen = features.of(pieces)
        there = vectors[row].tocoo()
        assert dict(zip(seen.columns.tolist(), seen.weights.tolist(), strict=True)) == pytest.approx(
            dict(zip(there.col.tolist(), there.data.tolist(), strict=True))
        )


# Too little


def test_without_two_intents_there_is_nothing_to_tell_apart(small_catalogue: Catalogue) -> None:
    alone = replace(small_catalogue, intents={"greeting": small_catalogue.intents["greeting"]})

    with pytest.raises(TrainingError, match="two intents and an out-of-scope file with at least two examples"):
        train(alone, None)


@pytest.mark.parametrize("out_of_scope", [{}, {"th": ("หวยออกอะไร",)}, {"th": ("หวยออกอะไร", "หวยออกอะไรรร")}])
def test_without_what_is_out_of_scope_nothing_can_be_refused(
    small_catalogue: Catalogue, out_of_scope: dict[str, tuple[str, ...]]
) -> None:
    with pytest.raises(TrainingError, match="out-of-scope"):
        train(replace(small_catalogue, out_of_scope=out_of_scope), None)
