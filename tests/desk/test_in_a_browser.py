"""The desk in a real browser: read by axe, worked by keyboard, on a phone and on a computer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from backend.models.cascade import CharterReceipt
from backend.models.contact import Author
from backend.models.staff import Role
from backend.models.ticket import TicketEvent
from backend.services import benchmarks, cascade, catalogue_changes, plan_activities, plans, ratings, register, tickets
from backend.services.catalogue_changes import Proposal, Wording
from intents.comparison import Change, Comparison, Outcome
from intents.evaluate import Share
from tests.catalogues import EVEN, prepare, shipped, small
from tests.charters import a_draft, published
from tests.desk.conftest import Office
from tests.factories import (
    NOW,
    PASSWORD,
    a_contact,
    a_staff,
    a_ticket,
    after,
    an_attachment,
    an_entry,
    an_unanswered,
    told_all,
)
from tests.plan_rows import YEAR, a_set_plan, of_step

pytestmark = pytest.mark.browser

SCREENS = {"phone": ViewportSize(width=360, height=740), "computer": ViewportSize(width=1280, height=900)}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Running:
    """A desk that listens, and the path of one matter with all there can be on its page."""

    office: Office
    address: str
    matter: str


@pytest.fixture
def running(office: Office) -> Iterator[Running]:
    with office.work.write() as session:
        for role in Role:
            a_staff(session, username=role.value, role=role, unit="ops1" if role is Role.OFFICER else "ftl")
        number = _a_full_matter(session)
        a_ticket(session, text="ไฟไหม้โกดัง", kind="emergency", intent="fire", urgent=True, routed=False)
        a_ticket(session, text="เกินกำหนด", demo=True, at=NOW - timedelta(days=1))
    office.clock.forward(minutes=40)
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Running(office, f"http://127.0.0.1:{server.server_port}", f"/tickets/{quote(number)}")
    server.shutdown()
    thread.join()
    server.server_close()


def _a_full_matter(session: Session) -> str:
    """A matter that was answered, asked about, rated, reopened; with files, a place, notes and calls."""
    officer = a_staff(session, name="สมศรี มีสุข")
    ticket = a_ticket(session, text="น้ำไม่ไหล", estate="bang_chan", phone="02-123-4567")
    chat = ticket.conversation
    a_contact(session, chat, "รับเรื่องแล้วค่ะ", author=Author.BOT, what="reply", at=after(1), ticket=ticket)
    picture = a_contact(session, chat, "", what="image", at=after(2), ticket=ticket)
    an_attachment(session, picture)
    paper = a_contact(session, chat, "", what="file", at=after(3), ticket=ticket)
    an_attachment(session, paper, media_type="application/pdf", file_name="ใบแจ้งหนี้.pdf")
    a_contact(session, chat, "โรงงาน (13.803881, 100.704757)", what="location", at=after(4), ticket=ticket)
    a_contact(session, chat, "เปิดกี่โมง", at=after(5))
    tickets.note(session, ticket, officer, "ถามช่างแล้ว", seen=1, now=after(6))
    tickets.ask_back(session, ticket, officer, "ขอเลขมิเตอร์", seen=2, now=after(7))
    told_all(session, ticket, after(8))
    tickets.customer_wrote(session, ticket, a_contact(session, chat, "12345", at=after(9)), after(9))
    tickets.resolve(session, ticket, officer, "ซ่อมแล้ว", seen=3, now=after(10))
    ratings.rate(session, ticket, 1, 2, at=after(11), now=after(11))
    ratings.give_reason(session, ticket, 1, "ยังไหลอ่อน")
    tickets.reopen(session, ticket, officer, "น้ำยังอ่อน", seen=4, now=after(12))
    tickets.log_call(session, ticket, officer, "นัดพรุ่งนี้", seen=5, now=after(13))
    return ticket.number


@pytest.fixture(params=SCREENS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone and on a computer; anything it complains about fails the test."""
    context = browser.new_context(viewport=SCREENS[request.param], locale="th-TH")
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    expected = [
        said for said in complaints if "status of 404" in said or "status of 409" in said or "status of 422" in said
    ]
    assert complaints == expected


def enter(page: Page, running: Running, role: Role) -> None:
    page.goto(f"{running.address}/sign-in")
    page.get_by_label("ชื่อผู้ใช้").fill(role.value)
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()


