"""The charter as a living document: its versions, the life of each, what can be done next, two beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend.desk import charter_texts, gate, uploads
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, seen, sent
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.charter import CharterVersion, PaperRole
from backend.models.staff import Role, Staff
from backend.queries import charters as queries
from backend.queries.charters import VersionPage, VersionView
from backend.services import charters, clocks
from backend.services.charters import Paper, Step
from backend.services.fields import A_DAY, Faulty
from backend.services.question_drafts import read_day
from backend.visible import says_something
from service_standards.charter_comparison import Comparison, compare
from service_standards.charter_course import CharterState
from service_standards.instants import BUDDHIST_ERA, in_bangkok

blueprint = Blueprint("charters", __name__)

Answer = Response | str | tuple[str, int]
KEEPERS = (Role.MARKETING,)
"""Who keeps the charter. Whoever signs in may read it."""

NOTHING_SENT = Form()

Verb = Callable[[Session, int, Staff, Step, int, datetime], CharterVersion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that may be done with a version: what it leads to, how its form is called, what the form asks for."""

    name: str
    to: CharterState
    verb: Verb
    title: str
    button: str
    hint: str
    meeting: str = ""
    """What its people are called, where a meeting was held."""
    note: str = "บันทึก (ถ้ามี)"
    minutes: str = ""
    """How the field of the minutes is called, where there may be some."""
    final: bool = False
    """Whether it cannot be taken back."""


def _plain(verb: Callable[..., CharterVersion]) -> Verb:
    def act(session: Session, charter_id: int, by: Staff, step: Step, seen: int, now: datetime) -> CharterVersion:
        return verb(session, charter_id, by, step, seen=seen, now=now)

    return act


def _approve(session: Session, charter_id: int, by: Staff, step: Step, seen: int, now: datetime) -> CharterVersion:
    named = says_something(sent().value("minutes_title"))
    if not named and any(paper.role is PaperRole.MINUTES for paper in step.papers):
        raise Faulty({"minutes_title": charter_texts.NAME_THE_MINUTES})
    return charters.approve(session, charter_id, by, step, seen=seen, now=now)


def _publish(session: Session, charter_id: int, by: Staff, step: Step, seen: int, now: datetime) -> CharterVersion:
    return charters.publish(session, charter_id, by, _day("in_force_from"), step, seen=seen, now=now)


ACTS = {
    act.name: act
    for act in (
        Act(
            name="committee", to=CharterState.BEFORE_COMMITTEE, verb=_plain(charters.submit_to_committee),
            title="เสนอคณะกรรมการพิจารณา", button="เสนอคณะกรรมการ",
            hint="ระหว่างพิจารณาจะแก้ไขมาตรฐานในร่างนี้ไม่ได้ จนกว่าจะส่งกลับ",
        ),
        Act(
            name="board", to=CharterState.BEFORE_BOARD, verb=_plain(charters.submit_to_board),
            title="คณะกรรมการเห็นชอบ เสนอคณะกรรมการ กนอ.", button="บันทึกผลและเสนอคณะกรรมการ กนอ.",
            hint="กรอกตามผลการประชุมของคณะกรรมการที่พิจารณาร่าง",
            meeting="ผู้เข้าร่วมพิจารณา", minutes="รายงานการประชุมของคณะกรรมการ (ถ้ามี)",
        ),
        Act(
            name="approve", to=CharterState.APPROVED, verb=_approve,
            title="คณะกรรมการ กนอ. เห็นชอบ", button="บันทึกความเห็นชอบ",
            hint="หลังจากนี้กฎบัตรฉบับนี้แก้ไขไม่ได้อีก มาตรฐานทุกข้อจะอ้างเอกสารนี้ เว้นแต่ข้อที่ให้คงเป็นมาตรฐานทดลอง",
            meeting="ผู้เข้าร่วมพิจารณา", minutes="รายงานการประชุมหรือมติของคณะกรรมการ กนอ.", final=True,
        ),
        Act(
            name="back", to=CharterState.DRAFT, verb=_plain(charters.return_to_draft),
            title="ส่งกลับเป็นฉบับร่าง", button="ส่งกลับเป็นฉบับร่าง",
            hint="ผู้พิจารณาขอให้แก้ไข แก้แล้วต้องเสนอใหม่ตั้งแต่ต้น", meeting="ผู้เข้าร่วมพิจารณา (ถ้ามี)",
            note="เหตุผลและสิ่งที่ให้แก้ไข", minutes="รายงานการประชุม (ถ้ามี)",
        ),
        Act(
            name="publish", to=CharterState.PUBLISHED, verb=_publish, title="เผยแพร่", button="เผยแพร่",
            hint="เรื่องที่รับก่อนวันเริ่มใช้ยังใช้กฎบัตรฉบับเดิม เมื่อเผยแพร่แล้วจะเปลี่ยนวันเริ่มใช้ไม่ได้", final=True,
        ),
        Act(
            name="cascaded", to=CharterState.CASCADED, verb=_plain(charters.mark_cascaded),
            title="ถ่ายทอดครบแล้ว", button="บันทึกว่าถ่ายทอดครบแล้ว",
            hint="หน่วยงาน คู่ค้า และผู้ส่งมอบที่เกี่ยวข้องได้รับครบแล้ว",
        ),
        Act(
            name="review", to=CharterState.UNDER_REVIEW, verb=_plain(charters.begin_review),
            title="เริ่มทบทวนประจำปี", button="เริ่มทบทวน", hint="กฎบัตรฉบับนี้ยังใช้อยู่ระหว่างทบทวน",
        ),
    )
}  # fmt: skip
"""What people do with a version, in the order in which it is offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything ``charters.html`` may use."""

    versions: Sequence[VersionView]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage:
    """Everything ``charter.html`` may use: the version, and what came of the form that was just sent, if any."""

    charter: VersionPage
    acts: Sequence[Act]
    keeps: bool
    today: str
    """As dates are typed."""
    proposed_name: str
    proposed_name_en: str
    form: Form
    """The form that was just sent and not taken, if any."""

    @property
    def may_edit(self) -> bool:
        """Whether this person may change its standards now."""
        return self.keeps and self.charter.version.state.may_be_edited

    def value(self, act: str, field: str, otherwise: str = "") -> str:
        """What was typed into a field of a form that was just sent, or what it begins with."""
        return self.form.values.get(field, otherwise) if self.form.act == act else otherwise

    def fault(self, act: str, field: str) -> str:
        """What is wrong with it."""
        return self.form.problems.get(field, "") if self.form.act == act else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """Everything ``charter_compare.html`` may use."""

    versions: Sequence[VersionView]
    before: VersionView
    after: VersionView
    comparison: Comparison


