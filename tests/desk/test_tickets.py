"""One matter on the desk: who sees it, what it shows, and what officers do with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.models.contact import Author
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Role, Staff
from backend.models.ticket import Status, Ticket, TicketEvent
from backend.services import charter_drafts, contacts, ratings, tickets
from tests.charters import a_draft, published
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import NOW, a_chat, a_contact, a_staff, a_ticket, after, an_attachment, told_all


def a_matter(office: Office, **others: object) -> Ticket:
    with office.work.write() as session:
        return a_ticket(session, **others)  # type: ignore[arg-type]


def an_officer(office: Office, **others: object) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, **others))  # type: ignore[arg-type]


def status_of(office: Office, ticket: Ticket) -> Status:
    with office.work.read() as session:
        return session.get_one(Ticket, ticket.id).status


def events_of(office: Office, ticket: Ticket) -> list[str]:
    with office.work.read() as session:
        query = select(TicketEvent.what).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
        return list(session.scalars(query))


# What the page shows


def test_the_page_shows_the_matter_its_clocks_and_that_they_are_a_trial(office: Office) -> None:
    ticket = a_matter(office, text="น้ำไม่ไหล", estate="bang_chan", phone="02-123-4567 ต่อ 8")
    office.clock.forward(minutes=30)
    page = an_officer(office).get(f"/tickets/{ticket.number}")

    assert page.all("h1")[0].text == "น้ำไม่ไหล"
    for words in (ticket.number, "นิคมอุตสาหกรรมบางชัน", "โรงงานบางชัน", "สายงานปฏิบัติงาน 1", "รับเรื่องแล้ว"):
        assert words in page.text
    assert page.all("a", href="tel:021234567")[0].text == "02-123-4567 ต่อ 8"
    cards = page.by_class("clock-card")
    assert [card.by_class("clock")[0].text for card in cards] == ["อีก 1 ชั่วโมงทำการ 30 นาที", "อีก 3 วันทำการ"]
    assert all("มาตรฐานทดลอง" in card.text for card in cards)
    assert "ครบกำหนด 9 เม.ย. 69 12.00 น." in cards[0].text
    assert "ครบกำหนด 17 เม.ย. 69 16.30 น." in cards[1].text
    assert "พฤ. 9 เม.ย. 10.00–10.30 น. เวลาทำการ นับ 30 นาทีทำการ" in cards[0].by_class("ledger")[0].text
    assert "นับแล้ว 30 นาทีทำการ จาก 2 ชั่วโมงทำการ" in cards[0].text
    assert "ติดวันเสาร์–อาทิตย์ และวันหยุดสงกรานต์ 13–15 เม.ย." in cards[1].text


def test_a_wait_in_the_ledger_quotes_what_was_asked_and_a_holiday_its_source(office: Office) -> None:
    ticket = a_matter(office, text="น้ำไม่ไหล")
    with office.work.write() as session:
        held, somsri = session.get_one(Ticket, ticket.id), a_staff(session)
        tickets.ask_back(session, held, somsri, "ขอเลขมิเตอร์ค่ะ", seen=1, now=after(30))
        told_all(session, held, after(31))
        wrote = a_contact(session, held.conversation, "1234", at=after(60), ticket=held)
        tickets.customer_wrote(session, held, wrote, after(60))
    office.clock.forward(days=7)
    resolution = an_officer(office).get(f"/tickets/{ticket.number}").by_class("clock-card")[1]

    (ledger,) = resolution.by_class("ledger")
    assert "พฤ. 9 เม.ย. 10.31–11.00 น. รอข้อมูลเพิ่มเติม ขอเลขมิเตอร์ค่ะ ไม่นับ" in ledger.text
    assert "ส. 11 – พ. 15 เม.ย. วันเสาร์–อาทิตย์ และวันหยุดสงกรานต์ (ประกาศสำนักนายกรัฐมนตรี เรื่องวันหยุดราชการ) ไม่นับ" in ledger.text


def test_the_whole_talk_is_there_in_order_with_what_is_inside_kept_inside(office: Office) -> None:
    ticket = a_matter(office, text="น้ำไม่ไหล")
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        somsri = a_staff(session, name="สมศรี มีสุข")
        a_contact(session, held.conversation, "รับเรื่องแล้วค่ะ", author=Author.BOT, at=after(1), ticket=held, what="reply")
        tickets.note(session, held, somsri, "ถามช่างแล้ว", seen=1, now=after(2))
        tickets.answer(session, held, somsri, "กำลังตรวจสอบ", seen=2, now=after(3))
        tickets.log_call(session, held, somsri, "นัดเข้าไป 14.00 น.", seen=3, now=after(4))
    bubbles = an_officer(office).get(f"/tickets/{ticket.number}").by_class("bubble")

    assert [bubble.by_class("words")[0].text for bubble in bubbles] == [
        "น้ำไม่ไหล",
        "รับเรื่องแล้วค่ะ",
        "ถามช่างแล้ว",
        "กำลังตรวจสอบ",
        "นัดเข้าไป 14.00 น.",
    ]
    assert [bubble.by_class("bubble-who")[0].text for bubble in bubbles] == [
        "ผู้รับบริการ",
        "บอต",
        "บันทึกภายใน ผู้รับบริการไม่เห็น",
        "สมศรี มีสุข (สายงานปฏิบัติงาน 1)",
        "โทรหาผู้รับบริการ ผู้รับบริการไม่เห็น",
    ]


def test_an_unsent_message_leaves_only_the_mark_that_it_was_unsent(office: Office) -> None:
    ticket = a_matter(office, text="น้ำไม่ไหล")
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        said = a_contact(session, held.conversation, "ความลับทางการค้า", at=after(1), ticket=held)
        an_attachment(session, said, file_name="ความลับ.pdf", media_type="application/pdf")
        contacts.take_back(session, said.line_message_id or "", after(2))
    page = an_officer(office).get(f"/tickets/{ticket.number}")

    assert "ผู้รับบริการยกเลิกข้อความแล้ว" in page.text
    assert "ความลับ" not in page.text


def test_a_place_is_a_link_to_its_coordinates(office: Office) -> None:
    ticket = a_matter(office)
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        where = "โรงงานบางชัน ถนนเสรีไทย (13.803881, 100.704757)"
        a_contact(session, held.conversation, where, what="location", at=after(1), ticket=held)
    page = an_officer(office).get(f"/tickets/{ticket.number}")

    link = next(a for a in page.all("a") if "พิกัด" in a.text)
    assert "13.803881,100.704757" in link.text
    assert link.attributes["href"].endswith("query=13.803881%2C100.704757")
    assert link.attributes["rel"] == "noopener noreferrer"


def test_what_was_tapped_is_told_in_words_and_not_in_our_codes(office: Office) -> None:
    ticket = a_matter(office)
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        a_contact(session, held.conversation, "person", what="tap", at=after(1), ticket=held)
        a_contact(session, held.conversation, "bad", what="verdict", at=after(2), ticket=held)
        a_contact(session, held.conversation, "", what="sticker", at=after(3), ticket=held)
    bubbles = an_officer(office).get(f"/tickets/{ticket.number}").by_class("gone")

    assert [bubble.text for bubble in bubbles] == ["แตะปุ่มในแชต", "บอกว่าคำตอบไม่ตรงคำถาม", "ส่งสติกเกอร์"]


def test_the_talk_holds_nothing_of_the_customers_other_matters(office: Office) -> None:
    """Another unit may hold those; a report of corruption may be among them."""
    with office.work.write() as session:
        chat = a_chat(session)
        ticket = a_ticket(session, chat=chat, text="น้ำไม่ไหล", at=NOW)
        a_ticket(session, chat=chat, unit="ftl", text="เจ้าหน้าที่เรียกเงิน", kind="integrity", intent="x", at=after(1))
        a_contact(session, chat, "เปิดกี่โมง", at=after(2))
        hidden = a_contact(session, chat, "อยากแจ้งเรื่องทุจริต", at=after(3))
        hidden.kind = "integrity"
        a_contact(session, chat, "เรื่องเก่ามาก", at=after(-60 * 25))
    page = an_officer(office).get(f"/tickets/{ticket.number}")

    assert [words.text for words in page.by_class("words")] == ["น้ำไม่ไหล", "เปิดกี่โมง"]
    assert "ข้อความอื่นในแชต" in page.by_class("bubble-loose")[0].text


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (Sending.WAITING, "รอส่ง"),
        (Sending.TRAY, "รอส่งพร้อมข้อความถัดไป"),
        (Sending.SENT, "ส่งแล้ว"),
        (Sending.FAILED, "ส่งไม่สำเร็จ"),
    ],
)
def test_an_officers_message_says_whether_it_got_there(office: Office, state: Sending, says: str) -> None:
    ticket = a_matter(office)
    with office.work.write() as session:
        tickets.answer(session, session.get_one(Ticket, ticket.id), a_staff(session), "ค่ะ", seen=1, now=after(1))
        session.scalars(select(OutboxMessage)).one().state = state
    page = an_officer(office).get(f"/tickets/{ticket.number}")

    assert page.by_class("sending")[0].text == says


def test_a_customer_who_blocked_us_is_to_be_called(office: Office) -> None:
    ticket = a_matter(office, phone="081-234-5678")
    with office.work.write() as session:
        session.get_one(Ticket, ticket.id).conversation.reachable = False
    page = an_officer(office).get(f"/tickets/{ticket.number}")

    assert "กรุณาโทร 081-234-5678" in page.by_class("problem")[0].text


def test_the_rating_and_its_reason_are_shown(office: Office) -> None:
    ticket = a_matter(office)
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.resolve(session, held, a_staff(session), "เรียบร้อย", seen=1, now=after(5))
        ratings.rate(session, held, 1, 2, at=after(6), now=after(6))
        ratings.give_reason(session, held, 1, "รอนาน")
    page = an_officer(office).get(f"/tickets/{ticket.number}")

    assert "2 จาก 5 “รอนาน”" in page.by_class("facts")[0].text
    assert "ผู้รับบริการให้คะแนน 2 จาก 5" in page.by_class("history")[0].text


def test_a_long_talk_is_folded_and_costs_no_more_statements(office: Office, statements: list[str]) -> None:
    short, long = a_matter(office), a_matter(office)
    with office.work.write() as session:
        for ticket, length in ((short, 1), (long, 60)):
            held = session.get_one(Ticket, ticket.id)
            for n in range(length):
                said = a_contact(session, held.conversation, f"ข้อความที่ {n}", at=after(1 + n), ticket=held)
                an_attachment(session, said, sha256=f"{n:064x}")
                by = a_staff(session, name=f"คนที่ {n}")
                tickets.note(session, held, by, "บันทึก", seen=n + 1, now=after(1 + n))
    browser = an_officer(office)

    statements.clear()
    browser.get(f"/tickets/{short.number}")
    for_short = len(statements)
    statements.clear()
    page = browser.get(f"/tickets/{long.number}")

    assert len(statements) == for_short
    assert len(page.all("ol", id="latest")[0].by_class("bubble")) == 12
    assert len(page.by_class("earlier")[0].by_class("bubble")) == 60 * 2 + 1 - 12


# What customers write is only ever text


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "javascript:alert(1)"]
)
def test_a_customers_words_stay_words(office: Office, words: str) -> None:
    ticket = a_matter(office, text=words, phone=words[:40])
    with office.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        held.conversation.customer.display_name = words
        said = a_contact(session, held.conversation, "", what="file", at=after(1), ticket=held)
        an_attachment(session, said, file_name=words, media_type="application/pdf")
        a_contact(session, held.conversation, f"{words} 13.80,100.70", what="location", at=after(2), ticket=held)
    browser = an_officer(office)
    page = browser.get(f"/tickets/{ticket.number}")
    browser.get("/")

    assert words in page.all("h1")[0].raw
    assert words in page.by_class("words")[0].raw
    assert not [node for node in page.all("img") if node.attributes.get("src") == "x"]
    assert all(a.attributes["href"].startswith(("/", "#", "tel:", "https://www.google.com/")) for a in page.all("a"))


# Who sees it


def test_another_units_matter_is_not_found(office: Office) -> None:
    ticket = a_matter(office, unit="fpk")
    browser = an_officer(office, unit="ops1")

    page = browser.get(f"/tickets/{ticket.number}", 404)
    browser.get("/tickets/กนอ-69-999999", 404)

    assert ticket.subject not in page.text
    assert page.text == browser.page.text


@pytest.mark.parametrize("act", ["answer", "ask", "resolve", "note", "call", "transfer", "documents", "kind", "reopen"])
def test_another_units_matter_cannot_be_changed_and_what_was_typed_is_handed_back(office: Office, act: str) -> None:
    mine, theirs = a_matter(office), a_matter(office, unit="fpk")
    browser = an_officer(office)
    browser.get(f"/tickets/{mine.number}")
    form = browser.form(f"/tickets/{mine.number}/answer")

    page = browser.send_to(f"/tickets/{theirs.number}/{act}", form, 404, text="งานที่พิมพ์ไว้", unit="ops1")

    assert page.all("textarea")[0].raw == "งานที่พิมพ์ไว้"
    assert events_of(office, theirs) == ["received"]


def test_marketing_reads_another_units_matter_and_changes_it_not(office: Office) -> None:
    ticket, own = a_matter(office, unit="fpk"), a_matter(office, unit="ftl")
    browser = an_officer(office, unit="ftl", role=Role.MARKETING)

    browser.get(f"/tickets/{own.number}")
    form = browser.form(f"/tickets/{own.number}/answer")
    page = browser.get(f"/tickets/{ticket.number}")
    assert "ดูได้อย่างเดียว" in page.text
    assert not page.by_class("act")
    browser.send_to(f"/tickets/{ticket.number}/note", form, 403, text="x")

    assert events_of(office, ticket) == ["received"]


def test_a_report_of_corruption_is_for_the_unit_that_holds_it_alone(office: Office) -> None:
    ticket = a_matter(office, unit="fpk", kind="integrity", intent="corruption_report")

    an_officer(office, unit="ftl", role=Role.MARKETING).get(f"/tickets/{ticket.number}", 404)
    an_officer(office, unit="fpk").get(f"/tickets/{ticket.number}")


def test_an_administrator_sees_no_matters(office: Office) -> None:
    ticket = a_matter(office, unit="ftl")
    browser = an_officer(office, unit="ftl", role=Role.ADMINISTRATOR)

    browser.get(f"/tickets/{ticket.number}", 403)
    browser.get("/", 302)
    assert browser.location == "/system"


# What officers do


@pytest.mark.parametrize(
    ("act", "status", "event", "told"),
    [
        ("answer", Status.IN_PROGRESS, "answered", "OfficerAnswered"),
        ("ask", Status.WAITING, "question_sent", "OfficerAsked"),
        ("resolve", Status.RESOLVED, "resolved", "TicketResolved"),
        ("note", Status.NEW, "note", None),
        ("call", Status.IN_PROGRESS, "responded", None),
    ],
)
def test_an_act_is_written_once_and_told_as_it_should_be(
    any_office: Office, act: str, status: Status, event: str, told: str | None
) -> None:
    ticket = a_matter(any_office)
    browser = an_officer(any_office)

    browser.get(f"/tickets/{ticket.number}")
    browser.send(f"/tickets/{ticket.number}/{act}", text="  ข้อความ\r\nสองบรรทัด ")
    page = browser.follow()

    assert page.by_class("done")
    assert "ข้อความ สองบรรทัด" in page.text
    assert status_of(any_office, ticket) is status
    assert events_of(any_office, ticket) == ["received", event]
    with any_office.work.read() as session:
        owed = session.scalars(select(OutboxMessage)).all()
    assert [row.notice["notice"] for row in owed if row.notice] == ([told] if told else [])
    assert all(row.notice and row.notice["text"] == "ข้อความ\nสองบรรทัด" for row in owed)


def test_a_matter_passed_on_leaves_the_list_of_who_passed_it_on(office: Office) -> None:
    ticket = a_matter(office)
    browser = an_officer(office)

    browser.get(f"/tickets/{ticket.number}")
    browser.send(f"/tickets/{ticket.number}/transfer", unit="fpk", text="เป็นเรื่องใบอนุญาต")

    assert browser.location == "/"
    assert "ส่งต่อเรื่องแล้ว" in browser.follow().text
    browser.get(f"/tickets/{ticket.number}", 404)
    page = an_officer(office, unit="fpk").get(f"/tickets/{ticket.number}")
    assert "ส่งต่อจาก สายงานปฏิบัติงาน 1 ไปยัง ฝปก." in page.text
    assert "เป็นเรื่องใบอนุญาต" in page.text


def test_a_matter_is_resolved_and_opened_again(office: Office) -> None:
    ticket = a_matter(office)
    browser = an_officer(office)

    browser.get(f"/tickets/{ticket.number}")
    browser.send(f"/tickets/{ticket.number}/resolve", text="ซ่อมแล้ว")
    page = browser.follow()
    offered = [form.attributes["action"].rpartition("/")[2] for form in page.by_class("acts")[0].all("form")]
    browser.send(f"/tickets/{ticket.number}/reopen", text="น้ำหยุดอีก")
    browser.follow()

    assert offered == ["reopen", "note", "kind"]
    assert status_of(office, ticket) is Status.IN_PROGRESS
    assert events_of(office, ticket) == ["received", "resolved", "reopened"]


@pytest.mark.parametrize(
    ("act", "values", "says"),
    [
        ("answer", {"text": "   "}, "กรุณาพิมพ์ข้อความ"),
        ("answer", {"text": "ก" * 4001}, "ยาวเกินไป"),
        ("transfer", {"text": "เหตุผล", "unit": ""}, "เลือกหน่วยงาน"),
        ("transfer", {"text": "เหตุผล", "unit": "nowhere"}, "เลือกหน่วยงาน"),
        ("kind", {"text": "เหตุผล", "kind": ""}, "เลือกประเภทเรื่อง"),
        ("kind", {"text": "เหตุผล", "kind": "none"}, "เลือกประเภทเรื่อง"),
    ],
)
def test_what_will_not_do_is_said_at_its_form_and_the_text_stays(
    office: Office, act: str, values: dict[str, str], says: str
) -> None:
    ticket = a_matter(office)
    browser = an_officer(office)

    browser.get(f"/tickets/{ticket.number}")
    page = browser.send(f"/tickets/{ticket.number}/{act}", 422, **values)

    form = page.all("details", id=f"act-{act}")[0]
    assert "open" in form.attributes
    assert says in form.by_class("problem")[0].text
    assert form.all("textarea")[0].raw == values["text"]
    assert events_of(office, ticket) == ["received"]


def test_a_second_officer_sees_what_the_first_did_before_saving_over_it(any_office: Office) -> None:
    ticket = a_matter(any_office)
    first, second = an_officer(any_office, name="คนแรก"), an_officer(any_office, name="คนที่สอง")
    first.get(f"/tickets/{ticket.number}")
    second.get(f"/tickets/{ticket.number}")

    first.send(f"/tickets/{ticket.number}/answer", text="ช่างไปแล้ว")
    page = second.send(f"/tickets/{ticket.number}/resolve", 409, text="เสร็จแล้ว")

    conflict = page.by_class("conflict")[0]
    assert conflict.attributes["role"] == "alert"
    assert "ตอบผู้รับบริการ โดย คนแรก" in conflict.text
    assert "ช่างไปแล้ว" in conflict.text
    assert page.all("textarea", id="text-resolve")[0].raw == "เสร็จแล้ว"
    assert events_of(any_office, ticket) == ["received", "answered"]

    second.send(f"/tickets/{ticket.number}/resolve")
    assert status_of(any_office, ticket) is Status.RESOLVED


def test_a_conflict_tells_what_the_customer_did_too(office: Office) -> None:
    ticket = a_matter(office)
    browser = an_officer(office)
    browser.get(f"/tickets/{ticket.number}")
    with office.work.write() as session:
        tickets.cancel(session, session.get_one(Ticket, ticket.id), None, at=after(1), now=after(1))

    page = browser.send(f"/tickets/{ticket.number}/note", 409, text="บันทึก")

    assert "ผู้รับบริการยกเลิกเรื่อง" in page.by_class("conflict")[0].text
    assert "ยกเลิกหรือรวมเรื่อง" in [clock.text for clock in page.by_class("clock")]


def test_what_the_channel_reports_is_no_conflict(office: Office) -> None:
    ticket = a_matter(office)
    browser = an_officer(office)
    browser.get(f"/tickets/{ticket.number}")
    browser.send(f"/tickets/{ticket.number}/answer", text="ค่ะ")
    browser.follow()
    with office.work.write() as session:
        told_all(session, session.get_one(Ticket, ticket.id), after(1))

    browser.send(f"/tickets/{ticket.number}/note", text="บันทึก")


@pytest.mark.parametrize("act", ["answer", "ask", "resolve", "note", "call", "transfer", "kind"])
def test_the_same_form_sent_twice_is_saved_once_and_said_to_be_saved(any_office: Office, act: str) -> None:
    ticket = a_matter(any_office)
    browser = an_officer(any_office)
    browser.get(f"/tickets/{ticket.number}")
    unit = {"transfer": {"unit": "fpk"}, "kind": {"kind": "complaint"}}.get(act, {})

    browser.send(f"/tickets/{ticket.number}/{act}", 302, text="ข้อความ ", **unit)
    browser.send(f"/tickets/{ticket.number}/{act}", 302, text="ข้อความ ", **unit)

    assert not browser.follow().by_class("conflict")
    assert len(events_of(any_office, ticket)) == 2
    with any_office.work.read() as session:
        assert len(session.scalars(select(OutboxMessage)).all()) == (0 if act in ("note", "call", "kind") else 1)


def test_an_answer_to_a_matter_that_was_resolved_meanwhile_is_not_lost(office: Office) -> None:
    """The form it was typed into is no longer offered; the text is shown to be copied."""
    ticket = a_matter(office)
    first, second = an_officer(office, name="คนแรก"), an_officer(office)
    first.get(f"/tickets/{ticket.number}")
    second.get(f"/tickets/{ticket.number}")

    first.send(f"/tickets/{ticket.number}/resolve", text="เสร็จแล้ว")
    page = second.send(f"/tickets/{ticket.number}/answer", 409, text="กำลังไป")

    assert "แจ้งผล โดย คนแรก" in page.by_class("conflict")[0].text
    assert page.all("textarea", id="typed")[0].raw == "กำลังไป"


def test_the_documents_are_said_to_be_complete_where_a_promise_waits_for_them(office: Office) -> None:
    with office.work.write() as session:
        version = a_draft(session)
        row = charter_drafts.row_of(version, "resolution.permit")
        waiting = replace(charter_drafts.draft_of(row), starts="documents_complete")
        charter_drafts.set_standard(session, version.id, row.code, waiting, seen=version.version)
        published(session, version)
    office.clock.forward(days=30)
    other, ticket = a_matter(office), a_matter(office, kind="permit", intent="permit_fees", at=office.clock.at)
    browser = an_officer(office)
    assert not browser.get(f"/tickets/{other.number}").all("details", id="act-documents")
    page = browser.get(f"/tickets/{ticket.number}")
    assert "รอเอกสารครบถ้วน" in page.by_class("clocks")[0].text
    browser.send(f"/tickets/{ticket.number}/documents", text="แบบแปลน")

    page = browser.follow()
    assert "รอเอกสารครบถ้วน" not in page.by_class("clocks")[0].text
    assert not page.all("details", id="act-documents")
    assert events_of(office, ticket) == ["received", "documents_complete"]


def test_the_kind_is_corrected_and_the_history_says_so(any_office: Office) -> None:
    ticket = a_matter(any_office)
    browser = an_officer(any_office)
    browser.get(f"/tickets/{ticket.number}")
    browser.send(f"/tickets/{ticket.number}/kind", kind="complaint", text="ผู้รับบริการร้องเรียน")
    page = browser.follow()

    assert "มาตรฐานทดลอง" in page.text
    titles = [one.text for one in page.by_class("clock-title")]
    assert titles[0].startswith("แจ้งรับเรื่องร้องเรียนภายใน 1 วันทำการ")
    assert "แก้ประเภทจากสาธารณูปโภคและระบบบริการ เป็นข้อร้องเรียน" in page.by_class("history")[0].text
    assert events_of(any_office, ticket) == ["received", "kind_corrected"]


def test_the_same_words_by_somebody_else_are_no_repeat(office: Office) -> None:
    ticket = a_matter(office)
    first, second = an_officer(office), an_officer(office)
    first.get(f"/tickets/{ticket.number}")
    second.get(f"/tickets/{ticket.number}")

    first.send(f"/tickets/{ticket.number}/note", text="โทรแล้ว")
    second.send(f"/tickets/{ticket.number}/note", 409, text="โทรแล้ว")


def test_a_form_without_its_version_changes_nothing(office: Office) -> None:
    ticket = a_matter(office)
    browser = an_officer(office)
    browser.get(f"/tickets/{ticket.number}")

    for seen in ("", "x", "-1", "1.0", "9" * 30):
        browser.send(f"/tickets/{ticket.number}/note", 400, text="x", seen=seen)
        browser.get(f"/tickets/{ticket.number}")

    assert events_of(office, ticket) == ["received"]


def test_a_session_that_ran_out_while_typing_costs_no_work(office: Office) -> None:
    ticket = a_matter(office)
    browser = an_officer(office)
    browser.get(f"/tickets/{ticket.number}")

    office.wall.forward(hours=13)
    page = browser.send(f"/tickets/{ticket.number}/answer", 401, text="งานที่พิมพ์ไว้")

    assert page.all("textarea")[0].raw == "งานที่พิมพ์ไว้"
    assert events_of(office, ticket) == ["received"]


def test_an_officer_who_moved_away_meanwhile_no_longer_changes_the_matter(office: Office) -> None:
    ticket = a_matter(office)
    with office.work.write() as session:
        staff = a_staff(session)
    browser = office.browser(staff)
    browser.get(f"/tickets/{ticket.number}")
    with office.work.write() as session:
        session.get_one(Staff, staff.id).unit_id = "fpk"

    browser.send(f"/tickets/{ticket.number}/note", 404, text="x")