def is_fit_for_everybody(page: Page) -> None:
    """No fault that axe can find, nothing wider than the screen, everything folded opened before looking."""
    folds = "details:not(.me, .group-of-places)"  # the menus lie over the page when they are open
    page.evaluate(f"document.querySelectorAll('{folds}').forEach(one => {{ one.name = ''; one.open = true }})")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    faults = [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    assert not faults, "\n".join(faults)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than the screen"


def is_fit_when_refused(page: Page, button: str) -> None:
    """Send the form as it stands, past the browser's own checks: what is wrong is told first, and can be read."""
    page.get_by_role("button", name=button).evaluate("button => { button.form.noValidate = true }")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_be_focused()
    is_fit_for_everybody(page)


def test_pages_of_everybody_are_fit_to_read(running: Running, page: Page) -> None:
    page.goto(f"{running.address}/sign-in")
    is_fit_for_everybody(page)
    enter(page, running, Role.OFFICER)
    for path in ("/", "/?view=answered", f"/?q={quote('ไม่มีเรื่องนี้')}", running.matter, "/password", "/nowhere"):
        page.goto(running.address + path)
        is_fit_for_everybody(page)


def test_pages_of_those_who_run_things_are_fit_to_read(running: Running, page: Page) -> None:
    enter(page, running, Role.MARKETING)
    for path in ("/", "/?view=triage", running.matter, "/alarms", "/notices"):
        page.goto(running.address + path)
        is_fit_for_everybody(page)
    page.context.clear_cookies()
    enter(page, running, Role.ADMINISTRATOR)
    for path in ("/staff", "/system", "/alarms"):
        page.goto(running.address + path)
        is_fit_for_everybody(page)


def test_pages_of_the_catalogue_are_fit_to_read(running: Running, page: Page) -> None:
    name, version = _a_catalogue_in_the_making(running.office)
    enter(page, running, Role.MARKETING)
    paths = ("/learning", f"/learning/{name}", "/catalogue", "/catalogue/office_hours", "/catalogue/office_hours/edit",
             "/catalogue-new", "/changes", "/changes/1", "/changes/2", "/publishing", f"/publishing/versions/{version}",
             "/publishing/versions/1")  # fmt: skip
    for path in paths:
        page.goto(running.address + path)
        is_fit_for_everybody(page)
    page.goto(running.address + "/catalogue-new")
    is_fit_when_refused(page, "เสนอคำถามใหม่")


def _a_catalogue_in_the_making(office: Office) -> tuple[int, int]:
    """A group, a proposal that waits, one in a version that makes things worse; names of the group and the version."""
    lost = Change("emg-1", "ช่วยด้วย", "emergency_report", Outcome("answer", "emergency_report", emergency=True),
                  Outcome("hand_over", None, emergency=False))  # fmt: skip
    with office.work.write() as session:
        author, other = (a_staff(session, unit="ftl", role=Role.MARKETING, name=name) for name in ("สมหญิง", "มานี"))
        shipped(session)
        for text in ("เปิดวันพระไหม", "วันพระเปิดหรือเปล่า"):
            proposal = Proposal(by=author, why="มีคนถาม", wordings=(Wording("th", text),))
            change = catalogue_changes.propose_wordings(session, proposal, "office_hours", small(), NOW)
        catalogue_changes.approve(session, change.id, other, "เห็นด้วย", NOW)
        version = catalogue_changes.put_together(session, author, "มีคนถาม", NOW)
        prepare(session, version, Comparison(EVEN.after, {**EVEN.after, "first": Share(5, 10)}, (), (lost,)))
        group = an_unanswered(session, "ในนิคมมีที่ชาร์จรถไฟฟ้าไหม", at=after(20), likely=["office_hours"])
        an_unanswered(session, "ชาร์จรถไฟฟ้าที่ไหน", at=after(30), group=group)
        return group.id, version.id


def test_the_charter_for_everybody_is_fit_to_read(running: Running, page: Page) -> None:
    page.goto(f"{running.address}/charter")
    is_fit_for_everybody(page)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customer Service Charter and Service Standards")
    is_fit_for_everybody(page)


def test_pages_of_the_charter_are_fit_to_read(running: Running, page: Page) -> None:
    with running.office.work.write() as session:
        draft, coming = a_draft(session).id, published(session, a_draft(session)).id
    enter(page, running, Role.MARKETING)
    edit = f"/charters/{draft}/standards/resolution.inquiry"
    paths = ("/charters", f"/charters/{draft}", f"/charters/{coming}", f"/charters/compare?before=1&after={draft}",
             f"/charters/{draft}/standards/new", edit)  # fmt: skip
    for path in paths:
        page.goto(running.address + path)
        is_fit_for_everybody(page)
    page.goto(running.address + edit)
    page.get_by_label("จำนวน").fill("2")
    page.get_by_role("button", name="ดูตัวอย่าง").click()
    expect(page.get_by_role("region", name="ตัวอย่างวันครบกำหนด")).to_be_focused()
    expect(page.get_by_text("เร็วขึ้น")).to_have_count(5)
    is_fit_for_everybody(page)
    page.get_by_role("button", name="บันทึกมาตรฐาน").click()
    expect(page.get_by_role("alert")).to_be_focused()
    is_fit_for_everybody(page)


def test_pages_of_holidays_and_closures_are_fit_to_read(running: Running, page: Page) -> None:
    with running.office.work.write() as session:
        an_entry(session, first_on=date(2026, 4, 20), unit="ops2")
        entry = an_entry(session, first_on=date(2026, 4, 21), last_on=date(2026, 4, 22), estate="bang_chan")
    enter(page, running, Role.ADMINISTRATOR)
    for path in ("/closures", "/closures?year=2571", f"/closures/{entry.id}/withdraw", "/closures/new"):
        page.goto(running.address + path)
        is_fit_for_everybody(page)
    page.get_by_label("วันแรก").fill("2026-04-16")
    page.get_by_label("เหตุผล", exact=True).fill("น้ำท่วม")
    page.get_by_label("เหตุผลภาษาอังกฤษ").fill("flood")
    page.get_by_label("ที่มา", exact=True).fill("ประกาศ กนอ.")
    page.get_by_label("วันที่ประกาศ").fill("2027-04-09")
    page.get_by_role("button", name="ดูผลกระทบก่อนบันทึก").click()
    expect(page.get_by_role("alert")).to_be_focused()
    is_fit_for_everybody(page)
    page.get_by_label("วันที่ประกาศ").fill("2026-04-09")
    page.get_by_role("button", name="ดูผลกระทบก่อนบันทึก").click()
    expect(page.get_by_role("heading", name="เรื่องที่กำหนดเวลาเปลี่ยน")).to_be_visible()
    is_fit_for_everybody(page)
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("status")).to_contain_text("บันทึกแล้ว")


