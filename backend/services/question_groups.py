"""Puts unanswered questions together by need. Takes seconds and a trained model: a process of its own does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backend.services import unanswered
from backend.services.unanswered import NewGroup
from backend.work import Work
from intents.encoder import Encoder
from intents.grouping import MOST_TEXTS, MeaningVectors, TermVectors, Vectors, group
from intents.model import Judge, Model
from intents.understanding import COURTESIES, EMERGENCY, MOST_CANDIDATES, NOT_UNDERSTOOD

MOST_LIKELY = 5
AT_LEAST = 0.08
"""How much the texts must speak for an intent on average for it to be worth suggesting."""
NOT_SUGGESTED = frozenset({EMERGENCY, NOT_UNDERSTOOD}) | COURTESIES
SAMPLES = 50
"""Of a large group this many messages say what it may be."""


def regroup(work: Work, model: Model, encoder: Encoder | None) -> int:
    """Make all groups anew, by meaning too where there is an encoder; nothing is locked while it is thought about.

    Returns:
        How many groups there are.
    """
    read_at = work.now()
    with work.read() as session:
        texts = unanswered.to_group(session, MOST_TEXTS, read_at)
    vectors = MeaningVectors(model.features, encoder) if encoder else TermVectors(model.features)
    groups = _groups(texts, vectors, model.judge(encoder))
    with work.write() as session:
        unanswered.keep_groups(session, groups, work.now(), read_at=read_at)
    return len(groups)


def _groups(texts: Mapping[int, str], vectors: Vectors, judge: Judge) -> Sequence[NewGroup]:
    return [
        NewGroup(one.members, one.central, _likely([texts[key] for key in one.members[:SAMPLES]], judge))
        for one in group(texts, vectors)
    ]


def _likely(texts: Sequence[str], judge: Judge) -> list[str]:
    """The intents that the texts together speak for most, where they speak for any.

    A text speaks for its first intent by how sure it is of it, for the next ones by a half and a third of that.
    """
    total: defaultdict[str, float] = defaultdict(float)
    for text in texts:
        ranking = judge.rank(text)
        for place, intent_id in enumerate(ranking.intents[:MOST_CANDIDATES], start=1):
            total[intent_id] += ranking.sureness / place / len(texts)
    worth = {one: mean for one, mean in total.items() if mean >= AT_LEAST and one not in NOT_SUGGESTED}
    return sorted(worth, key=lambda one: (-worth[one], one))[:MOST_LIKELY]
