"""How well messages are understood, measured on questions kept apart from training.

A question is right if its intent is the one written down for it or one of those given as also right. What kind of
question it is stands in its id: ``oos`` out of scope, ``two`` two needs, ``emg`` an emergency, ``lka`` a look-alike of
one, anything else an ordinary one.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from intents.understanding import NOT_UNDERSTOOD, Decision, Understanding

HELD_OUT = Path(__file__).parent / "data" / "held_out.jsonl"
"""The questions that nobody trains on."""
_CONFUSED_SHOWN = 10
_CALIBRATION_BINS = 5


class QuestionsError(ValueError):
    """A file of questions cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message and what it means; ``intent`` is None if it is out of scope."""

    id: str
    text: str
    language: str
    style: str
    intent: str | None
    also: frozenset[str]
    estate: str | None
    estate_ambiguous: bool

    @property
    def kind(self) -> str:
        return self.id.split("-")[0]


@dataclass(frozen=True, slots=True)
class Result:
    """A question, what was understood, and how long that took in milliseconds."""

    question: Question
    understood: Understanding
    took_ms: float

    @property
    def is_first(self) -> bool:
        return self.means(self.understood.intent)

    @property
    def is_among_candidates(self) -> bool:
        return any(map(self.means, self.understood.candidates))

    @property
    def is_answered(self) -> bool:
        return self.understood.decision is Decision.ANSWER

    def means(self, intent: str | None) -> bool:
        return intent is not None and (intent == self.question.intent or intent in self.question.also)


@dataclass(frozen=True, slots=True)
class Share:
    """``yes`` of ``of``; printed as a percentage with both, because a share of twelve is not a share of a thousand."""

    yes: int
    of: int

    @property
    def value(self) -> float | None:
        return self.yes / self.of if self.of else None

    def __str__(self) -> str:
        return "no such question" if self.value is None else f"{self.value:6.1%}  ({self.yes} of {self.of})"


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON lines file. Raises QuestionsError at the first line that is none."""
    questions = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):  # of a text it would also split at U+2028
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionsError(f"{path.name}:{number}: {error!r}: expected id, text, lang, intent") from error
    return questions


def ask_all(
    questions: Iterable[Question], understand: Callable[[str], Understanding], seconds: Callable[[], float]
) -> list[Result]:
    """Every question understood and timed; ``seconds`` reads a clock."""
    results = []
    for question in questions:
        started = seconds()
        understood = understand(question.text)
        results.append(Result(question, understood, (seconds() - started) * 1000))
    return results


def figures(results: Sequence[Result]) -> Mapping[str, Share]:
    """The figures a bar can be set for, by name."""
    known = [result for result in results if result.question.intent is not None]
    strange = [result for result in results if result.question.intent is None]
    answered = [result for result in results if result.is_answered]
    named = [result for result in results if result.question.estate]
    unclear = [result for result in results if result.question.estate_ambiguous]
    return {
        "first": _share(known, lambda result: result.is_first),
        "three": _share(known, lambda result: result.is_among_candidates),
        "answered": _share(known, lambda result: result.is_answered),
        "right_when_answered": _share(answered, lambda result: result.is_first),
        "out_of_scope_answered": _share(strange, lambda result: result.is_answered),
        "emergencies_seen": _share(_of_kind(results, "emg"), lambda result: result.understood.emergency),
        "false_alarms": _share(
            [result for result in results if result.question.kind != "emg"], lambda result: result.understood.emergency
        ),
        "look_alikes_alarmed": _share(_of_kind(results, "lka"), lambda result: result.understood.emergency),
        "both_needs_seen": _share(_of_kind(results, "two"), _sees_both),
        "estates_found": _share(named, lambda result: result.understood.estate == result.question.estate),
        "estates_asked": _share(unclear, lambda result: bool(result.understood.estate_candidates)),
    }


def report(results: Sequence[Result]) -> Iterator[str]:
    """The figures in full, line by line: overall, by language, style and intent, confusions, calibration, time."""
    for name, share in figures(results).items():
        yield f"{name:24}{share}"
    known = [result for result in results if result.question.intent is not None]
    yield from _first_by("language", known, lambda result: result.question.language)
    yield from _first_by("style", known, lambda result: result.question.style)
    yield from _first_by("intent", known, lambda result: result.question.intent or "")
    yield from _most_confused(known)
    yield from _calibration(results)
    if len(results) > 1:
        cuts = quantiles((result.took_ms for result in results), n=100, method="inclusive")
        yield f"\ntime per message: p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms"


def _question(row: Mapping[str, object]) -> Question:
    text, also = row["text"], row.get("also") or []
    if not isinstance(text, str) or not isinstance(also, list):
        raise TypeError("text must be a string and also a list")
    return Question(
        id=str(row["id"]),
        text=text,
        language=str(row["lang"]),
        style=str(row.get("style") or "plain"),
        intent=None if row["intent"] is None else str(row["intent"]),
        also=frozenset(map(str, also)),
        estate=None if row.get("estate") is None else str(row["estate"]),
        estate_ambiguous=str(row.get("note") or "").startswith("ambiguous"),
    )


def _of_kind(results: Iterable[Result], kind: str) -> list[Result]:
    return [result for result in results if result.question.kind == kind]


def _share(results: Sequence[Result], is_so: Callable[[Result], bool]) -> Share:
    return Share(sum(map(is_so, results)), len(results))


def _sees_both(result: Result) -> bool:
    needs = {result.question.intent, *result.question.also}
    seen = {result.understood.intent, result.understood.also}
    return len(needs & (seen - {None})) > 1


def _first_by(name: str, results: Iterable[Result], key: Callable[[Result], str]) -> Iterator[str]:
    groups = defaultdict[str, list[Result]](list)
    for result in results:
        groups[key(result)].append(result)
    yield f"\nfirst, by {name}"
    for group, members in sorted(groups.items()):
        yield f"  {group:28}{_share(members, lambda result: result.is_first)}"


def _most_confused(results: Iterable[Result]) -> Iterator[str]:
    pairs = Counter(
        (result.question.intent, result.understood.intent or "nothing") for result in results if not result.is_first
    )
    yield "\nmost confused: meant, taken for"
    for (meant, taken), count in pairs.most_common(_CONFUSED_SHOWN):
        yield f"  {count:3}  {meant}, {taken}"


def _calibration(results: Iterable[Result]) -> Iterator[str]:
    """How often the first candidate is right, by how likely it was thought."""
    bins = defaultdict[int, list[Result]](list)
    for result in results:
        if result.understood.candidates and result.understood.intent != NOT_UNDERSTOOD:
            bins[min(int(result.understood.confidence * _CALIBRATION_BINS), _CALIBRATION_BINS - 1)].append(result)
    yield "\nfirst candidate right, by confidence"
    for place, members in sorted(bins.items()):
        low, high = place / _CALIBRATION_BINS, (place + 1) / _CALIBRATION_BINS
        yield f"  {low:.1f} to {high:.1f}  {_share(members, lambda r: r.means(r.understood.candidates[0]))}"
