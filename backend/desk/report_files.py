"""Documents of reports: asked for, watched while they are made, kept and handed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from backend.desk import gate
from backend.desk.attachments import safe_name
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, sent
from backend.desk.pages import show
from backend.desk.report_file_texts import (
    ASKED,
    DIGITS,
    FORMATS,
    NOBODY_TO_SEND,
    NOT_UNDERSTOOD,
    SENT_TO,
    THERE_ALREADY,
    file_names,
    letter,
    title,
)
from backend.desk.report_of_quarter import content_digest, report_of_quarter
from backend.errors import NotAllowed, NotFound, Refused, ServiceError
from backend.models.report_file import DigitScript, FileFormat, Making, ReportFile
from backend.models.staff import Role, Staff
from backend.models.unit import Unit
from backend.queries.units import unit_choices
from backend.services import emails, report_files
from backend.services.report_files import Wanted
from backend.whole_numbers import read_whole
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter, quarter_of, quarters_up_to

blueprint = Blueprint("report_files", __name__, url_prefix="/report-files")

ENDPOINT = "report_files.file"
Answer = AnyResponse | str | tuple[str, int]
QUARTERS = 12
"""So many are offered, the present one first: three years."""
TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "application/zip",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WHICH = re.compile(r"(\d{4})-([1-4])")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPage:
    """Everything ``report_files.html`` may use."""

    files: Sequence[ReportFile]
    may_send: bool

    @property
    def waits(self) -> bool:
        """Whether any document is still to be made, so that the page is worth opening again."""
        return any(file.state in {Making.WAITING, Making.MAKING} for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """Everything ``report_file_new.html`` may use. An officer is offered no units: they have their own."""

    form: Form
    quarters: Options
    units: Options
    formats: Options
    digits: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPage:
    """Everything ``report_file_send.html`` may use."""

    file: ReportFile
    reached: Sequence[tuple[str, str]]
    """Names and addresses."""
    unreached: Sequence[str]
    """Who has no address."""
    mail_is_set_up: bool


@blueprint.get("")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def page() -> str:
    """What is kept and what is being made. It opens itself again while anything is, so no form is on it."""
    with the_desk().work.read() as session:
        files = report_files.kept(session, session.get_one(Staff, me().id))
        return show("report_files.html", FilesPage(files=files, may_send=me().role is Role.MARKETING))


@blueprint.get("/new")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def new() -> str:
    """The form to ask for one."""
    before = quarter_of(in_bangkok(the_desk().work.now()).date()).before
    asked = request.args.get("quarter", "")
    values = {
        "quarter": asked if _WHICH.fullmatch(asked) else _as_sent(before),
        "unit": request.args.get("unit", "")[:20],
        "format": FileFormat.PDF.value,
        "digits": DigitScript.THAI.value,
    }
    return _form(Form(values=values))


@blueprint.post("/new")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def ask() -> Answer:
    """Ask for a document. Where its figures are those of one that is kept, it is that one."""
    form = sent("ask")
    try:
        wanted, now = _wanted(form), the_desk().work.now()
        with the_desk().work.snapshot() as session:
            content = _content(session, wanted, now)
        with the_desk().work.write() as session:
            file = report_files.ask(session, wanted, content, session.get_one(Staff, me().id), now)
            made = file.state is Making.MADE
    except ServiceError as problem:
        return _form(form.refused(problem)), status_of(problem)
    flash(THERE_ALREADY if made else ASKED)
    return redirect(url_for(".page"))


@blueprint.get("/<row:file_id>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def file(file_id: int) -> Response:
    """The bytes, as a file to keep."""
    with the_desk().work.read() as session:
        found = report_files.find(session, session.get_one(Staff, me().id), file_id)
        name, ascii_name = file_names(found)
    path = report_files.store(the_desk().settings.media_path.absolute()).path(found.sha256)
    if not _SHA256.fullmatch(found.sha256) or not path.is_file():
        raise NotFound("ไม่พบเอกสารนี้")
    response = send_file(path, mimetype=TYPES[found.format], etag=False, last_modified=None)
    in_thai = quote(safe_name(name, ascii_name), safe="")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{in_thai}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/<row:file_id>/send")
@gate.only_for(Role.MARKETING)
def recipients(file_id: int) -> str:
    """To whom it would be sent by e-mail."""
    with the_desk().work.read() as session:
        found = report_files.find(session, session.get_one(Staff, me().id), file_id)
        people = report_files.concerned(session, found)
        shown = SendPage(
            file=found,
            reached=[(one.name, one.email) for one in people if one.email],
            unreached=[one.name for one in people if not one.email],
            mail_is_set_up=bool(the_desk().settings.smtp_url),
        )
        return show("report_file_send.html", shown)


@blueprint.post("/<row:file_id>/send")
@gate.only_for(Role.MARKETING)
def send(file_id: int) -> AnyResponse:
    """Send it by e-mail to whom it concerns. Who has been sent this very document before is not sent it again."""
    with the_desk().work.write() as session:
        found = report_files.find(session, session.get_one(Staff, me().id), file_id)
        name, _ = file_names(found)
        told = emails.tell(
            session,
            report_files.concerned(session, found),
            f"report_file:{found.id}",
            title(found),
            letter(found, the_desk().settings.public_url),
            the_desk().work.now(),
            [emails.Attachment(found.sha256, name, TYPES[found.format])],
        )
    flash(SENT_TO.format(count=len(told)) if told else NOBODY_TO_SEND)
    return redirect(url_for(".page"))


def _form(form: Form) -> str:
    present = quarter_of(in_bangkok(the_desk().work.now()).date())
    with the_desk().work.read() as session:
        units = unit_choices(session) if me().role is Role.MARKETING else ()
    shown = AskPage(
        form=form,
        quarters=[(_as_sent(one), str(one)) for one in quarters_up_to(present, QUARTERS)],
        units=[(unit.id, unit.name) for unit in units],
        formats=[(one.value, words) for one, words in FORMATS.items()],
        digits=[(one.value, words) for one, words in DIGITS.items()],
    )
    return show("report_file_new.html", shown)


def _as_sent(quarter: Quarter) -> str:
    return f"{quarter.fiscal_year}-{quarter.number}"


def _wanted(form: Form) -> Wanted:
    """What was asked for; an officer asks for their unit's.

    Raises:
        Refused: it is nothing that the form offers.
    """
    which = _WHICH.fullmatch(form.value("quarter"))
    year = read_whole(which[1], most=4) if which else None
    try:
        as_what, digits = FileFormat(form.value("format")), DigitScript(form.value("digits"))
    except ValueError as problem:
        raise Refused(NOT_UNDERSTOOD) from problem
    if which is None or year is None or not 2500 <= year <= 2700:
        raise Refused(NOT_UNDERSTOOD)
    return Wanted(
        quarter=Quarter(year, int(which[2])),
        unit_id=(form.value("unit") or None) if me().role is Role.MARKETING else me().unit_id,
        format=as_what,
        digits=digits,
        with_demo=the_desk().settings.demo,
    )


def _content(session: Session, wanted: Wanted, now: datetime) -> str:
    """The digest of what the report says now.

    Raises:
        Refused: there is no such unit.
        NotAllowed: it is another's.
    """
    if not report_files.may_have(session.get_one(Staff, me().id), wanted.unit_id):
        raise NotAllowed(report_files.FOREIGN)
    unit = session.get(Unit, wanted.unit_id) if wanted.unit_id else None
    if wanted.unit_id and unit is None:
        raise Refused(NOT_UNDERSTOOD)
    return content_digest(report_of_quarter(session, wanted.quarter, now, unit=unit, with_demo=wanted.with_demo))
