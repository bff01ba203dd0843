"""The words of notices to staff, one function for each kind.

A notice holds facts and no words, so that all of them can be said better later. To add a kind, write a function that
takes the facts of ``staff_notices.tell`` and give it its name in ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service_standards.instants import in_bangkok
from service_standards.thai_dates import Length, Quarter, date_th, deadline_th, instant_th

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWords:
    """How a notice is told: what it is, and below that what one needs to know. ``urgent`` ones stand out."""

    title: str
    lines: tuple[str, ...] = ()
    urgent: bool = False
    provisional: bool = False
    demo: bool = False


def charter_handed_out(facts: Facts) -> NoticeWords:
    """To a head: a version concerns the unit."""
    lines = (f"มีมาตรฐานด้านบริการที่เกี่ยวข้องกับหน่วยงานของท่าน {_in_force(facts)}", "กรุณาอ่านและกดรับทราบในนามหน่วยงาน")
    return NoticeWords(title=f"กรุณารับทราบ {facts['charter']}", lines=lines, provisional=facts["provisional"])


def charter_reminder(facts: Facts) -> NoticeWords:
    """To a head who has not acknowledged a version yet."""
    lines = (f"หน่วยงานของท่านยังไม่ได้รับทราบมาตรฐานด้านบริการ {_in_force(facts)}",)
    return NoticeWords(title=f"ยังรอการรับทราบ {facts['charter']}", lines=lines, provisional=facts["provisional"])


def _in_force(facts: Facts) -> str:
    day = in_bangkok(datetime.fromisoformat(facts["in_force_from"])).date()
    return f"มีผลตั้งแต่{date_th(day, Length.LONG)}"


def matter_nearly_due(facts: Facts) -> NoticeWords:
    """To the officer: three quarters of an allowance are used. Told late, it may be used up."""
    lines = [facts["standard"]]
    if facts["due"] is None:
        lines.append("ใช้เวลาไปแล้วร้อยละ 75 ขณะนี้รอข้อมูลจากผู้รับบริการ")
    elif facts["overdue"]:
        lines.append(f"ครบกำหนดเมื่อ {_deadline(facts['due'])}")
    else:
        lines.append(f"ใช้เวลาไปแล้วร้อยละ 75 ครบกำหนด {_deadline(facts['due'])}")
    if facts["instead"]:
        lines.append(f"แจ้งท่านแทน เพราะ {facts['unit']} ยังไม่มีเจ้าหน้าที่ในระบบ")
    return _about_a_matter(facts, "เกินกำหนดแล้ว" if facts["overdue"] else "ใกล้ครบกำหนด", lines, urgent=facts["overdue"])


def matter_missed(facts: Facts) -> NoticeWords:
    """To the head of the unit: a standard was missed."""
    lines = [facts["standard"], f"ครบกำหนดเมื่อ {_deadline(facts['due'])}"]
    if facts["ended_at"]:
        lines.append(f"ดำเนินการแล้วเมื่อ {_instant(facts['ended_at'])} ซึ่งช้ากว่ากำหนด")
    lines.append(f"หน่วยงานที่ดูแลในขณะนั้นคือ {facts['unit']}")
    if facts["instead"]:
        lines.append(f"แจ้งท่านแทน เพราะ {facts['unit']} ยังไม่มีหัวหน้าในระบบ")
    return _about_a_matter(facts, "เกินกำหนดแล้ว", lines, urgent=True)


def _about_a_matter(facts: Facts, what: str, lines: list[str], *, urgent: bool) -> NoticeWords:
    return NoticeWords(
        title=f"{facts['ticket']} {what}",
        lines=tuple(lines),
        urgent=urgent,
        provisional=facts["provisional"],
        demo=facts["demo"],
    )


def plan_soon(facts: Facts) -> NoticeWords:
    """To a head: an activity of the unit is due within a week."""
    return NoticeWords(
        title=f"กิจกรรมตามแผนใกล้ครบกำหนด {_day(facts, 'due_on')}", lines=(facts["title"],), demo=facts["demo"]
    )


def plan_late(facts: Facts) -> NoticeWords:
    """To a head: an activity of the unit is past its date."""
    return NoticeWords(
        title=f"กิจกรรมตามแผนเกินกำหนดแล้ว ครบกำหนด {_day(facts, 'due_on')}",
        lines=(facts["title"],),
        urgent=True,
        demo=facts["demo"],
    )


def unit_report_confirmed(facts: Facts) -> NoticeWords:
    """To marketing: a head has confirmed the unit's report."""
    return NoticeWords(title=f"{facts['unit']} ยืนยันรายงานแล้ว", lines=(_quarter(facts), "กรุณาตรวจรับหรือส่งคืน"))


def unit_report_returned(facts: Facts) -> NoticeWords:
    """To a head: marketing has returned the unit's report."""
    return NoticeWords(title="ฝตล. ส่งคืนรายงานของหน่วยงานให้แก้ไข", lines=(_quarter(facts),), urgent=True)


def unit_report_asked_for(facts: Facts) -> NoticeWords:
    """To a head: marketing waits for the unit's report."""
    lines = (_quarter(facts), "กรุณาชี้แจงรายการที่เกินกำหนดให้ครบและยืนยันรายงาน")
    return NoticeWords(title="ยังรอการยืนยันรายงานของหน่วยงาน", lines=lines)


def _quarter(facts: Facts) -> str:
    return str(Quarter(facts["year"], facts["quarter"]))


def _deadline(written: str) -> str:
    return deadline_th(datetime.fromisoformat(written), Length.SHORT)


def _instant(written: str) -> str:
    return instant_th(datetime.fromisoformat(written), Length.SHORT)


def _day(facts: Facts, name: str) -> str:
    """A date of the facts, which keep it as an ISO text."""
    return date_th(date.fromisoformat(facts[name]), Length.PLAIN)


KINDS: dict[str, Callable[[Facts], NoticeWords]] = {
    "charter_handed_out": charter_handed_out,
    "charter_reminder": charter_reminder,
    "warned_soon": matter_nearly_due,
    "warned_missed": matter_missed,
    "plan_late": plan_late,
    "plan_soon": plan_soon,
    "unit_report_asked_for": unit_report_asked_for,
    "unit_report_confirmed": unit_report_confirmed,
    "unit_report_returned": unit_report_returned,
}


def notice_words(kind: str, facts: Facts) -> NoticeWords:
    """The words of one notice. A kind of a newer version, seen after going back, has none of its own."""
    tell = KINDS.get(kind)
    return tell(facts) if tell else NoticeWords(title="มีข้อความถึงท่านจากระบบรุ่นอื่น")


FILTERS: dict[str, Callable[..., Any]] = {
    "notice_words": lambda notice: notice_words(notice.kind, notice.detail),
}
