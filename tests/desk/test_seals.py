"""Closing a quarter on the desk: whom it waits for, how far it is, what was sealed and what differs since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.models.measurement import Measurement
from backend.models.seal import QuarterSeal
from backend.queries.seal_parts import gather
from backend.services import seals
from backend.services.seals import MOST
from service_standards.thai_dates import Length, instant_th
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import NOW
from tests.quarters import (
    OPS1,
    OVER,
    QUARTER,
    a_head,
    a_matter_in_time,
    a_missed_matter,
    accept,
    close,
    from_marketing,
)

HERE = "/seals/2569/3"


def a_quarter(office: Office) -> DeskClient:
    """One unit accepted, one not; marketing's browser, after the quarter."""
    office.clock.at = OVER + timedelta(days=1)
    with office.work.write() as session:
        shipped(session)
        marketing = from_marketing(session)
        a_missed_matter(session)
        a_matter_in_time(session)
        a_matter_in_time(session, "ops2")
        accept(session, OPS1, a_head(session), marketing, now=office.clock.at)
        return office.browser(marketing)


def carry_out(office: Office) -> None:
    with office.work.write() as session:
        task = seals.take(session, office.clock.at)
    assert task is not None
    assert seals.carry_out(office.work, task, gather)


def test_a_quarter_is_previewed_closed_and_restated(any_office: Office) -> None:
    browser = a_quarter(any_office)
    row = browser.get("/seals").by_class("change")[0].text
    assert "ไตรมาส 3 ปีงบประมาณ 2569" in row
    assert "ยังไม่ปิด" in row

    page = browser.get(HERE)
    assert "3 เรื่อง 6 รายการ" in page.text
    assert "หน่วยงานที่ ฝตล. ยังไม่ตรวจรับรายงาน 1 หน่วยงาน" in page.text
    page = browser.send(HERE, 422)
    assert len(page.by_class("field-problem")) == 1
    browser.send(HERE, **{"why-ops2": "ไม่ตอบหลังเตือนสามครั้ง"})
    page = browser.follow()
    assert "กำลังปิดไตรมาส" in page.text
    assert page.all("meta", http_equiv="refresh")
    carry_out(any_office)

    page = browser.get(HERE)
    assert "ได้ตามมาตรฐานร้อยละ 66.7 เกินกำหนด 2 รายการ" in page.by_class("tally")[0].text
    assert "ไม่ตอบหลังเตือนสามครั้ง" in page.text
    assert "ข้อมูลปัจจุบันตรงกับผลที่ปิดไว้ทุกรายการ" in page.text
    with any_office.work.write() as session:
        seal = seals.find(session, QUARTER)
        assert seal is not None
        assert " ".join(seal.sha256[at : at + 8] for at in range(0, 64, 8)) in page.text
        assert seal.sealed_at is not None
        assert f"ผล ณ เวลา {instant_th(seal.sealed_at, Length.PLAIN)}" in page.text
        turned = session.scalars(select(Measurement).where(Measurement.outcome == "met")).all()[0]
        turned.outcome = "missed"  # type: ignore[assignment]

    page = browser.get(HERE)
    assert "ผล ได้ตามมาตรฐาน → เกินกำหนด" in page.by_class("compared")[0].text
    page = browser.send(f"{HERE}/restatements", 422, why=" ")
    assert [one.text for one in page.by_class("field-problem")] == ["กรุณาเขียนเหตุผลของการแก้ไข"]
    browser.send(f"{HERE}/restatements", why="ปฏิทินผิด")
    page = browser.follow()
    told = page.by_class("tally")[0].text
    assert told.index("ร้อยละ 66.7") < told.index("แก้ไขหลังปิดครั้งที่ 1: ได้ตามมาตรฐานร้อยละ 50.0")
    assert "ปฏิทินผิด" in page.by_class("history")[0].text
    assert not page.all("form", action=f"{HERE}/restatements")
    assert "แก้ไขหลังปิด 1 ครั้ง" in browser.get("/seals").text


def test_what_changes_while_one_writes_why_is_not_restated_unread(office: Office) -> None:
    browser = a_quarter(office)
    with office.work.write() as session:
        marketing = from_marketing(session)
    close(office.work, marketing, now=office.clock.at)
    with office.work.write() as session:
        a_matter_in_time(session, at=NOW)
    browser.get(HERE)
    with office.work.write() as session:
        a_matter_in_time(session, at=NOW)

    page = browser.send(f"{HERE}/restatements", 409, why="มีเรื่องบันทึกภายหลัง")

    assert "เปลี่ยนไปหลังจากที่ท่านเปิดอ่าน" in page.by_class("problem")[0].text
    assert browser.form(f"{HERE}/restatements").all("textarea", name="why")[0].raw == "มีเรื่องบันทึกภายหลัง"


