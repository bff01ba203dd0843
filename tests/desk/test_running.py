"""What those who run the system see and do: alarms, accounts, the state of things, health and counts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import select

from backend.app import create_desk
from backend.desk import gate
from backend.health import CLOCK_BEAT
from backend.models.alarm import Alarm
from backend.models.inbox import Handling, InboxEvent
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Role, Staff
from backend.services import alarms, emails, facts, tickets
from backend.work import SilentDoorbell, Work, make_engine
from tests.desk.client import DeskClient
from tests.desk.conftest import Office, make_settings
from tests.factories import NOW, PASSWORD, a_staff, a_ticket, after


def an_administrator(office: Office) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit="ftl", role=Role.ADMINISTRATOR, username="chief"))


def an_event(kind: str, handling: Handling, number: int) -> InboxEvent:
    return InboxEvent(
        event_id=f"{kind}{number}", conversation_key="c", kind=kind, occurred_ms=0, digest="", handling=handling,
        received_ms=int(NOW.timestamp() * 1000) - 90_000,
    )  # fmt: skip


# Alarms


def test_an_alarm_is_shown_until_somebody_clears_it_and_again_when_it_is_raised_again(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session, unit="ftl", intent="unknown", routed=False)
        browser = office.browser(a_staff(session, unit="ftl", role=Role.MARKETING))
    page = browser.get("/alarms")

    alarm = page.by_class("alarm")[0]
    assert "ยังไม่มีกฎส่งเรื่อง" in alarm.text
    assert alarm.all("a")[0].text == ticket.number
    assert page.by_class("count")[0].text.startswith("1")

    browser.send("/alarms/1/clear")
    page = browser.follow()
    assert not page.by_class("alarm")
    assert ticket.number in page.by_class("fold")[0].text
    assert not page.by_class("places")[0].by_class("count")

    with office.work.write() as session:
        alarms.raise_alarm(session, "no_route", ticket.number, after(5))
    assert "2 ครั้ง" in browser.get("/alarms").by_class("alarm")[0].text


def test_clearing_an_alarm_that_is_not_there_does_no_harm(office: Office) -> None:
    with office.work.write() as session:
        alarms.raise_alarm(session, "quota", "line", NOW)
    browser = an_administrator(office)
    browser.get("/alarms")

    browser.send_to("/alarms/999/clear", browser.form("/alarms/1/clear"))
    browser.send("/alarms/1/clear")
    browser.send("/alarms/1/clear")

    with office.work.read() as session:
        assert session.scalars(select(Alarm.cleared_at)).all() == [NOW]


def test_an_alarm_about_a_matter_one_may_not_see_is_no_link(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session, unit="ops1", kind="integrity", intent="corruption", routed=False)
        browser = office.browser(a_staff(session, unit="ftl", role=Role.MARKETING))

    assert not browser.get("/alarms").by_class("alarm")[0].all("a")


# Accounts


def test_an_administrator_makes_an_account_and_hands_its_password_over_once(office: Office) -> None:
    browser = an_administrator(office)
    browser.get("/staff")
    page = browser.send("/staff", 200, username="Somchai.J", name="สมชาย", role="officer", unit="ops1")

    password = page.by_class("secret")[0].text
    assert password not in browser.get("/staff").text
    newcomer = office.browser()
    newcomer.get("/sign-in")
    newcomer.send("/sign-in", username="somchai.j", password=password)
    assert "สมชาย" in newcomer.follow().text


@pytest.mark.parametrize(
    ("values", "status", "says"),
    [
        ({"username": "chief"}, 409, "มีอยู่แล้ว"),
        ({"username": "ก"}, 422, "อักษรอังกฤษ"),
        ({"name": " "}, 422, "ชื่อและนามสกุล"),
        ({"role": "king"}, 422, "เลือกบทบาท"),
        ({"unit": "nowhere"}, 422, "เลือกหน่วยงาน"),
    ],
)
def test_an_account_that_will_not_do_is_refused_and_the_form_keeps_what_was_typed(
    office: Office, values: dict[str, str], status: int, says: str
) -> None:
    browser = an_administrator(office)
    browser.get("/staff")
    typed = {"username": "somchai", "name": "สมชาย ใจดี", "role": "officer", "unit": "ops1"} | values
    page = browser.send("/staff", status, **typed)

    assert says in page.by_class("problem")[0].text
    assert page.all("input", id="username")[0].attributes["value"] == typed["username"]
    with office.work.read() as session:
        assert session.scalars(select(Staff.username)).all() == ["chief"]


def test_heads_of_units_are_named_and_no_longer(office: Office) -> None:
    browser = an_administrator(office)
    browser.get("/staff")
    browser.send("/staff", 200, username="somsri", name="สมศรี", role="officer", unit="ops1", head="1")
    with office.work.read() as session:
        somsri = session.scalars(select(Staff).where(Staff.username == "somsri")).one()
    assert somsri.head is True

    for says, head in (("ยกเลิกการเป็นหัวหน้าหน่วยงานแล้ว", False), ("กำหนดเป็นหัวหน้าหน่วยงานแล้ว", True)):
        browser.send(f"/staff/{somsri.id}/head")
        assert browser.follow().by_class("done")[0].text == says
        with office.work.read() as session:
            assert session.get_one(Staff, somsri.id).head is head
    assert [tag.text for tag in browser.page.by_class("tag-head")] == ["หัวหน้าหน่วยงาน"]


def test_an_administrator_writes_down_where_somebody_gets_e_mail(office: Office) -> None:
    browser = an_administrator(office)
    page = browser.get("/staff")
    assert "ยังไม่ได้ตั้งค่าอีเมล" in page.text
    with office.work.write() as session:
        somsri = a_staff(session, name="สมศรี")
    browser.get("/staff")
    browser.send(f"/staff/{somsri.id}/email", email="somsri@example.org")
    assert browser.follow().by_class("done")[0].text == "บันทึกอีเมลของ สมศรี แล้ว"
    page = browser.send(f"/staff/{somsri.id}/email", 422, email="somsri")
    assert "ที่อยู่อีเมลไม่ถูกต้อง" in page.by_class("problem")[0].text
    with office.work.read() as session:
        assert session.get_one(Staff, somsri.id).email == "somsri@example.org"
    browser.send_to("/staff/999/email", browser.form("/staff"), 404, email="a@example.org")


def test_an_administrator_is_no_head_and_the_form_keeps_what_was_ticked(office: Office) -> None:
    browser = an_administrator(office)
    browser.get("/staff")
    page = browser.send("/staff", 422, username="boss", name="หัวหน้า", role="administrator", unit="ops1", head="1")

    assert "หัวหน้าหน่วยงานไม่ได้" in page.by_class("problem")[0].text
    assert "checked" in page.all("input", id="head")[0].attributes
    form = browser.form("/staff")
    browser.send_to("/staff/1/head", form, 422, head="1")
    browser.send_to("/staff/999/head", form, 404, head="1")


def test_a_new_password_replaces_the_old_one_and_lifts_the_lock(office: Office) -> None:
    with office.work.write() as session:
        locked = a_staff(session, username="malee")
        locked.locked_until = after(15)
    browser = an_administrator(office)
    page = browser.get("/staff")
    assert "พักการเข้าสู่ระบบชั่วคราว" in page.text

    password = browser.send(f"/staff/{locked.id}/password", 200).by_class("secret")[0].text

    other = office.browser()
    for attempt, status in ((PASSWORD, 401), (password, 302)):
        other.get("/sign-in")
        other.send("/sign-in", status, username="malee", password=attempt)


def test_an_account_is_closed_and_opened_again(office: Office) -> None:
    with office.work.write() as session:
        malee = a_staff(session, username="malee")
    browser, hers = an_administrator(office), office.browser(malee)

    browser.get("/staff")
    browser.send(f"/staff/{malee.id}/active")
    hers.get("/", 302)
    assert browser.follow().by_class("account-closed")
    browser.send(f"/staff/{malee.id}/active")
    assert not browser.follow().by_class("account-closed")
    hers.get("/", 302)


def test_nobody_closes_their_own_account_or_one_that_is_not_there(office: Office) -> None:
    with office.work.write() as session:
        other = a_staff(session)
        me = a_staff(session, unit="ftl", role=Role.ADMINISTRATOR)
    browser = office.browser(me)
    browser.get("/staff")
    form = browser.form(f"/staff/{other.id}/active")

    assert "ปิดบัญชีของตนเองไม่ได้" in browser.send_to(f"/staff/{me.id}/active", form, 422).text
    browser.send_to("/staff/999/active", form, 404)
    browser.send_to("/staff/999/password", form, 404)
    browser.get("/staff")


# The state of things


def test_the_state_of_the_system_counts_what_waits_and_what_was_left(office: Office) -> None:
    with office.work.write() as session:
        session.add_all(an_event("beacon", Handling.SKIPPED, n) for n in range(3))
        session.add(an_event("message", Handling.FAILED, 1))
        session.add_all(an_event("message", Handling.WAITING, n) for n in (2, 3))
        ticket = a_ticket(session)
        for state in Sending:
            tickets.answer(session, ticket, a_staff(session), "ค่ะ", seen=ticket.version, now=NOW)
            session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first().state = state  # type: ignore[union-attr]
        facts.remember(session, CLOCK_BEAT, "", NOW)
        reader = a_staff(session)
        emails.set_address(reader, "somchai@example.org")
        emails.tell(session, [reader], "a report", "รายงาน", "เปิดดูได้ที่ระบบ", NOW - timedelta(hours=2))
    page = an_administrator(office).get("/system")

    parts = [part.text for part in page.by_class("part")]
    assert "ฐานข้อมูล ปกติ" in parts
    assert "ตัวตั้งเวลา ปกติ" in parts
    assert any(part.startswith("คิวงาน (Redis) ต้องตรวจ") for part in parts)
    rows = [[cell.text for cell in row.all("td")][:3] for row in page.all("tbody")[0].all("tr")]
    assert rows == [["message", "ไม่สำเร็จ", "1"], ["beacon", "ข้าม", "3"]]
    numbers = {entry.all("dt")[0].text: entry.all("dd")[0].text for entry in page.by_class("numbers")[1].all("div")}
    assert {numbers[name] for name in ("รอส่ง", "รอส่งพร้อมข้อความถัดไป", "ส่งแล้ว", "ส่งไม่สำเร็จ")} == {"1"}
    mails = {entry.all("dt")[0].text: entry.all("dd")[0].text for entry in page.by_class("numbers")[2].all("div")}
    assert [mails[name] for name in ("รอส่ง", "ส่งแล้ว", "ส่งไม่สำเร็จ")] == ["1", "0", "0"]
    assert "เก่าสุดรอมาตั้งแต่" in mails
    assert "ยังไม่ได้กำหนดเซิร์ฟเวอร์อีเมล" in page.text


def test_health_is_told_to_anybody(office: Office) -> None:
    response = office.app.test_client().get("/healthz")

    assert response.status_code == 200
    assert response.get_json()["database"] == "ok"
    assert response.get_json()["redis"].startswith("unreachable")


def test_counts_are_told_to_whoever_brings_the_token(office: Office) -> None:
    with office.work.write() as session:
        a_ticket(session)
        session.add(an_event("message", Handling.WAITING, 1))
    token = "a token for counts"
    settings = make_settings(office.settings.database_url, office.settings.media_path, metrics_token=token)
    http = create_desk(settings, office.work, Redis.from_url(settings.redis_url)).test_client()

    told = http.get("/metrics", headers={"Authorization": f"Bearer {token}"}).text.splitlines()
    assert "nikhom_inbox_waiting_events 1.0" in told
    assert "nikhom_inbox_oldest_seconds 90.0" in told
    assert 'nikhom_tickets_open{unit="ops1"} 1.0' in told
    assert 'nikhom_outbox_messages{state="waiting"} 0.0' in told
    assert 'nikhom_emails{state="failed"} 0.0' in told
    for sent in (f"Bearer {token}x", f"Basic {token}", "Bearer ", "Bearer ก", token):
        assert http.get("/metrics", headers={"Authorization": sent}).status_code == 404
    assert http.get("/metrics").status_code == 404


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}])
def test_while_no_token_is_set_nobody_is_told_the_counts(office: Office, sent: dict[str, str]) -> None:
    assert office.app.test_client().get("/metrics", headers=sent).status_code == 404


def test_a_database_that_is_away_is_said_to_be_away(tmp_path: Path) -> None:
    """The page for it is made without the database; so are health and the sign-in form's refusal."""
    settings = make_settings(f"sqlite:///{tmp_path}/nowhere/nikhom.db", tmp_path)
    work = Work(make_engine(settings.database_url), SilentDoorbell())
    browser = DeskClient(create_desk(settings, work, Redis.from_url(settings.redis_url)))

    page = browser.get("/sign-in", 503)

    assert "ระบบยังไม่พร้อม" in page.all("h1")[0].text
    assert browser.http.get("/healthz").status_code == 503
    assert browser.http.get("/assets/x/y").status_code == 404


def test_a_fault_of_ours_is_an_apology_and_not_a_trace(office: Office) -> None:
    office.app.testing = False
    with office.work.write() as session:
        browser = office.browser(a_staff(session))

    def broken() -> str:
        raise RuntimeError("what a customer wrote")

    office.app.view_functions["worklist.page"] = gate.only_for()(broken)
    page = browser.get("/", 500)

    assert "ระบบขัดข้อง" in page.all("h1")[0].text
    assert "what a customer wrote" not in page.text


def test_the_trial_says_so_on_every_page(office: Office) -> None:
    of_trial = {"trial": 1, "trial_staff_password": PASSWORD}
    settings = make_settings(office.settings.database_url, office.settings.media_path, **of_trial)
    browser = DeskClient(create_desk(settings, office.work, Redis.from_url(settings.redis_url)))

    assert "ระบบทดลอง" in browser.get("/sign-in").by_class("banner")[0].text
    assert "ระบบทดลอง" in browser.get("/nowhere", 404).by_class("banner")[0].text
