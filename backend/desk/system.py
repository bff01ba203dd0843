"""The state of the system, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint

from backend import health
from backend.desk import gate
from backend.desk.context import the_desk
from backend.desk.pages import show
from backend.health import Health
from backend.models.staff import Role
from backend.queries.system import SystemState, system_state

blueprint = Blueprint("system", __name__)


@dataclass(frozen=True, slots=True)
class SystemPage:
    """Everything ``system.html`` may use."""

    health: Health
    state: SystemState
    now: datetime
    mail_is_set_up: bool
    """Whether a mail server is set: without one e-mails wait."""


@blueprint.get("/system")
@gate.only_for(Role.ADMINISTRATOR)
def page() -> str:
    """Health, what waits, what was not handled."""
    desk = the_desk()
    with desk.work.read() as session:
        state = system_state(session)
    checked, has_mail = health.check(desk.work, desk.redis), bool(desk.settings.smtp_url)
    return show("system.html", SystemPage(checked, state, desk.work.now(), has_mail))
