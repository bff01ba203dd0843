"""What went wrong, as a page: in Thai, with what to do, and with whatever the person had typed."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from backend.desk import texts
from backend.desk.pages import make_frame
from backend.errors import Conflict, NotAllowed, NotFound, Refused, ServiceError
from backend.logs import fault

STATUS: dict[type[ServiceError], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, Refused: 422}
SERVER_DOWN = 503
WRITTEN = (
    *("text", "answer_th", "answer_en", "ask_th", "ask_en", "more", "why", "note", "reason"),
    *("people", "basis", "title_th", "title_en"),
    *("title", "evidence_wanted", "words", "on_standards", "on_activities", "obstacles"),
    *("on_process", "on_results", "changes", "what", "result", "source", "correction"),
)
LINES = "line-"
"""The fields of our forms that people write whole sentences in; those of lines begin so."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Everything ``error.html`` may use. Made without the database, which may be what went wrong."""

    status: int
    title: str
    advice: str
    typed: str


def install(app: Flask) -> None:
    """Turn every kind of error into a page, once."""
    app.register_error_handler(ServiceError, _service_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(HTTPException, _http_error)


def status_of(problem: ServiceError) -> int:
    """The HTTP status of a domain error."""
    return next(status for kind, status in STATUS.items() if isinstance(problem, kind))


def _service_error(problem: ServiceError) -> tuple[str, int]:
    status = status_of(problem)
    return _page(status, texts.ERROR_TITLES[status], f"{problem} {texts.ERROR_ADVICE[status]}")


def _csrf_error(_: CSRFError) -> tuple[str, int]:
    return _page(400, texts.ERROR_TITLES[400], texts.CSRF_ADVICE)


def _database_error(problem: OperationalError) -> tuple[str, int]:
    log.error("database_failed_request", **fault(problem))
    return _page(SERVER_DOWN, texts.ERROR_TITLES[SERVER_DOWN], texts.ERROR_ADVICE[SERVER_DOWN])


def _http_error(problem: HTTPException) -> HTTPException | tuple[str, int]:
    status = problem.code or 500
    if status < 400:
        return problem  # a redirect
    shown = status if status in texts.ERROR_TITLES else 400 if status < 500 else 500
    return _page(status, texts.ERROR_TITLES[shown], texts.ERROR_ADVICE[shown])


def _page(status: int, title: str, advice: str) -> tuple[str, int]:
    return render_template("error.html", page=ErrorPage(status, title, advice, _typed()), frame=make_frame()), status


def _typed() -> str:
    """What the person had written, so that a mishap costs no work."""
    if request.method != "POST":
        return ""
    try:
        typed = (text.strip() for name, text in request.form.items() if name in WRITTEN or name.startswith(LINES))
        return "\n\n".join(filter(None, typed))[:20_000]
    except RequestEntityTooLarge:
        return ""
