"""Runs the trial: prepares the data, starts the Procfile's processes with a Redis and a local LINE, and stops them."""

from __future__ import annotations

import fcntl
import http.client
import io
import os
import select
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from honcho.environ import parse_procfile
from honcho.printer import Printer

from backend.serve import what_bars
from bot.trial import redis_server, words
from bot.trial.choices import CannotStart, Choices, choose, read_environ
from bot.trial.reaper import Reaper
from bot.trial.supervisor import Supervisor

LOCAL_LINE = "exec python -m bot.simulator"
RICH_MENU = ("-m", "bot.rich_menu")
"""Local LINE forgets or keeps its menus as it was told; making ours again each time is the same to it."""
NEEDED_TO_CHAT = {"bot", "worker", "line"}
HEAD_START = 3.0
"""Seconds: the most that the other processes wait for the bot to answer."""
SLOW_AFTER = 30.0
"""Seconds of waiting for the first answers, after which we say for whom."""


def run(root: Path, environ: Mapping[str, str], local_line: str = LOCAL_LINE) -> int:
    """Run the trial of the project in ``root`` until somebody stops it; return the exit code.

    ``local_line`` is the command that starts local LINE. All that is kept is kept in ``root/var``.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace", line_buffering=True)
    var = root / "var"
    var.mkdir(mode=0o700, exist_ok=True)
    try:
        with _only_one(var):
            choices = choose(read_environ(root, environ), var.resolve())
            _refuse_taken_ports(choices)
            return _Trial(root, var, choices, local_line).run()
    except (CannotStart, redis_server.NoRedisServer) as obstacle:
        sys.stderr.write(f"{obstacle}\n")
        return 1


@contextmanager
def _only_one(var: Path) -> Iterator[None]:
    """Hold the folder: two trials would share one database file and one Redis socket."""
    with (var / "trial.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(words.RUNNING_ALREADY) from None
        yield


def _refuse_taken_ports(choices: Choices) -> None:
    obstacles = []
    for name, port in choices.ports.items():
        obstacle = what_bars(choices.host, port)
        if obstacle:
            obstacles.append(words.taken(name, obstacle, _free_port()))
    if obstacles:
        raise CannotStart("\n".join(obstacles))


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


class _Trial:
    """The processes of one run, from the first to the last."""

    def __init__(self, root: Path, var: Path, choices: Choices, local_line: str) -> None:
        self._root, self._var, self._choices, self._local_line = root, var, choices, local_line
        self._procfile: dict[str, str] = parse_procfile((root / "Procfile").read_text(encoding="utf-8")).processes
        programs = str(Path(sys.executable).parent)
        self._environ = {**choices.environ, "PYTHONUNBUFFERED": "1"}
        self._environ["PATH"] = os.pathsep.join([programs, choices.environ.get("PATH", os.defpath)])
        self._reaper = Reaper()
        self._supervisor = Supervisor(root, self._reaper, Printer(sys.stdout))

    def run(self) -> int:
        """Start everything, look after it until told to stop, stop it. Returns the exit code."""
        self._heed_signals()
        try:
            prepared = self._prepare() or self._supervisor.stopping
            if not self._supervisor.stopping and prepared:
                self._start_processes()
                self._supervisor.run(_watch_starter(self._environ))
        finally:
            self._supervisor.say(words.STOPPING)
            self._supervisor.stop_all()
            self._reaper.close()
        return self._last_words(prepared)

    def _heed_signals(self) -> None:
        def stop(number: int, _frame: object) -> None:
            if number == signal.SIGHUP:
                self._supervisor.mute()
            self._supervisor.stop()

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to outlive the terminal
            signal.signal(signal.SIGHUP, stop)

    def _prepare(self) -> bool:
        """Start Redis and run the release step. False where it failed or we were told to stop."""
        if self._choices.starts_redis:
            self._start_redis()
        if self._supervisor.stopping:
            return False
        self._supervisor.say(words.PREPARING)
        return self._supervisor.run_once("release", self._procfile["release"], self._environ)

    def _start_redis(self) -> None:
        path = redis_server.socket_path(self._var)
        path.unlink(missing_ok=True)
        command = redis_server.command(redis_server.find_server(self._environ["PATH"]), path, self._var)
        self._supervisor.keep("redis", "exec " + shlex.join(command), self._environ, quiet=True)
        self._supervisor.run(lambda: not path.exists())

    def _start_processes(self) -> None:
        """Start all; those a first chat needs go first, so that they need not share a small machine with the rest."""
        self._supervisor.say(words.STARTING)
        ports = {"bot": self._choices.bot_port, "desk": self._choices.desk_port}
        commands = {name: line for name, line in self._procfile.items() if name != "release"}
        if self._choices.starts_line:
            commands["line"], ports["line"] = self._local_line, self._choices.line_port
        threading.Thread(target=self._welcome, args=(ports,), daemon=True).start()
        for name in NEEDED_TO_CHAT & commands.keys():
            self._keep(name, commands.pop(name), ports)
        deadline = time.monotonic() + HEAD_START
        self._supervisor.run(lambda: time.monotonic() < deadline and not self._answers(ports["bot"], "/healthz"))
        for name, command in commands.items():
            self._keep(name, command, ports)

    def _keep(self, name: str, command: str, ports: Mapping[str, int]) -> None:
        own = {"PORT": str(ports[name])} if name in ports else {}
        if not self._supervisor.stopping:
            self._supervisor.keep(name, command, {**self._environ, **own})

    def _welcome(self, ports: Mapping[str, int]) -> None:
        """Wait until all who have a port answer, then say where they are."""
        paths = {"bot": "/healthz", "desk": "/healthz", "line": "/"}
        began, told = time.monotonic(), False
        waiting = dict(ports)
        while waiting and not self._supervisor.stopping:
            waiting = {name: port for name, port in waiting.items() if not self._answers(port, paths[name])}
            if waiting and not told and time.monotonic() - began > SLOW_AFTER:
                self._supervisor.say(words.SLOW.format(name=", ".join(waiting)))
                told = True
            time.sleep(0.1)
        if not waiting:
            self._supervisor.say(words.banner(self._choices))
            self._make_rich_menu()

    def _make_rich_menu(self) -> None:
        """Give local LINE our menu, after everything else: a chat works without it too."""
        if not self._choices.starts_line or self._supervisor.stopping:
            return
        command = [sys.executable, *RICH_MENU]
        made = subprocess.run(command, env=self._environ, cwd=self._root, capture_output=True, check=False)  # noqa: S603
        if made.returncode != 0 and not self._supervisor.stopping:
            self._supervisor.say(words.NO_RICH_MENU)

    def _answers(self, port: int, path: str) -> bool:
        address = urlsplit(self._choices.address(port))
        with closing(http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)) as connection:
            try:
                connection.request("GET", path)
                return connection.getresponse().status < 500
            except (OSError, http.client.HTTPException):
                return False

    def _last_words(self, prepared: bool) -> int:
        failed = self._supervisor.failed
        if failed is not None:
            sys.stdout.write(words.GIVING_UP.format(name=failed.name) + "\n")
            sys.stdout.writelines(f"  {line}\n" for line in failed.last_words)
            return 1
        if not prepared:
            sys.stdout.write(words.RELEASE_FAILED + "\n")
            return 1
        sys.stdout.write(words.STOPPED + "\n")
        return 0


def _watch_starter(environ: Mapping[str, str]) -> Callable[[], bool]:
    """Return what tells whether whoever started us is still there.

    Under make, that is make. On a terminal, it is the terminal: closing it signals only the leader of its session,
    which may be make, which then waits for us.
    """
    parent, terminal = os.getppid(), select.poll()
    if sys.stdout.isatty():
        terminal.register(sys.stdout.fileno(), 0)

    def is_there() -> bool:
        left_by_parent = "MAKELEVEL" in environ and os.getppid() != parent
        hung_up = any(what & select.POLLHUP for _, what in terminal.poll(0))
        return not left_by_parent and not hung_up

    return is_there
