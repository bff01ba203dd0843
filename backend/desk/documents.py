"""Documents that staff keep. Pictures are shown, anything else is only ever handed over as a file."""

from __future__ import annotations

import re

from flask import Blueprint, Response, send_file

from backend.desk import gate
from backend.desk.attachments import safe_name
from backend.desk.context import the_desk
from backend.errors import NotFound
from backend.models.document import Document
from backend.services import documents

blueprint = Blueprint("documents", __name__)

ENDPOINT = "documents.file"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@blueprint.get("/documents/<row:document_id>")
@gate.only_for()
def file(document_id: int) -> Response:
    """The file, for whoever has signed in."""
    with the_desk().work.read() as session:
        document = documents.find(session, document_id)
    path = documents.store(the_desk().settings.media_path.absolute()).path(document.sha256)
    if not _SHA256.fullmatch(document.sha256) or not path.is_file():
        raise NotFound("ไม่พบเอกสารนี้")
    response = send_file(
        path,
        mimetype=document.media_type,
        as_attachment=document.media_type not in documents.PICTURES,
        download_name=download_name(document),
        etag=False,
        last_modified=None,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def download_name(document: Document) -> str:
    """Its title, safe to write on any disk, with the ending of what it really is."""
    return safe_name(document.title, f"document-{document.id}") + documents.ENDINGS[document.media_type]
