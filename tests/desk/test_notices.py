"""Notices to the person at the screen: counted in the frame, read one by one or all, and nobody else's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from backend.models.staff import Role, Staff
from backend.models.staff_notice import StaffNotice
from backend.services import staff_notices, tickets, warnings
from bot.clock import READ_KEPT
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import NOW, a_staff, a_ticket, after, told_all


def told(office: Office, staff: Staff, cause: str = "a", *, shown_from: datetime | None = None, **detail: str) -> int:
    """A notice to this person, with its number."""
    with office.work.write() as session:
        staff_notices.tell(session, [staff], "of no kind", cause, detail, "/password", NOW, shown_from)
        found = session.scalars(select(StaffNotice.id).where(StaffNotice.staff_id == staff.id)).all()
        return max(found)


def someone(office: Office, role: Role = Role.OFFICER, unit: str = "ops1") -> tuple[Staff, DeskClient]:
    with office.work.write() as session:
        staff = a_staff(session, role=role, unit=unit)
        return staff, office.browser(staff)


def count(browser: DeskClient, path: str = "/") -> str:
    """What the frame of a page says of unread notices."""
    return browser.get(path).by_class("bell")[0].text


def test_the_frame_counts_what_is_unread_and_may_be_shown(any_office: Office) -> None:
    staff, browser = someone(any_office)
    assert count(browser) == "ข้อความถึงท่าน"
    told(any_office, staff, "now")
    told(any_office, staff, "later", shown_from=after(60))

    assert count(browser) == "ข้อความถึงท่าน 1 ข้อความที่ยังไม่ได้อ่าน"
    any_office.clock.forward(hours=1)
    assert count(browser, "/notices").startswith("ข้อความถึงท่าน 2")
    assert [node.text for node in browser.page.all("h2")] == ["ยังไม่ได้อ่าน 2 ข้อความ"]


@pytest.mark.parametrize("role", list(Role))
def test_who_has_none_is_told_so(office: Office, role: Role) -> None:
    _, browser = someone(office, role)

    assert browser.get("/notices").by_class("nothing")[0].text == "ไม่มีข้อความใหม่"


def test_to_open_a_notice_is_to_read_it(any_office: Office) -> None:
    staff, browser = someone(any_office)
    notice = told(any_office, staff)
    browser.get("/notices")

    browser.send(f"/notices/{notice}/open")

    assert browser.location == "/password"
    page = browser.get("/notices")
    assert "อ่านแล้ว 1 ข้อความล่าสุด" in page.text
    assert [link.attributes["href"] for link in page.by_class("alarm")[0].all("a")] == ["/password"]
    assert count(browser) == "ข้อความถึงท่าน"


def test_what_was_read_three_months_ago_is_shown_no_more(any_office: Office) -> None:
    staff, browser = someone(any_office)
    notice = told(any_office, staff)
    browser.get("/notices")
    browser.send(f"/notices/{notice}/open")
    for days, folded in ((90, 1), (91, 0)):
        with any_office.work.write() as session:
            staff_notices.forget_read(session, NOW + timedelta(days=days) - READ_KEPT)
        assert len(browser.get("/notices").by_class("fold")) == folded


def test_all_that_was_shown_is_marked_and_what_came_since_stays_unread(office: Office) -> None:
    staff, browser = someone(office)
    told(office, staff, "a")
    told(office, staff, "b")
    browser.get("/notices")
    told(office, staff, "c")
    everything = browser.page.by_class("section-head")[0].all("form")[0]

    browser.send_to("/notices/read", everything)

    assert browser.follow().by_class("done")[0].text == "ทำเครื่องหมายว่าอ่านแล้ว"
    assert "ยังไม่ได้อ่าน 1 ข้อความ" in browser.page.text


def test_nobody_reads_or_opens_what_is_told_to_another(office: Office) -> None:
    staff, mine = someone(office)
    _, theirs = someone(office)
    notice = told(office, staff)
    form = mine.get("/notices").all("form")[-1]
    theirs.get("/notices")
    token = theirs.page.all("input", name="csrf_token")[0].attributes["value"]

    theirs.send_to(f"/notices/{notice}/open", form, 404, csrf_token=token)
    theirs.send_to("/notices/read", form, csrf_token=token)

    assert count(mine).startswith("ข้อความถึงท่าน 1")


@pytest.mark.parametrize("shown", ["", "x", "-1", "1.5", "٣", " ".join(["1"] * 500)])
def test_numbers_that_are_none_are_a_bad_request(office: Office, shown: str) -> None:
    staff, browser = someone(office)
    told(office, staff)
    form = browser.get("/notices").all("form")[-1]

    browser.send_to("/notices/read", form, 400, shown=shown)


def test_a_number_beyond_any_row_marks_nothing(any_office: Office) -> None:
    staff, browser = someone(any_office)
    told(any_office, staff)
    form = browser.get("/notices").all("form")[-1]

    browser.send_to("/notices/read", form, shown="9223372036854775808 9223372036854775807")

    assert count(browser).startswith("ข้อความถึงท่าน 1")


def test_a_matter_is_named_by_its_subject_only_while_one_may_see_it(office: Office) -> None:
    staff, browser = someone(office)
    with office.work.write() as session:
        ticket = a_ticket(session, text="น้ำไม่ไหลที่ซอย 7")
    told(office, staff, ticket=ticket.number)
    assert "น้ำไม่ไหลที่ซอย 7" in browser.get("/notices").text

    with office.work.write() as session:
        a_staff(session, unit="ops2")
        held = session.get_one(type(ticket), ticket.id)
        tickets.transfer(session, held, session.get_one(Staff, staff.id), "ops2", "อยู่อีกสาย", seen=1, now=after(1))
    page = browser.get("/notices")

    assert "น้ำไม่ไหลที่ซอย 7" not in page.text
    assert "อยู่ในความดูแลของหน่วยงานอื่น" in page.text
    assert not [form for form in page.all("form") if form.attributes["action"].endswith("/open")]


def warn(office: Office, minutes: float) -> None:
    """What the clock process does so many minutes after the matters of a test were received."""
    office.clock.at = after(minutes)
    with office.work.write() as session:
        for ticket_id in warnings.to_look_at(session, after(minutes)):
            warnings.look(session, ticket_id, after(minutes))


def test_a_warning_says_which_matter_which_standard_and_by_when(any_office: Office) -> None:
    with any_office.work.write() as session:
        ticket = a_ticket(session, text="น้ำไม่ไหลที่ซอย 7", demo=True)
        head = any_office.browser(a_staff(session, name="ชูใจ รักงาน", head=True))
    warn(any_office, 90)
    [soon] = head.get("/notices").by_class("alarm")

    assert f"{ticket.number} ใกล้ครบกำหนด มาตรฐานทดลอง ตัวอย่าง" in soon.text
    assert "น้ำไม่ไหลที่ซอย 7 ตอบรับการแจ้งปัญหาสาธารณูปโภคหรือระบบบริการภายใน 2 ชั่วโมงทำการ" in soon.text
    assert "ใช้เวลาไปแล้วร้อยละ 75 ครบกำหนด 9 เม.ย. 69 12.00 น." in soon.text
    warn(any_office, 121)
    missed, _ = head.get("/notices").by_class("alarm")
    assert f"{ticket.number} เกินกำหนดแล้ว" in missed.text
    assert "หน่วยงานที่ดูแลในขณะนั้นคือ สายงานปฏิบัติงาน 1" in missed.text
    assert "alarm-urgent" in missed.attributes["class"]
    head.send(f"/notices/{missed.all('form')[0].attributes['action'].split('/')[2]}/open")
    assert head.follow().all("h1")[0].text == "น้ำไม่ไหลที่ซอย 7"


def test_the_history_of_a_matter_tells_who_was_warned(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session)
        a_staff(session, unit="ftl", role=Role.MARKETING, name="การตลาด")
        officer = office.browser(a_staff(session, name="มานี มีนา"))
    warn(office, 121)

    history = officer.get(f"/tickets/{ticket.number}").by_class("history")[0].text

    assert "เตือน มานี มีนา ว่าใช้เวลาไปแล้วร้อยละ 75" in history
    assert "เตือน การตลาด แทน เพราะหน่วยงานยังไม่มีหัวหน้าในระบบ ว่าเกินกำหนดแล้ว" in history
    assert "ประวัติของเรื่อง 3 รายการ" in history
    assert "เตือน" not in officer.page.by_class("talk")[-1].text


def test_who_is_told_instead_reads_why_and_what_was_done_late_reads_so(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session)
        officer = a_staff(session, name="มานี มีนา")
        tickets.log_call(session, ticket, officer, "โทรแล้ว", seen=1, now=after(130))
        marketing = office.browser(a_staff(session, unit="ftl", role=Role.MARKETING))
    warn(office, 140)
    [missed] = marketing.get("/notices").by_class("alarm")

    assert "แจ้งท่านแทน เพราะ สายงานปฏิบัติงาน 1 ยังไม่มีหัวหน้าในระบบ" in missed.text
    assert "ซึ่งช้ากว่ากำหนด" in missed.text


def test_who_is_warned_only_when_it_is_too_late_does_not_read_that_it_is_nearly_due(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session)
        a_staff(session, head=True)
        officer = office.browser(a_staff(session))
    warn(office, 125)
    [soon] = officer.get("/notices").by_class("alarm")

    assert "เกินกำหนดแล้ว" in soon.all("h3")[0].text
    assert "ครบกำหนดเมื่อ 9 เม.ย. 69 12.00 น." in soon.text
    assert "ร้อยละ 75" not in soon.text


def test_who_is_warned_while_the_customer_is_asked_reads_so(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session, kind="permit", intent="permit")  # of five working days the fourth ends on the 20th
        by = a_staff(session)
        officer = office.browser(by)
        tickets.log_call(session, ticket, by, "โทรแล้ว", seen=1, now=after(1))
        asked = after(11 * 24 * 60 + 7 * 60)
        tickets.ask_back(session, ticket, by, "ขอเอกสาร", seen=2, now=asked)
        told_all(session, ticket, asked)
    warn(office, 12 * 24 * 60)

    assert "ใช้เวลาไปแล้วร้อยละ 75 ขณะนี้รอข้อมูลจากผู้รับบริการ" in officer.get("/notices").by_class("alarm")[0].text


def test_where_nobody_was_there_to_be_warned_the_history_and_an_alarm_say_so(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session)
    warn(office, 91)
    with office.work.write() as session:
        officer = office.browser(a_staff(session))
        chief = office.browser(a_staff(session, unit="ftl", role=Role.ADMINISTRATOR))

    assert "เตือนว่าใช้เวลาไปแล้วร้อยละ 75 แต่ยังไม่มีผู้รับในระบบ" in officer.get(f"/tickets/{ticket.number}").text
    assert "ไม่มีผู้รับข้อความเตือน" in chief.get("/alarms").text


def test_a_page_of_many_notices_costs_as_many_statements_as_one(office: Office, statements: list[str]) -> None:
    staff, browser = someone(office)
    told(office, staff, "0")

    def cost() -> int:
        statements.clear()
        browser.get("/notices")
        return len(statements)

    for_one = cost()
    for number in range(1, 30):
        told(office, staff, str(number))
    assert cost() == for_one
