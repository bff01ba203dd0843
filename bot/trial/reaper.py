"""Lets no process outlive the one that started it, even when that one is killed with -9.

A reaper is a small process that holds the reading end of a pipe. Each child announces its process group on the pipe
before it becomes what it is; when the last writer is gone, so is its owner, and the reaper ends every group it was
told of. This works wherever pipes do, and it catches grandchildren too, which ``PR_SET_PDEATHSIG`` would not.

This file imports nothing of ours: it runs by its path, in a fresh and quick interpreter.
"""

# ruff: noqa: S603 - starting programs is what the trial is for; none of their names comes from outside

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable

PATIENCE = 3.0
"""Seconds between asking an orphaned group to stop and killing it."""


class Reaper:
    """The owner's side: give ``pipe`` to each child as its stdin and start it with ``announced``."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101 - PIPE above makes it so
        self._stdin = self._process.stdin
        self.pipe = self._stdin.fileno()

    def forget(self, group: int) -> None:
        """Tell it that ``group`` has ended, so that a later owner of the same number is safe."""
        os.write(self.pipe, b"-%d\n" % group)

    def close(self) -> None:
        """Let it end what is left and go."""
        self._stdin.close()
        self._process.wait()


def announced(command: str) -> str:
    """Return ``command`` for ``sh -c``, so that it names its process group on stdin's pipe before it begins.

    The child writes, not its owner: there is no moment in which the owner can die and leave it unknown.
    """
    return f'echo "+$$" >&0; exec </dev/null; {command}'


def end(groups: Iterable[int], patience: float = PATIENCE) -> None:
    """Ask the process groups to stop, and kill what is left of them after ``patience`` seconds."""
    left = [group for group in groups if send(group, signal.SIGTERM)]
    deadline = time.monotonic() + patience
    while left and time.monotonic() < deadline:
        time.sleep(0.02)
        left = [group for group in left if send(group, 0)]
    for group in left:
        send(group, signal.SIGKILL)


def send(group: int, number: int) -> bool:
    """Send a signal to a process group (0: only ask). False where nobody is left to hear it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        return False
    return True


def _main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: dict[int, None] = {}
    for line in sys.stdin:
        if line.startswith("+"):
            groups[int(line[1:])] = None
        else:
            groups.pop(int(line[1:]), None)
    end(groups)


if __name__ == "__main__":
    _main()
