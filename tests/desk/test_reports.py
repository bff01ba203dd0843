"""The quarter's report: the answer first, every number the count of what it opens to, and only what one may see."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from backend.desk.report_of_quarter import report_of_quarter
from backend.models.quarter_report import MissComment
from backend.models.staff import Role, Staff
from backend.models.ticket import Ticket
from backend.models.unit import Unit
from backend.services import tickets
from backend.services.miss_causes import miss_causes
from backend.services.ratings import rate
from service_standards.thai_dates import Length, Quarter, instant_th
from tests.busy_quarter import BEGIN, a_busy_quarter
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import Node
from tests.factories import NOW, a_staff, a_ticket, a_unit
from tests.quarters import (
    OPS1,
    OVER,
    SAID,
    a_head,
    a_matter_in_time,
    a_missed_matter,
    accept,
    close,
    comment_on_all,
    erase,
    from_marketing,
)

QUARTER = "/reports/2569/3"
LATER = BEGIN + timedelta(days=40)


def marketing(office: Office) -> Staff:
    with office.work.write() as session:
        return a_staff(session, unit="ftl", role=Role.MARKETING, name="มานี ฝตล")


def numbers(page: Node) -> list[tuple[str, int]]:
    """Every number of the tables with the address that it opens."""
    cells = [cell for cell in page.all("td") if "num" in cell.attributes.get("class", "")]
    places = [cell for cell in page.all("dd") if not cell.all("svg")] + cells + page.by_class("beside")
    links = [link for place in places for link in place.all("a") if "/matters?" in link.attributes["href"]]
    return [(link.attributes["href"], int(link.text.split()[0].replace(",", ""))) for link in links]


def test_every_number_is_the_count_of_what_it_opens_to(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_busy_quarter(session, 3)
    any_office.clock.at = LATER
    browser = any_office.browser(marketing(any_office))
    found = numbers(browser.get(QUARTER))
    assert len(found) > 60
    for address, count in found:
        heading = browser.get(address).all("h1")[0].all("strong")[0].text
        assert int(heading.replace(",", "")) == count, address


def test_what_settles_while_a_page_is_made_is_counted_once(any_office: Office) -> None:
    """The open ones and the settled ones are added up by two statements: between them it would be neither."""
    with any_office.work.write() as session:
        ticket, officer = a_ticket(session), a_staff(session)
    browser = any_office.browser(marketing(any_office))
    settled: list[str] = []

    def settle(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not settled and "measurement.flags" in statement and "count(" in statement:
            settled.append(statement)
            with any_office.work.write() as session:
                held = session.get_one(Ticket, ticket.id)
                tickets.resolve(session, held, officer, "เรียบร้อย", seen=held.version, now=NOW + timedelta(minutes=9))

    event.listen(any_office.work.engine, "after_cursor_execute", settle)
    page = browser.get(QUARTER)
    event.remove(any_office.work.engine, "after_cursor_execute", settle)
    assert settled
    received = [count for address, count in numbers(page) if "figure=received" in address]
    assert set(received) == {1, 2}
    (foot,) = [cell for table in page.all("table") for cell in table.all("tfoot")]
    assert foot.all("td")[0].text.startswith("2")


def test_the_answer_comes_first(office: Office) -> None:
    with office.work.write() as session:
        officer = a_staff(session)
        late = a_ticket(session)
        tickets.log_call(session, late, officer, "โทรแล้ว", seen=late.version, now=NOW + timedelta(days=1))
        in_time = a_ticket(session)
        tickets.log_call(session, in_time, officer, "โทรแล้ว", seen=in_time.version, now=NOW + timedelta(minutes=9))
    office.clock.at = NOW + timedelta(days=1)
    page = office.browser(marketing(office)).get(QUARTER)
    answer = page.by_class("what-if-answer")[0].text
    assert answer.startswith("ได้ตามมาตรฐานร้อยละ 50.0 เกินกำหนด 1 รายการใน 1 เรื่อง อยู่ที่ สายงานปฏิบัติงาน 1 (1 รายการ)")
    assert "มาตรฐานทดลอง" in answer
    assert f"ยังไม่สิ้นสุด ข้อมูล ณ {instant_th(office.clock.at, Length.PLAIN)}" in answer


def test_the_reasons_of_misses_stand_beside_them(office: Office) -> None:
    with office.work.write() as session:
        a_missed_matter(session)
        head = a_head(session)
        comment_on_all(session, OPS1, head)
        comment_on_all(session, OPS1, head)
    office.clock.at = OVER
    (cause,) = office.browser(marketing(office)).get(QUARTER).by_class("cause")
    assert cause.text == f"{miss_causes()['staffing'].th} 2 รายการ"


def test_an_empty_quarter_says_so(office: Office) -> None:
    browser = office.browser(marketing(office))
    assert browser.get(QUARTER).by_class("what-if-answer")[0].text.startswith("ยังไม่มีเรื่องที่รับในไตรมาสนี้")
    assert browser.get("/reports/2568/1").by_class("what-if-answer")[0].text.startswith("ไม่มีเรื่องที่รับในไตรมาสนี้")
    assert not browser.page.all("table")


def test_a_quarter_to_come_has_no_report(office: Office) -> None:
    browser = office.browser(marketing(office))
    browser.get("/reports/2570/1", 404)
    browser.get("/reports/2570/1/matters", 404)


def test_standards_without_matters_stand_in_the_table(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session)
    page = office.browser(marketing(office)).get(QUARTER)
    (table,) = [table for table in page.all("table") if table.all("tfoot")]
    rows = {row.all("th")[0].all("a")[0].text: row for row in table.all("tbody")[0].all("tr")}
    emergency = next(row for name, row in rows.items() if "ฉุกเฉิน" in name)
    assert [cell.text for cell in emergency.all("td")][:8] == ["0", "0", "0", "0", "0", "0", "0", "–"]


def test_an_officer_sees_the_report_of_their_unit_alone(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session, unit="ops1")
        a_ticket(session, unit="ops2", intent="flood_situation")
        officer = a_staff(session, unit="ops1")
    browser = office.browser(officer)
    browser.get(QUARTER, 302)
    page = browser.follow()
    assert "สายงานปฏิบัติงาน 1" in page.all("h1")[0].text
    assert [count for address, count in numbers(page) if "figure=received" in address][-1] == 2
    browser.get(f"{QUARTER}?unit=ops2", 302)
    assert "unit=ops1" in browser.location
    browser.get(f"{QUARTER}/matters?unit=ops2", 403)
    assert browser.get(f"{QUARTER}/matters").all("h1")[0].all("strong")[0].text == "2"


def test_administrators_have_no_reports(office: Office) -> None:
    with office.work.write() as session:
        admin = a_staff(session, role=Role.ADMINISTRATOR)
    browser = office.browser(admin)
    browser.get("/reports", 403)
    browser.get(QUARTER, 403)


def test_what_only_one_unit_may_read_is_counted_and_not_listed(office: Office) -> None:
    with office.work.write() as session:
        secret = a_ticket(session, kind="integrity", unit="ops1", text="แจ้งเบาะแสทุจริต")
        number = secret.number
    page = office.browser(marketing(office)).get(f"{QUARTER}/matters?measure=first_response")
    assert page.all("h1")[0].all("strong")[0].text == "1"
    assert number not in page.text
    assert "เบาะแส" not in page.text
    assert "1 รายการเปิดดูได้เฉพาะหน่วยงานที่รับผิดชอบ" in page.text


def test_a_number_counts_as_of_the_instant_of_its_page(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session)
    browser = office.browser(marketing(office))
    (address,) = {
        address for address, _ in numbers(browser.get(QUARTER)) if "figure=open" in address and address.count("=") == 2
    }
    office.clock.forward(days=30)
    assert browser.get(address).all("h1")[0].all("strong")[0].text == "2"
    page = browser.get(QUARTER)
    assert not [address for address, _ in numbers(page) if "figure=open" in address]


def test_a_matter_that_missed_twice_is_listed_once_where_matters_are_counted(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_missed_matter(session)
        a_matter_in_time(session)
    any_office.clock.at = OVER
    browser = any_office.browser(marketing(any_office))
    opened = {address: count for address, count in numbers(browser.get(QUARTER)) if "figure=matters" in address}
    assert sorted(opened.values()) == [1, 2]
    for address, count in opened.items():
        page = browser.get(address)
        assert int(page.all("h1")[0].all("strong")[0].text) == count
        assert len(page.all("tbody")[0].all("tr")) == count
        assert (
            len(list(csv.reader(io.StringIO(browser.http.get(address.replace("/matters?", "/matters.csv?")).text))))
            == count + 1
        )


def test_an_instant_before_the_quarter_is_not_found(office: Office) -> None:
    browser = office.browser(marketing(office))
    browser.get(f"{QUARTER}/matters?as_of=2026-03-31T23:59:59%2B07:00", 404)
    assert "ตามที่บันทึกล่าสุด" in browser.get(f"{QUARTER}/matters?as_of=2026-04-01T00:00:00%2B07:00").text


def test_a_unit_sees_the_miss_it_answers_for_after_another_has_taken_the_matter(any_office: Office) -> None:
    with any_office.work.write() as session:
        missed, secret = a_missed_matter(session), a_missed_matter(session, kind="integrity")
        a_unit(session, "ops2")
        officer = a_staff(session)
        for ticket in (missed, secret):
            tickets.transfer(session, ticket, officer, "ops2", "อยู่ในพื้นที่ของหน่วยนั้น", seen=ticket.version, now=OVER)
    any_office.clock.at = OVER
    page = any_office.browser(officer).get(f"{QUARTER}/matters?figure=missed&measure=first_response")
    assert page.all("h1")[0].all("strong")[0].text == "2"
    (row,) = page.all("tbody")[0].all("tr")
    assert missed.number in row.text
    assert not row.all("a")
    assert "หน่วยงานอื่นรับไปดำเนินการต่อแล้ว" in row.text
    assert missed.subject not in page.text
    assert "1 รายการเปิดดูได้เฉพาะหน่วยงานที่รับผิดชอบ" in page.text


def test_the_ratings_behind_a_mean_come_in_pages(office: Office) -> None:
    with office.work.write() as session:
        for number in range(101):
            ticket = a_matter_in_time(session)
            rate(session, ticket, 1, 1 + number % 5, at=NOW + timedelta(hours=1), now=NOW + timedelta(hours=1))
    office.clock.at = OVER
    browser = office.browser(marketing(office))
    (link,) = [link for link in browser.get(QUARTER).all("a") if "/ratings?" in link.attributes["href"]]
    assert link.text == "2.98 (ให้คะแนน 101 ครั้ง)"
    first = browser.get(link.attributes["href"])
    assert first.all("h1")[0].all("strong")[0].text == "101"
    assert "เฉลี่ย 2.98 (ให้คะแนน 101 ครั้ง)" in first.text
    (following,) = [link for link in first.all("a") if link.text == "หน้าถัดไป"]
    second = browser.get(following.attributes["href"])
    listed = [row.text for page in (first, second) for row in page.all("tbody")[0].all("tr")]
    assert (len(listed), len(set(listed))) == (101, 101)


def test_the_matters_come_as_a_file(office: Office) -> None:
    with office.work.write() as session:
        number = a_ticket(session, text="=HYPERLINK(1)").number
    browser = office.browser(marketing(office))
    page = browser.get(f"{QUARTER}/matters")
    (address,) = [link.attributes["href"] for link in page.all("a") if "CSV" in link.text]
    answer = browser.http.get(address)
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["เลขที่เรื่อง"] for row in rows] == [number, number]
    assert {row["ผล"] for row in rows} == {"ยังไม่ครบกำหนด"}
    assert "HYPERLINK" not in text


@pytest.mark.parametrize(
    "asked",
    [
        "month=13",
        "month=0",
        "month=abc",
        "kind=zzz",
        "measure=x",
        "figure=nothing",
        "as_of=yesterday",
        "as_of=2569-01-01T00:00:00",
        "unit=nobody",
        "code=no.such",
        "estate=nowhere",
    ],
)
def test_an_address_that_cannot_be_is_not_found(office: Office, asked: str) -> None:
    browser = office.browser(marketing(office))
    browser.get(f"{QUARTER}/matters?{asked}", 404)
    browser.get(f"{QUARTER}/matters.csv?{asked}", 404)


def test_definitions_stand_in_both_languages(office: Office) -> None:
    page = office.browser(marketing(office)).get("/reports/definitions")
    assert "ได้ตามมาตรฐาน" in page.text
    assert "Clocks that stopped by their due instant" in page.text


def test_demo_matters_are_counted_where_they_are_asked_for_and_said(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session, demo=True)
    browser = office.browser(marketing(office))
    assert "รวมเรื่องตัวอย่าง" not in browser.get(QUARTER).by_class("what-if-answer")[0].text
    page = browser.get(f"{QUARTER}?demo=yes")
    assert "รวมเรื่องตัวอย่าง" in page.by_class("what-if-answer")[0].text
    assert all("demo=yes" in address for address, _ in numbers(page))


@pytest.mark.parametrize("address", ["/reports", QUARTER, f"{QUARTER}/matters"])
def test_statements_do_not_grow_with_units(office: Office, statements: list[str], address: str) -> None:
    def cost(browser: DeskClient) -> int:
        statements.clear()
        browser.get(address)
        return len(statements)

    with office.work.write() as session:
        a_ticket(session, unit="ops1")
    browser = office.browser(marketing(office))
    one = cost(browser)
    with office.work.write() as session:
        for count in range(30):
            a_unit(session, f"unit{count}")
            a_ticket(session, unit=f"unit{count}", intent=f"intent{count}")
    assert cost(browser) == one


def test_the_latest_quarters_each_say_their_answer(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session)
    page = office.browser(marketing(office)).get("/reports")
    first = page.by_class("change")[0].text
    assert "ไตรมาส 3 ปีงบประมาณ 2569" in first
    assert "รับ 1 เรื่อง" in first


def test_a_closed_quarter_shows_what_was_sealed_and_what_stands_now_beside_it(any_office: Office) -> None:
    any_office.clock.at = OVER
    with any_office.work.write() as session:
        shipped(session)
        missed = a_missed_matter(session)
        a_matter_in_time(session)
        keeper, head = from_marketing(session), a_head(session)
        accept(session, OPS1, head, keeper)
        number = missed.number
    close(any_office.work, keeper)
    with any_office.work.write() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        tickets.correct_kind(session, ticket, head, "suggestion", "เป็นข้อเสนอแนะ", seen=ticket.version, now=OVER)
    browser = any_office.browser(keeper)

    page = browser.get(QUARTER)
    assert page.by_class("what-if-answer")[0].text.startswith("ได้ตามมาตรฐานร้อยละ 50.0 เกินกำหนด 2 รายการ")
    assert "ผลที่ปิดไว้" in page.by_class("sealed-note")[0].text
    assert [one.text for one in page.by_class("cause")] == [f"{miss_causes()['staffing'].th} 2 รายการ"]
    for address, count in numbers(page):
        opened = browser.get(address)
        assert int(opened.all("h1")[0].all("strong")[0].text) == count, address
        assert "ตามที่ปิดไตรมาสไว้" in opened.text

    (now,) = [link.attributes["href"] for link in page.by_class("sealed-note")[0].all("a") if "ปัจจุบัน" in link.text]
    page = browser.get(now)
    assert page.by_class("what-if-answer")[0].text.startswith("ได้ตามมาตรฐานร้อยละ 66.7 เกินกำหนด 1 รายการ")
    assert "ไม่ใช่ผลที่ปิดไว้" in page.by_class("sealed-note")[0].text
    for address, count in numbers(page):
        assert int(browser.get(address).all("h1")[0].all("strong")[0].text) == count, address


def test_what_was_erased_after_the_closing_is_counted_and_said(any_office: Office) -> None:
    any_office.clock.at = OVER
    with any_office.work.write() as session:
        missed, *others = a_missed_matter(session), a_matter_in_time(session), a_matter_in_time(session)
        for ticket, score in zip(others, (2, 4), strict=True):
            rate(session, ticket, 1, score, at=NOW + timedelta(hours=1), now=NOW + timedelta(hours=1))
        keeper = from_marketing(session)
    close(any_office.work, keeper)
    with any_office.work.write() as session:
        erase(session, missed)
        erase(session, others[0])
    browser = any_office.browser(keeper)
    page = browser.get(QUARTER)
    missed_address = next(address for address, _ in numbers(page) if "figure=matters_missed" in address)
    rated_address = next(link.attributes["href"] for link in page.all("a") if "/ratings?" in link.attributes["href"])

    opened = browser.get(missed_address)
    assert opened.all("h1")[0].all("strong")[0].text == "1"
    assert "1 รายการเป็นของเรื่องที่ลบแล้วหลังปิดไตรมาส" in opened.text
    assert "เปิดดูได้เฉพาะหน่วยงาน" not in opened.text

    opened = browser.get(rated_address)
    assert "เฉลี่ย 3.00 (ให้คะแนน 2 ครั้ง) ตามที่ปิดไตรมาสไว้" in opened.text
    assert "คะแนนที่เก็บอยู่ในขณะนี้ 1 ครั้ง" in opened.text


def test_what_became_restricted_after_the_closing_is_told_to_nobody_else(any_office: Office) -> None:
    """It was sealed as an ordinary matter: what it was counted as does not tell who may know of it now."""
    any_office.clock.at = OVER
    with any_office.work.write() as session:
        a_unit(session, "ops2")
        missed, officer, keeper = a_missed_matter(session), a_staff(session), from_marketing(session)
        head = a_head(session)
        comment_on_all(session, OPS1, head)
        number = missed.number
    close(any_office.work, keeper)
    with any_office.work.write() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        tickets.correct_kind(session, ticket, officer, "integrity", "เป็นเบาะแส", seen=ticket.version, now=OVER)
        tickets.transfer(session, ticket, officer, "ops2", "อยู่ในอำนาจของหน่วยนั้น", seen=ticket.version, now=OVER)
    for reader in (keeper, officer):
        browser = any_office.browser(reader)
        for which in ("?sealed=yes", "?sealed=no"):
            for address in (f"{QUARTER}/matters{which}&figure=missed", f"{QUARTER}/matters.csv{which}&figure=missed"):
                assert number not in browser.http.get(address).text
        assert number not in browser.get("/unit-reports/2569/3/ops1").text
    assert number in any_office.browser(head).get("/unit-reports/2569/3/ops1").text  # who has to answer for it
    assert number not in any_office.browser(keeper).get("/seals/2569/3").text
    with any_office.work.read() as session:
        for unit in (None, a_unit_of(session, "ops1")):
            report = report_of_quarter(session, Quarter(2569, 3), OVER, unit=unit)
            assert number not in repr(report)
            assert SAID["words"] not in repr(report)


def a_unit_of(session: Session, id: str) -> Unit:
    return session.get_one(Unit, id)


def test_the_document_of_a_closed_quarter_says_what_was_sealed(any_office: Office) -> None:
    any_office.clock.at = OVER
    with any_office.work.write() as session:
        missed, head, keeper = a_missed_matter(session), a_head(session), from_marketing(session)
        comment_on_all(session, OPS1, head)
    close(any_office.work, keeper)
    with any_office.work.read() as session:
        sealed = report_of_quarter(session, Quarter(2569, 3), OVER)
    assert SAID["words"] in repr(sealed)
    with any_office.work.write() as session:
        session.execute(update(MissComment).values(words="แก้ทีหลัง"))
        session.execute(update(Unit).values(name_th="ชื่อใหม่", short_th="ใหม่"))
    with any_office.work.read() as session:
        assert report_of_quarter(session, Quarter(2569, 3), OVER) == sealed
    with any_office.work.write() as session:
        erase(session, missed)
    with any_office.work.read() as session:
        assert report_of_quarter(session, Quarter(2569, 3), OVER) == sealed
