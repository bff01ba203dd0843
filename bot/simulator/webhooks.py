"""Sends webhooks to the bot: signed, in each chat's order, and again while the bot does not answer 2xx.

Each chat has a lane; its deliveries go one after the other, different chats in parallel. A delivery that failed is put
aside and tried again later, overtaken meanwhile by newer ones, as at LINE (unless ``keeps_order`` is set).
"""

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.simulator.state import Json, World
from bot.simulator.wire import TIMEOUT_SECONDS, Deliver, DeliveryFailed, encode, sign

TOKEN_LIFE = timedelta(seconds=60)
TOKEN_LIMIT = timedelta(minutes=20)  # after the event, whatever is redelivered
LONGEST_PAUSE = 30.0
THREADS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Redelivery:
    """Whether and how often a webhook is tried again. The pause doubles from ``first_pause`` to 30 s."""

    enabled: bool = True
    attempts: int = 10
    first_pause: float = 1.0
    keeps_order: bool = False

    def __post_init__(self) -> None:
        if self.attempts < 1 or not 0.0 <= self.first_pause <= LONGEST_PAUSE:
            raise ValueError("attempts must be at least 1, first_pause between 0 and 30 seconds")

    def pause_after(self, attempt: int) -> float:
        return min(LONGEST_PAUSE, self.first_pause * 2.0 ** (attempt - 1))


@dataclass(slots=True)
class _Delivery:
    lane: str
    events: Sequence[Json]
    again: bool = False
    attempt: int = 0
    in_lane: bool = True


@dataclass(slots=True)
class _Lane:
    waiting: deque[_Delivery] = field(default_factory=deque)
    busy: bool = False
    held: bool = False
    not_before: float = 0.0


