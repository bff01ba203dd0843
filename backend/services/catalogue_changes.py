"""Changes to the catalogue: proposed by one person, judged by another, put into a version together.

What is proposed is never changed afterwards: whoever wants something else withdraws it and proposes anew, so that
what was approved is what was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.models.catalogue import CataloguePublication, CatalogueVersion
from backend.models.catalogue_change import CatalogueChange, ChangeState, GivenUpVersion, ProposedWording, What
from backend.models.contact import Contact
from backend.models.staff import Staff
from backend.services import catalogues, locks, unanswered
from backend.services.question_drafts import (
    Problems,
    QuestionDraft,
    draft_of,
    fingerprint,
    from_json,
    intent_of,
    problems_in,
    problems_in_wordings,
    tidy,
    to_json,
)
from intents.catalogue import Catalogue, Intent
from intents.catalogue_writing import changed

LONGEST_NOTE = 2_000
MOST_WORDINGS = 200
OPEN = (ChangeState.PROPOSED, ChangeState.APPROVED)


class Faulty(Refused):
    """What was typed cannot be proposed; ``problems`` says why, by field."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__("ยังเสนอไม่ได้ กรุณาแก้ไขช่องที่มีข้อความสีแดง")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of asking, as edited by staff; ``contact_id`` says from whose words."""

    language: str
    text: str
    contact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Who proposes, why, with which ways of asking, and of which unanswered messages."""

    by: Staff
    why: str
    wordings: Sequence[Wording] = ()
    questions: Sequence[int] = ()


def propose_new(
    session: Session, proposal: Proposal, draft: QuestionDraft, catalogue: Catalogue, now: datetime
) -> CatalogueChange:
    """Propose a question that the catalogue does not have.

    Raises:
        Faulty: fields that must be put right first.
        Conflict: somebody has proposed a question of this id.
    """
    draft = tidy(draft)
    problems = problems_in(draft, catalogue, new=True) | _problems(proposal, draft.id, catalogue, new=True)
    if problems:
        raise Faulty(problems)
    return _propose(session, proposal, What.NEW, draft.id, draft, "", now)


def propose_edit(
    session: Session, proposal: Proposal, draft: QuestionDraft, catalogue: Catalogue, seen: str, now: datetime
) -> CatalogueChange:
    """Propose other words for a question. ``seen`` is the fingerprint of what the editor had before them.

    Raises:
        NotFound: the question is not in the catalogue.
        Faulty: fields that must be put right first.
        Refused: nothing is changed.
        Conflict: another version of the question is in force by now, or somebody's proposal for it is open.
    """
    intent = catalogue.intents.get(draft.id)
    if intent is None:
        raise NotFound("ไม่พบคำถามนี้ในคลัง")
    draft, proposal = tidy(draft), _without_known(proposal, intent)
    now_in_force = fingerprint(draft_of(intent))
    if seen != now_in_force:
        raise Conflict("ระหว่างที่ท่านแก้ไขมีการเผยแพร่คำถามนี้ฉบับใหม่ กรุณาตรวจข้อความของท่านกับฉบับที่ใช้งานอยู่แล้วเสนออีกครั้ง")
    problems = problems_in(draft, catalogue, new=False) | _problems(proposal, draft.id, catalogue, new=False)
    if problems:
        raise Faulty(problems)
    if fingerprint(draft) == now_in_force and not proposal.wordings:
        raise Refused("ยังไม่มีอะไรเปลี่ยนไปจากที่ใช้งานอยู่")
    return _propose(session, proposal, What.EDIT, draft.id, draft, seen, now)


def propose_wordings(
    session: Session, proposal: Proposal, intent_id: str, catalogue: Catalogue, now: datetime
) -> CatalogueChange:
    """Propose more ways of asking a question.

    Raises:
        NotFound: the question is not in the catalogue.
        Faulty: no ways are given, or one that cannot be taken.
    """
    if intent_id not in catalogue.intents:
        raise NotFound("ไม่พบคำถามนี้ในคลัง")
    proposal = _without_known(proposal, catalogue.intents[intent_id])
    problems = _problems(proposal, intent_id, catalogue, new=False)
    if not proposal.wordings:
        problems["wordings"] = "กรุณาเลือกหรือเขียนวิธีถามที่คำถามนี้ยังไม่มีอย่างน้อยหนึ่งวิธี"
    if problems:
        raise Faulty(problems)
    return _propose(session, proposal, What.WORDINGS, intent_id, None, "", now)


def _without_known(proposal: Proposal, intent: Intent) -> Proposal:
    """What the question has already is no news, and must not go when a customer who said the same is forgotten."""
    known = {(language, line) for language, lines in intent.examples.items() for line in lines}
    return replace(proposal, wordings=[one for one in proposal.wordings if (one.language, one.text) not in known])


def _problems(proposal: Proposal, intent_id: str, catalogue: Catalogue, *, new: bool) -> Problems:
    lines = [(wording.language, wording.text) for wording in proposal.wordings]
    found = {"wordings": problems_in_wordings(lines, intent_id, catalogue, new=new), "why": _fault_in_why(proposal.why)}
    if len(lines) > MOST_WORDINGS:
        found["wordings"] = f"เสนอวิธีถามได้ครั้งละไม่เกิน {MOST_WORDINGS} วิธี"
    return {field: fault for field, fault in found.items() if fault}


def _fault_in_why(why: str) -> str | None:
    if not why.strip():
        return "กรุณาเขียนเหตุผล เพื่อให้ผู้อนุมัติทราบว่าเปลี่ยนเพราะอะไร"
    return f"เหตุผลยาวได้ไม่เกิน {LONGEST_NOTE:,} ตัวอักษร" if len(why) > LONGEST_NOTE else None


def _propose(
    session: Session, proposal: Proposal, what: What, intent_id: str, draft: QuestionDraft | None, seen: str,
    now: datetime,
) -> CatalogueChange:  # fmt: skip
    rows = _rows(session, proposal.wordings)
    if what is What.WORDINGS and not rows:
        raise Conflict("ผู้รับบริการยกเลิกข้อความเหล่านี้แล้ว จึงไม่มีวิธีถามให้เสนอ")
    change = CatalogueChange(
        what=what, intent_id=intent_id, content=to_json(draft) if draft else None, based_on=seen,
        author_id=proposal.by.id, proposed_at=now, why=proposal.why.strip(),
        wordings=rows,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(change)
    except IntegrityError as problem:
        raise Conflict("มีผู้เสนอแก้ไขคำถามนี้ไว้แล้วและยังไม่ได้เผยแพร่") from problem
    if proposal.questions:
        unanswered.take_up(session, proposal.questions, change, now)
    return change


def _rows(session: Session, wordings: Iterable[Wording]) -> list[ProposedWording]:
    """What was taken back since the page was read is not kept; who takes it back just now waits, and finds it here."""
    lines = {(wording.language, wording.text): wording for wording in wordings}.values()
    sources = [wording.contact_id for wording in lines if wording.contact_id is not None]
    held = locks.hold_all(session, Contact, Contact.id.in_(sources)) if sources else ()
    there = {contact.id for contact in held if contact.unsent_at is None}
    return [
        ProposedWording(contact_id=wording.contact_id, language=wording.language, text=wording.text)
        for wording in lines
        if wording.contact_id is None or wording.contact_id in there
    ]


# --- judging ---


def approve(session: Session, change_id: int, by: Staff, note: str, now: datetime) -> CatalogueChange:
    """Let a change go into the next version.

    Raises:
        NotFound: there is no such change.
        NotAllowed: it is one's own.
        Conflict: somebody has judged or withdrawn it meanwhile.
    """
    return _judge(session, change_id, by, ChangeState.APPROVED, note, now)


def reject(session: Session, change_id: int, by: Staff, note: str, now: datetime) -> CatalogueChange:
    """Send a change back with a reason.

    Raises:
        NotFound, NotAllowed, Conflict: as for ``approve``.
        Refused: without a reason.
    """
    if not note.strip():
        raise Refused("กรุณาเขียนเหตุผลที่ไม่อนุมัติ เพื่อให้ผู้เสนอแก้ไขได้")
    return _judge(session, change_id, by, ChangeState.REJECTED, note, now)


def _judge(
    session: Session, change_id: int, by: Staff, state: ChangeState, note: str, now: datetime
) -> CatalogueChange:
    """Nobody judges their own: the statement itself takes no row of the one who asks."""
    if len(note) > LONGEST_NOTE:
        raise Refused(f"ความเห็นยาวได้ไม่เกิน {LONGEST_NOTE:,} ตัวอักษร")
    judged = session.execute(
        update(CatalogueChange)
        .where(
            CatalogueChange.id == change_id,
            CatalogueChange.state == ChangeState.PROPOSED,
            CatalogueChange.author_id != by.id,
        )
        .values(state=state, reviewer_id=by.id, reviewed_at=now, review_note=note.strip())
    )
    change = get(session, change_id)
    if judged.rowcount:  # type: ignore[attr-defined]
        return change
    if change.author_id == by.id and change.state is ChangeState.PROPOSED:
        raise NotAllowed("ผู้เสนออนุมัติข้อเสนอของตนเองไม่ได้ กรุณาให้เจ้าหน้าที่คนอื่นตรวจ")
    raise Conflict(f"ข้อเสนอนี้เปลี่ยนเป็น “{change.state.label}” ไปแล้ว")


def withdraw(session: Session, change_id: int, by: Staff, now: datetime) -> CatalogueChange:
    """Take back one's own proposal, approved or not, while it is in no version.

    Raises:
        NotFound: there is no such change.
        NotAllowed: it is somebody else's.
        Conflict: it was judged otherwise meanwhile, or is in a version.
    """
    change = get(session, change_id)
    if change.author_id != by.id:
        raise NotAllowed("ถอนคืนได้เฉพาะข้อเสนอของตนเอง")
    taken = session.execute(
        update(CatalogueChange)
        .where(CatalogueChange.id == change_id, CatalogueChange.state.in_(OPEN))
        .values(state=ChangeState.WITHDRAWN)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise Conflict(f"ข้อเสนอนี้เปลี่ยนเป็น “{change.state.label}” ไปแล้ว")
    session.refresh(change)
    return change


def get(session: Session, change_id: int) -> CatalogueChange:
    """The change as it stands now.

    Raises:
        NotFound: there is none.
    """
    change = session.get(CatalogueChange, change_id, populate_existing=True)
    if change is None:
        raise NotFound("ไม่พบข้อเสนอนี้")
    return change


# --- into a version ---


def put_together(session: Session, by: Staff, why: str, now: datetime) -> CatalogueVersion:
    """Make a version of the catalogue in force and everything that is approved.

    Raises:
        Refused: nothing is approved, or no reason is given.
        Conflict: an approved change no longer fits, or words of the catalogue were forgotten meanwhile.
        CatalogueError: the catalogue would have faults; every one is named.
    """
    changes = locks.hold_all(session, CatalogueChange, CatalogueChange.state == ChangeState.APPROVED)
    if not changes:
        raise Refused("ยังไม่มีข้อเสนอที่อนุมัติแล้ว จึงไม่มีสิ่งที่จะทำเป็นฉบับใหม่")
    publication = catalogues.in_force(session)
    if publication is None:
        raise Refused("ยังไม่มีคลังคำถามที่ใช้งานอยู่ กรุณาแจ้งผู้ดูแลระบบให้นำเข้าข้อมูลตั้งต้นก่อน")
    catalogue = catalogues.load(publication.version)
    version = catalogues.make_version(
        session, changed(catalogue, applied(catalogue, changes)), by=by, why=why, based_on=publication.version, now=now
    )
    for change in changes:
        change.state, change.version_id = ChangeState.IN_VERSION, version.id
    return version


def take_apart(session: Session, version_id: int, by: Staff, now: datetime) -> None:
    """Give up a version that was never published: its changes wait again, to be withdrawn or put together anew.

    Raises:
        NotFound: there is no such version.
        Conflict: it has been published, holds no changes, or a new change of the same question is open.
    """
    inside = locks.hold_all(session, CatalogueChange, CatalogueChange.version_id == version_id)
    version = locks.hold(session, CatalogueVersion, CatalogueVersion.id == version_id)
    if version is None:
        raise NotFound(f"ไม่มีคลังคำถามฉบับที่ {version_id}")
    if catalogues.was_published(session, version_id):
        raise Conflict("ฉบับนี้เผยแพร่ไปแล้ว หากต้องการเลิกใช้ให้กลับไปใช้ฉบับก่อน")
    if not inside:
        raise Conflict("ฉบับนี้ไม่มีข้อเสนอที่จะนำกลับมา")
    try:
        with session.begin_nested():
            for change in inside:
                change.state, change.version_id = ChangeState.APPROVED, None
    except IntegrityError as problem:
        raise Conflict("มีข้อเสนอใหม่สำหรับคำถามเดียวกันแล้ว กรุณาถอนคืนหรือไม่อนุมัติข้อเสนอใหม่นั้นก่อน แล้วจึงยกเลิกฉบับนี้") from problem
    session.add(GivenUpVersion(version_id=version_id, staff_id=by.id, at=now))
    version.preparing = version.next_try_at = None  # whoever prepares it has lost the lease


def bring_in(session: Session, catalogue: Catalogue, by: Staff, why: str, now: datetime) -> CatalogueVersion:
    """Make a version of a catalogue that was written elsewhere. Somebody else than ``by`` has to publish it.

    Raises:
        Refused: no reason is given, or it is what is in force.
    """
    publication = catalogues.in_force(session)
    based_on = publication.version if publication else None
    return catalogues.make_version(session, catalogue, by=by, why=why, based_on=based_on, now=now)


def publish(
    session: Session, version_id: int, *, by: Staff, why: str, seen: int, now: datetime
) -> CataloguePublication:
    """Put a version in force. What was approved change by change anybody may publish; what was brought in whole has
    been approved by nobody yet, and whoever publishes it does that.

    Raises:
        NotFound, Refused, Conflict: as for ``catalogues.publish``.
        NotAllowed: one's own version that nobody else has looked at.
    """
    version = catalogues.find(session, version_id)
    if session.get(GivenUpVersion, version_id) is not None:
        raise Conflict("ฉบับนี้ถูกยกเลิกไปแล้ว ข้อเสนอในฉบับกลับไปรอเผยแพร่")
    judged = session.scalar(select(CatalogueChange.id).where(CatalogueChange.version_id == version_id).limit(1))
    mine = version.made_by_id == by.id
    if mine and judged is None and not catalogues.was_published(session, version_id):
        raise NotAllowed("ผู้นำเข้าเผยแพร่ฉบับที่ตนนำเข้าไม่ได้ กรุณาให้เจ้าหน้าที่คนอื่นตรวจและเผยแพร่")
    return catalogues.publish(session, version_id, by=by, why=why, seen=seen, now=now)


def applied(catalogue: Catalogue, changes: Iterable[CatalogueChange]) -> list[Intent]:
    """The questions that these changes make anew of the catalogue's, each once, the changes taken in order.

    Raises:
        Conflict: a change is of a question that is not there, or that has been rewritten since.
    """
    made: dict[str, Intent] = {}
    for change in changes:
        there = made.get(change.intent_id) or catalogue.intents.get(change.intent_id)
        if (there is None) is not (change.what is What.NEW):
            raise Conflict(f"ข้อเสนอที่ {change.id} ใช้ไม่ได้แล้ว: คำถาม {change.intent_id} {_there(there)} กรุณาให้ผู้เสนอถอนคืน")
        if change.what is What.EDIT and there is not None and fingerprint(draft_of(there)) != change.based_on:
            raise Conflict(
                f"ข้อเสนอที่ {change.id} เขียนจากคำถาม {change.intent_id} ฉบับก่อน ซึ่งมีผู้แก้ไขไปแล้ว กรุณาให้ผู้เสนอถอนคืนและเสนอใหม่"
            )
        examples = _with(there.examples if there else {}, change.wordings)
        if change.content is not None:
            made[change.intent_id] = intent_of(from_json(change.content), examples)
        elif there is not None:
            made[change.intent_id] = replace(there, examples={name: tuple(lines) for name, lines in examples.items()})
    return list(made.values())


def _there(intent: Intent | None) -> str:
    return "มีอยู่แล้ว" if intent else "ไม่มีแล้ว"


def _with(examples: Mapping[str, Sequence[str]], wordings: Iterable[ProposedWording]) -> dict[str, list[str]]:
    """The examples and those that are new among the wordings."""
    lines = {language: list(there) for language, there in examples.items()}
    for wording in wordings:
        here = lines.setdefault(wording.language, [])
        if wording.text not in here:
            here.append(wording.text)
    return lines


def forget(session: Session, contact_ids: Iterable[int], now: datetime) -> None:
    """These messages are to be forgotten: what was proposed from them goes, from every version of the catalogue too.

    A version that was given up holds words of changes that are in no version any more: all are looked through.
    """
    ids = list(contact_ids)
    proposed = select(ProposedWording.change_id).where(ProposedWording.contact_id.in_(ids))
    changes = locks.hold_all(session, CatalogueChange, CatalogueChange.id.in_(proposed))
    words: dict[str, set[str]] = {}
    for change in changes:
        words.setdefault(change.intent_id, set()).update(one.text for one in change.wordings if one.contact_id in ids)
    session.execute(delete(ProposedWording).where(ProposedWording.contact_id.in_(ids)))
    unanswered.forget(session, ids)
    if words:
        catalogues.forget_words(session, words, now)
