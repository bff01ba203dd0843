"""Whose turn the machine is: most tests run beside each other, and a few need it to themselves."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def folder(config: pytest.Config) -> Path:
    """Where processes that test at once tell each other whose turn it is."""
    place = config.rootpath / ".pytest_cache" / "nikhom-turns"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def beside_others(folder: Path) -> Iterator[None]:
    """Wait until nobody needs the machine alone, and let nobody have it alone meanwhile."""
    with _held(folder, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else is testing, and let nobody else begin."""
    with _held(folder, fcntl.LOCK_EX):
        yield


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    with (folder / "machine.lock").open("w") as file:
        fcntl.flock(file, how)
        yield
