"""Which version of the catalogue a worker serves, and how it takes up the next one: in the background and all at once.

What cannot be loaded leaves the one before at work and raises an alarm.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from backend.logs import fault
from backend.models.alarm import WITHOUT_ENCODER
from backend.services import alarms, catalogues, facts, understanding_models
from backend.services.catalogues import InForce
from backend.work import Work
from bot.answering import Knowledge
from intents.encoder import Encoder
from intents.estates import load_estates
from intents.model import ModelError
from intents.understand import Understander

LOOKS_EVERY = timedelta(seconds=15)
MODEL_MAY_BE_MISSING = timedelta(minutes=10)
"""During a deployment, or while a model is trained anew without forgotten words, this is no reason for an alarm."""
log = structlog.get_logger()


class NothingToServe(Exception):
    """No version that was ever in force has a model for this program; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Served:
    """A version in force and what serves it. The two belong together and change together."""

    which: InForce
    knowledge: Knowledge
    understander: Understander


def note_encoder(work: Work, encoder: Encoder | None) -> None:
    """Let /healthz know whether a worker serves with the encoder."""
    reason = "" if encoder else "the sentence encoder is missing or fails its test"
    with work.write() as session:
        facts.remember(session, WITHOUT_ENCODER, reason, work.now())


def at_start(work: Work, encoder: Encoder | None) -> Served:
    """What is in force, or what was before it as far as it can be served: an older answer is better than none.

    Raises:
        NothingToServe: there is nothing.
    """
    with work.read() as session:
        published = catalogues.last_published(session)
    for which in published:
        try:
            served = _load(work, which, encoder)
        except ModelError as problem:
            log.error("model_damaged", version=which.version_id, **fault(problem))
            _raise_alarm(work, "model_damaged", which)
        else:
            if served is not None:
                return served
    raise NothingToServe(
        "There is no trained model for the catalogue in force in the database. Run the release process first."
    )


class Follower:
    """Takes up what is put in force while its worker goes on."""

    def __init__(
        self, work: Work, served: Served, take_up: Callable[[Served], None], encoder: Encoder | None = None
    ) -> None:
        self._work, self._served, self._take_up, self._encoder = work, served, take_up, encoder
        self._missing: tuple[InForce, datetime] | None = None
        self._told: InForce | None = None

    def look(self) -> None:
        """One look, and taking up what is new."""
        with self._work.read() as session:
            newest = next(iter(catalogues.last_published(session, most=1)), None)
        if newest is None or newest == self._served.which:
            return
        try:
            served = _load(self._work, newest, self._encoder)
        except ModelError as problem:
            self._tell("model_damaged", newest, fault(problem))
            return
        if served is None:
            self._note_missing(newest)
            return
        self._take_up(served)
        self._served = served
        log.info("catalogue_taken_up", version=served.which.version_id)

    def follow(self) -> None:
        """Look from now on, in a thread of its own that ends with the process."""
        threading.Thread(target=self._keep_looking, name="follower", daemon=True).start()

    def _keep_looking(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOKS_EVERY.total_seconds()):
            try:
                self.look()
            except Exception as problem:  # noqa: BLE001 - the database may be away; the next look finds it again
                log.warning("catalogue_not_looked_up", **fault(problem))

    def _note_missing(self, which: InForce) -> None:
        now = self._work.now()
        if self._missing is None or self._missing[0] != which:
            self._missing = (which, now)
        elif now - self._missing[1] >= MODEL_MAY_BE_MISSING:
            self._tell("model_missing", which, {})

    def _tell(self, kind: str, which: InForce, problem: dict[str, str]) -> None:
        if self._told != which:
            log.error(kind, version=which.version_id, **problem)
            _raise_alarm(self._work, kind, which)
            self._told = which


def _load(work: Work, which: InForce, encoder: Encoder | None) -> Served | None:
    """What serves a version; None while there is no model of it for this program.

    Raises:
        ModelError: its model is damaged.
    """
    with work.read() as session:
        version = catalogues.find(session, which.version_id)
        catalogue = catalogues.load(version)
        model = understanding_models.load(session, catalogue.content_hash)
    if model is None:
        return None
    estates = load_estates()
    found = InForce(which.publication_id, which.version_id, catalogue.content_hash)
    return Served(found, Knowledge(catalogue, estates), Understander(catalogue, model, estates, encoder))


def _raise_alarm(work: Work, kind: str, which: InForce) -> None:
    with work.write() as session:
        alarms.raise_alarm(session, kind, f"version {which.version_id}", work.now())
