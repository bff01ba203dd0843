"""The desk's menu: in groups, for each role what its doors open to it, with what waits behind."""

from __future__ import annotations

import pytest

from backend.desk import gate
from backend.desk.menu import GROUPS
from backend.models.staff import Role
from backend.services import alarms
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import Node
from tests.factories import NOW, a_staff


def a_browser(office: Office, role: Role) -> DeskClient:
    with office.work.write() as session:
        shipped(session)
        return office.browser(a_staff(session, role=role, unit="ftl"))


def menu(page: Node) -> Node:
    return page.by_class("places")[0]


@pytest.mark.parametrize("role", list(Role))
def test_every_place_of_the_menu_opens_and_lies_in_its_group(office: Office, role: Role) -> None:
    browser = a_browser(office, role)
    links = [link.attributes["href"] for link in menu(browser.get("/password")).all("a")]

    assert links
    for link in links:
        browser.get(link)
        [current] = menu(browser.page).all("a", aria_current="page")
        assert current.attributes["href"] == link
        opened = [group for group in menu(browser.page).all("details") if group.all("summary", class_="here")]
        assert all(group.all("a", aria_current="page") for group in opened)


def test_every_place_is_a_view_that_says_for_whom_it_is(office: Office) -> None:
    for place in (place for group in GROUPS for place in group.places):
        assert getattr(office.app.view_functions[place.endpoint], gate.FOR), place.endpoint


def test_a_group_of_one_is_a_plain_link_and_an_empty_one_is_left_out(office: Office) -> None:
    officer, chief = a_browser(office, Role.OFFICER), a_browser(office, Role.ADMINISTRATOR)

    assert "เรื่องที่ต้องดูแล" in menu(officer.get("/")).text
    assert "ระบบ" not in menu(officer.page).text
    assert "เรื่องที่ต้องดูแล" not in menu(chief.get("/staff")).text
    assert "ระบบ" in [node.text for node in menu(chief.page).all("summary", class_="here")]


def test_a_closed_group_tells_what_waits_in_it(office: Office) -> None:
    browser = a_browser(office, Role.MARKETING)
    assert not menu(browser.get("/")).by_class("count")
    with office.work.write() as session:
        for kind in ("quota", "line_token"):
            alarms.raise_alarm(session, kind, "line", NOW)

    assert "งาน 2 รายการที่รอ" in [node.text for node in menu(browser.get("/")).all("summary")]
    assert "การแจ้งเตือน 2 รายการที่ยังไม่รับทราบ" in [node.text for node in menu(browser.page).all("a")]


def test_part_of_an_area_leads_back_to_its_place(office: Office) -> None:
    browser = a_browser(office, Role.MARKETING)

    [beside] = menu(browser.get("/catalogue-new")).all("a", aria_current="true")
    assert beside.text == "คลังคำถาม"
