"""Demo quarters: marked, loaded once, led by the verbs of real matters, and of every sort that a report tells."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.models.unit import Unit
from backend.queries import figures
from backend.queries.figures import Scope
from backend.services import demo_quarters
from service_standards.compliance import Figure
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter, quarter_of
from tests.backend.conftest import load_everything, the_catalogue
from tests.factories import NOW, a_staff


def load(session: Session) -> int:
    load_everything(session)
    if not session.scalar(select(func.count()).select_from(Staff)):
        for unit_id in session.scalars(select(Unit.id)).all():
            a_staff(session, unit=unit_id)
    return demo_quarters.load_demo_quarters(session, the_catalogue(), NOW)


def test_they_make_reports_that_tell_of_everything_and_write_to_nobody(session: Session) -> None:
    made = load(session)
    present = quarter_of(in_bangkok(NOW).date())
    tally = figures.by_unit(session, Scope(quarter=present.before, as_of=NOW, with_demo=True)).all
    told = (Figure.MET, Figure.MISSED, Figure.WITHDRAWN, Figure.NO_STANDARD, Figure.PAUSED, Figure.REOPENED)
    assert all(tally.count(figure) for figure in told)
    assert tally.count(Figure.MET) > 5 * tally.count(Figure.MISSED)
    year_before = Scope(quarter=Quarter(present.fiscal_year - 1, present.number), as_of=NOW, with_demo=True)
    assert figures.by_unit(session, year_before).all.count(Figure.RECEIVED)

    assert made == session.scalar(select(func.count()).select_from(Ticket).where(Ticket.demo))
    assert session.scalar(select(func.count()).select_from(Ticket).where(~Ticket.demo)) == 0
    waiting = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == Sending.WAITING)
    assert session.scalar(waiting) == 0
    assert (session.scalar(select(func.max(Ticket.received_at))) or NOW) < NOW
    assert load(session) == 0
