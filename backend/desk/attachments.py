"""Customers' pictures and files. Pictures are shown, anything else is only ever handed over as a file."""

from __future__ import annotations

import re

from flask import Blueprint, Response, send_file

from backend.desk import gate
from backend.desk.context import me, the_desk
from backend.errors import NotFound
from backend.models.contact import Attachment, Fetching
from backend.models.staff import Role, Staff
from backend.queries.talk import PICTURES
from backend.services import access

blueprint = Blueprint("attachments", __name__)

UNKNOWN = "application/octet-stream"
ENDPOINT = "attachments.file"
POLICY = "sandbox; default-src 'none'"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\:*?\"<>|]+")
"""What a file name must not hold: separators, control characters, and marks that reverse how it reads."""


@blueprint.get("/attachments/<row:attachment_id>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def file(attachment_id: int) -> Response:
    """The file, for somebody who may see its matter."""
    with the_desk().work.read() as session:
        attachment = access.attachment_for(session, session.get_one(Staff, me().id), attachment_id)
    if attachment.state is not Fetching.STORED or not _SHA256.fullmatch(attachment.sha256):
        raise NotFound("ไม่พบไฟล์นี้")
    path = the_desk().settings.media_path.absolute() / attachment.sha256[:2] / attachment.sha256
    if not path.is_file():
        raise NotFound("ไม่พบไฟล์นี้")
    shown = attachment.media_type in PICTURES
    response = send_file(
        path,
        mimetype=attachment.media_type if shown else UNKNOWN,
        as_attachment=not shown,
        download_name=download_name(attachment),
        etag=False,
        last_modified=None,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def download_name(attachment: Attachment) -> str:
    """The customer's own name of it, or one of ours where that says nothing."""
    return safe_name(attachment.file_name, f"file-{attachment.id}{PICTURES.get(attachment.media_type, '')}")


def safe_name(name: str, otherwise: str) -> str:
    """A name that is safe to write on any disk and says no more than the given one did."""
    return _UNFIT.sub("_", name).strip(". _")[:120] or otherwise
