"""Composition root of the clock process: ``python -m bot.clock``. Periodic work, decided from instants.

It rings for chats whose doorbell nobody heard, looks after what has become due, and forgets what is old enough.
Everything here can be done twice without harm, so that any number of clocks may run and any of them may die.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from backend.health import CLOCK_BEAT
from backend.models.contact import Attachment, Contact, Fetching
from backend.models.customer import Conversation
from backend.services import (
    alarms,
    cascade,
    catalogues,
    charters,
    clocks,
    contacts,
    conversations,
    facts,
    inbox,
    measurements,
    plan_notices,
    recount,
    staff_notices,
    warnings,
)
from backend.services.calendars import OFFICE, book_of
from backend.work import Work
from bot.conversation.state import FORGOTTEN_AFTER
from bot.doorbell import RedisDoorbell
from bot.preparing import Helper, helpers
from bot.process import start

ROUND = timedelta(milliseconds=250)
UNHEARD_AFTER = timedelta(seconds=1)
HANDLED_KEPT = timedelta(days=30)
"""For how long an event's id is kept to know a redelivery or a replay by."""
READ_KEPT = timedelta(days=90)
"""For how long staff find a notice again after they have read it."""
CALENDAR_AHEAD = timedelta(days=31)
log = structlog.get_logger()


@dataclass(slots=True)
class Every:
    """One kind of periodic work: how often, what, when it is next due."""

    interval: timedelta
    do: Callable[[Work, RedisDoorbell, datetime], None]
    meaning: str
    due: datetime | None = None


def nudge(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Chats that were to be looked at again by now."""
    doorbell.nudge(now)


def beat(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Say that the clock runs, for /healthz."""
    with work.write() as session:
        facts.remember(session, CLOCK_BEAT, "", now)


def sweep(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Chats with events, messages or files that wait and that nobody was woken for."""
    unheard_ms = int((now - UNHEARD_AFTER).timestamp() * 1000)
    with work.read() as session:
        keys = [*inbox.forgotten_keys(session, now, unheard_ms), *_with_files_due(session, now)]
    doorbell.ring(list(dict.fromkeys(keys)))


def _with_files_due(session: Session, now: datetime) -> list[str]:
    return list(
        session.scalars(
            select(Conversation.key)
            .join(Contact, Contact.conversation_id == Conversation.id)
            .join(Attachment, Attachment.contact_id == Contact.id)
            .where(Attachment.state == Fetching.WAITING, Attachment.next_try_at <= now - UNHEARD_AFTER)
            .distinct()
            .limit(100)
        )
    )


def tray(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """What the quota did not pay for: perhaps it does now."""
    with work.write() as session:
        inbox.try_tray_again(session)


def calendar(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Next year's holidays should be known by the end of November."""
    if clocks.calendar_ends(now, CALENDAR_AHEAD):
        with work.write() as session:
            alarms.raise_alarm(session, "calendar_ends", "office", now, clocks.calendar_advice())


def dues(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Open matters after the calendar changed without them; those that it moves, and the customers who are told."""
    with work.read() as session:
        fingerprint = recount.wanted(session, now)
    if fingerprint is None:
        return
    last: int | None = 0
    while last is not None:  # a transaction a batch: nobody waits for thousands of matters
        with work.write() as session:
            last = recount.count_anew(session, last, now)
    with work.write() as session:
        recount.done(session, fingerprint, now)


def measure(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Matters whose clocks are to be measured anew since the calendar changed, a batch a transaction."""
    found = 1
    while found:
        with work.write() as session:
            found = measurements.remeasure(session, now)


def warn(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Matters whose allowance is nearly used, or up: whom it concerns is told, one matter a transaction."""
    with work.read() as session:
        waiting = warnings.to_look_at(session, now)
    for ticket_id in waiting:
        with work.write() as session:
            warnings.look(session, ticket_id, now)


def charter(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Versions of the charter whose instant has come. Matters and pages go by the instant and need none of this."""
    with work.write() as session:
        charters.take_effect(session, now)


def remind(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Heads of units that have not acknowledged a version of the charter."""
    with work.write() as session:
        cascade.remind_all(session, now)


def plan(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Activities of the yearly plan that fall due: their heads are told, once a date."""
    with work.write() as session:
        plan_notices.tell_dues(session, book_of(session).for_everybody(OFFICE), now)


def forget(work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
    """Half-finished matters after a day, handled events and tombstones after a month, read notices after three, and
    models of old versions.
    """
    with work.write() as session:
        conversations.forget_half_finished(session, now - FORGOTTEN_AFTER)
        inbox.forget_handled(session, now - HANDLED_KEPT)
        contacts.forget_tombstones(session, now - HANDLED_KEPT)
        staff_notices.forget_read(session, now - READ_KEPT)
        catalogues.drop_old_models(session, now)


def schedule(helping: Sequence[Helper]) -> list[Every]:
    """The operations manual of the clock process."""
    return [
        Every(ROUND, nudge, "wake workers for chats that are due"),
        Every(timedelta(seconds=1), sweep, "ring for what nobody heard"),
        Every(timedelta(seconds=1), warn, "warn of what is nearly due, and of what was missed"),
        Every(timedelta(seconds=5), beat, "tell /healthz that the clock runs"),
        *(Every(one.interval, one.preparing.prepare, one.meaning) for one in helping),
        Every(timedelta(hours=1), tray, "try again what the quota did not pay for"),
        Every(timedelta(days=1), calendar, "ask for next year's holidays in time"),
        Every(timedelta(minutes=1), dues, "count open matters anew after the calendar changed"),
        Every(timedelta(seconds=10), measure, "measure anew what the changed calendar may have turned"),
        Every(timedelta(minutes=1), charter, "write down which charter has come into force"),
        Every(timedelta(minutes=1), remind, "remind heads who have not acknowledged the charter"),
        Every(timedelta(minutes=10), plan, "tell heads of units what of the plan falls due"),
        Every(timedelta(minutes=10), forget, "forget what is old enough"),
    ]


def run_due(tasks: list[Every], work: Work, doorbell: RedisDoorbell) -> None:
    """Do what is due. A task that fails because the database is away is due again at its next turn."""
    now = work.now()
    for task in tasks:
        if task.due is not None and now < task.due <= now + task.interval:
            continue
        task.due = now + task.interval
        try:
            task.do(work, doorbell, now)
        except SQLAlchemyError as problem:
            log.warning("clock_task_failed", task=task.do.__name__, error=type(problem).__name__)


def main() -> None:
    """Run until told to stop."""
    process = start()
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stop.set())
    helping = helpers(with_mail=bool(process.settings.smtp_url))
    tasks = schedule(helping)
    log.info("clock_ready")
    while not stop.wait(ROUND.total_seconds()):
        run_due(tasks, process.work, process.doorbell)
    for helper in helping:
        helper.preparing.stop()


if __name__ == "__main__":
    main()
