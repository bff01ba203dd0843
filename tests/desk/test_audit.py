"""The self-audit on the desk: both values of what differs, for who may open the matter with a way to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import update

from backend.app import create_desk
from backend.models.measurement import Measurement
from backend.models.seal import SealedMeasurement
from backend.models.staff import Role
from backend.models.ticket import Ticket
from backend.queries.public_results import document
from backend.services import self_audit
from bot.self_audit import audit
from service_standards.replay import Outcome
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office, make_settings
from tests.factories import a_staff, a_ticket
from tests.quarters import OVER, a_missed_matter, close, from_marketing


def someone(office: Office, role: Role) -> DeskClient:
    with office.work.write() as session:
        shipped(session)
        return office.browser(a_staff(session, unit="ftl", role=role))


def audited(office: Office) -> None:
    with office.work.write() as session:
        run_id = self_audit.begin(session, office.clock())
    audit(office.work, run_id)


def spoiled(office: Office, *kinds: str) -> None:
    """Matters whose clocks are kept as met."""
    with office.work.write() as session:
        for kind in kinds:
            a_ticket(session, kind=kind)
        session.flush()
        session.execute(update(Measurement).where(Measurement.measure == "resolution").values(outcome=Outcome.MET))
    office.clock.forward(hours=1)
    audited(office)


def test_before_the_first_night_there_is_nothing_to_tell(office: Office) -> None:
    assert "ยังไม่เคยตรวจ" in someone(office, Role.ADMINISTRATOR).get("/audit").text


def test_all_is_well(any_office: Office) -> None:
    browser = someone(any_office, Role.ADMINISTRATOR)
    with any_office.work.write() as session:
        a_ticket(session)
    any_office.clock.forward(hours=1)
    audited(any_office)
    page = browser.get("/audit")
    assert "นับใหม่แล้วตรงกับที่เก็บไว้ทุกรายการ" in page.text
    assert not page.all("table")[0].all("a"), "only the list of runs"
    assert "นับใหม่ต่าง" not in browser.get("/alarms").text


def test_a_difference_is_an_alarm_that_leads_to_both_values(any_office: Office) -> None:
    browser = someone(any_office, Role.MARKETING)
    spoiled(any_office, "utility")
    alarms = browser.get("/alarms").by_class("alarm")
    [alarm] = [one for one in alarms if "ตัวเลขที่นับใหม่ต่างจากที่เก็บไว้" in one.text]
    page = browser.get(alarm.all("a")[0].attributes["href"])
    matters, figures = page.all("table")[:2]
    [row] = [row for row in matters.all("tr") if "ผล แจ้งผล" in row.text]
    assert [cell.text for cell in row.all("td")][2:4] == ["ได้ตามมาตรฐาน", "ยังไม่ครบกำหนด"]
    browser.get(row.all("a")[0].attributes["href"])
    rows = [row.all("td") for row in figures.all("tr") if "ได้ตามมาตรฐาน แจ้งผล" in row.text]
    assert [[cell.text for cell in row][2:4] for row in rows] == [["1", "0"]] * 2, "of its unit and of its place"
    assert "ไตรมาส 3 ปีงบประมาณ 2569 · ไม่ระบุนิคม · line" in [row[0].text for row in rows]


def test_what_is_found_no_more_is_kept_apart(office: Office) -> None:
    browser = someone(office, Role.ADMINISTRATOR)
    spoiled(office, "utility")
    with office.work.write() as session:
        session.execute(update(Measurement).values(outcome=Outcome.OPEN))
    audited(office)
    page = browser.get("/audit")
    assert "ตรงกับที่เก็บไว้ทุกรายการ" in page.text
    assert "ตรวจครั้งหลังไม่พบแล้ว" in page.by_class("fold")[0].text


def test_who_may_not_open_a_matter_gets_no_way_to_it(office: Office) -> None:
    spoiled(office, "integrity")
    for role in (Role.MARKETING, Role.ADMINISTRATOR):
        page = someone(office, role).get("/audit")
        assert "กนอ-69-000001" in page.text
        assert not page.all("table")[0].all("a")


@pytest.mark.parametrize(("before", "after"), [("integrity", "utility"), ("utility", "integrity")])
def test_a_sealed_matter_that_is_restricted_or_was_is_told_as_a_number(
    any_office: Office, before: str, after: str
) -> None:
    any_office.clock.at = OVER + timedelta(days=1)
    browsers = [someone(any_office, role) for role in (Role.MARKETING, Role.ADMINISTRATOR)]
    with any_office.work.write() as session:
        number = a_missed_matter(session, kind=before).number
        marketing = from_marketing(session)
    close(any_office.work, marketing)
    with any_office.work.write() as session:
        session.execute(update(SealedMeasurement).values(outcome=Outcome.MET))
        session.execute(update(Ticket).values(kind=after))
        run_id = self_audit.begin(session, any_office.clock())
        _, seals = self_audit.of_seals(session, document)
        self_audit.finish(session, run_id, 0, seals, any_office.clock())
    for browser in browsers:
        page = browser.get("/audit")
        assert "rows · restricted" in page.text
        assert "2 are others than were sealed" in page.text
        assert number not in page.text


def test_a_finding_of_a_sealed_row_leads_whoever_may_open_the_matter_to_it_until_it_is_restricted(
    any_office: Office,
) -> None:
    any_office.clock.at = OVER + timedelta(days=1)
    marketing, administrator = (someone(any_office, role) for role in (Role.MARKETING, Role.ADMINISTRATOR))
    with any_office.work.write() as session:
        number = a_missed_matter(session).number
        keeper = from_marketing(session)
    close(any_office.work, keeper)
    with any_office.work.write() as session:
        session.execute(update(SealedMeasurement).values(outcome=Outcome.MET))
    audited(any_office)
    assert [link.text for link in marketing.get("/audit").all("table")[0].all("a")] == [number] * 2
    page = administrator.get("/audit")
    assert number in page.text
    assert not page.all("table")[0].all("a")

    with any_office.work.write() as session:
        session.execute(update(Ticket).values(kind="integrity"))

    for browser in (marketing, administrator):
        page = browser.get("/audit")
        assert "unit · ops1 · row" in page.text
        assert number not in page.text


def test_a_monitor_sees_when_it_was_and_what_it_found(office: Office) -> None:
    settings = make_settings(
        office.settings.database_url, office.settings.media_path, metrics_token="a token for counts"
    )
    http = create_desk(settings, office.work, Redis.from_url(settings.redis_url)).test_client()
    sent = {"Authorization": "Bearer a token for counts"}
    assert "nikhom_audit" not in http.get("/metrics", headers=sent).text
    spoiled(office, "utility")
    office.clock.at += timedelta(minutes=1)
    told = http.get("/metrics", headers=sent).text.splitlines()
    assert "nikhom_audit_age_seconds 60.0" in told
    assert "nikhom_audit_matters_checked 1.0" in told
    assert "nikhom_audit_measurements_checked 2.0" in told
    assert not [line for line in told if line.startswith("nikhom_audit_differences 0")]
