"""A tiny process in place of a real one, for tests of the trial: ``python stand_in.py KIND``."""

import os
import signal
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

IGNORES_REQUESTS_TO_STOP = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def note(*words: object) -> None:
    """Leave a line in ``started``, so that a test can see who was started, and as which process."""
    with Path("started").open("a", encoding="ascii") as out:
        out.write(" ".join(map(str, words)) + "\n")


def say_whether_redis_is_there(*_: object) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        note("redis-was-there", 1 - bool(client.connect_ex("var/redis.sock")))
    sys.exit()


def main(kind: str) -> None:
    note(kind, os.getpid())
    if kind in {"bot", "desk", "line"}:
        HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Healthy).serve_forever()
    elif kind == "worker":
        child = subprocess.Popen([sys.executable, "-c", IGNORES_REQUESTS_TO_STOP])  # and holds our output open
        note("grandchild", child.pid)
        signal.pause()
    elif kind == "clock":
        signal.signal(signal.SIGTERM, say_whether_redis_is_there)
        while True:
            signal.pause()
    elif kind == "broken":
        sys.exit("the shelf is empty")


if __name__ == "__main__":
    main(sys.argv[1])
