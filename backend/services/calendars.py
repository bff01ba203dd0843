"""Which calendar a matter is counted by: the one its standard names, with what the agency has entered on top.

On top lie the entries for everybody, those for the matter's estate, and those for the unit that had the matter on each
date: not for the whole time those of the unit that has it now. Nothing is laid over the calendar that is always open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.calendar import CalendarEntry
from backend.models.ticket import Ticket
from service_standards.announcements import Announced, Announcement, laid_over
from service_standards.calendar import ALWAYS, Calendar
from service_standards.instants import DAY, in_bangkok
from service_standards.office import calendars
from service_standards.shifts import Shift

MOVED = frozenset({"transferred", "placed"})
"""Events by which a matter goes from one unit to another."""
OFFICE = "office"
"""The calendar of the office, by the name that standards give it."""
_BOOK = "the calendar book"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of ``calendar_entry``, or one that is only being thought of, which has no number."""

    announcement: Announcement
    unit_id: str | None
    estate_id: str | None
    entered_at: datetime
    withdrawn_at: datetime | None = None
    id: int = 0

    def known_at(self, instant: datetime) -> bool:
        """Whether it was entered by then and not withdrawn by then."""
        return self.entered_at <= instant and (self.withdrawn_at is None or instant < self.withdrawn_at)

    @property
    def rank(self) -> tuple[int, datetime, int]:
        """Where it lies on the pile: what holds for everybody lowest, then estates, then units, each in turn."""
        return (2 if self.unit_id else 1 if self.estate_id else 0, self.entered_at, self.id)


@dataclass(frozen=True, slots=True)
class Tenure:
    """The dates, both included, on which a unit had a matter. The unit that has it when the day ends has the day."""

    unit_id: str
    first: date
    last: date


def tenures(ticket: Ticket) -> list[Tenure]:
    """Which unit had the matter when: the one of its receipt first, the present one from its last move on for ever."""
    moves = [(in_bangkok(event.at).date(), event.detail) for event in ticket.events if event.what in MOVED]
    if not moves:
        return [Tenure(ticket.unit_id, date.min, date.max)]
    units = [moves[0][1]["from_unit"], *(detail["to_unit"] for _, detail in moves)]
    firsts = [date.min, *(day for day, _ in moves)]
    lasts = [*(day - DAY for day, _ in moves), date.max]
    return [Tenure(*one) for one in zip(units, firsts, lasts, strict=True) if one[1] <= one[2]]


def unit_at(ticket: Ticket, instant: datetime) -> str:
    """The unit that had the matter at an instant; at the very one of a move it is the unit that takes it over."""
    handed_on = next((event for event in ticket.events if event.what in MOVED and event.at > instant), None)
    return str(handed_on.detail["from_unit"]) if handed_on else ticket.unit_id


class CalendarBook:
    """All that was ever entered, and the calendars made from it. Matters that the same entries touch share one.

    A matter that no entry touches has the very calendar that its standard names.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(sorted(entries, key=lambda entry: entry.rank))
        self._standing = [entry for entry in self.entries if entry.withdrawn_at is None]
        self._units_matter = any(entry.unit_id for entry in self._standing)
        self._found: dict[tuple[object, ...], Calendar] = {}
        self._made: dict[tuple[object, ...], Calendar] = {}

    def calendar(self, ticket: Ticket, name: str) -> Calendar:
        """The calendar ``name`` for this matter, by all that stands entered."""
        received = in_bangkok(ticket.received_at).date()
        held = tuple(tenures(ticket)) if self._units_matter else ()
        alike = name, received, ticket.estate_id, held
        if alike not in self._found:
            self._found[alike] = self._laid_over(calendars()[name], received, ticket.estate_id, self._standing, held)
        return self._found[alike]

    def as_promised(self, ticket: Ticket, name: str) -> Calendar:
        """The same as it was known when the matter was received, and in the hands of the unit that received it."""
        received = in_bangkok(ticket.received_at).date()
        then = [entry for entry in self.entries if entry.known_at(ticket.received_at)]
        held = (Tenure(tenures(ticket)[0].unit_id, date.min, date.max),)
        return self._laid_over(calendars()[name].as_known_on(received), received, ticket.estate_id, then, held)

    def for_everybody(self, name: str) -> Calendar:
        """The calendar ``name`` with what stands entered for everybody: for whoever asks about no matter yet."""
        everybody = [entry for entry in self._standing if entry.rank[0] == 0]
        return self._laid_over(calendars()[name], date.min, None, everybody, ())

    def with_entry(self, entry: Entry) -> CalendarBook:
        """The book with one entry more."""
        return CalendarBook([*self.entries, entry])

    def without(self, entry_id: int) -> CalendarBook:
        """The book as if this one had never been entered."""
        return CalendarBook(entry for entry in self.entries if entry.id != entry_id)

    def _laid_over(
        self, base: Calendar, received: date, estate_id: str | None, entries: Iterable[Entry], held: Sequence[Tenure]
    ) -> Calendar:
        """``base`` with those of the entries on top that do not end before the matter came in."""
        if base.name == ALWAYS.name:
            return base
        lasting = (entry for entry in entries if entry.announcement.last_on >= received)
        pieces = [piece for entry in lasting for piece in _on_dates_of(entry, estate_id, held)]
        key = (id(base), *((entry.id, first, last) for entry, first, last in pieces))
        if key not in self._made:
            on_top = (replace(entry.announcement, first_on=first, last_on=last) for entry, first, last in pieces)
            self._made[key] = laid_over(base, tuple(on_top))
        return self._made[key]


def _on_dates_of(entry: Entry, estate_id: str | None, held: Sequence[Tenure]) -> Iterator[tuple[Entry, date, date]]:
    """The entry with the dates, both included, on which it holds for a matter; more than one run for a unit's."""
    first, last = entry.announcement.first_on, entry.announcement.last_on
    if entry.unit_id is None:
        if entry.estate_id in (None, estate_id):
            yield entry, first, last
        return
    for tenure in held:
        if tenure.unit_id == entry.unit_id and max(first, tenure.first) <= min(last, tenure.last):
            yield entry, max(first, tenure.first), min(last, tenure.last)


def book_of(session: Session) -> CalendarBook:
    """What is entered, read once a session; ``forget`` after something was entered or withdrawn."""
    book: CalendarBook | None = session.info.get(_BOOK)
    if book is None:
        book = session.info[_BOOK] = CalendarBook(entry_of(row) for row in session.scalars(select(CalendarEntry)))
    return book


def forget(session: Session) -> None:
    """The entries have changed: read them anew."""
    session.info.pop(_BOOK, None)


def entry_of(row: CalendarEntry) -> Entry:
    """A row as the rules read it."""
    return Entry(
        Announcement(
            what=Announced(row.what),
            first_on=row.first_on,
            last_on=row.last_on,
            shifts=tuple(map(Shift.parse, row.shifts)),
            reason_th=row.reason_th,
            reason_en=row.reason_en,
            source=row.source,
            source_en=row.source_en,
        ),
        row.unit_id,
        row.estate_id,
        row.entered_at,
        row.withdrawn_at,
        row.id,
    )
