"""The charter for everybody: read without signing in, in Thai and in English, always the version in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from redis import Redis
from sqlalchemy import update

from backend.app import create_desk
from backend.models.charter import StandardRow
from backend.services import reference
from backend.work import SilentDoorbell, Work, make_engine
from service_standards.charter import Charter, Standing, load_trial_charter
from tests.desk.conftest import Office, make_settings
from tests.desk.html import Node, read
from tests.factories import NOW, an_entry, reference_data

THAI, ENGLISH = "/charter", "/charter/en"


def page(office: Office, path: str, status: int = 200) -> Node:
    response = office.browser().http.get(path)
    assert response.status_code == status
    return read(response.get_data(as_text=True))


def charter(label: str, since: datetime, standing: Standing = Standing.APPROVED) -> Charter:
    standards = tuple(
        replace(one, standing=standing, source="มติคณะกรรมการ", title_th=f"{one.title_th} ({label})")
        for one in load_trial_charter().standards
    )
    return Charter(version=label, standing=standing, standards=standards, in_force_from=since)


def keep(office: Office, *charters: Charter) -> None:
    with office.work.write() as session:
        reference_data(session)
        for one in charters:
            reference.load_charter(session, one)


def test_everybody_reads_what_is_promised_by_sort_of_matter(any_office: Office) -> None:
    keep(any_office)

    thai, english = page(any_office, THAI), page(any_office, ENGLISH)

    for read_page, language in ((thai, "th"), (english, "en")):
        assert read_page.all("html")[0].attributes["lang"] == language
        assert len(read_page.all("h1")) == 1
        assert {head.attributes["scope"] for head in read_page.all("th")} == {"col", "row"}
        assert len(read_page.all("tbody")) == len({one.kind for one in load_trial_charter().standards})
        assert not read_page.all("script")
        assert not read_page.all("form")
    rows = {row.all("th")[0].text: row.all("td")[0].text for row in english.all("tr") if row.all("td")}
    assert rows["Advice on a permit matter within 5 working days provisional"] == (
        "within 5 working days only working days count; stops while we wait for you"
    )
    assert rows["Progress on an open complaint at least every 7 days provisional"].startswith(
        "at least every 7 calendar"
    )
    assert "วันจันทร์–ศุกร์ เวลา 08.30–16.30 น." in thai.text
    assert "วันหยุดสงกรานต์ 13–15 เม.ย." in thai.text


def test_each_language_leads_to_the_other(office: Office) -> None:
    keep(office)

    assert [(a.attributes["href"], a.attributes["lang"]) for a in page(office, THAI).all("nav")[0].all("a")] == [
        (ENGLISH, "en")
    ]
    assert [(a.attributes["href"], a.attributes["lang"]) for a in page(office, ENGLISH).all("nav")[0].all("a")] == [
        (THAI, "th")
    ]


def test_a_trial_value_is_called_so_at_each_standard_and_at_the_top(office: Office) -> None:
    keep(office)
    thai = page(office, THAI)

    assert len(thai.by_class("tag")) == len(load_trial_charter().standards)
    assert "ทุกข้อในหน้านี้เป็นมาตรฐานทดลอง" in thai.by_class("note")[0].text
    assert "ใช้ระหว่างทดลอง" in thai.by_class("facts")[0].text


def test_what_is_approved_is_not_called_provisional(office: Office) -> None:
    keep(office, charter("2569", NOW - timedelta(days=1)))
    thai = page(office, THAI)
    assert not thai.by_class("tag")
    assert not thai.by_class("note")
    assert not thai.by_class("trial")
    assert "2569" in thai.by_class("facts")[0].text
    assert "วันพุธที่ 8 เมษายน พ.ศ. 2569" in thai.by_class("facts")[0].text

    with office.work.write() as session:
        session.execute(
            update(StandardRow).where(StandardRow.code == "answer.bot").values(standing=Standing.PROVISIONAL.value)
        )
    thai = page(office, THAI)
    assert len(thai.by_class("tag")) == 1
    assert "ข้อที่มีป้าย" in thai.by_class("note")[0].text


def test_a_version_to_come_is_announced_and_takes_over_at_its_instant(any_office: Office) -> None:
    since = NOW + timedelta(days=2)
    keep(any_office, charter("2570", since))

    before = page(any_office, THAI)
    any_office.clock.at = since - timedelta(microseconds=1)
    assert page(any_office, THAI).by_class("following")
    any_office.clock.at = since
    after = page(any_office, THAI)

    assert "ประกาศแล้ว: 2570 จะมีผลตั้งแต่วันเสาร์ที่ 11 เมษายน พ.ศ. 2569" in before.by_class("following")[0].text
    assert "(2570)" not in before.text
    assert "(2570)" in after.text
    assert not after.by_class("following")


def test_the_agency_s_own_days_off_are_among_the_holidays(any_office: Office) -> None:
    keep(any_office)
    with any_office.work.write() as session:
        an_entry(session, what="holiday", first_on=date(2026, 4, 20), reason="วันสถาปนา กนอ.")

    assert "วันสถาปนา กนอ. 20 เม.ย." in page(any_office, THAI).text


def test_a_trial_says_that_it_is_one(sqlite_url: str, tmp_path: Path) -> None:
    trial = make_settings(sqlite_url, tmp_path / "media", trial="1", trial_staff_password="a password of the trial")
    engine = make_engine(trial.database_url)
    redis = Redis.from_url(trial.redis_url)
    with Work(engine, SilentDoorbell(), lambda: NOW).write() as session:
        reference_data(session)
    app = create_desk(trial, Work(engine, SilentDoorbell(), lambda: NOW), redis)

    assert "ระบบทดลอง" in app.test_client().get(THAI).get_data(as_text=True)
    redis.close()
    engine.dispose()


def test_without_a_charter_the_page_says_so(office: Office) -> None:
    assert "ยังไม่มีกฎบัตรที่ใช้อยู่" in page(office, THAI, 404).text
    assert "There is no charter in force" in page(office, ENGLISH, 404).text


def test_a_copy_is_good_for_five_minutes_and_asked_for_again_by_its_tag(office: Office) -> None:
    keep(office)
    http = office.browser().http

    first = http.get(THAI)
    again = http.get(THAI, headers={"If-None-Match": first.headers["ETag"]})
    office.clock.forward(days=1)
    tomorrow = http.get(THAI, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in first.headers
    assert (again.status_code, again.data) == (304, b"")
    assert tomorrow.status_code == 200
