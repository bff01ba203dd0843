"""The state of the system in counts, for administrators and for whatever scrapes ``/metrics``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.email import EmailMessage, Mailing
from backend.models.inbox import Handling, InboxEvent
from backend.models.outbox import OutboxMessage, Sending
from backend.models.ticket import OPEN, Ticket
from backend.queries.audit import last_run
from backend.services.outbox import is_unsent


@dataclass(frozen=True, slots=True)
class Pile:
    """How much of something there is, and since when the oldest of it waits."""

    count: int
    oldest_at: datetime | None

    def age(self, now: datetime) -> float:
        """Seconds that the oldest has waited; none waiting is no age."""
        return max(0.0, (now - self.oldest_at).total_seconds()) if self.oldest_at else 0.0


@dataclass(frozen=True, slots=True)
class Unhandled:
    """Events of one kind that were kept and not acted on."""

    kind: str
    handling: Handling
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What the last self-audit came to."""

    finished_at: datetime
    matters: int
    measurements: int
    figures: int
    differences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """What a monitor watches."""

    inbox_waiting: Pile
    outbox: dict[Sending, int]
    outbox_unsent: Pile
    tickets_open: dict[str, int]
    emails: dict[Mailing, int]
    emails_waiting: Pile
    alarms_open: int
    audit: Audited | None = None
    """None before the first."""


@dataclass(frozen=True, slots=True)
class SystemState:
    """The gauges and what an administrator reads beside them."""

    gauges: Gauges
    unhandled: Sequence[Unhandled]


def gauges(session: Session) -> Gauges:
    """Seven statements over indexes on what waits, and two counts of what was sent."""
    states = dict.fromkeys(Sending, 0) | {
        row[0]: row[1]
        for row in session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    }
    waiting, oldest_ms = session.execute(
        select(func.count(), func.min(InboxEvent.received_ms)).where(InboxEvent.handling == Handling.WAITING)
    ).one()
    open_by_unit = session.execute(
        select(Ticket.unit_id, func.count()).where(Ticket.status.in_(tuple(OPEN))).group_by(Ticket.unit_id)
    )
    return Gauges(
        inbox_waiting=Pile(waiting, _instant(oldest_ms)),
        outbox=states,
        outbox_unsent=_unsent(session),
        tickets_open={row[0]: row[1] for row in open_by_unit},
        emails=dict.fromkeys(Mailing, 0)
        | {
            row[0]: row[1]
            for row in session.execute(select(EmailMessage.state, func.count()).group_by(EmailMessage.state))
        },
        emails_waiting=_emails_waiting(session),
        alarms_open=session.scalar(select(func.count(Alarm.id)).where(Alarm.cleared_at.is_(None))) or 0,
        audit=_audited(session),
    )


def _audited(session: Session) -> Audited | None:
    run = last_run(session)
    if run is None or run.finished_at is None:
        return None
    return Audited(
        finished_at=run.finished_at,
        matters=run.matters,
        measurements=run.measurements,
        figures=run.figures,
        differences=run.differences,
    )


def system_state(session: Session) -> SystemState:
    """The gauges, and the events that were skipped or failed, by kind."""
    rows = session.execute(
        select(InboxEvent.kind, InboxEvent.handling, func.count(), func.max(InboxEvent.received_ms))
        .where(InboxEvent.handling.in_((Handling.SKIPPED, Handling.FAILED)))
        .group_by(InboxEvent.kind, InboxEvent.handling)
        .order_by(InboxEvent.handling.desc(), func.count().desc(), InboxEvent.kind)
    )
    unhandled = tuple(
        Unhandled(kind, Handling(handling), count, from_ms(last_ms)) for kind, handling, count, last_ms in rows
    )
    return SystemState(gauges(session), unhandled)


def _unsent(session: Session) -> Pile:
    count, oldest = session.execute(select(func.count(), func.min(OutboxMessage.created_at)).where(is_unsent())).one()
    return Pile(count, oldest)


def _emails_waiting(session: Session) -> Pile:
    waiting = EmailMessage.state == Mailing.WAITING
    count, oldest = session.execute(select(func.count(), func.min(EmailMessage.created_at)).where(waiting)).one()
    return Pile(count, oldest)


def _instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)


def from_ms(milliseconds: int) -> datetime:
    """Unix milliseconds as an instant."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
