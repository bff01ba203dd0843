"""Files that are stored and taken back at once: nobody loses theirs by another's, and nothing taken back stays."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from backend.files import UNFINISHED_KEPT, MediaStore, Received
from backend.models.alarm import Alarm
from backend.models.contact import Attachment, Fetching
from backend.services.attempts import LONGEST_PAUSE, MOST
from bot.line_client import ContentUnavailable
from bot.media import Fetcher
from tests.bot.fakes import Killed
from tests.bot.stage import Bot, Person
from tests.interleaving import until_held_up

pytest_plugins = ["tests.bot.stage"]

BYTES = b"\x89PNG\r\n\x1a\n what both of them sent"
PLACE = sha256(BYTES).hexdigest()


class WatchedStore(MediaStore):
    """A store on the same disk; something happens just after a file was put in its place, or before one is deleted."""

    def __init__(self, bot: Bot, *, put: Callable[[], object] = int, deleting: Callable[[], object] = int) -> None:
        super().__init__(folder(bot))
        self._then, self._first = put, deleting

    def put(self, received: Received) -> None:
        super().put(received)
        self._then()

    def delete(self, sha256: str) -> None:
        self._first()
        super().delete(sha256)


@dataclass
class Others:
    """What somebody else does meanwhile, on a thread of their own: as far as they get without us."""

    bot: Bot
    do: Callable[[], object]
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    begun: list[Future[Any]] = field(default_factory=list)

    def __call__(self) -> None:
        self.begun.append(self.threads.submit(self.do))
        until_held_up(self.bot.work.engine, self.begun[0])

    def end(self) -> None:
        """See them through."""
        self.begun[0].result()
        self.threads.shutdown()


def folder(bot: Bot) -> Path:
    return bot.store.path(PLACE).parent.parent


def fetcher(bot: Bot, store: MediaStore) -> Fetcher:
    return Fetcher(bot.work, bot.line, store, bot.doorbell.ring_at)


def sends(bot: Bot, who: Person, content: bytes | Callable[[], bytes] = BYTES) -> str:
    """A picture arrives and is kept, but not fetched yet. Returns its message's id."""
    message_id = who.sends("image")
    bot.line.contents[message_id] = content
    bot.hands.drain.handle(who.id)
    return message_id


def takes_back(bot: Bot, who: Person, message_id: str) -> None:
    """A message is unsent; nobody has looked after its file yet."""
    who.unsends(message_id)
    bot.hands.drain.handle(who.id)


def files(bot: Bot) -> list[tuple[Fetching, str]]:
    return [(one.state, one.sha256) for one in bot.all(Attachment)]


def until_nothing_waits(bot: Bot) -> None:
    for _ in range(MOST):
        if Fetching.WAITING not in [state for state, _ in files(bot)]:
            return
        bot.waits(LONGEST_PAUSE.total_seconds() * 1.3)


def on_disk(bot: Bot) -> Sequence[str]:
    """The names of everything in the store."""
    return sorted(path.name for path in folder(bot).rglob("*") if path.is_file())


@pytest.fixture
def malee(bot: Bot) -> Person:
    return bot.person()


@pytest.fixture
def somchai(bot: Bot) -> Person:
    return bot.person()


@pytest.fixture
def malees(bot: Bot, malee: Person) -> str:
    """The message with which Malee sent the bytes; they are stored."""
    message_id = sends(bot, malee)
    bot.works()
    assert (files(bot), on_disk(bot)) == ([(Fetching.STORED, PLACE)], [PLACE])
    return message_id


# Several with the same bytes


def test_a_file_that_two_have_sent_stays_until_both_have_taken_it_back(
    bot: Bot, malee: Person, malees: str, somchai: Person
) -> None:
    somchais = sends(bot, somchai)
    bot.works()
    assert on_disk(bot) == [PLACE]

    malee.unsends(malees)
    bot.works()
    assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, ""), (Fetching.STORED, PLACE)], [PLACE])
    somchai.unsends(somchais)
    bot.works()
    assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, "")] * 2, [])


def test_who_takes_a_picture_back_while_we_fetch_it_takes_nobody_elses(bot: Bot, malees: str, somchai: Person) -> None:
    def regretted() -> bytes:
        takes_back(bot, somchai, somchais)
        return BYTES

    somchais = sends(bot, somchai, regretted)
    bot.works()

    assert (files(bot), on_disk(bot)) == ([(Fetching.STORED, PLACE), (Fetching.GONE, "")], [PLACE])


