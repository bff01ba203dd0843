"""Demo matters of past quarters for the trial, so that its reports have something to tell.

Each is led through its life by the verbs that a real one is led by, and marked as demo. Who did what is drawn from a
fixed seed: two trials of one day are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.contact import Author
from backend.models.customer import ChatKind, Conversation
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Role, Staff
from backend.models.ticket import Ticket
from backend.models.unit import Estate
from backend.services import contacts, conversations, ratings, tickets
from intents.catalogue import Catalogue
from service_standards.instants import in_bangkok, midnight
from service_standards.thai_dates import Quarter, quarter_of

KEY = "demo-quarters"
SEED = 2569
STORIES: Mapping[str, tuple[str, ...]] = {
    "water_supply": ("น้ำไหลอ่อนมากตั้งแต่เมื่อคืน", "น้ำประปาขุ่น มีตะกอน", "น้ำไม่ไหลทั้งซอย"),
    "electricity_problem": ("ไฟตกบ่อย เครื่องจักรหยุดเอง", "ไฟดับเฉพาะแปลงเรา"),
    "road_drainage_lighting": ("ท่อระบายน้ำหน้าโรงงานอุดตัน", "ไฟถนนดับสองต้น", "ถนนเป็นหลุมใหญ่ รถบรรทุกเข้าไม่ได้"),
    "invoice_receipt": ("ขอสำเนาใบเสร็จเดือนที่แล้ว", "ใบแจ้งหนี้ค่าน้ำยังไม่มา"),
    "utility_fees_arrears": ("สอบถามยอดค้างชำระค่าบริการ", "ค่าน้ำเดือนนี้สูงผิดปกติ"),
    "complaint_smell_smoke": ("กลิ่นเหม็นไหม้ช่วงหัวค่ำ", "มีฝุ่นสีขาวลอยมาตกที่บ้าน", "ควันดำจากปล่องโรงงาน"),
    "complaint_noise_water": ("เสียงเครื่องจักรดังทั้งคืน", "น้ำในคลองข้างนิคมเป็นสีดำ"),
    "complaint_service": ("นัดแล้วเจ้าหน้าที่ไม่มา", "ส่งอีเมลไปสองสัปดาห์ยังไม่มีใครตอบ"),
    "application_status": ("คำขออนุญาตก่อสร้างถึงขั้นไหนแล้ว", "ยื่นขอใช้ที่ดินไปแล้ว อยากทราบความคืบหน้า"),
    "permit_extension": ("ใบอนุญาตใกล้หมดอายุ ต้องต่ออย่างไร",),
    "factory_expansion": ("จะเพิ่มเครื่องจักรสามเครื่อง ต้องขออนุญาตไหม",),
    "epp_login_problem": ("เข้าระบบ e-PP ไม่ได้ แจ้งว่ารหัสผิด",),
    "land_availability": ("มีที่ดินว่างประมาณ 20 ไร่ไหม",),
    "safety_psm": ("ขอคำแนะนำเรื่องการจัดการความปลอดภัยกระบวนการผลิต",),
    "suggestion_or_compliment": ("อยากให้มีป้ายบอกทางในนิคมชัดกว่านี้", "ขอชมเจ้าหน้าที่ที่มาดูท่อน้ำ ทำงานเร็วมาก"),
    "pdpa_access_request": ("ขอสำเนาข้อมูลส่วนบุคคลที่ กนอ. เก็บไว้",),
}
"""What they ask, by intent; as many of one as there are words for it."""
ASKED = ("ขอทราบเลขที่แปลงและเบอร์ติดต่อค่ะ", "สะดวกให้เจ้าหน้าที่เข้าตรวจวันไหนคะ", "รบกวนส่งสำเนาหนังสือรับรองบริษัทด้วยค่ะ")
DONE = ("ดำเนินการเรียบร้อยแล้วค่ะ", "เจ้าหน้าที่เข้าแก้ไขแล้ว ใช้งานได้ตามปกติค่ะ", "ตอบข้อสอบถามและส่งเอกสารให้ทางอีเมลแล้วค่ะ")
PER_QUARTER = 50
LATE = 0.07
"""How many of them somebody takes too long over."""


@dataclass(slots=True)
class _Scene:
    """What a demo matter is made with."""

    session: Session
    catalogue: Catalogue
    draw: Random
    estates: tuple[str, ...]
    officers: Mapping[str, Staff]
    now: datetime


def load_demo_quarters(session: Session, catalogue: Catalogue, now: datetime) -> int:
    """Load the matters of the present quarter, the one before and the one a year ago, unless they are there.

    Returns:
        How many were made.
    """
    ours = Conversation.key.startswith(KEY)
    if session.scalar(select(Conversation.id).where(ours).limit(1)) is not None:
        return 0
    scene = _Scene(
        session=session,
        catalogue=catalogue,
        draw=Random(SEED),  # noqa: S311 - nobody gains by guessing a demo
        estates=tuple(session.scalars(select(Estate.id).order_by(Estate.id))),
        officers={one.unit_id: one for one in session.scalars(select(Staff).where(Staff.role == Role.OFFICER))},
        now=now,
    )
    times = sorted(_times(scene.draw, quarter_of(in_bangkok(now).date()), now))
    for place, at in enumerate(times):
        _live(scene, f"{KEY}{place}", at)
    return len(times)


def _times(draw: Random, present: Quarter, now: datetime) -> Iterator[datetime]:
    """When they come in: by day, and more on working days."""
    for quarter in (present, present.before, Quarter(present.fiscal_year - 1, present.number)):
        days = (quarter.last - quarter.first).days + 1
        for _ in range(PER_QUARTER):
            day = quarter.first + timedelta(days=draw.randrange(days))
            if day.weekday() >= 5 and draw.random() < 0.7:
                day -= timedelta(days=2)
            at = midnight(max(day, quarter.first)) + timedelta(minutes=draw.randint(7 * 60, 20 * 60))
            if at < now - timedelta(hours=1):
                yield at


def _live(scene: _Scene, key: str, at: datetime) -> None:
    """One matter, from its receipt to wherever it has come by now."""
    draw, session = scene.draw, scene.session
    ticket = _leave(scene, key, at)
    officer = scene.officers.get(ticket.unit_id)
    slow = draw.random() < LATE
    at = _working(at + timedelta(hours=draw.uniform(30, 80) if slow else draw.uniform(0.1, 1.4)))
    if officer is None or at >= scene.now:
        return
    if draw.random() < 0.06:
        tickets.cancel(session, ticket, None, at=at, now=at)
        return
    tickets.answer(session, ticket, officer, "ได้รับเรื่องแล้ว กำลังตรวจสอบให้ค่ะ", seen=ticket.version, now=at)
    _accepted(session, ticket, at)
    if draw.random() < 0.2:
        at = _wait(scene, ticket, officer, at)
    at = _working(at + timedelta(hours=draw.uniform(120, 420) if slow else draw.uniform(2, 44)))
    if at >= scene.now:
        return
    _resolve(scene, ticket, officer, at)
    if draw.random() < 0.05 and at + timedelta(hours=30) < scene.now:
        tickets.reopen_for_customer(session, ticket, None, at=at + timedelta(hours=5), now=at + timedelta(hours=5))
        _resolve(scene, ticket, officer, _working(at + timedelta(hours=29)))


def _leave(scene: _Scene, key: str, at: datetime) -> Ticket:
    draw, session = scene.draw, scene.session
    intent = scene.catalogue.intents[draw.choice([one for one in STORIES if one in scene.catalogue.intents])]
    words = draw.choice(STORIES[intent.id])
    estate_id = draw.choice(scene.estates) if scene.estates else None
    conversation = conversations.lock(session, key, ChatKind.UNKNOWN, at)
    conversation.reachable = False  # nobody is there: what officers try on a demo matter is never sent
    conversation.customer.display_name = "ผู้รับบริการ (ตัวอย่าง)"
    said = contacts.record(session, conversation, author=Author.CUSTOMER, what="text", at=at, text=words)
    new = tickets.NewTicket(
        intent_id=intent.id, kind=intent.kind, stage=intent.stage, touchpoint=intent.touchpoint, subject=words,
        details=words, estate_id=estate_id, received_at=at, contact_ids=(said.id,), demo=True,
    )  # fmt: skip
    return tickets.open_ticket(session, conversation, new, at)


def _wait(scene: _Scene, ticket: Ticket, officer: Staff, at: datetime) -> datetime:
    """The officer asks for something; the instant at which the customer has told it."""
    draw, session = scene.draw, scene.session
    asked_at = _working(at + timedelta(hours=draw.uniform(0.5, 3)))
    replied_at = asked_at + timedelta(hours=draw.choice([2, 6, 20, 30, 50, 260]))
    if replied_at >= scene.now:
        return at
    tickets.ask_back(session, ticket, officer, draw.choice(ASKED), seen=ticket.version, now=asked_at)
    _accepted(session, ticket, asked_at)
    said = contacts.record(
        session, ticket.conversation, author=Author.CUSTOMER, what="text", at=replied_at, text="ส่งให้แล้ว"
    )
    tickets.customer_wrote(session, ticket, said, replied_at)
    return replied_at


def _resolve(scene: _Scene, ticket: Ticket, officer: Staff, at: datetime) -> None:
    draw, session = scene.draw, scene.session
    tickets.resolve(session, ticket, officer, draw.choice(DONE), seen=ticket.version, now=at)
    _accepted(session, ticket, at)
    rated_at = at + timedelta(hours=1)
    if draw.random() < 0.6 and rated_at < scene.now:
        score = draw.choices((5, 4, 3, 2, 1), (45, 35, 12, 5, 3))[0]
        ratings.rate(session, ticket, tickets.resolutions(ticket), score, at=rated_at, now=rated_at)


def _accepted(session: Session, ticket: Ticket, at: datetime) -> None:
    """The channel would have accepted what is owed by now."""
    session.flush()
    owed = select(OutboxMessage).where(OutboxMessage.ticket_id == ticket.id, OutboxMessage.state == Sending.WAITING)
    for row in session.scalars(owed.order_by(OutboxMessage.id)).all():
        row.state, row.sent_at, row.sent_by, row.messages = Sending.SENT, at, "push", None
        tickets.told(session, row, at)


def _working(at: datetime) -> datetime:
    """The same instant, or the next morning of a weekday where nobody is at work then."""
    local = in_bangkok(at)
    morning = midnight(local.date()) + timedelta(hours=8, minutes=45)
    if local.hour >= 16:
        morning += timedelta(days=1)
    at = local if morning <= local else morning
    while at.weekday() >= 5:
        at = midnight(at.date() + timedelta(days=1)) + timedelta(hours=8, minutes=45)
    return at
