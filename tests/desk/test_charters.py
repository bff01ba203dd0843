"""The charter on the desk: its life by forms, its standards with examples, and what hostile forms come to."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.desk import attachments, uploads
from backend.models.charter import CharterStep, CharterVersion
from backend.models.document import Document
from backend.models.staff import Role
from backend.services import charter_drafts, documents
from service_standards.charter_course import CharterState
from tests import papers
from tests.charters import a_draft, approved, before_the_board, published, the_trial_charter
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.desk.html import filled
from tests.factories import a_staff

INQUIRY = "resolution.inquiry"


def marketing(office: Office) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit="ftl", role=Role.MARKETING, name="ปรียา ตั้งใจ"))


def a_version(office: Office, bring: object = None) -> int:
    """A draft, or what ``bring`` makes of it."""
    with office.work.write() as session:
        version = a_draft(session, label="กฎบัตร พ.ศ. 2570")
        if bring:
            bring(session, version)  # type: ignore[operator]
        return version.id


def stored(office: Office, charter_id: int) -> CharterVersion:
    with office.work.read() as session:
        version = session.get_one(CharterVersion, charter_id)
        assert len(version.standards) + len(version.steps) >= 0  # read them while the session is open
        return version


def the_documents(office: Office) -> list[Document]:
    with office.work.read() as session:
        return list(session.scalars(select(Document).order_by(Document.id)))


def send(browser: DeskClient, charter_id: int, act: str, status: int = 302, **values: object) -> str:
    """Fill in the form of a step on the version's page and send it, files too; what the page then says."""
    browser.get(f"/charters/{charter_id}")
    action = f"/charters/{charter_id}/{act}"
    files = {name: value for name, value in filled(browser.form(action)).items() if name not in PAPERS}
    body = b"".join(_part(name, value) for name, value in (files | values).items()) + b"--%s--\r\n" % BOUNDARY
    response = browser.http.post(action, data=body, content_type=f"multipart/form-data; boundary={BOUNDARY.decode()}")
    assert response.status_code == status, f"{response.status_code} for {action}"
    browser.location = response.headers.get("Location", "")
    return response.get_data(as_text=True)


PAPERS = {"minutes", "presented"}
BOUNDARY = b"between-fields"


def _part(name: str, value: object) -> bytes:
    """One field of a form as a browser writes it. (The test client leaves large forms open on the disk.)"""
    content, file_name = (value[0].read(), value[1]) if isinstance(value, tuple) else (str(value).encode(), "")
    told = f'form-data; name="{name}"' + (f'; filename="{file_name}"' if file_name else "")
    return b"--%s\r\nContent-Disposition: %s\r\n\r\n%s\r\n" % (BOUNDARY, told.encode(), content)


