"""The worklist: whose matters, in which order, found by what, and at what cost."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from backend.models.staff import Role
from backend.models.ticket import Ticket
from backend.queries.worklist import Cursor
from backend.services import access, tickets
from backend.services.access import Viewer, visible_to
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import Node
from tests.factories import NOW, a_chat, a_contact, a_staff, a_ticket, a_unit, after, told_all

MINUTE = timedelta(minutes=1)


def subjects(page: Node) -> list[str]:
    return [link.text for link in page.by_class("matter-subject")]


def an_officer(office: Office, **others: object) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, **others))  # type: ignore[arg-type]


def a_marketer(office: Office) -> DeskClient:
    return an_officer(office, unit="ftl", role=Role.MARKETING)


def test_what_needs_somebody_first_stands_first(any_office: Office) -> None:
    with any_office.work.write() as session:
        officer = a_staff(session)
        a_ticket(session, text="มาทีหลัง", at=NOW - 5 * MINUTE)
        a_ticket(session, text="เกินกำหนดแล้ว", at=NOW - timedelta(days=1))
        a_ticket(session, text="มาก่อน", at=NOW - 60 * MINUTE)
        a_ticket(session, text="ไม่มีมาตรฐาน", kind="none of them", intent="other", at=NOW - 90 * MINUTE)
        paused = a_ticket(session, text="รอผู้รับบริการ", at=NOW - 80 * MINUTE)
        tickets.ask_back(session, paused, officer, "ขอรูป", seen=1, now=NOW - 70 * MINUTE)
        told_all(session, paused, NOW - 70 * MINUTE)
        a_ticket(session, text="ไฟไหม้", kind="emergency", intent="fire", urgent=True, at=NOW - MINUTE)
        done = a_ticket(session, text="จบแล้ว", at=NOW - 200 * MINUTE)
        tickets.resolve(session, done, officer, "เรียบร้อย", seen=1, now=NOW - 10 * MINUTE)
        told_all(session, done, NOW - 10 * MINUTE)
    page = any_office.browser(officer).get("/")

    assert subjects(page)[:4] == ["ไฟไหม้", "เกินกำหนดแล้ว", "มาก่อน", "มาทีหลัง"]
    assert set(subjects(page)[4:]) == {"ไม่มีมาตรฐาน", "รอผู้รับบริการ"}
    words = {row.by_class("matter-subject")[0].text: row.by_class("clock")[0].text for row in page.by_class("matter")}
    assert words["ไฟไหม้"] == "อีก 14 นาที"
    assert words["เกินกำหนดแล้ว"] == "เกินกำหนด 6 ชั่วโมงทำการ"
    assert words["รอผู้รับบริการ"] == "หยุดนับ: รอข้อมูลจากผู้รับบริการ"
    assert words["ไม่มีมาตรฐาน"] == "ยังไม่มีมาตรฐานด้านบริการ"


def test_every_due_time_of_a_trial_standard_says_so(office: Office) -> None:
    browser = an_officer(office)
    with office.work.write() as session:
        for n in range(3):
            a_ticket(session, text=f"เรื่อง {n}")

    for row in browser.get("/").by_class("matter"):
        assert "มาตรฐานทดลอง" in row.text


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("open", {"ใหม่", "รอ"}),
        ("waiting", {"รอ"}),
        ("answered", {"แจ้งผลแล้ว"}),
        ("all", {"ใหม่", "รอ", "แจ้งผลแล้ว", "ยกเลิก"}),
        ("triage", {"ใหม่", "รอ"}),
        ("nonsense", {"ใหม่", "รอ"}),
    ],
)
def test_the_tabs(office: Office, view: str, shown: set[str]) -> None:
    with office.work.write() as session:
        officer = a_staff(session)
        a_ticket(session, text="ใหม่")
        tickets.ask_back(session, a_ticket(session, text="รอ"), officer, "ขอรูป", seen=1, now=NOW)
        tickets.resolve(session, a_ticket(session, text="แจ้งผลแล้ว"), officer, "ค่ะ", seen=1, now=NOW)
        tickets.cancel(session, a_ticket(session, text="ยกเลิก"), None, at=NOW, now=NOW)
    page = office.browser(officer).get(f"/?view={view}")

    assert set(subjects(page)) == shown
    tabs = {link.text for link in page.by_class("tabs")[0].all("a")}
    assert {"เปิดอยู่ 2", "รอผู้รับบริการ 1", "แจ้งผลแล้ว", "ทั้งหมด"} == tabs


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("น้ำ", ["น้ำไม่ไหล"]),
        ("น้ำ ไหล", ["น้ำไม่ไหล"]),
        ("น้ำ ถนน", []),
        ("B-12", ["ถนนพัง แปลง b-12"]),
        ("ปั๊มเสีย", ["น้ำไม่ไหล"]),
        ("100%", []),
        ("_", []),
        ("'; DROP TABLE ticket; --", []),
        ("000002", ["ถนนพัง แปลง b-12"]),
        ("๐๐๐๐๐๒", ["ถนนพัง แปลง b-12"]),
    ],
)
def test_a_matter_is_found_by_its_number_and_by_what_the_customer_wrote(
    any_office: Office, words: str, found: list[str]
) -> None:
    with any_office.work.write() as session:
        water = a_ticket(session, text="น้ำไม่ไหล")
        a_contact(session, water.conversation, "น่าจะปั๊มเสีย", at=after(1), ticket=water)
        a_ticket(session, text="ถนนพัง แปลง b-12")
    browser = an_officer(any_office)

    assert subjects(browser.get(f"/?q={quote(words)}")) == found


def test_a_whole_number_goes_straight_to_the_matter_if_it_is_ones_own(office: Office) -> None:
    with office.work.write() as session:
        mine, theirs = a_ticket(session), a_ticket(session, unit="fpk")
    browser = an_officer(office)

    browser.get(f"/?q=%20{quote(mine.number.replace('69', '๖๙'))}", 302)
    assert browser.location.endswith(quote(f"/tickets/{mine.number}"))
    assert not subjects(browser.get(f"/?q={quote(theirs.number)}"))


def test_a_search_that_finds_nothing_says_what_to_try(office: Office) -> None:
    page = an_officer(office).get(f"/?q={quote('<b>ไม่มี</b>')}")

    assert "ไม่พบเรื่องที่มีคำว่า “<b>ไม่มี</b>”" in page.by_class("nothing")[0].text


@pytest.mark.parametrize("view", ["open", "all"])
def test_pages_follow_one_another_without_gap_or_repeat_while_matters_come_in(any_office: Office, view: str) -> None:
    with any_office.work.write() as session:
        officer = a_staff(session)
        chat = a_chat(session)
        for n in range(120):
            at = NOW - timedelta(minutes=n // 3)  # many at the same instant
            one = a_ticket(session, chat=chat, text=f"เรื่อง {n}", urgent=n % 40 == 0, at=at)
            if n % 7 == 0:
                tickets.ask_back(session, one, officer, "ขอรูป", seen=1, now=NOW)
                told_all(session, one, NOW)
    browser, seen = any_office.browser(officer), []

    page = browser.get(f"/?view={view}")
    while True:
        seen += subjects(page)
        following = page.all("a", rel="next")
        if not following:
            break
        with any_office.work.write() as session:
            a_ticket(session, text="มาใหม่", at=NOW + timedelta(hours=1))
        page = browser.get(following[0].attributes["href"])

    known = [subject for subject in seen if subject != "มาใหม่"]
    assert len(known) == len(set(known)) == 120
    if view == "all":
        assert "มาใหม่" not in seen


@pytest.mark.parametrize(
    "after_what", ["", "x", "1.2", "1.2.3.4", "9.9.9" * 10, "-1.2.3", "1.999999999999999999.1", "1.๑.1"]
)
def test_a_place_in_the_list_that_never_was_is_its_beginning(office: Office, after_what: str) -> None:
    with office.work.write() as session:
        a_ticket(session, text="เรื่อง")
    page = an_officer(office).get(f"/?after={quote(after_what)}")

    assert subjects(page) == ["เรื่อง"]


def test_a_place_in_the_list_can_be_written_down_and_read_back() -> None:
    place = Cursor(urgent=True, at=NOW + timedelta(microseconds=1), id=7)

    assert Cursor.parse(str(place)) == place


def test_fifty_rows_cost_as_many_statements_as_one(office: Office, statements: list[str]) -> None:
    browser = an_officer(office)

    def cost_with(matters: int) -> int:
        with office.work.write() as session:
            for n in range(matters):
                one = a_ticket(session, text=f"เรื่อง {n}", estate=f"estate{n}", kind=("utility", "complaint")[n % 2])
                tickets.note(session, one, a_staff(session), "บันทึก", seen=1, now=NOW)
        statements.clear()
        assert len(subjects(browser.get("/"))) == min(50, matters + (0 if matters == 2 else 2))
        return len(statements)

    of_two = cost_with(2)
    assert cost_with(60) == of_two
    assert of_two < 20


def test_the_open_list_is_read_from_its_index_however_much_is_closed(office: Office, statements: list[str]) -> None:
    browser = an_officer(office)

    statements.clear()
    browser.get("/")
    lists = [statement for statement in statements if "FROM ticket " in statement and "unit_id = ?" in statement]
    with office.work.engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("x",) * statement.count("?")).all()
            for statement in lists
        ]

    assert len(plans) == 2
    for plan in plans:
        assert "USING INDEX ix_ticket_open_by_unit" in str(plan[0])


def test_an_officer_sees_the_matters_of_the_unit_and_marketing_all_of_them(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session, text="ของเรา", unit="ops1")
        a_ticket(session, text="ของเขา", unit="fpk")
        a_ticket(session, text="ทุจริต", unit="fpk", kind="integrity", intent="corruption")
    marketer = a_marketer(office)

    assert subjects(an_officer(office).get("/?unit=fpk")) == ["ของเรา"]
    assert set(subjects(marketer.get("/"))) == {"ของเรา", "ของเขา"}
    assert subjects(marketer.get("/?unit=fpk")) == ["ของเขา"]
    assert marketer.page.all("select", id="unit")[0].all("option", selected="")[0].attributes["value"] == "fpk"


def test_triage_holds_what_no_rule_leads_to_until_somebody_takes_it_up(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session, text="ของ ฝตล. เอง", unit="ftl", intent="land_price")
        a_ticket(session, text="ไม่มีกฎ", unit="ftl", intent="unknown", routed=False)
        taken = a_ticket(session, text="รับไปแล้ว", unit="ftl", intent="unknown", routed=False)
        tickets.answer(session, taken, a_staff(session, unit="ftl"), "ค่ะ", seen=1, now=NOW)
    page = a_marketer(office).get("/?view=triage")

    assert subjects(page) == ["ไม่มีกฎ"]
    assert page.by_class("tag-triage")
    assert "รอคัดแยก 1" in page.by_class("tabs")[0].text


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("unit", ["ops1", "ftl"])
def test_the_list_shows_exactly_what_access_lets_one_see(office: Office, role: Role, unit: str) -> None:
    with office.work.write() as session:
        a_unit(session, unit)
        staff = a_staff(session, unit=unit, role=role)
        for holder in ("ops1", "fpk", "ftl"):
            for kind in ("utility", "integrity"):
                a_ticket(session, unit=holder, kind=kind, intent=f"{holder}-{kind}")
        visible = set(session.scalars(select(Ticket.number).where(visible_to(Viewer(role, unit)))))
        allowed = {ticket.number for ticket in session.scalars(select(Ticket)) if access.may_see(staff, ticket)}

    assert visible == allowed


def test_a_matter_with_something_new_from_the_customer_is_marked_until_an_officer_acts(office: Office) -> None:
    with office.work.write() as session:
        officer = a_staff(session)
        ticket = a_ticket(session)
    browser = office.browser(officer)

    def is_marked() -> bool:
        return bool(browser.get("/?view=all").by_class("tag-news"))

    assert not is_marked()
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.resolve(session, held, officer, "เรียบร้อย", seen=1, now=after(1))
        told_all(session, held, after(2))
        tickets.reopen_for_customer(session, held, None, at=after(3), now=after(3))
    assert is_marked()
    with office.work.write() as session:
        tickets.note(session, session.get_one(Ticket, ticket.id), officer, "ดูอยู่", seen=3, now=after(4))
    assert not is_marked()
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        said = a_contact(session, held.conversation, "ถึงไหนแล้วคะ", at=after(5), ticket=held)
        tickets.customer_wrote(session, held, said, after(5))
    assert is_marked()


def test_demo_matters_are_marked_and_the_banner_is_on_every_page_while_there_are_any(office: Office) -> None:
    browser = an_officer(office)
    assert not browser.get("/").by_class("banner")

    with office.work.write() as session:
        demo = a_ticket(session, demo=True)

    assert browser.get("/").by_class("matter")[0].by_class("tag-demo")
    for path in ("/", f"/tickets/{demo.number}", "/password"):
        assert "มีข้อมูลตัวอย่าง" in browser.get(path).by_class("banner")[0].text
    assert "มีข้อมูลตัวอย่าง" in office.browser().get("/sign-in").by_class("banner")[0].text


def test_an_empty_list_says_so(office: Office) -> None:
    assert an_officer(office).get("/").by_class("nothing")[0].text == "ไม่มีเรื่องที่เปิดอยู่"


def test_what_is_overdue_is_counted_over_all_pages(office: Office) -> None:
    with office.work.write() as session:
        for n in range(55):
            a_ticket(session, text=f"เรื่อง {n}", at=NOW - timedelta(days=1))
    page = an_officer(office).get("/")

    assert "เกินกำหนด 55 เรื่อง" in page.by_class("list-overdue")[0].text
