"""Puts unanswered questions together by need. Takes seconds and a trained model: a process of its own does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backend.services import unanswered
from backend.services.unanswered import NewGroup
from backend.work import Work
from intents.grouping import MOST_TEXTS, TermVectors, Vectors, group
from intents.model import Model
from intents.understanding import candidates

MOST_LIKELY = 5
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
    """The intents that the texts together speak for most."""
    votes: defaultdict[str, float] = defaultdict(float)
    for text in texts:
        ranked = model.rank(text)
        known = {guess.intent: guess.probability for guess in ranked}
        for intent_id in candidates(ranked):
            votes[intent_id] += known[intent_id]
    return [intent_id for intent_id, _ in sorted(votes.items(), key=lambda one: (-one[1], one[0]))][:MOST_LIKELY]
