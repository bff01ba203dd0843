"""What the conversation decides to do: plain values that ``bot.performing`` carries out and puts into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from bot.conversation.state import Drafting


@dataclass(frozen=True, slots=True)
class Welcome:
    """A new friend, or one who unblocked us."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class WelcomeGroup:
    """We were invited to a group."""


@dataclass(frozen=True, slots=True)
class SayPrivately:
    """Not in front of a group."""


@dataclass(frozen=True, slots=True)
class Greet:
    """Hello to hello."""


@dataclass(frozen=True, slots=True)
class Thank:
    """You are welcome."""


@dataclass(frozen=True, slots=True)
class ShowMenu:
    """What we can do."""


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    """The approved answer, with its source and unit.

    ``more``: something follows at once, so LINE hides what could be tapped here. ``after``: the intent answered just
    before to the same message; its buttons stand under this answer.
    """

    intent_id: str
    estate_id: str | None = None
    estate_candidates: tuple[str, ...] = ()
    province: str | None = None
    more: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ShowStandards:
    """What the charter in force promises, by sort of matter."""


@dataclass(frozen=True, slots=True)
class NoteNeed:
    """The second thing asked for was seen too, and comes afterwards."""

    intent_id: str


@dataclass(frozen=True, slots=True)
class NextNeed:
    """Now for what was asked for before and has waited."""

    intent_id: str


@dataclass(frozen=True, slots=True)
class OfferNext:
    """What waits can be gone on with by a button, beside those of the message before."""

    intent_id: str


@dataclass(frozen=True, slots=True)
class AskWhich:
    """Torn between at most three."""

    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Says so, offers the menu and a person."""


@dataclass(frozen=True, slots=True)
class OfferToSend:
    """After an answer that offers the unit: shall what was said since go there?"""

    intent_id: str


@dataclass(frozen=True, slots=True)
class NumbersInPublic:
    """An emergency in front of others: the numbers, and nothing that we could not keep there."""


@dataclass(frozen=True, slots=True)
class AskEstate:
    """Which estate. ``again``: the last answer named none that we know."""

    draft: Drafting
    again: bool = False


@dataclass(frozen=True, slots=True)
class AskDetails:
    """What the unit will need to know."""

    draft: Drafting


@dataclass(frozen=True, slots=True)
class GotThing:
    """A picture, file or place was added to the draft."""

    draft: Drafting


@dataclass(frozen=True, slots=True)
class AskPhone:
    """A number to call back, if wanted. ``bad``: what came was none."""

    draft: Drafting
    bad: bool = False


@dataclass(frozen=True, slots=True)
class ShowSummary:
    """The matter as it would be sent."""

    draft: Drafting


class Cancelled(Enum):
    """What was given up."""

    NOTHING = auto()
    DRAFT = auto()
    ONE = auto()
    """This draft; the next matter follows."""
    ADDING = auto()


@dataclass(frozen=True, slots=True)
class SayCancelled:
    """It is given up; nothing was sent."""

    what: Cancelled


@dataclass(frozen=True, slots=True)
class DraftKept:
    """Something else came in between: the matter being written is still there, and how to go on."""

    draft: Drafting


@dataclass(frozen=True, slots=True)
class FinishFirst:
    """That would begin something else: send or cancel the matter being written first."""

    draft: Drafting


@dataclass(frozen=True, slots=True)
class OfferMatter:
    """A picture, file or place out of the blue: shall it become a matter?"""


@dataclass(frozen=True, slots=True)
class SayStale:
    """A button of something that is over."""


@dataclass(frozen=True, slots=True)
class CannotRead:
    """A kind of message that we cannot read yet."""


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Open the matter and tell number, unit and when an answer is due."""

    intent_id: str
    said: tuple[int, ...]
    estate_id: str | None = None
    phone: str = ""
    phone_said: tuple[int, ...] = ()
    """The contacts that the number came with; taken back, it is not used."""
    urgent: bool = False
    unasked: bool = False
    """We opened it ourselves after two misses."""


@dataclass(frozen=True, slots=True)
class AddToTicket:
    """What was said belongs to this matter. ``quiet``: an officer has it in hand, the bot stays out of it.

    ``cry``: a cry for help, which gets the numbers and rings at the desk each time.
    """

    ticket_id: int
    said: tuple[int, ...]
    quiet: bool = False
    cry: bool = False


@dataclass(frozen=True, slots=True)
class TakeOffTicket:
    """It was a new topic after all."""

    said: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceTicket:
    """Now we know where the emergency is: route it anew."""

    ticket_id: int
    estate_id: str


@dataclass(frozen=True, slots=True)
class AskEmergencyPlace:
    """Where is it? Ticket zero is the one opened just before."""

    ticket_id: int
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SayUnplaced:
    """The customer cannot say where the emergency is."""


@dataclass(frozen=True, slots=True)
class ShowTickets:
    """My matters and how they stand, or the one asked for by number."""

    number: str | None = None


@dataclass(frozen=True, slots=True)
class ShowClock:
    """How the time of a matter is counted: the one with this id or number, or the one touched last."""

    ticket_id: int | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class AskWhatToAdd:
    """The next thing said will be added to this matter."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class AskWithdraw:
    """Really take this matter back?"""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The customer takes a matter back."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Reopen:
    """Not solved."""

    ticket_id: int
    resolution: int


@dataclass(frozen=True, slots=True)
class Rate:
    """One to five for one resolution. ``ask_why``: the next thing said would be the reason of a low one."""

    ticket_id: int
    resolution: int
    score: int
    ask_why: bool = True


@dataclass(frozen=True, slots=True)
class KeepReason:
    """Why the score was low."""

    ticket_id: int
    resolution: int
    said: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AskRating:
    """Rate the last matter that was answered, if there is one."""


@dataclass(frozen=True, slots=True)
class KeepVerdict:
    """Was this answer to the point? Without an id it is the last one given."""

    contact_id: int | None
    good: bool


@dataclass(frozen=True, slots=True)
class LearnChoice:
    """The customer chose what they had meant."""

    said: tuple[int, ...]
    intent_id: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Thai or English from now on; None: the other one."""

    language: str | None = None


Act = (
    Welcome
    | WelcomeGroup
    | SayPrivately
    | Greet
    | Thank
    | ShowMenu
    | GiveAnswer
    | ShowStandards
    | NoteNeed
    | NextNeed
    | OfferNext
    | AskWhich
    | NotUnderstood
    | OfferToSend
    | NumbersInPublic
    | AskEstate
    | AskDetails
    | GotThing
    | AskPhone
    | ShowSummary
    | SayCancelled
    | DraftKept
    | FinishFirst
    | OfferMatter
    | SayStale
    | CannotRead
    | OpenTicket
    | AddToTicket
    | TakeOffTicket
    | PlaceTicket
    | AskEmergencyPlace
    | SayUnplaced
    | ShowTickets
    | ShowClock
    | AskWhatToAdd
    | AskWithdraw
    | Withdraw
    | Reopen
    | Rate
    | KeepReason
    | AskRating
    | KeepVerdict
    | LearnChoice
    | SetLanguage
)
