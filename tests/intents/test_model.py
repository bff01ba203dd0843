"""A model is read from plain arrays, whole and fit for this program, or refused with advice."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from intents.catalogue import Catalogue
from intents.estates import load_estates
from intents.model import FORMAT, Model, ModelError, dump, load, weigh
from intents.understand import Understander
from intents.understanding import OUT_OF_SCOPE
from tests.intents.encoders import LetterEncoder

ROOT = Path(__file__).parent.parent.parent

HEADS = [f"{head}_{part}" for head in ("plain", "meaning") for part in ("weights", "step", "bias")]

few = settings(max_examples=100, deadline=None)


def parts_of(artefact: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(artefact), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def packed(parts: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **parts)
    return file.getvalue()


def with_header(artefact: bytes, **changes: object) -> bytes:
    parts = parts_of(artefact)
    header = json.loads(parts["header"].tobytes()) | changes
    return packed(parts | {"header": np.frombuffer(json.dumps(header).encode(), np.uint8)})


def loaded_or_refused(artefact: bytes) -> Model | str:
    try:
        return load(artefact)
    except ModelError as refused:
        return str(refused)


# At work


def test_a_model_that_is_loaded_and_dumped_is_the_same_artefact(artefact: bytes) -> None:
    assert dump(load(artefact)) == artefact


def test_an_artefact_is_plain_arrays(artefact: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(artefact)) as file:
        assert {Path(name).suffix for name in file.namelist()} == {".npy"}
    assert {array.dtype.kind for array in parts_of(artefact).values()} <= set("iuf")


@few
@given(st.text(max_size=60))
def test_intents_are_ranked_and_how_sure_one_can_be_is_a_probability(artefact: bytes, text: str) -> None:
    model = load(artefact)
    for encoder in (None, LetterEncoder()):
        ranking = model.judge(encoder).rank(text)

        assert {*ranking.intents, OUT_OF_SCOPE} == set(model.classes)
        assert 0 < ranking.sureness < 1
        assert model.judge(encoder).rank(text) == ranking


@given(hnp.arrays(np.float64, st.tuples(st.integers(1, 6), st.just(5)), elements=st.floats(-3, 3)))
def test_evidence_is_how_far_the_first_intent_is_ahead(margins: np.ndarray) -> None:
    order, evidence = weigh(margins, out_of_scope=2)

    for row, places, own, ahead, apart in zip(
        margins, order, evidence.own, evidence.ahead, evidence.apart, strict=True
    ):
        assert sorted(places) == [0, 1, 3, 4]
        known = sorted((row[place] for place in (0, 1, 3, 4)), reverse=True)
        assert [row[place] for place in places] == known
        assert (own, ahead, apart) == (known[0], known[0] - known[1], known[0] - row[2])


def test_the_shipped_catalogues_model_works_without_what_trained_it(trained_model: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.npz").write_bytes(trained_model)
    program = """
import sys
from pathlib import Path
from intents.encoder import load_encoder
from intents.model import load

model = load(Path(sys.argv[1]).read_bytes())
print(model.judge(load_encoder()).rank("น้ำไม่ไหล").intents[0])
print(sorted({"sklearn", "scipy", "pythainlp"} & sys.modules.keys()))
"""
    command = [sys.executable, "-X", "utf8", "-c", program, str(tmp_path / "model.npz")]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60)

    assert done.stdout.splitlines() == ["water_supply", "[]"], done.stderr


# Refused


def test_another_format_is_refused(artefact: bytes) -> None:
    with pytest.raises(ModelError, match=f"format 99, this program reads {FORMAT}: train it again"):
        load(with_header(artefact, format=99))


def test_a_model_taught_on_texts_cut_in_another_way_is_refused(artefact: bytes) -> None:
    with pytest.raises(ModelError, match="cut up in another way than this program does: train it again"):
        load(with_header(artefact, cut="another"))


@pytest.mark.parametrize(
    "damaged",
    [b"", b"PK", b"no model at all", b"\x80\x04]\x94.", packed({"header": np.arange(3)}), packed({})],
    ids=["empty", "two bytes", "text", "pickle", "another archive", "empty archive"],
)
def test_what_is_no_model_is_refused(damaged: bytes) -> None:
    with pytest.raises(ModelError, match=r"damaged .*: train it again with python -m intents train"):
        load(damaged)


@pytest.mark.parametrize("part", ["header", "words", "runs", "rarity", *HEADS])
def test_a_part_that_is_missing_is_named(artefact: bytes, part: str) -> None:
    parts = parts_of(artefact)
    del parts[part]

    with pytest.raises(ModelError, match=f"damaged.*{part}.*train it again"):
        load(packed(parts))


@pytest.mark.parametrize("part", ["words", "runs", "rarity", *HEADS])
def test_parts_of_two_models_do_not_fit_together(artefact: bytes, part: str) -> None:
    parts = parts_of(artefact)
    end = np.flatnonzero(parts[part] == 0)[-1] if part in ("words", "runs") else -1  # before the last term, or row

    with pytest.raises(ModelError, match="do not fit together"):
        load(packed(parts | {part: parts[part][:end]}))


@pytest.mark.parametrize(
    "changes",
    [
        {"thresholds": {"answer": 0.2, "ask": 0.5}},
        {"thresholds": {"answer": 0.5}},
        {"sureness": {"bias": 1}},
        {"figures": {}},
    ],
    ids=["thresholds in the wrong order", "a threshold missing", "sureness of one part", "no figures"],
)
@pytest.mark.parametrize("head", ["plain", "meaning"])
def test_a_head_that_makes_no_sense_is_refused(artefact: bytes, head: str, changes: dict[str, object]) -> None:
    heads = json.loads(parts_of(artefact)["header"].tobytes())["heads"]

    with pytest.raises(ModelError, match="damaged"):
        load(with_header(artefact, heads=heads | {head: heads[head] | changes}))


@pytest.mark.parametrize(
    "changes", [{"classes": None}, {"heads": {}}, {"encoder": None}], ids=["no classes", "no heads", "no encoder"]
)
def test_a_header_that_makes_no_sense_is_refused(artefact: bytes, changes: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="damaged"):
        load(with_header(artefact, **changes))


@few
@given(st.floats(0, 1, exclude_max=True))
def test_a_model_cut_short_anywhere_is_refused(artefact: bytes, share: float) -> None:
    with pytest.raises(ModelError, match="train it again"):
        load(artefact[: int(share * len(artefact))])


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_model_with_a_byte_changed_is_refused_or_unharmed(artefact: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(artefact) - 1), "place")
    changed = bytearray(artefact)
    changed[place] ^= data.draw(st.integers(1, 255), "bits")

    found = loaded_or_refused(bytes(changed))

    assert "train it again" in found if isinstance(found, str) else dump(found) == artefact


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self._file), "w")


def test_a_pickle_inside_is_never_opened(artefact: bytes, tmp_path: Path) -> None:
    trap = np.array([Trap(tmp_path / "sprung")], dtype=object)

    for part in ("header", "plain_bias"):
        with pytest.raises(ModelError, match="damaged"):
            load(packed(parts_of(artefact) | {part: trap}))
    assert not (tmp_path / "sprung").exists()


def test_a_model_of_another_catalogue_is_refused(
    small_catalogue: Catalogue, shipped: Catalogue, artefact: bytes
) -> None:
    advice = f"of catalogue {small_catalogue.content_hash[:12]}, not {shipped.content_hash[:12]}: train it again"

    with pytest.raises(ModelError, match=advice):
        Understander(shipped, load(artefact), load_estates())