def a_file(content: bytes = papers.PDF, name: str = "มติ.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


# The pages


def test_the_versions_are_listed_with_where_they_stand(any_office: Office) -> None:
    charter_id = a_version(any_office, published)
    browser = marketing(any_office)
    page = browser.get("/charters")

    assert [row.text for row in page.by_class("matter-subject")] == ["กฎบัตร พ.ศ. 2570", "กฎบัตรทดลอง"]
    assert [row.text for row in page.by_class("clock")] == ["เผยแพร่แล้ว", "ใช้บังคับอยู่"]
    any_office.clock.at += timedelta(days=30)
    page = browser.get("/charters")
    assert [row.text for row in page.by_class("clock")] == ["ใช้บังคับอยู่", "มีฉบับใหม่ใช้แทนแล้ว"], "no clock has run"
    life = browser.get(f"/charters/{charter_id}").by_class("life-what")
    assert [step.text for step in life] == [
        "จัดทำร่าง 9 เม.ย. 2569",
        "เสนอคณะกรรมการพิจารณา 9 เม.ย. 2569",
        "คณะกรรมการเห็นชอบ เสนอคณะกรรมการ กนอ. 9 เม.ย. 2569",
        "คณะกรรมการ กนอ. เห็นชอบ 9 เม.ย. 2569",
        "เผยแพร่ 9 เม.ย. 2569",
        "เริ่มใช้บังคับ 1 พ.ค. 2569",
    ]


def test_a_draft_of_an_older_version_leads_to_what_it_would_undo(office: Office) -> None:
    charter_id = a_version(office)
    with office.work.write() as session:
        newer = published(session, a_draft(session, label="กฎบัตร พ.ศ. 2569"))
    office.clock.forward(days=30)
    page = marketing(office).get(f"/charters/{charter_id}")

    facts = page.by_class("facts")[0]
    assert "ฉบับที่ใช้อยู่ กฎบัตร พ.ศ. 2569" in facts.text
    assert f"/charters/compare?before={newer.id}&after={charter_id}" in [a.attributes["href"] for a in facts.all("a")]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_whoever_signs_in_reads_it_and_only_marketing_changes_it(office: Office, role: Role) -> None:
    charter_id = a_version(office)
    with office.work.write() as session:
        browser = office.browser(a_staff(session, role=role))
    page = browser.get(f"/charters/{charter_id}")

    assert "ตอบข้อสอบถามแล้วเสร็จภายใน 3 วันทำการ" in page.text
    assert page.all("form", method="post")[0].attributes["action"] == "/sign-out"
    assert len(page.all("form", method="post")) == 1


def test_everything_provisional_is_called_so(office: Office) -> None:
    charter_id = a_version(office)
    browser = marketing(office)

    for path in (f"/charters/{charter_id}", f"/charters/{charter_id}/standards/{INQUIRY}", "/charters"):
        assert browser.get(path).by_class("tag-trial")


# The way from a draft to its day


def test_a_charter_goes_from_draft_to_publication_by_forms(any_office: Office) -> None:
    browser = marketing(any_office)
    with any_office.work.write() as session:
        trial_id = the_trial_charter(session).id
    browser.get(f"/charters/{trial_id}")
    browser.send(f"/charters/{trial_id}/draft", why="ทบทวนประจำปี")
    made = int(browser.location.rpartition("/")[2])
    page = browser.follow()
    assert page.all("h1")[0].text == "กฎบัตร พ.ศ. 2570 ฉบับร่าง"

    send(browser, made, "committee", presented=a_file(papers.WORD, "ร่าง.docx"), presented_title="ร่างกฎบัตร")
    send(browser, made, "board", people="คณะกรรมการ 9 ท่าน", note="เห็นชอบ")
    send(
        browser, made, "approve",
        people="คณะกรรมการ กนอ.", minutes=a_file(), minutes_title="มติคณะกรรมการ กนอ. ครั้งที่ 4/2569",
    )  # fmt: skip
    send(browser, made, "publish", in_force_from="1/5/2569")
    send(browser, made, "cascaded")
    page = browser.get(f"/charters/{made}")

    assert page.all("h1")[0].text == "กฎบัตร พ.ศ. 2570 ถ่ายทอดครบแล้ว"
    assert not page.by_class("tag-trial"), "approved by the board's document"
    assert "มติคณะกรรมการ กนอ. ครั้งที่ 4/2569 (9 เม.ย. 2569)" in page.by_class("standard-facts")[0].text
    assert [link.attributes["href"] for link in page.by_class("life")[0].all("a")] == ["/documents/1", "/documents/2"]
    paper = browser.http.get("/documents/2", buffered=True)
    assert (paper.status_code, paper.data, paper.content_type) == (200, papers.PDF, "application/pdf")
    assert paper.headers["Content-Disposition"].startswith("attachment")


def test_a_draft_that_cannot_be_made_shows_its_form_with_what_was_typed(office: Office) -> None:
    charter_id = a_version(office)
    browser = marketing(office)
    browser.get(f"/charters/{charter_id}")
    page = browser.send(
        f"/charters/{charter_id}/draft", 422, label="กฎบัตร พ.ศ. 2570", label_en="Mine", why="ขอทบทวนอีกฉบับ"
    )

    assert page.by_class("problem")[0].text == "มีฉบับชื่อ “กฎบัตร พ.ศ. 2570” อยู่แล้ว กรุณาตั้งชื่ออื่น"
    assert filled(browser.form(f"/charters/{charter_id}/draft")) | {"csrf_token": ""} == {
        "csrf_token": "",
        "label": "กฎบัตร พ.ศ. 2570",
        "label_en": "Mine",
        "why": "ขอทบทวนอีกฉบับ",
    }


# Hostile forms


def test_without_the_boards_document_nothing_is_approved_and_what_was_typed_stays(office: Office) -> None:
    charter_id = a_version(office, before_the_board)
    browser = marketing(office)
    said = send(browser, charter_id, "approve", 422, people="คณะกรรมการ กนอ.", note="เห็นชอบทุกข้อ")
    assert "กรุณาแนบรายงานการประชุมหรือมติ" in said
    assert "เห็นชอบทุกข้อ</textarea>" in said
    said = send(browser, charter_id, "approve", 422, people="คณะกรรมการ กนอ.", minutes=a_file())
    assert "กรุณากรอกชื่อหรือเลขที่ของมติ" in said
    said = send(browser, charter_id, "approve", 422, people="คณะกรรมการ กนอ.", minutes=a_file(), minutes_title="\u200b")
    assert "กรุณากรอกชื่อหรือเลขที่ของมติ" in said

    assert stored(office, charter_id).state is CharterState.BEFORE_BOARD
    assert the_documents(office) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (papers.HTML, "รับเฉพาะไฟล์ PDF"),
        (papers.WITH_MACROS, "ไม่มีมาโคร"),
        (b"", "ว่างเปล่า"),
        (papers.PDF + bytes(30 * 1024 * 1024), "ไม่เกิน 20 เมกะไบต์"),
    ],
)
def test_a_file_that_we_do_not_keep_is_told_of_and_nothing_happens(office: Office, content: bytes, told: str) -> None:
    charter_id = a_version(office, before_the_board)
    said = send(
        marketing(office), charter_id, "approve", 422,
        people="คณะกรรมการ กนอ.", note="เห็นชอบทุกข้อ", minutes=a_file(content), minutes_title="มติ",
    )  # fmt: skip

    assert told in said
    assert "เห็นชอบทุกข้อ</textarea>" in said
    assert stored(office, charter_id).state is CharterState.BEFORE_BOARD
    assert the_documents(office) == []
    assert [path for path in office.settings.media_path.rglob("*") if path.is_file()] == []


