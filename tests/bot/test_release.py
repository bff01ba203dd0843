"""The release keeps the program's catalogue as a version and never puts it over one that staff have published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from backend.models.alarm import Alarm, UnderstandingModel
from backend.models.catalogue import CatalogueVersion
from backend.models.unit import Route
from backend.queries import catalogues as seen_by_staff
from backend.services import catalogues, preparation
from bot.process import Process
from bot.release import release
from intents.catalogue import load_catalogue
from intents.comparison import Comparison
from tests.catalogues import EVEN, prepare, published, shipped, with_example
from tests.factories import NOW, a_staff
from tests.models import ship


@pytest.fixture
def released(process: Process) -> Callable[[], list[str]]:
    """Runs the release, with a model that it finds there; what it told."""

    def run() -> list[str]:
        told: list[str] = []
        release(process.settings, told.append)
        return told

    with process.work.write() as session:
        ship(session, b"a model")
    return run


def in_force(process: Process) -> int:
    with process.work.read() as session:
        return published(session).version_id


def alarms(process: Process) -> list[str]:
    with process.work.read() as session:
        return list(session.scalars(select(Alarm.kind)))


def test_the_first_release_puts_the_catalogue_of_the_program_in_force(
    process: Process, released: Callable[[], list[str]]
) -> None:
    told = released()
    with process.work.read() as session:
        version = published(session).version
        assert catalogues.load(version) == load_catalogue()
        assert (version.made_by_id, published(session).by_id) == (None, None)
    assert not any("ฝึกโมเดล" in line for line in told), "its model was there"

    released()
    with process.work.read() as session:
        assert len(seen_by_staff.publications(session)) == 1
        assert session.scalar(select(func.count(CatalogueVersion.id))) == 1


def test_a_new_catalogue_of_the_program_takes_the_place_of_the_older_one(
    process: Process, released: Callable[[], list[str]]
) -> None:
    with process.work.write() as session:
        old = shipped(session)  # the small one
    released()

    assert in_force(process) != old.id
    with process.work.read() as session:
        assert catalogues.load(published(session).version) == load_catalogue()
        assert session.scalar(select(Route.unit_id).where(Route.intent_id == "about_ieat"))
    assert alarms(process) == []


def staff_publish(process: Process, *, intent_id: str = "greeting") -> int:
    """Something of their own, made from what is in force."""
    with process.work.write() as session:
        staff, current = a_staff(session), published(session)
        catalogue = with_example(catalogues.load(current.version), intent_id, "ฮัลโหลจ้า")
        version = catalogues.make_version(
            session, catalogue, by=staff, why="ลอง", based_on=current.version, now=process.work.now()
        )
        task = preparation.take(session, process.work.now(), version_id=version.id)
        assert task is not None
        preparation.finish(session, task, b"of the staff's", EVEN, process.work.now())
        seen = current.id
        catalogues.publish(session, version.id, by=staff, why="ลอง", seen=seen, now=process.work.now())
    return version.id


def test_what_staff_have_published_stays_and_the_new_one_is_offered_once(
    process: Process, released: Callable[[], list[str]]
) -> None:
    with process.work.write() as session:
        for version in session.scalars(select(CatalogueVersion)):
            version.made_by_id = a_staff(session).id  # not the program's own after all
        shipped(session)
    theirs = staff_publish(process)
    released()
    released()

    assert in_force(process) == theirs
    assert alarms(process) == ["catalogue_offered"]
    with process.work.read() as session:
        offered = catalogues.shipped(session, load_catalogue().content_hash)
        assert offered is not None
        assert offered.next_try_at is not None, "the clock prepares it, should staff want it"


def test_going_back_to_what_the_program_brought_is_the_staffs_word_too(
    process: Process, released: Callable[[], list[str]]
) -> None:
    released()
    with process.work.write() as session:
        first, staff = published(session), a_staff(session)
    staff_publish(process)
    with process.work.write() as session:
        catalogues.publish(session, first.version_id, by=staff, why="กลับ", seen=2, now=NOW)
        older = replace(load_catalogue(), content_hash="f" * 64)
        catalogues.make_version(session, older, by=None, why="ลอง", based_on=None, now=NOW)
    released()

    assert in_force(process) == first.version_id


def test_what_the_gate_refuses_is_not_put_in_force(process: Process, released: Callable[[], list[str]]) -> None:
    with process.work.write() as session:
        old = shipped(session)
        new = catalogues.shipped(session, load_catalogue().content_hash)
        assert new is not None
        new.refused = "แย่ลง"
    told = released()

    assert in_force(process) == old.id
    assert alarms(process) == ["catalogue_refused"]
    assert any("แย่ลง" in line for line in told)


def test_after_a_new_program_those_that_may_be_wanted_get_their_models_again(
    process: Process, released: Callable[[], list[str]]
) -> None:
    released()
    theirs = staff_publish(process)
    with process.work.write() as session:
        for model in session.scalars(select(UnderstandingModel)):
            model.fit_for = model.fit_for[::-1]  # another way of reading
        catalogues.prepare_for_this_program(session, process.work.now())
        first = session.scalar(select(CatalogueVersion.id).order_by(CatalogueVersion.id))
        waiting = session.scalars(select(CatalogueVersion.id).where(CatalogueVersion.next_try_at.is_not(None)))
        assert set(waiting) == {first, theirs}


def test_an_evaluation_is_kept_with_its_figures(process: Process) -> None:
    with process.work.write() as session:
        version = shipped(session)
        preparation.hurry(session, version.id, NOW)
        assert preparation.hurry(session, version.id, NOW), "it is ready and stays so"
        version.content_hash = "d" * 64
        assert not preparation.hurry(session, version.id, NOW)
        prepare(session, version, Comparison(None, {}, (), ()))
        assert preparation.hurry(session, version.id, NOW)