def test_what_one_takes_back_while_anothers_is_being_stored_stays_for_the_other(
    bot: Bot, malee: Person, malees: str, somchai: Person
) -> None:
    sends(bot, somchai)
    takes_back(bot, malee, malees)
    deletes = Others(bot, lambda: bot.hands.fetcher.fetch(malee.id))
    fetcher(bot, WatchedStore(bot, put=deletes)).fetch(somchai.id)
    deletes.end()

    assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, ""), (Fetching.STORED, PLACE)], [PLACE])


def test_what_one_sends_while_anothers_is_being_deleted_is_there_afterwards(
    bot: Bot, malee: Person, malees: str, somchai: Person
) -> None:
    sends(bot, somchai)
    takes_back(bot, malee, malees)
    stores = Others(bot, lambda: bot.hands.fetcher.fetch(somchai.id))
    fetcher(bot, WatchedStore(bot, deleting=stores)).fetch(malee.id)
    stores.end()

    assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, ""), (Fetching.STORED, PLACE)], [PLACE])


# Nothing that was taken back stays


def test_what_is_taken_back_while_it_is_being_stored_is_deleted(bot: Bot, somchai: Person) -> None:
    somchais = sends(bot, somchai)
    regrets = Others(bot, lambda: takes_back(bot, somchai, somchais))
    fetcher(bot, WatchedStore(bot, put=regrets)).fetch(somchai.id)
    regrets.end()
    bot.waits(2)

    assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, "")], [])


def test_a_worker_killed_before_it_deletes_leaves_it_to_the_next(bot: Bot, malee: Person, malees: str) -> None:
    def killed() -> None:
        raise Killed

    takes_back(bot, malee, malees)
    with pytest.raises(Killed):
        fetcher(bot, WatchedStore(bot, deleting=killed)).fetch(malee.id)
    assert on_disk(bot) == [PLACE]
    bot.waits(2)

    assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, "")], [])


def test_what_the_disk_will_not_delete_is_tried_again_and_somebody_is_told(
    bot: Bot, malee: Person, malees: str
) -> None:
    def refuses() -> None:
        raise PermissionError

    takes_back(bot, malee, malees)
    fetcher(bot, WatchedStore(bot, deleting=refuses)).fetch(malee.id)
    assert [alarm.kind for alarm in bot.all(Alarm)] == ["file_failed"]
    assert on_disk(bot) == [PLACE]
    until_nothing_waits(bot)

    assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, "")], [])


@pytest.mark.parametrize("end", ["stored", "taken back", "gone", "out of reach"])
def test_a_worker_killed_while_it_stores_leaves_nothing_that_no_row_knows_of(
    bot: Bot, somchai: Person, end: str
) -> None:
    def killed() -> None:
        raise Killed

    somchais = sends(bot, somchai)
    with pytest.raises(Killed):
        fetcher(bot, WatchedStore(bot, put=killed)).fetch(somchai.id)
    assert on_disk(bot) == [PLACE]
    if end == "taken back":
        somchai.unsends(somchais)
    elif end == "gone":
        del bot.line.contents[somchais]
    elif end == "out of reach":
        bot.line.contents[somchais] = ContentUnavailable("500")
    until_nothing_waits(bot)

    if end == "stored":
        assert (files(bot), on_disk(bot)) == ([(Fetching.STORED, PLACE)], [PLACE])
    else:
        assert (files(bot), on_disk(bot)) == ([(Fetching.GONE, "")], [])


def test_a_download_that_a_killed_worker_left_unfinished_is_swept_away_by_the_next_after_a_day(bot: Bot) -> None:
    left = [bot.store.receive(lambda: [b"half of it"]) for _ in range(2)]  # never left again, as kill -9 would have it
    yesterdays, running = (one.__enter__().path for one in left)
    yesterday = yesterdays.stat().st_mtime - UNFINISHED_KEPT - 1
    os.utime(yesterdays, (yesterday, yesterday))
    with bot.store.receive(lambda: [b"more"]) as received:
        assert not yesterdays.exists()
        assert running.exists()

    assert on_disk(bot) == [running.name]
    assert not received.path.exists()
