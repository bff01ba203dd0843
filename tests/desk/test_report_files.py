"""Documents of reports on the desk: asked for, watched, handed over."""

from __future__ import annotations

from email.message import EmailMessage as Message
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.email import EmailMessage
from backend.models.staff import Role, Staff
from backend.services import emails, report_files
from bot import reporter
from bot.mail import reader, send_all
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import a_staff
from tests.quarters import OVER, a_matter_in_time, a_missed_matter, from_marketing

HERE = "/report-files"
NEW = f"{HERE}/new"


def in_the_office(office: Office, staff: Staff) -> DeskClient:
    office.clock.at = OVER
    return office.browser(staff)


def make(office: Office) -> None:
    reporter.make_all(office.work, report_files.store(office.settings.media_path.absolute()))


def a_quarter(office: Office, *, officer: str = "") -> DeskClient:
    with office.work.write() as session:
        shipped(session)
        a_missed_matter(session)
        a_matter_in_time(session)
        staff = a_staff(session, unit=officer) if officer else from_marketing(session)
    return in_the_office(office, staff)


def test_a_document_from_the_form_to_the_file(any_office: Office) -> None:
    browser = a_quarter(any_office)
    page = browser.get(HERE)
    assert "ยังไม่มีเอกสาร" in page.by_class("nothing")[0].text
    browser.get(NEW)
    browser.send(NEW, quarter="2569-3", unit="", format="pdf", digits="thai")
    page = browser.follow()
    assert page.all("meta", http_equiv="refresh")
    assert page.all("progress")[0].attributes["value"] == "0"
    assert "รายงานไตรมาส 3 ปีงบประมาณ 2569 ภาพรวม กนอ." in page.by_class("change")[0].text
    make(any_office)
    page = browser.get(HERE)
    assert not page.all("meta", http_equiv="refresh")
    link = page.by_class("question-side")[0].all("a")[0].attributes["href"]
    answer = browser.http.get(link, buffered=True)
    assert answer.data.startswith(b"%PDF")
    told = answer.headers["Content-Disposition"]
    assert 'filename="report-2569-q3-all-thai.pdf"' in told
    assert quote("รายงาน ไตรมาส 3 ปีงบประมาณ 2569 กนอ เลขไทย.pdf", safe="") in told
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

    browser.get(NEW)
    browser.send(NEW, quarter="2569-3", unit="", format="pdf", digits="thai")
    page = browser.follow()
    assert "มีเอกสารที่ตัวเลขตรงกันอยู่แล้ว" in page.text
    assert len(page.by_class("change")) == 1


def test_an_officer_has_the_documents_of_their_unit_and_no_other(office: Office) -> None:
    marketing = a_quarter(office)
    marketing.get(NEW)
    marketing.send(NEW, quarter="2569-3", unit="", format="csv", digits="thai")
    with office.work.write() as session:
        officer = in_the_office(office, a_staff(session, unit="ops1"))
    page = officer.get(HERE)
    assert not page.by_class("change")
    assert not officer.get(NEW).all("select", name="unit")
    officer.send(NEW, quarter="2569-3", format="xlsx", digits="arabic")
    assert "สายงานปฏิบัติงาน 1" in officer.follow().by_class("change")[0].text
    make(office)
    link = marketing.get(HERE).by_class("question-side")[-1].all("a")[0].attributes["href"]
    assert officer.http.get(link).status_code == 404
    assert marketing.http.get(link, buffered=True).status_code == 200


def test_what_the_form_does_not_offer_is_refused_and_kept_on_the_form(office: Office) -> None:
    browser = a_quarter(office)
    browser.get(NEW)
    page = browser.send(NEW, 422, quarter="2569-3", unit="nowhere", format="pdf", digits="thai")
    assert "กรุณาเลือก" in page.by_class("problem")[0].text
    page = browser.send(NEW, 422, quarter="2600-3", unit="", format="pdf", digits="thai")
    assert "ยังไม่เริ่ม" in page.by_class("problem")[0].text


def test_a_document_is_sent_by_e_mail_to_whom_it_concerns_and_to_nobody_twice(any_office: Office) -> None:
    browser = a_quarter(any_office)
    with any_office.work.write() as session:
        head = a_staff(session, unit="ops1", name="หัวหน้า ops1", head=True)
        a_staff(session, unit="ops2", name="หัวหน้า ops2", head=True)
        officer = a_staff(session, unit="ops1", name="เจ้าหน้าที่")
        for one in (head, officer):
            emails.set_address(one, "somchai@example.org")
    browser.get(NEW)
    browser.send(NEW, quarter="2569-3", unit="ops1", format="csv", digits="arabic")
    make(any_office)
    page = browser.get(HERE)
    (address,) = [link.attributes["href"] for link in page.all("a") if link.text.startswith("ส่งทางอีเมล")]
    page = browser.get(address)
    assert "ผู้รับ 1 คน" in page.text
    assert "หัวหน้า ops1" in page.text
    assert "ยังไม่ได้ตั้งค่าอีเมล" in page.text
    for _ in range(2):
        browser.get(address)
        browser.send(address)
        assert "ส่งอีเมลถึง 1 คน" in browser.follow().by_class("done")[0].text
    with any_office.work.read() as session:
        (row,) = session.scalars(select(EmailMessage)).all()
        assert (row.staff_id, row.subject) == (head.id, "รายงานไตรมาส 3 ปีงบประมาณ 2569 สายงานปฏิบัติงาน 1")
        assert "/reports/2569/3" in row.body
    box: list[Message] = []
    read = reader(any_office.settings.media_path)
    send_all(any_office.work, box.append, "desk@example.org", read)
    (attached,) = box[0].iter_attachments()
    assert attached.get_content() == read(row.attachments[0]["sha256"])


def test_a_document_of_the_whole_agency_goes_to_nobody_who_may_not_see_all_of_it(office: Office) -> None:
    browser = a_quarter(office)
    with office.work.write() as session:
        for one in (a_staff(session, unit="ops1", name="หัวหน้า ops1", head=True), marketing_of(session)):
            emails.set_address(one, "somchai@example.org")
    browser.get(NEW)
    browser.send(NEW, quarter="2569-3", unit="", format="csv", digits="arabic")
    make(office)
    (address,) = [link.attributes["href"] for link in browser.get(HERE).all("a") if link.text.startswith("ส่งทางอีเมล")]
    page = browser.get(address)
    assert "ผู้รับ 1 คน" in page.text
    assert "หัวหน้า ops1" not in page.text


def marketing_of(session: Session) -> Staff:
    """ฝตล., as there is one."""
    return session.scalars(select(Staff).where(Staff.role == Role.MARKETING)).one()
