"""The desk's words as far as code chooses between them. What is always the same stands in the templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from backend.desk import (
    audit_texts,
    cascade_texts,
    catalogue_texts,
    charter_texts,
    clock_texts,
    closure_texts,
    evaluation_texts,
    notice_texts,
    plan_texts,
    public_texts,
    report_file_texts,
    report_texts,
    seal_texts,
    unit_report_texts,
    whatif_texts,
)
from backend.desk.catalogue_texts import KINDS
from backend.models.contact import Author, Fetching
from backend.models.email import Mailing
from backend.models.inbox import Handling
from backend.models.outbox import Sending
from backend.queries.history import Happened, Warned
from backend.queries.talk import File, Said
from backend.queries.worklist import View
from backend.services.documents import EXCEL, PDF, WORD

SIGN_IN_REFUSED = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง หากใส่รหัสผ่านผิดติดกันหลายครั้ง ระบบจะพักบัญชีไว้ 15 นาที หากยังเข้าไม่ได้กรุณาติดต่อผู้ดูแลระบบ"
SIGNED_OUT = "ออกจากระบบแล้ว ในทุกเครื่องที่ใช้บัญชีนี้"
PASSWORDS_DIFFER = "รหัสผ่านใหม่สองช่องไม่ตรงกัน"
OLD_PASSWORD_REFUSED = "รหัสผ่านเดิมไม่ถูกต้อง หากใส่ผิดติดกันหลายครั้ง ระบบจะพักการเปลี่ยนรหัสผ่านไว้ 15 นาที"  # noqa: S105 - a sentence
PASSWORD_CHANGED = "เปลี่ยนรหัสผ่านแล้ว"  # noqa: S105 - a sentence, not a password
ALARM_CLEARED = "รับทราบการแจ้งเตือนแล้ว"
PICK_A_ROLE = "กรุณาเลือกบทบาท"
EMAIL_SAVED = "บันทึกอีเมลของ {name} แล้ว"
NO_SUCH_ACCOUNT = "ไม่พบบัญชีนี้"
NOT_YOUR_OWN_ACCOUNT = "ปิดบัญชีของตนเองไม่ได้"
ACCOUNT_OPENED = "เปิดใช้งานบัญชีแล้ว"
ACCOUNT_CLOSED = "ปิดใช้งานบัญชีแล้ว"
HEAD_NAMED = "กำหนดเป็นหัวหน้าหน่วยงานแล้ว"
HEAD_NO_MORE = "ยกเลิกการเป็นหัวหน้าหน่วยงานแล้ว"
NOTICES_READ = "ทำเครื่องหมายว่าอ่านแล้ว"

SAVED = {
    "answer": "บันทึกคำตอบแล้ว ระบบกำลังส่งถึงผู้รับบริการ",
    "ask": "บันทึกคำถามแล้ว ระบบกำลังส่งถึงผู้รับบริการ",
    "resolve": "บันทึกผลแล้ว ระบบกำลังแจ้งผู้รับบริการ",
    "note": "บันทึกภายในแล้ว",
    "call": "บันทึกการโทรแล้ว",
    "transfer": "ส่งต่อเรื่องแล้ว",
    "documents": "บันทึกว่าได้รับเอกสารครบถ้วนแล้ว เริ่มนับเวลาตั้งแต่ขณะนี้",
    "kind": "แก้ประเภทเรื่องแล้ว กำหนดเวลาเป็นไปตามประเภทใหม่นับแต่วันรับเรื่อง",
    "reopen": "เปิดเรื่องอีกครั้งแล้ว",
}

ERROR_TITLES = {
    400: "คำขอไม่ถูกต้อง",
    401: "กรุณาเข้าสู่ระบบอีกครั้ง",
    403: "ไม่มีสิทธิ์ทำรายการนี้",
    404: "ไม่พบหน้าที่ต้องการ",
    405: "คำขอไม่ถูกต้อง",
    409: "มีผู้บันทึกไปก่อนแล้ว",
    413: "ข้อมูลที่ส่งใหญ่เกินไป",
    422: "บันทึกไม่ได้",
    500: "ระบบขัดข้อง",
    503: "ระบบยังไม่พร้อม",
}
ERROR_ADVICE = {
    400: "กรุณากลับไปหน้าก่อน เปิดหน้านั้นใหม่ แล้วลองอีกครั้ง",
    401: "ท่านออกจากระบบแล้ว หรือเข้าสู่ระบบไว้นานเกิน 12 ชั่วโมง",
    403: "บัญชีของท่านไม่มีสิทธิ์ในส่วนนี้ หากจำเป็นต้องใช้กรุณาติดต่อผู้ดูแลระบบ",
    404: "อาจพิมพ์เลขที่ไม่ครบ หรือเรื่องนี้อยู่ในความดูแลของหน่วยงานอื่นแล้ว",
    405: "กรุณากลับไปหน้าก่อนแล้วลองอีกครั้ง",
    409: "กรุณาเปิดหน้านั้นใหม่เพื่อดูรายการล่าสุด",
    413: "กรุณาย่อข้อความหรือใช้ไฟล์ที่เล็กลง แล้วลองอีกครั้ง",
    422: "กรุณาแก้ไขแล้วลองอีกครั้ง",
    500: "เกิดข้อผิดพลาดภายในระบบ กรุณาลองอีกครั้งในอีกสักครู่ หากยังไม่ได้กรุณาแจ้งผู้ดูแลระบบพร้อมเวลาที่พบ",
    503: "ขณะนี้ติดต่อฐานข้อมูลไม่ได้ เรื่องที่รับไว้แล้วไม่สูญหาย กรุณาลองอีกครั้งในอีกสักครู่",
}
CSRF_ADVICE = "หน้านี้เปิดค้างไว้นานหรือมีการเข้าสู่ระบบใหม่ จึงยังไม่ได้บันทึก กรุณาเปิดหน้านั้นใหม่แล้วลองอีกครั้ง"

EVENTS = {
    "received": "รับเรื่อง",
    "documents_complete": "ได้รับเอกสารครบถ้วน",
    "answered": "ตอบผู้รับบริการ",
    "question_sent": "ขอข้อมูลเพิ่มเติมจากผู้รับบริการ",
    "asked_customer": "ส่งคำถามถึงผู้รับบริการแล้ว เริ่มรอข้อมูล",
    "customer_replied": "ผู้รับบริการส่งข้อมูลเพิ่มเติม",
    "responded": "ข้อความของเจ้าหน้าที่ส่งถึงผู้รับบริการแล้ว",
    "bot_answered": "บอตตอบผู้รับบริการ",
    "progress_told": "แจ้งความคืบหน้า",
    "note": "บันทึกภายใน",
    "resolved": "แจ้งผล",
    "reopened": "เปิดเรื่องอีกครั้ง",
    "cancelled": "ผู้รับบริการยกเลิกเรื่อง",
    "duplicate_of": "รวมเข้ากับเรื่องอื่น",
    "closed": "ปิดเรื่อง",
    "due_moved": "กำหนดเวลาเปลี่ยนตามปฏิทินวันทำการ",
}
_AUTHORS = {Author.CUSTOMER: "ผู้รับบริการ", Author.BOT: "บอต", Author.OFFICER: "เจ้าหน้าที่"}
_WHAT = {
    "sticker": "ส่งสติกเกอร์",
    "image": "ส่งรูปภาพ",
    "video": "ส่งวิดีโอ",
    "audio": "ส่งข้อความเสียง",
    "file": "ส่งไฟล์",
    "location": "ส่งตำแหน่ง",
    "follow": "เพิ่มบัญชีเป็นเพื่อน",
    "unfollow": "บล็อกบัญชี",
    "tap": "แตะปุ่มในแชต",
    "verdict": "บอกว่าคำตอบตรงคำถามหรือไม่",
    "unreadable": "ส่งข้อความชนิดที่ระบบอ่านไม่ได้",
    "join": "เชิญบัญชีเข้ากลุ่ม",
    "answer": "ส่งคำตอบ",
    "reply": "ตอบกลับ",
}
_NOT_WORDS = frozenset({"tap", "verdict", "unreadable"})
"""Contacts whose text is a code of ours."""
_VERDICTS = {"good": "บอกว่าคำตอบตรงคำถาม", "bad": "บอกว่าคำตอบไม่ตรงคำถาม"}
_SENDING = {
    Sending.WAITING: "รอส่ง",
    Sending.TRAY: "รอส่งพร้อมข้อความถัดไป",
    Sending.SENT: "ส่งแล้ว",
    Sending.FAILED: "ส่งไม่สำเร็จ",
}
_MAILING = {Mailing.WAITING: "รอส่ง", Mailing.SENT: "ส่งแล้ว", Mailing.FAILED: "ส่งไม่สำเร็จ"}
_FETCHING = {
    Fetching.WAITING: "กำลังรับไฟล์จาก LINE",
    Fetching.STORED: "เปิดได้จากเรื่องที่ไฟล์นี้อยู่",
    Fetching.REFUSED: "ไม่รับไฟล์ชนิดหรือขนาดนี้",
    Fetching.GONE: "ไม่มีไฟล์แล้ว",
}
_HANDLING = {Handling.SKIPPED: "ข้าม", Handling.FAILED: "ไม่สำเร็จ"}
_ALARMS = {
    "emergency": "มีผู้แจ้งเหตุฉุกเฉิน",
    "no_route": "ยังไม่มีกฎส่งเรื่อง รอคัดแยกที่ ฝตล.",
    "quarter_not_sealed": "ปิดไตรมาสไม่สำเร็จ ระบบเลิกลองแล้ว ขอปิดใหม่ได้ที่หน้าปิดไตรมาส",
    "not_sent": "ส่งข้อความถึงผู้รับบริการไม่สำเร็จ",
    "quota": "โควตาข้อความ LINE หมด ข้อความที่เหลือรอส่ง",
    "line_token": "LINE ไม่ยอมรับโทเคนของระบบ ส่งข้อความไม่ได้",
    "event_failed": "จัดการเหตุการณ์จาก LINE ไม่สำเร็จ ระบบกำลังลองใหม่",
    "event_given_up": "จัดการเหตุการณ์จาก LINE ไม่สำเร็จ ระบบเลิกลองแล้ว",
    "notice_failed": "เรียบเรียงข้อความถึงผู้รับบริการไม่สำเร็จ ระบบกำลังลองใหม่",
    "file_failed": "เก็บไฟล์จากผู้รับบริการไม่สำเร็จ ระบบกำลังลองใหม่",
    "file_given_up": "เก็บไฟล์จากผู้รับบริการไม่สำเร็จ ระบบเลิกลองแล้ว",
    "chat_failed": "ดูแลแชตของผู้รับบริการไม่สำเร็จ ระบบกำลังลองใหม่",
    "database_fault": "ฐานข้อมูลไม่รับคำสั่งของระบบ ข้อความของผู้รับบริการรออยู่",
    "other_destination": "มีเหตุการณ์ของบัญชี LINE อื่นส่งเข้ามา",
    "rich_menu": "เปลี่ยนเมนูใน LINE ไม่สำเร็จ",
    "nobody_to_warn": "ไม่มีผู้รับข้อความเตือนเรื่องกำหนดเวลา เพราะหน่วยงานยังไม่มีบัญชีในระบบ",
    "calendar_ends": "ยังไม่มีปฏิทินวันหยุดของปีถัดไป ต้องเพิ่มก่อนสิ้นปี มิฉะนั้นระบบจะคำนวณกำหนดเวลาที่ข้ามปีไม่ได้",
    "catalogue_offered": "โปรแกรมรุ่นใหม่มีคลังคำถามชุดใหม่มาให้ ยังใช้ชุดที่เจ้าหน้าที่เผยแพร่ไว้",
    "catalogue_refused": "คลังคำถามชุดใหม่ของโปรแกรมไม่ผ่านการวัดผล ยังใช้ชุดเดิม",
    "report_not_made": "จัดทำเอกสารรายงานไม่สำเร็จ ระบบเลิกลองแล้ว",
    "catalogue_not_prepared": "เตรียมคลังคำถามฉบับใหม่ไม่สำเร็จ ระบบเลิกลองแล้ว",
    "model_missing": "ยังไม่มีโมเดลของคลังคำถามที่เผยแพร่ บอตยังตอบด้วยชุดก่อนหน้า",
    "model_damaged": "โมเดลของคลังคำถามที่เผยแพร่เสียหาย บอตยังตอบด้วยชุดก่อนหน้า",
    "self_audit": "ตัวเลขที่นับใหม่ต่างจากที่เก็บไว้",
    "email_failed": "ส่งอีเมลถึงเจ้าหน้าที่ไม่สำเร็จ ระบบเลิกลองแล้ว",
    "email_waits": "ส่งอีเมลถึงเจ้าหน้าที่ไม่สำเร็จ ระบบกำลังลองใหม่",
    "sign_in_locked": "ใส่รหัสผ่านผิดหลายครั้ง บัญชีถูกพักไว้",
}
_DOCUMENT_TYPES = {PDF: "PDF", WORD: "Word", EXCEL: "Excel", "image/png": "รูปภาพ", "image/jpeg": "รูปภาพ"}
_URGENT = frozenset({"emergency", "line_token"})
_PARTS = {"database": "ฐานข้อมูล", "redis": "คิวงาน (Redis)", "model": "โมเดลเข้าใจคำถาม", "clock": "ตัวตั้งเวลา"}
_NOTHING = {
    View.OPEN: "ไม่มีเรื่องที่เปิดอยู่",
    View.TRIAGE: "ไม่มีเรื่องรอคัดแยก",
    View.WAITING: "ไม่มีเรื่องที่รอข้อมูลจากผู้รับบริการ",
    View.ANSWERED: "ยังไม่มีเรื่องที่แจ้งผล",
    View.ALL: "ยังไม่มีเรื่อง",
}
_PHONE = re.compile(r"\s*\+?[0-9][0-9 ().-]{6,}")
_COORDINATES = re.compile(r"(-?\d{1,2}\.\d{2,})\s*,\s*(-?\d{1,3}\.\d{2,})")


@dataclass(frozen=True, slots=True)
class Place:
    """A spot a customer sent: its words, its coordinates, and a map of it."""

    words: str
    coordinates: str
    url: str


def event_words(event: Happened) -> str:
    """What happened, in a few words."""
    if event.what == "transferred":
        return f"ส่งต่อจาก {event.from_unit} ไปยัง {event.to_unit}"
    if event.what == "kind_corrected":
        return f"แก้ประเภทจาก{KINDS.get(event.from_kind, event.from_kind)} เป็น{KINDS.get(event.to_kind, event.to_kind)}"
    if event.what == "placed":
        return f"ผู้รับบริการแจ้งชื่อนิคมแล้ว ส่งเรื่องไปยัง {event.to_unit}"
    if event.what == "rated":
        return f"ผู้รับบริการให้คะแนน {event.score} จาก 5"
    if event.what == "reopened" and event.by_customer:
        return "ผู้รับบริการแจ้งว่ายังไม่เรียบร้อย เปิดเรื่องอีกครั้ง"
    if event.by_call:
        return "โทรหาผู้รับบริการ"
    return EVENTS.get(event.what, event.what)


def warned_words(warned: Warned) -> str:
    """That a warning went out, of what and to whom."""
    what = "ใช้เวลาไปแล้วร้อยละ 75" if warned.what == "soon" else "เกินกำหนดแล้ว"
    missing = "เจ้าหน้าที่" if warned.what == "soon" else "หัวหน้า"
    if not warned.told:
        return f"เตือนว่า{what} แต่ยังไม่มีผู้รับในระบบ"
    names = ", ".join(warned.told)
    return f"เตือน {names} {f'แทน เพราะหน่วยงานยังไม่มี{missing}ในระบบ ' if warned.instead else ''}ว่า{what}"


def said_words(said: Said) -> str:
    """The words of a contact; none where it was something else that was done."""
    return "" if said.what in _NOT_WORDS else said.text


def what_words(said: Said) -> str:
    """What was done, where there are no words."""
    return _VERDICTS.get(said.text) or _WHAT.get(said.what, said.what)


def author_words(said: Said) -> str:
    """Who said it; an officer with name and unit."""
    if said.author is Author.OFFICER and said.who:
        return f"{said.who} ({said.unit})" if said.unit else said.who
    return _AUTHORS[said.author]


def fetching_words(file: File) -> str:
    """Why a file cannot be opened here."""
    return _FETCHING[file.state]


def place(said: Said) -> Place | None:
    """The spot in a location message, if there is one."""
    found = _COORDINATES.search(said.text) if said.what == "location" else None
    if found is None:
        return None
    coordinates = f"{found[1]},{found[2]}"
    words = (said.text[: found.start()] + said.text[found.end() :]).strip(" \n()·|") or _WHAT["location"]
    return Place(words, coordinates, f"https://www.google.com/maps/search/?api=1&query={quote(coordinates)}")


def size_words(size: int) -> str:
    """A file's size for people."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000)):,} กิโลไบต์"
    return f"{size / 1_000_000:.1f} เมกะไบต์"


