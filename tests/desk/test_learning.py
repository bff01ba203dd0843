"""Learning from what was asked, on the desk: groups, what is made of them, who may, and what is never shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from backend.models.catalogue_change import CatalogueChange, ChangeState, ProposedWording, What
from backend.models.contact import Contact
from backend.models.staff import Role
from backend.models.unanswered import DismissedText, Unanswered, Why
from backend.services import contacts
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import NOW, a_chat, a_staff, an_unanswered

EV = "ในนิคมมีที่ชาร์จรถไฟฟ้าไหม"


def marketing(office: Office, **others: object) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit="ftl", role=Role.MARKETING, **others))  # type: ignore[arg-type]


@pytest.fixture
def group(any_office: Office) -> int:
    """Three messages with the same need; its name."""
    with any_office.work.write() as session:
        shipped(session)
        first = an_unanswered(session, EV, likely=["office_hours", "water_supply", "gone_since"])
        an_unanswered(session, "ชาร์จรถ EV ที่ไหน โทร 081-234-5678", at=NOW + timedelta(hours=1), group=first)
        an_unanswered(session, EV, at=NOW + timedelta(hours=2), group=first, why=Why.NONE_FITS)
        return first.id


def lines_of(browser: DeskClient, action: str) -> list[str]:
    form = browser.form(action)
    return [node.attributes["value"] for node in form.all("input") if node.attributes["name"].startswith("line-")]


def the_change(office: Office) -> CatalogueChange:
    with office.work.read() as session:
        return session.scalars(select(CatalogueChange)).one()


def wordings(office: Office) -> list[tuple[str, str, int | None]]:
    with office.work.read() as session:
        rows = session.scalars(select(ProposedWording).order_by(ProposedWording.id))
        return [(row.language, row.text, row.contact_id) for row in rows]


def test_groups_are_listed_with_count_examples_and_the_likeliest_question(any_office: Office, group: int) -> None:
    with any_office.work.write() as session:
        an_unanswered(session, "ขอบินโดรน", at=NOW + timedelta(hours=5))
    any_office.clock.forward(days=1)
    browser = marketing(any_office)

    page = browser.get("/learning")

    first, second = page.by_class("group")
    assert first.by_class("group-count")[0].text == "3 ข้อความ"
    assert first.all("a")[0].text == EV
    assert [line.text for line in first.by_class("group-others")[0].all("li")] == ["ชาร์จรถ EV ที่ไหน โทร xphone"]
    assert "อาจเป็น “เวลาทำการ”" in first.text
    assert second.all("a")[0].text == "ขอบินโดรน"
    assert browser.get("/learning?order=newest").by_class("group")[0].all("a")[0].text == "ขอบินโดรน"


def test_what_is_older_than_ninety_days_taken_back_or_of_a_restricted_kind_is_not_listed(any_office: Office) -> None:
    with any_office.work.write() as session:
        shipped(session)
        old = an_unanswered(session, "เก่ามาก", at=NOW - timedelta(days=91))
        an_unanswered(session, "มีคนรับสินบน").kind = "integrity"
        an_unanswered(session, "ไฟไหม้").kind = "emergency"
        gone = an_unanswered(session, "ขอถอนคำ")
        contacts.take_back(session, gone.line_message_id or "", NOW)
        assert old.text

    page = marketing(any_office).get("/learning")

    assert page.by_class("group") == []
    assert "ไม่มีคำถาม" in page.by_class("nothing")[0].text


def test_demo_messages_are_marked(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        an_unanswered(session, EV, chat=a_chat(session, key="demo99"))

    browser = marketing(office)

    assert browser.get("/learning").by_class("group")[0].by_class("tag-demo")
    assert browser.get(browser.page.by_class("group")[0].all("a")[0].attributes["href"]).by_class("tag-demo")


def test_lines_become_ways_of_asking_a_question_and_leave_the_list(any_office: Office, group: int) -> None:
    browser = marketing(any_office)
    browser.get(f"/learning/{group}")
    action = f"/learning/{group}/wordings"
    assert lines_of(browser, action) == [EV, "ชาร์จรถ EV ที่ไหน โทร xphone"]
    options = browser.form(action).all("option")
    assert [option.attributes["value"] for option in options[:2]] == ["office_hours", "water_supply"]

    browser.send(action, **{"line-1": "ชาร์จรถ EV  ที่ไหน", "more": "มีที่ชาร์จมั้ย\n\n", "why": "คนถามบ่อย"})

    change = the_change(any_office)
    assert (change.what, change.intent_id, change.state) == (What.WORDINGS, "office_hours", ChangeState.PROPOSED)
    assert [text for _, text, _ in wordings(any_office)] == [EV, "ชาร์จรถ EV ที่ไหน", "มีที่ชาร์จมั้ย"]
    sources = [source for _, _, source in wordings(any_office)]
    assert sources[0] == group
    assert sources[1] is not None
    assert sources[2] is None
    assert browser.follow().all("h1")[0].text == "เวลาทำการ"
    assert browser.get("/learning").by_class("group") == []


def test_a_withdrawn_proposal_gives_its_messages_back(any_office: Office, group: int) -> None:
    browser = marketing(any_office)
    browser.get(f"/learning/{group}")
    browser.send(f"/learning/{group}/wordings", why="คนถามบ่อย")
    number = the_change(any_office).id
    browser.get(f"/changes/{number}")

    browser.send(f"/changes/{number}/withdraw")

    assert "ยังไม่ได้จัดกลุ่ม 3 ข้อความ" in browser.get("/learning").text


def test_what_cannot_be_proposed_is_told_at_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        name = an_unanswered(session, EV).id
    browser = marketing(office)
    browser.get(f"/learning/{name}")

    page = browser.send(
        f"/learning/{name}/new", 422, id="Bad Id", title_th="ที่ชาร์จ", answer_th="คำตอบที่พิมพ์ไว้", why="เพราะถาม",
        **{"line-0": "แก้ไขแล้ว"},
    )  # fmt: skip

    form = browser.form(f"/learning/{name}/new")
    assert [node.raw for node in form.all("textarea", name="answer_th")] == ["คำตอบที่พิมพ์ไว้"]
    assert lines_of(browser, f"/learning/{name}/new") == ["แก้ไขแล้ว"]
    told = {node.attributes["id"]: node.text for node in page.by_class("field-problem")}
    assert "รหัสใช้อักษรอังกฤษ" in told["problem-id"]
    assert {"problem-title_en", "problem-unit", "problem-answer_en", "problem-reviewed_on"} <= set(told)
    with office.work.read() as session:
        assert session.scalars(select(CatalogueChange)).all() == []


NEW = {
    "id": "ev_charging",
    "title_th": "ที่ชาร์จรถไฟฟ้า",
    "title_en": "EV charging",
    "unit": "ฝตล.",
    "mode": "H",
    "basis": "ฝตล.",
    "ask_th": "ขอชื่อนิคมและจำนวนรถค่ะ",
    "ask_en": "Which estate, and how many cars?",
    "why": "คนถามบ่อย",
}


def test_a_group_becomes_a_new_question(any_office: Office, group: int) -> None:
    browser = marketing(any_office)
    browser.get(f"/learning/{group}")

    browser.send(f"/learning/{group}/new", **NEW)

    change = the_change(any_office)
    assert (change.what, change.intent_id) == (What.NEW, "ev_charging")
    assert change.content is not None
    assert change.content["ask_th"] == "ขอชื่อนิคมและจำนวนรถค่ะ"
    assert change.content["answer_th"] == ""
    page = marketing(any_office).get(f"/changes/{change.id}")
    assert page.all("h1")[0].text == "ที่ชาร์จรถไฟฟ้า"
    assert "ขอชื่อนิคมและจำนวนรถค่ะ" in page.by_class("phone-bubble")[0].text


def test_a_group_that_is_not_used_does_not_come_back_for_the_same_words(any_office: Office, group: int) -> None:
    browser = marketing(any_office)
    browser.get(f"/learning/{group}")
    assert browser.send(f"/learning/{group}/dismiss", 422, reason=" ").by_class("problem")

    browser.send(f"/learning/{group}/dismiss", reason="ไม่ใช่เรื่องของ กนอ.")

    assert browser.follow().by_class("group") == []
    with any_office.work.read() as session:
        assert len(session.scalars(select(DismissedText)).all()) == 2
        assert session.scalars(select(Unanswered)).all() == []


def test_a_group_that_somebody_has_dealt_with_is_told(any_office: Office, group: int) -> None:
    mine, theirs = marketing(any_office), marketing(any_office)
    mine.get(f"/learning/{group}")
    theirs.get(f"/learning/{group}")
    theirs.send(f"/learning/{group}/dismiss", reason="ไม่ใช่เรื่องของเรา")
    with any_office.work.write() as session:
        session.execute(delete(Unanswered))

    page = mine.send(f"/learning/{group}/wordings", 409, why="เหตุผลที่พิมพ์ไว้")

    assert "จัดการ" in page.text
    assert "เหตุผลที่พิมพ์ไว้" in page.text


def test_forged_lines_take_nobodys_words(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        name = an_unanswered(session, EV).id
        other = an_unanswered(session, "ข้อความลับ")
        other.kind = "integrity"
        secret = other.id
    browser = marketing(office)
    browser.get(f"/learning/{name}")

    forged = {"intent": "office_hours", "questions": str(secret), "contact-0": str(secret)}
    browser.send(f"/learning/{name}/wordings", 409, why="ลอง", **forged)

    with office.work.read() as session:
        assert session.get_one(Unanswered, secret).change_id is None
        assert session.get_one(Contact, secret).text == "ข้อความลับ"


def test_what_a_customer_takes_back_goes_from_the_list_and_from_what_was_proposed(
    any_office: Office, group: int
) -> None:
    browser = marketing(any_office)
    browser.get(f"/learning/{group}")
    browser.send(f"/learning/{group}/wordings", why="คนถามบ่อย")
    assert len(wordings(any_office)) == 2

    with any_office.work.write() as session:
        contacts.take_back(session, session.get_one(Contact, group).line_message_id or "", NOW)

    assert [text for _, text, _ in wordings(any_office)] == ["ชาร์จรถ EV ที่ไหน โทร xphone"]


def test_new_groups_can_be_asked_for(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
    browser = marketing(office)
    browser.get("/learning")

    browser.send("/learning/regroup")

    assert "กำลังจัดกลุ่มใหม่" in browser.follow().text


def test_a_group_like_no_question_has_none_chosen(office: Office) -> None:
    with office.work.write() as session:
        shipped(session)
        name = an_unanswered(session, EV).id
    browser = marketing(office)
    browser.get(f"/learning/{name}")

    page = browser.send(f"/learning/{name}/wordings", 422, why="เหตุผลที่พิมพ์ไว้")

    assert "กรุณาเลือกคำถาม" in page.by_class("problem")[0].text
    assert browser.form(f"/learning/{name}/wordings").all("textarea", name="why")[0].raw == "เหตุผลที่พิมพ์ไว้"
