"""One matter: its page, and what an officer does with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from backend.desk import gate, texts
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.errors import Conflict, NotAllowed, NotFound, ServiceError
from backend.models.staff import Role, Staff
from backend.models.ticket import Ticket
from backend.queries.history import Happened, changes_since
from backend.queries.tickets import TicketPage, ticket_page
from backend.services import access, tickets
from backend.whole_numbers import read_whole
from service_standards.promise import KINDS

blueprint = Blueprint("tickets", __name__)

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent: which one, from which version of the page, with what in it."""

    act: str
    seen: int
    text: str
    unit_id: str
    kind: str

    @classmethod
    def read(cls, act: str) -> Typed:
        """Take it from the request; a form without its version is no form of ours."""
        seen = read_whole(request.form.get("seen", ""), most=9)
        if seen is None:
            raise BadRequest
        text = request.form.get("text", "").replace("\r\n", "\n")  # browsers send CRLF, people mean one line end
        return cls(act, seen, text, request.form.get("unit", ""), request.form.get("kind", ""))


NOTHING_TYPED = Typed("answer", 0, "", "", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything ``ticket.html`` may use: the matter, and what came of the form that was just sent, if any."""

    matter: TicketPage
    typed: Typed
    problem: str | None
    missed: Sequence[Happened]

    kinds: Sequence[str] = KINDS

    @property
    def homeless(self) -> str:
        """A text whose form is no longer offered."""
        return self.typed.text if self.typed.act not in self.matter.acts else ""


Verb = Callable[[Session, Ticket, Staff, Typed, datetime], None]


def _writes(verb: Callable[..., None]) -> Verb:
    """A verb that takes what was written and nothing else."""

    def act(session: Session, ticket: Ticket, by: Staff, typed: Typed, now: datetime) -> None:
        verb(session, ticket, by, typed.text, seen=typed.seen, now=now)

    return act


def _transfer(session: Session, ticket: Ticket, by: Staff, typed: Typed, now: datetime) -> None:
    tickets.transfer(session, ticket, by, typed.unit_id, typed.text, seen=typed.seen, now=now)


def _correct_kind(session: Session, ticket: Ticket, by: Staff, typed: Typed, now: datetime) -> None:
    tickets.correct_kind(session, ticket, by, typed.kind, typed.text, seen=typed.seen, now=now)


ACTS: dict[str, Verb] = {
    "answer": _writes(tickets.answer),
    "ask": _writes(tickets.ask_back),
    "resolve": _writes(tickets.resolve),
    "note": _writes(tickets.note),
    "call": _writes(tickets.log_call),
    "transfer": _transfer,
    "documents": _writes(tickets.documents_complete),
    "kind": _correct_kind,
    "reopen": _writes(tickets.reopen),
}
_EVENTS = {
    "answered": "answer",
    "question_sent": "ask",
    "resolved": "resolve",
    "note": "note",
    "responded": "call",
    "transferred": "transfer",
    "kind_corrected": "kind",
    "documents_complete": "documents",
    "reopened": "reopen",
}
"""Which form wrote an event, to know one's own save again."""


@blueprint.get("/tickets/<number>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def page(number: str) -> str:
    """The matter."""
    return _page(number, NOTHING_TYPED)


@blueprint.post("/tickets/<number>/<any(answer, ask, resolve, note, call, transfer, documents, kind, reopen):act>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def save(number: str, act: str) -> Answer:
    """Do one thing with the matter. A problem shows the page again with the text still in its form."""
    typed = Typed.read(act)
    try:
        with the_desk().work.write() as session:
            staff = session.get_one(Staff, me().id)
            ticket = access.ticket_for(session, staff, number, to_change=True)
            ACTS[act](session, ticket, staff, typed, the_desk().work.now())
            still_mine = access.may_see(staff, ticket)
    except ServiceError as problem:
        return _explain(number, typed, problem)
    flash(texts.SAVED[act])
    return _onward(number, still_mine=still_mine)


def _onward(number: str, *, still_mine: bool) -> Response:
    if still_mine:
        return redirect(url_for(".page", number=number))
    return redirect(url_for("worklist.page"))


def _explain(number: str, typed: Typed, problem: ServiceError) -> Answer:
    """It was this very form, sent twice: it is saved. Somebody else was first: show what they did. Else say why."""
    with the_desk().work.read() as session:
        missed = changes_since(session, number, typed.seen)
    if any(_is_this_form(event, typed) for event in missed[:1]):
        flash(texts.SAVED[typed.act])
        return _onward(number, still_mine=typed.act != "transfer")
    if isinstance(problem, NotFound | NotAllowed):
        raise problem
    status = status_of(Conflict() if missed else problem)
    return _page(number, typed, problem=str(problem), missed=missed), status


def _is_this_form(event: Happened, typed: Typed) -> bool:
    """Whether the save that got in first is the same form sent twice."""
    mine = event.staff_id == me().id and _EVENTS.get(event.what) == typed.act
    return mine and event.text == typed.text.strip()


def _page(number: str, typed: Typed, *, problem: str | None = None, missed: Sequence[Happened] = ()) -> str:
    desk = the_desk()
    with desk.work.read() as session:
        matter = ticket_page(session, session.get_one(Staff, me().id), number, desk.work.now())
    return show("ticket.html", Shown(matter=matter, typed=typed, problem=problem, missed=missed))
