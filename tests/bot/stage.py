"""A whole bot on a stage: real webhook, database, Redis and a worker's hands; LINE and the understanding are fakes.

Test modules ask for the fixtures at the end with ``pytest_plugins``. (PYTEST_DONT_REWRITE: nothing is asserted here.)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from backend.files import MediaStore
from backend.models.charter import CharterVersion, StandardRow
from backend.models.contact import Contact
from backend.models.customer import Conversation
from backend.models.inbox import InboxEvent
from backend.models.outbox import OutboxMessage
from backend.models.tables import METADATA
from backend.services.reference import load_reference
from backend.work import SilentDoorbell, Work, make_engine
from bot import clock as clock_process
from bot.answering import Knowledge
from bot.deliver import Postman
from bot.doorbell import RedisDoorbell, connect
from bot.drain import Drain
from bot.inbox_writer import InboxWriter
from bot.media import Fetcher
from bot.pump import Hands
from bot.signature import sign
from bot.webhook import MOST_BYTES, make_webhook
from bot.wording import Wording
from intents.catalogue import load_catalogue
from intents.estates import load_estates
from service_standards.charter import load_trial_charter
from service_standards.charter_course import CharterState
from tests.bot.examples import BOT_ID, SECRET
from tests.bot.fakes import Json, RecordingLine, Script

if TYPE_CHECKING:
    from tests.bot.conftest import Clock
    from tests.servers import Databases

REFERENCE = frozenset({"unit", "estate", "estate_line", "route"})
_DRAFTED = CharterVersion.made_by_id.is_not(None)
BY_STAFF = {
    "charter_version": (_DRAFTED,),
    "service_standard": (StandardRow.charter_id.in_(select(CharterVersion.id).where(_DRAFTED)),),
}
"""Which rows of a table are not reference data, where some are."""
_serial = count(1)


@cache
def knowledge() -> Knowledge:
    """The catalogue and the estates, read once."""
    return Knowledge(load_catalogue(), load_estates())


class Bot:
    """A webhook and one worker. ``worker()`` makes another."""

    def __init__(self, engine: Engine, redis: Redis, now: Clock, folder: Path) -> None:
        self.clock = now
        self.doorbell = RedisDoorbell(redis)
        self.work = Work(engine, self.doorbell, now)
        self.line = RecordingLine(now)
        self.understands = Script()
        self.store = MediaStore(folder / "media")
        self.hands = self.worker()
        app = Flask("bot")
        app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
        writer = InboxWriter(engine, self.doorbell)
        app.register_blueprint(make_webhook([SECRET], writer, lambda: int(now().timestamp() * 1000)))
        self.webhook = app.test_client()

    def worker(self) -> Hands:
        """A worker's hands on the same database, Redis and LINE."""
        wording, ring_at = Wording(knowledge()), self.doorbell.ring_at
        return Hands(
            work=self.work,
            line=self.line,
            drain=Drain(self.work, self.understands, wording, self.line.bot_user_id),
            postman=Postman(self.work, self.line, wording, ring_at),
            fetcher=Fetcher(self.work, self.line, self.store, ring_at),
            doorbell=self.doorbell,
        )

    def receives(self, body: bytes) -> int:
        """A signed webhook with these bytes; returns the status."""
        self._note_tokens(body)
        signed = {"x-line-signature": sign(SECRET, body)}
        return self.webhook.post("/line/webhook", data=body, headers=signed).status_code

    def hears(self, *events: Json, destination: str = BOT_ID) -> None:
        """One webhook with these events."""
        status = self.receives(json.dumps({"destination": destination, "events": events}).encode())
        if status != 200:
            raise AssertionError(f"the webhook answered {status}")

    def _note_tokens(self, body: bytes) -> None:
        """LINE knows the reply tokens it has given out."""
        try:
            events = json.loads(body)["events"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        for event in events if isinstance(events, list) else ():
            token = event.get("replyToken") if isinstance(event, dict) else None
            if isinstance(token, str):
                source = event.get("source") or {}
                ids = (source.get(name) for name in ("groupId", "roomId", "userId"))
                self.line.gives(token, next(filter(None, ids), "nobody"))

    def works(self) -> None:
        """Look at every chat that the bell was rung for."""
        while (key := self.doorbell.next_due(self.clock())) is not None:
            self.hands.look_at(key)

    def waits(self, seconds: float) -> None:
        """Time passes; the clock process rings for what has become due and the worker works."""
        self.clock.move(seconds=seconds)
        clock_process.sweep(self.work, self.doorbell, self.clock())
        self.works()

    def person(self) -> Person:
        """Somebody new on LINE."""
        return Person(self, f"U{next(_serial):032x}")

    def all(self, table: type[Any]) -> list[Any]:
        """Every row of a table."""
        with self.work.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    @property
    def kept(self) -> list[Contact]:
        """Every contact."""
        return self.all(Contact)

    @property
    def owed(self) -> list[OutboxMessage]:
        """Every row of the outbox."""
        return self.all(OutboxMessage)

    @property
    def inbox(self) -> list[InboxEvent]:
        """Every event that was kept."""
        return self.all(InboxEvent)


@dataclass(frozen=True)
class Person:
    """A customer with a phone, or a group (an id that begins with C). Each deed is one webhook."""

    bot: Bot
    id: str

    def event(self, kind: str, *, token: bool = True, ago: float = 0, **rest: Any) -> Json:
        """An event of this chat that happened ``ago`` seconds ago."""
        number = next(_serial)
        source = {"type": "user", "userId": self.id} if self.id[0] == "U" else {"type": "group", "groupId": self.id}
        answerable = {"replyToken": f"{number:032x}"} if token else {}
        return {
            "type": kind, "webhookEventId": f"01TEST{number:020d}", "mode": "active", "source": source,
            "timestamp": int((self.bot.clock() - timedelta(seconds=ago)).timestamp() * 1000),
            "deliveryContext": {"isRedelivery": False}, **answerable, **rest,
        }  # fmt: skip

    def message(self, what: str, *, ago: float = 0, **content: Any) -> Json:
        """The event of a message."""
        return self.event("message", ago=ago, message={"type": what, "id": f"{next(_serial):018d}", **content})

    def says(self, *texts: str, **content: Any) -> list[str]:
        """Texts, a hundredth of a second apart. Returns the messages' ids."""
        last = len(texts) - 1
        events = [self.message("text", text=text, ago=(last - n) / 100, **content) for n, text in enumerate(texts)]
        self.bot.hears(*events)
        return [str(event["message"]["id"]) for event in events]

    def sends(self, what: str, **content: Any) -> str:
        """A picture, film, sound, file, place or sticker. Returns the message's id."""
        event = self.message(what, **content)
        self.bot.hears(event)
        return str(event["message"]["id"])

    def taps(self, data: str) -> None:
        """A button that carries ``data``."""
        self.bot.hears(self.event("postback", postback={"data": data}))

    def follows(self, *, again: bool = False) -> None:
        """Becomes a friend, or unblocks us."""
        self.bot.hears(self.event("follow", follow={"isUnblocked": again}))

    def blocks(self) -> None:
        """Blocks us."""
        self.bot.hears(self.event("unfollow", token=False))

    def unsends(self, message_id: str) -> None:
        """Takes a message back."""
        self.bot.hears(self.event("unsend", token=False, unsend={"messageId": message_id}))

    @property
    def told(self) -> list[str]:
        """What we have told this chat."""
        return self.bot.line.tells(self.id)

    @property
    def buttons(self) -> dict[str, str]:
        """What the last message offers: labels and what they carry."""
        last = [message for to, message in self.bot.line.shown if to == self.id][-1]
        return {one["label"]: one.get("data") or one.get("text", "") for one in _actions(last)}

    def presses(self, label: str) -> None:
        """A button of the last message, by its label."""
        self.taps(self.buttons[label])

    def chat(self, session: Session) -> Conversation:
        """This chat's row."""
        return session.scalars(select(Conversation).where(Conversation.key == self.id)).one()


def _actions(part: Any) -> Iterator[Json]:
    if isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _actions(one)


# Fixtures: one database of each kind for the whole run, with the reference data in it, emptied before each test


def _prepared(url: str) -> Engine:
    engine = make_engine(url)
    with Work(engine, SilentDoorbell()).write() as session:
        load_reference(session, knowledge().catalogue, knowledge().estates, load_trial_charter())
    return engine


@pytest.fixture(scope="session")
def sqlite_house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A SQLite file with the reference data."""
    path = tmp_path_factory.mktemp("house") / "nikhom.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = _prepared(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_house(postgres: Databases, postgres_template: str) -> Iterator[Engine]:
    """A PostgreSQL database with the reference data."""
    url = postgres.create(postgres_template)
    engine = _prepared(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest) -> Engine:
    """A database with nothing in it but the reference data; the test runs once on each kind."""
    engine: Engine = request.getfixturevalue(f"{request.param}_house")
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            if table.name not in REFERENCE:
                connection.execute(delete(table).where(*BY_STAFF.get(table.name, ())))
        connection.execute(update(CharterVersion).values(state=CharterState.IN_FORCE, version=1))  # the trial one
    return engine


@pytest.fixture
def bot(house: Engine, redis_url: str, clock: Clock, tmp_path: Path) -> Iterator[Bot]:
    """A bot that has met nobody yet."""
    redis = connect(redis_url)
    yield Bot(house, redis, clock, tmp_path)
    redis.close()