class WebhookSender:
    """Takes events and brings them to the bot in the background. ``deliver`` does the HTTP."""

    def __init__(self, world: World, deliver: Deliver) -> None:
        self._world = world
        self._deliver = deliver
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        self._idle = threading.Condition(self._lock)
        self._numbers = itertools.count()
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.url = world.config.webhook_url
        self.redelivery = Redelivery()
        self._clear()

    def _clear(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._later: list[tuple[float, int, _Delivery]] = []
        self._in_flight = 0
        self._generation = next(self._numbers)
        self.last_failure: str | None = None
        self.holds_all = False

    def reset(self) -> None:
        """Forget what waits, and go back to the first settings. What is on its way is not taken back."""
        with self._lock:
            self._clear()
            self.url = self._world.config.webhook_url
            self.redelivery = Redelivery()

    def send(self, lane: str, events: Sequence[Json]) -> None:
        """Send these events in one request, after what waits in the lane."""
        with self._lock:
            self._lanes.setdefault(lane, _Lane()).waiting.append(_Delivery(lane, events))
            self._start_threads()
            self._work.notify()

    def send_aside(self, events: Sequence[Json], *, times: int = 1, again: bool) -> None:
        """Send these events at once, ``times`` times in parallel, past the lanes."""
        with self._lock:
            for _ in range(times):
                delivery = _Delivery("", events, again=again, in_lane=False)
                heapq.heappush(self._later, (0.0, next(self._numbers), delivery))
            self._start_threads()
            self._work.notify_all()

    def hold(self, lane: str | None) -> None:
        """Keep webhooks back: of one chat, or all."""
        with self._lock:
            if lane is None:
                self.holds_all = True
            else:
                self._lanes.setdefault(lane, _Lane()).held = True

    def release(self, lane: str | None, *, backwards: bool = False, together: bool = False) -> None:
        """Send what was held back: in its order, the other way round, or all in one request. ``None``: every chat."""
        with self._lock:
            if lane is None:
                self.holds_all = False
            freed = [one for name, one in self._lanes.items() if lane in (None, name)]
            for one in freed:
                one.held = False
                if backwards:
                    one.waiting.reverse()
            if together:
                self._merge(freed)
            self._work.notify_all()

    def _merge(self, lanes: Sequence[_Lane]) -> None:
        """Put what waits in these lanes into one request, by time."""
        events = [event for lane in lanes for delivery in lane.waiting for event in delivery.events]
        if not events:
            return
        for lane in lanes:
            lane.waiting.clear()
        events.sort(key=lambda event: int(event["timestamp"]))
        heapq.heappush(self._later, (0.0, next(self._numbers), _Delivery("", events, in_lane=False)))

    def status(self) -> Json:
        """How much waits, is on its way, or will be tried again."""
        with self._lock:
            waiting = sum(len(lane.waiting) for lane in self._lanes.values())
            held = sorted(name for name, lane in self._lanes.items() if lane.held)
            return {
                "url": self.url,
                "waiting": waiting,
                "in_flight": self._in_flight,
                "to_redeliver": len(self._later),
                "last_failure": self.last_failure,
                "holds_all": self.holds_all,
                "held_chats": held,
            }

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until nothing waits or is on its way; False if the time was not enough."""
        with self._lock:
            return self._idle.wait_for(
                lambda: not (self._in_flight or self._later or any(lane.waiting for lane in self._lanes.values())),
                timeout=seconds,
            )

    def send_raw(self, body: bytes, signature: str | None = None) -> int:
        """Send these very bytes now and give the bot's status. Raises DeliveryFailed."""
        return self._deliver(self.url, body, self._headers(body, signature), TIMEOUT_SECONDS)

    def close(self) -> None:
        with self._lock:
            self._closing = True
            self._work.notify_all()

    def _headers(self, body: bytes, signature: str | None = None) -> dict[str, str]:
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": signature or sign(self._world.config.channel_secret, body),
        }

    def _start_threads(self) -> None:
        if not self._threads:
            self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(THREADS)]
            for thread in self._threads:
                thread.start()

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            delivery, generation = taken
            accepted = self._attempt(delivery)
            with self._lock:
                if generation == self._generation:
                    self._in_flight -= 1
                    self._settle(delivery, accepted=accepted)
                self._idle.notify_all()

    def _next(self) -> tuple[_Delivery, int] | None:
        """Wait for something to do; None when the process stops."""
        with self._lock:
            while not self._closing:
                delivery = self._take()
                if delivery is not None:
                    self._in_flight += 1
                    self._work.notify()  # there may be more, and a sleeper must watch the next due time
                    return delivery, self._generation
                self._work.wait(self._until_next())
            return None

    def _take(self) -> _Delivery | None:
        now = time.monotonic()
        if self._later and self._later[0][0] <= now and not (self.holds_all and self._later[0][2].attempt):
            return heapq.heappop(self._later)[2]
        if self.holds_all:
            return None
        for name, lane in self._lanes.items():
            if lane.waiting and not lane.busy and not lane.held and lane.not_before <= now:
                lane.busy = True
                self._lanes[name] = self._lanes.pop(name)  # to the end: every chat gets its turn
                return lane.waiting.popleft()
        return None

    def _until_next(self) -> float | None:
        dues = [lane.not_before for lane in self._lanes.values() if lane.waiting and not lane.busy and not lane.held]
        dues += [self._later[0][0]] if self._later else []
        now = time.monotonic()
        coming = [due - now for due in dues if due > now]
        return min(coming, default=None)

    def _attempt(self, delivery: _Delivery) -> bool:
        delivery.attempt += 1
        again = delivery.again or delivery.attempt > 1
        body = self._prepare(delivery.events, again=again)
        started = time.monotonic()
        try:
            status: int | str = self._deliver(self.url, body, self._headers(body), TIMEOUT_SECONDS)
        except DeliveryFailed as failure:
            status = str(failure)
        accepted = isinstance(status, int) and 200 <= status < 300
        self.last_failure = None if accepted else str(status)
        if not accepted and self._is_last(delivery):
            self._count("given_up")
        self._note(delivery.events, status, again=again, seconds=time.monotonic() - started)
        return accepted

    def _is_last(self, delivery: _Delivery) -> bool:
        return not self.redelivery.enabled or delivery.attempt >= self.redelivery.attempts

    def _prepare(self, events: Sequence[Json], *, again: bool) -> bytes:
        """The body of a request; from now on its reply tokens live a minute."""
        with self._world.lock:
            now = self._world.now()
            for event in events:
                token = self._world.reply_tokens.get(str(event.get("replyToken")))
                if token is not None:
                    token.valid_until = min(now + TOKEN_LIFE, token.event_at + TOKEN_LIMIT)
        copies = [{**event, "deliveryContext": {"isRedelivery": again}} for event in events]
        return encode({"destination": self._world.config.bot_user_id, "events": copies})

    def _note(self, events: Sequence[Json], status: int | str, *, again: bool, seconds: float) -> None:
        attempt = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "status": status,
            "is_redelivery": again,
            "milliseconds": round(seconds * 1000, 1),
        }
        with self._world.lock:
            self._count(str(status))
            self._count("redelivered" if again else "first_sent")
            for event in events:
                record = self._world.events.get(event["webhookEventId"])
                if record is not None:
                    record.attempts.append(attempt)
            self._world.touch()

    def _settle(self, delivery: _Delivery, *, accepted: bool) -> None:
        lane = self._lanes.get(delivery.lane) if delivery.in_lane else None
        if lane is not None:
            lane.busy = False
        if accepted or self._is_last(delivery):
            if lane is not None and not lane.waiting and not lane.held:
                del self._lanes[delivery.lane]
            return
        due = time.monotonic() + self.redelivery.pause_after(delivery.attempt)
        if lane is not None and self.redelivery.keeps_order:
            lane.waiting.appendleft(delivery)
            lane.not_before = due
        else:
            delivery.in_lane = False
            heapq.heappush(self._later, (due, next(self._numbers), delivery))
        self._work.notify()

    def _count(self, what: str) -> None:
        with self._world.lock:
            self._world.webhook_results[what] += 1