def test_of_two_who_close_one_is_told_that_it_goes_on(office: Office) -> None:
    first = a_quarter(office)
    with office.work.write() as session:
        second = office.browser(from_marketing(session))
    for browser in (first, second):
        browser.get(HERE)
    why = {"why-ops2": "รอไม่ได้"}
    first.send(HERE, **why)

    page = second.send(HERE, 409, **why)

    assert "มีผู้ขอปิดไปก่อนแล้ว" in page.by_class("problem")[0].text


def test_one_that_was_given_up_is_asked_for_again(office: Office) -> None:
    browser = a_quarter(office)
    browser.get(HERE)
    browser.send(HERE, **{"why-ops2": "รอไม่ได้"})
    for _ in range(MOST):
        with office.work.write() as session:
            task = seals.take(session, office.clock.at)
            assert task is not None
            seals.fail(session, task, "MemoryError in somewhere", office.clock.at)
        office.clock.forward(minutes=10)

    page = browser.get(HERE)

    assert "ปิดไตรมาสไม่สำเร็จ" in page.text
    assert "MemoryError" in page.by_class("detail")[0].text
    browser.send(f"{HERE}/again")
    assert "กำลังปิดไตรมาส" in browser.follow().text
    carry_out(office)
    assert "ปิดแล้ว" in browser.get(HERE).all("h1")[0].text


def test_progress_is_shown_while_it_is_sealed(office: Office) -> None:
    browser = a_quarter(office)
    browser.get(HERE)
    browser.send(HERE, **{"why-ops2": "รอไม่ได้"})
    with office.work.write() as session:
        seal = session.scalars(select(QuarterSeal)).one()
        seal.rows_total, seal.rows_done = 600_000, 124_000

    [bar] = browser.get(HERE).all("progress")

    assert (bar.attributes["max"], bar.attributes["value"]) == ("600000", "124000")
    assert "จัดเก็บแล้ว 124,000 จาก 600,000 รายการ" in browser.page.text


@pytest.mark.parametrize(
    "manifest", ["{}", "x", '{"units":null,"previous":""}', '{"units":{"ops1":{"lines":4}},"previous":""}',
                 '{"units":{},"previous":7}'],
)  # fmt: skip
def test_a_seal_that_cannot_be_read_says_so_and_its_results_can_be_withdrawn(any_office: Office, manifest: str) -> None:
    browser = a_quarter(any_office)
    with any_office.work.write() as session:
        marketing = from_marketing(session)
    close(any_office.work, marketing, now=any_office.clock.at)
    browser.get(HERE)
    browser.send(f"{HERE}/publications")
    with any_office.work.write() as session:
        session.execute(update(QuarterSeal).values(manifest=manifest))

    page = browser.get(HERE)

    assert "อ่านผลที่ปิดไว้ไม่ได้" in page.by_class("problem")[0].text
    assert "ได้ตามมาตรฐาน" not in page.text
    browser.send(f"{HERE}/publications/withdrawal", **{"withdraw-why": "ตรวจสอบก่อน"})
    assert "ถอนการเผยแพร่แล้ว" in browser.follow().text
    assert not browser.page.all("form", action=f"{HERE}/publications")


def test_differences_of_a_restricted_kind_are_told_as_a_number(office: Office) -> None:
    browser = a_quarter(office)
    with office.work.write() as session:
        marketing = from_marketing(session)
    close(office.work, marketing, now=office.clock.at)
    with office.work.write() as session:
        ticket = a_missed_matter(session, kind="integrity")

    page = browser.get(HERE)

    assert "อีก 2 รายการเปิดดูได้เฉพาะหน่วยงานที่รับผิดชอบ" in page.text
    assert ticket.number not in page.text


def test_a_quarter_that_is_not_over_and_one_that_is_empty(office: Office) -> None:
    office.clock.at = OVER - timedelta(days=1)
    with office.work.write() as session:
        shipped(session)
        marketing = from_marketing(session)
    browser = office.browser(marketing)

    assert "ยังไม่มีไตรมาสที่สิ้นสุดแล้ว" in browser.get("/seals").text
    assert "ปิดได้หลังวันที่ 30 มิ.ย. 2569" in browser.get(HERE).text
    assert not browser.page.all("form", action=HERE)
    office.clock.at = OVER
    browser.get(HERE)
    browser.send(HERE)
    carry_out(office)
    assert "0 รายการ" in browser.get(HERE).text
    browser.get("/seals/2569/5", 404)


def test_units_reports_of_a_closed_quarter_are_read_and_not_changed(office: Office) -> None:
    browser = a_quarter(office)
    with office.work.write() as session:
        marketing, head = from_marketing(session), a_head(session)
    close(office.work, marketing, now=office.clock.at)
    with office.work.write() as session:
        a_missed_matter(session)

    page = browser.get("/unit-reports/2569/3")
    assert "ปิดไตรมาสแล้ว" in page.by_class("tally")[0].text
    unit = office.browser(head)
    for page in (browser.get("/unit-reports/2569/3/ops1"), unit.get("/unit-reports/2569/3/ops1")):
        assert "ซึ่งไม่เปลี่ยนผลที่ปิดไว้" in page.text
        assert not [form for form in page.all("form") if "unit-reports" in form.attributes["action"]]
