"""Local LINE as a process: it starts from the environment, stops when told, and says what is wrong."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.simulator.bench import Control

GOOD = {
    "PORT": "0",
    "LINE_CHANNEL_SECRET": "s",
    "LINE_CHANNEL_ACCESS_TOKEN": "t",
    "WEBHOOK_URL": "http://127.0.0.1:1/line/webhook",
}


def start(settings: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot.simulator"],
        env={"PATH": os.environ["PATH"], **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_and_lets_waiting_readers_go(how: signal.Signals) -> None:
    with start(GOOD) as process:
        assert process.stdout is not None
        first_line = process.stdout.readline()
        control = Control(int(first_line.split("127.0.0.1:")[1].split("/")[0]))
        before = control.get("/changes")
        waiting = http.client.HTTPConnection("127.0.0.1", control.port, timeout=10)
        waiting.request("GET", f"/simulator/api/changes?after={before['revision']}&wait=60")
        for _ in range(3):  # connections are taken in turn: when these are answered, the first one waits
            control.get("/clock")
        process.send_signal(how)

        assert waiting.getresponse().status == 200
        assert process.wait(timeout=10) == 0
        waiting.close()

    assert [chat["name"] for chat in before["chats"]] == ["สมชาย (ทดลอง)", "มาลี (ทดลอง)", "Alex (trial)"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "LINE_CHANNEL_SECRET is empty; LINE_CHANNEL_ACCESS_TOKEN is empty; WEBHOOK_URL must be"),
        ({**GOOD, "PORT": "เก้า"}, "PORT must be a number"),
    ],
)
def test_settings_that_cannot_work_are_all_named_at_once(settings: dict[str, str], said: str) -> None:
    with start(settings) as process:
        _, errors = process.communicate(timeout=20)

    assert process.returncode == 2
    assert said in errors
    assert "Traceback" not in errors


def test_a_taken_port_is_said_plainly() -> None:
    with start(GOOD) as first:
        assert first.stdout is not None
        port = first.stdout.readline().split("127.0.0.1:")[1].split("/")[0]
        with start({**GOOD, "PORT": port}) as second:
            _, errors = second.communicate(timeout=20)
        first.terminate()

    assert second.returncode == 1
    assert f"cannot listen on port {port}" in errors
