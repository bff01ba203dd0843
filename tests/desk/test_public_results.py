"""The public results: published by marketing alone, read by anybody, no small number in them, gone when withdrawn."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backend.models.staff import Staff
from backend.queries.public_results import document
from backend.services import seals
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import a_staff
from tests.quarters import OVER, QUARTER, a_matter_in_time, a_missed_matter, close, from_marketing

SEAL = "/seals/2569/3"
RESULTS = "/results/2569/3"
JSON, CSV = "/open-data/results-2569-q3.json", "/open-data/results-2569-q3.csv"
SCHEMA = Path(__file__).parents[2] / "backend" / "data" / "results.schema.json"


def a_closed_quarter(office: Office, *, met: int, missed: int, few: int = 0) -> DeskClient:
    """So many matters of ops1, and a few of ops2; marketing's browser."""
    office.clock.at = OVER
    with office.work.write() as session:
        shipped(session)
        keeper = from_marketing(session)
        for _ in range(met):
            a_matter_in_time(session)
        for _ in range(missed):
            a_missed_matter(session)
        for _ in range(few):
            a_missed_matter(session, "ops2")
    close(office.work, keeper)
    return office.browser(keeper)


def publish(browser: DeskClient) -> None:
    browser.get(SEAL)
    browser.send(f"{SEAL}/publications")
    assert "เผยแพร่ผลของไตรมาสแล้ว" in browser.follow().by_class("done")[0].text


def published(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.browser().http.get(JSON).get_data(as_text=True))
    return found


def test_an_old_page_does_not_withdraw_what_was_published_anew(any_office: Office) -> None:
    browser, why = a_closed_quarter(any_office, met=6, missed=6), {"withdraw-why": "ข้อมูลไม่ครบ"}
    publish(browser)
    (old,) = [one.attributes["value"] for one in browser.get(SEAL).all("input") if one.attributes.get("name") == "seen"]
    browser.send(f"{SEAL}/publications/withdrawal", seen=old, **why)
    publish(browser)
    browser.get(SEAL)
    page = browser.send(f"{SEAL}/publications/withdrawal", 409, seen=old, **why)
    assert "มีการเผยแพร่ใหม่" in page.text
    assert any_office.browser().http.get(RESULTS).status_code == 200


