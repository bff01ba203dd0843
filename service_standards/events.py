"""What happened to a matter, and when: all a clock is computed from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from service_standards.errors import EventError
from service_standards.instants import in_bangkok


class What(StrEnum):
    """The events of a matter, in the order in which those of one instant are taken.

    A question and an answer at the same instant are a pause of no length; a resolution and a reopening at
    the same instant leave the matter running.
    """

    RECEIVED = "received"
    DOCUMENTS_COMPLETE = "documents_complete"
    ASKED_CUSTOMER = "asked_customer"
    CUSTOMER_REPLIED = "customer_replied"
    BOT_ANSWERED = "bot_answered"
    RESPONDED = "responded"
    PROGRESS_TOLD = "progress_told"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    DUPLICATE_OF = "duplicate_of"


_ORDER = {what: place for place, what in enumerate(What)}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `at` is kept in Bangkok's zone; `ref` names the message or record it stands for."""

    at: datetime
    what: What
    ref: str = ""
    place: tuple[datetime, int, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", in_bangkok(self.at))
        object.__setattr__(self, "place", (self.at, _ORDER[self.what], self.ref))


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events of one matter, by instant, whatever order they came in.

    Raises EventError without a `received`, or with anything before the first of them.
    """
    ordered = sorted(events, key=attrgetter("place"))
    if ordered and ordered[0].what is What.RECEIVED:
        return ordered
    received = next((event for event in ordered if event.what is What.RECEIVED), None)
    if received is None:
        raise EventError("no 'received' event: a clock needs the instant at which the matter came in")
    raise EventError(
        f"'{ordered[0].what}' at {ordered[0].at.isoformat()} is before 'received' at {received.at.isoformat()}: "
        "nothing can happen to a matter before it comes in"
    )
