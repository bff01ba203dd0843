"""The world of local LINE: chats, messages, tokens, quota. In memory, under one lock.

Every change counts ``revision`` up and wakes whoever waits for news. Hold ``lock`` around anything that reads
more than one thing, and never while talking to the network.
"""

import hashlib
import json
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from bot.simulator import identifiers
from bot.simulator.config import SimulatorConfig

Json = dict[str, Any]
Clock = Callable[[], datetime]

THAI_TIME = timezone(timedelta(hours=7))
JAPAN_TIME = timezone(timedelta(hours=9))  # LINE's statistics, and so our month of the quota, are in UTC+9
MAX_ENTRIES = 5_000  # of one chat; older ones are forgotten
MAX_EVENTS = 20_000
MAX_MEDIA_BYTES = 256_000_000


@dataclass(slots=True)
class Entry:
    """One line of a chat: a message, a tap, or something that happened (follow, unfollow …)."""

    number: int
    side: str  # "customer" or "bot"
    kind: str  # "message", "postback" or "event"
    message: Json
    at: datetime
    message_id: str | None = None
    author: str | None = None
    via: str | None = None  # "reply", "push", "multicast" or "broadcast"
    event_id: str | None = None
    request_id: str | None = None
    read: bool = False
    edited: bool = False
    unsent: bool = False
    revision: int = 0


@dataclass(slots=True)
class Chat:
    """A customer's chat with the bot, or a group."""

    id: str
    name: str
    language: str | None = None
    members: list[str] = field(default_factory=list)
    is_friend: bool = False  # a group: the bot is in it
    is_blocked: bool = False
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=MAX_ENTRIES))
    count: int = 0
    last_wrote: datetime | None = None
    loading_until: datetime | None = None
    rich_menu_id: str | None = None
    revision: int = 0

    @property
    def is_group(self) -> bool:
        return self.id.startswith("C")

    def hears(self, now: datetime) -> bool:
        """Whether a push shows up here: friends, and people who wrote within the last seven days."""
        if self.is_blocked:
            return False
        return self.is_friend or (self.last_wrote is not None and now - self.last_wrote <= timedelta(days=7))


@dataclass(slots=True)
class ReplyToken:
    """Good once, for a minute after a delivery, and never 20 minutes after the event."""

    chat_id: str
    event_at: datetime
    valid_until: datetime | None = None
    used: bool = False

    def is_good(self, now: datetime) -> bool:
        return not self.used and self.valid_until is not None and now <= self.valid_until


@dataclass(slots=True)
class Accepted:
    """What a retry key stands for."""

    request_id: str
    sent_messages: list[Json] | None
    forget_at: datetime


@dataclass(slots=True)
class Media:
    """Bytes a customer sent. ``not_ready`` more questions are answered with 202 before they can be had."""

    data: bytes
    content_type: str
    kind: str
    not_ready: int = 0
    transcoding_fails: bool = False
    gone: bool = False


@dataclass(slots=True)
class EventRecord:
    """A webhook event and every attempt to deliver it."""

    event: Json
    chat_id: str
    attempts: list[Json] = field(default_factory=list)


def _replace(file: Path, text: str) -> None:
    """Write a file at one stroke: the product reads it all the time."""
    new = file.with_name(f"{file.name}.new")
    new.write_text(text, encoding="ascii")
    new.replace(file)


