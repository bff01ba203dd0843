"""Versions of the catalogue: made, published, taken back, and cleaned of what customers want forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.alarm import UnderstandingModel
from backend.models.catalogue import CatalogueVersion
from backend.models.staff import Role, Staff
from backend.models.unit import Route
from backend.queries import catalogues as seen_by_staff
from backend.queries.catalogues import Standing
from backend.services import catalogues, understanding_models
from backend.work import Work
from intents.catalogue import OUT_OF_SCOPE
from intents.catalogue_writing import changed
from tests.catalogues import a_version, prepare, published, shipped, small, with_example
from tests.factories import NOW, a_staff, after
from tests.interleaving import until_held_up


def marketing(session: Session) -> Staff:
    return a_staff(session, unit="ftl", role=Role.MARKETING, name="นภา ศรีสุข")


def standing(session: Session, version: CatalogueVersion) -> Standing:
    return seen_by_staff.version(session, version.id).standing


def test_a_version_holds_its_catalogue_and_says_who_made_it_of_what_and_why(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    made = a_version(session, staff, "ฮัลโหลจ้า", based_on=old)
    session.flush()
    session.expire_all()

    view = seen_by_staff.version(session, made.id)
    assert (view.made_by, view.why, view.based_on) == ("นภา ศรีสุข", "เพิ่ม ฮัลโหลจ้า", old.id)
    assert view.standing is Standing.WAITING
    assert catalogues.load(catalogues.find(session, made.id)) == with_example(small(), "greeting", "ฮัลโหลจ้า")


def test_a_change_needs_a_reason_and_has_to_change_something(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    other = with_example(small(), "greeting", "ฮัลโหลจ้า")

    with pytest.raises(Refused, match="เหตุผล"):
        catalogues.make_version(session, other, by=staff, why="  ", based_on=old, now=NOW)
    with pytest.raises(Refused, match="ยังไม่มีอะไรเปลี่ยน"):
        catalogues.make_version(session, small(), by=staff, why="ลอง", based_on=old, now=NOW)


def test_publishing_puts_in_force_and_going_back_is_publishing_again(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    new = a_version(session, staff, "ฮัลโหลจ้า", based_on=old)
    prepare(session, new)
    assert standing(session, new) is Standing.READY

    catalogues.publish(session, new.id, by=staff, why="ลูกค้าทักแบบนี้", seen=1, now=after(1))
    assert published(session).version_id == new.id
    assert (standing(session, new), standing(session, old)) == (Standing.IN_FORCE, Standing.READY)

    catalogues.publish(session, old.id, by=staff, why="ตอบแย่ลง", seen=2, now=after(2))
    assert published(session).version_id == old.id

    told = [(row.id, row.version, row.by, row.why, row.is_return) for row in seen_by_staff.publications(session)]
    assert told == [
        (3, old.id, "นภา ศรีสุข", "ตอบแย่ลง", True),
        (2, new.id, "นภา ศรีสุข", "ลูกค้าทักแบบนี้", False),
        (1, old.id, "", "release", False),
    ]


def test_what_is_not_ready_or_not_there_is_not_published(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    new = a_version(session, staff, "ฮัลโหลจ้า", based_on=old)

    with pytest.raises(Refused, match="ยังเตรียมไม่เสร็จ"):
        catalogues.publish(session, new.id, by=staff, why="ลอง", seen=1, now=NOW)
    with pytest.raises(NotFound):
        catalogues.publish(session, 999, by=staff, why="ลอง", seen=1, now=NOW)
    with pytest.raises(Conflict, match="ใช้งานอยู่แล้ว"):
        catalogues.publish(session, old.id, by=staff, why="ลอง", seen=1, now=NOW)
    prepare(session, new)
    with pytest.raises(Refused, match="เหตุผล"):
        catalogues.publish(session, new.id, by=staff, why="", seen=1, now=NOW)


def test_who_decided_before_somebody_else_published_decides_again(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    first = a_version(session, staff, "ฮัลโหลจ้า", based_on=old)
    second = a_version(session, staff, "ดีค่าาา", based_on=old)
    prepare(session, first)
    prepare(session, second)
    catalogues.publish(session, first.id, by=staff, why="หนึ่ง", seen=1, now=NOW)

    with pytest.raises(Conflict, match="ไปก่อนแล้ว"):
        catalogues.publish(session, second.id, by=staff, why="สอง", seen=1, now=NOW)
    with pytest.raises(Conflict, match="ที่ผู้อื่นแก้ไว้"):  # it lacks what the first one added
        catalogues.publish(session, second.id, by=staff, why="สอง", seen=2, now=NOW)
    assert published(session).version_id == first.id


def test_models_of_old_versions_go_after_a_while_and_those_that_may_be_wanted_stay(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    for number, text in enumerate(("หนึ่งจ้า", "สองจ้า", "สามจ้า"), 1):
        new = a_version(session, staff, text, based_on=catalogues.find(session, published(session).version_id))
        prepare(session, new)
        catalogues.publish(session, new.id, by=staff, why=text, seen=number, now=NOW)
    older_program = UnderstandingModel(fit_for="an older program's", artefact=b"model", made_at=NOW)
    session.add(older_program)
    session.flush()

    catalogues.drop_old_models(session, NOW + timedelta(days=6))
    assert session.scalar(select(func.count()).select_from(UnderstandingModel)) == 5
    catalogues.drop_old_models(session, NOW + timedelta(days=8))
    assert session.scalar(select(func.count()).select_from(UnderstandingModel)) == 4, "the older program's is gone"
    catalogues.drop_old_models(session, NOW + timedelta(days=91))

    assert standing(session, old) is Standing.UNPREPARED
    assert standing(session, catalogues.find(session, new.id - 1)) is Standing.READY
    assert standing(session, new) is Standing.IN_FORCE
    assert session.scalar(select(func.count()).select_from(UnderstandingModel)) == 3


def test_what_the_program_offers_is_measured_anew_beside_what_is_put_in_force(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    offered = catalogues.make_version(
        session, with_example(small(), "office_hours", "เลิกกี่โมง"), by=None, why="โปรแกรมใหม่", based_on=None, now=NOW
    )
    prepare(session, offered)
    new = a_version(session, staff, "ฮัลโหลจ้า", based_on=old)
    prepare(session, new)
    catalogues.publish(session, new.id, by=staff, why="เพิ่ม", seen=1, now=after(1))

    assert standing(session, offered) is Standing.WAITING
    with pytest.raises(Refused, match="ยังเตรียมไม่เสร็จ"):
        catalogues.publish(session, offered.id, by=staff, why="ชุดใหม่", seen=2, now=after(1))
    prepare(session, offered)
    assert seen_by_staff.version(session, offered.id).compared_with == new.id
    catalogues.publish(session, offered.id, by=staff, why="ชุดใหม่", seen=2, now=after(2))
    assert published(session).version_id == offered.id


def test_of_two_who_publish_at_once_one_wins(work: Work) -> None:
    with work.write() as session:
        staff, old = marketing(session), shipped(session)
        versions = [a_version(session, staff, text, based_on=old) for text in ("ฮัลโหลจ้า", "ดีค่าาา")]
        for version in versions:
            prepare(session, version)
    together = Barrier(2)

    def publish(version: CatalogueVersion) -> str:
        together.wait(10)
        try:
            with work.write() as session:
                catalogues.publish(session, version.id, by=staff, why="พร้อมกัน", seen=1, now=NOW)
        except Conflict:
            return "told"
        return "published"

    with ThreadPoolExecutor(2) as people:
        outcomes = list(people.map(publish, versions))

    assert sorted(outcomes) == ["published", "told"]
    with work.read() as session:
        won = versions[outcomes.index("published")]
        assert [row.version for row in seen_by_staff.publications(session)] == [won.id, old.id]


def test_routes_follow_what_is_in_force_and_keep_what_staff_have_set(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    routes = {row.intent_id: row for row in session.scalars(select(Route))}
    routes["office_hours"].unit_id = "kos"  # set by hand
    hours, water = small().intents["office_hours"], small().intents["water_supply"]
    stranger = replace(hours, id="bus_lines", unit="ฝปก.", related=(), examples={"th": ("รถเมล์สายไหน",)})
    moved = replace(water, unit="กสอ.")
    catalogue = changed(small(), [stranger, moved])
    new = catalogues.make_version(session, catalogue, by=staff, why="รถเมล์", based_on=old, now=NOW)
    prepare(session, new)

    catalogues.publish(session, new.id, by=staff, why="รถเมล์", seen=1, now=NOW)
    session.expire_all()

    routes = {row.intent_id: row for row in session.scalars(select(Route))}
    assert routes["bus_lines"].unit_id == "fpk"
    assert (routes["water_supply"].by_estate, routes["water_supply"].unit_id) == (False, "kso")
    assert routes["office_hours"].unit_id == "kos"

    catalogues.publish(session, old.id, by=staff, why="กลับ", seen=2, now=NOW)
    session.expire_all()

    routes = {row.intent_id: row for row in session.scalars(select(Route))}
    assert routes["water_supply"].by_estate
    assert routes["bus_lines"].unit_id == "fpk", "its open matters still need it"


def test_words_are_forgotten_in_every_version_that_holds_them(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    said = 'หนูชื่อ "น้อย" 100%_\\ ค่ะ'
    holding = a_version(session, staff, said, based_on=old)
    prepare(session, holding, model=b"of the words")
    catalogues.publish(session, holding.id, by=staff, why="เพิ่ม", seen=1, now=NOW)
    later = a_version(session, staff, "ฮัลโหลจ้า", based_on=holding)
    elsewhere = a_version(session, staff, said, based_on=old, intent_id="office_hours")
    before = old.content

    rewritten = catalogues.forget_words(session, {"greeting": [said]}, after(5))
    session.expire_all()

    assert rewritten == [holding.id, later.id]
    assert catalogues.load(holding) == small(), "nothing else was taken out"
    assert "ฮัลโหลจ้า" in later.content
    assert old.content == before
    assert "น้อย" in elsewhere.content, "under another intent it is somebody else's"
    assert standing(session, later) is Standing.WAITING


def test_forgotten_words_take_the_models_that_learned_them_with_them(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    holding = a_version(session, staff, "หนูชื่อน้อย", based_on=old)
    prepare(session, holding, model=b"of the words")
    session.add(UnderstandingModel(fit_for="an older program's", artefact=b"of the words too", made_at=NOW))
    session.flush()
    learned = holding.content_hash

    catalogues.forget_words(session, {"greeting": ["หนูชื่อน้อย"]}, after(5))

    assert not understanding_models.is_there(session, learned)
    assert list(session.scalars(select(UnderstandingModel.artefact))) == [b"model"]
    assert holding.next_try_at == after(5)


def test_what_is_in_force_stays_so_and_is_prepared_anew_when_words_of_it_are_forgotten(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    holding = a_version(session, staff, "หนูชื่อน้อย", based_on=old)
    prepare(session, holding)
    catalogues.publish(session, holding.id, by=staff, why="เพิ่ม", seen=1, now=NOW)
    catalogues.forget_words(session, {"greeting": ["หนูชื่อน้อย"]}, after(5))

    assert published(session).version_id == holding.id
    prepare(session, holding)
    assert catalogues.is_ready(session, holding)


def test_what_was_read_before_words_were_forgotten_makes_no_version(work: Work) -> None:
    with work.write() as session:
        staff = marketing(session)
        holding = a_version(session, staff, "หนูชื่อน้อย", based_on=shipped(session))
    with work.read() as session:
        read = catalogues.find(session, holding.id)
        catalogue = with_example(catalogues.load(read), "greeting", "ฮัลโหลจ้า")
    with work.write() as session:
        catalogues.forget_words(session, {"greeting": ["หนูชื่อน้อย"]}, NOW)

    with pytest.raises(Conflict, match="ลบถ้อยคำ"), work.write() as session:
        catalogues.make_version(session, catalogue, by=staff, why="เพิ่ม", based_on=read, now=NOW)
    with work.read() as session:
        assert not any("น้อย" in version.content for version in session.scalars(select(CatalogueVersion)))


def test_what_is_being_made_while_words_are_forgotten_loses_them_too(work: Work) -> None:
    with work.write() as session:
        staff = marketing(session)
        holding = a_version(session, staff, "หนูชื่อน้อย", based_on=shipped(session))

    def forget() -> list[int]:
        with work.write() as session:
            return catalogues.forget_words(session, {"greeting": ["หนูชื่อน้อย"]}, NOW)

    with ThreadPoolExecutor(1) as other:
        with work.write() as session:
            made = a_version(session, staff, "ฮัลโหลจ้า", based_on=catalogues.find(session, holding.id))
            forgetting = other.submit(forget)
            until_held_up(work.engine, forgetting)
        assert forgetting.result(10) == [holding.id, made.id]


def test_what_is_out_of_scope_can_be_forgotten_and_what_is_not_there_changes_nothing(session: Session) -> None:
    staff, old = marketing(session), shipped(session)
    strange = changed(small(), [], out_of_scope={**small().out_of_scope, "th": ("ผมชื่อโต้ง", "อากาศดี")})
    made = catalogues.make_version(session, strange, by=staff, why="นอกเรื่อง", based_on=old, now=NOW)

    assert catalogues.forget_words(session, {"greeting": ["ผมชื่อโต้ง"]}, NOW) == []
    assert catalogues.forget_words(session, {}, NOW) == []
    assert catalogues.forget_words(session, {OUT_OF_SCOPE: ["ผมชื่อโต้ง"]}, NOW) == [made.id]
