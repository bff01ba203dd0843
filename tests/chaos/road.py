"""The road between LINE's webhooks and the bots, on which things get lost, doubled and held up.

It answers 200 only for what a bot has taken: what it loses, LINE is told of and sends again. It remembers when a bot
first took each event, so that a test knows what could be known when something was handled.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LINE_PATIENCE = 2.0
"""Seconds after which LINE counts a webhook as failed."""


class Trouble(StrEnum):
    """What happens to one request on the way."""

    NONE = "none"
    HELD = "held up a little"
    TWICE = "to one bot, then to another"
    AT_ONCE = "to two bots at the same time"
    LOST_BEFORE = "lost on the way there"
    LOST_AFTER = "lost on the way back"
    LATE = "held up for longer than LINE waits"


SMOOTH = {Trouble.NONE: 1}
ROUGH = {
    Trouble.NONE: 80,
    Trouble.HELD: 8,
    Trouble.TWICE: 6,
    Trouble.AT_ONCE: 6,
    Trouble.LOST_BEFORE: 3,
    Trouble.LOST_AFTER: 3,
    Trouble.LATE: 1,
}
"""Weights of what may happen."""


class Road:
    """Listens on a port of its own. Smooth until it is made rough."""

    def __init__(self, bots: Sequence[str], seed: int) -> None:
        self.taken: dict[str, float] = {}
        """When a bot was first known to have an event: seconds of the wall clock at its 200, by event id."""
        self.met: Counter[Trouble] = Counter()
        self._weights = SMOOTH
        self._bots = [urlsplit(bot) for bot in bots]
        self._seed = seed
        self._requests: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.road = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where LINE is to send webhooks."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/line/webhook"

    @contextmanager
    def rough(self) -> Iterator[None]:
        """Troubles for as long as this lasts."""
        self._weights = ROUGH
        try:
            yield
        finally:
            self._weights = SMOOTH

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def carry(self, headers: dict[str, str], body: bytes) -> int:
        """Take one request to a bot, or to two, or nowhere; the status that LINE gets to see."""
        events = json.loads(body)["events"]
        trouble, first, second, seconds = self._draw(events)
        if trouble is Trouble.LOST_BEFORE:
            return 502
        if trouble is Trouble.HELD:
            time.sleep(0.4 * seconds)
        if trouble is Trouble.LATE:
            time.sleep(LINE_PATIENCE + seconds)
        if trouble is Trouble.AT_ONCE:
            other = threading.Thread(target=self._pass_on, args=(second, events, headers, body))
            other.start()
            status = self._pass_on(first, events, headers, body)
            other.join()
            return status
        status = self._pass_on(first, events, headers, body)
        if trouble is Trouble.TWICE:
            self._pass_on(second, events, headers, body)
        return 502 if trouble is Trouble.LOST_AFTER else status

    def _draw(self, events: list[dict[str, Any]]) -> tuple[Trouble, int, int, float]:
        """The same for the same request of the same chat in each run: trouble, two bots, a fraction."""
        chat = str(events[0]["source"]["userId"]) if events else ""
        with self._lock:
            self._requests[chat] += 1
            die = random.Random(f"{self._seed}/{chat}/{self._requests[chat]}")
            trouble = die.choices(list(self._weights), list(self._weights.values()))[0]
            self.met[trouble] += 1
        first = die.randrange(len(self._bots))
        return trouble, first, (first + 1) % len(self._bots), die.random()

    def _pass_on(self, bot: int, events: list[dict[str, Any]], headers: dict[str, str], body: bytes) -> int:
        """Bring a request to one bot; 502 where nobody answers."""
        with closing(HTTPConnection(str(self._bots[bot].hostname), self._bots[bot].port, timeout=20)) as connection:
            try:
                connection.request("POST", "/line/webhook", body, headers)
                status = connection.getresponse().status
            except (OSError, HTTPException):
                return 502
        if status == 200:
            moment = time.time()
            with self._lock:
                for event in events:
                    self.taken.setdefault(event["webhookEventId"], moment)
        return status


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    road: Road

    def handle_error(self, request: Any, client_address: Any) -> None:
        """LINE hangs up after two seconds; that is part of the test."""


class _Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    wbufsize = -1  # header and body in one write
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        passed = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "content-length"}}
        self.send_response(self.server.road.carry(passed, body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """The statuses that LINE has counted say it all."""
