"""Holidays and closures on the desk: read by all, entered by administrators, and saved only as they were looked at."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from backend.models.calendar import CalendarEntry
from backend.models.outbox import OutboxMessage
from backend.models.staff import Role
from backend.models.ticket import Ticket
from service_standards.instants import BANGKOK
from service_standards.office import office as office_calendar
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import Node
from tests.factories import a_staff, a_ticket, an_entry, an_estate

FLOOD = {
    "what": "closure",
    "scope": "all",
    "first_on": "2026-04-16",
    "last_on": "2026-04-17",
    "reason_th": "น้ำท่วม",
    "reason_en": "flood",
    "source": "ประกาศ กนอ. ที่ 1/2569",
    "announced_on": "2026-04-09",
}


def april(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=BANGKOK)


def administrator(office: Office) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, role=Role.ADMINISTRATOR, name="ผู้ดูแล"))


def looks(browser: DeskClient, status: int = 200, **others: str) -> Node:
    """Fill in the form and look at what it would do."""
    browser.get("/closures/new")
    return browser.send("/closures/new", status, **(FLOOD | others))


def entries(office: Office) -> list[CalendarEntry]:
    with office.work.read() as session:
        return list(session.scalars(select(CalendarEntry)))


def rows(page: Node, section: str) -> list[list[str]]:
    """The table of a section of the page, without its head."""
    [found] = [node for node in page.all("section") if node.attributes.get("aria-labelledby") == section]
    return [[cell.text for cell in row.all("th") + row.all("td")] for row in found.all("tbody")[0].all("tr")]


# Reading


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_the_states_holidays_with_their_source(office: Office, role: Role) -> None:
    with office.work.write() as session:
        browser = office.browser(a_staff(session, role=role))
    page = browser.get("/closures?year=2569")

    told = rows(page, "state")
    assert ["จ. 13 เม.ย. 2569", "วันสงกรานต์", "ประกาศสำนักนายกรัฐมนตรี เรื่องวันหยุดราชการ"] in told
    first, last = date(2025, 10, 1), date(2026, 9, 30)
    assert len(told) == len([one for one in office_calendar().exceptions if first <= one.on <= last])
    assert ("เพิ่มรายการ" in page.text) is (role is Role.ADMINISTRATOR)
    assert "วันหยุดและการปิดทำการ" in page.all("nav")[0].text


def test_a_year_shows_its_own_entries_for_whom_by_whom_and_why(office: Office) -> None:
    browser = administrator(office)
    with office.work.write() as session:
        an_entry(session, first_on=date(2026, 4, 20), last_on=date(2026, 4, 22), estate="bang_chan")
        an_entry(session, first_on=date(2025, 4, 20))
    page = browser.get("/closures?year=2569")

    [entry] = page.by_class("change")
    assert "20–22 เม.ย. 2569 · น้ำท่วม" in entry.text
    assert "นิคมอุตสาหกรรมบางชัน" in entry.text
    assert "บันทึกโดย สมชาย ใจดี" in entry.text


@pytest.mark.parametrize("year", ["", "2569", "1", "9999", "abcd", "๒๕๖๙", "-1"])
def test_any_year_that_is_asked_for_shows_one_that_is_known(office: Office, year: str) -> None:
    page = administrator(office).get(f"/closures?year={year}")

    assert page.all("h1")[0].text.startswith("วันหยุดและการปิดทำการ ปีงบประมาณ 25")


# Entering


def test_what_it_would_do_is_shown_before_it_is_saved_and_then_done(any_office: Office) -> None:
    office = any_office
    browser = administrator(office)
    with office.work.write() as session:
        ticket = a_ticket(session)
        an_estate(session)
    page = looks(browser)

    assert rows(page, "moves") == [
        [ticket.number, ticket.unit.short_th, "แจ้งผล", "17 เม.ย. 69 16.30 น.", "21 เม.ย. 69 16.30 น.", "แจ้ง"]
    ]
    assert "ผู้รับบริการ 1 ราย" in page.text
    assert entries(office) == []

    browser.send("/closures/new", step="save")
    assert browser.location == "/closures?year=2569"
    assert "บันทึกแล้ว" in browser.follow().text
    [entry] = entries(office)
    assert (entry.first_on, entry.last_on, entry.shifts) == (date(2026, 4, 16), date(2026, 4, 17), [])
    with office.work.read() as session:
        assert [row.only_free for row in session.scalars(select(OutboxMessage))] == [True]


def test_if_it_would_do_something_else_by_now_it_is_shown_again_and_not_saved(office: Office) -> None:
    browser = administrator(office)
    looks(browser)
    with office.work.write() as session:
        ticket = a_ticket(session)
    page = browser.send("/closures/new", 409, step="save")

    assert "ผลกระทบเปลี่ยนไป" in page.text
    assert [row[0] for row in rows(page, "moves")] == [ticket.number]
    assert entries(office) == []
    browser.send("/closures/new", step="save")
    assert len(entries(office)) == 1


def test_who_goes_back_finds_what_they_typed(office: Office) -> None:
    browser = administrator(office)
    looks(browser, reason_th="น้ำท่วม “หนัก” <ฉับพลัน>")
    page = browser.send("/closures/new", 200, step="edit")

    assert page.all("input", id="reason_th")[0].attributes["value"] == "น้ำท่วม “หนัก” <ฉับพลัน>"
    assert page.all("input", id="first_on")[0].attributes["value"] == "2026-04-16"


def test_dates_and_hours_are_typed_as_the_other_forms_ask_for_them(office: Office) -> None:
    browser = administrator(office)
    buddhist = {"first_on": "16/4/2569", "last_on": "๑๗/๔/๒๕๖๙", "announced_on": "9/4/2569"}
    page = looks(browser, what="half_day", shifts="๐๘.๓๐–๑๒.๐๐ น.", **buddhist)
    assert "16–17 เม.ย. 2569" in page.text
    page = browser.send("/closures/new", 200, step="edit")
    assert page.all("input", id="last_on")[0].attributes["value"] == "๑๗/๔/๒๕๖๙"
    assert "พ.ศ." in page.all("p", id="hint-first_on")[0].text

    browser.send("/closures/new", 200, step="preview")
    browser.send("/closures/new", step="save")
    [entry] = entries(office)
    assert (entry.first_on, entry.last_on, entry.shifts) == (date(2026, 4, 16), date(2026, 4, 17), ["08:30-12:00"])


def test_turned_verdicts_are_shown_too(office: Office) -> None:
    browser = administrator(office)
    with office.work.write() as session:
        ticket = a_ticket(session, kind="inquiry")
    office.clock.at = april(16, 9)
    page = looks(browser, first_on="2026-04-10", last_on="2026-04-10", announced_on="2026-04-16")

    assert [ticket.number, ticket.unit.short_th, "เจ้าหน้าที่ตอบครั้งแรก", "เกินกำหนด", "ยังไม่เกินกำหนด"] in rows(page, "turns")


def test_a_matter_is_named_by_number_and_unit_alone(office: Office) -> None:
    """An administrator keeps accounts and reads no matter."""
    browser = administrator(office)
    with office.work.write() as session:
        a_ticket(session, text="เรื่องลับของลูกค้า", kind="utility")

    assert "เรื่องลับ" not in looks(browser).text


BAD = [
    ("last_on", {"last_on": "2026-04-15"}, "วันสุดท้ายต้องไม่อยู่ก่อนวันแรก"),
    ("last_on", {"last_on": "2027-06-01"}, "ไม่เกินหนึ่งปี"),
    ("first_on", {"first_on": "2030-04-16", "last_on": "2030-04-16"}, "ยังไม่มีปฏิทินวันหยุดราชการของปี พ.ศ. 2573"),
    ("first_on", {"first_on": "พรุ่งนี้"}, "วัน/เดือน/ปี พ.ศ."),
    ("source", {"source": ""}, "กรุณาระบุที่มา"),
    ("shifts", {"what": "half_day", "shifts": "08:30-12:00 11:00-13:00"}, "ช่วงเวลาซ้อนกัน"),
    ("shifts", {"what": "half_day", "shifts": "9 ถึงเที่ยง"}, "อ่านเวลานี้ไม่ได้"),
    ("what", {"what": "'; DROP TABLE"}, "กรุณาเลือกประเภท"),
    ("scope", {"scope": "unit:" + "x" * 900}, "กรุณาเลือกว่าใช้กับ"),
    ("reason_th", {"reason_th": "ก" * 5000}, "ยาวเกินไป"),
    ("announced_on", {"announced_on": "2026-12-31"}, "ต้องไม่เกินวันนี้"),
]


@pytest.mark.parametrize(("field", "typed", "words"), BAD, ids=[f"{n}-{one[0]}" for n, one in enumerate(BAD)])
@pytest.mark.parametrize("step", ["preview", "save"])
def test_what_cannot_be_is_told_beside_its_field_and_nothing_typed_is_lost(
    office: Office, field: str, typed: dict[str, str], words: str, step: str
) -> None:
    browser = administrator(office)
    browser.get("/closures/new")
    page = browser.send("/closures/new", 422, **(FLOOD | typed), step=step)

    [problem] = [node for node in page.walk() if node.attributes.get("id") == f"problem-{field}"]
    assert words in problem.text
    assert page.all("input", id="reason_en")[0].attributes["value"] == "flood"
    assert entries(office) == []


def test_the_very_same_is_refused_when_looked_at(office: Office) -> None:
    browser = administrator(office)
    looks(browser)
    browser.send("/closures/new", step="save")

    assert "มีรายการเดียวกันนี้อยู่แล้ว" in looks(browser, 422).text


def test_a_form_with_nothing_in_it_or_with_a_forged_digest_saves_nothing(office: Office) -> None:
    browser = administrator(office)
    browser.get("/closures/new")
    form = browser.form("/closures/new")
    browser.send_to("/closures/new", form, 422, step="save")
    browser.get("/closures/new")
    browser.send_to("/closures/new", form, 409, **FLOOD, step="save", seen="0" * 64)

    assert entries(office) == []


# Withdrawing


def test_it_is_withdrawn_with_a_reason_after_a_look_and_stays_on_the_page(any_office: Office) -> None:
    office = any_office
    browser = administrator(office)
    with office.work.write() as session:
        ticket = a_ticket(session)
    looks(browser)
    browser.send("/closures/new", step="save")
    [entry] = entries(office)
    page = browser.get(f"/closures/{entry.id}/withdraw")
    assert rows(page, "moves")[0][3:5] == ["21 เม.ย. 69 16.30 น.", "17 เม.ย. 69 16.30 น."]

    page = browser.send(f"/closures/{entry.id}/withdraw", 422, why=" ")
    assert "กรุณาระบุเหตุผล" in page.text
    browser.send(f"/closures/{entry.id}/withdraw", why="น้ำลดแล้ว")
    told = browser.follow().by_class("withdrawn")[0].text
    assert "ยกเลิกโดย ผู้ดูแล" in told
    assert "น้ำลดแล้ว" in told
    with office.work.read() as session:
        assert (session.get_one(Ticket, ticket.id).dues or {})["resolution"] == april(17, 16, 30).isoformat()

    assert browser.get(f"/closures/{entry.id}/withdraw").all("textarea") == []


def test_a_page_for_withdrawing_that_is_old_shows_what_holds_now(office: Office) -> None:
    browser, other = administrator(office), administrator(office)
    with office.work.write() as session:
        entry = an_entry(session, first_on=date(2026, 4, 16))
    path = f"/closures/{entry.id}/withdraw"
    browser.get(path)
    other.get(path)
    with office.work.write() as session:
        a_ticket(session)
    page = browser.send(path, 409, why="น้ำลดแล้ว")
    assert page.all("textarea", id="why")[0].raw.strip() == "น้ำลดแล้ว"
    browser.send(path, why="น้ำลดแล้ว")

    assert "ยกเลิกไปแล้ว" in other.send(path, 409, why="ฉันด้วย").text


# The ticket's page


def test_a_matter_tells_both_dates_and_why(office: Office) -> None:
    browser = administrator(office)
    with office.work.write() as session:
        ticket = a_ticket(session)
        officer = office.browser(a_staff(session))
    assert "เดิม" not in officer.get(f"/tickets/{ticket.number}").text
    office.clock.forward(minutes=1)
    looks(browser)
    browser.send("/closures/new", step="save")
    page = officer.get(f"/tickets/{ticket.number}")

    assert (
        "เดิม 17 เม.ย. 69 16.30 น. ปรับเป็น 21 เม.ย. 69 16.30 น. เพราะปิดทำการ (น้ำท่วม) 16–17 เม.ย. (ประกาศ กนอ. ที่ 1/2569)"
        in page.text
    )
    assert "กำหนดเวลาเปลี่ยนตามปฏิทินวันทำการ โดย ผู้ดูแล" in page.by_class("history")[0].text
    assert "แจ้งผู้รับบริการ: รอส่งพร้อมข้อความถัดไป" in page.by_class("history")[0].text
