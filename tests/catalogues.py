"""Small catalogues and versions of them, made and prepared as the product does it, without training anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from backend.models.catalogue import CataloguePublication, CatalogueVersion
from backend.models.staff import Staff
from backend.services import catalogues, preparation
from intents.catalogue import Catalogue, load_catalogue
from intents.catalogue_writing import changed
from intents.comparison import Comparison
from intents.evaluate import Share
from tests.factories import NOW, reference_data
from tests.intents.conftest import SMALL

BUS_QUESTION, BUS = "รถสองแถวเที่ยวสุดท้ายออกจากหน้าประตูสามกี่โมง", "รถเที่ยวสุดท้ายออกตอนสองทุ่มค่ะ"
EVEN = Comparison(
    None,
    {name: Share(9, 10) for name in ("first", "right_when_answered", "out_of_scope_answered", "emergencies_seen")},
    (),
    (),
)
"""An evaluation that speaks against nothing."""


@cache
def small() -> Catalogue:
    """Five intents."""
    return load_catalogue(SMALL)


@cache
def with_bus() -> Catalogue:
    """The small catalogue and one question more."""
    hours = small().intents["office_hours"]
    assert hours.answer is not None
    answer = replace(hours.answer, th=BUS, en="The last bus leaves at eight in the evening.")
    lines = (BUS_QUESTION, "รถสองแถวมีถึงกี่ทุ่ม", "สองแถวหน้าประตูสามหมดหรือยัง", "ขึ้นรถสองแถวได้ตรงไหน")
    bus = replace(
        hours, id="bus_lines", title_th="รถสองแถว", title_en="Buses", answer=answer, related=(), examples={"th": lines}
    )
    return changed(small(), [bus])


def with_example(catalogue: Catalogue, intent_id: str, text: str) -> Catalogue:
    """The same with one Thai example more."""
    intent = catalogue.intents[intent_id]
    examples = {**intent.examples, "th": (*intent.examples["th"], text)}
    return changed(catalogue, [replace(intent, examples=examples)])


def prepare(
    session: Session, version: CatalogueVersion, comparison: Comparison = EVEN, *, model: bytes = b"model"
) -> None:
    """Bring a version to its end of preparation, with any bytes for its model."""
    task = preparation.take(session, version.next_try_at or NOW, version_id=version.id)
    assert task is not None
    assert preparation.finish(session, task, model, comparison, NOW)


def shipped(
    session: Session, catalogue: Catalogue | None = None, now: datetime = NOW, *, model: bytes = b"model"
) -> CatalogueVersion:
    """The version that came with the program, prepared and put in force by the release."""
    reference_data(session)
    why = "with the program"
    version = catalogues.make_version(session, catalogue or small(), by=None, why=why, based_on=None, now=now)
    prepare(session, version, model=model)
    current = catalogues.in_force(session)
    seen = current.id if current else 0
    catalogues.publish(session, version.id, by=None, why="release", seen=seen, now=now)
    return version


def a_version(
    session: Session, staff: Staff, text: str, *, based_on: CatalogueVersion, intent_id: str = "greeting"
) -> CatalogueVersion:
    """One more example, by somebody, still to be prepared."""
    catalogue = with_example(catalogues.load(based_on), intent_id, text)
    return catalogues.make_version(session, catalogue, by=staff, why=f"เพิ่ม {text}", based_on=based_on, now=NOW)


def published(session: Session) -> CataloguePublication:
    """What is in force, where something is."""
    current = catalogues.in_force(session)
    assert current is not None
    return current
