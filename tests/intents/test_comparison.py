"""What gets better and what gets worse, question by question."""

import json

import pytest

from intents.comparison import Comparison, Outcome, compare, from_json
from intents.evaluate import Question, Result, Share
from intents.understanding import Decision, Understanding

ANSWERED_RIGHT = ("office_hours", Decision.ANSWER, ("office_hours",))
ASKED_WITH_IT = ("greeting", Decision.ASK_WHICH, ("greeting", "office_hours"))
HANDED_OVER = (None, Decision.HAND_OVER, ("office_hours",))
ANSWERED_WRONG = ("greeting", Decision.ANSWER, ("greeting",))
BEST_FIRST = [ANSWERED_RIGHT, ASKED_WITH_IT, HANDED_OVER, ANSWERED_WRONG]


def question(id: str = "in-001", intent: str | None = "office_hours") -> Question:
    return Question(id, "เปิดกี่โมง", "th", "plain", intent, frozenset(), None, estate_ambiguous=False)


def result(
    asked: Question, outcome: tuple[str | None, Decision, tuple[str, ...]], *, emergency: bool = False
) -> Result:
    intent, decision, candidates = outcome
    return Result(asked, Understanding(intent, decision, 0.5, candidates, emergency=emergency), 1.0)


@pytest.mark.parametrize("place", range(len(BEST_FIRST) - 1))
def test_a_question_fares_better_the_nearer_it_comes_to_its_answer(place: int) -> None:
    good, bad = result(question(), BEST_FIRST[place]), result(question(), BEST_FIRST[place + 1])

    assert [change.id for change in compare([bad], [good]).better] == ["in-001"]
    assert [change.id for change in compare([good], [bad]).worse] == ["in-001"]
    assert compare([good], [bad]).better == ()


def test_what_is_out_of_scope_fares_worse_when_it_is_answered() -> None:
    asked = question("oos-001", None)
    comparison = compare([result(asked, HANDED_OVER)], [result(asked, ANSWERED_WRONG)])

    (worse,) = comparison.worse
    assert worse.before == Outcome("hand_over", None, emergency=False)
    assert worse.after == Outcome("answer", "greeting", emergency=False)


def test_an_emergency_that_is_no_longer_seen_weighs_more_than_a_right_answer() -> None:
    asked = question("emg-001")
    comparison = compare([result(asked, ANSWERED_WRONG, emergency=True)], [result(asked, ANSWERED_RIGHT)])

    assert [change.loses_emergency for change in comparison.worse] == [True]


def test_a_new_false_alarm_is_worse_and_no_lost_emergency() -> None:
    asked = question("lka-001")
    comparison = compare([result(asked, HANDED_OVER)], [result(asked, HANDED_OVER, emergency=True)])

    assert [change.loses_emergency for change in comparison.worse] == [False]


def test_without_anything_before_there_are_only_figures() -> None:
    comparison = compare(None, [result(question(), ANSWERED_RIGHT)])

    assert comparison.before is None
    assert comparison.after["first"] == Share(1, 1)
    assert (comparison.better, comparison.worse) == ((), ())


def test_it_is_kept_as_plain_values() -> None:
    asked = question("emg-001")
    for before in (None, [result(asked, ANSWERED_RIGHT, emergency=True)]):
        comparison: Comparison = compare(before, [result(asked, ANSWERED_WRONG)])

        assert from_json(json.loads(json.dumps(comparison.as_json()))) == comparison
