"""The units' reports of a quarter on the desk: the head's page and marketing's overview."""

from __future__ import annotations

from backend.models.staff import Staff
from backend.services import unit_reports
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import a_staff
from tests.quarters import OPS1, OVER, SAID, a_head, a_matter_in_time, a_missed_matter, accept, confirm, from_marketing

OVERVIEW = "/unit-reports/2569/3"
HERE = f"{OVERVIEW}/ops1"


def in_the_office(office: Office, staff: Staff) -> DeskClient:
    office.clock.at = OVER
    return office.browser(staff)


def test_a_quarter_from_the_first_comment_to_its_acceptance(any_office: Office) -> None:
    with any_office.work.write() as session:
        shipped(session)
        ticket = a_missed_matter(session)
        a_matter_in_time(session)
        head, keeper = a_head(session), from_marketing(session)
    head_browser, marketing = in_the_office(any_office, head), in_the_office(any_office, keeper)

    page = head_browser.get("/unit-reports")
    assert "ร้อยละ 50.0 เกินกำหนด 2 รายการ จากที่ทราบผลแล้ว 4 รายการ" in page.by_class("tally")[0].text
    form = f"{HERE}/misses/{ticket.number}/resolution?page=1"
    page = head_browser.send(form, 422, cause="staffing", words="ลาป่วย", responsible="สมชาย")
    assert len(page.by_class("field-problem")) == 2
    assert head_browser.form(form).all("textarea", name="words")[0].raw == "ลาป่วย"
    head_browser.send(form, **SAID)
    page = head_browser.follow()
    assert "ยังไม่ชี้แจง 1 รายการ" in page.by_class("tally")[0].text
    assert "ขณะนี้ยังไม่ชี้แจง 1 รายการ" in page.by_class("acts")[0].text
    head_browser.send(f"{HERE}/misses/{ticket.number}/first_response?page=1", **SAID)
    head_browser.follow()
    head_browser.send(f"{HERE}/confirm")
    page = head_browser.follow()
    assert "รอ ฝตล. ตรวจรับ" in page.by_class("matter-meta")[0].text
    assert not [form for form in page.all("form") if "/misses/" in form.attributes["action"]]

    page = marketing.get(OVERVIEW)
    assert "ตรวจรับแล้ว 0 จาก 1 หน่วยงาน" in page.by_class("tally")[0].text
    assert "ยืนยันรายงานโดย หัวหน้า ops1" in page.by_class("change")[0].text
    marketing.get(HERE)
    page = marketing.send(f"{HERE}/send-back", 422, why=" ")
    assert [one.text for one in page.by_class("field-problem")] == ["กรุณาเขียนว่าให้แก้ไขสิ่งใด"]
    marketing.send(f"{HERE}/send-back", why="ขยายความสาเหตุ")
    assert "ขยายความสาเหตุ" in head_browser.get(HERE).by_class("conflict")[0].text
    head_browser.send(f"{HERE}/confirm")
    marketing.get(HERE)
    marketing.send(f"{HERE}/accept")
    page = marketing.follow()
    assert "ฝตล. ตรวจรับแล้ว" in page.by_class("matter-meta")[0].text
    assert page.by_class("history")[0].all("li")[0].text.startswith("ตรวจรับรายงานโดย มานี ฝตล")
    assert "ตรวจรับแล้ว 1 จาก 1 หน่วยงาน" in marketing.get(OVERVIEW).by_class("tally")[0].text


def test_head_and_marketing_see_what_was_missed_after_the_confirmation(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session)
        head, keeper = a_head(session), from_marketing(session)
        confirm(session, OPS1, head)
        late = a_missed_matter(session)

    told = "มีรายการที่เกินกำหนดเพิ่มหลังยืนยัน"
    page = in_the_office(office, head).get(HERE)
    assert told in page.by_class("conflict")[0].text
    assert late.number in page.by_class("miss")[0].text
    marketing = in_the_office(office, keeper)
    assert told in marketing.get(OVERVIEW).by_class("clock-late")[0].text
    page = marketing.get(HERE)
    assert told in page.by_class("conflict")[0].text
    assert not page.all("form", action=f"{HERE}/accept")