def dialled(phone: str) -> str:
    """The part of what a customer left as a phone number that a phone can dial: "02-123-4567 ต่อ 8" → 021234567."""
    found = _PHONE.match(phone)
    return re.sub(r"[^+0-9]", "", found[0]) if found else ""


FILTERS: dict[str, Callable[..., Any]] = {
    **audit_texts.FILTERS,
    **cascade_texts.FILTERS,
    **catalogue_texts.FILTERS,
    **charter_texts.FILTERS,
    **clock_texts.FILTERS,
    **closure_texts.FILTERS,
    **evaluation_texts.FILTERS,
    **notice_texts.FILTERS,
    **plan_texts.FILTERS,
    **public_texts.FILTERS,
    **report_file_texts.FILTERS,
    **report_texts.FILTERS,
    **seal_texts.FILTERS,
    **unit_report_texts.FILTERS,
    **whatif_texts.FILTERS,
    "alarm_tone": lambda kind: "urgent" if kind in _URGENT else "plain",
    "alarm_words": lambda kind: _ALARMS.get(kind, kind),
    "author_words": author_words,
    "dialled": dialled,
    "document_type": _DOCUMENT_TYPES.__getitem__,
    "event_words": event_words,
    "fetching_words": fetching_words,
    "handling_words": _HANDLING.__getitem__,
    "kind_words": lambda kind: KINDS.get(kind, kind),
    "mailing_words": _MAILING.__getitem__,
    "nothing_words": _NOTHING.__getitem__,
    "part_words": lambda part: _PARTS.get(part, part),
    "place": place,
    "sending_words": _SENDING.__getitem__,
    "size_words": size_words,
    "said_words": said_words,
    "warned_words": warned_words,
    "what_words": what_words,
}
