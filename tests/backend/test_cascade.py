"""The cascade: who is handed a version, who may acknowledge it, and how often the others are reminded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound, Refused, ServiceError
from backend.models.cascade import CharterParty, CharterReceipt
from backend.models.charter import CharterVersion
from backend.models.staff import Role, Staff
from backend.models.staff_notice import StaffNotice
from backend.models.unit import Route, Unit
from backend.services import cascade
from backend.services.fields import Faulty
from backend.work import Work
from bot.clock import remind as clock_reminds
from bot.doorbell import RedisDoorbell, connect
from service_standards.instants import BANGKOK
from tests.catalogues import shipped
from tests.charters import a_document, a_draft, published
from tests.factories import NOW, a_staff

FIRST_REMINDER = datetime(2026, 4, 22, 8, 30, tzinfo=BANGKOK)
"""Handed out on Thursday 9 April; Songkran passes; five working days are up on Tuesday 21 April at closing."""
SECOND_REMINDER = datetime(2026, 4, 30, 8, 30, tzinfo=BANGKOK)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def heads(session: Session) -> dict[str, Staff]:
    """A head for two of the units; an officer in one of them."""
    a_staff(session, unit="ops1")
    return {unit: a_staff(session, unit=unit, head=True, name=f"หัวหน้า {unit}") for unit in ("ops1", "fpk")}


@pytest.fixture
def version(session: Session, heads: dict[str, Staff]) -> CharterVersion:
    return published(session, a_draft(session))


def receipts(session: Session, version: CharterVersion) -> dict[str, CharterReceipt]:
    """By unit, or by the name of the party."""
    rows = session.scalars(select(CharterReceipt).where(CharterReceipt.charter_id == version.id))
    return {row.unit_id or (row.party.name if row.party else ""): row for row in rows}


def notices(session: Session, staff: Staff) -> list[tuple[str, datetime]]:
    rows = session.scalars(select(StaffNotice).where(StaffNotice.staff_id == staff.id).order_by(StaffNotice.id))
    return [(row.kind, row.shown_from) for row in rows]


def a_party(session: Session, name: str = "บริษัท น้ำดี จำกัด", now: datetime = NOW, **values: Any) -> CharterParty:
    kinds = values.pop("kinds", ["utility"])
    typed = {"name": name, "sort": "supplier", "contact": "คุณวิไล", **values}
    return cascade.add_party(session, a_staff(session, unit="ftl", role=Role.MARKETING), typed, kinds, now)


# --- handing out ---


def test_publishing_hands_every_unit_the_standards_that_concern_it(session: Session, heads: dict[str, Staff]) -> None:
    shipped(session)
    rule = update(Route).where(Route.intent_id == "office_hours")
    session.execute(rule.values(unit_id="fpk", by_estate=False))
    version = published(session, a_draft(session))

    found = receipts(session, version)

    assert set(found) == set(session.scalars(select(Unit.id)))
    assert found["fpk"].codes == ["answer.bot", "response.inquiry", "resolution.inquiry"]
    assert found["kos"].codes == ["answer.bot"]


def test_heads_are_told_and_nobody_else(session: Session, heads: dict[str, Staff], version: CharterVersion) -> None:
    assert [kind for kind, _ in notices(session, heads["ops1"])] == [cascade.HANDED_OUT]
    told = set(session.scalars(select(StaffNotice.staff_id)))
    assert told == {heads["ops1"].id, heads["fpk"].id}


def test_outside_office_hours_heads_are_told_at_the_next_opening(session: Session, heads: dict[str, Staff]) -> None:
    evening = datetime(2026, 4, 10, 19, 0, tzinfo=BANGKOK)
    published(session, a_draft(session), now=evening)

    assert notices(session, heads["ops1"]) == [(cascade.HANDED_OUT, datetime(2026, 4, 16, 8, 30, tzinfo=BANGKOK))]


def test_handing_out_again_reaches_only_who_is_new(session: Session, version: CharterVersion) -> None:
    by = a_staff(session, unit="ftl", role=Role.MARKETING)
    before = {row.id for row in receipts(session, version).values()}
    session.add(Unit(id="new", short_th="ใหม่", name_th="หน่วยงานใหม่", name_en="A new unit"))
    session.flush()

    assert cascade.hand_out(session, version, by, NOW) == 1
    assert cascade.hand_out(session, version, by, NOW) == 0
    assert before < {row.id for row in receipts(session, version).values()}


def test_who_comes_to_be_concerned_later_is_handed_the_version_that_holds(
    session: Session, version: CharterVersion
) -> None:
    by = a_staff(session, unit="ftl", role=Role.MARKETING)
    session.add(Unit(id="new", short_th="ใหม่", name_th="หน่วยงานใหม่", name_en="A new unit"))
    session.flush()
    assert cascade.hand_out_again(session, version.id, by, NOW) == 1

    published(session, a_draft(session), in_force_from=date(2026, 6, 1))
    when = datetime(2026, 6, 1, tzinfo=BANGKOK)
    assert cascade.hand_out_again(session, version.id, by, when - INSTANT) == 0
    for charter_id in (version.id, a_draft(session).id, 10**12):
        with pytest.raises(NotFound):
            cascade.hand_out_again(session, charter_id, by, when)


# --- acknowledging ---


def test_a_head_acknowledges_by_name_and_once(
    session: Session, heads: dict[str, Staff], version: CharterVersion
) -> None:
    receipt = receipts(session, version)["ops1"]

    cascade.acknowledge(session, receipt.id, heads["ops1"], {"note": " แจ้งในที่ประชุมแล้ว "}, NOW)

    assert (receipt.acknowledged_at, receipt.acknowledged_by) == (NOW, "หัวหน้า ops1")
    assert (receipt.recorded_by_id, receipt.note) == (heads["ops1"].id, "แจ้งในที่ประชุมแล้ว")
    with pytest.raises(Conflict, match="หัวหน้า ops1"):
        cascade.acknowledge(session, receipt.id, heads["ops1"], {}, NOW)


def test_nobody_else_acknowledges_for_a_unit(
    session: Session, heads: dict[str, Staff], version: CharterVersion
) -> None:
    receipt = receipts(session, version)["ops1"]
    others: dict[type[ServiceError], Staff] = {
        NotFound: heads["fpk"],
        NotAllowed: a_staff(session, unit="ops1"),
    }
    for refusal, staff in others.items():
        with pytest.raises(refusal):
            cascade.acknowledge(session, receipt.id, staff, {}, NOW)
    with pytest.raises(NotFound):
        cascade.acknowledge(session, 10**12, heads["ops1"], {}, NOW)
    assert receipt.acknowledged_at is None


# --- partners and suppliers ---


def test_the_list_of_parties_starts_empty_and_who_is_on_it_is_handed_what_concerns_it(session: Session) -> None:
    assert not session.scalars(select(CharterParty)).all()
    a_party(session)
    a_party(session, "สมาคมผู้ประกอบการ", sort="partner", kinds=["any", "complaint"])

    found = receipts(session, published(session, a_draft(session)))

    assert found["บริษัท น้ำดี จำกัด"].codes == ["response.utility", "resolution.utility"]
    assert len(found["สมาคมผู้ประกอบการ"].codes) == 4


def test_a_party_that_comes_later_is_handed_what_holds_or_is_to_hold(session: Session, version: CharterVersion) -> None:
    coming = published(session, a_draft(session), in_force_from=date(2026, 6, 1))
    long_after = datetime(2026, 6, 1, tzinfo=BANGKOK)

    a_party(session, now=long_after)
    a_party(session, "รายก่อน", now=long_after - INSTANT)

    assert "รายก่อน" in receipts(session, version)
    assert "บริษัท น้ำดี จำกัด" not in receipts(session, version)
    assert {"รายก่อน", "บริษัท น้ำดี จำกัด"} <= set(receipts(session, coming))


def test_marketing_records_what_a_party_signed(session: Session) -> None:
    a_party(session)
    receipt = receipts(session, published(session, a_draft(session)))["บริษัท น้ำดี จำกัด"]
    by = a_staff(session, unit="ftl", role=Role.MARKETING)
    letter = a_document(session, by, "หนังสือตอบรับ")
    later = NOW + timedelta(days=8)
    typed = {"name": "วิไล", "how": "หนังสือที่ อก 1", "on": "16/4/2569"}
    for day in ("8/4/2569", "18/4/2569", "16/4/2026", ""):
        with pytest.raises(Faulty) as refused:
            cascade.record(session, receipt.id, by, {**typed, "on": day}, letter, later)
        assert set(refused.value.problems) == {"on"}

    cascade.record(session, receipt.id, by, typed, letter, later)

    assert (receipt.acknowledged_by, receipt.how, receipt.document) == ("วิไล", "หนังสือที่ อก 1", letter)
    assert receipt.acknowledged_at == datetime(2026, 4, 16, tzinfo=BANGKOK)
    with pytest.raises(Conflict):
        cascade.record(session, receipt.id, by, typed, None, later)


def test_a_party_is_changed_and_withdrawn_and_its_name_may_come_again(session: Session) -> None:
    party, by = a_party(session), a_staff(session, unit="ftl", role=Role.MARKETING)
    typed = {"name": "น้ำดี", "sort": "partner"}
    cascade.change_party(session, party.id, by, typed, ["utility"], seen=1, now=NOW)
    with pytest.raises(Conflict):
        cascade.change_party(session, party.id, by, typed, ["utility"], seen=1, now=NOW)
    with pytest.raises(Faulty) as refused:
        a_party(session, "น้ำดี")
    assert "อยู่ในรายชื่อแล้ว" in refused.value.problems["name"]

    cascade.withdraw_party(session, party.id, by, {"why": "สิ้นสุดสัญญา"}, seen=2, now=NOW)

    with pytest.raises(NotFound):
        cascade.withdraw_party(session, party.id, by, {"why": "อีกครั้ง"}, seen=3, now=NOW)
    assert a_party(session, "น้ำดี").id != party.id
    assert set(receipts(session, published(session, a_draft(session)))) >= {"น้ำดี", "ops1"}


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"sort": "customer"}, {"kinds": []}, {"name": "ก" * 201}, {"contact": "ก" * 301}]
)
def test_a_party_that_says_too_little_or_too_much_is_refused(session: Session, values: dict[str, Any]) -> None:
    with pytest.raises(Faulty) as refused:
        a_party(session, **values)
    assert set(refused.value.problems) == set(values)


def test_the_database_keeps_a_receipt_to_one_unit_or_party(session: Session, version: CharterVersion) -> None:
    by = a_staff(session)
    session.add(CharterReceipt(charter_id=version.id, codes=[], handed_at=NOW, handed_by_id=by.id))
    with pytest.raises(IntegrityError):
        session.flush()


# --- reminding ---


def test_who_has_not_acknowledged_is_reminded_once_every_five_working_days(
    session: Session, heads: dict[str, Staff], version: CharterVersion
) -> None:
    def reminded(at: datetime) -> int:
        return cascade.remind_all(session, at)

    cascade.acknowledge(session, receipts(session, version)["fpk"].id, heads["fpk"], {}, NOW)
    assert reminded(FIRST_REMINDER - INSTANT) == 0
    assert reminded(FIRST_REMINDER) == 1
    assert reminded(FIRST_REMINDER + timedelta(hours=1)) == 0
    assert reminded(SECOND_REMINDER - INSTANT) == 0
    assert reminded(SECOND_REMINDER) == 1

    assert notices(session, heads["ops1"])[1:] == [
        (cascade.REMINDED, FIRST_REMINDER), (cascade.REMINDED, SECOND_REMINDER),
    ]  # fmt: skip
    assert len(notices(session, heads["fpk"])) == 1
    assert receipts(session, version)["ops1"].reminders == 2


def test_a_clock_that_stood_still_sends_the_reminder_late_and_once_and_in_working_time(
    session: Session, heads: dict[str, Staff], version: CharterVersion
) -> None:
    saturday = datetime(2026, 5, 9, 23, 0, tzinfo=BANGKOK)

    assert cascade.remind_all(session, saturday) == 2
    assert cascade.remind_all(session, saturday) == 0

    assert notices(session, heads["ops1"])[1:] == [(cascade.REMINDED, datetime(2026, 5, 11, 8, 30, tzinfo=BANGKOK))]


def test_a_unit_without_a_head_is_reminded_when_it_has_one(session: Session, version: CharterVersion) -> None:
    cascade.remind_all(session, FIRST_REMINDER)
    assert receipts(session, version)["kos"].reminders == 0
    late = a_staff(session, unit="kos", head=True)

    cascade.remind_all(session, FIRST_REMINDER + timedelta(minutes=1))

    assert [kind for kind, _ in notices(session, late)] == [cascade.REMINDED]


def test_of_a_version_that_another_has_superseded_nobody_is_reminded(
    session: Session, heads: dict[str, Staff], version: CharterVersion
) -> None:
    after = published(session, a_draft(session), in_force_from=date(2026, 6, 1))
    cascade.remind_all(session, datetime(2026, 6, 2, 9, 0, tzinfo=BANGKOK))

    assert receipts(session, version)["ops1"].reminders == 0
    assert receipts(session, after)["ops1"].reminders == 1


def test_marketing_reminds_by_hand_but_not_before_the_same_five_days(
    session: Session, heads: dict[str, Staff], version: CharterVersion
) -> None:
    found = receipts(session, version)
    with pytest.raises(Refused, match=r"22 เม\.ย\. 2569"):
        cascade.remind(session, found["ops1"].id, FIRST_REMINDER - INSTANT)
    with pytest.raises(Refused, match="ยังไม่มีหัวหน้าหน่วยงาน"):
        cascade.remind(session, found["kos"].id, FIRST_REMINDER)

    cascade.remind(session, found["ops1"].id, FIRST_REMINDER)

    assert cascade.remind_all(session, SECOND_REMINDER - INSTANT) == 1  # the other unit with a head
    assert found["ops1"].reminders == 1
    cascade.acknowledge(session, found["ops1"].id, heads["ops1"], {}, NOW)
    with pytest.raises(Conflict):
        cascade.remind(session, found["ops1"].id, SECOND_REMINDER)


def test_the_clock_process_reminds(work: Work) -> None:
    doorbell = RedisDoorbell(connect("unix:///nowhere/redis.sock"))
    with work.write() as session:
        head = a_staff(session, unit="ops1", head=True)
        version = published(session, a_draft(session))
    for _ in range(2):
        clock_reminds(work, doorbell, FIRST_REMINDER)

    with work.read() as session:
        assert receipts(session, version)["ops1"].reminders == 1
        assert [kind for kind, _ in notices(session, head)] == [cascade.HANDED_OUT, cascade.REMINDED]


def test_two_clocks_at_once_remind_once(work: Work) -> None:
    with work.write() as session:
        a_staff(session, unit="ops1", head=True)
        version = published(session, a_draft(session))
    together = Barrier(2)

    def remind() -> int:
        together.wait(10)
        with work.write() as session:
            return cascade.remind_all(session, FIRST_REMINDER)

    with ThreadPoolExecutor(2) as pool:
        reminded = [future.result(30) for future in [pool.submit(remind) for _ in range(2)]]

    assert sorted(reminded) == [0, 1]
    with work.read() as session:
        assert receipts(session, version)["ops1"].reminders == 1
