"""The cascade: who has acknowledged a version of the charter, what concerns one's own unit, partners and suppliers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from backend.desk import cascade_texts, gate
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.desk.uploads import document_in, takes_files
from backend.errors import Conflict, Refused
from backend.models.cascade import CharterParty, PartySort
from backend.models.staff import Role, Staff
from backend.queries.cascade import CascadeView, OurVersion, cascade_view, our_standards, parties
from backend.services import cascade, charters
from backend.services.cascade import PartyFacts
from service_standards.instants import in_bangkok
from service_standards.promise import KINDS

blueprint = Blueprint("cascade", __name__)
NUMBER = "<int(max=9223372036854775807):"


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadePage:
    """Everything ``cascade.html`` may use. ``problem_at`` is the receipt whose form was sent back, as it was typed."""

    view: CascadeView
    keeps: bool
    now: datetime
    today: date
    problem: str = ""
    problem_at: int | None = None
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OursPage:
    """Everything ``our_standards.html`` may use."""

    versions: Sequence[OurVersion]
    head: bool
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The form of a party, as it is kept or as it was sent. ``id`` is 0 for a new one."""

    id: int = 0
    version: int = 1
    name: str = ""
    sort: str = ""
    contact: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesPage:
    """Everything ``parties.html`` may use. ``problem_at`` is the party whose form was sent back, 0 for a new one."""

    parties: Sequence[Party]
    new: Party
    kinds: Sequence[str] = KINDS
    sorts: Sequence[PartySort] = tuple(PartySort)
    problem: str = ""
    problem_at: int | None = None


# --- who has acknowledged ---


@blueprint.get("/cascade")
@gate.only_for()
def page() -> str:
    """One version at a glance: counts, who has not acknowledged, who has."""
    return _page(request.args.get("charter", type=int))


def _page(
    charter_id: int | None, *, problem: str = "", problem_at: int | None = None, typed: Mapping[str, str] | None = None
) -> str:
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        view = cascade_view(session, now, charter_id and charters.find(session, charter_id).id)
    page = CascadePage(
        view=view, keeps=me().role is Role.MARKETING, now=now, today=in_bangkok(now).date(), problem=problem,
        problem_at=problem_at, typed=typed or {},
    )  # fmt: skip
    return show("cascade.html", page)


@blueprint.post(f"/cascade/{NUMBER}charter_id>/hand-out")
@gate.only_for(Role.MARKETING)
def hand_out(charter_id: int) -> Response:
    """Hand a version to whoever has come to be concerned since it was published."""
    with the_desk().work.write() as session:
        by = session.get_one(Staff, me().id)
        handed = cascade.hand_out_again(session, charter_id, by, the_desk().work.now())
    flash(cascade_texts.handed_out(handed))
    return redirect(url_for(".page", charter=charter_id))


@blueprint.post(f"/cascade/receipts/{NUMBER}receipt_id>/remind")
@gate.only_for(Role.MARKETING)
def remind(receipt_id: int) -> Response:
    """Remind the heads of one unit."""
    with the_desk().work.write() as session:
        charter_id = cascade.remind(session, receipt_id, the_desk().work.now()).charter_id
    flash(cascade_texts.REMINDED)
    return redirect(url_for(".page", charter=charter_id))


@blueprint.post(f"/cascade/receipts/{NUMBER}receipt_id>/record")
@gate.only_for(Role.MARKETING)
@takes_files()
def record(receipt_id: int) -> Response | tuple[str, int]:
    """Write down that a partner or supplier has acknowledged."""
    now = the_desk().work.now()
    typed = {name: request.form.get(name, "") for name in ("name", "on", "how", "note", "document_title")}
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            receipt = cascade.record(
                session, receipt_id, by, name=typed["name"], on=_day(typed["on"]), how=typed["how"],
                document=document_in("document", session, by, now), note=typed["note"], now=now,
            )  # fmt: skip
            charter_id = receipt.charter_id
    except Refused as problem:
        with the_desk().work.read() as session:
            charter_id = cascade.find(session, receipt_id).charter_id
        return _page(charter_id, problem=str(problem), problem_at=receipt_id, typed=typed), status_of(problem)
    flash(cascade_texts.RECORDED)
    return redirect(url_for(".page", charter=charter_id))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused(cascade_texts.BAD_DATE) from None


