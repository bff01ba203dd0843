"""The catalogue on the desk: looked at, changed by one person, approved by another, published, taken back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select

from backend.app import create_desk
from backend.desk.context import Bubble
from backend.models.catalogue import CatalogueVersion
from backend.models.catalogue_change import CatalogueChange, ChangeState
from backend.models.contact import Contact
from backend.models.staff import Role
from backend.services import catalogues, contacts
from intents.catalogue import Catalogue, Intent
from intents.comparison import Change, Comparison, Outcome
from intents.evaluate import Share
from tests.catalogues import EVEN, prepare, shipped, small
from tests.desk.client import DeskClient
from tests.desk.conftest import Office
from tests.factories import NOW, a_staff, an_unanswered

WHY = "ข้อมูลเปลี่ยน"


def an_editor(office: Office, name: str, role: Role = Role.MARKETING) -> DeskClient:
    with office.work.write() as session:
        return office.browser(a_staff(session, unit="ftl", role=role, name=name))


@pytest.fixture
def stocked(any_office: Office) -> Office:
    """A desk with a small catalogue in force."""
    with any_office.work.write() as session:
        shipped(session)
    return any_office


@pytest.fixture
def somying(stocked: Office) -> DeskClient:
    return an_editor(stocked, "สมหญิง")


@pytest.fixture
def boonmee(stocked: Office) -> DeskClient:
    return an_editor(stocked, "บุญมี", Role.ADMINISTRATOR)


def proposed(office: Office, by: DeskClient, **values: str) -> int:
    """A changed answer about office hours; the number of the proposal."""
    by.get("/catalogue/office_hours/edit")
    by.send("/catalogue/office_hours/edit", **{"answer_th": "เปิดทำการตามเวลาราชการค่ะ", "why": WHY} | values)
    return int(by.location.rpartition("/")[2])


def approved(office: Office, by: DeskClient, other: DeskClient, **values: str) -> int:
    number = proposed(office, by, **values)
    other.get(f"/changes/{number}")
    other.send(f"/changes/{number}/approve")
    return number


def state_of(office: Office, number: int) -> ChangeState:
    with office.work.read() as session:
        return session.get_one(CatalogueChange, number).state


def made(office: Office, by: DeskClient, comparison: Comparison = EVEN) -> int:
    """A version of what is approved, prepared; its number."""
    by.get("/publishing")
    by.send("/publishing/versions", why=WHY)
    number = int(by.location.rpartition("/")[2])
    with office.work.write() as session:
        prepare(session, catalogues.find(session, number), comparison)
    return number


def in_force(office: Office) -> Catalogue:
    with office.work.read() as session:
        publication = catalogues.in_force(session)
        assert publication is not None
        return catalogues.load(publication.version)


# Looking


def test_questions_past_their_review_come_first_and_all_can_be_searched(stocked: Office, somying: DeskClient) -> None:
    stocked.clock.forward(days=365 * 80)

    rows = somying.get("/catalogue").by_class("question")

    late = [bool(row.by_class("clock-late")) for row in rows]
    assert len(rows) == len(small().intents)
    assert late == sorted(late, reverse=True)
    assert any(late)
    found = somying.get("/catalogue?q=น้ำ").by_class("question")
    assert [row.all("code")[0].text for row in found] == ["water_supply"]
    assert "ไม่พบ" in somying.get("/catalogue?q=ไม่มีคำนี้แน่").text


def test_a_question_shows_what_the_chat_says_and_how_people_ask(stocked: Office) -> None:
    def preview(
        catalogue: Catalogue, intent: Intent, language: str, *, unit_name: str, today: date
    ) -> Sequence[Bubble]:
        return (Bubble(f"{intent.title_th} {language} {unit_name}", ("ปุ่มหนึ่ง",)),)

    app = create_desk(stocked.settings, stocked.work, None, wall=stocked.wall, preview=preview)  # type: ignore[arg-type]
    with stocked.work.write() as session:
        browser = DeskClient(app).sign_in(a_staff(session, unit="ftl", role=Role.MARKETING))

    page = browser.get("/catalogue/office_hours")

    bubbles = [bubble.text for bubble in page.by_class("phone-bubble")]
    assert bubbles[0].startswith("เวลาทำการ th")
    assert bubbles[1].startswith("เวลาทำการ en")
    assert page.by_class("phone-buttons")[0].text == "ปุ่มหนึ่ง"
    assert small().intents["office_hours"].examples["th"][0] in page.by_class("ways")[0].text


def test_what_is_not_in_the_catalogue_is_not_found(stocked: Office, somying: DeskClient) -> None:
    somying.get("/catalogue/nothing_of_this_name", 404)
    somying.get("/catalogue/nothing_of_this_name/edit", 404)
    somying.get("/changes/99", 404)
    somying.get("/publishing/versions/99", 404)
    somying.get("/publishing/versions/99/export", 404)


def test_before_the_first_release_the_pages_say_so(office: Office) -> None:
    browser = an_editor(office, "สมหญิง")

    for path in ("/catalogue", "/learning", "/changes"):
        assert "ยังไม่มีคลังคำถาม" in browser.get(path, 422).text
    browser.get("/publishing")


# Changing


def test_a_change_is_shown_before_and_after(stocked: Office, somying: DeskClient, boonmee: DeskClient) -> None:
    number = proposed(stocked, somying, **{"related-2": "unclear_fallback"})

    page = boonmee.get(f"/changes/{number}")

    told = {part.all("h3")[0].text: part for part in page.by_class("difference")}
    assert set(told) == {"คำตอบ (ไทย)", "คำถามที่เกี่ยวข้อง"}
    assert told["คำตอบ (ไทย)"].by_class("becomes")[0].text == "ใหม่ เปิดทำการตามเวลาราชการค่ะ"


def test_nobody_approves_their_own(stocked: Office, somying: DeskClient, boonmee: DeskClient) -> None:
    number = proposed(stocked, somying)
    boonmee.get(f"/changes/{number}")
    form = boonmee.form(f"/changes/{number}/approve")
    somying.get(f"/changes/{number}")
    offered = [node.attributes["action"] for node in somying.page.all("form")]
    token = {"csrf_token": somying.page.all("input", name="csrf_token")[0].attributes["value"]}

    assert f"/changes/{number}/approve" not in offered
    page = somying.send_to(f"/changes/{number}/approve", form, 403, **token)

    assert "ของตนเองไม่ได้" in page.by_class("problem")[0].text
    assert state_of(stocked, number) is ChangeState.PROPOSED


def test_a_rejection_needs_a_reason_which_the_author_reads(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    number = proposed(stocked, somying)
    boonmee.get(f"/changes/{number}")
    form = boonmee.form(f"/changes/{number}/approve")

    assert "เหตุผลที่ไม่อนุมัติ" in boonmee.send_to(f"/changes/{number}/reject", form, 422).text
    boonmee.send_to(f"/changes/{number}/reject", form, note="ขอที่มาด้วย")

    assert "ขอที่มาด้วย" in somying.get(f"/changes/{number}").text
    assert state_of(stocked, number) is ChangeState.REJECTED


def test_of_two_who_judge_the_second_is_told(stocked: Office, somying: DeskClient, boonmee: DeskClient) -> None:
    number = proposed(stocked, somying)
    third = an_editor(stocked, "มานี")
    boonmee.get(f"/changes/{number}")
    third.get(f"/changes/{number}")
    boonmee.send(f"/changes/{number}/approve")

    page = third.send(f"/changes/{number}/approve", 409, note="ความเห็นของมานี")

    assert "อนุมัติแล้ว" in page.by_class("problem")[0].text


def test_the_second_editor_of_a_question_is_told_of_the_first_and_keeps_their_text(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    boonmee.get("/catalogue/office_hours/edit")
    proposed(stocked, somying)

    page = boonmee.send("/catalogue/office_hours/edit", 409, answer_th="ข้อความของบุญมี", why="เหตุผลของบุญมี")

    conflict = page.by_class("conflict")[0]
    assert "สมหญิง" in conflict.text
    assert WHY in conflict.text
    form = boonmee.form("/catalogue/office_hours/edit")
    assert form.all("textarea", name="answer_th")[0].raw == "ข้อความของบุญมี"
    assert form.all("textarea", name="why")[0].raw == "เหตุผลของบุญมี"
    assert boonmee.get("/catalogue/office_hours").all("a", href="/catalogue/office_hours/edit") == []


def test_an_editor_is_told_when_the_question_was_published_anew_meanwhile(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    third = an_editor(stocked, "มานี")
    third.get("/catalogue/office_hours/edit")
    approved(stocked, somying, boonmee)
    number = made(stocked, somying)
    somying.get(f"/publishing/versions/{number}")
    somying.send(f"/publishing/versions/{number}/publish", why=WHY)

    page = third.send("/catalogue/office_hours/edit", 409, answer_th="ข้อความของมานี", why="ลอง")

    assert "ฉบับใหม่" in page.by_class("problem")[0].text
    third.send("/catalogue/office_hours/edit")  # having been told, they may


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("review_by", "31/2/2570", "วัน/เดือน/ปี"),
        ("review_by", "22/11/2026", "พ.ศ."),
        ("review_by", "1/1/2500", "อยู่หลัง"),
        ("answer_en", "", "ทั้งภาษาไทยและภาษาอังกฤษ"),
        ("answer_th", "ก" * 3001, "ข้อความเดียว"),
        ("source_en", "", "ทั้งสองภาษา"),
        ("title_th", "", "กรุณากรอก"),
        ("short_th", "ชื่อบนปุ่มที่ยาวเกินกว่ายี่สิบตัวอักษรแน่นอน", "20"),
        ("unit", "ไม่มีหน่วยนี้", "เลือกจากรายการ"),
        ("related-0", "office_hours", "คำถามอื่น"),
        ("related-0", "no_such_question", "ไม่มีคำถามรหัส"),
        ("mode", "M", "โปรแกรม"),
        ("unit", "bot", "เลือกหน่วยงาน"),
        ("why", " ", "เหตุผล"),
        ("more", "!!!", "ไม่มีคำ"),
        ("more", "น้ำไม่ไหล", "อยู่แล้ว"),
    ],
)
def test_each_fault_is_told_at_its_field(office: Office, field: str, typed: str, told: str) -> None:
    with office.work.write() as session:
        shipped(session)
    browser = an_editor(office, "สมหญิง")
    browser.get("/catalogue/office_hours/edit")

    page = browser.send("/catalogue/office_hours/edit", 422, **{"why": WHY, field: typed})

    where = {"more": "wordings", "related-0": "related"}.get(field, field)
    (fault,) = [node for node in page.by_class("field-problem") if node.attributes["id"] == f"problem-{where}"]
    assert told in fault.text


def test_a_change_that_changes_nothing_is_none(stocked: Office, somying: DeskClient) -> None:
    somying.get("/catalogue/office_hours/edit")

    page = somying.send("/catalogue/office_hours/edit", 422, why=WHY)

    assert "ยังไม่มีอะไรเปลี่ยน" in page.by_class("problem")[0].text


def test_a_preview_keeps_nothing(stocked: Office, somying: DeskClient) -> None:
    somying.get("/catalogue/office_hours/edit")

    page = somying.send("/catalogue/office_hours/edit", 200, do="preview", answer_th="ลองดู")

    assert page.by_class("preview")
    assert somying.form("/catalogue/office_hours/edit").all("textarea", name="answer_th")[0].raw == "ลองดู"
    with stocked.work.read() as session:
        assert session.scalars(select(CatalogueChange)).all() == []


# Publishing


def test_what_is_approved_is_published_with_a_reason_and_can_be_taken_back(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    change = approved(stocked, somying, boonmee, more="กี่โมงเปิดคะ")
    number = made(stocked, somying)
    assert state_of(stocked, change) is ChangeState.IN_VERSION
    before = in_force(stocked)

    page = boonmee.get(f"/publishing/versions/{number}")
    assert "90.0% (9 จาก 10)" in page.text
    boonmee.send(f"/publishing/versions/{number}/publish", why="พร้อมแล้ว")

    answer = in_force(stocked).intents["office_hours"].answer
    assert answer is not None
    assert answer.th == "เปิดทำการตามเวลาราชการค่ะ"
    assert "กี่โมงเปิดคะ" in in_force(stocked).intents["office_hours"].examples["th"]
    somying.get("/publishing")
    somying.send("/publishing/versions/1/publish", why="ผิดพลาด")
    assert in_force(stocked) == before
    rows = [row.text for row in somying.get("/publishing").all("section")[-2].by_class("change")]
    assert [row.split()[1] for row in rows] == ["1", str(number), "1"]
    assert "สมหญิง" in rows[0]
    assert "ผิดพลาด" in rows[0]
    assert "พร้อมแล้ว" in rows[1]


def test_a_version_that_makes_things_worse_is_refused_in_words_and_can_be_given_up(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    change = approved(stocked, somying, boonmee)
    lost = Change("emg-1", "ช่วยด้วย", "emergency_report", Outcome("answer", "emergency_report", True),
                  Outcome("hand_over", None, False))  # fmt: skip
    even, worse = dict(EVEN.after), {**EVEN.after, "first": Share(5, 10)}
    number = made(stocked, somying, Comparison(even, worse, (), (lost,)))

    page = somying.get(f"/publishing/versions/{number}")
    assert "จับไม่ได้แล้ว" in page.by_class("conflict")[0].text
    assert "แย่ลง 40.0 จุด" in page.text
    assert "ช่วยด้วย" in page.by_class("fared")[0].text
    assert not [form for form in page.all("form") if form.attributes["action"].endswith("/publish")]
    somying.send(f"/publishing/versions/{number}/give_up")

    assert state_of(stocked, change) is ChangeState.APPROVED
    assert f"ฉบับที่ {number}" not in somying.follow().text


def test_while_it_is_prepared_the_page_opens_itself_again(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    approved(stocked, somying, boonmee)
    somying.get("/publishing")
    somying.send("/publishing/versions", why=WHY)

    page = somying.follow()

    assert page.all("meta", http_equiv="refresh")[0].attributes["content"] == "5"


def test_of_two_who_publish_the_second_is_told_and_keeps_the_reason(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    approved(stocked, somying, boonmee)
    number = made(stocked, somying)
    somying.get(f"/publishing/versions/{number}")
    boonmee.get(f"/publishing/versions/{number}")
    somying.send(f"/publishing/versions/{number}/publish", why=WHY)
    somying.get("/publishing/versions/1")
    somying.send("/publishing/versions/1/publish", why="กลับก่อน")

    page = boonmee.send(f"/publishing/versions/{number}/publish", 409, why="เหตุผลของบุญมี")

    assert "ไปก่อนแล้ว" in page.by_class("problem")[0].text
    assert boonmee.form(f"/publishing/versions/{number}/publish").all("textarea")[0].raw == "เหตุผลของบุญมี"


def archive_of(files: dict[str, str]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    packed.seek(0)
    return packed


def bring_in(browser: DeskClient, packed: io.BytesIO, status: int = 302) -> None:
    browser.get("/publishing")
    form = browser.form("/publishing/import")
    values = {"archive": (packed, "catalogue.zip"), "why": "แก้จากไฟล์"}
    token = {"csrf_token": form.all("input", name="csrf_token")[0].attributes["value"]}
    browser._read(browser.http.post("/publishing/import", data=values | token), status)


def exported(browser: DeskClient, number: int) -> dict[str, str]:
    sent = browser.http.get(f"/publishing/versions/{number}/export")
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_files_go_out_and_come_back_without_loss_and_somebody_else_publishes_them(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    files = exported(somying, 1)
    assert set(files) == {f"{name}.toml" for name in (*small().intents, "_out_of_scope")}
    files["greeting.toml"] = files["greeting.toml"].replace("th = [\n", 'th = [\n    "ฮัลโหลจ้าาา",\n', 1)

    bring_in(somying, archive_of({f"folder/{name}": text for name, text in files.items()}))

    number = int(somying.location.rpartition("/")[2])
    assert exported(somying, number) == files
    with stocked.work.write() as session:
        prepare(session, catalogues.find(session, number))
    somying.get(f"/publishing/versions/{number}")
    assert "ให้เจ้าหน้าที่คนอื่น" in somying.send(f"/publishing/versions/{number}/publish", 403, why="ลอง").text
    boonmee.get(f"/publishing/versions/{number}")
    boonmee.send(f"/publishing/versions/{number}/publish", why="ตรวจแล้ว")
    assert "ฮัลโหลจ้าาา" in in_force(stocked).intents["greeting"].examples["th"]


def test_faults_of_files_are_told_with_file_and_line_and_nothing_is_lost(stocked: Office, somying: DeskClient) -> None:
    files = exported(somying, 1)
    files["greeting.toml"] = files["greeting.toml"].replace('kind = "none"', 'kind = "nothing"')

    bring_in(somying, archive_of(files), 422)

    (fault,) = somying.page.by_class("faults")[0].all("li")
    assert fault.text.startswith("greeting.toml:")
    assert "kind 'nothing'" in fault.text
    assert somying.form("/publishing/import").all("textarea")[0].raw == "แก้จากไฟล์"
    with stocked.work.read() as session:
        assert len(session.scalars(select(CatalogueVersion)).all()) == 1


@pytest.mark.parametrize(
    ("packed", "told"),
    [
        (io.BytesIO(b"no archive at all"), "เปิดไฟล์นี้ไม่ได้"),
        (archive_of({"readme.txt": "x"}), "ไม่มีไฟล์ .toml"),
        (archive_of({"a/x.toml": "x", "b/x.toml": "y"}), "ชื่อซ้ำ"),
    ],
)
def test_what_is_no_catalogue_is_told(office: Office, packed: io.BytesIO, told: str) -> None:
    with office.work.write() as session:
        shipped(session)
    browser = an_editor(office, "สมหญิง")

    bring_in(browser, packed, 422)

    assert told in browser.page.by_class("problem")[0].text


def learned(author: DeskClient, reviewer: DeskClient, contact_id: int) -> None:
    """What was said is proposed as a way of asking, and approved."""
    author.get(f"/learning/{contact_id}")
    author.send(f"/learning/{contact_id}/wordings", why=WHY)
    change = int(author.location.rpartition("/")[2])
    reviewer.get(f"/changes/{change}")
    reviewer.send(f"/changes/{change}/approve")


def test_what_a_customer_takes_back_is_taken_out_of_published_versions(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    with stocked.work.write() as session:
        said = an_unanswered(session, "สำนักงานของคุณสมปองเปิดกี่โมง", likely=["office_hours"])
        name, message_id = said.id, said.line_message_id or ""
    learned(somying, boonmee, name)
    number = made(stocked, somying)
    somying.get(f"/publishing/versions/{number}")
    somying.send(f"/publishing/versions/{number}/publish", why=WHY)
    assert any("สมปอง" in line for line in in_force(stocked).intents["office_hours"].examples["th"])

    with stocked.work.write() as session:
        contacts.take_back(session, message_id, NOW)

    assert not any("สมปอง" in line for line in in_force(stocked).intents["office_hours"].examples["th"])
    with stocked.work.read() as session:
        assert session.get_one(Contact, name).text == ""


def test_what_a_customer_takes_back_is_taken_out_of_versions_that_were_given_up_too(
    stocked: Office, somying: DeskClient, boonmee: DeskClient
) -> None:
    with stocked.work.write() as session:
        said = an_unanswered(session, "คุณสมปองถามว่าเปิดกี่โมง", likely=["office_hours"])
        name, message_id = said.id, said.line_message_id or ""
    learned(somying, boonmee, name)
    number = made(stocked, somying)
    somying.get(f"/publishing/versions/{number}")
    somying.send(f"/publishing/versions/{number}/give_up")

    with stocked.work.write() as session:
        contacts.take_back(session, message_id, NOW)

    with stocked.work.read() as session:
        assert "สมปอง" not in session.get_one(CatalogueVersion, number).content


def test_a_line_that_a_question_has_already_is_not_proposed_again_nor_forgotten(
    stocked: Office, somying: DeskClient
) -> None:
    known = small().intents["office_hours"].examples["th"][0]
    with stocked.work.write() as session:
        said = an_unanswered(session, known, likely=["office_hours"])
        name, message_id = said.id, said.line_message_id or ""
    somying.get(f"/learning/{name}")
    assert "ยังไม่มี" in somying.send(f"/learning/{name}/wordings", 422, why=WHY).by_class("field-problem")[0].text
    somying.send(f"/learning/{name}/wordings", why=WHY, more="เปิดวันพระหรือเปล่าคะ")

    with stocked.work.write() as session:
        contacts.take_back(session, message_id, NOW)

    assert known in in_force(stocked).intents["office_hours"].examples["th"]
