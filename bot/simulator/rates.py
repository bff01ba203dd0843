"""LINE's rate limits: one token bucket for each method and endpoint."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """``calls`` in ``seconds``."""

    calls: float
    seconds: float

    def __post_init__(self) -> None:
        if self.calls <= 0 or self.seconds <= 0:
            raise ValueError("a rate needs a positive number of calls and of seconds")


USUAL = Rate(2000, 1)
PUBLISHED: Mapping[str, Rate] = {
    "POST /v2/bot/message/multicast": Rate(200, 1),
    "POST /v2/bot/message/broadcast": Rate(60, 3600),
    "POST /v2/bot/chat/loading/start": Rate(100, 1),
    "POST /v2/bot/richmenu": Rate(100, 3600),
    "DELETE /v2/bot/richmenu/<rich_menu_id>": Rate(100, 3600),
    "GET /v2/bot/richmenu/list": Rate(10, 1),
    "DELETE /v2/bot/richmenu/alias/<alias>": Rate(100, 3600),
}


class RateLimits:
    """Counts calls by endpoint; a tester may set other rates."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._rates: dict[str, Rate] = dict(PUBLISHED)
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, endpoint: str) -> bool:
        """Whether one more call may pass now; it is counted if so."""
        with self._lock:
            rate = self._rates.get(endpoint, USUAL)
            now = self._monotonic()
            level, since = self._buckets.get(endpoint, (rate.calls, now))
            level = min(rate.calls, level + (now - since) * rate.calls / rate.seconds)
            self._buckets[endpoint] = (level - 1 if level >= 1 else level, now)
            return level >= 1

    def set(self, endpoint: str, rate: Rate) -> None:
        with self._lock:
            self._rates[endpoint] = rate
            self._buckets.pop(endpoint, None)

    def reset(self) -> None:
        with self._lock:
            self._rates = dict(PUBLISHED)
            self._buckets.clear()
