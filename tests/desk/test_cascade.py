"""The cascade on the desk: counts first, heads acknowledge, marketing reminds and records; every unit reads its own."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from sqlalchemy import update

from backend.models.staff import Role, Staff
from backend.models.unit import Route
from backend.services import cascade
from service_standards.instants import BANGKOK
from tests.catalogues import shipped
from tests.charters import a_draft, published
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import filled
from tests.factories import NOW, a_staff, a_unit, reference_data

FIRST_REMINDER = datetime(2026, 4, 22, 8, 30, tzinfo=BANGKOK)
PARTIES = "/cascade/parties"
NEW = {"name": "บริษัท น้ำดี จำกัด", "sort": "supplier", "contact": "คุณวิไล", "kinds": "utility"}


def someone(office: Office, role: Role = Role.OFFICER, unit: str = "ops1", *, head: bool = False) -> DeskClient:
    with office.work.write() as session:
        return office.browser(
            a_staff(session, unit=unit, role=role, head=head, name=f"หัวหน้า {unit}" if head else "คนหนึ่ง")
        )


def marketing(office: Office) -> DeskClient:
    return someone(office, Role.MARKETING, "ftl")


def handed_out(office: Office) -> str:
    """A version is published; its name."""
    with office.work.write() as session:
        return published(session, a_draft(session)).label


def items(browser: DeskClient, section: str) -> dict[str, str]:
    """The list in a section of the open page: names and what is said of each."""
    part = browser.page.all("section", aria_labelledby=section)[0]
    return {one.by_class("account-name")[0].text: one.text for one in part.by_class("change")}


def test_before_anything_is_handed_out_the_page_says_what_will_happen(office: Office) -> None:
    assert "ยังไม่มีฉบับที่ถ่ายทอด" in someone(office).get("/cascade").text


def test_who_has_not_acknowledged_is_seen_at_a_glance_and_counted_first(any_office: Office) -> None:
    head = someone(any_office, head=True)
    name = handed_out(any_office)
    browser = someone(any_office, unit="kso")

    assert browser.get("/cascade").by_class("tally")[0].text == "รับทราบแล้ว 0 จาก 7 หน่วยงาน"
    assert "ยังไม่มีหัวหน้าหน่วยงาน" in items(browser, "open")["กองอาคารและสถานที่"]
    assert "หัวหน้า ops1" in items(browser, "open")["สายงานปฏิบัติงาน 1"]
    assert name in browser.page.by_class("lead-in")[0].text

    head.get("/our-standards")
    head.send(acknowledging(head), note="แจ้งในที่ประชุมแล้ว")
    assert "รับทราบแล้วโดย หัวหน้า ops1" in head.follow().text

    assert browser.get("/cascade").by_class("tally")[0].text == "รับทราบแล้ว 1 จาก 7 หน่วยงาน"
    assert "แจ้งในที่ประชุมแล้ว" in items(browser, "done")["สายงานปฏิบัติงาน 1"]


def acknowledging(browser: DeskClient) -> str:
    """Where the form to acknowledge on the open page goes."""
    (action,) = {
        form.attributes["action"] for form in browser.page.all("form") if "acknowledge" in form.attributes["action"]
    }
    return action


def test_everybody_in_the_unit_reads_its_standards_and_only_the_head_can_acknowledge(any_office: Office) -> None:
    name = handed_out(any_office)
    officer, head = someone(any_office), someone(any_office, head=True)

    titles = [node.text for node in officer.get("/our-standards").all("h2")]
    assert titles == [name, "กฎบัตรทดลอง"], "what waits to be acknowledged comes first"
    assert "รอหัวหน้าหน่วยงานรับทราบ" in officer.page.text
    assert not [form for form in officer.page.all("form") if "acknowledge" in form.attributes["action"]]
    assert "ภายใน 1 นาที" in officer.page.text

    head.get("/our-standards")
    action, form = acknowledging(head), head.form(acknowledging(head))
    for browser, status in ((officer, 403), (someone(any_office, unit="fpk", head=True), 404)):
        browser.get("/our-standards")
        browser.send_to(action, browser.form("/sign-out"), status)
    head.send(action)
    head.send_to(action, form, 409)
    assert "รับทราบไว้แล้วโดย หัวหน้า ops1" in head.page.text


def test_the_notice_leads_the_head_there_and_says_from_when_it_holds(office: Office) -> None:
    head = someone(office, head=True)
    name = handed_out(office)

    notice = head.get("/notices").by_class("notice")[0].text
    assert f"กรุณารับทราบ {name}" in notice
    assert "มีผลตั้งแต่วันศุกร์ที่ 1 พฤษภาคม พ.ศ. 2569" in notice
    head.send(next(form.attributes["action"] for form in head.page.all("form") if "/open" in form.attributes["action"]))
    assert head.location == "/our-standards"


def test_a_unit_sees_only_what_concerns_it_and_what_is_to_come(office: Office) -> None:
    handed_out(office)
    browser = someone(office, unit="kos")
    assert [row.text for row in browser.get("/our-standards").by_class("clock")] == ["เผยแพร่แล้ว ยังไม่ถึงวันเริ่มใช้", "ใช้อยู่"]
    assert "ใบอนุญาต" not in browser.page.all("main")[0].text

    office.clock.at = datetime(2026, 5, 1, tzinfo=BANGKOK)
    assert [row.text for row in browser.get("/our-standards").by_class("clock")] == ["ใช้อยู่"]


def test_trial_values_are_called_so(office: Office) -> None:
    with office.work.write() as session:
        reference_data(session)
    assert len(someone(office).get("/our-standards").by_class("tag-trial")) == 1


def test_what_has_come_to_concern_the_unit_since_is_shown_as_such(office: Office) -> None:
    handed_out(office)
    with office.work.write() as session:
        shipped(session)
        session.execute(update(Route).where(Route.intent_id == "office_hours").values(unit_id="kos", by_estate=False))

    new, _ = someone(office, unit="kos").get("/our-standards").all("section")
    assert "ข้อสอบถาม" in new.text
    assert len(new.by_class("tag-news")) == 2


# --- marketing ---


def test_marketing_hands_a_version_to_who_is_new(any_office: Office) -> None:
    handed_out(any_office)
    with any_office.work.write() as session:
        a_unit(session, "new")
    browser = marketing(any_office)
    browser.get("/cascade")
    (action,) = [
        form.attributes["action"] for form in browser.page.all("form") if "/hand-out" in form.attributes["action"]
    ]

    browser.send(action)
    assert "ถ่ายทอดเพิ่มแล้ว 1 ราย" in browser.follow().text
    browser.send(action)
    assert "ได้รับครบแล้ว" in browser.follow().by_class("done")[0].text


def test_marketing_reminds_from_the_day_on_that_it_may(any_office: Office) -> None:
    someone(any_office, head=True)
    handed_out(any_office)
    browser = marketing(any_office)
    assert "เตือนได้อีกตั้งแต่ 22 เม.ย. 2569" in browser.get("/cascade").text
    assert not remind_forms(browser)

    any_office.clock.at = FIRST_REMINDER
    browser.get("/cascade")
    (action,) = remind_forms(browser)
    form = browser.form(action)
    browser.send(action)

    assert "เตือนแล้ว 1 ครั้ง" in browser.follow().text
    browser.send_to(action, form, 422)
    assert "ยังไม่ครบ 5 วันทำการ" in browser.page.text
    assert not remind_forms_of(someone(any_office))


def remind_forms(browser: DeskClient) -> list[str]:
    return [form.attributes["action"] for form in browser.page.all("form") if "/remind" in form.attributes["action"]]


def remind_forms_of(browser: DeskClient) -> list[str]:
    browser.get("/cascade")
    return remind_forms(browser)


def test_marketing_keeps_the_list_of_parties_which_starts_empty(any_office: Office) -> None:
    browser = marketing(any_office)
    assert "รายชื่อ 0 ราย" in browser.get(PARTIES).text

    browser.send(PARTIES, **NEW)
    assert "บริษัท น้ำดี จำกัด" in browser.follow().text
    first = browser.page.by_class("change")[0]
    assert "ผู้ส่งมอบ คุณวิไล สาธารณูปโภคและระบบบริการ" in first.text

    change, withdraw = (form.attributes["action"] for form in first.all("form"))
    stale = browser.form(change)
    browser.send(change, name="น้ำดี (มหาชน)", kinds="utility")
    browser.follow()
    browser.send_to(change, stale, 409, name="ชื่อที่พิมพ์", kinds="permit")
    assert browser.page.all("input", id=f"{change.rpartition('/')[2]}-name")[0].attributes["value"] == "ชื่อที่พิมพ์"
    browser.get(PARTIES)
    browser.send(withdraw, why="สิ้นสุดสัญญา")
    assert "รายชื่อ 0 ราย" in browser.follow().text


@pytest.mark.parametrize("bad", [{"name": ""}, {"sort": ""}, {"kinds": "none"}])
def test_a_party_that_says_too_little_comes_back_as_typed(office: Office, bad: dict[str, str]) -> None:
    browser = marketing(office)
    browser.get(PARTIES)
    typed = {**NEW, **bad}
    browser.send(PARTIES, 422, **typed)

    assert browser.page.all("p", role="alert")
    assert browser.page.all("input", id="new-contact")[0].attributes["value"] == typed["contact"]
    assert "รายชื่อ 0 ราย" in browser.page.text


def test_marketing_records_what_a_party_signed_with_its_document(any_office: Office) -> None:
    with any_office.work.write() as session:
        by: Staff = a_staff(session, unit="ftl", role=Role.MARKETING)
        cascade.add_party(session, by, {"name": "น้ำดี", "sort": "supplier"}, ["utility"], NOW)
    handed_out(any_office)
    browser = marketing(any_office)
    browser.get("/cascade")
    assert "รับทราบแล้ว 0 จาก 1 ราย" in browser.page.by_class("tally")[0].text
    (action,) = [
        form.attributes["action"] for form in browser.page.all("form") if "/record" in form.attributes["action"]
    ]

    browser.send(action, 422, name="วิไล", how="หนังสือแจ้ง", on="10/4/2569")
    assert "ไม่อยู่ก่อนวันที่ถ่ายทอด" in browser.page.by_class("field-problem")[0].text
    values = {"name": "วิไล สุขดี", "how": "หนังสือแจ้ง", "on": "9/4/2569", "document_title": "หนังสือตอบรับ"}
    sent = {**filled(browser.form(action)), **values, "document": (BytesIO(b"%PDF-1.7 signed"), "ตอบรับ.pdf")}
    browser.get(browser.http.post(action, data=sent).headers["Location"])

    said = items(browser, "parties")
    assert "วิไล สุขดี 9 เม.ย. 2569 หนังสือแจ้ง" in said["น้ำดี"]
    assert "หนังสือตอบรับ" in said["น้ำดี"]
    assert "รับทราบแล้ว 1 จาก 1 ราย" in browser.page.by_class("tally")[0].text


def test_one_of_several_versions_can_be_chosen(office: Office) -> None:
    first, second = handed_out(office), ""
    with office.work.write() as session:
        second = published(session, a_draft(session), in_force_from=date(2026, 6, 1)).label
    browser = someone(office)

    tabs = browser.get("/cascade").all("nav", aria_label="ฉบับที่ถ่ายทอด")[0].all("a")
    assert [tab.text for tab in tabs] == [second, first]
    assert first in browser.get(tabs[1].attributes["href"]).by_class("lead-in")[0].text
    for number in ("999", "0", "-1", "9223372036854775807"):
        browser.get(f"/cascade?charter={number}", 404)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40])
def test_a_version_that_no_row_can_be_is_not_found(any_office: Office, number: int) -> None:
    handed_out(any_office)

    someone(any_office).get(f"/cascade?charter={number}", 404)
