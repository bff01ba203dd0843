"""The trained model, made once for the whole run, and for later runs while the catalogue stays the same."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from backend.schema import migrate
from backend.services import understanding_models
from backend.work import SilentDoorbell, Work, make_engine
from intents.catalogue import load_catalogue
from intents.model import fit_for


def train_once(folder: Path) -> bytes:
    """The artefact for today's catalogue, by the product's own command; kept in ``folder`` by the catalogue's hash."""
    file = folder / f"{fit_for(load_catalogue().content_hash)}.npz"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = file.with_suffix(".new")
        subprocess.run([sys.executable, "-m", "intents", "train", "--out", str(made)], check=True)
        made.replace(file)
    return file.read_bytes()


def give_model(database_url: str, artefact: bytes) -> None:
    """Put the model where a release would, so that the release finds it there."""
    engine = make_engine(database_url)
    migrate(engine)
    with Work(engine, SilentDoorbell()).write() as session:
        understanding_models.keep(session, load_catalogue().content_hash, artefact, datetime.now(UTC))
    engine.dispose()
