"""Our own figures beside the benchmarks: how each is counted, in one place, with what it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.models.benchmark import OwnFigure
from backend.models.ticket import Rating, Ticket
from backend.queries import plans
from backend.services.plan_dates import first_day, last_day
from service_standards.instants import DAY, midnight

DEFINITIONS = {
    OwnFigure.PLAN_ON_TIME: (
        "จำนวนกิจกรรมที่แล้วเสร็จไม่เกินวันครบกำหนดครั้งแรก หารด้วยจำนวนกิจกรรมที่ครบกำหนดแล้วทั้งหมดในแผนของปีงบประมาณนั้น"
    ),
    OwnFigure.MEAN_RATING: "คะแนน 1–5 ที่ผู้รับบริการให้หลังแจ้งผลแต่ละครั้งในปีงบประมาณนั้น รวมแล้วหารด้วยจำนวนครั้ง ไม่รวมเรื่องตัวอย่าง",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, and what it was counted from: ``total`` over ``count``; percent where ``is_share``."""

    total: int
    count: int
    is_share: bool

    @property
    def value(self) -> Fraction:
        """Exact: of a share in percent."""
        return Fraction(self.total, self.count) * (100 if self.is_share else 1)


def own_figure(session: Session, which: OwnFigure, fiscal_year: int, today: date) -> Figure | None:
    """Our figure of a fiscal year as of today; None where there is nothing to count yet."""
    if which is OwnFigure.PLAN_ON_TIME:
        found = plans.indicator(session, fiscal_year, today)
        return Figure(found.numerator, found.denominator, is_share=True) if found and found.denominator else None
    return _mean_rating(session, fiscal_year)


def _mean_rating(session: Session, fiscal_year: int) -> Figure | None:
    begins, ends = midnight(first_day(fiscal_year)), midnight(last_day(fiscal_year) + DAY)
    total, count = session.execute(
        select(func.coalesce(func.sum(Rating.score), 0), func.count())
        .join(Ticket, Ticket.id == Rating.ticket_id)
        .where(Rating.at >= begins, Rating.at < ends, ~Ticket.demo)
    ).one()
    return Figure(int(total), count, is_share=False) if count else None
