"""Puts unanswered questions together by need. Takes seconds and a trained model: a process of its own does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backend.services import unanswered
from backend.services.unanswered import NewGroup
from backend.work import Work
from intents.grouping import MOST_TEXTS, TermVectors, Vectors, group
from intents.model import Model
from intents.understanding import COURTESIES, EMERGENCY, NOT_UNDERSTOOD, OUT_OF_SCOPE

MOST_LIKELY = 5
AT_LEAST = 0.08
"""The mean probability from which on an intent is worth suggesting."""
NOT_SUGGESTED = frozenset({EMERGENCY, NOT_UNDERSTOOD, OUT_OF_SCOPE}) | COURTESIES
SAMPLES = 50
"""Of a large group this many messages say what it may be."""


def regroup(work: Work, model: Model) -> int:
    """Make all groups anew; nothing is locked while it is thought about.

    Returns:
        How many groups there are.
    """
    read_at = work.now()
    with work.read() as session:
        texts = unanswered.to_group(session, MOST_TEXTS, read_at)
    groups = _groups(texts, TermVectors(model.features), model)
    with work.write() as session:
        unanswered.keep_groups(session, groups, work.now(), read_at=read_at)
    return len(groups)


def _groups(texts: Mapping[int, str], vectors: Vectors, model: Model) -> Sequence[NewGroup]:
    return [
        NewGroup(one.members, one.central, _likely([texts[key] for key in one.members[:SAMPLES]], model))
        for one in group(texts, vectors)
    ]


def _likely(texts: Sequence[str], model: Model) -> list[str]:
    """The intents that the texts together speak for most, where they speak for any."""
    total: defaultdict[str, float] = defaultdict(float)
    for text in texts:
        for guess in model.rank(text):
            total[guess.intent] += guess.probability / len(texts)
    worth = {one: mean for one, mean in total.items() if mean >= AT_LEAST and one not in NOT_SUGGESTED}
    return sorted(worth, key=lambda one: (-worth[one], one))[:MOST_LIKELY]
