"""The life of a version of the charter, one verb each step. Who opened the session commits.

Verbs take ``seen``, the version of the row their page was made from: a step over somebody else's is a ``Conflict``.
Whoever takes a step holds the version meanwhile (``locks``), so that of two at once one is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.charter import CharterPaper, CharterStep, CharterVersion, PaperRole, StandardRow
from backend.models.document import Document
from backend.models.staff import Staff
from backend.services import cascade, locks
from backend.services.fields import LONGEST_TEXT
from backend.visible import says_something
from service_standards.charter import Standing
from service_standards.charter_course import CharterState, may_move
from service_standards.instants import in_bangkok, midnight
from service_standards.thai_dates import Length, date_th

LONGEST_LABEL = 60
FURTHEST = 5
"""Years ahead beyond which a day is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that goes with a step, and what it is to it."""

    document: Document
    role: PaperRole = PaperRole.PRESENTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is told of a step: when it happened, who took part, what was said, with which documents."""

    held_on: date
    people: str = ""
    note: str = ""
    papers: Sequence[Paper] = ()


def find(session: Session, charter_id: int) -> CharterVersion:
    """The version of this number.

    Raises:
        NotFound: there is none.
    """
    version = session.get(CharterVersion, charter_id)
    if version is None:
        raise NotFound("ไม่พบกฎบัตรฉบับนี้")
    return version


def hold(session: Session, charter_id: int, seen: int) -> CharterVersion:
    """The version, held until the transaction ends, for whoever has ``seen`` it as it stands.

    Raises:
        NotFound: there is none.
        Conflict: somebody has changed it meanwhile.
    """
    version = locks.hold(session, CharterVersion, CharterVersion.id == charter_id)
    if version is None:
        raise NotFound("ไม่พบกฎบัตรฉบับนี้")
    if version.version != seen:
        raise Conflict("มีผู้บันทึกกฎบัตรฉบับนี้ไปก่อนแล้ว กรุณาตรวจดูสถานะล่าสุดก่อนทำรายการอีกครั้ง")
    return version


# --- drafting ---


