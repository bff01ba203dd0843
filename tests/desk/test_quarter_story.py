"""The story of a quarter in real browsers: drafted, commented, returned, confirmed, sealed, restated, published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from backend.models.staff import Role
from backend.models.ticket import Ticket
from backend.queries.seal_parts import gather
from backend.services import seals, tickets
from tests.catalogues import shipped
from tests.desk.conftest import Office
from tests.desk.stories import PHONE, Listening, listening
from tests.desk.test_in_a_browser import is_fit_for_everybody
from tests.factories import a_staff
from tests.quarters import OVER, a_matter_in_time, a_missed_matter

pytestmark = pytest.mark.browser

WHICH = "2569/3"


@pytest.fixture
def desk(office: Office, browser: Browser) -> Iterator[Listening]:
    """A quarter that is over: two units, each with matters in time and one that nobody touched."""
    with office.work.write() as session:
        shipped(session)
        a_staff(session, username="marketing", unit="ftl", role=Role.MARKETING, name="สมหญิง ขยัน")
        for unit in ("ops1", "ops2"):
            a_staff(session, username=unit, unit=unit, head=True, name=f"หัวหน้า {unit}")
            for _ in range(4):
                a_matter_in_time(session, unit)
            a_missed_matter(session, unit)
    office.clock.at = OVER + timedelta(hours=3)
    with listening(office, browser) as desk:
        yield desk


def test_a_quarter_from_its_draft_to_its_publication(desk: Listening) -> None:
    marketing, anybody = desk.enter("marketing"), desk.pass_by(PHONE)
    heads = {unit: desk.enter(unit, PHONE) for unit in ("ops1", "ops2")}
    drafted(marketing, desk)
    for unit, head in heads.items():
        commented_and_confirmed(head, desk, unit)
    returned_and_confirmed_again(marketing, heads["ops2"], desk)
    accepted(marketing, desk)
    closed(marketing, desk)
    restated(marketing, desk)
    published(marketing, anybody, desk)


def drafted(page: Page, desk: Listening) -> None:
    """The report fills itself; who has to comment is listed."""
    page.goto(f"{desk.address}/reports/{WHICH}")
    answer = page.locator(".what-if-answer")
    expect(answer).to_contain_text("ได้ตามมาตรฐานร้อยละ 80.0 เกินกำหนด 4 รายการใน 2 เรื่อง อยู่ที่")
    is_fit_for_everybody(page)
    page.locator("tfoot a").filter(has_text="เกินกำหนด").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("เกินกำหนด 4")
    is_fit_for_everybody(page)
    for beside in ("reports", "reports/definitions", "evaluation/2569", "report-files", "report-files/new", "audit"):
        page.goto(f"{desk.address}/{beside}")
        is_fit_for_everybody(page)
    page.goto(f"{desk.address}/unit-reports/{WHICH}")
    expect(page.locator(".tally")).to_contain_text("ตรวจรับแล้ว 0 จาก 2 หน่วยงาน")
    is_fit_for_everybody(page)


def commented_and_confirmed(page: Page, desk: Listening, unit: str) -> None:
    """On a phone: each miss is commented on, then the head confirms."""
    page.goto(f"{desk.address}/unit-reports/{WHICH}/{unit}")
    is_fit_for_everybody(page)
    for _ in range(2):
        page.goto(f"{desk.address}/unit-reports/{WHICH}/{unit}")
        miss = page.locator("article.miss").filter(
            has=page.locator("summary", has_text="ชี้แจง").filter(has_not_text="แก้ไข")
        )
        miss.first.locator("summary").first.click()
        form = miss.first.locator("form")
        form.get_by_label("สาเหตุ").select_option(value="staffing")
        form.get_by_label("คำชี้แจง").fill("ผู้รับผิดชอบลาป่วย ไม่มีผู้ปฏิบัติหน้าที่แทน")
        form.get_by_label("การแก้ไข", exact=True).fill("กำหนดผู้ปฏิบัติหน้าที่แทนทุกเรื่อง")
        form.get_by_role("button", name="บันทึกคำชี้แจง").click()
        expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".tally")).to_contain_text("ชี้แจงครบทุกรายการแล้ว")
    page.get_by_role("button", name="ยืนยันรายงาน").click()
    expect(page.locator(".matter-meta").first).to_contain_text("รอ ฝตล. ตรวจรับ")


def returned_and_confirmed_again(page: Page, head: Page, desk: Listening) -> None:
    """Marketing wants more; the head reads what, and confirms anew."""
    here = f"{desk.address}/unit-reports/{WHICH}/ops2"
    page.goto(here)
    page.get_by_text("ส่งคืนให้แก้ไข", exact=True).click()
    page.get_by_label("สิ่งที่ให้แก้ไข").fill("ระบุว่ากำหนดผู้ปฏิบัติหน้าที่แทนตั้งแต่เมื่อใด")
    page.get_by_role("button", name="ส่งคืน", exact=True).click()
    head.goto(here)
    expect(head.locator(".conflict")).to_contain_text("ตั้งแต่เมื่อใด")
    head.locator("article.miss summary").first.click()
    head.locator("article.miss").first.get_by_label("การแก้ไข", exact=True).fill("กำหนดผู้ปฏิบัติหน้าที่แทนตั้งแต่ 1 กรกฎาคม 2569")
    head.locator("article.miss").first.get_by_role("button", name="บันทึกคำชี้แจง").click()
    expect(head.get_by_role("status")).to_be_visible()
    head.get_by_role("button", name="ยืนยันรายงาน").click()
    expect(head.locator(".matter-meta").first).to_contain_text("รอ ฝตล. ตรวจรับ")


def accepted(page: Page, desk: Listening) -> None:
    """Marketing accepts both."""
    for unit in ("ops1", "ops2"):
        page.goto(f"{desk.address}/unit-reports/{WHICH}/{unit}")
        page.get_by_role("button", name="ตรวจรับรายงาน").click()
        expect(page.locator(".matter-meta").first).to_contain_text("ฝตล. ตรวจรับแล้ว")
    page.goto(f"{desk.address}/unit-reports/{WHICH}")
    expect(page.locator(".tally")).to_contain_text("ตรวจรับแล้ว 2 จาก 2 หน่วยงาน")


def closed(page: Page, desk: Listening) -> None:
    """Asked for on the page, carried out by a sealer, and shown with its hash; the report is what was sealed."""
    page.goto(f"{desk.address}/seals/{WHICH}")
    is_fit_for_everybody(page)
    page.get_by_role("button", name="ปิดไตรมาส").click()
    expect(page.get_by_role("heading", name="กำลังปิดไตรมาส")).to_be_visible()
    with desk.office.work.write() as session:
        task = seals.take(session, desk.office.clock.at)
    assert task is not None
    assert seals.carry_out(desk.office.work, task, gather)
    page.goto(f"{desk.address}/seals/{WHICH}")
    expect(page.locator(".tally")).to_contain_text("ได้ตามมาตรฐานร้อยละ 80.0 เกินกำหนด 4 รายการ")
    is_fit_for_everybody(page)
    page.goto(f"{desk.address}/reports/{WHICH}")
    expect(page.locator(".sealed-note")).to_contain_text("ปิดไตรมาสแล้ว")
    is_fit_for_everybody(page)


def restated(page: Page, desk: Listening) -> None:
    """A matter turns out to be of another kind: what was sealed stands first, the correction beside it."""
    with desk.office.work.write() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.unit_id == "ops1").order_by(Ticket.id.desc())).all()[0]
        officer = a_staff(session, unit="ops1")
        now = desk.office.clock.at
        tickets.correct_kind(session, ticket, officer, "suggestion", "เป็นข้อเสนอแนะ", seen=ticket.version, now=now)
    page.goto(f"{desk.address}/seals/{WHICH}")
    expect(page.get_by_role("heading", name="สิ่งที่ต่างจากผลที่ปิดไว้ 2 รายการ")).to_be_visible()
    page.get_by_text("บันทึกการแก้ไขหลังปิด ครั้งที่ 1").click()
    page.get_by_label("เหตุผล").first.fill("แก้ประเภทเรื่องหลังตรวจสอบ")
    page.get_by_role("button", name="บันทึกการแก้ไข").click()
    told = page.locator(".tally")
    expect(told.locator("p").nth(0)).to_contain_text("ได้ตามมาตรฐานร้อยละ 80.0 เกินกำหนด 4 รายการ")
    expect(told.locator("p").nth(1)).to_contain_text("แก้ไขหลังปิดครั้งที่ 1: ได้ตามมาตรฐานร้อยละ 84.2 เกินกำหนด 3 รายการ")
    is_fit_for_everybody(page)
    page.goto(f"{desk.address}/reports/{WHICH}")
    expect(page.locator(".what-if-answer")).to_contain_text("ได้ตามมาตรฐานร้อยละ 80.0 เกินกำหนด 4 รายการ")
    page.locator("tfoot a").filter(has_text="เกินกำหนด").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("เกินกำหนด 4")
    page.goto(f"{desk.address}/seals/{WHICH}")


def published(page: Page, anybody: Page, desk: Listening) -> None:
    """Anybody reads on a phone what was sealed, without small numbers, once marketing publishes it."""
    assert anybody.goto(f"{desk.address}/results/{WHICH}").status == 404  # type: ignore[union-attr]
    page.get_by_role("button", name="เผยแพร่ผลของไตรมาสนี้").click()
    expect(page.get_by_role("status")).to_be_visible()
    anybody.goto(f"{desk.address}/results/{WHICH}")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("ผลตามมาตรฐานการให้บริการ")
    expect(anybody.locator(".lead")).to_contain_text("รายการทั้งหมด: 20")
    expect(anybody.locator("main")).to_contain_text("มีการแก้ไขหลังปิดไตรมาส")
    is_fit_for_everybody(anybody)
    anybody.get_by_role("link", name="English").click()
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Results against the service standards")
    is_fit_for_everybody(anybody)
