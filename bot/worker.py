"""Composition root of the worker: ``python -m bot.worker``. One RQ SimpleWorker on one queue, one job: the pump."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache

import structlog
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from backend.files import MediaStore
from backend.services import facts
from backend.work import Work
from bot import pump, serving
from bot.deliver import Postman
from bot.doorbell import make_queue
from bot.drain import Drain
from bot.line_client import LineClient
from bot.media import Fetcher
from bot.process import Process, find_encoder, start
from bot.serving import Served
from bot.wording import Wording

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


def outfitter(process: Process) -> Callable[[Served], pump.Hands]:
    """What puts a worker together around a version of the catalogue, and again around the next one."""
    settings, work = process.settings, process.work
    line = LineClient(settings.line_channel_access_token, settings.line_api_host)
    own_id = OwnId(work, line)
    own_id.learn()
    ring_at = process.doorbell.ring_at
    fetcher = Fetcher(work, line, MediaStore(settings.media_path), ring_at)
    asked_names = set[str]()

    def hands(served: Served) -> pump.Hands:
        wording = Wording(served.knowledge, settings.public_url)
        understand = lru_cache(REMEMBERED_TEXTS)(served.understander.understand)
        return pump.Hands(
            work=work,
            line=line,
            drain=Drain(work, understand, wording, own_id),
            postman=Postman(work, line, wording, ring_at),
            fetcher=fetcher,
            doorbell=process.doorbell,
            asked_names=asked_names,
        )

    return hands


def main() -> None:
    """Work until told to stop."""
    process = start(works_for_redis=True)
    encoder = find_encoder()
    serving.note_encoder(process.work, encoder)
    try:
        served = serving.at_start(process.work, encoder)
    except serving.NothingToServe as problem:
        sys.exit(str(problem))
    hands = outfitter(process)
    pump.use(hands(served))
    serving.Follower(process.work, served, lambda newer: pump.use(hands(newer)), encoder).follow()
    redis = Redis.from_url(process.settings.redis_url, socket_timeout=None, socket_connect_timeout=2.0)
    worker = SimpleWorker([make_queue(redis)], connection=redis, serializer=JSONSerializer)
    log.info("worker_ready", version=served.which.version_id)
    worker.work(logging_level="WARNING")


if __name__ == "__main__":
    main()
