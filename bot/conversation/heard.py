"""What reaches the conversation: something said, something sent, a button; and what is known around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation.acts import Act
from bot.conversation.state import Need, State
from bot.conversation.taps import Tap
from intents.catalogue import Intent
from intents.estates import Estate
from intents.normalise import normalise
from intents.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Said:
    """Text, as read together: one message or several that came in a burst."""

    contact_ids: tuple[int, ...]
    text: str
    understanding: Understanding
    quoted_ticket_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture, file, sound, video or place."""

    contact_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stickered:
    """A sticker."""

    contact_ids: tuple[int, ...]


Heard = Said | Sent | Stickered | Tap


@dataclass(frozen=True, slots=True)
class TicketInView:
    """A matter of this chat that a unit still works on. ``in_hand``: an officer has written to the customer."""

    id: int
    number: str
    intent_id: str
    in_hand: bool
    urgent: bool = False
    estate_id: str | None = None
    recent: bool = True
    """Received so lately that another cry for help is likely about the same."""
    asked: bool = False
    """An officer's question came after the last thing the bot and the customer did."""

    @property
    def unplaced(self) -> bool:
        """Urgent and we do not know where."""
        return self.urgent and self.estate_id is None


@dataclass(frozen=True, slots=True)
class Rateable:
    """An answered matter that can be rated or reopened: the ticket and which of its resolutions."""

    ticket_id: int
    resolution: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when something is heard."""

    intents: Mapping[str, Intent]
    estates: Mapping[str, Estate]
    routed_by_estate: frozenset[str]
    tickets: tuple[TicketInView, ...] = ()
    """Open ones, the one touched last first."""
    draft_key: int = 0
    """The key a draft begun now would get."""
    rateable: Rateable | None = None
    outdated: frozenset[str] = frozenset()
    """The intents whose answers are past their review date: the unit is offered instead."""
    restricted: frozenset[str] = frozenset()
    """The kinds of matters that only their own unit may read of."""

    @property
    def in_hand(self) -> TicketInView | None:
        """The matter an officer is talking about with the customer, if any."""
        return next((ticket for ticket in self.tickets if ticket.in_hand), None)

    @property
    def asking(self) -> TicketInView | None:
        """The matter in which an officer spoke last, and asked something."""
        return next((ticket for ticket in self.tickets if ticket.asked), None)

    def ticket(self, ticket_id: int) -> TicketInView | None:
        """The open matter with this id."""
        return next((ticket for ticket in self.tickets if ticket.id == ticket_id), None)

    def estates_in(self, province: str | None) -> tuple[str, ...]:
        """The estates of a province, by its Thai name."""
        return tuple(one.id for one in self.estates.values() if province and one.province_th == province)

    def named(self, text: str, candidates: tuple[str, ...]) -> str | None:
        """The candidate whose full name or label this text is, where a part of a name fits several."""
        said = normalise(text)
        return next((one for one in candidates if one in self.estates and said in _names(self.estates[one])), None)


def _names(estate: Estate) -> frozenset[str]:
    plain = estate.name_th.removeprefix("นิคมอุตสาหกรรม").strip()
    return frozenset(map(normalise, (estate.name_th, plain, estate.name_en, estate.label_th, estate.label_en)))


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do, what we are in the middle of afterwards, and what else is needed later."""

    state: State
    acts: tuple[Act, ...] = ()
    later: tuple[Need, ...] = ()