def test_far_too_much_is_not_even_read_and_a_strangers_file_neither(office: Office) -> None:
    path = f"/charters/{a_version(office, before_the_board)}/approve"
    kind = "multipart/form-data; boundary=x"

    huge = marketing(office).http.post(path, data=bytes(uploads.LARGEST_FORM + 1), content_type=kind)
    assert huge.status_code == 413
    strangers = office.browser().http.post(path, data=bytes(1024 * 1024), content_type=kind)
    assert strangers.status_code == 413


def test_a_document_is_never_a_page(office: Office) -> None:
    browser = marketing(office)
    with office.work.write() as session:
        by = a_staff(session)
        media = documents.store(office.settings.media_path.absolute())
        kept = documents.keep(
            session, media, io.BytesIO(papers.PNG), file_name="x.html", title="../<b>รูป", by=by, now=office.clock.at
        )
    response = browser.http.get(f"/documents/{kept.id}", buffered=True)

    assert (response.content_type, response.data) == ("image/png", papers.PNG)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].replace(" ;", ";") == attachments.POLICY
    assert "html" not in response.headers["Content-Disposition"]
    assert browser.http.get("/documents/999").status_code == 404
    assert office.browser().http.get(f"/documents/{kept.id}").status_code == 302


@pytest.mark.parametrize("day", ["9/4/2569", "1/1/2563", "1/5/2026", "1/5/3112", "", "31/2/2570", "2026-05-01"])
def test_a_day_that_cannot_be_is_refused(office: Office, day: str) -> None:
    charter_id = a_version(office, approved)
    said = send(marketing(office), charter_id, "publish", 422, in_force_from=day, note="ตามมติ")

    assert 'role="alert"' in said
    assert "ตามมติ</textarea>" in said
    assert stored(office, charter_id).in_force_from is None


@pytest.mark.parametrize("act", ["committee", "board", "approve", "publish", "cascaded", "review"])
def test_no_step_is_skipped_and_none_is_taken_twice(office: Office, act: str) -> None:
    """The form of the present step is sent to where another one leads."""
    charter_id = a_version(office)
    browser = marketing(office)
    browser.get(f"/charters/{charter_id}")
    form = filled(browser.form(f"/charters/{charter_id}/committee"))
    extra = {"people": "ก", "minutes_title": "มติ", "in_force_from": "1/5/2569"}
    sent = {key: value for key, value in form.items() if key not in PAPERS} | extra

    first = browser.http.post(f"/charters/{charter_id}/{act}", data={**sent, "minutes": a_file()})
    again = browser.http.post(f"/charters/{charter_id}/{act}", data={**sent, "minutes": a_file()})

    assert first.status_code == (302 if act == "committee" else 422)
    assert again.status_code == (409 if act == "committee" else 422)
    reached = CharterState.BEFORE_COMMITTEE if act == "committee" else CharterState.DRAFT
    assert stored(office, charter_id).state is reached


