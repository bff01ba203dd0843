"""The register of innovations and lessons: kept, found, put right, withdrawn; and who may see its matters."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound
from backend.models.register import EntrySort, RegisterEntry
from backend.queries import register as queries
from backend.queries.register import Wanted
from backend.services import register
from backend.services.fields import Faulty
from tests.factories import NOW, a_staff, a_ticket, after, reference_data
from tests.plan_rows import YEAR, marketing

ENTRY = {
    "title": "แจ้งกำหนดแล้วเสร็จล่วงหน้าทาง LINE",
    "what": "ส่งข้อความบอกวันครบกำหนดตามมาตรา ๔๔ ให้ผู้ประกอบการก่อนถาม",
    "result": "เรื่องติดตามซ้ำลดลงครึ่งหนึ่ง",
    "sort": "innovation",
    "fiscal_year": str(YEAR),
}


def titles(session: Session, **wanted: object) -> list[str]:
    return [entry.title for entry in queries.find(session, Wanted(**wanted)).entries]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "terms",
    ["แล้วเสร็จ", "เสร็จล่วงหน้า", "มาตรา 44", "มาตรา ๔๔", "line", "ลดลง line", "ผู้ประกอบการก่อน", "ท่ีแล้วเสร็จ", "กําหนด", ""],
)
def test_it_is_found_by_a_part_of_its_words_however_they_are_typed(session: Session, terms: str) -> None:
    register.add(session, ENTRY | {"title": "แจ้งวันที่แล้วเสร็จล่วงหน้าทาง LINE"}, marketing(session), NOW)

    assert len(titles(session, terms=terms)) == 1


@pytest.mark.parametrize("terms", ["ใบอนุญาต", "line ใบอนุญาต", "%", "_", "\\", "มาตรา 4 5"])
def test_what_is_not_in_it_is_not_found_whatever_a_database_reads_into_it(session: Session, terms: str) -> None:
    register.add(session, ENTRY, marketing(session), NOW)

    assert titles(session, terms=terms) == []


def test_it_is_sifted_by_year_and_sort(session: Session) -> None:
    by = marketing(session)
    register.add(session, ENTRY | {"title": "หนึ่ง"}, by, NOW)
    register.add(session, ENTRY | {"title": "สอง", "fiscal_year": "2568", "sort": "lesson"}, by, NOW)

    assert titles(session) == ["หนึ่ง", "สอง"]
    assert titles(session, fiscal_year=2568) == ["สอง"]
    assert titles(session, sort=EntrySort.INNOVATION) == ["หนึ่ง"]
    assert titles(session, fiscal_year=2568, sort=EntrySort.INNOVATION) == []
    assert queries.find(session, Wanted()).years == [2569, 2568]


def test_each_save_is_kept_with_who_and_when_and_a_stale_one_is_refused(session: Session) -> None:
    by, other = marketing(session), marketing(session)
    entry = register.add(session, ENTRY, by, NOW)
    register.edit(session, entry.id, ENTRY | {"title": "ชื่อใหม่"}, other, seen=1, now=after(5))

    assert [(save.version, save.by_id, save.at) for save in entry.saves] == [(1, by.id, NOW), (2, other.id, after(5))]
    assert titles(session, terms="ชื่อใหม่") == ["ชื่อใหม่"]
    with pytest.raises(Conflict):
        register.edit(session, entry.id, ENTRY, by, seen=1, now=after(6))


def test_withdrawn_it_is_out_of_the_list_and_still_there(session: Session) -> None:
    by = marketing(session)
    entry = register.add(session, ENTRY, by, NOW)
    with pytest.raises(Faulty):
        register.withdraw(session, entry.id, {"why": ""}, by, seen=1, now=NOW)
    session.refresh(entry)

    register.withdraw(session, entry.id, {"why": "บันทึกซ้ำ"}, by, seen=1, now=NOW)

    assert titles(session) == []
    assert titles(session, withdrawn=True) == [ENTRY["title"]]
    assert (entry.withdrawn_by_id, entry.withdrawn_at, entry.withdrawn_why) == (by.id, NOW, "บันทึกซ้ำ")
    with pytest.raises(Conflict):
        register.edit(session, entry.id, ENTRY, by, seen=2, now=NOW)


def test_only_marketing_keeps_it(session: Session) -> None:
    by, officer = marketing(session), a_staff(session, unit="ftl")
    entry = register.add(session, ENTRY, by, NOW)
    with pytest.raises(NotAllowed):
        register.add(session, ENTRY, officer, NOW)
    with pytest.raises(NotAllowed):
        register.edit(session, entry.id, ENTRY, officer, seen=1, now=NOW)
    with pytest.raises(NotAllowed):
        register.withdraw(session, entry.id, {"why": "x"}, officer, seen=1, now=NOW)
    with pytest.raises(NotFound):
        register.edit(session, 999_999, ENTRY, by, seen=1, now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "ก" * 301), ("what", "ก" * 4001), ("result", " "),
        ("result", "\u2800"), ("title", "\u200b"), ("sort", "joke"), ("sort", ""),
        ("fiscal_year", "2570"), ("fiscal_year", "2026"), ("fiscal_year", "๒๕๖๙"), ("fiscal_year", ""),
        ("step", "9"), ("step", "x"), ("activity", "999999"), ("standard", "999999"), ("activity", "-1"),
        ("ticket", "กนอ-69-999999"), ("standard", "9" * 30),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_beside_its_field(session: Session, field: str, value: str) -> None:
    reference_data(session)
    with pytest.raises(Faulty) as refused:
        register.add(session, ENTRY | {field: value}, marketing(session), NOW)
    assert list(refused.value.problems) == [field]


def test_a_matter_is_named_only_to_who_may_see_it(session: Session) -> None:
    by, own, foreign = marketing(session), a_staff(session, unit="ops1"), a_staff(session, unit="ops2")
    ticket = a_ticket(session, unit="ops1")
    entry = register.add(session, ENTRY | {"ticket": ticket.number}, by, NOW)

    assert queries.origin(session, entry, own).ticket_number == ticket.number
    assert queries.origin(session, entry, foreign).ticket_number == ""
    assert titles(session, terms=ticket.number) == []


def test_a_restricted_matter_cannot_be_named_and_one_that_became_so_is_not_lost(session: Session) -> None:
    by = marketing(session)
    ticket = a_ticket(session, unit="ops1")
    entry = register.add(session, ENTRY | {"ticket": ticket.number}, by, NOW)
    ticket.kind = "integrity"
    session.flush()

    with pytest.raises(Faulty):
        register.add(session, ENTRY | {"ticket": ticket.number}, by, NOW)
    register.edit(session, entry.id, ENTRY | {"ticket": ""}, by, seen=1, now=NOW)

    assert entry.ticket_id == ticket.id
    assert queries.origin(session, entry, by).ticket_number == ""


def test_a_long_register_comes_in_pages(session: Session) -> None:
    by = marketing(session)
    for number in range(queries.PAGE + 1):
        register.add(session, ENTRY | {"title": f"รายการ {number}"}, by, NOW)

    first, second = queries.find(session, Wanted()), queries.find(session, Wanted(page=2))

    assert (len(first.entries), first.more, first.total) == (queries.PAGE, True, queries.PAGE + 1)
    assert (len(second.entries), second.more) == (1, False)
    assert isinstance(second.entries[0], RegisterEntry)
