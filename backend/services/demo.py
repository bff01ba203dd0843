"""Demo tickets for the trial: made by the same verbs as real ones, marked as demo, loaded only when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.contact import Author
from backend.models.customer import ChatKind, Conversation
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.models.unanswered import Why
from backend.services import contacts, conversations, tickets, unanswered
from intents.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Story:
    """One demo matter: who, what, where, how long ago, and what the unit did."""

    customer: str
    intent_id: str
    estate_id: str | None
    words: str
    hours_ago: float
    outcome: str = ""


STORIES = (
    Story("คุณสมชาย (ตัวอย่าง)", "water_supply", "bangpoo", "น้ำไม่ไหลตั้งแต่เช้า โรงงานซอย 7 ต้องหยุดสายการผลิต", 1.5),
    Story("คุณวิภา (ตัวอย่าง)", "complaint_smell_smoke", "map_ta_phut", "กลิ่นเหม็นเหมือนสารเคมีช่วงกลางคืน แสบจมูกมาก", 5),
    Story("Mr. Tanaka (demo)", "land_contract_lease_renewal", "amata_city_chonburi",
          "Our land lease ends in March. How do we renew it?", 20),
    Story("คุณประเสริฐ (ตัวอย่าง)", "invoice_receipt", "lat_krabang", "ยังไม่ได้รับใบกำกับภาษีค่าน้ำเดือนที่แล้วค่ะ", 30),
    Story("คุณนภา (ตัวอย่าง)", "application_status", None, "ยื่นขออนุญาตไปสองสัปดาห์แล้ว ยังไม่ทราบผล", 50),
    Story("คุณอนันต์ (ตัวอย่าง)", "road_drainage_lighting", "laem_chabang", "ไฟถนนหน้าแปลง 24 ดับสามต้น กลางคืนมืดมาก", 80,
          "ช่างเปลี่ยนหลอดไฟครบทั้งสามต้นแล้วค่ะ"),
    Story("คุณมาลี (ตัวอย่าง)", "complaint_service", None, "โทรติดต่อสามครั้งไม่มีผู้รับสาย อยากให้ปรับปรุง", 120),
    Story("คุณกิตติ (ตัวอย่าง)", "job_vacancy", None, "เปิดรับสมัครวิศวกรสิ่งแวดล้อมไหมครับ", 200,
          "แจ้งช่องทางประกาศรับสมัครงานบนเว็บไซต์ของ กนอ. ให้ผู้สอบถามแล้วค่ะ"),
)  # fmt: skip


UNANSWERED = (
    ("ในนิคมมีที่ชาร์จรถไฟฟ้าไหมคะ", 3, Why.NOT_UNDERSTOOD),
    ("ที่ชาร์จรถไฟฟ้าในนิคมอยู่ตรงไหน", 9, Why.NONE_FITS),
    ("นิคมมีที่ชาร์จรถไฟฟ้าหรือยังครับ จะสั่งรถมาใช้สามคัน", 26, Why.NOT_UNDERSTOOD),
    ("มีที่ชาร์จรถไฟฟ้าไหม โทรกลับ 081-234-5678", 31, Why.NOT_CHOSEN),
    ("จะติดโซลาร์เซลล์บนหลังคาโรงงาน ต้องขออนุญาตใคร", 12, Why.NOT_CHOSEN),
    ("ติดโซลาร์เซลล์บนหลังคาโรงงาน ขออนุญาตที่ไหนคะ", 40, Why.OFF_THE_MARK),
    ("นิคมมีหอพักให้คนงานเช่าไหม", 18, Why.NOT_UNDERSTOOD),
    ("หาหอพักคนงานในนิคม มีให้เช่าไหมครับ", 70, Why.NOT_UNDERSTOOD),
    ("Is there a shuttle bus from the estate to the airport?", 22, Why.NOT_UNDERSTOOD),
    ("ขอบินโดรนถ่ายรูปโรงงานของเราเอง ทำได้ไหม", 50, Why.NOT_UNDERSTOOD),
)
"""Questions that the bot could not answer to the point: words, hours ago, why."""
_KEY = "demo"


def is_demo(conversation_key: str) -> bool:
    """Whether a chat is one of ours: nobody of flesh and blood is in it."""
    return conversation_key.startswith(_KEY)


def load_demo(session: Session, catalogue: Catalogue, now: datetime) -> int:
    """Load the demo stories unless they are there.

    Returns:
        How many tickets were made.
    """
    if session.scalar(select(Ticket.id).where(Ticket.demo).limit(1)) is not None:
        return 0
    for place, story in enumerate(STORIES, 1):
        _tell(session, catalogue, story, f"{_KEY}{place}", now)
    for place, (words, hours_ago, why) in enumerate(UNANSWERED, len(STORIES) + 1):
        _ask(session, words, why, f"{_KEY}{place}", now - timedelta(hours=hours_ago))
    return len(STORIES)


def _ask(session: Session, words: str, why: Why, key: str, at: datetime) -> None:
    conversation = conversations.lock(session, key, ChatKind.UNKNOWN, at)
    conversation.reachable = False
    said = contacts.record(session, conversation, author=Author.CUSTOMER, what="text", at=at, text=words)
    unanswered.note(session, [said.id], why, at)


def _tell(session: Session, catalogue: Catalogue, story: Story, key: str, now: datetime) -> None:
    at = now - timedelta(hours=story.hours_ago)
    conversation = conversations.lock(session, key, ChatKind.UNKNOWN, at)
    conversation.reachable = False  # nobody is there: what officers try on a demo ticket is never sent
    conversation.customer.display_name = story.customer
    intent = catalogue.intents[story.intent_id]
    meaning = contacts.Meaning(
        intent_id=intent.id,
        kind=intent.kind,
        stage=intent.stage,
        touchpoint=intent.touchpoint,
        estate_id=story.estate_id,
    )
    contact = contacts.record(
        session, conversation, author=Author.CUSTOMER, what="text", at=at, text=story.words, meaning=meaning
    )
    new = tickets.NewTicket(
        intent_id=intent.id, kind=intent.kind, stage=intent.stage, touchpoint=intent.touchpoint, subject=story.words,
        details=story.words, estate_id=story.estate_id, received_at=at, contact_ids=(contact.id,), demo=True,
    )  # fmt: skip
    ticket = tickets.open_ticket(session, conversation, new, at)
    officer = session.scalar(select(Staff).where(Staff.unit_id == ticket.unit_id).limit(1))
    if story.outcome and officer is not None:
        _resolve(session, conversation, ticket, officer, story.outcome, at + timedelta(hours=6))


def _resolve(
    session: Session, conversation: Conversation, ticket: Ticket, officer: Staff, outcome: str, at: datetime
) -> None:
    tickets.happened(session, ticket, "responded", at=at - timedelta(hours=1), now=at, by=officer)
    tickets.resolve(session, ticket, officer, outcome, seen=ticket.version, now=at)