def draft_from(
    session: Session, charter_id: int, by: Staff, why: str, now: datetime, *, label: str, label_en: str = ""
) -> CharterVersion:
    """Draft a version from another one. Its promises are the same; none of them is approved any more.

    Raises:
        NotFound: there is no version to draft from.
        Refused: without a name or a reason, or the name is taken.
    """
    source = find(session, charter_id)
    label, label_en = " ".join(label.split()), " ".join(label_en.split())
    if not says_something(label):
        raise Refused("กรุณาตั้งชื่อฉบับ เช่น กฎบัตร พ.ศ. 2570")
    if max(len(label), len(label_en)) > LONGEST_LABEL:
        raise Refused(f"ชื่อฉบับยาวได้ไม่เกิน {LONGEST_LABEL} ตัวอักษร")
    version = CharterVersion(
        label=label, label_en=label_en, standing=Standing.PROVISIONAL.value, state=CharterState.DRAFT,
        based_on_id=source.id, made_by_id=by.id, made_at=now,
        standards=[_copied(row) for row in source.standards],
        steps=[
            CharterStep(
                to_state=CharterState.DRAFT, held_on=in_bangkok(now).date(), note=_required(why, "เหตุผลที่จัดทำร่าง"),
                by_id=by.id, at=now,
            )
        ],
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError as problem:
        raise Refused(f"มีฉบับชื่อ “{label}” อยู่แล้ว กรุณาตั้งชื่ออื่น") from problem
    return version


def _copied(row: StandardRow) -> StandardRow:
    return StandardRow(
        code=row.code, kind=row.kind, measure=row.measure, allowance=row.allowance, calendar=row.calendar,
        starts=row.starts, pausable=row.pausable, standing=Standing.PROVISIONAL.value, basis=row.basis,
        stays_provisional=row.stays_provisional, title_th=row.title_th, title_en=row.title_en,
    )  # fmt: skip


# --- before the committee and the board ---


def submit_to_committee(
    session: Session, charter_id: int, by: Staff, step: Step, *, seen: int, now: datetime
) -> CharterVersion:
    """Bring a draft before the committee.

    Raises:
        NotFound, Conflict: as for ``hold``.
        Refused: it is no draft, it promises nothing, or the step cannot be told so.
    """
    version = hold(session, charter_id, seen)
    if not version.standards:
        raise Refused("ร่างนี้ยังไม่มีมาตรฐาน จึงเสนอไม่ได้")
    return _go(session, version, CharterState.BEFORE_COMMITTEE, by, step, now)


def submit_to_board(
    session: Session, charter_id: int, by: Staff, step: Step, *, seen: int, now: datetime
) -> CharterVersion:
    """The committee agrees: bring the version before the board. ``step`` tells of the committee's meeting.

    Raises:
        NotFound, Conflict: as for ``hold``.
        Refused: it is not before the committee, nobody took part, or the step cannot be told so.
    """
    version = hold(session, charter_id, seen)
    _required(step.people, "ผู้เข้าร่วมพิจารณา")
    return _go(session, version, CharterState.BEFORE_BOARD, by, step, now)


def return_to_draft(
    session: Session, charter_id: int, by: Staff, step: Step, *, seen: int, now: datetime
) -> CharterVersion:
    """The committee or the board sends the version back, and says why. It may be edited again.

    Raises:
        NotFound, Conflict: as for ``hold``.
        Refused: it is before neither, no reason is given, or the step cannot be told so.
    """
    version = hold(session, charter_id, seen)
    _required(step.note, "เหตุผลที่ส่งกลับ")
    return _go(session, version, CharterState.DRAFT, by, step, now)


def approve(session: Session, charter_id: int, by: Staff, step: Step, *, seen: int, now: datetime) -> CharterVersion:
    """The board approves: from now on the version never changes.

    Its promises are approved by the document of the board, but for those that are to stay trial values.

    Raises:
        NotFound, Conflict: as for ``hold``.
        Refused: it is not before the board, nobody took part, the board's document is missing, or the step cannot be
            told so.
    """
    version = hold(session, charter_id, seen)
    _required(step.people, "ผู้เข้าร่วมพิจารณา")
    minutes = next((paper.document for paper in step.papers if paper.role is PaperRole.MINUTES), None)
    if minutes is None:
        raise Refused("กรุณาแนบรายงานการประชุมหรือมติของคณะกรรมการ กนอ. มาตรฐานที่ไม่มีเอกสารอนุมัติยังไม่ถือว่าได้รับอนุมัติ")
    _go(session, version, CharterState.APPROVED, by, step, now)
    version.standing = Standing.APPROVED.value
    for row in version.standards:
        if not row.stays_provisional:
            row.standing = Standing.APPROVED.value
            row.source = f"{minutes.title} ({date_th(step.held_on, Length.PLAIN)})"
    return version


# --- after it ---


def publish(
    session: Session, charter_id: int, by: Staff, in_force_from: date, step: Step, *, seen: int, now: datetime
) -> CharterVersion:
    """Announce an approved version, in force from the beginning of a day after today: matters received before that
    keep the version they have. Whom it concerns is handed it at once.

    Raises:
        NotFound, Conflict: as for ``hold``.
        Refused: it is not approved, the day is not in the future or another version's, or the step cannot be told so.
    """
    version = hold(session, charter_id, seen)
    if in_force_from <= in_bangkok(now).date():
        raise Refused("วันเริ่มใช้ต้องเป็นวันหลังจากวันนี้ เพื่อให้เรื่องที่รับไว้ก่อนแล้วยังใช้กฎบัตรฉบับเดิม")
    if in_force_from.year > in_bangkok(now).year + FURTHEST:
        raise Refused("วันเริ่มใช้อยู่ไกลเกินไป กรุณาตรวจปี พ.ศ.")
    _check(version, CharterState.PUBLISHED, step, now)
    try:
        with session.begin_nested():
            _write(version, CharterState.PUBLISHED, by, step, now)
            version.in_force_from = midnight(in_force_from)
            version.published_at = now
    except IntegrityError as problem:
        raise Refused(f"มีกฎบัตรอีกฉบับที่เริ่มใช้วันที่ {date_th(in_force_from, Length.PLAIN)} อยู่แล้ว กรุณาเลือกวันอื่น") from problem
    cascade.hand_out(session, version, by, now)
    return version


def mark_cascaded(
    session: Session, charter_id: int, by: Staff, step: Step, *, seen: int, now: datetime
) -> CharterVersion:
    """Everybody whom it concerns has been handed the version.

    Raises:
        NotFound, Conflict: as for ``hold``.
        Refused: it is not published or in force already, or the step cannot be told so.
    """
    take_effect(session, now)  # what is in force by its instant is cascaded no more
    return _go(session, hold(session, charter_id, seen), CharterState.CASCADED, by, step, now)


def begin_review(
    session: Session, charter_id: int, by: Staff, step: Step, *, seen: int, now: datetime
) -> CharterVersion:
    """The yearly review of the version in force begins; it stays in force meanwhile.

    Raises:
        NotFound, Conflict: as for ``hold``.
        Refused: it is not in force, or the step cannot be told so.
    """
    take_effect(session, now)  # it is in force since its instant, also where the clock has not written so yet
    return _go(session, hold(session, charter_id, seen), CharterState.UNDER_REVIEW, by, step, now)


def take_effect(session: Session, now: datetime) -> int:
    """Write down what has come about by ``now``: versions in force, and those that they supersede. How many steps.

    Each is dated by its instant and written once, whenever and however often this runs.
    """
    begun = (CharterVersion.in_force_from <= now) & (CharterVersion.state != CharterState.SUPERSEDED)
    states = session.scalars(select(CharterVersion.state).where(begun)).all()
    if len(states) < 2 and all(state.is_in_force for state in states):
        return 0  # the usual case, and nobody is held for it
    line = sorted(locks.hold_all(session, CharterVersion, begun), key=_instant)
    steps = 0
    for version in line:
        if not version.state.is_in_force:
            steps += _write_by_clock(version, CharterState.IN_FORCE, _instant(version))
    for version, following in pairwise(line):
        steps += _write_by_clock(version, CharterState.SUPERSEDED, _instant(following))
    session.flush()
    return steps


def _instant(version: CharterVersion) -> datetime:
    """When a published version comes into force."""
    if version.in_force_from is None:
        raise LookupError(f"charter version {version.id} is not published")
    return version.in_force_from


def _write_by_clock(version: CharterVersion, to: CharterState, at: datetime) -> int:
    """Nobody did it, so ``version.version`` stays: a page that was open meanwhile is still good."""
    version.steps.append(CharterStep(from_state=version.state, to_state=to, held_on=in_bangkok(at).date(), at=at))
    version.state = to
    return 1


# --- one step ---


def _go(
    session: Session, version: CharterVersion, to: CharterState, by: Staff, step: Step, now: datetime
) -> CharterVersion:
    _check(version, to, step, now)
    _write(version, to, by, step, now)
    session.flush()
    return version


def _check(version: CharterVersion, to: CharterState, step: Step, now: datetime) -> None:
    if not may_move(version.state, to):
        raise Refused(f"กฎบัตรฉบับนี้มีสถานะ “{version.state.label_th}” จึงทำรายการนี้ไม่ได้")
    if step.held_on > in_bangkok(now).date():
        raise Refused("วันที่ต้องไม่เป็นวันในอนาคต")
    earlier = max((one.held_on for one in version.steps if one.held_on), default=None)
    if earlier is not None and step.held_on < earlier:
        raise Refused(f"วันที่ต้องไม่อยู่ก่อนวันที่ของขั้นตอนก่อนหน้า ({date_th(earlier, Length.PLAIN)})")
    for text in (step.people, step.note):
        if len(text) > LONGEST_TEXT:
            raise Refused(f"ข้อความยาวได้ไม่เกิน {LONGEST_TEXT:,} ตัวอักษร")


def _write(version: CharterVersion, to: CharterState, by: Staff, step: Step, now: datetime) -> None:
    papers = {paper.document.id: paper for paper in step.papers}
    version.steps.append(
        CharterStep(
            from_state=version.state, to_state=to, held_on=step.held_on, people=step.people.strip(),
            note=step.note.strip(), by_id=by.id, at=now,
            papers=[CharterPaper(document_id=number, role=paper.role) for number, paper in papers.items()],
        )
    )  # fmt: skip
    version.state = to
    version.version += 1


def _required(text: str, what: str) -> str:
    if not says_something(text):
        raise Refused(f"กรุณากรอก{what}")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"{what}ยาวได้ไม่เกิน {LONGEST_TEXT:,} ตัวอักษร")
    return text.strip()
