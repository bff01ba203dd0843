"""The yearly plan on the desk: made, set, moved and done; who may; and the figure with the rows behind it."""

from __future__ import annotations

import io

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.document import Document
from backend.models.plan import PlanActivity, PlanYear
from backend.models.staff import Role, Staff
from backend.services import plan_activities
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import NOW, a_staff, after
from tests.plan_rows import YEAR, a_draft, a_set_plan, marketing, of_step, with_dates

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def someone(office: Office, unit: str = "ops1", role: Role = Role.OFFICER) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit=unit, role=role))


def the_plan(office: Office) -> PlanYear:
    with office.work.write() as session:
        return a_set_plan(session)


def activity_of(office: Office, id: int) -> PlanActivity:
    with office.work.read() as session:
        return session.get_one(PlanActivity, id)


def test_a_first_plan_is_made_from_the_manual_and_asks_for_dates_before_it_is_set(office: Office) -> None:
    keeper = someone(office, "ftl", Role.MARKETING)
    page = keeper.get("/plan")
    assert "คู่มือไม่ได้กำหนดวันไว้" in page.by_class("nothing")[0].text

    keeper.send(f"/plan/{YEAR}/make")

    page = keeper.follow()
    assert "กรุณากำหนดวันก่อน ยังมี 7 กิจกรรม" in page.text
    assert [row.all("h3")[0].text for row in page.by_class("step")][4] == "5. ถ่ายทอดให้กับหน่วยงานที่เกี่ยวข้อง"
    assert {row.by_class("clock")[0].text for row in page.by_class("year-row")} == {"รอกำหนดวัน"}
    assert not [form for form in page.all("form") if form.attributes["action"].endswith("/set")]
    assert len(page.all("svg", class_="year-bar")) == 7


def test_a_draft_is_filled_in_and_set(any_office: Office) -> None:
    keeper = someone(any_office, "ftl", Role.MARKETING)
    with any_office.work.write() as session:
        plan = a_draft(session)
        first = plan.activities[0].id
    keeper.get(f"/plan/activities/{first}")
    action = f"/plan/activities/{first}/edit"

    page = keeper.send(action, 422, units="ftl", starts_on="1/10/2568", due_on="31/2/2569", title="วิเคราะห์ใหม่")
    assert "กรุณากรอกวันที่" in page.by_class("field-problem")[0].text
    assert keeper.form(action).all("input", name="title")[0].attributes["value"] == "วิเคราะห์ใหม่"
    keeper.send(action, units="ftl", due_on="28/2/2569")

    assert keeper.follow().all("h1")[0].text == "วิเคราะห์ใหม่"
    with any_office.work.write() as session:
        with_dates(session, session.get_one(PlanYear, plan.id))
    keeper.get("/plan")
    keeper.send(f"/plan/{YEAR}/set")
    page = keeper.follow()
    assert "กำหนดใช้แล้ว" in page.text
    assert "กำหนดแผนหลังวันครบกำหนด 4 กิจกรรม" in page.by_class("figure-card")[0].text
    page = keeper.get(f"/plan/{YEAR}/indicator")
    assert "กำหนดแผนหลังวันครบกำหนด (ไม่นับ): 4 กิจกรรม" in [title.text for title in page.all("h2")]


def test_a_stale_page_sets_nothing(office: Office) -> None:
    keeper = someone(office, "ftl", Role.MARKETING)
    with office.work.write() as session:
        plan = with_dates(session, a_draft(session))
    keeper.get("/plan")
    with office.work.write() as session:
        with_dates(session, session.get_one(PlanYear, plan.id))

    page = keeper.send(f"/plan/{YEAR}/set", 409)

    assert "มีผู้แก้ไขแผนนี้ไปก่อนแล้ว" in page.by_class("conflict")[0].text
    with office.work.read() as session:
        assert not session.get_one(PlanYear, plan.id).is_set


def test_what_is_late_stands_first_in_words(office: Office) -> None:
    the_plan(office)

    page = someone(office, "kso").get("/plan")

    assert "เกินกำหนด 4 กิจกรรม" in [title.text for title in page.all("h2")]
    assert page.by_class("plan-late")[0].by_class("clock")[0].text == "เกินกำหนด 160 วัน"
    assert "วันครบกำหนดตรงกับวันอาทิตย์" in page.by_class("year-row")[1].text
    assert not page.all("form", action=f"/plan/{YEAR}/make")


