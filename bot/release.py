"""The release process: ``python -m bot.release``. Migrations, reference data, the catalogue and its trained model,
another try for what failed, and in the trial the accounts and, if asked for, demo tickets. It may run at every start;
what is there already is left alone.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from backend import readiness
from backend.errors import Conflict, Refused
from backend.logs import set_up_logs
from backend.schema import migrate
from backend.services import (
    alarms,
    catalogues,
    demo,
    demo_plan,
    demo_quarters,
    inbox,
    outbox,
    preparation,
    recount,
    reference,
    sign_in,
)
from backend.settings import Settings
from backend.work import SilentDoorbell, Work, make_engine
from bot.process import clock_of, settings_or_exit
from intents.catalogue import Catalogue, CatalogueError, load_catalogue
from intents.estates import EstateDataError, load_estates
from service_standards.charter import load_trial_charter
from service_standards.errors import StandardsError

Tell = Callable[[str], None]
SHIPPED = "มากับโปรแกรม"
"""Why the version of this program was made and published."""


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
        recount.released(session, work.now())
    _release_catalogue(work, catalogue, tell)
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
            demo_quarters.load_demo_quarters(session, catalogue, work.now())
            demo_plan.load_demo_plan(session, work.now())
    engine.dispose()


def _release_catalogue(work: Work, catalogue: Catalogue, tell: Tell) -> None:
    """Keep the catalogue of this program as a version, and put it in force unless staff have put theirs there."""
    with work.write() as session:
        now, known = work.now(), catalogues.shipped(session, catalogue.content_hash)
        shipped = known or catalogues.make_version(session, catalogue, by=None, why=SHIPPED, based_on=None, now=now)
        current = catalogues.in_force(session)
        if known is None and current is not None and current.by_id is not None:
            alarms.raise_alarm(session, "catalogue_offered", f"version {shipped.id}", now)
        catalogues.prepare_for_this_program(session, now)
    if current is not None and (current.by_id is not None or current.version_id == shipped.id):
        _prepare(work, current.version_id, tell)
        return
    _prepare(work, shipped.id, tell)
    try:
        with work.write() as session:
            seen = current.id if current else 0
            catalogues.publish(session, shipped.id, by=None, why=SHIPPED, seen=seen, now=work.now())
    except Conflict:
        return  # another release, or somebody at the desk, was first
    except Refused as reason:
        tell(f"ยังไม่ใช้คลังคำถามชุดใหม่ · the new catalogue is not put in force: {reason}")
        with work.write() as session:
            alarms.raise_alarm(session, "catalogue_refused", f"version {shipped.id}", work.now())
        if current is not None:
            _prepare(work, current.version_id, tell)


def _prepare(work: Work, version_id: int, tell: Tell) -> None:
    """See to it that a version has a model for this program; in a process of its own, which alone has the libraries."""
    if _is_ready(work, version_id):
        return
    tell("ฝึกโมเดลเข้าใจคำถาม ใช้เวลาราวหนึ่งนาที ครั้งเดียว · training the model, once, about a minute")
    while not _is_ready(work, version_id):
        subprocess.run([sys.executable, "-m", "bot.trainer", str(version_id)], check=True)  # noqa: S603
        time.sleep(1)  # if a clock has begun it, the trainer has nothing to do: it is waited for


def _is_ready(work: Work, version_id: int) -> bool:
    with work.write() as session:
        return preparation.hurry(session, version_id, work.now())


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