def test_a_stale_form_shows_how_it_stands_now(office: Office) -> None:
    charter_id = a_version(office, before_the_board)
    slow, quick = marketing(office), marketing(office)
    slow.get(f"/charters/{charter_id}")
    stale = {
        key: value for key, value in filled(slow.form(f"/charters/{charter_id}/back")).items() if key not in PAPERS
    }
    approval = {"people": "คณะกรรมการ กนอ.", "minutes": a_file(), "minutes_title": "มติ"}
    send(quick, charter_id, "approve", **approval)
    response = slow.http.post(f"/charters/{charter_id}/back", data={**stale, "note": "ขอแก้ไขข้อ 3"})

    assert response.status_code == 409
    assert "มีผู้บันทึกกฎบัตรฉบับนี้ไปก่อนแล้ว" in response.get_data(as_text=True)
    assert stored(office, charter_id).state is CharterState.APPROVED


def test_an_approved_version_is_not_edited_by_any_form(any_office: Office) -> None:
    charter_id = a_version(any_office)
    browser = marketing(any_office)
    browser.get(f"/charters/{charter_id}/standards/{INQUIRY}")
    form = filled(browser.form(f"/charters/{charter_id}/standards/{INQUIRY}"))
    with any_office.work.write() as session:
        version = approved(session, session.get_one(CharterVersion, charter_id))
        before = [(row.code, row.allowance, row.title_th, row.standing) for row in version.standards]
        seen = str(version.version)
    hostile = form | {"seen": seen, "count": "1", "do": "save", "kind": "suggestion", "measure": "resolution"}
    hostile |= {"title_th": "ภายใน 1 วัน", "title_en": "within 1 day"}

    for path in (f"standards/{INQUIRY}", "standards", f"standards/{INQUIRY}/drop"):
        response = browser.http.post(f"/charters/{charter_id}/{path}", data=hostile)
        assert response.status_code == 422, path
        assert "แก้ไขได้เฉพาะฉบับร่าง" in response.get_data(as_text=True)
    version = stored(any_office, charter_id)
    assert [(row.code, row.allowance, row.title_th, row.standing) for row in version.standards] == before
    assert not browser.get(f"/charters/{charter_id}").by_class("standard-acts")


# Editing with examples


def test_examples_tell_what_a_change_means_before_it_is_saved(any_office: Office) -> None:
    charter_id = a_version(any_office)
    browser = marketing(any_office)
    path = f"/charters/{charter_id}/standards/{INQUIRY}"
    page = browser.get(path)
    assert len(page.by_class("example")) == 5
    page = browser.send(path, 200, do="preview", count="2")

    morning, friday, evening, songkran, question = (one.text for one in page.by_class("example"))
    assert "เดิม 24 เม.ย. 69 16.30 น. ใหม่ 23 เม.ย. 69 16.30 น. เร็วขึ้น" in morning, "Tuesday 21 April, after Songkran"
    assert "วันทำการสุดท้ายก่อนสงกรานต์" in songkran
    assert "ขอข้อมูล" in question
    assert "ยังไม่ได้บันทึก" in page.text
    assert page.by_class("field-problem")[0].text == "คำมั่นต้องบอกเวลาตรงกับที่กำหนดไว้ คือ 2 วันทำการ"
    assert filled(browser.form(path))["count"] == "2", "what was typed stays"
    assert stored(any_office, charter_id).version == 1, "nothing is saved by looking"
    assert friday
    assert evening


def test_a_standard_is_saved_added_and_dropped_by_forms(any_office: Office) -> None:
    charter_id = a_version(any_office)
    browser = marketing(any_office)
    path = f"/charters/{charter_id}/standards/{INQUIRY}"
    browser.get(path)
    browser.send(
        path, do="save", count="2", title_th="ตอบแล้วเสร็จภายใน 2 วันทำการ", title_en="in full within 2 working days"
    )
    browser.get(f"/charters/{charter_id}/standards/new")
    browser.send(
        f"/charters/{charter_id}/standards", do="save", kind="suggestion", measure="resolution", count="30",
        unit="calendar_day", title_th="แจ้งผลภายใน 30 วัน", title_en="within 30 days", basis="ค่าทดลอง",
        stays_provisional="yes",
    )  # fmt: skip
    browser.get(f"/charters/{charter_id}/standards/progress.complaint")
    browser.send(f"/charters/{charter_id}/standards/progress.complaint/drop")
    rows = {row.code: row for row in stored(any_office, charter_id).standards}

    assert rows[INQUIRY].allowance == "2 working_days"
    assert (rows["resolution.suggestion"].allowance, rows["resolution.suggestion"].stays_provisional) == (
        "30 calendar_days",
        True,
    )
    assert "progress.complaint" not in rows
    with any_office.work.write() as session:
        trial_id = the_trial_charter(session).id
    page = browser.get(f"/charters/compare?before={trial_id}&after={charter_id}")
    assert "เปลี่ยน 1 ข้อ เพิ่ม 1 ข้อ ตัดออก 1 ข้อ เหมือนเดิม 14 ข้อ" in page.text
    assert "3 วันทำการ" in page.by_class("was")[0].text
    assert "2 วันทำการ" in page.by_class("becomes")[0].text


