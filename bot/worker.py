"""Composition root of the worker: ``python -m bot.worker``. One RQ SimpleWorker on one queue, one job: the pump."""

from __future__ import annotations

import sys
from functools import lru_cache

import structlog
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from backend.services import facts, understanding_models
from backend.work import Work
from bot import pump
from bot.answering import Knowledge
from bot.deliver import Postman
from bot.doorbell import make_queue
from bot.drain import Drain
from bot.line_client import LineClient
from bot.media import Fetcher, MediaStore
from bot.process import Process, start
from bot.wording import Wording
from intents.catalogue import Catalogue, load_catalogue
from intents.estates import load_estates
from intents.understand import Understander

OWN_ID = "bot_user_id"
REMEMBERED_TEXTS = 2_000
log = structlog.get_logger()


class OwnId:
    """Our own user id, asked of LINE once, remembered in the database for when LINE is out of reach."""

    def __init__(self, work: Work, line: LineClient) -> None:
        self._work, self._line = work, line
        self._id: str | None = None

    def __call__(self) -> str | None:
        """The id as far as it is known now."""
        return self._id

    def learn(self) -> None:
        """Ask LINE; fall back to what was known before."""
        self._id = self._line.bot_user_id()
        with self._work.write() as session:
            if self._id is not None:
                facts.remember(session, OWN_ID, self._id, self._work.now())
            else:
                self._id = facts.recall(session, OWN_ID)


def load_understander(work: Work, catalogue: Catalogue) -> Understander:
    """The trained model of this catalogue from the database; ends the process when there is none."""
    with work.read() as session:
        model = understanding_models.load(session, catalogue.content_hash)
    if model is None:
        sys.exit("There is no trained model for this catalogue in the database. Run the release process first.")
    return Understander(catalogue, model, load_estates())


def make_hands(process: Process) -> pump.Hands:
    """Put a worker together."""
    settings, work = process.settings, process.work
    catalogue = load_catalogue()
    understander = load_understander(work, catalogue)
    wording = Wording(Knowledge(catalogue, load_estates()))
    line = LineClient(settings.line_channel_access_token, settings.line_api_host)
    own_id = OwnId(work, line)
    own_id.learn()
    understand = lru_cache(REMEMBERED_TEXTS)(understander.understand)
    ring_at = process.doorbell.ring_at
    return pump.Hands(
        work=work,
        line=line,
        drain=Drain(work, understand, wording, own_id),
        postman=Postman(work, line, wording, ring_at),
        fetcher=Fetcher(work, line, MediaStore(settings.media_path), ring_at),
        doorbell=process.doorbell,
    )


def main() -> None:
    """Work until told to stop."""
    process = start(works_for_redis=True)
    pump.use(make_hands(process))
    redis = Redis.from_url(process.settings.redis_url, socket_timeout=None, socket_connect_timeout=2.0)
    worker = SimpleWorker([make_queue(redis)], connection=redis, serializer=JSONSerializer)
    log.info("worker_ready")
    worker.work(logging_level="WARNING")


if __name__ == "__main__":
    main()
