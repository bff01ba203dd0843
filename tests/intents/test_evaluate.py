"""The figures by which understanding is judged, counted from questions and answers made by hand."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.catalogue import Catalogue
from intents.estates import load_estates
from intents.evaluate import Question, QuestionsError, Result, Share, ask_all, figures, read_questions, report
from intents.normalise import normalise, skeleton
from intents.understanding import NOT_UNDERSTOOD, Decision, Understanding

HELD_OUT = Path(__file__).parent.parent.parent / "intents" / "data" / "held_out.jsonl"


def question(identity: str = "in-1", **changes: object) -> Question:
    plain = {"language": "th", "style": "plain", "intent": "fees", "also": frozenset(), "estate": None}
    return Question(**({"id": identity, "text": "…", "estate_ambiguous": False} | plain | changes))


def understood(*names: str, decision: Decision = Decision.ANSWER, **more: object) -> Understanding:
    """Understood as the first of ``names``, with all of them to choose from."""
    intent = None if decision is Decision.HAND_OVER else names[0]
    return Understanding(**({"intent": intent, "decision": decision, "confidence": 0.9, "candidates": names} | more))


ASKED = {"decision": Decision.ASK_WHICH, "confidence": 0.5}
HANDED_OVER = {"decision": Decision.HAND_OVER, "confidence": 0.1}
RESULTS = [
    Result(question("in-1"), understood("fees", "hours"), 1.0),
    Result(question("in-2", also=frozenset({"hours"})), understood("hours", "permit"), 1.0),
    Result(question("in-3", language="en", style="slang"), understood("permit", "hours", "fees", **ASKED), 1.0),
    Result(question("in-4", intent="water"), understood("fees", "hours"), 1.0),
    Result(question("in-5", intent="water"), understood("water", "hours", **HANDED_OVER), 1.0),
    Result(question("in-6", intent=NOT_UNDERSTOOD), understood(NOT_UNDERSTOOD, decision=Decision.ASK_WHICH), 1.0),
    Result(question("oos-1", intent=None), understood("fees", **HANDED_OVER), 1.0),
    Result(question("oos-2", intent=None), understood("fees"), 1.0),
    Result(question("emg-1", intent="fire"), understood("fire", emergency=True), 1.0),
    Result(question("emg-2", intent="fire"), understood("fire"), 1.0),
    Result(question("lka-1", intent="hours"), understood("fire", emergency=True), 1.0),
    Result(question("lka-2", intent="hours"), understood("hours"), 1.0),
    Result(question("two-1", also=frozenset({"hours"})), understood("fees", also="hours"), 1.0),
    Result(question("two-2", also=frozenset({"hours"})), understood("fees", also="permit"), 1.0),
    Result(question("in-7", estate="bangpoo"), understood("fees", estate="bangpoo"), 1.0),
    Result(question("in-8", estate="bangpoo"), understood("fees", estate="bang_phli"), 1.0),
    Result(question("in-9", estate_ambiguous=True), understood("fees", estate_candidates=("tfd_1", "tfd_2")), 1.0),
    Result(question("in-10", estate_ambiguous=True), understood("fees", estate="tfd_1"), 1.0),
]


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


# Questions


def test_a_question_is_read_with_all_it_holds(tmp_path: Path) -> None:
    row = {
        "id": "two-7",
        "text": "ค่าน้ำ แล้วก็เวลาเปิด",
        "lang": "th",
        "intent": "fees",
        "also": ["hours"],
        "style": "slang",
    }
    file = written(tmp_path / "asked.jsonl", json.dumps(row | {"estate": "bangpoo", "note": "ambiguous: two of them"}))

    (read,) = read_questions(file)

    assert read == Question(
        id="two-7",
        text="ค่าน้ำ แล้วก็เวลาเปิด",
        language="th",
        style="slang",
        intent="fees",
        also=frozenset({"hours"}),
        estate="bangpoo",
        estate_ambiguous=True,
    )
    assert read.kind == "two"


def test_what_a_question_need_not_say(tmp_path: Path) -> None:
    file = written(tmp_path / "asked.jsonl", '{"id": "oos-1", "text": "…", "lang": "en", "intent": null}')

    (read,) = read_questions(file)

    assert (read.intent, read.style, read.also, read.estate) == (None, "plain", frozenset(), None)
    assert not read.estate_ambiguous


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_may_stand_in_a_question(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    row = {"id": "in-1", "text": f"{text}\u2028{text}", "lang": "th", "intent": None}
    file = tmp_path_factory.getbasetemp() / "any.jsonl"

    (read,) = read_questions(written(file, json.dumps(row, ensure_ascii=False)))

    assert read.text == row["text"]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "",
        "7",
        "[]",
        '{"id": "in-2", "lang": "th", "intent": null}',
        '{"id": "in-2", "text": null, "lang": "th", "intent": null}',
        '{"id": "in-2", "text": "…", "intent": null}',
        '{"id": "in-2", "text": "…", "lang": "th"}',
        '{"id": "in-2", "text": "…", "lang": "th", "intent": null, "also": "hours"}',
        '{"text": "…", "lang": "th", "intent": null}',
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    good = '{"id": "in-1", "text": "…", "lang": "th", "intent": null}'

    with pytest.raises(QuestionsError, match=r"asked\.jsonl:2: .*expected id, text, lang, intent"):
        read_questions(written(tmp_path / "asked.jsonl", good, line, good))


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    good = '{"id": "in-1", "text": "…", "lang": "th", "intent": null}\n'
    (tmp_path / "asked.jsonl").write_bytes(good.encode() + good.replace("…", "น้ำ").encode("cp874"))

    with pytest.raises(QuestionsError, match=r"asked\.jsonl:2: "):
        read_questions(tmp_path / "asked.jsonl")


def test_every_question_is_asked_and_timed() -> None:
    clock = iter([0.0, 0.25, 5.0, 5.001])
    asked = [question(), question("in-2")]

    results = ask_all(asked, lambda text: understood(text), lambda: next(clock))

    assert [result.question for result in results] == asked
    assert [result.took_ms for result in results] == pytest.approx([250, 1])
    assert results[0].understood == understood("…")


def test_the_questions_kept_apart_are_about_the_shipped_catalogue(shipped: Catalogue) -> None:
    questions = read_questions(HELD_OUT)
    meant = {intent for each in questions for intent in (each.intent, *each.also) if intent}

    assert len({each.id for each in questions}) == len(questions) > 900
    assert len({skeleton(normalise(each.text)) for each in questions}) == len(questions)
    assert meant <= shipped.intents.keys()
    assert {each.estate for each in questions} - {None} <= load_estates().keys()


def test_the_questions_kept_apart_ask_for_every_intent(shipped: Catalogue) -> None:
    asked = Counter(each.intent for each in read_questions(HELD_OUT))

    assert [name for name in shipped.intents if asked[name] < 5] == []


def test_no_question_kept_apart_was_learned_from(shipped: Catalogue) -> None:
    examples = [*(intent.examples for intent in shipped.intents.values()), shipped.out_of_scope]
    learned = {skeleton(normalise(line)) for each in examples for lines in each.values() for line in lines}

    assert [each.id for each in read_questions(HELD_OUT) if skeleton(normalise(each.text)) in learned] == []


# Figures


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("first", Share(12, 16)),
        ("three", Share(14, 16)),
        ("answered", Share(13, 16)),
        ("right_when_answered", Share(11, 14)),
        ("out_of_scope_answered", Share(1, 2)),
        ("emergencies_seen", Share(1, 2)),
        ("false_alarms", Share(1, 16)),
        ("look_alikes_alarmed", Share(1, 2)),
        ("both_needs_seen", Share(1, 2)),
        ("estates_found", Share(1, 2)),
        ("estates_asked", Share(1, 2)),
    ],
)
def test_a_figure_counts_what_its_name_says(name: str, share: Share) -> None:
    assert figures(RESULTS)[name] == share


def test_a_figure_without_questions_is_no_figure() -> None:
    assert {share.value for share in figures([]).values()} == {None}
    assert str(Share(0, 0)) == "no such question"
    assert str(Share(3, 12)) == " 25.0%  (3 of 12)"


def report_of(results: Sequence[Result]) -> list[str]:
    return "\n".join(report(results)).split("\n")


def section(lines: list[str], title: str) -> list[str]:
    start = lines.index(title) + 1
    return [" ".join(line.split()) for line in lines[start : lines.index("", start)]]


def test_the_report_begins_with_every_figure() -> None:
    told = report_of(RESULTS)[: len(figures(RESULTS))]

    assert [line.split()[0] for line in told] == list(figures(RESULTS))
    assert told[0] == "first                    75.0%  (12 of 16)"


def test_the_report_tells_where_it_goes_wrong() -> None:
    lines = report_of(RESULTS)

    assert section(lines, "first, by language") == ["en 0.0% (0 of 1)", "th 80.0% (12 of 15)"]
    assert section(lines, "first, by style") == ["plain 80.0% (12 of 15)", "slang 0.0% (0 of 1)"]
    assert "water 0.0% (0 of 2)" in section(lines, "first, by intent")
    assert sorted(section(lines, "most confused: meant, taken for")) == [
        "1 fees, permit",
        "1 hours, fire",
        "1 water, fees",
        "1 water, nothing",
    ]


def test_the_report_tells_how_sure_it_was_when_it_was_right() -> None:
    calibration = section(report_of(RESULTS), "first candidate right, by confidence")

    # Who says that we do not understand is not counted; out of scope no candidate is right.
    assert calibration == [
        "0.0 to 0.2 50.0% (1 of 2)",
        "0.4 to 0.6 0.0% (0 of 1)",
        "0.8 to 1.0 78.6% (11 of 14)",
    ]


def test_the_report_tells_the_time_per_message() -> None:
    slow = [Result(question(), understood("fees"), float(ms)) for ms in range(1, 102)]

    assert report_of(slow)[-1] == "time per message: p50 51.00 ms, p99 100.00 ms"


@pytest.mark.parametrize("results", [[], RESULTS[:1]])
def test_few_questions_give_a_report_too(results: list[Result]) -> None:
    assert len(report_of(results)) > len(figures(results))
