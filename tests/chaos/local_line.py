"""Local LINE's control API, as far as these tests use it."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.chaos.waiting import PATIENCE, wait_until

ANSWER_SECONDS = PATIENCE + 10.0
KEPT_ALIVE = 5.0
"""Seconds after which a connection that nobody used is not used again: the server may be closing it just now."""


class LocalLine:
    """One local LINE. Each thread that asks keeps a connection of its own."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        self._own = threading.local()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self._ask("POST", path, json.dumps(body))

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self._ask("GET", f"{path}?{urlencode(query)}")

    def _ask(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        connection = self._connection()
        connection.request(method, f"/simulator/api{path}", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status < 300, said
        return dict(json.loads(said))

    def _connection(self) -> HTTPConnection:
        now = time.monotonic()
        if now - getattr(self._own, "used_at", -math.inf) > KEPT_ALIVE:
            self.close()
        if getattr(self._own, "connection", None) is None:
            self._own.connection = HTTPConnection(
                str(self._address.hostname), self._address.port, timeout=ANSWER_SECONDS
            )
        self._own.used_at = now
        return self._own.connection

    def close(self) -> None:
        """Close this thread's connection."""
        connection: HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is not None:
            connection.close()
            del self._own.connection

    def send_webhooks_to(self, url: str, **settings: Any) -> None:
        self.post("/webhooks/settings", url=url, **settings)

    def make_customer(self, customer_id: str, *, friend: bool) -> None:
        """A customer with an id of our choice, so that each run has the same ones."""
        self.post("/customers", id=customer_id, name="ลูกค้า", friend=friend)

    def make_customers(self, count: int) -> list[str]:
        """New friends of the bot; their ids."""
        made = self.post("/customers", name="ลูกค้า", count=count)["customers"]
        return [str(customer["id"]) for customer in made]

    def fault(self, kind: str, endpoint: str = "/v2/bot/message/*", **how: Any) -> None:
        self.post("/faults", kind=kind, endpoint=endpoint, **how)

    def wait_until_met(self) -> None:
        """Wait until every fault in force has hit some call."""
        wait_until(lambda: all(rule["hits"] for rule in self._faults()), lambda: f"not all met: {self._faults()}")

    def wait_until_spent(self, kind: str) -> None:
        """Wait until the faults of this kind have hit as often as they were to."""
        wait_until(lambda: all(rule["kind"] != kind for rule in self._faults()), lambda: f"{kind} was never spent")

    def _faults(self) -> list[dict[str, Any]]:
        return list(self.get("/faults")["faults"])

    def mend(self) -> None:
        """No more faults."""
        self._ask("DELETE", "/faults")

    def hold(self) -> None:
        """Bring no webhook any more, and wait until none is on its way."""
        self.post("/webhooks/hold")
        wait_until(lambda: not self._webhooks()["in_flight"], lambda: f"still on their way: {self._webhooks()}")

    def release(self) -> None:
        """Bring what was held back."""
        self.post("/webhooks/release")

    def attempts(self, event_id: str) -> list[dict[str, Any]]:
        """How each delivery of an event ended: its ``status`` and how many ``milliseconds`` it took."""
        return list(self.get(f"/events/{event_id}")["attempts"])

    def wait_until_tried(self, event_ids: Iterable[str]) -> None:
        """Wait until it has tried at least once to deliver each of these events."""
        left = set(event_ids)

        def tried() -> bool:
            left.difference_update([one for one in left if self.attempts(one)])
            return not left

        wait_until(tried, lambda: f"never sent: {left}")

    def wait_until_idle(self) -> None:
        """Wait until no webhook waits or is on its way."""
        now = self._webhooks(wait=PATIENCE)
        assert now["idle"], f"still on their way: {now}"

    def _webhooks(self, **query: Any) -> dict[str, Any]:
        return self.get("/webhooks", **query)

    def said_by_bot(self, chat: str) -> list[dict[str, Any]]:
        """What the bot said in a chat: lines of its transcript."""
        return list(self.get(f"/customers/{chat}/messages", **{"from": "bot"})["messages"])