def test_what_is_confirmed_meanwhile_loses_nothing_of_what_was_typed(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        ticket = a_missed_matter(session)
        head = a_head(session)
    browser = in_the_office(office, head)
    browser.get(HERE)
    with office.work.write() as session:
        confirm(session, OPS1, session.get_one(Staff, head.id))

    page = browser.send(f"{HERE}/misses/{ticket.number}/resolution?page=1", 409, **SAID | {"words": "พิมพ์ไว้นาน"})

    told = page.by_class("conflict")[0].text
    assert "ยืนยันแล้ว" in told
    assert "พิมพ์ไว้นาน" in told


def test_an_officer_reads_their_own_units_report_and_finds_no_others(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session)
        officer, foreign = a_staff(session), a_staff(session, unit="ops2")
    browser = in_the_office(office, officer)

    page = browser.get(OVERVIEW)

    assert "รายการที่เกินกำหนด 2 รายการ" in page.text
    assert not [form for form in page.all("form") if "unit-reports" in form.attributes["action"]]
    in_the_office(office, foreign).get(HERE, 404)
    in_the_office(office, foreign).get(f"{OVERVIEW}/nobody", 404)


def test_misses_of_a_restricted_kind_are_told_to_marketing_as_a_number(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        ticket = a_missed_matter(session, kind="integrity")
        keeper = from_marketing(session)
        hidden = len(unit_reports.answered(session, OPS1, OVER).misses)

    page = in_the_office(office, keeper).get(HERE)

    assert f"อีก {hidden} รายการเปิดดูได้เฉพาะหน่วยงานที่รับผิดชอบ" in page.text
    assert ticket.number not in page.text


def test_marketing_asks_a_unit_once_a_day(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session)
        head, keeper = a_head(session), from_marketing(session)
    marketing, second = in_the_office(office, keeper), in_the_office(office, keeper)
    for browser in (marketing, second):
        browser.get(OVERVIEW)

    marketing.send(f"{HERE}/ask-for")

    page = marketing.follow()
    assert "เตือนล่าสุด" in page.by_class("change")[0].text
    assert not page.all("form", action=f"{HERE}/ask-for")
    page = second.send(f"{HERE}/ask-for", 409)
    assert "เตือนหน่วยงานนี้แล้ววันนี้" in page.by_class("problem")[0].text
    office.clock.forward(days=1)
    assert "ยังรอการยืนยันรายงานของหน่วยงาน" in office.browser(head).get("/notices").text


def test_many_misses_come_on_pages_those_to_be_answered_first(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        numbers = [a_missed_matter(session).number for _ in range(16)]
        head = a_head(session)
        unit_reports.comment(session, OPS1, numbers[0], "resolution", SAID, head, seen=0, now=OVER)
    browser = in_the_office(office, head)

    first = browser.get(HERE)

    assert len(first.by_class("miss")) == 30
    assert "หน้า 1 จาก 2" in first.text
    last = browser.get(f"{HERE}?page=2").by_class("miss")
    assert numbers[0] in last[-1].text
    assert "ชี้แจงแล้ว" in last[-1].text
    assert len(browser.get(f"{HERE}?page=99").by_class("miss")) == 2


def test_a_quarter_without_matters_one_to_come_and_one_in_progress_look_right(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        head, keeper = a_head(session), from_marketing(session)
    marketing, unit = office.browser(keeper), office.browser(head)

    assert "ยังไม่มีเรื่องที่รับในไตรมาสนี้" in marketing.get("/unit-reports/2570/1").text
    assert "ยังไม่มีรายการที่เกินกำหนดในไตรมาสนี้" in unit.get("/unit-reports").text
    with office.work.write() as session:
        a_missed_matter(session)
    assert "ไตรมาสนี้ยังไม่สิ้นสุด" in marketing.get(OVERVIEW).text
    assert not unit.get(HERE).all("form", action=f"{HERE}/confirm")
    for path in ("/unit-reports/2569/5", "/unit-reports/2569/0/ops1", "/unit-reports/1/1"):
        marketing.get(path, 404)


def test_who_is_no_head_confirms_nothing_though_they_send_the_form(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session)
        head, officer = a_head(session), a_staff(session)
        confirm(session, OPS1, head)
        by, report = from_marketing(session), unit_reports.find(session, OPS1)
        assert report is not None
        unit_reports.send_back(session, OPS1, {"why": "ก"}, by, seen=report.version, now=OVER)
    browser = in_the_office(office, head)
    browser.get(HERE)
    form = browser.form(f"{HERE}/confirm")
    other = in_the_office(office, officer)
    token = other.get("/password").all("input", name="csrf_token")[0].attributes["value"]

    page = other.send_to(f"{HERE}/confirm", form, 403, csrf_token=token)

    assert "หัวหน้าหน่วยงาน" in page.text


def test_the_accepted_report_of_one_unit_leaves_the_others_waiting(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        keeper = from_marketing(session)
        a_missed_matter(session)
        a_missed_matter(session, "ops2")
        accept(session, OPS1, a_head(session), keeper)

    page = in_the_office(office, keeper).get(OVERVIEW)

    assert "ตรวจรับแล้ว 1 จาก 2 หน่วยงาน" in page.text
    assert "รอหัวหน้าหน่วยงานยืนยัน 1" in page.text
