"""The yearly review by ฝตล. (manual, 10.7 and 11): what was evaluated, what will change; edited until it is signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.charter import StandardRow
from backend.models.follow_up import ReviewLink, ReviewReopening, YearlyReview
from backend.models.plan import PlanActivity
from backend.models.register import RegisterEntry
from backend.models.staff import Staff
from backend.services import access, locks
from backend.services.fields import Checked
from backend.services.follow_ups import NO_YEAR
from backend.services.plan_dates import first_day
from backend.services.plans import is_worked_in
from backend.services.register import is_published
from backend.whole_numbers import read_whole
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Length, date_th
from service_standards.thai_dates import fiscal_year as fiscal_year_of

FOR_MARKETING = "การทบทวนประจำปีบันทึกและลงนามได้เฉพาะ ฝตล."
MOST_LINKS = 200
TARGETS: Mapping[str, type[StandardRow | PlanActivity | RegisterEntry]] = {
    "standard": StandardRow,
    "activity": PlanActivity,
    "entry": RegisterEntry,
}
"""What a review may point at, by the word in front of the number: "activity-7"."""


def save(
    session: Session, fiscal_year: int, typed: Mapping[str, str], links: Sequence[str], by: Staff, *,
    seen: int, now: datetime,
) -> YearlyReview:  # fmt: skip
    """Write the review, or put it right. ``links`` are such as "activity-7"; ``seen`` is the version edited, or 0.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: the process did not run in the year.
        Refused: the year has not begun.
        Conflict: it is signed, or somebody else has written meanwhile.
        Faulty: fields that must be put right first.
    """
    access.expect_marketing(by, FOR_MARKETING)
    today = in_bangkok(now).date()
    if not is_worked_in(session, fiscal_year, today):
        raise NotFound(NO_YEAR)
    if fiscal_year > fiscal_year_of(today):
        raise Refused("ปีงบประมาณนี้ยังไม่เริ่ม")
    checked = Checked(typed)
    words = {
        "on_process": checked.text("on_process", missing="กรุณาเขียนผลการประเมินในมิติของกระบวนการ"),
        "on_results": checked.text("on_results", missing="กรุณาเขียนผลการประเมินในมิติของผลลัพธ์"),
        "changes": checked.text("changes", missing="กรุณาเขียนสิ่งที่จะปรับปรุง หากไม่มีให้เขียนว่าไม่มี"),
    }
    rows = _links(session, links)
    if rows is None:
        checked.wrong("links", "มีรายการอ้างอิงที่ไม่พบในระบบ กรุณาเลือกใหม่")
    checked.done()
    review = _hold(session, fiscal_year)
    if (review.version if review else 0) != seen:
        raise Conflict("มีผู้บันทึกการทบทวนนี้ไปก่อนแล้ว กรุณาตรวจข้อความล่าสุดแล้วบันทึกอีกครั้ง")
    if review is None:
        review = YearlyReview(fiscal_year=fiscal_year, version=0)
    for name, text in words.items():
        setattr(review, name, text)
    review.links, review.last_at, review.last_by_id = list(rows or ()), now, by.id
    review.version += 1
    try:
        with session.begin_nested():
            session.add(review)
    except IntegrityError as problem:
        raise Conflict("มีผู้บันทึกการทบทวนนี้ไปก่อนแล้ว กรุณาตรวจข้อความล่าสุดแล้วบันทึกอีกครั้ง") from problem
    return review


def sign(session: Session, fiscal_year: int, by: Staff, *, seen: int, now: datetime) -> YearlyReview:
    """Sign the review with one's name and today's date; it is closed then, and with it the units' follow-ups.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: nothing is written yet.
        Refused: the fiscal year is not over in Bangkok.
        Conflict: it is signed, or somebody else has written meanwhile.
    """
    access.expect_marketing(by, FOR_MARKETING)
    review = _hold(session, fiscal_year)
    if review is None:
        raise NotFound("ยังไม่มีการทบทวนของปีงบประมาณนี้")
    if review.version != seen:
        raise Conflict("มีผู้แก้ไขการทบทวนนี้หลังจากที่ท่านเปิดอ่าน กรุณาอ่านฉบับล่าสุดก่อนลงนาม")
    today, begins = in_bangkok(now).date(), signing_begins(fiscal_year)
    if today < begins:
        raise Refused(f"ยังลงนามไม่ได้ ลงนามได้ตั้งแต่วันที่ {date_th(begins, Length.PLAIN)} หลังสิ้นปีงบประมาณ")
    review.signed_by_id, review.signed_name, review.signed_on = by.id, by.name, today
    review.version += 1
    return review


def reopen(
    session: Session, fiscal_year: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> YearlyReview:
    """Open a signed review again, with a reason. Whose signature fell is kept.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: nothing is written yet.
        Conflict: it is not signed, or somebody else was faster.
        Faulty: no reason is given.
    """
    access.expect_marketing(by, FOR_MARKETING)
    review = locks.hold(session, YearlyReview, YearlyReview.fiscal_year == fiscal_year)
    if review is None:
        raise NotFound("ยังไม่มีการทบทวนของปีงบประมาณนี้")
    if review.signed_on is None or review.version != seen:
        raise Conflict("การทบทวนนี้เปลี่ยนไปหลังจากที่ท่านเปิดอ่าน กรุณาตรวจฉบับล่าสุด")
    checked = Checked(typed)
    why = checked.text("why", missing="กรุณาเขียนเหตุผลที่เปิดการทบทวนอีกครั้ง")
    checked.done()
    review.reopenings.append(
        ReviewReopening(signed_name=review.signed_name, signed_on=review.signed_on, at=now, by_id=by.id, why=why)
    )
    review.signed_by_id, review.signed_name, review.signed_on = None, "", None
    review.version += 1
    return review


def signing_begins(fiscal_year: int) -> date:
    """The first day of the next fiscal year: until then units still have to follow up."""
    return first_day(fiscal_year + 1)


def _hold(session: Session, fiscal_year: int) -> YearlyReview | None:
    review = locks.hold(session, YearlyReview, YearlyReview.fiscal_year == fiscal_year)
    if review is not None and review.signed_on is not None:
        raise Conflict("การทบทวนของปีนี้ลงนามแล้ว จึงแก้ไขไม่ได้ เว้นแต่เปิดการทบทวนอีกครั้ง")
    return review


def _links(session: Session, links: Iterable[str]) -> list[ReviewLink] | None:
    """The rows for these; None when one of them points at nothing."""
    wanted = dict.fromkeys(links)
    if len(wanted) > MOST_LINKS:
        return None
    rows = []
    for link in wanted:
        sort, _, written = link.partition("-")
        number = read_whole(written, most=18)
        if sort not in TARGETS or number is None or not _is_there(session, sort, number):
            return None
        rows.append(ReviewLink(**{f"{sort}_id": number}))
    return rows


def _is_there(session: Session, sort: str, number: int) -> bool:
    return is_published(session, number) if sort == "standard" else session.get(TARGETS[sort], number) is not None