@blueprint.get("/charters")
@gate.only_for()
def page() -> str:
    """All versions."""
    desk = the_desk()
    with desk.work.read() as session:
        return show("charters.html", ListPage(versions=queries.versions(session, desk.work.now())))


@blueprint.get("/charters/<row:charter_id>")
@gate.only_for()
def one(charter_id: int) -> str:
    """One version: its standards, its life, what can be done next."""
    return _one(charter_id)


@blueprint.post("/charters/<row:charter_id>/draft")
@gate.only_for(*KEEPERS)
def draft(charter_id: int) -> Answer:
    """Draft another version from this one."""
    form = sent("draft")
    try:
        with the_desk().work.write() as session:
            made = charters.draft_from(
                session, charter_id, session.get_one(Staff, me().id), form.value("why"), the_desk().work.now(),
                label=form.value("label"), label_en=form.value("label_en"),
            ).id  # fmt: skip
    except NotFound:
        raise
    except ServiceError as problem:
        return _one(charter_id, form.refused(problem)), status_of(problem)
    flash(charter_texts.DRAFTED)
    return redirect(url_for(".one", charter_id=made))


@blueprint.post("/charters/<row:charter_id>/<any(committee, board, back, approve, publish, cascaded, review):act>")
@uploads.takes_files()
@gate.only_for(*KEEPERS)
def step(charter_id: int, act: str) -> Answer:
    """Take one step in the life of a version. A problem shows the page again with what was typed."""
    now = the_desk().work.now()
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            told = _step(session, by, now)
            ACTS[act].verb(session, charter_id, by, told, seen(), now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _one(charter_id, sent(act).refused(problem)), status_of(problem)
    flash(charter_texts.DONE[act])
    return redirect(url_for(".one", charter_id=charter_id))


@blueprint.get("/charters/compare")
@gate.only_for()
def comparison() -> str:
    """Two versions beside each other, standard by standard."""
    desk = the_desk()
    with desk.work.read() as session:
        listed = queries.versions(session, desk.work.now())
        known = {version.id: version for version in listed}
        before, after = (known.get(request.args.get(name, 0, type=int)) for name in ("before", "after"))
        if before is None or after is None:
            raise NotFound("ไม่พบกฎบัตรที่จะเปรียบเทียบ")
        found = compare(clocks.charter_of(session, before.id), clocks.charter_of(session, after.id))
    return show("charter_compare.html", ComparePage(versions=listed, before=before, after=after, comparison=found))


# --- what was sent ---


def _day(field: str) -> date:
    day = read_day(sent().value(field))
    if day is None:
        raise Faulty({field: A_DAY})
    return day


def _step(session: Session, by: Staff, now: datetime) -> Step:
    papers = [
        Paper(document=document, role=role)
        for role in PaperRole
        if (document := uploads.document_in(role.value, session, by, now)) is not None
    ]
    form = sent()
    return Step(held_on=_day("held_on"), people=form.value("people"), note=form.value("note"), papers=papers)


def _one(charter_id: int, form: Form = NOTHING_SENT) -> str:
    desk = the_desk()
    now = desk.work.now()
    keeps = me().role in KEEPERS
    with desk.work.read() as session:
        found = queries.version_page(session, charter_id, now)
    today = in_bangkok(now).date()
    return show(
        "charter.html",
        OnePage(
            charter=found,
            acts=[one for one in ACTS.values() if one.to in found.moves] if keeps else (),
            keeps=keeps,
            today=f"{today.day}/{today.month}/{today.year + BUDDHIST_ERA}",
            proposed_name=f"กฎบัตร พ.ศ. {today.year + 1 + BUDDHIST_ERA}",
            proposed_name_en=f"Charter B.E. {today.year + 1 + BUDDHIST_ERA}",
            form=form,
        ),
    )
