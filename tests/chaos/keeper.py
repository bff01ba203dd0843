"""Starts again what has died, as systemd would in production and the supervisor does in the trial."""

from __future__ import annotations

import threading

from tests.processes import Product

TICK = 0.1


class Keeper:
    """Looks after the processes of a product from a thread of its own, until it is told to let one rest."""

    def __init__(self, product: Product) -> None:
        self.deaths: list[str] = []
        self._product = product
        self._resting: set[str] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def kill(self, *names: str, rest: bool = False) -> None:
        """Kill processes with -9. They are started again at once, or with ``rest`` when ``wake`` is called."""
        with self._lock:
            if rest:
                self._resting.update(names)
            for name in names:
                if self._product.running(name):
                    self._product.kill(name)

    def wake(self, *names: str) -> None:
        """Start what was left to rest."""
        with self._lock:
            self._resting.difference_update(names)
        self.tend()

    def tend(self) -> None:
        """Start whatever has died."""
        with self._lock:
            dead = [n for n in self._product.names if n not in self._resting and not self._product.running(n)]
            self.deaths += dead
            if dead:
                self._product.start(*dead)

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(TICK):
            self.tend()
