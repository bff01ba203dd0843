"""A second start of the trial: how long until the webhook answers, and until the first reply is in the chat."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.signature import sign
from tests.bench.stage import ROUNDS
from tests.chaos.local_line import LocalLine
from tests.processes import ROOT, free_port, get

TICK = 0.02
PATIENCE = 180.0
"""Seconds. The first start trains the model."""
QUESTION = "กนอ. คือหน่วยงานอะไร"
EMPTY = b'{"destination":"U7c1e0b94d2a83f56c0e1d4b7a9f28365","events":[]}'


@dataclass(frozen=True, slots=True)
class Starts:
    """Medians over the rounds, in seconds from the command."""

    webhook: float
    reply: float


def measure() -> Starts:
    """Start the trial in a new folder, stop it, and time what comes after."""
    with TemporaryDirectory(prefix="nikhom-bench-") as place:
        folder = Path(place)
        shutil.copy(ROOT / "Procfile", folder)
        ports = {name: free_port() for name in ("BOT_PORT", "DESK_PORT", "LINE_PORT")}
        with _trial(folder, ports) as began:
            _first_reply(ports, began)
        found = []
        for _ in range(ROUNDS):
            with _trial(folder, ports) as began:
                found.append((_first_webhook(folder, ports, began), _first_reply(ports, began)))
    return Starts(median(webhook for webhook, _ in found), median(reply for _, reply in found))


@contextmanager
def _trial(folder: Path, ports: dict[str, int]) -> Iterator[float]:
    """What ``make run`` becomes once everything is installed. Yields when it was started."""
    environ = {**os.environ, **{name: str(port) for name, port in ports.items()}, "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    command = [sys.executable, "-m", "bot.trial"]
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL) as trial:
        try:
            yield began
        finally:
            trial.send_signal(signal.SIGINT)
            trial.wait(PATIENCE)


def _first_webhook(folder: Path, ports: dict[str, int], began: float) -> float:
    secret = json.loads((folder / "var" / "trial.json").read_text(encoding="ascii"))["line_channel_secret"]
    headers = {"X-Line-Signature": sign(secret, EMPTY), "Content-Type": "application/json"}

    def answers() -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", ports["BOT_PORT"], timeout=5)) as connection:
            connection.request("POST", "/line/webhook", EMPTY, headers)
            return connection.getresponse().status == 200

    return _until(answers) - began


def _first_reply(ports: dict[str, int], began: float) -> float:
    """A customer writes as soon as local LINE is there; it sends again what the bot was too young to take."""
    url = f"http://127.0.0.1:{ports['LINE_PORT']}"
    _until(lambda: get(url + "/")[0] == 200)
    with closing(LocalLine(url)) as line:
        person = line.post("/customers", name="ผู้มาก่อน", friend=True)["customers"][0]["id"]
        line.post(f"/customers/{person}/text", text=QUESTION)
        return _until(lambda: bool(line.said_by_bot(person))) - began


def _until(holds: Callable[[], bool]) -> float:
    """The moment at which ``holds`` first did; who is not there yet is asked again."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if holds():
                return time.monotonic()
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(TICK)
    raise TimeoutError(f"not there after {PATIENCE:.0f} seconds")
