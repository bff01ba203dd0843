"""The release process: ``python -m bot.release``. Migrations, reference data, the trained model, another try for what
failed, and in the trial the accounts and, if asked for, demo tickets. It may run at every start; what is there already
is left alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from backend import readiness
from backend.logs import set_up_logs
from backend.schema import migrate
from backend.services import demo, inbox, outbox, reference, sign_in, understanding_models
from backend.settings import Settings
from backend.work import SilentDoorbell, Work, make_engine
from bot.process import clock_of, settings_or_exit
from intents.catalogue import Catalogue, CatalogueError, load_catalogue
from intents.estates import EstateDataError, load_estates
from service_standards.charter import load_trial_charter
from service_standards.errors import StandardsError

Tell = Callable[[str], None]


def release(settings: Settings, tell: Tell) -> None:
    """Do all that a release needs, in order; every step can be repeated.

    Raises:
        readiness.NotReady: the database cannot be reached.
    """
    engine = make_engine(settings.database_url)
    readiness.reach_database(engine)
    tell("ปรับปรุงฐานข้อมูล · migrating the database")
    migrate(engine)
    work = Work(engine, SilentDoorbell(), clock_of(settings))
    catalogue, estates = load_catalogue(), load_estates()
    tell("โหลดข้อมูลอ้างอิง · loading reference data")
    with work.write() as session:
        reference.load_reference(session, catalogue, estates, load_trial_charter())
        understanding_models.want(session, catalogue.content_hash, work.now())
    _prepare_model(work, catalogue, tell)
    with work.write() as session:  # its faults may be mended by this release
        inbox.try_again(session)
        outbox.try_again(session)
    if settings.trial:
        with work.write() as session:
            sign_in.make_trial_staff(session, settings.trial_staff_password)
    if settings.demo:
        tell("โหลดเรื่องตัวอย่าง · loading demo tickets")
        with work.write() as session:
            demo.load_demo(session, catalogue, work.now())
    engine.dispose()


def _prepare_model(work: Work, catalogue: Catalogue, tell: Tell) -> None:
    with work.read() as session:
        if understanding_models.is_there(session, catalogue.content_hash):
            return
    tell("ฝึกโมเดลเข้าใจคำถาม ใช้เวลาราวหนึ่งนาที ครั้งเดียว · training the model, once, about a minute")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.npz"
        # A process of its own: only it imports scikit-learn, and its memory goes with it.
        subprocess.run([sys.executable, "-m", "intents", "train", "--out", str(file)], check=True)  # noqa: S603
        artefact = file.read_bytes()
    with work.write() as session:
        understanding_models.keep(session, catalogue.content_hash, artefact, work.now())


def main() -> None:
    """Run the release with the environment's settings."""
    settings = settings_or_exit()
    set_up_logs("WARNING")
    try:
        release(settings, lambda line: (sys.stdout.write(f"{line}\n") and sys.stdout.flush()) or None)
    except (readiness.NotReady, CatalogueError, EstateDataError, StandardsError) as problem:
        sys.exit(str(problem))  # a fault in what is shipped quotes no customer


if __name__ == "__main__":
    main()
