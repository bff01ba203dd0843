"""Our own figures beside the benchmarks: how each is counted, in one place, with what it was counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from backend.models.benchmark import OwnFigure
from backend.queries import plans
from backend.queries.years import year_figures
from service_standards import satisfaction
from service_standards.compliance import Figure as Compliance
from service_standards.instants import in_bangkok
from service_standards.told import Told

DEFINITIONS = {
    OwnFigure.PLAN_ON_TIME: Told(
        "จำนวนกิจกรรมที่แล้วเสร็จไม่เกินวันครบกำหนดครั้งแรก หารด้วยจำนวนกิจกรรมที่ครบกำหนดแล้วทั้งหมดในแผนของปีงบประมาณนั้น",
        "The activities done by their first due date, divided by all that are due in the plan of that fiscal year.",
    ),
    OwnFigure.SERVED_TO_STANDARD: Told(
        "รายการที่ได้ตามมาตรฐาน หารด้วยรายการที่ได้ตามมาตรฐานและที่เกินกำหนดรวมกัน ของเรื่องที่รับในปีงบประมาณนั้น "
        "ไม่รวมเรื่องตัวอย่าง เว้นแต่ระบุไว้ว่ารวม",
        "The clocks that were met, divided by those met and missed together, of the matters received in that fiscal "
        "year. Demo matters are left out, unless it says that they are counted.",
    ),
    OwnFigure.MEAN_RATING: satisfaction.DEFINITION,
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


def own_figure(session: Session, which: OwnFigure, fiscal_year: int, now: datetime) -> Figure | None:
    """Our figure of a fiscal year as of now; None where there is nothing to count yet."""
    if which is OwnFigure.PLAN_ON_TIME:
        found = plans.indicator(session, fiscal_year, in_bangkok(now).date())
        return Figure(found.numerator, found.denominator, is_share=True) if found and found.denominator else None
    year = year_figures(session, fiscal_year, now)
    if which is OwnFigure.MEAN_RATING:
        mean = year.satisfaction
        return Figure(mean.total, mean.count, is_share=False) if mean.count else None
    met, missed = year.cube.all.count(Compliance.MET), year.cube.all.count(Compliance.MISSED)
    return Figure(met, met + missed, is_share=True) if met or missed else None
