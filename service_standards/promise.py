"""What a standard promises, in plain words made of the very terms that the clock counts by.

Whoever shows them adds the standing of the standard: a provisional one is called so wherever it is seen.
"""

from datetime import datetime

from service_standards.allowance import Allowance, Kind
from service_standards.amounts import allowance_told, amount_told
from service_standards.charter import ANY_KIND, ServiceStandard
from service_standards.instants import in_bangkok
from service_standards.terms import Measure, Starts
from service_standards.thai_dates import Length, date_en, date_th
from service_standards.told import Told

_MATTERS = {
    ANY_KIND: Told("ทุกเรื่อง", "Every matter"),
    "inquiry": Told("ข้อสอบถาม", "Inquiries"),
    "permit": Told("ใบอนุญาต", "Permits"),
    "utility": Told("สาธารณูปโภคและระบบบริการ", "Utilities and service systems"),
    "environment": Told("ข้อร้องเรียนด้านสิ่งแวดล้อม", "Environmental complaints"),
    "complaint": Told("ข้อร้องเรียน", "Complaints"),
    "emergency": Told("เหตุฉุกเฉิน", "Emergencies"),
    "suggestion": Told("ข้อเสนอแนะ", "Suggestions"),
    "integrity": Told("เบาะแสทุจริต", "Reports of corruption"),
    "privacy_request": Told("คำขอเกี่ยวกับข้อมูลส่วนบุคคล", "Requests about personal data"),
}
KINDS = tuple(kind for kind in _MATTERS if kind != ANY_KIND)
"""The kinds of matters that we know, in the order in which pages list them."""
_MEASURES = {
    Measure.BOT_ANSWER: Told("บอตตอบ", "Answer by the bot"),
    Measure.FIRST_RESPONSE: Told("เจ้าหน้าที่ตอบครั้งแรก", "First answer by an officer"),
    Measure.RESOLUTION: Told("แจ้งผล", "Outcome"),
    Measure.PROGRESS: Told("แจ้งความคืบหน้า", "Progress report"),
}
_COUNTED = {
    Kind.MINUTES: Told("นับทุกนาที ทุกวันตลอด 24 ชั่วโมง", "every minute counts, day and night"),
    Kind.BUSINESS_MINUTES: Told("นับเฉพาะเวลาทำการ", "only office hours count"),
    Kind.WORKING_DAYS: Told("นับเฉพาะวันทำการ", "only working days count"),
    Kind.CALENDAR_DAYS: Told("นับทุกวัน รวมวันหยุด", "every day counts, days off included"),
}


def matter_told(kind: str) -> Told:
    """What a sort of matter is called to customers: ใบอนุญาต / Permits. A kind that we do not know keeps its code."""
    return _MATTERS.get(kind) or Told(kind, kind)


def measure_told(measure: Measure) -> Told:
    """What a customer waits for: เจ้าหน้าที่ตอบครั้งแรก / First answer by an officer."""
    return _MEASURES[measure]


def time_told(standard: ServiceStandard) -> Told:
    """How soon: ภายใน 3 วันทำการ / within 3 working days."""
    allowance = _length_told(standard.allowance)
    if standard.measure is Measure.PROGRESS:
        return Told(f"อย่างน้อยทุก {allowance.th}", f"at least every {allowance.en}")
    return Told(f"ภายใน {allowance.th}", f"within {allowance.en}")


def _length_told(allowance: Allowance) -> Told:
    """120 minutes are 2 hours to a reader; days stay what they are."""
    if allowance.kind.in_days:
        return allowance_told(allowance)
    return amount_told(allowance.kind, allowance.time)


def short_told(standard: ServiceStandard) -> Told:
    """The time, and that it runs day and night where it does: ภายใน 15 นาที ตลอด 24 ชั่วโมง."""
    time = time_told(standard)
    if standard.allowance.kind is not Kind.MINUTES:
        return time
    return Told(f"{time.th} ตลอด 24 ชั่วโมง", f"{time.en}, day and night")


def counting_told(standard: ServiceStandard) -> Told:
    """What of the time counts: นับเฉพาะวันทำการ หยุดนับระหว่างรอข้อมูลจากท่าน / only working days count; …"""
    parts = [_COUNTED[standard.allowance.kind]]
    if standard.starts is Starts.DOCUMENTS_COMPLETE:
        parts.append(Told("เริ่มนับเมื่อได้รับเอกสารครบถ้วน", "starts when the documents are complete"))
    if standard.pausable:
        parts.append(Told("หยุดนับระหว่างรอข้อมูลจากท่าน", "stops while we wait for you"))
    return Told(" ".join(part.th for part in parts), "; ".join(part.en for part in parts))


def since_told(announced_from: datetime | None) -> Told:
    """From which date a version holds. Nobody has announced the trial one: it holds until another is."""
    if announced_from is None:
        return Told("ใช้ระหว่างทดลอง จนกว่าจะมีฉบับที่ประกาศใช้", "used during the trial, until a version is announced")
    day = in_bangkok(announced_from).date()
    return Told(date_th(day, Length.LONG), date_en(day, Length.LONG))
