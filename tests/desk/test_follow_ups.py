"""The quarterly follow-up and the yearly review on the desk."""

from __future__ import annotations

from backend.models.staff import Role
from backend.services import yearly_reviews
from tests.catalogues import shipped
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import NOW, a_staff
from tests.plan_rows import AFTER_THE_YEAR, YEAR, a_set_plan, marketing

HERE = f"/follow-ups/{YEAR}/3/ops1"
REVIEW = {"on_process": "ครบเจ็ดขั้นตอน", "on_results": "พึงพอใจมาก", "changes": "ลดเวลาตอบ"}


def someone(office: Office, unit: str = "ops1", role: Role = Role.OFFICER) -> DeskClient:
    with office.work.write() as session:
        shipped(session)
        return office.browser(a_staff(session, unit=unit, role=role))


def test_a_unit_writes_and_everybody_sees_who_has_not(any_office: Office) -> None:
    browser, other = someone(any_office), someone(any_office, "ftl", Role.MARKETING)
    with any_office.work.write() as session:
        a_set_plan(session)
    page = browser.get(HERE)
    assert "กิจกรรมตามแผนในไตรมาสนี้" in page.text

    page = browser.send(HERE, 422, on_standards="ทันทุกเรื่อง\nยกเว้นสองเรื่อง")
    assert len(page.by_class("field-problem")) == 1
    assert browser.form(HERE).all("textarea", name="on_standards")[0].raw == "ทันทุกเรื่อง\nยกเว้นสองเรื่อง"
    browser.send(HERE, on_activities="ไม่มี")

    assert "บันทึกแล้ว" in browser.follow().by_class("matter-meta")[0].text
    page = other.get("/follow-ups")
    assert "ยังไม่บันทึก 6 จาก 7 หน่วยงาน" in page.text
    assert page.by_class("change")[-1].all("a")[0].text == "สายงานปฏิบัติงาน 1"
    any_office.clock.forward(days=100)
    assert "เกินกำหนด ยังไม่บันทึก" in other.get(f"/follow-ups/{YEAR}/3").text


def test_another_units_text_is_read_and_not_written(office: Office) -> None:
    browser = someone(office, "ops2")

    page = browser.get(HERE)

    assert not page.all("form", action=HERE)
    browser.get(f"/follow-ups/{YEAR}/3/ops2")
    stolen = browser.form(f"/follow-ups/{YEAR}/3/ops2")
    browser.send_to(HERE, stolen, 404, on_standards="x", on_activities="x")


def test_a_stale_save_is_a_conflict_and_keeps_what_was_typed(office: Office) -> None:
    first, second = someone(office), someone(office)
    first.get(HERE)
    second.get(HERE)
    first.send(HERE, on_standards="ก", on_activities="ข")

    page = second.send(HERE, 409, on_standards="ค", on_activities="ง")

    assert "มีผู้บันทึกการติดตามนี้ไปก่อนแล้ว" in page.by_class("problem")[0].text
    assert second.form(HERE).all("textarea", name="on_standards")[0].raw == "ค"


def test_a_quarter_to_come_is_shown_without_a_form(office: Office) -> None:
    page = someone(office).get(f"/follow-ups/{YEAR + 1}/1/ops1")

    assert "ยังไม่เริ่มไตรมาส" in page.text
    assert not [form for form in page.all("form") if "follow-ups" in form.attributes["action"]]


def test_what_is_no_quarter_or_unit_is_not_found(office: Office) -> None:
    browser = someone(office)

    for path in (f"/follow-ups/{YEAR}/5", f"/follow-ups/{YEAR}/0", "/follow-ups/1/1", f"{HERE}x"):
        browser.get(path, 404)


def test_a_year_in_which_the_process_did_not_run_has_no_pages_and_nothing_leads_there(office: Office) -> None:
    browser = someone(office)

    for path in ("/follow-ups/2500/1", "/follow-ups/2500/1/ops1", "/plan/2500/review", f"/follow-ups/{YEAR - 2}/4"):
        browser.get(path, 404)
    first = browser.get(f"/follow-ups/{YEAR - 1}/1").by_class("pager")[0]
    assert [link.text for link in first.all("a")] == [f"ไตรมาส 2 ปีงบประมาณ {YEAR - 1}", "ไตรมาสปัจจุบัน"]


