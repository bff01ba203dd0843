"""A trial of stand-ins: the real runner, in a folder of its own, over processes that start in no time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import ROOT, free_port

RUN = """
import os, signal, sys
from pathlib import Path
from bot.trial.runner import run
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the test run itself may be under nohup
sys.exit(run(Path.cwd(), os.environ, "exec python stand_in.py line"))
"""
PROCFILE = "".join(
    f"{name}: exec python stand_in.py {name}\n" for name in ("release", "bot", "desk", "worker", "clock")
)
SECONDS = 20.0


class StandInTrial:
    """``python -m bot.trial`` in a folder where every process is a stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("BOT_PORT", "DESK_PORT", "LINE_PORT")}
        shutil.copy(Path(__file__).with_name("stand_in.py"), folder)
        self.set_procfile()
        self._output = folder / f"output-{self.ports['BOT_PORT']}"
        self._process: subprocess.Popen[bytes] | None = None

    def set_procfile(self, **changed: str) -> None:
        """Write the Procfile, with other kinds of stand-ins for some names."""
        text = PROCFILE
        for name, kind in changed.items():
            text = text.replace(f"stand_in.py {name}", f"stand_in.py {kind}")
        (self.folder / "Procfile").write_text(text)

    @property
    def environ(self) -> dict[str, str]:
        ports = {name: str(port) for name, port in self.ports.items()}
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **ports}

    def start(self) -> None:
        with self._output.open("wb") as output:
            command = [sys.executable, "-c", RUN]
            self._process = subprocess.Popen(command, cwd=self.folder, env=self.environ, stdout=output, stderr=output)

    def start_and_wait(self) -> None:
        self.start()
        self.wait_until(lambda: "press Ctrl-C to stop" in self.output)

    @property
    def output(self) -> str:
        return self._output.read_text(errors="replace")

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def exit_code(self) -> int:
        """Wait for its end."""
        assert self._process is not None
        return self._process.wait(SECONDS)

    def notes(self, kind: str) -> list[int]:
        """What stand-ins noted under ``kind``: the pids of those started, oldest first."""
        file = self.folder / "started"
        lines = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
        return [int(number) for name, number in lines if name == kind]

    def all_pids(self) -> list[int]:
        kinds = ("release", "bot", "desk", "line", "worker", "grandchild", "clock", "broken")
        return [pid for kind in kinds for pid in self.notes(kind)]

    def wait_until(self, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < deadline, f"waited too long; it has said:\n{self.output}"
            time.sleep(0.02)

    def close(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self.exit_code()
            self.wait_until(lambda: not any(map(alive, self.all_pids())))


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent to notice does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def redis_pid(folder: Path) -> int | None:
    """The process that serves the folder's Redis socket."""
    import redis

    with redis.Redis.from_url(f"unix://{folder}/var/redis.sock") as client:
        try:
            return int(client.info("server")["process_id"])
        except redis.ConnectionError:
            return None


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[StandInTrial]:
    trial = StandInTrial(tmp_path)
    yield trial
    trial.close()


STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