def test_pages_of_the_cascade_are_fit_to_read(running: Running, page: Page) -> None:
    office = running.office
    with office.work.write() as session:
        head = a_staff(session, unit="ops2", head=True, name="วิชัย ตั้งใจ")
        typed = {"name": "บริษัท น้ำดี จำกัด", "sort": "supplier", "contact": "คุณวิไล"}
        cascade.add_party(session, a_staff(session, unit="ftl", role=Role.MARKETING), typed, ["utility"], NOW)
        version = published(session, a_draft(session))
        ours = select(CharterReceipt).where(CharterReceipt.charter_id == version.id, CharterReceipt.unit_id == "ops2")
        cascade.acknowledge(session, session.scalars(ours).one().id, head, {"note": "แจ้งแล้ว"}, after(60))
    office.clock.forward(days=20)
    enter(page, running, Role.MARKETING)
    for path in ("/cascade", "/cascade/parties", "/our-standards"):
        page.goto(running.address + path)
        is_fit_for_everybody(page)
    page.goto(running.address + "/cascade/parties")
    is_fit_when_refused(page, "เพิ่มในรายชื่อ")


def test_pages_of_the_year_of_the_process_are_fit_to_read(running: Running, page: Page) -> None:
    activities = _a_year(running.office)
    enter(page, running, Role.MARKETING)
    paths = ("/plan", *(f"/plan/activities/{number}" for number in activities), f"/plan/{YEAR}/indicator",
             f"/plan/{YEAR}/review", "/register/1/edit", "/benchmarks")  # fmt: skip
    for path in paths:
        page.goto(running.address + path)
        is_fit_for_everybody(page)
    page.goto(running.address + "/benchmarks/new")
    is_fit_when_refused(page, "บันทึกค่าเทียบเคียง")


def _a_year(office: Office) -> tuple[int, ...]:
    """A plan with something done, late and moved, an entry of the register and a benchmark; numbers of activities."""
    with office.work.write() as session:
        by = a_staff(session, unit="ftl", role=Role.MARKETING, name="มานี")
        plan = a_set_plan(session, by)
        done, moved = of_step(plan, 1), of_step(plan, 3)
        form = {"starts_on": "1/10/2568", "due_on": "28/6/2569", "why": "รอผลสำรวจ"}
        plans.move(session, moved.id, form, by, seen=plan.version, now=NOW)
        plan_activities.complete(session, done.id, {"done_on": "9/4/2569", "words": "รายงาน"}, by, NOW)
        plans.make(session, YEAR + 1, by, NOW)
        register.add(
            session,
            {"title": "บทเรียน", "what": "ก", "result": "ข", "sort": "lesson", "fiscal_year": str(YEAR), "step": "1"},
            by,
            NOW,
        )
        benchmarks.add(
            session,
            {"indicator": "ความพึงพอใจ", "organisation": "ก", "compared": "peer", "source": "รายงาน", "year": "2569",
             "value": "4.2", "value_unit": "คะแนน", "own": "plan_on_time"},
            by,
            NOW,
        )  # fmt: skip
        return moved.id, plan.activities[-1].id + 1


