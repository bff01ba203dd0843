"""Starts a web process: ``python -m backend.serve bot.wsgi:app --port 8081 --threads 8``.

Settings and port are looked at first. Granian would share a taken port with another granian in silence, and tell of
any other fault with a stack trace of its own; here it is one clear message. Then this process becomes granian.
"""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
from collections.abc import Sequence
from typing import NoReturn

from backend.settings import Settings, SettingsError

SECONDS_TO_FINISH = 10
"""What a stopping server gives its open requests."""


def main(arguments: Sequence[str]) -> NoReturn:
    """Become the web server, or exit with a message that says what is in the way."""
    wanted = _parser().parse_args(arguments)
    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as fault:
        sys.exit(str(fault))
    host, port = settings.host, settings.port or wanted.port
    obstacle = what_bars(host, port)
    if obstacle:
        sys.exit(f"{obstacle} Set PORT to a free port, or stop what uses it.")
    command = granian(wanted.application, host, port, wanted.threads)
    os.execv(sys.executable, command)  # noqa: S606 - it is ours, and there is no shell


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.serve")
    parser.add_argument("application", help="module:name of a WSGI application")
    parser.add_argument("--port", required=True, type=int, help="where to listen unless PORT says otherwise")
    parser.add_argument("--threads", required=True, type=int, help="requests handled at the same time")
    return parser


def granian(application: str, host: str, port: int, threads: int) -> list[str]:
    """Return granian's command line: one process, for SQLite has one writer, and threads that share its commits."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": "1",
        "--blocking-threads": str(threads),
        "--workers-kill-timeout": str(SECONDS_TO_FINISH),
        "--log-level": "error",  # its one warning is that we have more threads than cores, as we mean to
    }
    flags = [part for option in options.items() for part in option]
    return [sys.executable, "-m", "granian", *flags, "--no-ws", application]


def what_bars(host: str, port: int) -> str | None:
    """Say in a sentence why nothing can listen there; None where it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"Port {port} on {host} is taken by another program."
        return f"Port {port} on {host} cannot be used: {error.strerror}."
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
