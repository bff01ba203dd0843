"""Trained models of catalogues, shared by all workers through the database, by what they are fit for.

A catalogue is named by its content hash.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from backend.models.alarm import WANTED_MODEL, UnderstandingModel
from backend.services import facts, inserts
from intents import model


def load(session: Session, content_hash: str) -> model.Model | None:
    """The model trained on exactly this catalogue, for this program's way of reading; None when none has been.

    Raises:
        ModelError: there is one, and it is damaged.
    """
    kept = session.get(UnderstandingModel, model.fit_for(content_hash))
    return model.load(kept.artefact) if kept else None


def is_there(session: Session, content_hash: str) -> bool:
    """Whether this catalogue has its model."""
    fit = model.fit_for(content_hash)
    return bool(session.scalar(select(exists().where(UnderstandingModel.fit_for == fit))))


def want(session: Session, content_hash: str, now: datetime) -> None:
    """Say which model the processes work with from now on, whether or not it is there yet."""
    facts.remember(session, WANTED_MODEL, model.fit_for(content_hash), now)


def artefact(session: Session, content_hash: str) -> bytes | None:
    """The same as it is kept, unread."""
    kept = session.get(UnderstandingModel, model.fit_for(content_hash))
    return kept.artefact if kept else None


def keep(session: Session, content_hash: str, artefact: bytes, now: datetime) -> None:
    """Keep a trained model over what was there: the same catalogue gives the same model, unless one was damaged."""
    row = {"fit_for": model.fit_for(content_hash), "artefact": artefact, "made_at": now}
    insert = inserts.insert(session, UnderstandingModel).values(row)
    session.execute(insert.on_conflict_do_update(index_elements=["fit_for"], set_=row))


def those_there(session: Session, content_hashes: set[str]) -> set[str]:
    """Those of these catalogues that have their model."""
    fits = {model.fit_for(content_hash): content_hash for content_hash in content_hashes}
    there = session.scalars(select(UnderstandingModel.fit_for).where(UnderstandingModel.fit_for.in_(fits)))
    return {fits[fit] for fit in there}


def drop_all_but(session: Session, content_hashes: set[str], *, made_before: datetime | None) -> None:
    """Drop every model but those for these catalogues and this program; of the others all, or those of before."""
    fits = {model.fit_for(content_hash) for content_hash in content_hashes}
    others = delete(UnderstandingModel).where(UnderstandingModel.fit_for.not_in(fits))
    session.execute(others if made_before is None else others.where(UnderstandingModel.made_at < made_before))