class World:
    """All there is. Made once for a process; ``reset`` begins again with the customers of the settings."""

    def __init__(self, config: SimulatorConfig, clock: Clock) -> None:
        self.config = config
        self.lock = threading.Condition(threading.RLock())
        self.message_ids = identifiers.MessageIds()
        self.revision = 0
        self.closing = False
        self._clock = clock
        moved_before = self._read_offset()
        self.reset()
        self.move_clock(moved_before)

    def reset(self) -> None:
        with self.lock:
            self.era = identifiers.request_id()  # a page that knows another era forgets what it shows
            self.offset = timedelta(0)
            self.chats: dict[str, Chat] = {}
            self.reply_tokens: dict[str, ReplyToken] = {}
            self.read_tokens: dict[str, tuple[str, int]] = {}
            self.retry_keys: dict[str, Accepted] = {}
            self.media: dict[str, Media] = {}
            self.events: OrderedDict[str, EventRecord] = OrderedDict()
            self.quota: int | None = self.config.monthly_quota
            self.used: Counter[str] = Counter()
            self.answers: Counter[tuple[str, str]] = Counter()
            self.accepted: Counter[str] = Counter()
            self.webhook_results: Counter[str] = Counter()
            self.told: Counter[tuple[str, bytes]] = Counter()
            self.repeated: dict[tuple[str, bytes], Json] = {}
            self._last_ms = 0
            for name, language in self.config.customers:
                self.add_chat(Chat(identifiers.person_id(name), name, language=language))
            self.move_clock(timedelta(0))

    def now(self) -> datetime:
        """The time in this world: the real one, moved by the offset."""
        return self._clock() + self.offset

    def move_clock(self, offset: timedelta) -> None:
        with self.lock:
            self.offset = offset
            self._last_ms = 0
            self.touch()
            if self.config.clock_file:
                _replace(Path(self.config.clock_file), str(offset.total_seconds()))

    def _read_offset(self) -> timedelta:
        """By how much the clock was moved when we were last running."""
        file = Path(self.config.clock_file) if self.config.clock_file else None
        return timedelta(seconds=float(file.read_text(encoding="ascii"))) if file and file.exists() else timedelta(0)

    def next_timestamp(self) -> int:
        """Milliseconds for the next event; no two are the same, and they rise."""
        with self.lock:
            self._last_ms = max(self._last_ms + 1, int(self.now().timestamp() * 1000))
            return self._last_ms

    def add_chat(self, chat: Chat) -> Chat:
        with self.lock:
            self.chats[chat.id] = chat
            self.touch(chat)
            return chat

    def write(self, chat: Chat, entry: Entry) -> Entry:
        """Put a line at the end of a chat; its number is given here."""
        with self.lock:
            chat.count += 1
            entry.number = chat.count
            chat.entries.append(entry)
            if entry.side == "bot":
                chat.loading_until = None
            else:
                chat.last_wrote = entry.at
            self.touch(chat, entry)
            return entry

    def remember_event(self, event: Json, chat_id: str) -> EventRecord:
        with self.lock:
            record = EventRecord(event, chat_id)
            self.events[event["webhookEventId"]] = record
            while len(self.events) > MAX_EVENTS:
                _, oldest = self.events.popitem(last=False)
                self.reply_tokens.pop(str(oldest.event.get("replyToken")), None)
                self.read_tokens.pop(str(oldest.event.get("message", {}).get("markAsReadToken")), None)
            return record

    def keep_media(self, message_id: str, media: Media) -> None:
        """Keep bytes a customer sent; the oldest go when there are too many, as LINE deletes content after a while."""
        with self.lock:
            self.media[message_id] = media
            total = sum(len(one.data) for one in self.media.values())
            for oldest in list(self.media):
                if total <= MAX_MEDIA_BYTES or oldest == message_id:
                    break
                total -= len(self.media.pop(oldest).data)

    def count_told(self, chat: Chat, message: Json) -> None:
        """Count what a chat was told by its content, so that saying the same twice shows."""
        digest = hashlib.blake2b(json.dumps(message, sort_keys=True).encode(), digest_size=16).digest()
        with self.lock:
            self.told[chat.id, digest] += 1
            if self.told[chat.id, digest] > 1:
                self.repeated[chat.id, digest] = message

    def touch(self, chat: Chat | None = None, entry: Entry | None = None) -> None:
        """Something changed: give it the next revision and wake those who wait."""
        with self.lock:
            self.revision += 1
            if chat is not None:
                chat.revision = self.revision
            if entry is not None:
                entry.revision = self.revision
            self.lock.notify_all()

    def touch_all(self) -> None:
        """Something every customer can see changed."""
        with self.lock:
            for chat in self.chats.values():
                self.touch(chat)

    def wait_for(self, what: Callable[[], bool], seconds: float) -> None:
        """Wait until ``what`` holds, the time is over, or the process is to stop."""
        with self.lock:
            self.lock.wait_for(lambda: self.closing or what(), timeout=max(0.0, min(seconds, 60.0)))

    def close(self) -> None:
        with self.lock:
            self.closing = True
            self.lock.notify_all()

    def month(self) -> str:
        return self.now().astimezone(JAPAN_TIME).strftime("%Y-%m")

    @contextmanager
    def changing(self, chat: Chat) -> Iterator[Chat]:
        """Change a chat under the lock; afterwards it has a new revision."""
        with self.lock:
            yield chat
            self.touch(chat)


def utc_now() -> datetime:
    return datetime.now(UTC)
