"""A bench to try local LINE on: a bot that only listens, and a hand on the controls."""

import http.client
import json
import threading
from collections import deque
from collections.abc import Mapping
from typing import Any

from bot.simulator.wire import DeliveryFailed

SECRET = "3f9c1b7ad0e24c58b6a1f0d97e2c4a83"
TOKEN = "a channel access token"
BOT_ID = "U7c1e0b94d2a83f56c0e1d4b7a9f28365"

Json = dict[str, Any]


class ListeningBot:
    """Stands where the bot's webhook stands: remembers what it was sent, answers what it is told to."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.forget()

    def forget(self) -> None:
        self.requests: list[tuple[bytes, Mapping[str, str]]] = []
        self.answers: deque[int | str] = deque()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> int:
        with self._changed:
            self.requests.append((body, headers))
            answer = self.answers.popleft() if self.answers else 200
            self._changed.notify_all()
        if isinstance(answer, str):
            raise DeliveryFailed(answer)
        return answer

    def events(self, count: int) -> list[Json]:
        """The first ``count`` events, waited for."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self._all()) >= count, timeout=5)
            assert arrived, f"{len(self._all())} of {count} events arrived"
            return self._all()[:count]

    def texts(self, count: int) -> list[str]:
        return [event["message"]["text"] for event in self.events(count)]

    def _all(self) -> list[Json]:
        return [event for body, _ in self.requests for event in json.loads(body)["events"]]


class Control:
    """The control API, and plain calls to LINE's API, over one connection each."""

    def __init__(self, port: int) -> None:
        self.port = port

    def call(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        status, _, raw = self.raw(
            method,
            f"/simulator/api{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        return status, json.loads(raw)

    def get(self, path: str) -> Json:
        status, body = self.call("GET", path)
        assert status == 200, body
        return body

    def post(self, path: str, **body: object) -> Json:
        status, answer = self.call("POST", path, body)
        assert status < 300, answer
        return answer

    def raw(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def customer(self, name: str = "มาลี", **how: object) -> str:
        """A new customer's id."""
        return str(self.post("/customers", name=name, **how)["customers"][0]["id"])

    def group(self, *members: str) -> str:
        return str(self.post("/groups", members=list(members))["group"]["id"])

    def say(self, chat: str, *texts: str, **how: object) -> list[Json]:
        events: list[Json] = self.post(f"/customers/{chat}/text", texts=list(texts), **how)["events"]
        return events

    def heard(self, chat: str) -> list[str]:
        """The texts the bot's side said in a chat."""
        lines = self.get(f"/customers/{chat}/messages?from=bot")["messages"]
        return [line["message"]["text"] for line in lines]

    def lines(self, chat: str) -> list[Json]:
        lines: list[Json] = self.get(f"/customers/{chat}/messages")["messages"]
        return lines
