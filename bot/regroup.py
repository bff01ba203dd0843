"""Puts unanswered questions together by need: ``python -m bot.regroup``. A process of its own, started by the clock.

It needs the trained model for some seconds; the clock needs it never.
"""

from __future__ import annotations

import os
import sys

import structlog

from backend.services import catalogues, question_groups, understanding_models
from backend.work import Work
from bot.process import find_encoder, start
from intents.encoder import Encoder

log = structlog.get_logger()


def regroup(work: Work, encoder: Encoder | None) -> int | None:
    """Make the groups anew with the model in force; None, and they stay as they are, while there is none.

    Returns:
        How many groups there are.
    """
    with work.read() as session:
        publication = catalogues.in_force(session)
        model = understanding_models.load(session, publication.version.content_hash) if publication else None
    return question_groups.regroup(work, model, encoder) if model else None


def main() -> None:
    """Once, giving way to everything else on this machine."""
    os.nice(19)
    groups = regroup(start().work, find_encoder())
    if groups is None:
        sys.exit("There is no trained model yet to put questions together with.")
    log.info("questions_grouped", groups=groups)


if __name__ == "__main__":
    main()
