"""What the backend tells a customer: what happened, not how it sounds. The bot finds the words.

A notice is stored in the outbox as JSON and read back by whoever delivers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class OfficerAnswered:
    """An officer wrote to the customer about a ticket."""

    number: str
    unit_id: str
    text: str


@dataclass(frozen=True, slots=True)
class OfficerAsked:
    """An officer needs something from the customer; the clock waits for the answer."""

    number: str
    unit_id: str
    text: str


@dataclass(frozen=True, slots=True)
class TicketTransferred:
    """Another unit has taken the matter over. ``moved``: its closed days are others, and so are the deadlines."""

    number: str
    unit_id: str
    moved: bool = False


@dataclass(frozen=True, slots=True)
class TicketResolved:
    """The unit reports the outcome and asks how it was served."""

    number: str
    unit_id: str
    text: str
    ticket_id: int
    resolution: int


@dataclass(frozen=True, slots=True)
class TicketReopened:
    """The unit took a resolved matter up again of its own accord."""

    number: str
    unit_id: str
    text: str


@dataclass(frozen=True, slots=True)
class DueMoved:
    """The calendar moved by when matters are due. What they are due by now is read when this is told.

    ``was``: by ticket id and measure, what the customer knew. ``why``: the reasons, each in Thai and in English; none
    where each matter's calendar tells. ``led_to``: to where the calendar alone has moved it; left out of it is what
    something else has moved in between.
    """

    was: Mapping[str, Mapping[str, str]]
    why: Sequence[Sequence[str]]
    led_to: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Notice = OfficerAnswered | OfficerAsked | TicketTransferred | TicketResolved | TicketReopened | DueMoved
_KINDS: dict[str, type[Notice]] = {
    kind.__name__: kind
    for kind in (OfficerAnswered, OfficerAsked, TicketTransferred, TicketResolved, TicketReopened, DueMoved)
}


def to_json(notice: Notice) -> dict[str, Any]:
    """The notice as the outbox keeps it."""
    return {"notice": type(notice).__name__, **asdict(notice)}


def from_json(kept: dict[str, Any]) -> Notice:
    """The notice back from the outbox.

    Raises:
        KeyError: for a kind this version does not know.
    """
    values = dict(kept)
    return _KINDS[values.pop("notice")](**values)
