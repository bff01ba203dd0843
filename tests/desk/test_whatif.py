"""The page "what if": the answer first, every number with its matters behind it, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest

from backend.models.staff import Role
from backend.models.ticket import Ticket
from backend.services import charters, clocks, tickets
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import Node
from tests.factories import NOW, a_staff, a_ticket, reference_data

PAGE = "/charters/{}/standards/resolution.utility/what-if"
APRIL = "?first=2026-04-01&last=2026-04-30"


def marketing(office: Office) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit="ftl", role=Role.MARKETING))


def path(office: Office, asked: str = APRIL, code: str = "resolution.utility") -> str:
    with office.work.write() as session:
        reference_data(session)
        version = clocks.charter_in_force(session, NOW).id
    return f"/charters/{version}/standards/{code}/what-if{asked}"


def a_matter(office: Office, days: float | None = None, **how: object) -> Ticket:
    """A matter of 9 April, resolved so many days later."""
    with office.work.write() as session:
        ticket = a_ticket(session, **how)  # type: ignore[arg-type]
        if days is not None:
            at = NOW + timedelta(days=days)
            tickets.happened(session, ticket, "resolved", at=at, now=at)
        return ticket


def rows(page: Node) -> list[str]:
    return [row.text for row in page.by_class("what-if")[0].all("tr")[2:]]


def test_the_answer_comes_first_and_then_units_and_months(office: Office) -> None:
    a_matter(office, days=0.2)
    a_matter(office, days=7.5)
    a_matter(office, days=40, unit="ops2")
    office.clock.forward(days=60)

    page = marketing(office).get(path(office, f"{APRIL}&count=1&time=working_day"))

    (answer,) = page.by_class("what-if-answer")
    assert answer.text.startswith(
        "ถ้าใช้กำหนด 1 วันทำการ กับ 3 เรื่องที่รับในช่วง 1 เม.ย. 2569 – 30 เม.ย. 2569 "
        "เรื่องที่เกินกำหนดจะเปลี่ยนจาก 1 เป็น 2 เรื่อง ทันกำหนดร้อยละ 33.3 จากเดิมร้อยละ 66.6"
    )
    assert "เป้าหมายร้อยละ 100" in answer.text
    assert [row.split()[0] for row in rows(page)] == [
        "ทุกหน่วยงาน",
        "เม.ย.",
        "สายงานปฏิบัติงาน",
        "เม.ย.",
        "สายงานปฏิบัติงาน",
        "เม.ย.",
    ]
    assert "66.6 → 33.3" in rows(page)[0]
    assert "มาตรฐานทดลอง" in page.text
    assert "คิดจากการทำงานแบบเดิม" in page.text


def test_a_number_opens_to_its_matters(office: Office) -> None:
    a_matter(office, days=0.2, text="เร็ว")
    late = a_matter(office, days=7.5, text="ช้า")
    office.clock.forward(days=60)
    browser = marketing(office)
    page = browser.get(path(office, f"{APRIL}&count=1&time=working_day"))

    (opened,) = {link.attributes["href"] for link in page.by_class("worse")[0].all("a")}
    page = browser.get(opened.partition("#")[0])

    assert [link.text for link in page.by_class("matter-subject")] == ["ช้า"]
    assert late.number in page.text
    assert "มาตรฐานเดิม: ทันกำหนด ครบกำหนด 17 เม.ย. 69 16.30 น." in page.text
    assert "ที่เสนอ: เกินกำหนด ครบกำหนด 10 เม.ย. 69 16.30 น." in page.text


def test_as_it_stands_it_is_the_drafts_standard_in_the_last_full_quarter(office: Office) -> None:
    office.clock.forward(days=60)  # June: the third fiscal quarter is not over

    page = marketing(office).get(path(office, ""))

    assert "ไม่มีเรื่องที่ใช้มาตรฐานนี้รับเข้ามาในไตรมาส 2 ปีงบประมาณ 2569" in page.text
    assert page.all("input", id="count")[0].attributes["value"] == "3"
    chosen = [one.text for one in page.all("option") if "selected" in one.attributes]
    assert chosen == ["วันทำการ", "เวลาทำการของสำนักงาน", "ไตรมาส 2 ปีงบประมาณ 2569"]


def test_the_page_of_a_drafts_standard_leads_here_with_what_is_typed_there(office: Office) -> None:
    with office.work.write() as session:
        reference_data(session)
        keeper = a_staff(session, unit="ftl", role=Role.MARKETING)
        in_force = clocks.charter_in_force(session, NOW)
        draft = charters.draft_from(session, in_force.id, keeper, "ทบทวนประจำปี", NOW, label="กฎบัตร พ.ศ. 2570")
        here, browser = f"/charters/{draft.id}/standards/resolution.utility", office.browser(keeper)
    browser.get(here)
    page = browser.send(here, 200, count="2", do="preview")
    (link,) = page.all("a", href=next(a.attributes["href"] for a in page.all("a") if "what-if" in a.attributes["href"]))

    page = browser.get(link.attributes["href"])

    assert page.all("input", id="count")[0].attributes["value"] == "2"
    assert f"{here}" in [unquote(a.attributes["href"]) for a in page.all("a")]


def test_pausing_may_be_forbidden_and_another_calendar_chosen(office: Office) -> None:
    page = marketing(office).get(path(office, f"{APRIL}&pausable=no&time=calendar_day&calendar=always"))

    assert "ตลอด 24 ชั่วโมงทุกวัน · ไม่หยุดนับ" in page.text


def test_a_clock_that_never_pauses_is_not_asked_about_pausing(office: Office) -> None:
    page = marketing(office).get(path(office, f"{APRIL}&pausable=yes", "response.utility"))

    assert page.all("select", id="pausable") == []
    assert "2 ชั่วโมงทำการ" in page.text


def test_the_bots_own_standard_cannot_be_replayed(office: Office) -> None:
    page = marketing(office).get(path(office, "", "answer.bot"))

    assert "จึงลองกับเรื่องที่ผ่านมาไม่ได้" in page.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("count=0", "กรุณากรอกจำนวนเต็มตั้งแต่ 1"),
        ("count=-1", "กรุณากรอกจำนวนเต็มตั้งแต่ 1"),
        ("count=²", "กรุณากรอกจำนวนเต็มตั้งแต่ 1"),
        ("count=<script>", "กรุณากรอกจำนวนเต็มตั้งแต่ 1"),
        ("count=9999999", "เกินสิบปี"),
        ("count=99999999999999999999", "กรุณากรอกจำนวนเต็มตั้งแต่ 1"),
        ("time=fortnight", "กรุณาเลือกหน่วยเวลา"),
        ("calendar=moon", "กรุณาเลือกปฏิทิน"),
        ("calendar=always", "ปฏิทินที่มีเวลาเปิดปิด"),
        ("quarter=2569-5", "กรุณาเลือกไตรมาส"),
        ("quarter=0000-1", "กรุณาเลือกไตรมาส"),
        ("first=2026-04-01", "กรุณาระบุทั้งวันแรกและวันสุดท้าย"),
        ("first=2026-04-31&last=2026-05-01", "กรุณาระบุทั้งวันแรกและวันสุดท้าย"),
        ("first=2026-04-30&last=2026-04-01", "วันแรกต้องไม่อยู่หลังวันสุดท้าย"),
        ("first=2016-04-30&last=2026-04-01", "ยาวได้ไม่เกิน 5 ปี"),
        ("first=0001-01-01&last=9999-12-31", "กรุณาตรวจวันที่"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_kept(office: Office, asked: str, told: str) -> None:
    page = marketing(office).get(path(office, f"?{asked}"), 400)

    assert told in " ".join(one.text for one in page.by_class("field-problem"))
    assert "ยังคำนวณไม่ได้" in page.text
    assert page.by_class("what-if") == []
    if asked.startswith("count"):
        assert page.all("input", id="count")[0].attributes["value"] == asked.partition("=")[2]


def test_a_count_may_be_in_thai_digits(office: Office) -> None:
    a_matter(office)

    page = marketing(office).get(path(office, f"{APRIL}&count=๑๒"))

    assert page.by_class("what-if-answer")[0].text.startswith("ถ้าใช้กำหนด 12 วันทำการ")


@pytest.mark.parametrize("asked", ["first=1/4/2569&last=30/4/2569", "first=2569-04-01&last=2569-04-30"])
def test_a_year_may_be_a_buddhist_one(office: Office, asked: str) -> None:
    page = marketing(office).get(path(office, f"?{asked}"))

    assert "ช่วง 1 เม.ย. 2569 – 30 เม.ย. 2569" in page.text


@pytest.mark.parametrize(
    "asked", ["show=everything", "show=missed&month=2026-13", "show=missed&unit=%27--", "show=met"]
)
def test_a_number_that_is_none_of_ours_opens_to_nothing(office: Office, asked: str) -> None:
    page = marketing(office).get(path(office, f"{APRIL}&{asked}"))

    assert page.by_class("matter-subject") == []


def test_restricted_matters_are_counted_and_never_shown(office: Office) -> None:
    secret = a_matter(office, kind="integrity", intent="corruption_report", text="เรียกรับเงิน")
    browser = marketing(office)

    page = browser.get(path(office, f"{APRIL}&show=received", "response.integrity"))

    assert "อีก 1 เรื่องเปิดได้เฉพาะหน่วยงานที่รับผิดชอบ" in page.text
    assert secret.number not in page.text
    assert "เรียกรับเงิน" not in page.text


@pytest.mark.parametrize("there", ["/charters/999999/standards/resolution.utility/what-if", "nowhere.at_all"])
def test_what_is_not_there_is_not_found(office: Office, there: str) -> None:
    marketing(office).get(there if there.startswith("/") else path(office, "", there), 404)
