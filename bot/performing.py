"""Carries out what the conversation decided, in the transaction of the events that led to it.

Whatever a button names is looked up among this chat's own tickets: a number from a stranger's device opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.errors import Refused
from backend.models.contact import Attachment, Author, Contact
from backend.models.customer import Conversation
from backend.models.ticket import Status, Ticket
from backend.services import alarms, bot_answers, clocks, contacts, locks, ratings, routing, tickets, unanswered
from bot import answering, messages, promises
from bot.answering import action
from bot.conversation import acts, drafting, taps
from bot.conversation.state import Drafting, Idle, PlacingEmergency, State, Step
from bot.ledger_card import ledger_cards
from bot.messages import Json
from bot.wording import MOST_ESTATE_BUTTONS, Wording, rating_card, unit_name
from bot.words import say, say_in_their_language
from service_standards.instants import BANGKOK
from service_standards.told import Told

MENU = ("land_use_permit_apply", "investment_benefits", "water_supply", "invoice_receipt", "complaint_smell_smoke",
        "contact_estate_office")  # fmt: skip
"""The topics offered as buttons: one from each corner of what customers ask first."""
MOST_PLACES = 12
MOST_BESIDE = 9
ONE_STRETCH = timedelta(hours=12)
"""For so long a customer remembers in which language we answer."""
CANCELLED = {
    acts.Cancelled.DRAFT: "cancelled",
    acts.Cancelled.ONE: "cancelled_one",
    acts.Cancelled.ADDING: "adding_cancelled",
    acts.Cancelled.NOTHING: "nothing_to_cancel",
}


@dataclass(slots=True)
class Performance:
    """One drain's doings in one chat. ``said`` collects the messages, ``state`` what we are in the middle of."""

    session: Session
    conversation: Conversation
    wording: Wording
    state: State
    at: datetime
    now: datetime
    public: bool = False
    """A group listens: nothing personal is said or asked."""
    said: list[Json] = field(default_factory=list)
    bot_contact: Contact | None = None

    @property
    def language(self) -> str:
        """The customer's language."""
        return self.conversation.customer.language

    def perform(self, act: acts.Act) -> None:
        """Carry out one act."""
        match act:
            case acts.GiveAnswer():
                self._answer(act)
            case acts.OpenTicket():
                self._open(act)
            case acts.AddToTicket():
                self._add(act)
            case (
                acts.AskEstate() | acts.AskDetails() | acts.GotThing() | acts.AskPhone() | acts.ShowSummary()
                | acts.SayCancelled() | acts.OfferMatter() | acts.DraftKept() | acts.FinishFirst()
            ):  # fmt: skip
                self._draft(act)
            case (
                acts.PlaceTicket() | acts.ShowTickets() | acts.ShowClock() | acts.AskWhatToAdd() | acts.AskWithdraw()
                | acts.Withdraw() | acts.Reopen() | acts.TakeOffTicket() | acts.AskEmergencyPlace() | acts.SayUnplaced()
            ):  # fmt: skip
                self._matter(act)
            case acts.Rate() | acts.KeepReason() | acts.AskRating():
                self._rating(act)
            case _:
                self._small(act)

    def speak(self, name: str, *, quick: list[Json] | None = None, **values: object) -> None:
        """Say one sentence."""
        self.said.append(messages.text(say(name, self.language, **values), quick=quick or ()))

    def voice(self) -> Contact:
        """The contact that stands for what the bot says in this drain."""
        if self.bot_contact is None:
            self.bot_contact = contacts.record(
                self.session, self.conversation, author=Author.BOT, what="reply", at=self.now
            )
        return self.bot_contact

    def explain_language(self, language: str, place: int) -> None:
        """Tell who writes Japanese or Chinese, once a stretch, that what is said from ``place`` on is English."""
        words = say_in_their_language("answers_in_english", language)
        if words is None or len(self.said) == place or self.public or self.conversation.customer.language_chosen:
            return
        told = select(Contact.id).where(
            Contact.conversation_id == self.conversation.id, Contact.author == Author.BOT,
            Contact.language == language, Contact.at > self.now - ONE_STRETCH,
        )  # fmt: skip
        if self.session.scalar(told.limit(1)) is None:
            self.said.insert(place, messages.text(words))
            self.voice().language = language

    def _tell_numbers(self, name: str) -> None:
        """The numbers to call, under a line in the language that the customer last wrote in."""
        wrote = select(Contact.language).where(
            Contact.conversation_id == self.conversation.id, Contact.author == Author.CUSTOMER,
            Contact.language.is_not(None),
        )  # fmt: skip
        language = self.session.scalar(wrote.order_by(Contact.id.desc()).limit(1))
        lines = (say_in_their_language("leave_and_call", language), say(name, self.language))
        self.said.append(messages.text("\n".join(filter(None, lines))))

    def _button(self, name: str, tap: str, /, **carried: str | int | None) -> Json:
        return action(name, self.language, tap, **carried)

    def _person_and_menu(self) -> list[Json]:
        return [self._button("b_person", "person"), self._button("b_menu", "menu")]

    # --- small talk ---

    def _small(self, act: acts.Act) -> None:
        match act:
            case acts.Welcome(again):
                self.speak("welcome_back" if again else "welcome")
                self.speak("privacy", quick=self._topics())
            case acts.WelcomeGroup():
                self.speak("welcome_group")
            case acts.SayPrivately():
                self.speak("group_private")
            case acts.Greet():
                self.speak("greet", quick=self._topics())
            case acts.Thank():
                self.speak("thank")
            case acts.ShowMenu():
                self.speak("menu", quick=self._topics())
            case acts.AskWhich(candidates):
                self._ask_which(candidates)
            case acts.NotUnderstood():
                self.speak("not_understood", quick=self._person_and_menu())
            case acts.OfferToSend(intent_id):
                title = self.wording.knowledge.title(intent_id, self.language)
                report = self._button("b_report", "report", intent_id=intent_id)
                self.speak("offer_to_send", title=title, quick=[report, *self._person_and_menu()])
            case acts.ShowStandards():
                self._show_standards()
            case acts.NoteNeed(intent_id):
                self.speak("need_noted", title=self.wording.knowledge.title(intent_id, self.language))
            case acts.NextNeed(intent_id):
                self.speak("next_need", title=self.wording.knowledge.title(intent_id, self.language))
            case acts.OfferNext(intent_id):
                self._offer_next(intent_id)
            case acts.NumbersInPublic():
                self._tell_numbers("group_emergency")
            case acts.SayStale():
                self.speak("stale", quick=self._person_and_menu())
            case acts.CannotRead():
                self.speak("cannot_read")
            case acts.KeepVerdict(contact_id, good):
                self._verdict(contact_id, good=good)
            case acts.LearnChoice(said, intent_id):
                self.session.execute(update(Contact).where(Contact.id.in_(said)).values(intent_id=intent_id))
                unanswered.settle(self.session, said)
            case acts.SetLanguage(language):
                self._set_language(language)

    def _offer_next(self, intent_id: str) -> None:
        """LINE shows the buttons of the last message only: those of the message before come along, its first first."""
        before = self.said[-1].get("quickReply", {}).get("items", []) if self.said else []
        buttons = [item["action"] for item in before] or self._person_and_menu()
        quick = [*buttons[:1], self._button("b_next", "next"), *buttons[1:]]
        self.speak("offer_next", title=self.wording.knowledge.title(intent_id, self.language), quick=quick)

    def _show_standards(self) -> None:
        version = clocks.find_charter_in_force(self.session, self.now)
        if version is None:
            self.speak("no_standards", quick=self._person_and_menu())
            return
        name, charter = Told(version.name_th, version.name_en), clocks.charter_of(self.session, version.id)
        in_force = promises.InForce(name, version.announced_from, charter)
        self.said += promises.cards(
            in_force, self.language, public_url=self.wording.public_url, quick=self._person_and_menu()
        )

    def _topics(self) -> list[Json]:
        label = self.wording.knowledge.label
        topics = [messages.button(label(one, self.language), taps.data("ask", intent_id=one)) for one in MENU]
        own = [("b_tickets", "tickets"), ("b_person", "person")]
        buttons = [self._button(name, tap) for name, tap in own]
        other = "th" if self.language == "en" else "en"
        return [*topics, *buttons, self._button("b_language", "language", language=other)]

    def _ask_which(self, candidates: tuple[str, ...]) -> None:
        title, label = self.wording.knowledge.title, self.wording.knowledge.label
        choices = [
            messages.button(label(one, self.language), taps.data("ask", intent_id=one)) for one in candidates[:3]
        ]
        names = "\n".join(f"{n}. {title(one, self.language)}" for n, one in enumerate(candidates[:3], 1))
        quick = [*choices, self._button("b_none", "none"), self._button("b_person", "person")]
        self.said.append(messages.text(f"{say('torn', self.language)}\n{names}", quick=quick))

    def _verdict(self, contact_id: int | None, *, good: bool) -> None:
        about = self._last_answer() if contact_id is None else self.session.get(Contact, contact_id)
        if about is None or about.conversation_id != self.conversation.id or about.author is not Author.BOT:
            self.speak("stale", quick=self._person_and_menu())
            return
        earlier = self.session.scalar(
            select(Contact).where(Contact.about_contact_id == about.id, Contact.what == "verdict")
        )
        if earlier is None:
            earlier = contacts.record(
                self.session, self.conversation, author=Author.CUSTOMER, what="verdict", at=self.at,
                meaning=contacts.Meaning(intent_id=about.intent_id, also_intent_id=about.also_intent_id),
                about_contact_id=about.id,
            )  # fmt: skip
        earlier.text = "good" if good else "bad"
        unanswered.judge(self.session, about, good=good, now=self.now)
        bot_answers.judged(self.session, about, good=good)
        if good:
            self.speak("verdict_good")
        elif about.also_intent_id is None:
            self.speak("verdict_bad", quick=[self._button("b_person", "person", intent_id=about.intent_id)])
        else:
            both = [one for one in (about.intent_id, about.also_intent_id) if one is not None]
            label = self.wording.knowledge.label
            quick = [messages.button(label(one, self.language), taps.data("report", intent_id=one)) for one in both]
            self.speak("verdict_bad_which", quick=[*quick, *self._person_and_menu()])

    def _last_answer(self) -> Contact | None:
        return self.session.scalar(
            select(Contact)
            .where(Contact.conversation_id == self.conversation.id, Contact.what == "answer")
            .order_by(Contact.id.desc())
            .limit(1)
        )

    def _set_language(self, language: str | None) -> None:
        customer = self.conversation.customer
        customer.language = language if language in ("th", "en") else "th" if customer.language == "en" else "en"
        customer.language_chosen = True
        self.speak(f"language_{customer.language}", quick=self._topics())

    # --- answers ---

    def _answer(self, act: acts.GiveAnswer) -> None:
        knowledge = self.wording.knowledge
        intent = knowledge.catalogue.intents[act.intent_id]
        routed = routing.route(self.session, intent.id, act.estate_id, self.at)
        unit = "" if routed.missing_rule else unit_name(self.session, routed.unit_id, self.language)
        contact = self.voice()
        if act.after is None:
            contact.what, contact.intent_id, contact.kind = "answer", intent.id, intent.kind
            contact.stage, contact.touchpoint, contact.estate_id = intent.stage, intent.touchpoint, act.estate_id
            bot_answers.given(self.session, contact, self.at)
        else:
            contact.also_intent_id = intent.id
        self.said += answering.answer(
            knowledge, intent, self.language, unit_name=unit, contact_id=contact.id, estate_id=act.estate_id,
            estate_candidates=act.estate_candidates, province=act.province,
            today=self.now.astimezone(BANGKOK).date(), more=act.more,
            after=knowledge.catalogue.intents[act.after] if act.after else None,
        )  # fmt: skip

    # --- leaving a matter ---

    def _draft(self, act: acts.Act) -> None:
        match act:
            case acts.AskEstate(draft, again):
                self._ask_estate(draft, again=again)
            case acts.AskDetails(draft):
                self._ask_details(draft.intent_id, self.wording.step_buttons(draft, self.language))
            case acts.GotThing(draft):
                name = "got_thing" if draft.step is Step.DETAILS else "got_it"
                self.speak(name, quick=self.wording.step_buttons(draft, self.language))
            case acts.DraftKept(draft) | acts.FinishFirst(draft):
                name = "draft_kept" if isinstance(act, acts.DraftKept) else "finish_first"
                title = self.wording.knowledge.title(draft.intent_id, self.language)
                self.speak(name, title=title, quick=self.wording.step_buttons(draft, self.language))
            case acts.AskPhone(draft, bad):
                name = "bad_phone" if bad else "ask_phone"
                self.speak(name, quick=self.wording.step_buttons(draft, self.language))
            case acts.ShowSummary(draft):
                words, files = self._gathered(draft.said)
                draft = replace(draft, phone=self._still_said(draft.phone, draft.phone_said))
                unit_id = routing.route(self.session, draft.intent_id, draft.estate_id, self.at).unit_id
                self.said.append(self.wording.summary(self.session, draft, words, files, unit_id, self.language))
            case acts.SayCancelled(what):
                self.speak(CANCELLED[what], quick=self._person_and_menu())
            case acts.OfferMatter():
                self.speak("offer_matter", quick=self._person_and_menu())

    def _ask_estate(self, draft: Drafting, *, again: bool) -> None:
        knowledge, quick = self.wording.knowledge, self.wording.step_buttons(draft, self.language)
        if len(draft.estate_candidates) > MOST_ESTATE_BUTTONS:
            names = "\n".join(f"• {knowledge.estate_label(one, self.language)}" for one in draft.estate_candidates)
            self.speak("which_of_many_estates", names=names, quick=quick)
            return
        name = "which_estate" if draft.estate_candidates else "ask_estate_again" if again else "ask_estate"
        self.speak(name, title=knowledge.title(draft.intent_id, self.language), quick=quick)

    def _still_said(self, phone: str, contact_ids: tuple[int, ...]) -> str:
        """The telephone number, unless the message it came with was taken back."""
        taken_back = select(Contact.id).where(Contact.id.in_(contact_ids), Contact.unsent_at.is_not(None))
        return "" if self.session.scalar(taken_back.limit(1)) else phone

    def _ask_details(self, intent_id: str, quick: list[Json]) -> None:
        intent = self.wording.knowledge.catalogue.intents[intent_id]
        ask = intent.ask_en if self.language == "en" else intent.ask_th
        title = self.wording.knowledge.title(intent_id, self.language)
        if intent_id in drafting.ASK_FOR_TOPIC:
            self.speak("ask_topic", quick=quick)
        elif ask:
            self.speak("ask_details", title=title, ask=ask, quick=quick)
        else:
            self.speak("ask_anything_more", title=title, quick=quick)

    def _gathered(self, contact_ids: tuple[int, ...]) -> tuple[list[str], int]:
        """The words and the number of files among these contacts of this chat; what was unsent is empty."""
        found = self.session.scalars(
            select(Contact)
            .where(Contact.id.in_(contact_ids), Contact.conversation_id == self.conversation.id)
            .order_by(Contact.at, Contact.id)
        ).all()
        own = [contact.id for contact in found]
        files = self.session.scalar(select(func.count()).where(Attachment.contact_id.in_(own))) or 0
        return [contact.text for contact in found if contact.text], files

    def _open(self, act: acts.OpenTicket) -> None:
        intent = self.wording.knowledge.catalogue.intents[act.intent_id]
        words, _ = self._gathered(act.said)
        first = (
            self.session.scalar(select(func.min(Contact.at)).where(Contact.id.in_(act.said))) if act.urgent else None
        )
        ticket = tickets.open_ticket(
            self.session,
            self.conversation,
            tickets.NewTicket(
                intent_id=intent.id, kind=intent.kind, stage=intent.stage, touchpoint=intent.touchpoint,
                subject=words[0].splitlines()[0] if words else intent.title_th, details="\n".join(words),
                estate_id=act.estate_id, phone=self._still_said(act.phone, act.phone_said), urgent=act.urgent,
                received_at=first or self.at, contact_ids=act.said,
            ),
            self.now,
        )  # fmt: skip
        self.voice().ticket_id = ticket.id
        if act.urgent:
            self._tell_numbers("emergency_first")
            if isinstance(self.state, PlacingEmergency):
                self.state = replace(self.state, ticket_id=ticket.id)
        self.said.append(self.wording.opened(self.session, ticket, self.language, self.now, unasked=act.unasked))
        if act.urgent:
            more = [self._button("b_add", "add", ticket_id=ticket.id), self._button("b_tickets", "tickets")]
            self.speak("emergency_tell", quick=more)

    # --- open matters ---

    def _own(self, ticket_id: int) -> Ticket | None:
        """This chat's ticket, held, or nothing (and a polite word)."""
        ticket = locks.hold(self.session, Ticket, Ticket.id == ticket_id)
        if ticket is None or ticket.conversation_id != self.conversation.id:
            self.speak("stale", quick=self._person_and_menu())
            self.state = Idle()
            return None
        return ticket

    def _add(self, act: acts.AddToTicket) -> None:
        ticket = self._own(act.ticket_id)
        if ticket is None:
            return
        for contact in self.session.scalars(select(Contact).where(Contact.id.in_(act.said)).order_by(Contact.id)):
            tickets.customer_wrote(self.session, ticket, contact, self.now)
        if act.cry:
            self._tell_numbers("emergency_first")
            alarms.raise_alarm(self.session, "emergency", ticket.number, self.now)
        if not act.quiet:
            quick = [self._button("b_tickets", "tickets")]
            if not ticket.urgent:
                quick.insert(0, self._button("b_new_topic", "new", contact_id=act.said[-1]))
            self.speak("added", number=ticket.number, quick=quick)

    def _matter(self, act: acts.Act) -> None:
        match act:
            case acts.ShowTickets(number):
                self._show_tickets(number)
            case acts.ShowClock(ticket_id, number):
                self._show_clock(ticket_id, number)
            case acts.AskWhatToAdd(ticket_id):
                self._ask_what_to_add(ticket_id)
            case acts.AskWithdraw(ticket_id):
                if ticket := self._own(ticket_id):
                    yes = self._button("b_withdraw_yes", "withdraw_yes", ticket_id=ticket.id)
                    self.speak("withdraw_sure", number=ticket.number, quick=[yes, self._button("b_keep", "tickets")])
            case acts.Withdraw(ticket_id):
                self._withdraw(ticket_id)
            case acts.Reopen(ticket_id, resolution):
                self._reopen(ticket_id, resolution)
            case acts.TakeOffTicket(said):
                own = (Contact.id.in_(said), Contact.conversation_id == self.conversation.id)
                self.session.execute(update(Contact).where(*own).values(ticket_id=None))
            case acts.PlaceTicket(ticket_id, estate_id):
                self._place(ticket_id, estate_id)
            case acts.AskEmergencyPlace(ticket_id, candidates):
                self._ask_place(ticket_id, candidates)
            case acts.SayUnplaced():
                self.speak("emergency_unplaced")

    def _ask_what_to_add(self, ticket_id: int) -> None:
        ticket = self._own(ticket_id)
        if ticket is None:
            return
        if ticket.status.is_open:
            self.speak("ask_what_to_add", number=ticket.number, quick=[self._button("b_cancel", "cancel")])
            return
        self.state = Idle()
        quick = self._person_and_menu()
        if ticket.status is not Status.CANCELLED:
            resolution = tickets.resolutions(ticket)
            quick.insert(0, self._button("b_unsolved", "unsolved", ticket_id=ticket.id, resolution=resolution))
        self.speak("closed_matter", number=ticket.number, quick=quick)

    def _ask_place(self, ticket_id: int, candidates: tuple[str, ...]) -> None:
        if ticket_id == 0 and isinstance(self.state, PlacingEmergency):
            ticket_id = self.state.ticket_id
        label = self.wording.knowledge.estate_label
        places = [
            messages.button(label(one, self.language), taps.data("place", ticket_id=ticket_id, estate_id=one))
            for one in candidates[:MOST_PLACES]
        ]
        self.speak("emergency_place", quick=[*places, self._button("b_unknown_estate", "place", ticket_id=ticket_id)])

    def _show_tickets(self, number: str | None) -> None:
        query = (
            select(Ticket).where(Ticket.conversation_id == self.conversation.id).order_by(Ticket.id.desc()).limit(10)
        )
        found = self.session.scalars(query.where(Ticket.number == number) if number else query).all()
        if found and not self.public:
            self.said.append(self.wording.tickets(self.session, found, self.language, self.now))
        elif number:
            self.speak("no_such_ticket", number=number, quick=self._person_and_menu())
        else:
            self.speak("no_tickets", quick=self._person_and_menu())

    def _show_clock(self, ticket_id: int | None, number: str | None) -> None:
        """One of this chat's matters; others that are open are offered beside it."""
        own = select(Ticket).where(Ticket.conversation_id == self.conversation.id)
        others = tickets.open_of(self.session, self.conversation.id)
        if ticket_id is not None or number is not None:
            which = Ticket.id == ticket_id if ticket_id is not None else Ticket.number == number
            ticket = self.session.scalar(own.where(which))
        else:
            ticket = next(iter(others), None) or self.session.scalar(own.order_by(Ticket.id.desc()).limit(1))
        if ticket is None:
            name = "stale" if ticket_id is not None else "no_such_ticket" if number is not None else "no_tickets"
            self.speak(name, number=number, quick=self._person_and_menu())
            return
        cards = ledger_cards(self.session, ticket, self.language, self.now)
        beside = [one for one in others if one.id != ticket.id][:MOST_BESIDE]
        quick = [messages.button(one.number, taps.data("clock", ticket_id=one.id)) for one in beside]
        quick += [self._button("b_tickets", "tickets"), *self._person_and_menu()]
        if cards:
            alt = ", ".join(card["altText"] for card in cards)
            self.said.append(messages.carousel(cards, alt=alt, quick=quick))
        else:
            self.speak("ledger_none", number=ticket.number, quick=quick)

    def _withdraw(self, ticket_id: int) -> None:
        ticket = self._own(ticket_id)
        if ticket is None:
            return
        try:
            tickets.cancel(self.session, ticket, None, at=self.at, now=self.now)
        except Refused:
            self.speak("stale", quick=self._person_and_menu())
        else:
            self.speak("withdrawn", number=ticket.number)

    def _reopen(self, ticket_id: int, resolution: int) -> None:
        ticket = self._own(ticket_id)
        if ticket is None:
            return
        if ticket.status is Status.CANCELLED:
            self.state = Idle()
            self.speak("stale", quick=self._person_and_menu())
            return
        stale = ticket.status.is_open or resolution != tickets.resolutions(ticket)
        if not stale:
            tickets.reopen_for_customer(self.session, ticket, None, at=self.at, now=self.now)
        self.speak("already_open" if stale else "reopened", number=ticket.number)

    def _place(self, ticket_id: int, estate_id: str) -> None:
        ticket = self._own(ticket_id)
        if ticket is None:
            return
        if not ticket.status.is_open or not ticket.urgent or ticket.estate_id is not None:
            self.speak("stale", quick=self._person_and_menu())
            return
        tickets.place(self.session, ticket, estate_id, at=self.at, now=self.now)
        alarms.raise_alarm(self.session, "emergency", ticket.number, self.now)
        unit = unit_name(self.session, ticket.unit_id, self.language)
        self.speak("emergency_placed", number=ticket.number, unit=unit)

    # --- ratings ---

    def _rating(self, act: acts.Act) -> None:
        match act:
            case acts.Rate(ticket_id, resolution, score, ask_why):
                self._rate(ticket_id, resolution, score, ask_why=ask_why)
            case acts.KeepReason(ticket_id, resolution, said):
                if ticket := self._own(ticket_id):
                    words, _ = self._gathered(said)
                    ratings.give_reason(self.session, ticket, resolution, "\n".join(words))
                    for contact in self.session.scalars(select(Contact).where(Contact.id.in_(said))):
                        contact.ticket_id = ticket.id
                    self.speak("thank_reason")
            case acts.AskRating():
                self._ask_rating()

    def _rate(self, ticket_id: int, resolution: int, score: int, *, ask_why: bool) -> None:
        ticket = self._own(ticket_id)
        if ticket is None:
            return
        try:
            rating = ratings.rate(self.session, ticket, resolution, score, at=self.at, now=self.now)
        except Refused:
            self.state = Idle()
            self.speak("cannot_rate", quick=[self._button("b_tickets", "tickets")])
            return
        low = rating.score < ratings.LOW and ask_why
        unsolved = self._button("b_unsolved", "unsolved", ticket_id=ticket.id, resolution=resolution)
        self.speak("ask_reason" if low else "thank_rating", quick=[unsolved] if low else None)

    def _ask_rating(self) -> None:
        ticket = self.session.scalar(
            select(Ticket)
            .where(Ticket.conversation_id == self.conversation.id, Ticket.status == Status.RESOLVED)
            .order_by(Ticket.id.desc())
            .limit(1)
        )
        if ticket is None:
            self.speak("nothing_to_rate", quick=self._person_and_menu())
        else:
            self.said.append(rating_card(ticket.number, ticket.id, tickets.resolutions(ticket), self.language))
