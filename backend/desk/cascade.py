"""The cascade: who has acknowledged a version of the charter, what concerns one's own unit, partners and suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import cascade_texts, gate
from backend.desk.addresses import LARGEST_ROW
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.desk.uploads import document_in, takes_files
from backend.errors import Conflict, NotFound, Refused
from backend.models.cascade import CharterParty, PartySort
from backend.models.staff import Role, Staff
from backend.queries.cascade import CascadeView, OurVersion, cascade_view, our_standards, parties
from backend.services import cascade, charters
from backend.services.question_drafts import thai_day
from service_standards.instants import in_bangkok
from service_standards.promise import KINDS, matter_told

blueprint = Blueprint("cascade", __name__)
NEW = "new"
NOTHING_SENT = Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadePage:
    """Everything ``cascade.html`` may use. ``form`` is the one that was sent back, its ``act`` the receipt's number."""

    view: CascadeView
    keeps: bool
    now: datetime
    form: Form

    def form_of(self, receipt_id: int) -> Form:
        """The form of a receipt, as it was sent or as it begins."""
        return (
            self.form
            if self.form.act == str(receipt_id)
            else Form(values={"on": thai_day(in_bangkok(self.now).date())})
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OursPage:
    """Everything ``our_standards.html`` may use."""

    versions: Sequence[OurVersion]
    head: bool
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesPage:
    """Everything ``parties.html`` may use. ``form`` is the one that was sent back: ``new``, or that of a number."""

    parties: Sequence[CharterParty]
    form: Form
    kinds: Options = tuple((kind, matter_told(kind).th) for kind in KINDS)
    sorts: Options = tuple((sort.value, sort.label) for sort in PartySort)

    def form_of(self, party: CharterParty | None) -> Form:
        """The form of a party, or of a new one: as it was sent or as it is kept."""
        act = str(party.id) if party else NEW
        if self.form.act == act or party is None:
            return self.form if self.form.act == act else Form()
        values = {"name": party.name, "sort": party.sort.value, "contact": party.contact}
        return Form(values=values, chosen=party.kinds)


# --- who has acknowledged ---


@blueprint.get("/cascade")
@gate.only_for()
def page() -> str:
    """One version at a glance: counts, who has not acknowledged, who has."""
    asked = request.args.get("charter", type=int)
    if asked is not None and not 0 < asked <= LARGEST_ROW:  # no row can have it: a database is not even asked
        raise NotFound("ไม่พบกฎบัตรฉบับนี้")
    return _page(asked)


def _page(charter_id: int | None, form: Form = NOTHING_SENT) -> str:
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        view = cascade_view(session, now, charter_id and charters.find(session, charter_id).id)
    return show("cascade.html", CascadePage(view=view, keeps=me().role is Role.MARKETING, now=now, form=form))


@blueprint.post("/cascade/<row:charter_id>/hand-out")
@gate.only_for(Role.MARKETING)
def hand_out(charter_id: int) -> Response:
    """Hand a version to whoever has come to be concerned since it was published."""
    with the_desk().work.write() as session:
        by = session.get_one(Staff, me().id)
        handed = cascade.hand_out_again(session, charter_id, by, the_desk().work.now())
    flash(cascade_texts.handed_out(handed))
    return redirect(url_for(".page", charter=charter_id))


@blueprint.post("/cascade/receipts/<row:receipt_id>/remind")
@gate.only_for(Role.MARKETING)
def remind(receipt_id: int) -> Response:
    """Remind the heads of one unit."""
    with the_desk().work.write() as session:
        charter_id = cascade.remind(session, receipt_id, the_desk().work.now()).charter_id
    flash(cascade_texts.REMINDED)
    return redirect(url_for(".page", charter=charter_id))


@blueprint.post("/cascade/receipts/<row:receipt_id>/record")
@takes_files()
@gate.only_for(Role.MARKETING)
def record(receipt_id: int) -> Response | tuple[str, int]:
    """Write down that a partner or supplier has acknowledged."""
    now, form = the_desk().work.now(), sent(str(receipt_id))
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            document = document_in("document", session, by, now)
            charter_id = cascade.record(session, receipt_id, by, form.values, document, now).charter_id
    except Refused as problem:
        with the_desk().work.read() as session:
            charter_id = cascade.find(session, receipt_id).charter_id
        return _page(charter_id, form.refused(problem)), status_of(problem)
    flash(cascade_texts.RECORDED)
    return redirect(url_for(".page", charter=charter_id))


# --- what concerns one's own unit ---


@blueprint.get("/our-standards")
@gate.only_for()
def ours() -> str:
    """The standards that concern the unit of whoever reads it."""
    with the_desk().work.read() as session:
        versions = our_standards(session, me().unit_id, the_desk().work.now())
    return show("our_standards.html", OursPage(versions=versions, head=me().head, unit=me().unit_short))


@blueprint.post("/our-standards/<row:receipt_id>/acknowledge")
@gate.only_for()
def acknowledge(receipt_id: int) -> Response:
    """The head acknowledges for the unit."""
    with the_desk().work.write() as session:
        by = session.get_one(Staff, me().id)
        cascade.acknowledge(session, receipt_id, by, sent().values, the_desk().work.now())
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
    form = sent(NEW, several="kinds")
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            cascade.add_party(session, by, form.values, _kinds(form), the_desk().work.now())
    except Refused as problem:
        return _parties(form.refused(problem)), status_of(problem)
    flash(cascade_texts.PARTY_ADDED)
    return redirect(url_for(".party_list"))


@blueprint.post("/cascade/parties/<row:party_id>")
@gate.only_for(Role.MARKETING)
def change_party(party_id: int) -> Response | tuple[str, int]:
    """Change what is kept of one."""
    form, now = sent(str(party_id), several="kinds"), the_desk().work.now()
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            cascade.change_party(session, party_id, by, form.values, _kinds(form), seen=seen(), now=now)
    except (Refused, Conflict) as problem:
        return _parties(form.refused(problem)), status_of(problem)
    flash(cascade_texts.PARTY_CHANGED)
    return redirect(url_for(".party_list"))


@blueprint.post("/cascade/parties/<row:party_id>/withdraw")
@gate.only_for(Role.MARKETING)
def withdraw_party(party_id: int) -> Response:
    """Take one off the list."""
    with the_desk().work.write() as session:
        by, now = session.get_one(Staff, me().id), the_desk().work.now()
        cascade.withdraw_party(session, party_id, by, sent().values, seen=seen(), now=now)
    flash(cascade_texts.PARTY_WITHDRAWN)
    return redirect(url_for(".party_list"))


def _kinds(form: Form) -> list[str]:
    return [kind for kind in KINDS if kind in form.chosen]


def _parties(form: Form = NOTHING_SENT) -> str:
    with the_desk().work.read() as session:
        return show("parties.html", PartiesPage(parties=parties(session), form=form))