def test_results_are_public_from_their_publication_to_their_withdrawal(any_office: Office) -> None:
    browser, anybody = a_closed_quarter(any_office, met=6, missed=6), any_office.browser()
    for path in (RESULTS, f"{RESULTS}/en", "/results", JSON, CSV):
        assert anybody.http.get(path).status_code == 404
    publish(browser)

    page = anybody.http.get(RESULTS)
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in page.headers
    words = page.get_data(as_text=True)
    assert "ได้ตามมาตรฐานร้อยละ 50.0 เกินกำหนด 12 รายการ จาก 24 รายการที่ทราบผลแล้ว" in words
    assert "มาตรฐานทดลอง" in words
    assert "<script" not in words
    assert "50.0 per cent met: 12 missed of 24 clocks with a result" in anybody.http.get(f"{RESULTS}/en").get_data(
        as_text=True
    )
    assert anybody.http.get("/results").get_data(as_text=True) == words
    assert anybody.http.get(RESULTS, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304

    page_of_seal = browser.get(SEAL)
    assert "เผยแพร่แล้วโดย มานี ฝตล" in page_of_seal.text
    seen = next(one.attributes["value"] for one in page_of_seal.all("input") if one.attributes.get("name") == "seen")
    browser.send(f"{SEAL}/publications/withdrawal", 422, seen=seen, **{"withdraw-why": " "})
    browser.get(SEAL)
    browser.send(f"{SEAL}/publications/withdrawal", seen=seen, **{"withdraw-why": "พบว่าข้อมูลหน่วยงานหนึ่งไม่ครบ"})
    assert "พบว่าข้อมูลหน่วยงานหนึ่งไม่ครบ" in browser.follow().text
    assert anybody.http.get(JSON).status_code == 404
    publish(browser)
    assert anybody.http.get(JSON).status_code == 200


def test_open_data_keeps_its_schema_and_its_table_says_the_same(office: Office) -> None:
    publish(a_closed_quarter(office, met=7, missed=5))
    found = published(office)
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    validator.validate(found)
    served = json.loads(office.browser().http.get("/open-data/results.schema.json").get_data(as_text=True))
    assert served == validator.schema
    text = office.browser().http.get(CSV).get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    total = next(row for row in rows if row["table"] == "total")
    counts = {key: found["total"][key] for key in ("received", "met", "missed", "neither", "percent_met")}
    assert {key: total[key] for key in counts} == {key: str(one) for key, one in counts.items()}
    for table, lines in (("unit", found["units"]), ("standard", found["standards"])):
        assert [int(row["missed"]) for row in rows if row["table"] == table] == [line["missed"] for line in lines]
        assert sum(line["received"] for line in lines) == found["total"]["received"]


def test_a_unit_with_few_matters_is_told_together_with_another(office: Office) -> None:
    publish(a_closed_quarter(office, met=8, missed=6, few=1))
    (line,) = published(office)["units"]
    assert [one["id"] for one in line["of"]] == ["ops1", "ops2"]
    assert (line["met"], line["missed"]) == (16, 14)


def test_what_only_one_unit_may_read_is_told_together_with_what_all_may(office: Office) -> None:
    with office.work.write() as session:
        for _ in range(6):
            a_missed_matter(session, kind="integrity")
    publish(a_closed_quarter(office, met=8, missed=6))
    (line,) = published(office)["standards"]
    assert [one["id"] for one in line["of"]] == ["other", "resolution.utility", "response.utility"]
    assert line["received"] == 40


def test_few_matters_are_not_told_by_their_two_clocks(office: Office) -> None:
    """3 and 3 are 6, but both clocks count the same matters."""
    with office.work.write() as session:
        for _ in range(3):
            a_missed_matter(session, kind="permit")
    publish(a_closed_quarter(office, met=8, missed=6))
    (line,) = published(office)["standards"]
    kinds = {one["id"].rpartition(".")[2] for one in line["of"]}
    assert kinds == {"permit", "utility"}


def test_a_quarter_with_few_matters_tells_what_was_received_at_most(office: Office) -> None:
    publish(a_closed_quarter(office, met=4, missed=1))
    found = published(office)
    assert (found["received"], found["total"], found["units"], found["standards"]) == (10, None, [], [])
    words = office.browser().http.get(RESULTS).get_data(as_text=True)
    assert "จำนวนน้อยจนอาจทำให้ทราบเรื่องของบุคคล จึงไม่แสดงรายละเอียด" in words
    assert "เกินกำหนด 2" not in words


def test_nobody_but_marketing_publishes_and_nothing_that_is_not_closed(office: Office) -> None:
    browser = a_closed_quarter(office, met=6, missed=6)
    browser.get(SEAL)
    form = browser.form(f"{SEAL}/publications")
    browser.send_to("/seals/2569/2/publications", form, 404)
    publish(browser)
    browser.send_to(f"{SEAL}/publications", form, 409)
    with office.work.write() as session:
        officer: Staff = a_staff(session)
    assert office.browser(officer).http.post(f"{SEAL}/publications").status_code in (400, 403)


def test_what_is_published_is_made_of_what_was_sealed(office: Office) -> None:
    a_closed_quarter(office, met=6, missed=6)
    with office.work.write() as session:
        seal = seals.find(session, QUARTER)
        assert seal is not None
        before = document(session, seal)
        a_missed_matter(session)
    with office.work.read() as session:
        seal = seals.find(session, QUARTER)
        assert seal is not None
        assert document(session, seal) == before


@pytest.mark.parametrize("path", ["/results/2569/9", "/results/2400/1", "/open-data/results-2569-q3.xml"])
def test_what_is_no_quarter_is_not_found(office: Office, path: str) -> None:
    assert office.browser().http.get(path).status_code == 404
