"""Trained models of the catalogue, shared by all workers through the database, by the hash of what they learned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.models.alarm import UnderstandingModel
from intents import model
from intents.catalogue import Catalogue


def load(session: Session, catalogue: Catalogue) -> model.Model | None:
    """The model trained on exactly this catalogue; None when none has been."""
    kept = session.get(UnderstandingModel, catalogue.content_hash)
    return model.load(kept.artefact) if kept else None


def is_there(session: Session, catalogue: Catalogue) -> bool:
    """Whether this catalogue has its model."""
    return session.get(UnderstandingModel, catalogue.content_hash) is not None


def keep(session: Session, catalogue: Catalogue, artefact: bytes, now: datetime) -> None:
    """Keep a newly trained model. Training the same catalogue twice gives the same model, so the first one stays."""
    if not is_there(session, catalogue):
        session.add(UnderstandingModel(content_hash=catalogue.content_hash, artefact=artefact, made_at=now))
