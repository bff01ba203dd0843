"""The charter in force, open to anybody: in Thai and in English, without signing in and without a script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request

from backend.desk import gate, public_texts
from backend.desk.context import the_desk
from backend.queries.public_charter import PublicCharter, public_charter
from service_standards.told import Told

FRESH = 300
"""Seconds for which a copy may be shown: a version that comes into force is seen everywhere five minutes later."""
blueprint = Blueprint("public_charter", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterPage:
    """Everything ``public_charter.html`` may use; words are told in both languages, and it picks its own."""

    found: PublicCharter | None
    language: str
    trial: bool
    now: datetime

    def say(self, told: Told) -> str:
        """The one of two that this page is written in."""
        return told.en if self.language == "en" else told.th


@blueprint.get("/charter")
@gate.public
def thai() -> Response:
    """What is promised, in Thai."""
    return _page("th")


@blueprint.get("/charter/en")
@gate.public
def english() -> Response:
    """What is promised, in English."""
    return _page("en")


def _page(language: str) -> Response:
    desk = the_desk()
    now = desk.work.now()
    with desk.work.read() as session:
        found = public_charter(session, now)
    page = CharterPage(found=found, language=language, trial=desk.settings.trial, now=now)
    response = make_response(render_template("public_charter.html", page=page, texts=public_texts))
    if found is None:
        response.status_code = 404
        return response
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.add_etag()
    response.make_conditional(request)
    return response
