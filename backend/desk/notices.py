"""Notices to the person at the screen: what concerns them, and nobody else's."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from backend.desk import gate, texts
from backend.desk.context import me, the_desk
from backend.desk.pages import show
from backend.queries.notices import MOST, notices_page
from backend.services import staff_notices
from backend.services.access import Viewer

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
@gate.only_for()
def page() -> str:
    """The list, unread ones first."""
    desk = the_desk()
    with desk.work.read() as session:
        found = notices_page(session, Viewer(me().role, me().unit_id), me().id, desk.work.now())
    return show("notices.html", found)


@blueprint.post("/notices/<row:notice_id>/open")
@gate.only_for()
def open_one(notice_id: int) -> Response:
    """Read it, and go where it leads."""
    with the_desk().work.write() as session:
        notice = staff_notices.notice_for(session, me().id, notice_id)
        staff_notices.mark_read(session, me().id, [notice.id], the_desk().work.now())
    return redirect(notice.path)


@blueprint.post("/notices/read")
@gate.only_for()
def read() -> Response:
    """Mark one or all that the page showed as read; what came since stays unread."""
    with the_desk().work.write() as session:
        staff_notices.mark_read(session, me().id, _numbers(), the_desk().work.now())
    flash(texts.NOTICES_READ)
    return redirect(url_for(".page"))


def _numbers() -> list[int]:
    written = request.form.get("shown", "").split()
    if not 0 < len(written) <= MOST or not all(word.isascii() and word.isdecimal() for word in written):
        raise BadRequest
    return [number for word in written if (number := int(word)) < 2**63]
