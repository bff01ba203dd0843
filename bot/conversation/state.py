"""What we are in the middle of with one customer. Kept as JSON on the conversation's row, so it survives a restart.

A state older than a day is forgotten: the customer has moved on, and what was said stays in the contacts.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

FORGOTTEN_AFTER = timedelta(days=1)
TO_A_PERSON = "talk_to_person"


class Step(StrEnum):
    """The steps of leaving a matter, in their order."""

    ESTATE = "estate"
    DETAILS = "details"
    PHONE = "phone"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing under way. ``said``: contacts not yet answered to the point; ``misses``: how often in a row."""

    said: tuple[int, ...] = ()
    misses: int = 0
    about: str | None = None
    """The intent of the answer just given, should the customer want a person after all."""
    about_first: str | None = None
    """The intent of the answer given just before that one to the same message."""
    offered: bool = False
    """We asked whether to send it to the unit: a yes is a yes to that."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """We asked which of few they meant, at the place they named, if they did."""

    candidates: tuple[str, ...]
    said: tuple[int, ...]
    misses: int = 0
    estate_id: str | None = None
    estate_candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafting:
    """A matter being written. ``key`` ties buttons to this draft: those of an older one do nothing."""

    key: int
    step: Step
    intent_id: str
    said: tuple[int, ...]
    estate_id: str | None = None
    estate_unknown: bool = False
    estate_candidates: tuple[str, ...] = ()
    detailed: bool = False
    phone: str = ""
    phone_said: tuple[int, ...] = ()
    """The contacts that the number came with: it is gone when they are taken back."""


@dataclass(frozen=True, slots=True)
class PlacingEmergency:
    """An urgent ticket is open; we still need to know where. Zero stands for the one being opened in this turn.

    ``candidates``: the estates offered last. ``aside``: the matter that was being written when it happened.
    """

    ticket_id: int
    candidates: tuple[str, ...] = ()
    aside: Drafting | None = None


@dataclass(frozen=True, slots=True)
class AddingTo:
    """The next things said belong to this ticket."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class GivingReason:
    """A low score was given; the next text is why."""

    ticket_id: int
    resolution: int


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """We asked whether this ticket is really to be taken back."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that somebody needs, with all that was said about it. ``detailed``: that is all the unit must know.

    Those that wait until what is under way has come to its end are kept beside the state.
    """

    intent_id: str
    said: tuple[int, ...] = ()
    estate_id: str | None = None
    estate_candidates: tuple[str, ...] = ()
    province: str | None = None
    detailed: bool = False
    phone: str = ""
    phone_said: tuple[int, ...] = ()


Matter = TypeVar("Matter", Drafting, Need)
State = Idle | Choosing | Drafting | PlacingEmergency | AddingTo | GivingReason | Withdrawing


def fit_for(state: State, later: tuple[Need, ...], intents: Container[str]) -> tuple[State, tuple[Need, ...]]:
    """Both, for a catalogue that may lack what they were made with: a matter goes on as one for a person to sort."""
    match state:
        case Idle(about=about, about_first=first):
            state = replace(
                state, about=about if about in intents else None, about_first=first if first in intents else None
            )
        case Drafting():
            state = _sortable(state, intents)
        case PlacingEmergency(aside=Drafting() as aside):
            state = replace(state, aside=_sortable(aside, intents))
    return state, tuple(_sortable(need, intents) for need in later)


def _sortable(matter: Matter, intents: Container[str]) -> Matter:
    return matter if matter.intent_id in intents else replace(matter, intent_id=TO_A_PERSON)


def said_before(state: State) -> tuple[int, ...]:
    """What was said last outside of a matter, answered or not."""
    return state.said if isinstance(state, Idle | Choosing) else ()


_KINDS: dict[str, type[State]] = {
    kind.__name__: kind for kind in (Idle, Choosing, Drafting, PlacingEmergency, AddingTo, GivingReason, Withdrawing)
}
_TUPLES = ("said", "candidates", "estate_candidates", "phone_said")


def to_json(state: State, later: tuple[Need, ...] = ()) -> dict[str, Any] | None:
    """The state and the needs that wait, as their row keeps them; nothing under way is nothing."""
    if state == Idle() and not later:
        return None
    waiting = {"later": [asdict(need) for need in later]} if later else {}
    return {"state": type(state).__name__, **asdict(state), **waiting}


def from_json(kept: dict[str, Any] | None, kept_at: datetime | None, now: datetime) -> tuple[State, tuple[Need, ...]]:
    """Both back from their row; nothing when there is none, when it is stale, or when an older version wrote it."""
    if kept is None or kept_at is None or now - kept_at >= FORGOTTEN_AFTER:
        return Idle(), ()
    values = dict(kept)
    kind, later = _KINDS.get(values.pop("state", "")), values.pop("later", ())
    try:
        return (kind(**_read(values)), tuple(Need(**_read(need)) for need in later)) if kind else (Idle(), ())
    except (TypeError, ValueError):
        return Idle(), ()


def _read(values: dict[str, Any]) -> dict[str, Any]:
    """JSON knows neither tuples nor our own kinds of values."""
    read: dict[str, Any] = {name: tuple(value) if name in _TUPLES else value for name, value in values.items()}
    if "step" in read:
        read["step"] = Step(read["step"])
    if read.get("aside") is not None:
        read["aside"] = Drafting(**_read(read["aside"]))
    return read