def test_marketing_reviews_the_year_and_signs(any_office: Office) -> None:
    path, keeper = f"/plan/{YEAR}/review", someone(any_office, "ftl", Role.MARKETING)
    with any_office.work.write() as session:
        activity = a_set_plan(session).activities[0]
    keeper.get(path)
    page = keeper.send(path, 422, **REVIEW | {"links": "activity-999999", "changes": "ลดเวลา"})
    assert keeper.form(path).all("textarea", name="changes")[0].raw == "ลดเวลา"
    assert "ไม่พบในระบบ" in page.by_class("field-problem")[0].text

    keeper.send(path, **REVIEW | {"links": f"activity-{activity.id}"})
    page = keeper.follow()
    ticked = [box.attributes["value"] for box in page.all("input", type="checkbox") if "checked" in box.attributes]
    assert ticked == [f"activity-{activity.id}"]
    assert "ลงนามได้ตั้งแต่วันที่ 1 ต.ค. 2569" in page.by_class("sign-off")[0].text
    assert not page.all("form", action=f"{path}/sign")
    any_office.clock.at = AFTER_THE_YEAR
    keeper.get(path)
    keeper.send(f"{path}/sign")

    page = keeper.follow()
    assert "ลงนามแล้ว" in page.by_class("matter-meta")[0].text
    assert activity.title in page.text
    reader = someone(any_office)
    page = reader.get(path)
    assert "ครบเจ็ดขั้นตอน" in page.text
    assert not [form for form in page.all("form") if "review" in form.attributes["action"]]

    page = keeper.send(f"{path}/reopen", 422, why=" ")
    assert [fault.text for fault in page.by_class("field-problem")] == ["กรุณาเขียนเหตุผลที่เปิดการทบทวนอีกครั้ง"]
    second = someone(any_office, "ftl", Role.MARKETING)
    second.get(path)
    keeper.send(f"{path}/reopen", why="ตัวเลขผิด")
    page = second.send(f"{path}/reopen", 409, why="ขอแก้ด้วย")
    assert "เปลี่ยนไปหลังจากที่ท่านเปิดอ่าน" in page.by_class("problem")[0].text
    assert second.form(path).all("textarea", name="changes")[0].raw == "ลดเวลาตอบ"
    page = keeper.follow()
    assert "ยังไม่ลงนาม" in page.by_class("matter-meta")[0].text
    assert "ตัวเลขผิด" in page.by_class("history")[0].text
    assert keeper.form(path).all("textarea", name="changes")[0].raw == "ลดเวลาตอบ"


def test_who_saves_after_it_was_signed_is_told_and_loses_nothing(office: Office) -> None:
    path, keeper, unit = f"/plan/{YEAR}/review", someone(office, "ftl", Role.MARKETING), someone(office)
    with office.work.write() as session:
        by = marketing(session)
        yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=0, now=NOW)
    keeper.get(path)
    unit.get(HERE)
    with office.work.write() as session:
        yearly_reviews.sign(session, YEAR, by, seen=1, now=AFTER_THE_YEAR)

    told = keeper.send(path, 409, changes="คิดได้อีกข้อ").by_class("conflict")[0].text
    assert "ลงนามแล้ว" in told
    assert "คิดได้อีกข้อ" in told
    told = unit.send(HERE, 422, on_standards="ทันทุกเรื่อง", on_activities="ไม่มี").by_class("conflict")[0].text
    assert "ลงนามแล้ว" in told
    assert "ทันทุกเรื่อง" in told


def test_what_was_changed_meanwhile_is_not_signed_unread(office: Office) -> None:
    path, keeper = f"/plan/{YEAR}/review", someone(office, "ftl", Role.MARKETING)
    with office.work.write() as session:
        by = marketing(session)
        yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=0, now=NOW)
    office.clock.at = AFTER_THE_YEAR
    keeper.get(path)
    with office.work.write() as session:
        yearly_reviews.save(session, YEAR, REVIEW | {"changes": "อื่น"}, [], by, seen=1, now=NOW)

    page = keeper.send(f"{path}/sign", 409)

    assert "กรุณาอ่านฉบับล่าสุดก่อนลงนาม" in page.by_class("problem")[0].text
    assert "อื่น" in page.text
