"""What reaches the conversation: something said, something sent, a button; and what is known around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation.acts import Act
from bot.conversation.state import State
from bot.conversation.taps import Tap
from intents.catalogue import Intent
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
    unplaced: bool = False
    """Urgent and we do not know where."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when something is heard."""

    intents: Mapping[str, Intent]
    routed_by_estate: frozenset[str]
    tickets: tuple[TicketInView, ...] = ()
    """Open ones, the one touched last first."""
    draft_key: int = 0
    """The key a draft begun now would get."""

    @property
    def in_hand(self) -> TicketInView | None:
        """The matter an officer is talking about with the customer, if any."""
        return next((ticket for ticket in self.tickets if ticket.in_hand), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do, and what we are in the middle of afterwards."""

    state: State
    acts: tuple[Act, ...] = ()
