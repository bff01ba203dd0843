"""The yearly evaluation: three indicators, each number the sum of its quarters and the count of what it opens to."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.measurement import Measurement
from backend.models.staff import Role
from backend.models.ticket import Rating
from backend.queries import figures
from backend.queries.years import year_figures
from service_standards.compliance import Figure
from service_standards.replay import Outcome
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import Node
from tests.factories import NOW, a_staff
from tests.plan_rows import YEAR, a_set_plan, marketing
from tests.quarters import OVER, a_matter_in_time, a_missed_matter, close

PAGE = f"/evaluation/{YEAR}"
CHOICE = {"scale": "rounded", "why": "มติที่ประชุม ฝตล."}


def a_year(session: Session) -> None:
    """Matters of two quarters: three in time, one missed; rated 3, 4 and one that only its unit may open."""
    by = marketing(session)
    a_set_plan(session, by)
    earlier = NOW - timedelta(days=40)
    for score, ticket in zip(
        (3, 4), (a_matter_in_time(session), a_matter_in_time(session, "ops2", at=earlier)), strict=True
    ):
        session.add(Rating(ticket_id=ticket.id, resolution=1, score=score, reason="คำของลูกค้า", at=NOW))
    a_matter_in_time(session)
    a_missed_matter(session, "ops2", at=earlier)
    session.flush()


def a_reader(office: Office, role: Role = Role.MARKETING, unit: str = "ftl") -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit=unit, role=role))


def panel(page: Node, name: str) -> Node:
    return page.all("section", aria_labelledby=name)[0]


def test_each_indicator_has_its_value_its_target_and_what_it_is_made_of(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)

    page = a_reader(any_office).get(PAGE)

    assert "ปีงบประมาณยังไม่สิ้นสุด" in page.by_class("tally")[0].text
    assert "0 จาก 4 กิจกรรม" in panel(page, "plan").text
    assert "ร้อยละ 75.0" in panel(page, "served").text
    assert "6 จาก 8 รายการที่ทราบผลแล้ว" in panel(page, "served").text
    assert "3.50 ระดับมาก" in panel(page, "satisfied").text
    assert "ช่วงกว้างเท่ากัน" in panel(page, "satisfied").text
    assert "ขณะนี้เป็นไปตามเป้าหมาย 1 จาก 3 ตัวชี้วัด" in page.text


def test_a_year_is_the_sum_of_its_quarters(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)
        year = year_figures(session, YEAR, NOW)
        for figure in Figure:
            assert year.cube.all.count(figure) == sum(part.cube.all.count(figure) for part in year.quarters)
        assert [part.cube.all.count(Figure.MISSED) for part in year.quarters] == [0, 2, 0, 0]
        assert year.satisfaction == figures.Mean(7, 2)


def test_every_number_of_a_quarter_opens_to_as_many_rows(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)
    reader = a_reader(any_office)
    links = [a for a in reader.get(PAGE).all("a") if "/matters?" in a.attributes["href"]]

    assert len(links) > 6
    for link in links:
        opened = reader.get(link.attributes["href"])
        assert re.search(rf"(?<!\d){link.text}(?!\d)", opened.text), link.attributes["href"]


def test_a_number_of_the_year_opens_to_those_of_its_quarters(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)
    found = a_reader(any_office).get(PAGE).by_class("year-count")
    assert len(found) > 6
    for number in found:
        total = int(number.all("summary")[0].text.split()[0].replace(",", ""))
        assert total == sum(int(link.text.replace(",", "")) for link in number.all("a"))


def test_the_ratings_are_listed_without_what_customers_wrote(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)
    reader = a_reader(any_office)

    page = reader.get("/reports/2569/3/ratings")

    assert len(page.all("tr")) == 2
    assert "คำของลูกค้า" not in page.text
    reader.get("/reports/2569/2/ratings?unit=nobody", 404)
    officer = a_reader(any_office, Role.OFFICER, "ops1")
    assert officer.get("/reports/2569/2/ratings").all("h1")[0].all("strong")[0].text == "0"
    assert officer.get("/reports/2569/2/ratings?kind=utility&month=1").all("h1")[0].all("strong")[0].text == "0"
    officer.get("/reports/2569/2/ratings?unit=ops2", 403)


def test_an_officer_sees_the_row_of_their_unit_and_opens_only_that(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)
    officer = a_reader(any_office, Role.OFFICER, "ops2")

    page = officer.get(PAGE)

    assert len(panel(page, "units").all("tr")) == 2
    links = [a.attributes["href"] for a in page.all("a") if "/matters?" in a.attributes["href"]]
    assert links
    for link in links:
        assert "unit=ops2" in link
        officer.get(link)


def test_the_scale_chosen_is_printed_with_who_chose_it_and_changes_the_level(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)
    reader = a_reader(any_office)
    reader.get(PAGE)

    reader.send(f"{PAGE}/scale", **CHOICE)
    page = reader.follow()

    assert "3.50 ระดับปานกลาง" in panel(page, "satisfied").text
    assert "บุญชม ศรีสะอาด" in panel(page, "satisfied").text
    assert "มติที่ประชุม ฝตล." in panel(page, "satisfied").text
    reader.send(f"{PAGE}/scale", 422, scale="rounded", why="")


def test_a_year_without_anything_says_so_and_one_to_come_is_not_there(office: Office) -> None:
    reader = a_reader(office)

    assert "ยังไม่มีผลของตัวชี้วัดใด" in reader.get(f"/evaluation/{YEAR - 3}").text
    reader.get(f"/evaluation/{YEAR + 1}", 404)


def test_a_closed_quarter_brings_what_was_sealed_to_its_year(any_office: Office) -> None:
    with any_office.work.write() as session:
        a_year(session)
        by = marketing(session)
    any_office.clock.at = OVER
    close(any_office.work, by)
    with any_office.work.write() as session:
        before = year_figures(session, YEAR, OVER)
        for row in session.scalars(select(Measurement)):
            row.outcome = Outcome.MISSED
        session.flush()
        after = year_figures(session, YEAR, OVER)

    assert [part.stands.seal is not None for part in after.quarters] == [False, False, True, False]
    assert after.quarters[2].cube.all.share == before.quarters[2].cube.all.share == 1
    assert after.quarters[1].cube.all.share == 0
    assert "ปิดแล้ว" in panel(a_reader(any_office).get(PAGE), "served").text
