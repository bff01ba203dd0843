"""The self-audit: what was counted anew at night, and what is kept otherwise."""

from __future__ import annotations

from flask import Blueprint

from backend.desk import gate
from backend.desk.context import me, the_desk
from backend.desk.pages import show
from backend.models.staff import Role
from backend.queries.audit import audit_page
from backend.services.access import Viewer

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
@gate.only_for(Role.MARKETING, Role.ADMINISTRATOR)
def page() -> str:
    """The last run and its differences."""
    with the_desk().work.read() as session:
        found = audit_page(session, Viewer(me().role, me().unit_id))
    return show("audit.html", found)
