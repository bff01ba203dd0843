"""The figures of the bot's own answers. They stand beside those of officers and are never added to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from backend.models.bot_answer import BotAnswer
from backend.services.quarters import rows_of
from service_standards.compliance import percentile, share
from service_standards.replay import Outcome
from service_standards.thai_dates import Quarter

DEFINITION_TH = (
    "คำตอบที่บอตให้จากคลังคำถามเอง นับจากเวลาที่ผู้รับบริการส่งคำถามจนถึงเวลาที่ LINE รับคำตอบ ไม่ใช่การตอบของเจ้าหน้าที่และไม่นับรวมกัน"
)
DEFINITION_EN = (
    "Answers that the bot gave from the catalogue by itself, from the instant of the question to the instant at which "
    "LINE accepted the answer. They are no officer's responses and are never added to those."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFigures:
    """How the bot answered in a quarter, as of an instant."""

    counts: Mapping[Outcome, int]
    provisional: bool
    """Whether any of them was timed by a trial value."""
    median_seconds: Fraction | None
    ninetieth_seconds: Fraction | None
    good: int
    """How many customers said that the answer was to the point, and how many that it was not."""
    bad: int

    @property
    def answers(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def share(self) -> Fraction | None:
        """In time, of those that are decided."""
        return share(self.counts.get(Outcome.MET, 0), self.counts.get(Outcome.MISSED, 0))


def bot_answers(session: Session, quarter: Quarter, as_of: datetime) -> BotFigures:
    """The bot's answers to the questions of a quarter, by an instant: three statements."""
    within = rows_of(BotAnswer, quarter) & (BotAnswer.asked_at <= as_of)
    outcome = case(
        (BotAnswer.due_at.is_(None), Outcome.NO_STANDARD.value),
        (func.coalesce(BotAnswer.answered_at, as_of) > BotAnswer.due_at, Outcome.MISSED.value),
        (BotAnswer.answered_at.is_(None), Outcome.OPEN.value),
        else_=Outcome.MET.value,
    )
    counted = session.execute(
        select(outcome, BotAnswer.provisional, func.count()).where(within).group_by(outcome, BotAnswer.provisional)
    ).all()
    took = session.execute(
        select(BotAnswer.tenths, func.count()).where(within, BotAnswer.tenths.is_not(None)).group_by(BotAnswer.tenths)
    ).all()
    verdicts = session.execute(
        select(BotAnswer.good, func.count()).where(within, BotAnswer.good.is_not(None)).group_by(BotAnswer.good)
    ).all()
    found: dict[Outcome, int] = {}
    for came_to, _, times in counted:
        found[Outcome(came_to)] = found.get(Outcome(came_to), 0) + times
    tenths = {value: times for value, times in took if value is not None}
    median, ninetieth = percentile(tenths, 50), percentile(tenths, 90)
    said = {bool(good): times for good, times in verdicts}
    return BotFigures(
        counts=found,
        provisional=any(is_provisional for _, is_provisional, _ in counted),
        median_seconds=None if median is None else Fraction(median, 10),
        ninetieth_seconds=None if ninetieth is None else Fraction(ninetieth, 10),
        good=said.get(True, 0),
        bad=said.get(False, 0),
    )
