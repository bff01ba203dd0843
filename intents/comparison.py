"""Two ways of understanding the same questions, side by side: what gets better and what gets worse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from intents.evaluate import Result, Share, figures
from intents.understanding import Decision

_EMERGENCY = "emg"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the bot would do with a question."""

    decision: str
    intent: str | None
    emergency: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A question that fares otherwise than before; ``meant`` is None for one that is out of scope."""

    id: str
    text: str
    meant: str | None
    before: Outcome
    after: Outcome

    @property
    def loses_emergency(self) -> bool:
        """Whether it is an emergency that was seen and no longer is."""
        return self.id.startswith(f"{_EMERGENCY}-") and self.before.emergency and not self.after.emergency


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures (of ``intents.evaluate``) before and after, and the questions that fare better or worse.

    ``before`` is None when there was nothing to compare with.
    """

    before: Mapping[str, Share] | None
    after: Mapping[str, Share]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain values; ``from_json`` reads them."""
        return asdict(self)


def compare(before: Sequence[Result] | None, after: Sequence[Result]) -> Comparison:
    """Compare what was understood of the same questions, in the same order."""
    if before is None:
        return Comparison(None, figures(after), (), ())
    pairs = list(zip(before, after, strict=True))
    better = tuple(_change(was, now) for was, now in pairs if _rank(now) > _rank(was))
    worse = tuple(_change(was, now) for was, now in pairs if _rank(now) < _rank(was))
    return Comparison(figures(before), figures(after), better, worse)


def from_json(data: Mapping[str, Any]) -> Comparison:
    """The comparison that ``as_json`` wrote."""
    return Comparison(
        before=None if data["before"] is None else _shares(data["before"]),
        after=_shares(data["after"]),
        better=tuple(_changes(data["better"])),
        worse=tuple(_changes(data["worse"])),
    )


def _rank(result: Result) -> tuple[bool, int]:
    """How well a question fares: first whether an emergency is told from what is none, then what is done with it.

    Answered rightly is best, then asked with the right one offered, then handed over, then answered wrongly.
    """
    understood, question = result.understood, result.question
    judged_rightly = understood.emergency == (question.kind == _EMERGENCY)
    if question.intent is None:
        return judged_rightly, 0 if result.is_answered else 1
    if result.is_answered:
        return judged_rightly, 3 if result.is_first else 0
    offered = understood.decision is Decision.ASK_WHICH and result.is_among_candidates
    return judged_rightly, 2 if offered else 1


def _change(before: Result, after: Result) -> Change:
    question = before.question
    return Change(question.id, question.text, question.intent, _outcome(before), _outcome(after))


def _outcome(result: Result) -> Outcome:
    understood = result.understood
    return Outcome(str(understood.decision), understood.intent, understood.emergency)


def _shares(data: Mapping[str, Mapping[str, int]]) -> Mapping[str, Share]:
    return {name: Share(**share) for name, share in data.items()}


def _changes(data: Iterable[Mapping[str, Any]]) -> Iterator[Change]:
    for change in data:
        yield Change(**{**change, "before": Outcome(**change["before"]), "after": Outcome(**change["after"])})
