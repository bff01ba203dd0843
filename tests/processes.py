"""The product's real processes on free ports, for journeys, chaos and benchmarks.

They are started by the Procfile's own lines, with the environment the trial would give them. Each can be killed with
-9 and started again; all die with the test run.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from honcho.environ import parse_procfile

from bot.trial.choices import Choices, choose
from bot.trial.reaper import Reaper
from bot.trial.runner import LOCAL_LINE
from tests.servers import Child, DidNotStart

ROOT = Path(__file__).resolve().parent.parent
STAFF_PASSWORD = "correct-horse-battery"
INHERITED = ("HOME", "LANG", "LC_ALL", "TMPDIR")


class Product:
    """One deployment. Its processes are ``bot.1`` …, ``desk``, ``worker.1`` …, ``clock`` and, unless ``line_api_host``
    points at another LINE, ``line``, which sends its webhooks to ``bot.1``.
    """

    def __init__(
        self,
        reaper: Reaper,
        database_url: str,
        redis_url: str,
        folder: Path,
        *,
        bots: int = 1,
        workers: int = 1,
        line_api_host: str | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._reaper, self._folder = reaper, folder
        self._procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes
        settings = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        self._choices = self._choose({**settings, **(environ or {})}, line_api_host)
        bot_ports = [self._choices.bot_port, *(free_port() for _ in range(bots - 1))]
        self._ports = {f"bot.{number}": port for number, port in enumerate(bot_ports, 1)}
        self._ports["desk"] = self._choices.desk_port
        if line_api_host is None:
            self._ports["line"] = self._choices.line_port
        names = [*self._ports, *(f"worker.{number}" for number in range(1, workers + 1)), "clock"]
        self._children = {name: self._child(name) for name in names}

    def _choose(self, settings: Mapping[str, str], line_api_host: str | None) -> Choices:
        base = {name: os.environ[name] for name in INHERITED if name in os.environ}
        base["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        base |= {name: str(free_port()) for name in ("BOT_PORT", "DESK_PORT", "LINE_PORT")}
        base["PYTHONPATH"] = str(ROOT / "tests" / "guarded")  # they, too, reach this machine only
        base |= {"TRIAL": "1", "TRIAL_STAFF_PASSWORD": STAFF_PASSWORD, "PYTHONUNBUFFERED": "1"}
        if line_api_host is not None:
            base |= {
                "LINE_CHANNEL_SECRET": "0" * 32,
                "LINE_CHANNEL_ACCESS_TOKEN": "token",
                "LINE_API_HOST": line_api_host,
            }
        return choose({**base, **settings}, self._folder)

    def _child(self, name: str) -> Child:
        kind = name.split(".")[0]
        command = LOCAL_LINE if kind == "line" else self._procfile[kind]
        own = {"PORT": str(self._ports[name])} if name in self._ports else {}
        return Child(self._reaper, name, command, self._folder, env={**self.environ, **own}, cwd=ROOT)

    # What a test asks of it

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings all its processes share."""
        return self._choices.environ

    @property
    def names(self) -> list[str]:
        return list(self._children)

    @property
    def bot_urls(self) -> list[str]:
        return [self.url(name) for name in self._ports if name.startswith("bot.")]

    @property
    def desk_url(self) -> str:
        return self.url("desk")

    @property
    def line_url(self) -> str:
        """Local LINE: its chat page, its control API, and what stands for api.line.me."""
        return self.url("line")

    def url(self, name: str) -> str:
        return self._choices.address(self._ports[name])

    def release(self) -> None:
        """Run the release step to its end."""
        command = ["/bin/sh", "-c", self._procfile["release"]]
        done = subprocess.run(command, env=dict(self.environ), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise DidNotStart(f"release:\n{done.stdout}\n{done.stderr}")

    def start(self, *names: str) -> None:
        """Start the named processes (default: all), then wait until those with a port answer."""
        chosen = names or tuple(self._children)
        for name in chosen:
            self._children[name].start()
        for name in chosen:
            if name in self._ports:
                self._children[name].wait_for(partial(self.answers, name))

    def answers(self, name: str) -> bool:
        """Whether a web process answers at all, and without a server error."""
        status, _ = get(self.url(name) + ("/" if name == "line" else "/healthz"))
        return status is not None and status < 500

    def health(self, name: str) -> dict[str, Any]:
        """What /healthz of a web process says; empty where it does not answer."""
        _, body = get(self.url(name) + "/healthz")
        return dict(json.loads(body)) if body else {}

    def kill(self, name: str) -> None:
        """Kill a process with -9, and all it has started."""
        self._children[name].kill()

    def stop(self, name: str) -> int:
        """Ask a process to stop; return its exit code."""
        return self._children[name].stop()

    def running(self, name: str) -> bool:
        return self._children[name].running

    def log(self, name: str) -> str:
        """All that a process has said."""
        return self._children[name].log.read_text(errors="replace")

    def close(self) -> None:
        """Stop everything."""
        for child in self._children.values():
            if child.running:
                child.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def get(url: str) -> tuple[int | None, bytes]:
    """The status and body of a page; (None, b"") where nobody answers."""
    parts = urlsplit(url)
    with closing(http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)) as connection:
        try:
            connection.request("GET", parts.path or "/")
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None, b""