def test_faults_stand_at_their_fields_and_what_was_typed_stays(office: Office) -> None:
    charter_id = a_version(office)
    browser = marketing(office)
    path = f"/charters/{charter_id}/standards/response.inquiry"
    browser.get(path)
    page = browser.send(path, 422, do="save", count="เร็วที่สุด", unit="hour", pausable="yes", title_th="<b>เร็ว</b>")

    problems = {node.attributes["id"]: node.text for node in page.by_class("field-problem")}
    assert problems["problem-count"] == "กรุณากรอกจำนวนเป็นตัวเลขจำนวนเต็ม"
    assert problems["problem-calendar"].startswith("นาทีและชั่วโมงนับตลอด 24 ชั่วโมง")
    assert problems["problem-pausable"] == "การตอบครั้งแรกและคำตอบของบอตหยุดนับเวลาไม่ได้"
    typed = filled(browser.form(path))
    assert (typed["count"], typed["unit"], typed["title_th"]) == ("เร็วที่สุด", "hour", "<b>เร็ว</b>")
    assert page.by_class("example"), "the examples stay, by what is stored"


def test_an_edit_over_somebody_elses_is_a_conflict_that_shows_theirs(office: Office) -> None:
    charter_id = a_version(office)
    browser = marketing(office)
    path = f"/charters/{charter_id}/standards/{INQUIRY}"
    browser.get(path)
    with office.work.write() as session:
        _quicken(session, charter_id)
    mine = {"count": "4", "title_th": "ภายใน 4 วันทำการ", "title_en": "within 4 working days"}
    browser.send(path, 200, do="preview", **mine)
    page = browser.send(path, 409, do="save", **mine)

    assert "มีผู้บันทึกกฎบัตรฉบับนี้ไปก่อนแล้ว" in page.by_class("problem")[0].text
    assert "ที่บันทึกไว้: 1 วันทำการ" in page.text
    browser.send(path, do="save")
    assert {row.code: row.allowance for row in stored(office, charter_id).standards}[INQUIRY] == "4 working_days"


def _quicken(session: Session, charter_id: int) -> None:
    row = charter_drafts.row_of(session.get_one(CharterVersion, charter_id), INQUIRY)
    draft = charter_drafts.draft_of(row)
    words = {"title_th": "ภายใน 1 วันทำการ", "title_en": "within 1 working day"}
    quicker = charter_drafts.StandardDraft(
        **{name: getattr(draft, name) for name in draft.__slots__} | {"count": "1"} | words
    )
    charter_drafts.set_standard(session, charter_id, INQUIRY, quicker, seen=1)


@pytest.mark.parametrize(
    "path",
    [
        "/charters/999",
        "/charters/999/standards/new",
        f"/charters/999/standards/{INQUIRY}",
        "/charters/1/standards/resolution.love",
        "/charters/compare",
        "/charters/compare?before=1&after=999",
        "/charters/compare?before=x&after=1",
        "/charters/99999999999999999999",
    ],
)
def test_what_is_not_there_is_not_found(office: Office, path: str) -> None:
    a_version(office)

    assert "ไม่พบ" in marketing(office).get(path, 404).all("h1")[0].text


def test_a_hostile_number_of_the_page_is_a_conflict(office: Office) -> None:
    charter_id = a_version(office)
    browser = marketing(office)
    for seen in ("", "-1", "1e9", "9" * 400, "๑"):
        browser.get(f"/charters/{charter_id}")
        form = filled(browser.form(f"/charters/{charter_id}/committee"))
        sent = {key: value for key, value in form.items() if key not in PAPERS} | {"seen": seen}
        assert browser.http.post(f"/charters/{charter_id}/committee", data=sent).status_code == 409, seen
    with office.work.read() as session:
        assert len(session.scalars(select(CharterStep)).all()) == 1
