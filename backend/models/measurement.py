"""Measurement การวัด: what one clock of one matter came to, flat, so that reports can count a million of them.

Nothing is decided from these rows: they follow from the events of the matter, are written with them in one
transaction, and are counted again from them every night.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId, named
from service_standards.replay import Outcome

LINE = "line"
"""The channel of a matter that was left on LINE."""


class Measured:
    """The columns of a measurement, as it stands now or as it was sealed."""

    ticket_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[str] = mapped_column(String(30))
    """The matter's."""
    measure: Mapped[str] = mapped_column(String(30))
    """Every matter has one of the first response and one of the resolution; of progress only where it is promised."""
    code: Mapped[str] = mapped_column(String(60))
    """The standard, in the matter's charter; empty where nothing is promised."""
    charter_id: Mapped[int] = mapped_column(BigInteger)
    allowance: Mapped[str] = mapped_column(String(40))
    """As the standard writes it, "3 working_days"; empty without one."""
    kind: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[str] = mapped_column(String(20))
    """The unit that answers for it: that had the matter when the clock was met or missed, else the present one."""
    estate_id: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime]
    fiscal_year: Mapped[int]
    """B.E., of the receipt in Bangkok; so is the quarter, 1 to 4, and the month, 1 to 12."""
    quarter: Mapped[int]
    month: Mapped[int]
    provisional: Mapped[bool]
    urgent: Mapped[bool]
    demo: Mapped[bool]
    outcome: Mapped[Outcome] = mapped_column(named(Outcome))
    """As last written: one that is open is missed as soon as ``due_at`` is past, without anybody writing it."""
    due_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    promised_outcome: Mapped[Outcome] = mapped_column(named(Outcome, check="promised_outcome"))
    """The same by the calendar as it was known at receipt."""
    promised_due_at: Mapped[datetime | None]
    spent: Mapped[int | None] = mapped_column(BigInteger)
    """What a clock that has stopped spent of its allowance, pauses left out: minutes or days by ``spent_in``."""
    spent_in: Mapped[str] = mapped_column(String(20))
    """The kind of time of the allowance (``service_standards.allowance.Kind``); empty without one."""
    pauses: Mapped[int]
    """This and what follows only of the resolution, so that it counts matters; 0 elsewhere."""
    paused_minutes: Mapped[int] = mapped_column(BigInteger)
    """All minutes of the pauses that are over."""
    paused_since: Mapped[datetime | None]
    """Since when it waits for the customer, if it does."""
    doubtful: Mapped[int]
    """How many pauses are doubtful, but for one that still lasts too long."""
    reopenings: Mapped[int]
    disputes: Mapped[int]
    """How many of the reopenings were the customer's."""
    flags: Mapped[int]
    """What figures ask of the columns above, as bits (``service_standards.compliance.Flag``), for the index."""
    lasting: Mapped[bool]
    """Whether it comes to something else as time goes by: it is open, or waits. All others are what they are."""


class Measurement(Measured, Base):
    """As it stands now. The indices hold all that figures ask, in the order in which it is added up."""

    __tablename__ = "measurement"
    __table_args__ = (
        UniqueConstraint("ticket_id", "measure"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="one_of_four"),
        Index(
            "ix_measurement_by_unit",
            *("fiscal_year", "quarter", "demo", "lasting", "unit_id", "code", "measure", "kind", "month"),
            *("outcome", "promised_outcome", "flags", "spent_in", "spent", "pauses", "paused_minutes"),
        ),
        Index(
            "ix_measurement_by_place",
            *("fiscal_year", "quarter", "demo", "lasting", "estate_id", "channel", "measure"),
            *("outcome", "promised_outcome", "flags", "unit_id", "ticket_id"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))


class Remeasure(Base):
    """A matter whose clocks are to be measured anew, because the calendar has changed."""

    __tablename__ = "remeasure"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    """Not before: whoever was at work with the older calendar has ended by then."""
