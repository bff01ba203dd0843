"""The story of a charter, in a real browser: from the draft to the day it is in force, and what it does to matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion
from backend.models.staff import Role
from backend.models.ticket import Ticket
from backend.models.unit import Unit
from backend.services import cascade, clocks, tickets
from service_standards.instants import BANGKOK, BUDDHIST_ERA
from service_standards.terms import Measure
from tests.desk.conftest import Office
from tests.desk.stories import Listening, listening
from tests.factories import a_staff, a_ticket, reference_data

pytestmark = pytest.mark.browser

NAME = "กฎบัตร พ.ศ. 2570"
STANDARD = "ตอบข้อสอบถามแล้วเสร็จภายใน 3 วันทำการ"
FASTER = "ตอบข้อสอบถามแล้วเสร็จภายใน 2 วันทำการ"
IN_FORCE_FROM = datetime(2026, 5, 1, tzinfo=BANGKOK)
LATE = "ops1"
"""The unit that has to be reminded."""
MINUTE = timedelta(minutes=1)


class Story(Listening):
    """A desk that listens, and the people who work at it."""

    def acknowledges(self, unit: str) -> None:
        """The head of a unit follows the notice and acknowledges."""
        page = self.enter(unit)
        page.goto(f"{self.address}/notices")
        page.get_by_role("button", name=f"เปิดดู กรุณารับทราบ {NAME}").click()
        page.get_by_role("button", name="รับทราบในนามหน่วยงาน").click()
        expect(page.get_by_role("status")).to_have_text("รับทราบแล้ว")
        page.context.close()

    def receives(self, at: datetime) -> str:
        """An inquiry is received; its number."""
        self.office.clock.at = at
        with self.office.work.write() as session:
            return a_ticket(session, unit="ftl", kind="inquiry", intent="about_ieat", text="กนอ. คืออะไร", at=at).number


def an_answer_on_the_third_working_day(session: Session) -> None:
    """In time by the trial charter, and not by what will be proposed."""
    received = datetime(2026, 3, 20, 10, tzinfo=BANGKOK)
    ticket = a_ticket(session, unit="ftl", kind="inquiry", intent="about_ieat", at=received)
    officer = a_staff(session, unit="ftl", role=Role.MARKETING)
    tickets.resolve(session, ticket, officer, "ตอบแล้ว", seen=1, now=datetime(2026, 3, 25, 15, tzinfo=BANGKOK))


@pytest.fixture
def story(office: Office, browser: Browser) -> Iterator[Story]:
    with office.work.write() as session:
        reference_data(session)
        a_staff(session, username="marketing", unit="ftl", role=Role.MARKETING, name="สมหญิง ขยัน")
        for unit in session.scalars(select(Unit.id)).all():
            role = Role.MARKETING if unit == "ftl" else Role.OFFICER
            a_staff(session, username=unit, unit=unit, role=role, head=True, name=f"หัวหน้า {unit}")
        an_answer_on_the_third_working_day(session)
    with listening(office, browser) as desk:
        yield Story(desk.office, desk.address, desk.browser)


def test_a_charter_from_its_draft_to_the_matters_it_times(story: Story, tmp_path: Path) -> None:
    paper = tmp_path / "มติ.pdf"
    paper.write_bytes(b"%PDF-1.7\n%%EOF\n")
    marketing = story.enter("marketing")
    a_draft_with_one_standard_changed(marketing, story)
    through_committee_and_board(marketing, paper)
    published(marketing)

    for unit in ("ftl", "fpk", "kso", "kos", "ops2", "ops3"):
        story.acknowledges(unit)
    one_unit_is_reminded(marketing, story)

    before, at_once = story.receives(IN_FORCE_FROM - MINUTE), story.receives(IN_FORCE_FROM)
    each_matter_keeps_its_version(story, before, at_once)
    everybody_reads_the_new_one(story)
    marketing.goto(f"{story.address}/charters")
    states = [row.inner_text() for row in marketing.locator(".change").all()]
    assert ["ใช้บังคับอยู่" in row for row in states if NAME in row] == [True]
    assert ["มีฉบับใหม่ใช้แทน" in row for row in states if "กฎบัตรทดลอง" in row] == [True]


def a_draft_with_one_standard_changed(page: Page, story: Story) -> None:
    """Drafted from the trial charter; the promise is changed, compared, and tried on what was received before."""
    page.goto(f"{story.address}/charters")
    page.get_by_role("link", name="กฎบัตรทดลอง").click()
    page.get_by_text("จัดทำร่างใหม่จากฉบับนี้").click()
    page.get_by_label("ชื่อฉบับ").fill(NAME)
    page.get_by_label("เหตุผลที่จัดทำร่าง").fill("ทบทวนประจำปี ผู้รับบริการขอคำตอบเร็วขึ้น")
    page.get_by_role("button", name="จัดทำร่าง", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)

    page.get_by_role("link", name=f"แก้ไข {STANDARD}").click()
    page.get_by_label("จำนวน").fill("2")
    page.get_by_label("คำมั่นต่อผู้รับบริการ (ไทย)").fill(FASTER)
    page.get_by_label("คำมั่นต่อผู้รับบริการ (อังกฤษ)").fill("An inquiry is answered in full within 2 working days")
    page.get_by_role("button", name="บันทึกมาตรฐาน").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator("main")).to_contain_text(FASTER)

    page.get_by_role("link", name=f"ลองกับเรื่องที่ผ่านมา {FASTER}").click()
    answer = page.locator(".what-if-answer")
    expect(answer).to_contain_text("ถ้าใช้กำหนด 2 วันทำการ กับ 1 เรื่อง")
    expect(answer).to_contain_text("เรื่องที่เกินกำหนดจะเปลี่ยนจาก 0 เป็น 1 เรื่อง")
    page.get_by_role("link", name=NAME).first.click()


def through_committee_and_board(page: Page, paper: Path) -> None:
    """Before the committee, before the board, approved by its minutes. Nothing can be changed from then on."""
    page.get_by_role("button", name="เสนอคณะกรรมการ", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()
    meeting(page, "board", "คณะกรรมการพิจารณากฎบัตร 5 ท่าน", paper, "รายงานการประชุม ครั้งที่ 1")
    page.get_by_role("button", name="บันทึกผลและเสนอคณะกรรมการ กนอ.").click()
    expect(page.get_by_role("status")).to_be_visible()
    meeting(page, "approve", "คณะกรรมการ กนอ. 9 ท่าน", paper, "มติคณะกรรมการ กนอ. ครั้งที่ 3/2569")
    page.get_by_role("button", name="บันทึกความเห็นชอบ").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("link", name=f"แก้ไข {FASTER}")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("มติคณะกรรมการ กนอ. ครั้งที่ 3/2569")


def meeting(page: Page, act: str, people: str, paper: Path, title: str) -> None:
    """What is told of a meeting, with its document."""
    form = page.locator(f"#act-{act}")
    form.get_by_label("ผู้เข้าร่วมพิจารณา").fill(people)
    form.locator('input[name="minutes"]').set_input_files(paper)
    form.locator('input[name="minutes_title"]').fill(title)


def published(page: Page) -> None:
    form = page.locator("#act-publish")
    form.get_by_label("วันเริ่มใช้").fill(f"{IN_FORCE_FROM.day}/{IN_FORCE_FROM.month}/{IN_FORCE_FROM.year + BUDDHIST_ERA}")
    form.get_by_role("button", name="เผยแพร่", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()


def one_unit_is_reminded(page: Page, story: Story) -> None:
    """All but one have acknowledged. That one is reminded by hand, and again by the clock, and acknowledges."""
    page.goto(f"{story.address}/cascade")
    expect(page.locator(".tally")).to_contain_text("รับทราบแล้ว 6 จาก 7 หน่วยงาน")
    expect(page.locator("main")).to_contain_text("เตือนได้อีกตั้งแต่ 22 เม.ย. 2569")
    story.office.clock.at = datetime(2026, 4, 22, 8, 30, tzinfo=BANGKOK)
    page.reload()
    page.get_by_role("button", name="เตือน").click()
    expect(page.get_by_role("status")).to_contain_text("ส่งข้อความเตือน")
    expect(page.locator("main")).to_contain_text("เตือนแล้ว 1 ครั้ง")
    story.office.clock.at = datetime(2026, 4, 30, 8, 30, tzinfo=BANGKOK)
    with story.office.work.write() as session:
        assert [cascade.remind_all(session, story.office.clock.at) for _ in range(2)] == [1, 0]

    late = story.enter(LATE)
    late.goto(f"{story.address}/notices")
    expect(late.get_by_role("heading", name=f"ยังรอการรับทราบ {NAME}")).to_have_count(2)
    late.goto(f"{story.address}/our-standards")
    late.get_by_role("button", name="รับทราบในนามหน่วยงาน").click()
    page.reload()
    expect(page.locator(".tally")).to_contain_text("รับทราบแล้ว 7 จาก 7 หน่วยงาน")


def each_matter_keeps_its_version(story: Story, before: str, at_once: str) -> None:
    """Received the minute before: three working days. Received at the instant: two. Each for good."""
    with story.office.work.read() as session:
        matters = {one.number: one for one in session.scalars(select(Ticket))}
        labels = [session.get_one(CharterVersion, matters[number].charter_id).label for number in (before, at_once)]
        promised = [
            str(one.standard.allowance)
            for number in (before, at_once)
            for one in clocks.readings(session, matters[number], IN_FORCE_FROM + timedelta(days=30))
            if one.standard.measure is Measure.RESOLUTION
        ]
    assert labels == ["trial", NAME]
    assert promised == ["3 working_days", "2 working_days"]


def everybody_reads_the_new_one(story: Story) -> None:
    page = story.browser.new_page()
    page.goto(f"{story.address}/charter")
    expect(page.get_by_role("main")).to_contain_text(NAME)
    expect(page.get_by_role("main")).to_contain_text(FASTER)
    expect(page.get_by_role("main")).not_to_contain_text("มาตรฐานทดลอง")
    page.context.close()