# --- what concerns one's own unit ---


@blueprint.get("/our-standards")
@gate.only_for()
def ours() -> str:
    """The standards that concern the unit of whoever reads it."""
    with the_desk().work.read() as session:
        versions = our_standards(session, me().unit_id, the_desk().work.now())
    return show("our_standards.html", OursPage(versions, me().head, me().unit_short))


@blueprint.post(f"/our-standards/{NUMBER}receipt_id>/acknowledge")
@gate.only_for()
def acknowledge(receipt_id: int) -> Response:
    """The head acknowledges for the unit."""
    with the_desk().work.write() as session:
        by = session.get_one(Staff, me().id)
        cascade.acknowledge(session, receipt_id, by, request.form.get("note", ""), the_desk().work.now())
    flash(cascade_texts.ACKNOWLEDGED)
    return redirect(url_for(".ours"))


# --- partners and suppliers ---


@blueprint.get("/cascade/parties")
@gate.only_for(Role.MARKETING)
def party_list() -> str:
    """The list, and a form for one more."""
    return _parties()


@blueprint.post("/cascade/parties")
@gate.only_for(Role.MARKETING)
def add_party() -> Response | tuple[str, int]:
    """A partner or supplier more."""
    typed = _typed()
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            cascade.add_party(session, by, _facts(typed), the_desk().work.now())
    except Refused as problem:
        return _parties(typed, str(problem)), status_of(problem)
    flash(cascade_texts.PARTY_ADDED)
    return redirect(url_for(".party_list"))


@blueprint.post(f"/cascade/parties/{NUMBER}party_id>")
@gate.only_for(Role.MARKETING)
def change_party(party_id: int) -> Response | tuple[str, int]:
    """Change what is kept of one."""
    typed = _typed(party_id)
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            cascade.change_party(session, party_id, by, _facts(typed), seen=_seen(), now=the_desk().work.now())
    except (Refused, Conflict) as problem:
        return _parties(typed, str(problem)), status_of(problem)
    flash(cascade_texts.PARTY_CHANGED)
    return redirect(url_for(".party_list"))


@blueprint.post(f"/cascade/parties/{NUMBER}party_id>/withdraw")
@gate.only_for(Role.MARKETING)
def withdraw_party(party_id: int) -> Response:
    """Take one off the list."""
    with the_desk().work.write() as session:
        by, why = session.get_one(Staff, me().id), request.form.get("why", "")
        cascade.withdraw_party(session, party_id, by, why, seen=_seen(), now=the_desk().work.now())
    flash(cascade_texts.PARTY_WITHDRAWN)
    return redirect(url_for(".party_list"))


def _seen() -> int:
    seen = request.form.get("seen", type=int)
    if seen is None:
        raise BadRequest
    return seen


def _typed(party_id: int = 0) -> Party:
    form = request.form
    kinds = tuple(kind for kind in KINDS if kind in form.getlist("kinds"))
    return Party(
        id=party_id, name=form.get("name", ""), sort=form.get("sort", ""), contact=form.get("contact", ""), kinds=kinds
    )


def _facts(typed: Party) -> PartyFacts:
    return PartyFacts(name=typed.name, sort=typed.sort, contact=typed.contact, kinds=typed.kinds)


def _kept(party: CharterParty) -> Party:
    return Party(
        id=party.id, version=party.version, name=party.name, sort=party.sort.value, contact=party.contact,
        kinds=tuple(party.kinds),
    )  # fmt: skip


def _parties(typed: Party | None = None, problem: str = "") -> str:
    with the_desk().work.read() as session:
        kept = [_kept(party) for party in parties(session)]
    if typed and typed.id:
        kept = [replace(typed, version=party.version) if party.id == typed.id else party for party in kept]
    new = typed if typed and not typed.id else Party()
    page = PartiesPage(parties=kept, new=new, problem=problem, problem_at=typed.id if typed else None)
    return show("parties.html", page)
