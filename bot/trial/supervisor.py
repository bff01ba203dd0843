"""Keeps processes running: starts them, tells what they say, starts again what ends, and stops all in order.

Built on honcho's pieces (its Procfile, printer and colours), but not on its manager: that one stops everything when
one process ends, and does not notice an end at all while a grandchild holds the output open.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from honcho.colour import get_colours
from honcho.printer import Message, Printer

from bot.trial import words
from bot.trial.reaper import Reaper, announced, send

TICK = 0.1
SHORT_LIFE = 10.0
"""Seconds: a process that ends sooner has not got going."""
MOST_SHORT_LIVES = 5
"""So many short lives in a row and we give up."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
PATIENCE = 12.0
"""Seconds from asking a process to stop to killing it; a web server gives its open requests ten."""


@dataclass(slots=True)
class Kept:
    """One process that is kept running."""

    name: str
    command: str
    env: Mapping[str, str]
    colour: str
    quiet: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    short_lives: int = 0
    last_words: deque[str] = field(default_factory=lambda: deque(maxlen=20))

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to the process and all it has started."""
        if self.process is not None:
            send(self.process.pid, number)


class Supervisor:
    """Runs in the main thread; ``stop`` may be called from anywhere, a signal handler included."""

    def __init__(self, root: Path, reaper: Reaper, printer: Printer) -> None:
        self._root = root
        self._reaper = reaper
        self._printer = printer
        self._colours = get_colours()
        self._lines: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._kept: list[Kept] = []
        self.stopping = False
        self._hurry = False
        self.failed: Kept | None = None

    # What the trial asks for

    def keep(self, name: str, command: str, env: Mapping[str, str], *, quiet: bool = False) -> None:
        """Start ``command`` and keep it running. What is kept first is stopped last.

        ``quiet``: what it says is shown only if it keeps ending.
        """
        self._printer.width = max(self._printer.width, len(name))
        kept = Kept(name, command, env, next(self._colours), quiet)
        self._kept.append(kept)
        self._start(kept)

    def run_once(self, name: str, command: str, env: Mapping[str, str]) -> bool:
        """Run ``command`` to its end while the others run. False where it failed, or we were told to stop."""
        self._printer.width = max(self._printer.width, len(name))
        once = Kept(name, command, env, next(self._colours))
        self._start(once)
        while once.running and not self.stopping:
            self._tick()
        if once.running:
            self._end([once])
        self._clean_up(once)
        self._tell_rest()
        return once.process is not None and once.process.returncode == 0

    def run(self, still_wanted: Callable[[], bool] = lambda: True) -> None:
        """Look after everything until ``stop``, until something keeps ending, or while ``still_wanted()``."""
        while not self.stopping and still_wanted():
            self._tick()

    def stop(self) -> None:
        """Ask for everything to stop; asked again, nobody is waited for."""
        self._hurry = self.stopping
        self.stopping = True

    def stop_all(self) -> None:
        """Stop everything: all at once, then the first that was kept, on which the others lean."""
        self.stopping = True
        self._end(self._kept[1:])
        self._end(self._kept[:1])
        self._tell_rest()

    def say(self, text: str) -> None:
        """Tell the person at the terminal, from any thread."""
        self._lines.put(Message("line", text, datetime.now(), None, None))  # noqa: DTZ005 - wall time, for a person

    # How it is done

    def _start(self, kept: Kept) -> None:
        process = subprocess.Popen(  # noqa: S603 - the commands are the Procfile's
            ["/bin/sh", "-c", announced(kept.command)],
            stdin=self._reaper.pipe,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(kept.env),
            cwd=self._root,
            start_new_session=True,
        )
        kept.process, kept.started, kept.start_at = process, time.monotonic(), 0.0
        threading.Thread(target=self._listen, args=(kept, process), daemon=True).start()

    def _listen(self, kept: Kept, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - PIPE above makes it so
        with process.stdout as output:
            for line in output:
                text = line.decode("utf-8", "replace").rstrip("\n")
                kept.last_words.append(text)
                if kept.quiet:
                    continue
                self._lines.put(Message("line", text, datetime.now(), kept.name, kept.colour))  # noqa: DTZ005

    def _tick(self) -> None:
        self._tell(timeout=TICK)
        for kept in self._kept:
            if kept.process is not None and not kept.running:
                self._mourn(kept)
            elif kept.start_at and time.monotonic() >= kept.start_at:
                self._start(kept)

    def _mourn(self, kept: Kept) -> None:
        """Note an end that nobody asked for, and decide when to start again."""
        assert kept.process is not None  # noqa: S101 - the caller looked
        code = kept.process.returncode
        self._clean_up(kept)
        kept.process = None
        kept.short_lives = kept.short_lives + 1 if time.monotonic() - kept.started < SHORT_LIFE else 1
        if kept.short_lives >= MOST_SHORT_LIVES:
            self.failed = kept
            self.stopping = True
            return
        pause = min(FIRST_PAUSE * 2 ** (kept.short_lives - 1), LONGEST_PAUSE)
        kept.start_at = time.monotonic() + pause
        how = signal.Signals(-code).name if code < 0 else f"exit {code}"
        self.say(words.RESTARTING.format(name=kept.name, how=how))

    def _clean_up(self, kept: Kept) -> None:
        """Kill what is left of an ended process's group: an orphaned server would go on holding the port."""
        kept.signal(signal.SIGKILL)
        if kept.process is not None:
            self._reaper.forget(kept.process.pid)

    def _end(self, those: Iterable[Kept]) -> None:
        left = [kept for kept in those if kept.running]
        for kept in left:
            kept.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while left and time.monotonic() < deadline and not self._hurry:
            self._tell(timeout=0.02)
            left = [kept for kept in left if kept.running]
        for kept in those:
            self._clean_up(kept)
            if kept.process is not None:
                kept.process.wait()

    def _tell(self, timeout: float) -> None:
        try:
            message = self._lines.get(timeout=timeout)
            while True:
                self._print(message)
                message = self._lines.get_nowait()
        except queue.Empty:
            return

    def _tell_rest(self) -> None:
        time.sleep(TICK)  # the listeners read what the ended have said last
        self._tell(timeout=0)

    def _print(self, message: Message) -> None:
        try:
            if message.name is None:
                self._printer.output.write(message.data + "\n")
                self._printer.output.flush()
            else:
                self._printer.write(message)
        except OSError:  # the terminal was closed, or the reader of our pipe has gone: nobody is left to run for
            self.mute()
            self.stop()

    def mute(self) -> None:
        """Say nothing more: the terminal has gone."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)
