"""Closing a quarter: what would be sealed and who is missing, how far it is, what was sealed and what differs since."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend.desk import gate, seal_texts
from backend.desk.addresses import QUARTER
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, seen, sent
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.publication import ResultsPublication
from backend.models.seal import QuarterSeal, SealState
from backend.models.staff import Role, Staff
from backend.models.unit import Estate, Unit
from backend.queries.public_results import document
from backend.queries.seals import Preview, QuarterRow, SealView, preview, quarters, seal_view, sealed
from backend.services import publications, restatements, seals
from backend.services.access import Viewer
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter, quarter_of

blueprint = Blueprint("seals", __name__, url_prefix="/seals")

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything ``seals.html`` may use."""

    quarters: Sequence[QuarterRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPage:
    """Everything ``seal.html`` may use: the preview of a quarter that is not sealed, or what was sealed.

    One that is sealed and cannot be read has neither.
    """

    quarter: Quarter
    is_over: bool
    seal: QuarterSeal | None
    preview: Preview | None
    view: SealView | None
    publications: Sequence[ResultsPublication]
    """Of a sealed quarter, the latest first."""
    names: Mapping[str, str]
    """What units and estates are called, by id."""
    form: Form

    @property
    def is_published(self) -> bool:
        """Whether anybody may read its results now."""
        return bool(self.publications) and self.publications[0].withdrawn_at is None

    @property
    def unreadable(self) -> str:
        """That it is sealed, and what was sealed cannot be read; empty otherwise."""
        is_sealed = self.seal is not None and self.seal.state is SealState.SEALED
        return seal_texts.UNREADABLE if is_sealed and self.view is None else ""

    @property
    def is_going_on(self) -> bool:
        """Whether a process seals it, or soon does."""
        return self.seal is not None and self.seal.state is not SealState.SEALED and self.seal.next_try_at is not None


@blueprint.get("")
@gate.only_for(Role.MARKETING)
def page() -> str:
    """All quarters that can be closed or are."""
    present = quarter_of(in_bangkok(the_desk().work.now()).date())
    with the_desk().work.read() as session:
        return show("seals.html", ListPage(quarters=quarters(session, present)))


@blueprint.get(f"/{QUARTER}")
@gate.only_for(Role.MARKETING)
def one(year: int, number: int) -> Answer:
    """One quarter."""
    return _page(Quarter(year, number), Form())


@blueprint.post(f"/{QUARTER}")
@gate.only_for(Role.MARKETING)
def ask(year: int, number: int) -> Answer:
    """Have it closed."""
    which, form, with_demo = Quarter(year, number), sent("ask"), the_desk().settings.demo

    def act(session: Session, by: Staff, now: datetime) -> None:
        seals.ask(session, which, form.values, by, now=now, with_demo=with_demo)

    return _done(which, form, act, seal_texts.ASKED)


@blueprint.post(f"/{QUARTER}/again")
@gate.only_for(Role.MARKETING)
def ask_again(year: int, number: int) -> Answer:
    """Have it tried again after it was given up."""
    which = Quarter(year, number)

    def act(session: Session, by: Staff, now: datetime) -> None:
        seals.ask_again(session, which, by, now)

    return _done(which, Form(act="again"), act, seal_texts.ASKED_AGAIN)


@blueprint.post(f"/{QUARTER}/restatements")
@gate.only_for(Role.MARKETING)
def restate(year: int, number: int) -> Answer:
    """Tell what differs from what was sealed."""
    which, form = Quarter(year, number), sent("restate")

    def act(session: Session, by: Staff, now: datetime) -> None:
        restatements.issue(session, which, form.values, by, digest=form.value("digest"), now=now)

    return _done(which, form, act, seal_texts.RESTATED)


@blueprint.post(f"/{QUARTER}/publications")
@gate.only_for(Role.MARKETING)
def publish(year: int, number: int) -> Answer:
    """Let anybody read the results, which are made first: what was sealed stays, and nobody else waits meanwhile."""
    which = Quarter(year, number)
    with the_desk().work.snapshot() as session:
        seal = _sealed(session, which)
        seal_id, made = seal.id, document(session, seal)

    def act(session: Session, by: Staff, now: datetime) -> None:
        publications.publish(session, seal_id, made, by, now)

    return _done(which, sent("publish"), act, seal_texts.PUBLISHED)


@blueprint.post(f"/{QUARTER}/publications/withdrawal")
@gate.only_for(Role.MARKETING)
def withdraw(year: int, number: int) -> Answer:
    """Take the results back."""
    which, form = Quarter(year, number), sent("withdraw")

    def act(session: Session, by: Staff, now: datetime) -> None:
        publications.withdraw(session, _sealed(session, which).id, form.value("withdraw-why"), by, seen=seen(), now=now)

    return _done(which, form, act, seal_texts.WITHDRAWN)


def _done(which: Quarter, form: Form, act: Callable[[Session, Staff, datetime], None], words: str) -> Answer:
    """Carry an act out and say so, or show its form again with why it was refused."""
    try:
        with the_desk().work.write() as session:
            act(session, session.get_one(Staff, me().id), the_desk().work.now())
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(which, form.refused(problem)), status_of(problem)
    flash(words)
    return redirect(url_for(".one", year=which.fiscal_year, number=which.number))


def _sealed(session: Session, which: Quarter) -> QuarterSeal:
    seal = sealed(session, which)
    if seal is None:
        raise NotFound(seal_texts.NOT_SEALED)
    return seal


def _page(which: Quarter, form: Form) -> str:
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        seal = seals.find(session, which)
        is_sealed = seal is not None and seal.state is SealState.SEALED
        with_demo = seal.with_demo if seal else the_desk().settings.demo
        viewer = Viewer(me().role, me().unit_id)
        page = QuarterPage(
            quarter=which,
            is_over=which.is_over(now),
            seal=seal,
            preview=None if is_sealed else preview(session, which, now, with_demo=with_demo),
            view=seal_view(session, seal, viewer, now) if seal is not None and is_sealed else None,
            publications=publications.of_seal(session, seal.id) if seal is not None and is_sealed else (),
            names={
                row[0]: row[1] for table in (Unit, Estate) for row in session.execute(select(table.id, table.name_th))
            },
            form=form,
        )
        return show("seal.html", page)
