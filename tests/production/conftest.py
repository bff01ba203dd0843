"""Processes as production starts them: by their command lines, with settings of a deployment that is no trial."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import requests

from bot.signature import sign
from bot.trial.reaper import Reaper
from tests.processes import INHERITED, ROOT, free_port
from tests.servers import Child

Settings = dict[str, str]
SECONDS = 60.0


@pytest.fixture
def settings(sqlite_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """All that is required, over a migrated SQLite and a running Redis."""
    return {
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": redis_url,
        "LINE_CHANNEL_SECRET": "0" * 32,
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "LINE_API_HOST": f"http://127.0.0.1:{free_port()}",
        "SECRET_KEY": "a secret key for tests, and for them only",
        "MEDIA_DIR": str(tmp_path / "media"),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
    }


def environ_of(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process with these settings; it, too, reaches this machine only."""
    base = {name: os.environ[name] for name in INHERITED if name in os.environ}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
    return {**base, "PATH": path, "PYTHONPATH": str(ROOT / "tests" / "guarded"), **settings}


def ended(command: str, settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A process that is expected to end by itself."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=environ_of(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.fixture
def started(reaper: Reaper, tmp_path: Path) -> Iterator[Callable[[str, Mapping[str, str]], Child]]:
    """Starts processes by their command line, and stops them after the test."""
    children: list[Child] = []

    def start(command: str, settings: Mapping[str, str]) -> Child:
        name = f"process{len(children)}"
        child = Child(reaper, name, f"exec {command}", tmp_path, env=environ_of(settings), cwd=ROOT)
        children.append(child)
        child.start()
        return child

    yield start
    for child in children:
        if child.running:
            child.stop()


def send_message(url: str, secret: str, number: int, text: str) -> int | None:
    """One person's message, sent to the webhook as LINE would; the status of the answer, None where there is none."""
    event = {
        "type": "message", "webhookEventId": f"01TEST{number:020d}", "mode": "active",
        "timestamp": time.time_ns() // 1_000_000,
        "source": {"type": "user", "userId": f"U{number:032x}"}, "deliveryContext": {"isRedelivery": False},
        "message": {"type": "text", "id": str(number), "text": text},
    }  # fmt: skip
    body = json.dumps({"destination": "U" + "1" * 32, "events": [event]}).encode()
    headers = {"x-line-signature": sign(secret, body)}
    try:
        return requests.post(f"{url}/line/webhook", data=body, headers=headers, timeout=10).status_code
    except requests.ConnectionError:
        return None


def quoted(words: list[str]) -> str:
    """A command line for the shell, run by the Python of the tests instead of the one it names."""
    return shlex.join([sys.executable, *words[1:]])