def test_an_owner_follows_up_shows_evidence_and_says_that_it_is_done(any_office: Office) -> None:
    activity = of_step(the_plan(any_office), 6)
    path, browser = f"/plan/activities/{activity.id}", someone(any_office)
    browser.get(path)
    browser.send(f"{path}/follow-up", words="ตรวจครบทุกนิคม\nแล้ว")
    browser.get(path)
    page = browser.send(f"{path}/done", 422)
    assert "กรุณาแนบเอกสารหลักฐาน" in page.by_class("field-problem")[0].text
    browser.get(path)
    file = (io.BytesIO(PDF), "รายงาน.exe")
    browser.send(f"{path}/evidence", document=file, document_title="รายงานไตรมาส")  # type: ignore[arg-type]
    browser.follow()
    browser.send(f"{path}/done", done_on="8/4/2569")

    page = browser.follow()

    assert "แล้วเสร็จตามกำหนด 8 เม.ย. 2569" in page.text
    assert [event.all("strong")[0].text for event in page.by_class("history")[0].all("li")] == [
        "ดำเนินการแล้วเสร็จ",
        "ติดตามผล",
    ]
    with any_office.work.read() as session:
        [document] = session.scalars(select(Document))
    assert page.all("a", href=f"/documents/{document.id}")[0].text == "รายงานไตรมาส"
    assert not [form for form in page.all("form") if form.attributes["action"].endswith(("/reopen", "/move"))]


def test_evidence_is_withdrawn_with_a_reason_stays_to_be_read_and_counts_no_more(office: Office) -> None:
    activity = of_step(the_plan(office), 6)
    path, browser = f"/plan/activities/{activity.id}", someone(office)
    browser.get(path)
    assert not browser.page.all("details", id="act-withdraw-evidence")
    file = (io.BytesIO(PDF), "ผิดฉบับ.pdf")
    browser.send(f"{path}/evidence", document=file)  # type: ignore[arg-type]
    browser.follow()
    wrong = browser.send(f"{path}/withdraw-evidence", 422, evidence="999999", why="")
    assert len(wrong.by_class("field-problem")) == 2
    number = wrong.all("select", name="evidence")[0].all("option")[1].attributes["value"]
    browser.send(f"{path}/withdraw-evidence", evidence=number, why="แนบผิดฉบับ")

    page = browser.follow()

    assert "ถอนแล้ว สมชาย ใจดี" in page.by_class("documents")[0].text
    assert "แนบผิดฉบับ" in page.by_class("documents")[0].text
    assert "กรุณาแนบเอกสารหลักฐาน" in browser.send(f"{path}/done", 422).by_class("field-problem")[0].text
    browser.get(path)
    again = (io.BytesIO(PDF), "ฉบับที่ถูก.pdf")
    browser.send(f"{path}/evidence", document=again)  # type: ignore[arg-type]
    browser.follow()
    stale = browser.form(f"{path}/withdraw-evidence")
    browser.send(f"{path}/done")
    told = browser.send_to(f"{path}/withdraw-evidence", stale, 409, evidence=str(int(number) + 1), why="ขอถอน")
    assert "ขอถอน" in told.by_class("conflict")[0].text


def test_a_file_that_is_none_of_ours_is_refused_and_keeps_nothing(office: Office) -> None:
    activity = of_step(the_plan(office), 6)
    path, browser = f"/plan/activities/{activity.id}", someone(office)
    browser.get(path)

    for file in ((io.BytesIO(b"<html><script>"), "รายงาน.pdf"), (io.BytesIO(b""), "")):
        page = browser.send(f"{path}/evidence", 422, document=file, document_title="ชื่อ")  # type: ignore[arg-type]

        assert page.by_class("problem")
        assert page.all("input", name="document_title")[0].attributes["value"] == "ชื่อ"
    with office.work.read() as session:
        assert session.scalars(select(Document)).all() == []


def test_another_unit_reads_it_and_can_do_nothing(office: Office) -> None:
    plan = the_plan(office)
    activity = of_step(plan, 4)
    path = f"/plan/activities/{activity.id}"
    browser, administrator = someone(office), someone(office, "ftl", Role.ADMINISTRATOR)

    page = browser.get(path)

    assert page.by_class("acts") == []
    assert page.all("a", aria_current="true")[0].text == "แผนประจำปี"
    own = f"/plan/activities/{of_step(plan, 6).id}"
    browser.get(own)
    stolen = browser.form(f"{own}/done")
    page = browser.send_to(f"{path}/done", stolen, 403, words="x")
    assert "เป็นของหน่วยงานอื่น" in page.text
    for act in ("edit", "move", "withdraw", "reopen"):
        assert "ได้เฉพาะ ฝตล." in browser.send_to(f"{path}/{act}", stolen, 403, why="x").text
    assert administrator.get(path).by_class("acts") == []
    assert activity_of(office, activity.id).done_on is None


