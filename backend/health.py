"""Is this deployment well? The same answer on both web processes, for people and for whatever restarts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from backend.models.alarm import WANTED_MODEL, WITHOUT_ENCODER, Fact, UnderstandingModel
from backend.models.catalogue import CataloguePublication
from backend.work import Work

CLOCK_BEAT = "clock_beat"
"""The fact that the clock process renews at each round."""
CLOCK_SILENCE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Health:
    """``parts`` says ok or what is wrong with the database, Redis, the model and the clock process.

    ``catalogue`` is the number of the version in force; None before the first release, or when it cannot be asked.
    """

    parts: dict[str, str]
    catalogue: int | None = None

    @property
    def serving(self) -> bool:
        """Whether requests can be served: without the database nothing can be kept, the rest only slows us."""
        return self.parts["database"] == "ok"

    def as_json(self) -> dict[str, Any]:
        """The body of ``GET /healthz``."""
        well = all(part == "ok" for part in self.parts.values())
        status = "ok" if well else "degraded" if self.serving else "down"
        return {"status": status, **self.parts, "catalogue": self.catalogue}


def check(work: Work, redis: Redis) -> Health:
    """Ask each part. Never raises; error texts of drivers are left out, they may hold addresses."""
    parts = {"database": "ok", "redis": _redis(redis), "model": "unknown", "clock": "unknown"}
    try:
        with work.read() as session:
            wanted = select(Fact.value).where(Fact.name == WANTED_MODEL).scalar_subquery()
            has_model = session.scalar(select(exists().where(UnderstandingModel.fit_for == wanted)))
            newest = select(CataloguePublication.version_id).order_by(CataloguePublication.id.desc()).limit(1)
            catalogue = session.scalar(newest)
            without = session.scalar(select(Fact.value).where(Fact.name == WITHOUT_ENCODER))
            beat = session.scalar(select(Fact.at).where(Fact.name == CLOCK_BEAT))
    except SQLAlchemyError as problem:
        return Health({**parts, "database": f"unreachable ({type(problem).__name__})"})
    parts["model"] = _model(has_model=bool(has_model), without_encoder=without)
    parts["clock"] = _clock(beat, work.now())
    return Health(parts, catalogue)


def _model(*, has_model: bool, without_encoder: str | None) -> str:
    if not has_model:
        return "missing: it is being trained, or run the release process"
    return f"its plain head serves: {without_encoder}" if without_encoder else "ok"


def _redis(redis: Redis) -> str:
    try:
        redis.ping()
    except (RedisError, OSError) as problem:
        return f"unreachable ({type(problem).__name__})"
    return "ok"


def _clock(beat: datetime | None, now: datetime) -> str:
    if beat is None:
        return "has not run yet"
    silence = now - beat
    return "ok" if abs(silence) < CLOCK_SILENCE else f"silent for {int(silence.total_seconds())} s"
