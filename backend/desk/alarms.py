"""Alarms: what somebody should look at."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from backend.desk import gate, texts
from backend.desk.context import me, the_desk
from backend.desk.pages import show
from backend.models.staff import Role
from backend.queries.alarms import alarms_page
from backend.services import alarms
from backend.services.access import Viewer

blueprint = Blueprint("alarms", __name__)


@blueprint.get("/alarms")
@gate.only_for(Role.MARKETING, Role.ADMINISTRATOR)
def page() -> str:
    """The list."""
    with the_desk().work.read() as session:
        found = alarms_page(session, Viewer(me().role, me().unit_id))
    return show("alarms.html", found)


@blueprint.post("/alarms/<row:alarm_id>/clear")
@gate.only_for(Role.MARKETING, Role.ADMINISTRATOR)
def clear(alarm_id: int) -> Response:
    """Somebody has looked at it."""
    with the_desk().work.write() as session:
        alarms.clear(session, alarm_id, the_desk().work.now())
    flash(texts.ALARM_CLEARED)
    return redirect(url_for(".page"))
