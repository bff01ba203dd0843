"""Trained models of the catalogue, shared by all workers through the database, by what they are fit for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.models.alarm import WANTED_MODEL, UnderstandingModel
from backend.services import facts
from intents import model
from intents.catalogue import Catalogue


def load(session: Session, catalogue: Catalogue) -> model.Model | None:
    """The model trained on exactly this catalogue, for this program's way of reading; None when none has been."""
    kept = session.get(UnderstandingModel, model.fit_for(catalogue.content_hash))
    return model.load(kept.artefact) if kept else None


def is_there(session: Session, catalogue: Catalogue) -> bool:
    """Whether this catalogue has its model."""
    return session.get(UnderstandingModel, model.fit_for(catalogue.content_hash)) is not None


def want(session: Session, catalogue: Catalogue, now: datetime) -> None:
    """Say which model the processes work with from this release on, whether or not it is there yet."""
    facts.remember(session, WANTED_MODEL, model.fit_for(catalogue.content_hash), now)


def keep(session: Session, catalogue: Catalogue, artefact: bytes, now: datetime) -> None:
    """Keep a newly trained model. Training the same catalogue twice gives the same model, so the first one stays."""
    if not is_there(session, catalogue):
        fit = model.fit_for(catalogue.content_hash)
        session.add(UnderstandingModel(fit_for=fit, artefact=artefact, made_at=now))
