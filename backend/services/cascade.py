"""The cascade: a published version is handed to whom it concerns, who acknowledge it and are reminded until they have.

Units are told on the desk, where their heads acknowledge by name. Of partners and suppliers marketing writes down what
they signed. When a reminder is due follows from instants alone: however long nobody looked, it is sent once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.models.cascade import CharterParty, CharterReceipt, PartySort
from backend.models.charter import CharterVersion
from backend.models.document import Document
from backend.models.staff import Staff
from backend.services import concern, locks, staff_notices
from backend.services.calendars import book_of
from backend.services.fields import Checked, Faulty
from service_standards.allowance import Allowance, Unit
from service_standards.calendar import Calendar
from service_standards.charter import Standing
from service_standards.clock import read_clock
from service_standards.errors import BeyondCalendar
from service_standards.events import Event, What
from service_standards.instants import in_bangkok, midnight
from service_standards.terms import Measure, Terms
from service_standards.thai_dates import Length, date_th

PAUSE = Allowance(5, Unit.WORKING_DAY)
"""Nobody is reminded again before so much time has passed."""
PAUSE_BEYOND = timedelta(days=7)
"""The same where the holidays are not known."""
HANDED_OUT, REMINDED = "charter_handed_out", "charter_reminder"
OURS = "/our-standards"
"""Where a unit reads what concerns it."""
LONGEST_NAME = 200
LONGEST_WORDS = 300
LONGEST_NOTE = 2_000


# --- handing out ---


def hand_out(session: Session, version: CharterVersion, by: Staff, now: datetime) -> int:
    """Hand a published version to every unit and party that any of its standards concerns, and tell the heads.

    Who has it already is left alone, so that doing it again reaches only who is new. How many were handed it.
    """
    handed = 0
    have = set(session.scalars(select(CharterReceipt.unit_id).where(CharterReceipt.charter_id == version.id)))
    for unit_id, kinds in concern.kinds_by_unit(session, now).items():
        codes = [row.code for row in concern.concerning(version.standards, kinds)]
        if codes and unit_id not in have:
            session.add(_receipt(version, codes, by, now, unit_id=unit_id))
            _tell_heads(session, unit_id, HANDED_OUT, f"charter:{version.id}", version, now)
            handed += 1
    for party in session.scalars(select(CharterParty).where(CharterParty.withdrawn_at.is_(None))):
        handed += _hand_to_party(session, version, party, by, now)
    session.flush()
    return handed


def hand_out_again(session: Session, charter_id: int, by: Staff, now: datetime) -> int:
    """The same for a version that was published before: who has come to be concerned since is handed it too.

    Raises:
        NotFound: there is no such version, it is not published, or another one holds in its place.
    """
    which = (CharterVersion.id == charter_id) & CharterVersion.in_force_from.is_not(None) & _not_superseded(now)
    version = locks.hold(session, CharterVersion, which)
    if version is None:
        raise NotFound("ไม่พบกฎบัตรที่จะถ่ายทอด")
    return hand_out(session, version, by, now)


def _hand_to_party(session: Session, version: CharterVersion, party: CharterParty, by: Staff, now: datetime) -> int:
    codes = [row.code for row in version.standards if row.kind in party.kinds]
    same = (CharterReceipt.charter_id == version.id, CharterReceipt.party_id == party.id)
    if not codes or session.scalar(select(exists().where(*same))):
        return 0
    session.add(_receipt(version, codes, by, now, party_id=party.id))
    return 1


def _receipt(version: CharterVersion, codes: list[str], by: Staff, now: datetime, **whose: object) -> CharterReceipt:
    return CharterReceipt(charter_id=version.id, codes=codes, handed_at=now, handed_by_id=by.id, **whose)


def _tell_heads(session: Session, unit_id: str, kind: str, cause: str, version: CharterVersion, now: datetime) -> bool:
    """Whether the unit has a head who could be told."""
    heads = staff_notices.heads_of(session, unit_id)
    if version.in_force_from is None:
        raise LookupError(f"charter version {version.id} is not published")
    facts = {
        "charter": version.name_th,
        "in_force_from": version.in_force_from.isoformat(),
        "provisional": any(row.standing == Standing.PROVISIONAL.value for row in version.standards),
    }
    shown_from = staff_notices.shown_when_open(_office(session), now)
    staff_notices.tell(session, heads, kind, cause, facts, OURS, now, shown_from)
    return bool(heads)


# --- acknowledging ---


def find(session: Session, receipt_id: int) -> CharterReceipt:
    """The receipt of this number.

    Raises:
        NotFound: there is none.
    """
    receipt = session.get(CharterReceipt, receipt_id)
    if receipt is None:
        raise NotFound("ไม่พบรายการนี้")
    return receipt


def acknowledge(
    session: Session, receipt_id: int, by: Staff, typed: Mapping[str, str], now: datetime
) -> CharterReceipt:
    """A head acknowledges for their unit, by name. ``typed``: note.

    Raises:
        NotFound: no such receipt, or another unit's.
        NotAllowed: not by a head of the unit.
        Conflict: it is acknowledged already.
        Faulty: the note is too long.
    """
    receipt = _hold(session, receipt_id)
    if receipt.unit_id is None or receipt.unit_id != by.unit_id:
        raise NotFound("ไม่พบรายการนี้ในหน่วยงานของท่าน")
    if not by.head:
        raise NotAllowed("ผู้รับทราบต้องเป็นหัวหน้าหน่วยงาน")
    _is_open(receipt)
    checked = Checked(typed)
    receipt.note = checked.text("note", longest=LONGEST_NOTE)
    checked.done()
    receipt.acknowledged_at, receipt.acknowledged_by = now, by.name
    receipt.recorded_at, receipt.recorded_by_id = now, by.id
    session.flush()
    return receipt


def record(
    session: Session, receipt_id: int, by: Staff, typed: Mapping[str, str], document: Document | None, now: datetime
) -> CharterReceipt:
    """Marketing writes down that a party acknowledged. ``typed``: name, on (the day), how it was handed out, note.

    Raises:
        NotFound: no such receipt, or a unit's.
        Conflict: it is acknowledged already.
        Faulty: without a name or a way, or on a day before it was handed out or after today.
    """
    receipt = _hold(session, receipt_id)
    if receipt.party_id is None:
        raise NotFound("ไม่พบรายการของคู่ค้าหรือผู้ส่งมอบรายนี้")
    _is_open(receipt)
    checked, handed_on = Checked(typed), in_bangkok(receipt.handed_at).date()
    name = checked.line("name", longest=LONGEST_NAME, missing="กรุณาระบุชื่อผู้รับทราบ")
    on = checked.day("on", missing="กรุณาระบุวันที่รับทราบ")
    if on is not None and not handed_on <= on <= in_bangkok(now).date():
        checked.wrong("on", f"ต้องไม่อยู่ก่อนวันที่ถ่ายทอด ({date_th(handed_on, Length.PLAIN)}) และไม่เป็นวันในอนาคต")
    how = checked.line("how", longest=LONGEST_WORDS, missing="กรุณาระบุวิธีถ่ายทอด")
    note = checked.text("note", longest=LONGEST_NOTE)
    checked.done()
    receipt.acknowledged_by, receipt.how, receipt.note = name, how, note
    receipt.acknowledged_at = midnight(on) if on else None
    receipt.document_id = document.id if document else None
    receipt.recorded_at, receipt.recorded_by_id = now, by.id
    session.flush()
    return receipt


def _hold(session: Session, receipt_id: int) -> CharterReceipt:
    receipt = locks.hold(session, CharterReceipt, CharterReceipt.id == receipt_id)
    if receipt is None:
        raise NotFound("ไม่พบรายการนี้")
    return receipt


def _is_open(receipt: CharterReceipt) -> None:
    if receipt.acknowledged_at is not None:
        raise Conflict(f"รับทราบไว้แล้วโดย {receipt.acknowledged_by}")


# --- reminding ---


def remind(session: Session, receipt_id: int, now: datetime) -> CharterReceipt:
    """Remind the heads of a unit that has not acknowledged, unless they were told less than ``PAUSE`` ago.

    Raises:
        NotFound: no such receipt, or a party's, which has nobody on the desk to remind.
        Conflict: it is acknowledged already.
        Refused: they were told not long ago, or the unit has no head.
    """
    receipt = _hold(session, receipt_id)
    if receipt.unit_id is None:
        raise NotFound("เตือนได้เฉพาะหน่วยงานภายใน")
    _is_open(receipt)
    due = reminder_due(receipt, _office(session))
    if now < due:
        raise Refused(
            f"แจ้งครั้งล่าสุดยังไม่ครบ {PAUSE.count} วันทำการ เตือนได้อีกครั้งตั้งแต่ {date_th(in_bangkok(due).date(), Length.PLAIN)}"
        )
    if not _remind(session, receipt, now):
        raise Refused("หน่วยงานนี้ยังไม่มีหัวหน้าหน่วยงานในระบบ จึงยังเตือนไม่ได้")
    return receipt


def remind_all(session: Session, now: datetime) -> int:
    """Remind whoever is due to be reminded of a version that is still to hold or holds. How many units.

    Two at once do it once: the row is held, and looked at again then.
    """
    office, reminded = _office(session), 0
    for receipt_id in [row.id for row in _unacknowledged(session, now) if reminder_due(row, office) <= now]:
        receipt = _hold(session, receipt_id)
        if receipt.acknowledged_at is None and reminder_due(receipt, office) <= now:
            reminded += _remind(session, receipt, now)
    return reminded


def reminder_due(receipt: CharterReceipt, office: Calendar) -> datetime:
    """From when the unit may be reminded: at the opening after ``PAUSE`` has passed since it was told last."""
    told = receipt.last_reminded_at or receipt.handed_at
    terms = Terms(measure=Measure.RESOLUTION, allowance=PAUSE)
    try:
        due = read_clock(terms, office, [Event(told, What.RECEIVED)], told).due
        return office.next_open(due) if due else told + PAUSE_BEYOND
    except BeyondCalendar:
        return told + PAUSE_BEYOND


def _unacknowledged(session: Session, now: datetime) -> Iterator[CharterReceipt]:
    """What units have not acknowledged of the version in force and of those to come."""
    waiting = (
        select(CharterReceipt)
        .join(CharterVersion)
        .where(CharterReceipt.acknowledged_at.is_(None), CharterReceipt.unit_id.is_not(None), _not_superseded(now))
    )
    yield from session.scalars(waiting.order_by(CharterReceipt.id))


def _remind(session: Session, receipt: CharterReceipt, now: datetime) -> bool:
    cause = f"charter-reminder:{receipt.id}:{receipt.reminders + 1}"
    if not _tell_heads(session, str(receipt.unit_id), REMINDED, cause, receipt.charter, now):
        return False
    receipt.reminders += 1
    receipt.last_reminded_at = now
    session.flush()
    return True


def _office(session: Session) -> Calendar:
    return book_of(session).for_everybody("office")


# --- partners and suppliers ---


def add_party(
    session: Session, by: Staff, typed: Mapping[str, str], kinds: Collection[str], now: datetime
) -> CharterParty:
    """A partner or supplier more; it is handed the versions that hold or are to hold.

    Args:
        typed: name, sort (one of ``PartySort``), contact.
        kinds: those of the matters whose standards concern it.

    Raises:
        Faulty: without name, sort or kinds, or there is one of this name.
    """
    party = CharterParty(added_by_id=by.id, added_at=now)
    _fill(session, party, typed, kinds)
    for version in announced(session, now):
        _hand_to_party(session, version, party, by, now)
    session.flush()
    return party


def change_party(
    session: Session, party_id: int, by: Staff, typed: Mapping[str, str], kinds: Collection[str], *, seen: int,
    now: datetime,
) -> CharterParty:  # fmt: skip
    """What is kept of it changes; what it was handed stays, and what concerns it now it is handed too.

    Raises:
        NotFound: there is none, or it is withdrawn.
        Conflict: somebody has changed it meanwhile.
        Faulty: as for ``add_party``.
    """
    party = _party(session, party_id, seen)
    _fill(session, party, typed, kinds)
    party.version += 1
    for version in announced(session, now):
        _hand_to_party(session, version, party, by, now)
    session.flush()
    return party


def withdraw_party(
    session: Session, party_id: int, by: Staff, typed: Mapping[str, str], *, seen: int, now: datetime
) -> None:
    """It is a partner or supplier no longer. What it acknowledged is kept. ``typed``: why.

    Raises:
        NotFound, Conflict: as for ``change_party``.
        Faulty: no reason is given.
    """
    party, checked = _party(session, party_id, seen), Checked(typed)
    party.withdrawn_why = checked.text("why", longest=LONGEST_NOTE, missing="กรุณาระบุเหตุผล")
    checked.done()
    party.withdrawn_at, party.withdrawn_by_id = now, by.id
    party.version += 1
    session.flush()


def _party(session: Session, party_id: int, seen: int) -> CharterParty:
    party = locks.hold(session, CharterParty, CharterParty.id == party_id)
    if party is None or party.withdrawn_at is not None:
        raise NotFound("ไม่พบคู่ค้าหรือผู้ส่งมอบรายนี้ หรือนำออกจากรายชื่อแล้ว")
    if party.version != seen:
        raise Conflict("มีผู้แก้ไขรายการนี้ไปก่อนแล้ว กรุณาดูข้อมูลล่าสุดแล้วแก้ไขอีกครั้ง")
    return party


def _fill(session: Session, party: CharterParty, typed: Mapping[str, str], kinds: Collection[str]) -> None:
    checked = Checked(typed)
    name = checked.line("name", longest=LONGEST_NAME, missing="กรุณาระบุชื่อ")
    sort = checked.line("sort")
    if sort not in set(PartySort):
        checked.wrong("sort", "กรุณาเลือกว่าเป็นคู่ค้า/คู่ความร่วมมือ หรือผู้ส่งมอบ")
    contact = checked.line("contact", longest=LONGEST_WORDS)
    if not kinds:
        checked.wrong("kinds", "กรุณาเลือกอย่างน้อยหนึ่งประเภท")
    checked.done()
    party.name, party.sort, party.contact, party.kinds = name, PartySort(sort), contact, sorted(set(kinds))
    try:
        with session.begin_nested():
            session.add(party)
    except IntegrityError as problem:
        raise Faulty({"name": f"มีชื่อ “{name}” อยู่ในรายชื่อแล้ว"}) from problem


def announced(session: Session, now: datetime) -> list[CharterVersion]:
    """The versions that were handed out and hold or are to hold."""
    handed = exists().where(CharterReceipt.charter_id == CharterVersion.id)
    found = select(CharterVersion).where(CharterVersion.in_force_from.is_not(None), handed, _not_superseded(now))
    return list(session.scalars(found.order_by(CharterVersion.id)))


def _not_superseded(now: datetime) -> ColumnElement[bool]:
    """Whether a version holds at ``now`` or is still to hold."""
    following = aliased(CharterVersion)
    return ~exists().where(following.in_force_from > CharterVersion.in_force_from, following.in_force_from <= now)
