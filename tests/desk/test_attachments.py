"""Customers' files: who gets them, and that none of them is ever more than a picture or a download."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import select
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from backend.models.contact import Attachment, Fetching
from backend.models.customer import Conversation
from backend.models.staff import Role
from tests.desk.conftest import Office
from tests.factories import a_contact, a_staff, a_ticket, after, an_attachment

BYTES = b"\x89PNG\r\n\x1a\n what a customer sent"


def a_file(office: Office, content: bytes = BYTES, *, unit: str = "ops1", **others: object) -> Attachment:
    """A file of a matter, in the database and on the disk."""
    digest = sha256(content).hexdigest()
    folder = office.settings.media_path / digest[:2]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / digest).write_bytes(content)
    with office.work.write() as session:
        ticket = a_ticket(session, unit=unit)
        contact = a_contact(session, ticket.conversation, "", what="image", at=after(1), ticket=ticket)
        return an_attachment(session, contact, sha256=digest, **others)  # type: ignore[arg-type]


def fetch(office: Office, attachment_id: int, *, unit: str = "ops1", role: Role = Role.OFFICER) -> TestResponse:
    with office.work.write() as session:
        browser = office.browser(a_staff(session, unit=unit, role=role))
    return browser.http.get(f"/attachments/{attachment_id}", buffered=True)


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/gif", "image/webp"])
def test_a_picture_is_shown_as_what_it_was_found_to_be(office: Office, media_type: str) -> None:
    response = fetch(office, a_file(office, media_type=media_type, file_name="รูป.html").id)

    assert response.status_code == 200
    assert response.data == BYTES
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "image/svg+xml", "application/pdf", "text/plain", "application/xhtml+xml", "", "IMAGE/PNG"],
)
def test_anything_else_is_handed_over_as_a_file_and_no_type_is_told(office: Office, media_type: str) -> None:
    response = fetch(office, a_file(office, b"<script>alert(1)</script>", media_type=media_type).id)

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_file_can_do_nothing_where_it_is_opened(office: Office) -> None:
    headers = fetch(office, a_file(office).id).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].split("; ") == ["sandbox ", "default-src 'none'"]
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("แผนผัง แปลง B-12.pdf", "แผนผัง แปลง B-12.pdf"),
        ("../../etc/passwd", "etc_passwd"),
        ("a\r\nSet-Cookie: x=y.pdf", "a_Set-Cookie_ x=y.pdf"),
        ('quo"te.pdf', "quo_te.pdf"),
        ("exe\u202efdp.exe", "exe_fdp.exe"),
        ("C:\\boot.ini", "C_boot.ini"),
        ("...", "file-{id}"),
        ("", "file-{id}"),
        ("ก" * 300, "ก" * 120),
    ],
)
def test_a_download_gets_a_name_that_harms_nobody(office: Office, name: str, becomes: str) -> None:
    attachment = a_file(office, media_type="application/zip", file_name=name)
    response = fetch(office, attachment.id)

    _, options = parse_options_header(response.headers["Content-Disposition"])
    assert options["filename"] == becomes.format(id=attachment.id)
    assert "Set-Cookie" not in response.headers


def test_a_picture_without_a_name_gets_its_ending(office: Office) -> None:
    attachment = a_file(office, media_type="image/webp")

    assert f"file-{attachment.id}.webp" in fetch(office, attachment.id).headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("unit", "role", "status"),
    [
        ("ops1", Role.OFFICER, 200),
        ("fpk", Role.OFFICER, 404),
        ("ftl", Role.MARKETING, 200),
        ("ops1", Role.ADMINISTRATOR, 403),
    ],
)
def test_a_file_is_for_those_who_may_see_its_matter(office: Office, unit: str, role: Role, status: int) -> None:
    assert fetch(office, a_file(office, unit="ops1").id, unit=unit, role=role).status_code == status


def test_a_file_that_belongs_to_no_matter_is_not_found(office: Office) -> None:
    attachment = a_file(office)
    with office.work.write() as session:
        chat = session.scalars(select(Conversation)).one()
        loose = a_contact(session, chat, "", what="image", at=after(2))
        session.get_one(Attachment, attachment.id).contact_id = loose.id

    assert fetch(office, attachment.id).status_code == 404
    assert fetch(office, 999).status_code == 404


@pytest.mark.parametrize("state", [Fetching.WAITING, Fetching.REFUSED, Fetching.GONE])
def test_a_file_that_is_not_there_is_not_found(office: Office, state: Fetching) -> None:
    attachment = a_file(office)
    with office.work.write() as session:
        session.get_one(Attachment, attachment.id).state = state

    assert fetch(office, attachment.id).status_code == 404


@pytest.mark.parametrize("digest", ["", "../../secret", "0" * 64, "A" * 64])
def test_only_what_lies_in_the_media_folder_is_ever_opened(office: Office, digest: str) -> None:
    attachment = a_file(office)
    with office.work.write() as session:
        session.get_one(Attachment, attachment.id).sha256 = digest

    assert fetch(office, attachment.id).status_code == 404
