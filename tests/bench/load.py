"""The load client, in a process of its own: ``python -m tests.bench.load <port> <connections> <seconds> …``.

It sits on the same cores as the server, so it does little: every request is signed and laid out beforehand, and one
thread turns over keep-alive sockets. Every event has an id, a customer and a reply token of its own.
"""

from __future__ import annotations

import argparse
import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from statistics import quantiles
from uuid import UUID, uuid5

from bot.signature import sign

WARM_UP = 0.5
"""Seconds that are not counted."""
MOST_A_SECOND = 12_000
"""Requests laid out for each second; nothing here is as quick as that."""


@dataclass(frozen=True, slots=True)
class Load:
    """What to send where. ``seed`` makes the ids of one run differ from those of every other."""

    port: int
    secret: str
    connections: int
    seconds: float
    events: int
    seed: str

    def run(self) -> Result:
        """Run it in a process of its own."""
        arguments = [str(value) for value in asdict(self).values()]
        command = [sys.executable, "-m", "tests.bench.load", *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return Result(**json.loads(done.stdout))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a load: requests answered 200 a second, latencies in milliseconds."""

    rate: float
    p50: float
    p99: float
    others: int
    """Answers that were not 200; a run with any does not count."""


def requests(load: Load, count: int) -> list[bytes]:
    """``count`` webhooks as they go over the wire."""
    return [_request(load, number) for number in range(count)]


def _request(load: Load, number: int) -> bytes:
    events = [_event(uuid5(UUID(int=0), f"{load.seed}:{number}:{part}")) for part in range(load.events)]
    batch = {"destination": "U7c1e0b94d2a83f56c0e1d4b7a9f28365", "events": events}
    body = json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode()
    head = (
        f"POST /line/webhook HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\nUser-Agent: LineBotWebhook/2.0\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nX-Line-Signature: {sign(load.secret, body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def _event(own: UUID) -> dict[str, object]:
    return {
        "type": "message",
        "message": {
            "type": "text",
            "id": str(own.int % 10**18),
            "quoteToken": f"q{own.hex}{own.hex}",
            "text": "สอบถามขั้นตอนการขออนุญาตประกอบกิจการในนิคมอุตสาหกรรมค่ะ",
        },
        "webhookEventId": own.hex[:26].upper(),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": f"U{own.hex}"},
        "replyToken": own.hex,
        "mode": "active",
    }


class _Line:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._heard = b""

    def send(self, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> int | None:
        """The status of the answer once it is all there."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self._heard += piece
        head, end, body = self._heard.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return None
        self._heard = b""
        return int(head[9:12])


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def measure(load: Load) -> Result:
    """Send for the given time, keeping every connection busy."""
    waiting = iter(requests(load, int(MOST_A_SECOND * (WARM_UP + load.seconds) / max(1, load.events / 3))))
    taken: list[float] = []
    statuses: Counter[int] = Counter()
    with selectors.DefaultSelector() as selector:
        lines = [_Line(load.port) for _ in range(load.connections)]
        began = time.perf_counter() + WARM_UP
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.send(next(waiting))
        while (now := time.perf_counter()) < began + load.seconds:
            for key, _ in selector.select(1.0):
                line = key.data
                status = line.status()
                if status is None:
                    continue
                if now >= began:
                    taken.append(time.perf_counter() - line.sent_at)
                    statuses[status] += 1
                line.send(next(waiting))
    for line in lines:
        line.socket.close()
    cuts = quantiles(taken, n=100)
    return Result(statuses[200] / load.seconds, cuts[49] * 1000, cuts[98] * 1000, statuses.total() - statuses[200])


def main() -> None:
    """Measure as the command line says, and print the result as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    for name, kind in Load.__annotations__.items():
        parser.add_argument(name, type={"int": int, "float": float, "str": str}[kind])
    sys.stdout.write(json.dumps(asdict(measure(Load(**vars(parser.parse_args()))))))


if __name__ == "__main__":
    main()
