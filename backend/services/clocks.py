"""The clock of each standard on each ticket, read from the ticket's events by the rules of ``service_standards``.

This module brings the rules their rows and keeps nothing: what is stored of a clock is only ``ticket.due_at``, a
hint to sort by, and ``ticket.dues``, by which is seen that the calendar has moved one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.charter import CharterVersion, StandardRow
from backend.models.contact import Contact
from backend.models.ticket import Ticket
from backend.services.calendars import CalendarBook, book_of
from service_standards.allowance import Allowance
from service_standards.announcements import changes_told
from service_standards.calendar import Calendar
from service_standards.charter import Charter, ServiceStandard, Standing
from service_standards.clock import Reading, read_clock
from service_standards.course import State
from service_standards.errors import BeyondCalendar
from service_standards.events import Event, What
from service_standards.holiday_files import file_name
from service_standards.instants import BANGKOK, BUDDHIST_ERA
from service_standards.office import office
from service_standards.terms import Measure, Starts
from service_standards.told import Told

SHOWN = (Measure.FIRST_RESPONSE, Measure.PROGRESS, Measure.RESOLUTION)
"""The measures of a matter in an officer's hands, in the order in which they fall due."""
_COUNTED = {what.value for what in What}
_CHARTERS = "charters by id"


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One standard on one ticket, read now; the calendar it was read by, to tell what closed days lay between."""

    standard: ServiceStandard
    reading: Reading
    calendar: Calendar
    events: Sequence[Event]
    _promised_by: Callable[[], Calendar]

    @property
    def promised_by(self) -> Calendar:
        """The calendar as it was known when the matter was received: by which the customer was told then."""
        return self._promised_by()

    @property
    def due(self) -> datetime | None:
        """When the present interval is up or, where none runs, when the clock was: the instant that pages tell."""
        return _due(self.reading)

    @property
    def waits_for_documents(self) -> bool:
        """Whether it starts when the documents are complete, and they are not yet."""
        return self.standard.starts is Starts.DOCUMENTS_COMPLETE and self.reading.started_at is None

    @property
    def as_promised(self) -> Reading | None:
        """The clock by the calendar that was known at receipt; None where that does not reach so far."""
        known = self.promised_by
        if known is self.calendar:
            return self.reading
        with suppress(BeyondCalendar):
            return read_clock(self.standard.terms, known, self.events, self.reading.now)
        return None

    @property
    def promised_due(self) -> datetime | None:
        """``due`` as it would be by what was known at receipt: the one the customer was told."""
        promised = self.as_promised
        return _due(promised) if promised else None


def _due(reading: Reading) -> datetime | None:
    return reading.next_due or reading.due


def why_moved(clock: ClockReading) -> list[Told]:
    """What makes a clock due at another instant than promised: closures entered or withdrawn since, or a transfer."""
    due, promised = clock.due, clock.promised_due
    if due is None or promised is None or due == promised:
        return []
    first, last = clock.reading.received_at.date(), max(due, promised).date()
    return changes_told(clock.promised_by, clock.calendar, first, last)


def calendar_for(session: Session, ticket: Ticket, name: str) -> Calendar:
    """The calendar ``name`` as this ticket is counted by, with the agency's own holidays and closures on top."""
    return book_of(session).calendar(ticket, name)


def readings(session: Session, ticket: Ticket, now: datetime, book: CalendarBook | None = None) -> list[ClockReading]:
    """Every standard that applies to this ticket, read at ``now``; empty where nothing is promised for its kind.

    By what stands entered in the calendar, whenever that was; or by ``book``, to see what another one would change.

    A clock that runs beyond the holidays we know is left out: a wrong due time would be worse than none, and
    nobody's matter must wait for a calendar. The clock process raises an alarm long before (``calendar_ends``).
    """
    book = book or book_of(session)
    events = events_of(ticket)
    moment = max([now, *(event.at for event in events)])
    found = []
    for standard in standards_of(session, ticket):
        calendar = book.calendar(ticket, standard.calendar)
        with suppress(BeyondCalendar):
            reading = read_clock(standard.terms, calendar, events, moment)
            promised_by = partial(book.as_promised, ticket, standard.calendar)
            found.append(ClockReading(standard, reading, calendar, events, promised_by))
    return found


def standards_of(session: Session, ticket: Ticket) -> list[ServiceStandard]:
    """The standards that apply to this ticket, in the order of ``SHOWN``."""
    charter = charter_of(session, ticket.charter_id)
    found = (charter.standard_for(ticket.kind, measure) for measure in SHOWN)
    return [standard for standard in found if standard is not None]


