"""Alarms on the desk, and the small facts all processes share: the bot's own id, the trained model."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId

WANTED_MODEL = "wanted_model"
"""The fact that says what a model must be fit for since the last release."""

WITHOUT_ENCODER = "without_encoder"
"""The fact that says why the worker that started last has no sentence encoder; empty if it has one."""


class Alarm(Base):
    """Something a person should look at. One row per kind and subject; raising it again only counts."""

    __tablename__ = "alarm"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(Text, default="")
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]


class Fact(Base):
    """A small value that all processes share, by name."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class UnderstandingModel(Base):
    """A trained model, by the name of what it is fit for: a catalogue, and a program's way of reading texts."""

    __tablename__ = "understanding_model"

    fit_for: Mapped[str] = mapped_column(String(64), primary_key=True)
    artefact: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
