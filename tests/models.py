"""The trained model, made once for the whole run, and for later runs while the catalogue stays the same."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from backend.schema import migrate
from backend.services import catalogues, preparation
from backend.work import SilentDoorbell, Work, make_engine
from intents.catalogue import load_catalogue
from intents.comparison import Comparison
from intents.model import fit_for


def train_once(folder: Path) -> bytes:
    """The artefact for today's catalogue, by the product's own command; kept in ``folder`` by the catalogue's hash.

    Of several processes that want it one trains and the others wait.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{fit_for(load_catalogue().content_hash)}.npz"
    with (folder / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            made = file.with_suffix(".new")
            subprocess.run([sys.executable, "-m", "intents", "train", "--out", str(made)], check=True)
            made.replace(file)
    return file.read_bytes()


def give_model(database_url: str, artefact: bytes) -> None:
    """Prepare the version of the catalogue that the release will put in force, so that the release need not train."""
    engine = make_engine(database_url)
    migrate(engine)
    with Work(engine, SilentDoorbell()).write() as session:
        ship(session, artefact)
    engine.dispose()


def ship(session: Session, artefact: bytes) -> None:
    """The version of today's catalogue, prepared, with this model."""
    now = datetime.now(UTC)
    version = catalogues.make_version(session, load_catalogue(), by=None, why="tests", based_on=None, now=now)
    task = preparation.take(session, now, version_id=version.id)
    if task is None:
        raise AssertionError("somebody else prepares it")
    preparation.finish(session, task, artefact, Comparison(None, {}, (), ()), now)
