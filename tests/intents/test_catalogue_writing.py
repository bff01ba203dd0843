"""What is written is read back as it was, by people's files and by JSON, whatever letters stand in it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intents.catalogue import DEFAULT, OUT_OF_SCOPE, Answer, Catalogue, CatalogueError, Intent, Mode, read_catalogue
from intents.catalogue_json import from_json, to_json
from intents.catalogue_writing import changed, files_of, without_examples
from intents.normalise import normalise
from tests.intents.conftest import SMALL

ODD = st.sampled_from(
    [
        *"\"\\'#[]{}=,\n\r\t\x00\x1b\x7f\x85\u2028\u200b\ufeff",
        *('"""', "'''", "\\u0e01", "\r\n", "น้ํา", "เเปลก", "👨\u200d👩\u200d👧", "🇹🇭", "  "),
    ]
)
ANY = st.lists(st.one_of(ODD, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)), max_size=6).map("".join)
WORDS = ANY.map(lambda text: f"คำ{text}")
EXAMPLE = WORDS.filter(normalise)
LABEL = WORDS.map(lambda text: text[:18])


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Sound catalogues of two intents, with whatever may stand in their texts."""
    texts = iter(draw(st.lists(EXAMPLE, min_size=8, max_size=20, unique_by=normalise)))
    examples = [{"th": (next(texts), next(texts)), "en": (next(texts),)}, {"zh": (next(texts),), "th": (next(texts),)}]
    answer = Answer(
        th=draw(WORDS), en=draw(WORDS), source_th=draw(WORDS), source_en=draw(WORDS),
        reviewed_on=date(2026, 11, 22), review_by=draw(st.dates(min_value=date(2026, 11, 23))),
    )  # fmt: skip
    answered = Intent(
        id="answered", title_th=draw(LABEL), title_en=draw(LABEL), short_th=draw(st.none() | LABEL), short_en=None,
        kind="inquiry", stage="L0", touchpoint=draw(WORDS), unit="กสอ.", mode=Mode.ANSWER_AND_HAND_OVER,
        basis=draw(WORDS), related=("zz_done",), answer=answer, ask_th=draw(WORDS), ask_en=draw(WORDS),
        examples=examples[0],
    )  # fmt: skip
    done = replace(
        answered, id="zz_done", unit="bot", mode=Mode.DO, related=(), answer=None, ask_th=None, ask_en=None,
        examples=examples[1],
    )  # fmt: skip
    return read_catalogue(files_of(Catalogue({"answered": answered, "zz_done": done}, {"th": tuple(texts)}, "")))


@given(catalogues())
def test_files_that_were_written_hold_the_same_catalogue(catalogue: Catalogue) -> None:
    assert read_catalogue(files_of(catalogue)) == catalogue


@given(catalogues())
def test_json_holds_the_same_catalogue_and_is_the_same_text_each_time(catalogue: Catalogue) -> None:
    text = to_json(catalogue)

    assert from_json(text, catalogue.content_hash) == catalogue
    assert to_json(from_json(text, catalogue.content_hash)) == text


@given(WORDS)
@example('คำ\r\n"""')
@example('คำ\n\\"')
@example('คำ\n""')
def test_an_answer_is_written_as_it_was_typed(text: str) -> None:
    intent = SMALL_CATALOGUE.intents["office_hours"]
    assert intent.answer is not None

    written = changed(SMALL_CATALOGUE, [replace(intent, answer=replace(intent.answer, th=text))])
    answer = written.intents["office_hours"].answer

    assert answer is not None
    assert answer.th == text


SMALL_CATALOGUE = read_catalogue({path.name: path.read_text(encoding="utf-8") for path in SMALL.glob("*.toml")})


def test_the_shipped_files_are_written_as_they_are(shipped: Catalogue) -> None:
    """Somebody who exports, changes one line and imports sees one changed line in the comparison of the files."""
    assert files_of(shipped) == {path.name: path.read_text(encoding="utf-8") for path in DEFAULT.glob("*.toml")}


def test_files_saved_with_the_line_ends_of_windows_hold_the_same(shipped: Catalogue, tmp_path: Path) -> None:
    from intents.catalogue import load_catalogue

    for name, text in files_of(shipped).items():
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())

    assert load_catalogue(tmp_path) == shipped


def test_a_change_is_a_catalogue_of_its_own(small_catalogue: Catalogue) -> None:
    greeting = small_catalogue.intents["greeting"]
    longer = replace(greeting, examples={**greeting.examples, "th": (*greeting.examples["th"], "ฮัลโหลจ้า")})
    made = replace(greeting, id="another", examples={"th": ("เรื่องใหม่",)})

    catalogue = changed(small_catalogue, [longer, made], out_of_scope={"th": ("อากาศดี", "กินข้าวยัง")})

    assert catalogue.content_hash != small_catalogue.content_hash
    assert catalogue.intents["greeting"].examples["th"][-1] == "ฮัลโหลจ้า"
    assert catalogue.intents["another"].examples == {"th": ("เรื่องใหม่",)}
    assert catalogue.out_of_scope == {"th": ("อากาศดี", "กินข้าวยัง")}


def test_a_faulty_change_is_refused_as_the_files_would_be(small_catalogue: Catalogue) -> None:
    greeting = small_catalogue.intents["greeting"]
    taken = small_catalogue.intents["office_hours"].examples["th"][0]
    faulty = replace(greeting, title_th=" ", examples={"th": (taken,)})

    with pytest.raises(CatalogueError) as refused:
        changed(small_catalogue, [faulty])

    faults = [str(fault) for fault in refused.value.faults]
    assert len(faults) == 2
    assert faults[0] == "greeting.toml:2: title_th is missing or empty: write it"
    assert "is also in greeting.toml" in faults[1]


@pytest.mark.parametrize("name", ["../greeting", "Greeting", "ทักทาย", "_out_of_scope", "a" * 61, "a b", "1st"])
def test_an_id_is_a_plain_name(small_catalogue: Catalogue, name: str) -> None:
    stranger = replace(small_catalogue.intents["greeting"], id=name, examples={"th": ("เรื่องใหม่",)})

    with pytest.raises(CatalogueError):
        changed(small_catalogue, [stranger])


def test_the_order_of_buttons_is_part_of_a_catalogue(small_catalogue: Catalogue) -> None:
    intent = small_catalogue.intents["office_hours"]
    turned = replace(intent, related=intent.related[::-1])

    assert changed(small_catalogue, [turned]).content_hash != small_catalogue.content_hash


def test_forgotten_words_leave_everything_else(small_catalogue: Catalogue) -> None:
    first, *others = small_catalogue.intents["greeting"].examples["th"]
    strange = small_catalogue.out_of_scope["th"][0]

    left = without_examples(small_catalogue, {"greeting": [first], OUT_OF_SCOPE: {strange}, "gone": ["x"]})

    assert left.intents["greeting"].examples["th"] == tuple(others)
    assert strange not in left.out_of_scope["th"]
    assert left.intents["office_hours"] == small_catalogue.intents["office_hours"]
    assert left.content_hash != small_catalogue.content_hash
    assert without_examples(small_catalogue, {"office_hours": [first]}) == small_catalogue


def test_an_intent_may_lose_its_last_example(small_catalogue: Catalogue) -> None:
    every = [line for lines in small_catalogue.intents["greeting"].examples.values() for line in lines]

    left = without_examples(small_catalogue, {"greeting": every})

    assert from_json(to_json(left), left.content_hash) == left
    assert not any(left.intents["greeting"].examples.values())
