"""The register and the benchmarks on the desk: kept by marketing, read by everybody."""

from __future__ import annotations

from urllib.parse import quote

from backend.models.staff import Role
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import a_staff, a_ticket
from tests.plan_rows import YEAR, a_set_plan

ENTRY = {
    "sort": "innovation",
    "title": "แจ้งวันครบกำหนดล่วงหน้า",
    "what": "ส่งข้อความตามมาตรา ๔๔ ก่อนถูกถาม",
    "result": "ถามซ้ำน้อยลง",
}
BENCHMARK = {
    "indicator": "ความพึงพอใจ", "organisation": "หน่วยงานทดสอบ", "compared": "peer", "source": "รายงานประจำปี หน้า 12",
    "year": "2569", "value": "1,234.50", "value_unit": "คะแนน",
}  # fmt: skip


def someone(office: Office, unit: str = "ftl", role: Role = Role.MARKETING) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit=unit, role=role))


def test_an_entry_is_written_found_and_leads_back_to_where_it_came_from(any_office: Office) -> None:
    with any_office.work.write() as session:
        activity = a_set_plan(session).activities[0]
        ticket = a_ticket(session, unit="ops1")
    keeper = someone(any_office)
    keeper.get(f"/register/new?activity={activity.id}&step=1")
    assert keeper.form("/register/new").all("option", value=str(activity.id))
    page = keeper.send("/register/new", 422, **ENTRY | {"title": "", "ticket": "กนอ-69-999999"})
    assert [fault.attributes["id"] for fault in page.by_class("field-problem")] == ["problem-title", "problem-ticket"]
    assert keeper.form("/register/new").all("textarea", name="what")[0].raw == ENTRY["what"]
    keeper.send("/register/new", **ENTRY | {"ticket": ticket.number})

    page = keeper.follow()

    assert [link.text for link in page.by_class("facts")[0].all("a")] == [activity.title, ticket.number]
    assert keeper.get(f"/register?q={quote('มาตรา 44')}").by_class("change")
    assert keeper.get(f"/register?q={quote('มาตรา 45')}").by_class("change") == []
    assert keeper.get(f"/register?year={YEAR}&sort=lesson").by_class("change") == []
    stranger = someone(any_office, "ops2", Role.OFFICER)
    page = stranger.get("/register/1")
    assert ticket.number not in page.text
    assert activity.title in page.text


def test_an_entry_is_put_right_and_withdrawn_and_a_stale_page_changes_nothing(office: Office) -> None:
    keeper, other = someone(office), someone(office)
    keeper.get("/register/new")
    keeper.send("/register/new", **ENTRY)
    keeper.get("/register/1/edit")
    other.get("/register/1/edit")
    other.send("/register/1/edit", title="ชื่อใหม่กว่า")

    page = keeper.send("/register/1/edit", 409, title="ชื่อของฉัน")
    assert keeper.form("/register/1/edit").all("input", name="title")[0].attributes["value"] == "ชื่อของฉัน"
    assert "ไปก่อนแล้ว" in page.by_class("problem")[0].text
    other.get("/register/1")
    assert "ประวัติการบันทึก 2 ครั้ง" in other.page.text
    assert other.send("/register/1/withdraw", 422).by_class("field-problem")
    other.send("/register/1/withdraw", why="บันทึกซ้ำ")

    page = other.follow()
    assert "บันทึกซ้ำ" in page.by_class("conflict")[0].text
    assert other.get("/register").by_class("change") == []
    assert len(other.get("/register?withdrawn=1").by_class("change")) == 1
    other.get("/register/1/edit", 404)


def test_whatever_is_asked_for_is_answered(any_office: Office) -> None:
    reader = someone(any_office, "ops1", Role.OFFICER)

    for query in ("q=%25", "year=x", "year=99999999", "sort=joke", "page=0", "page=99999", "page=x", "q=" + "a" * 999):
        reader.get(f"/register?{query}")


def test_there_is_no_benchmark_until_one_is_entered_and_ours_stands_beside_it(office: Office) -> None:
    keeper = someone(office)
    page = keeper.get("/benchmarks")
    assert "ยังไม่มีค่าเทียบเคียง" in page.by_class("nothing")[0].text
    keeper.get("/benchmarks/new")
    page = keeper.send("/benchmarks/new", 422, **BENCHMARK | {"value": "ประมาณ 5", "year": "2026"})
    assert {fault.attributes["id"] for fault in page.by_class("field-problem")} == {"problem-value", "problem-year"}
    keeper.send("/benchmarks/new", **BENCHMARK | {"own": "plan_on_time"})

    page = keeper.follow()

    assert "1,234.50 คะแนน" in page.by_class("compared")[0].text
    assert "ยังไม่มีข้อมูลของ กนอ. ในระบบ" in page.by_class("compared-own")[0].text
    with office.work.write() as session:
        a_set_plan(session)
    assert "0 (0 จาก 4)" in keeper.get("/benchmarks").by_class("compared-own")[0].text
    reader = someone(office, "ops1", Role.OFFICER)
    assert not [link for link in reader.get("/benchmarks").all("a") if link.text.startswith("แก้ไข")]


def test_a_benchmark_is_put_right_and_withdrawn(office: Office) -> None:
    keeper = someone(office)
    keeper.get("/benchmarks/new")
    keeper.send("/benchmarks/new", **BENCHMARK)
    keeper.get("/benchmarks/1")
    assert keeper.send("/benchmarks/1", 422, source="").by_class("field-problem")
    keeper.get("/benchmarks/1")
    keeper.send("/benchmarks/1", value="5")
    assert "5 คะแนน" in keeper.follow().by_class("compared")[0].text
    keeper.get("/benchmarks/1")
    assert keeper.send("/benchmarks/1/withdraw", 422).by_class("field-problem")
    keeper.send("/benchmarks/1/withdraw", why="ที่มาผิด")

    assert keeper.follow().by_class("compared") == []
    keeper.get("/benchmarks/1", 404)


def test_what_somebody_typed_never_becomes_markup(office: Office) -> None:
    keeper = someone(office)
    keeper.get("/benchmarks/new")
    keeper.send("/benchmarks/new", **BENCHMARK | {"organisation": '"><script>alert(1)</script>'})

    assert '"><script>alert(1)</script>' in keeper.follow().text