def test_letters_are_set_in_sarabun_from_the_desk_itself(running: Running, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{running.address}/sign-in", wait_until="networkidle")

    assert page.evaluate("document.fonts.check('17px Sarabun')")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "17px"
    assert all(url.startswith(f"{running.address}/") for url in asked)
    assert any(url.endswith("sarabun-400.ttf") for url in asked)


def test_an_officer_answers_with_the_keyboard_alone(running: Running, page: Page) -> None:
    enter(page, running, Role.OFFICER)
    page.goto(running.address + running.matter)

    page.keyboard.press("Tab")
    expect(page.get_by_text("ข้ามไปยังเนื้อหา")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_text("บันทึกภายใน", exact=True).last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("พิมพ์ด้วยแป้นพิมพ์")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("บันทึกภายในแล้ว")
    expect(page.locator("#latest")).to_contain_text("พิมพ์ด้วยแป้นพิมพ์")


def test_a_button_pressed_twice_saves_once(running: Running, page: Page) -> None:
    enter(page, running, Role.OFFICER)
    page.goto(running.address + running.matter)

    page.get_by_label("ข้อความถึงผู้รับบริการ").fill("กำลังไป")
    page.get_by_role("button", name="ส่งคำตอบทาง LINE").dblclick()

    expect(page.get_by_role("status")).to_contain_text("บันทึกคำตอบแล้ว")
    with running.office.work.read() as session:
        assert len(session.scalars(select(TicketEvent.id).where(TicketEvent.what == "answered")).all()) == 1


def test_what_somebody_else_did_is_read_first_and_the_text_is_still_there(running: Running, page: Page) -> None:
    enter(page, running, Role.OFFICER)
    page.goto(running.address + running.matter)
    page.get_by_label("ข้อความถึงผู้รับบริการ").fill("กำลังไป")
    with running.office.work.write() as session:
        ticket = session.scalars(select(TicketEvent).order_by(TicketEvent.id)).first().ticket  # type: ignore[union-attr]
        tickets.note(session, ticket, a_staff(session, name="คนอื่น"), "โทรแล้ว", seen=ticket.version, now=after(39))

    page.get_by_role("button", name="ส่งคำตอบทาง LINE").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("บันทึกภายใน โดย คนอื่น")
    expect(page.get_by_label("ข้อความถึงผู้รับบริการ")).to_have_value("กำลังไป")
    is_fit_for_everybody(page)
    page.get_by_role("button", name="ส่งคำตอบทาง LINE").click()
    expect(page.get_by_role("status")).to_contain_text("บันทึกคำตอบแล้ว")


def test_menus_open_one_at_a_time_and_close_again(running: Running, page: Page) -> None:
    enter(page, running, Role.ADMINISTRATOR)
    catalogue, accounts = page.get_by_role("link", name="คลังคำถาม"), page.get_by_role("link", name="บัญชีเจ้าหน้าที่")
    page.locator("summary", has_text="เสียงของลูกค้า").click()
    expect(catalogue).to_be_visible()
    page.locator("summary", has_text="ระบบ").click()
    expect(catalogue).to_be_hidden()
    expect(accounts).to_be_visible()

    page.keyboard.press("Escape")
    expect(accounts).to_be_hidden()
    page.locator("summary", has_text="ระบบ").press("Enter")
    accounts.click()
    expect(page.get_by_role("heading", name="บัญชีเจ้าหน้าที่")).to_be_visible()


def test_signing_out_takes_the_way_back_away(running: Running, page: Page) -> None:
    enter(page, running, Role.OFFICER)
    page.goto(running.address + running.matter)
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="ออกจากระบบ").click()
    expect(page.get_by_role("status")).to_have_text("ออกจากระบบแล้ว ในทุกเครื่องที่ใช้บัญชีนี้")

    page.go_back()

    expect(page.get_by_role("heading", name="เข้าสู่ระบบเจ้าหน้าที่")).to_be_visible()
