"""The register of innovations and lessons: entries are written, put right and withdrawn, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound
from backend.models.charter import CharterVersion, StandardRow
from backend.models.plan import PlanActivity
from backend.models.register import EntrySave, EntrySort, RegisterEntry
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.services import access, locks
from backend.services.fields import Checked
from backend.services.support_process import support_process
from backend.whole_numbers import read_whole
from intents.spelling import folded
from service_standards.instants import in_bangkok
from service_standards.thai_dates import fiscal_year as fiscal_year_of

FOR_MARKETING = "ทะเบียนนี้บันทึกและแก้ไขได้เฉพาะ ฝตล."
FIRST_YEAR = 2560
"""Before this no entry is meant; a year like that is a slip."""
_SEARCHED = ("title", "what", "result")


def searched(terms: str) -> ColumnElement[bool]:
    """Entries in whose words every one of these terms stands, however it is spelt or spaced there."""
    found: ColumnElement[bool] = true()
    for term in terms.split():
        wanted = folded(term)
        if wanted:
            found &= RegisterEntry.folded.contains(wanted, autoescape=True)
    return found


def add(session: Session, typed: Mapping[str, str], by: Staff, now: datetime) -> RegisterEntry:
    """A new entry.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Faulty: fields that must be put right first.
    """
    access.expect_marketing(by, FOR_MARKETING)
    entry = RegisterEntry(version=0)
    _write(session, entry, typed, by, now)
    session.add(entry)
    session.flush()
    return entry


def edit(
    session: Session, entry_id: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> RegisterEntry:
    """Put an entry right.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: there is no such entry.
        Conflict: it is withdrawn, or was changed since it was ``seen``.
        Faulty: fields that must be put right first.
    """
    entry = _hold(session, entry_id, by, seen)
    _write(session, entry, typed, by, now)
    return entry


def withdraw(
    session: Session, entry_id: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> RegisterEntry:
    """Take an entry out of the register; it is still shown to whoever asks for withdrawn ones.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: there is no such entry.
        Conflict: it is withdrawn, or was changed since it was ``seen``.
        Faulty: no reason is given.
    """
    entry = _hold(session, entry_id, by, seen)
    checked = Checked(typed)
    entry.withdrawn_why = checked.text("why", missing="กรุณาเขียนเหตุผลที่ถอนรายการนี้")
    checked.done()
    entry.withdrawn_at, entry.withdrawn_by_id = now, by.id
    entry.version += 1
    return entry


def _write(session: Session, entry: RegisterEntry, typed: Mapping[str, str], by: Staff, now: datetime) -> None:
    checked = Checked(typed)
    words = {
        "title": checked.line("title", missing="กรุณากรอกชื่อ"),
        "what": checked.text("what", missing="กรุณาเขียนว่าทำอะไรหรือเรียนรู้อะไร"),
        "result": checked.text("result", missing="กรุณาเขียนผลที่ได้ หากยังไม่มีให้เขียนว่ายังไม่มี"),
    }
    year, this_year = read_whole(typed.get("fiscal_year", ""), most=18), fiscal_year_of(in_bangkok(now).date())
    if year is None or not FIRST_YEAR <= year <= this_year:
        checked.wrong("fiscal_year", f"กรุณาเลือกปีงบประมาณ ตั้งแต่ {FIRST_YEAR} ถึง {this_year}")
    if typed.get("sort") not in set(EntrySort):
        checked.wrong("sort", "กรุณาเลือกประเภท")
    origin = _origin(session, entry, checked, typed, by)
    checked.done()
    entry.fiscal_year, entry.sort = year or 0, EntrySort(typed["sort"])
    for name, value in (words | origin).items():
        setattr(entry, name, value)
    entry.folded = "\n".join(folded(words[name]) for name in _SEARCHED)
    entry.version += 1
    entry.saves.append(EntrySave(version=entry.version, by_id=by.id, at=now))


def _origin(
    session: Session, entry: RegisterEntry, checked: Checked, typed: Mapping[str, str], by: Staff
) -> dict[str, int | None]:
    """What the entry came from, as far as it is told; a matter only if ``by`` may see it."""
    step, activity_id, standard_id = (
        read_whole(typed.get(name, ""), most=18) for name in ("step", "activity", "standard")
    )
    if typed.get("step") and (step is None or not support_process().has(step)):
        checked.wrong("step", "กรุณาเลือกขั้นตอนของกระบวนการ")
    if typed.get("activity") and (activity_id is None or session.get(PlanActivity, activity_id) is None):
        checked.wrong("activity", "ไม่พบกิจกรรมนี้")
    if typed.get("standard") and (standard_id is None or not is_published(session, standard_id)):
        checked.wrong("standard", "ไม่พบมาตรฐานนี้")
    return {
        "step": step,
        "activity_id": activity_id,
        "standard_id": standard_id,
        "ticket_id": _ticket(session, entry, checked, typed.get("ticket", "").strip(), by),
    }


def _ticket(session: Session, entry: RegisterEntry, checked: Checked, number: str, by: Staff) -> int | None:
    """The matter of this number. One that an editor may not see stays when they see nothing of it and type nothing."""
    if not number:
        kept = session.get(Ticket, entry.ticket_id) if entry.ticket_id else None
        return kept.id if kept is not None and not access.may_see(by, kept) else None
    ticket = session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None or not access.may_see(by, ticket):
        checked.wrong("ticket", "ไม่พบเรื่องเลขที่นี้ในเรื่องที่ท่านดูได้")
        return None
    return ticket.id


def is_published(session: Session, standard_id: int) -> bool:
    """Whether there is such a standard in a version that is published: those of drafts come and go."""
    found = select(CharterVersion.id).join(StandardRow, StandardRow.charter_id == CharterVersion.id)
    published = found.where(StandardRow.id == standard_id, CharterVersion.in_force_from.is_not(None))
    return session.scalar(published) is not None


def _hold(session: Session, entry_id: int, by: Staff, seen: int) -> RegisterEntry:
    access.expect_marketing(by, FOR_MARKETING)
    entry = locks.hold(session, RegisterEntry, RegisterEntry.id == entry_id)
    if entry is None:
        raise NotFound("ไม่พบรายการนี้")
    if entry.withdrawn_at is not None:
        raise Conflict("รายการนี้ถอนไปแล้ว")
    if entry.version != seen:
        raise Conflict("มีผู้แก้ไขรายการนี้ไปก่อนแล้ว กรุณาตรวจข้อความล่าสุดแล้วบันทึกอีกครั้ง")
    return entry
