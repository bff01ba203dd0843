"""Files in forms: which views take them, how large they may be, and how one becomes a document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import current_app, request, session
from sqlalchemy.orm import Session

from backend.desk.context import the_desk
from backend.models.document import Document
from backend.models.staff import Staff
from backend.services import documents

_MOST = "_largest_request"
LARGEST_FORM = 64 * 1024 * 1024
"""Bytes of a form with documents. More than they may have, so that a file that is too large is told of beside its field
and what was typed stays; only far beyond is the whole form refused."""

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most: int = LARGEST_FORM) -> Callable[[View], View]:
    """Mark a view as taking forms of up to ``most`` bytes, from people who have signed in."""

    def mark(view: View) -> View:
        setattr(view, _MOST, most)
        return view

    return mark


def allow() -> None:
    """Of all forms only those with files may be larger than a text. Runs before anybody reads the form."""
    most = getattr(current_app.view_functions.get(request.endpoint or ""), _MOST, None)
    if most is not None and "who" in session:  # a stranger's file is not even received
        request.max_content_length = most


def document_in(field: str, db: Session, by: Staff, now: datetime) -> Document | None:
    """The document of a file field and of the title beside it; None where no file was chosen.

    Raises:
        Refused: it is none that we keep.
    """
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        return None
    files = documents.store(the_desk().settings.media_path.absolute())
    title = request.form.get(f"{field}_title", "")
    return documents.keep(db, files, cast(Any, sent.stream), file_name=sent.filename, title=title, by=by, now=now)
