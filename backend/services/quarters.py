"""Which rows of a table are of a quarter."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from backend.models.bot_answer import BotAnswer
from backend.models.follow_up import UnitFollowUp
from backend.models.measurement import Measured
from backend.models.quarter_report import UnitReport
from backend.models.seal import QuarterSeal
from service_standards.thai_dates import Quarter

OfQuarters = Measured | UnitReport | QuarterSeal | UnitFollowUp | BotAnswer


def rows_of(table: type[OfQuarters], quarter: Quarter) -> ColumnElement[bool]:
    """The condition that a row of the table is of the quarter: of a matter, that it was received in it."""
    return and_(table.fiscal_year == quarter.fiscal_year, table.quarter == quarter.number)