def events_of(ticket: Ticket) -> list[Event]:
    """A ticket's events as the rules read them; ``ref`` is the id of the row."""
    return [  # a message sent before the matter was left may reach us after it
        Event(max(event.at, ticket.received_at), What(event.what), ref=str(event.id))
        for event in ticket.events
        if event.what in _COUNTED
    ]


def questions(session: Session, ticket: Ticket) -> dict[str, str]:
    """What officers asked the customer, by ``ref`` of the event: what a wait in a ledger was for."""
    refs = {
        event.contact_id: str(event.id)
        for event in ticket.events
        if event.what == What.ASKED_CUSTOMER and event.contact_id is not None
    }
    rows = session.execute(select(Contact.id, Contact.text).where(Contact.id.in_(refs))) if refs else ()
    return {refs[contact_id]: text for contact_id, text in rows if text}


def running(clocks: Iterable[ClockReading]) -> dict[Measure, datetime]:
    """When each of the clocks that still run is up."""
    return {
        clock.standard.measure: clock.reading.next_due
        for clock in clocks
        if clock.reading.state is State.RUNNING and clock.reading.next_due is not None
    }


def next_due(session: Session, ticket: Ticket, now: datetime) -> datetime | None:
    """When the next clock that still runs is up; None when none runs."""
    return min(running(readings(session, ticket, now)).values(), default=None)


def keep_dues(ticket: Ticket, dues: Mapping[Measure, datetime]) -> None:
    """Write down by when the ticket's running clocks are up, to sort it by and to see when the calendar moves them."""
    ticket.due_at = min(dues.values(), default=None)
    ticket.dues = {measure.value: due.isoformat() for measure, due in dues.items()}


def calendar_ends(now: datetime, ahead: timedelta) -> bool:
    """Whether the holidays we know end within ``ahead``: somebody must add next year's file."""
    return (now + ahead).astimezone(BANGKOK).year > office().last_year


def calendar_advice() -> str:
    """What to do when the holidays we know end, for whoever keeps the program."""
    year = office().last_year + 1
    return (
        f"add service_standards/data/{file_name(year)}: `python -m service_standards holidays {year + BUDDHIST_ERA}` "
        "drafts it; review it against the cabinet's resolutions, then release"
    )


def is_provisional(session: Session, ticket: Ticket) -> bool:
    """Whether any promise on this ticket is only a trial value, so that it must be shown as such."""
    return any(standard.standing is Standing.PROVISIONAL for standard in standards_of(session, ticket))


def charter_in_force(session: Session, at: datetime) -> CharterVersion:
    """The version in force at an instant: of those published the latest to have begun; before the first, the first.

    Raises:
        LookupError: no charter is loaded; the release process has not run.
    """
    version = find_charter_in_force(session, at)
    if version is None:
        raise LookupError("no charter is loaded: run the release process")
    return version


def find_charter_in_force(session: Session, at: datetime) -> CharterVersion | None:
    """The same for whoever can do without: None where no charter is loaded."""
    newest_first = select(CharterVersion).order_by(CharterVersion.in_force_from.desc(), CharterVersion.id.desc())
    version = session.scalar(newest_first.where(CharterVersion.in_force_from <= at).limit(1))
    dated = select(CharterVersion).where(CharterVersion.in_force_from.is_not(None))
    return version or session.scalar(dated.order_by(CharterVersion.in_force_from).limit(1))


def charter_of(session: Session, charter_id: int) -> Charter:
    """A stored version as the rules read it. A session reads it once, but for drafts that change meanwhile."""
    known: dict[tuple[int, int], tuple[CharterVersion, Charter]] = session.info.setdefault(_CHARTERS, {})
    version = session.get_one(CharterVersion, charter_id)
    key = charter_id, version.version
    if key not in known:
        charter = Charter(
            version=version.label,
            standing=Standing(version.standing),
            standards=tuple(standard_of(row) for row in version.standards),
            in_force_from=version.in_force_from,
        )
        known[key] = version, charter  # a row that nobody holds is read again each time
    return known[key][1]


def standard_of(row: StandardRow) -> ServiceStandard:
    """A stored promise as the rules read it."""
    return ServiceStandard(
        code=row.code,
        kind=row.kind,
        measure=Measure(row.measure),
        allowance=Allowance.parse(row.allowance),
        calendar=row.calendar,
        starts=Starts(row.starts),
        pausable=row.pausable,
        standing=Standing(row.standing),
        basis=row.basis,
        title_th=row.title_th,
        title_en=row.title_en,
        source=row.source,
    )