def test_marketing_moves_dates_withdraws_and_reopens_with_reasons(any_office: Office) -> None:
    keeper = someone(any_office, "ftl", Role.MARKETING)
    plan = the_plan(any_office)
    third, fourth = of_step(plan, 3), of_step(plan, 4)
    path = f"/plan/activities/{third.id}"
    keeper.get(path)
    assert "ร่าง" not in keeper.page.by_class("matter-meta")[0].text
    page = keeper.send(f"{path}/move", 422, due_on="30/6/2569")
    assert [fault.text for fault in page.by_class("field-problem")] == ["กรุณาเขียนเหตุผลที่เลื่อนวัน"]
    keeper.send(f"{path}/move", why="รอผลสำรวจ")
    page = keeper.follow()
    assert "ครบกำหนด จาก 31 ม.ค. 2569 เป็น 30 มิ.ย. 2569" in page.by_class("history")[0].text
    assert "กำหนดครั้งแรก 31 ม.ค. 2569" in page.text

    keeper.send(f"{path}/done", done_on="1/4/2569", words="ร่างกฎบัตร")
    keeper.follow()
    keeper.send(f"{path}/reopen", why="เอกสารไม่ครบ")
    assert keeper.follow().by_class("history")[0].all("strong")[0].text == "เปิดกิจกรรมอีกครั้ง"
    keeper.get(f"/plan/activities/{fourth.id}")
    keeper.send(f"/plan/activities/{fourth.id}/withdraw", why="รวมกับขั้นตอนอื่น")
    page = keeper.follow()
    assert page.by_class("acts") == []
    assert "ยกเลิก" in page.by_class("matter-meta")[0].text


def test_two_who_say_that_it_is_done_leave_one_deed(office: Office) -> None:
    activity = of_step(the_plan(office), 6)
    path, first, second = f"/plan/activities/{activity.id}", someone(office), someone(office, "fpk")
    first.get(path)
    second.get(path)
    first.send(f"{path}/done", words="เสร็จแล้ว")

    page = second.send(f"{path}/done", 409, words="ของเราก็เสร็จ")

    told = page.by_class("conflict")[0].text
    assert "บันทึกว่ากิจกรรมนี้แล้วเสร็จไปก่อนแล้ว" in told
    assert "ของเราก็เสร็จ" in told


def test_the_figure_opens_to_the_rows_behind_it(any_office: Office) -> None:
    keeper = someone(any_office, "ftl", Role.MARKETING)
    with any_office.work.write() as session:
        plan = a_set_plan(session)
        _done(session, of_step(plan, 1), "30/10/2568")
        _done(session, of_step(plan, 2), "5/12/2568")
    keeper.get("/plan")
    assert keeper.page.by_class("figure")[0].text.startswith("ร้อยละ 25")

    page = keeper.get(f"/plan/{YEAR}/indicator")

    assert "1 จาก 4 กิจกรรม" in page.by_class("figure")[0].text
    assert [title.text for title in page.all("h2")][1:] == [
        "แล้วเสร็จตามกำหนด: 1 กิจกรรม",
        "แล้วเสร็จหลังกำหนด: 1 กิจกรรม",
        "ครบกำหนดแล้ว ยังไม่แล้วเสร็จ: 2 กิจกรรม",
        "ยังไม่ครบกำหนด (ไม่นับ): 3 กิจกรรม",
    ]
    assert len(page.by_class("change")) == 7


def _done(session: Session, activity: PlanActivity, day: str) -> Staff:
    by = marketing(session)
    plan_activities.complete(session, activity.id, {"done_on": day, "words": "รายงาน"}, by, NOW)
    return by


def test_what_is_not_there_is_not_found_and_a_year_that_is_none_shows_the_present_one(office: Office) -> None:
    browser = someone(office, "ftl", Role.MARKETING)

    for path in (f"/plan/{YEAR}/indicator", "/plan/activities/1", "/plan/99999/indicator", "/plan/-1/new"):
        browser.get(path, 404)
    for year in ("", "x", "๒๕๗๐", "0", "99999999999999999999", "2569'", "025690", "02569", "2499", "2701"):
        assert browser.get(f"/plan?year={year}").all("h1")[0].text == f"แผนประจำปีงบประมาณ {YEAR}"


def test_what_no_database_takes_is_refused_in_any_value_of_a_field_and_in_the_name_of_a_file(
    any_office: Office,
) -> None:
    activity = of_step(the_plan(any_office), 6)
    path, keeper = f"/plan/activities/{activity.id}", someone(any_office, "ftl", Role.MARKETING)
    keeper.get(f"/plan/{YEAR}/new")
    keeper.send(f"/plan/{YEAR}/new", 400, units=["ops1", "a\x00b"])  # type: ignore[arg-type]
    keeper.get(f"/plan/{YEAR}/new?step=1&step=2%00", 400)

    keeper.get(path)
    keeper.send(f"{path}/evidence", 400, document=(io.BytesIO(PDF), "a\x00b.pdf"))  # type: ignore[arg-type]

    with any_office.work.read() as session:
        assert session.scalars(select(Document)).all() == []


def test_what_somebody_writes_stays_words(office: Office) -> None:
    activity = of_step(the_plan(office), 6)
    path, browser = f"/plan/activities/{activity.id}", someone(office)
    browser.get(path)
    office.clock.at = after(5)

    browser.send(f"{path}/follow-up", words="<script>alert(1)</script>{{ 7 * 7 }}")

    assert "<script>alert(1)</script>{{ 7 * 7 }}" in browser.follow().text
