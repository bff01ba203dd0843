"""Documents that staff keep: read from their bytes, whatever their names say."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.errors import NotFound, Refused
from backend.models.document import Document
from backend.services import documents
from tests import papers
from tests.factories import NOW, UNSEEN, a_staff


def keep(session: Session, media: Path, content: bytes, name: str = "มติ.pdf", title: str = "มติที่ประชุม") -> Document:
    return documents.keep(
        session,
        documents.store(media),
        io.BytesIO(content),
        file_name=name,
        title=title,
        by=a_staff(session),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (papers.PDF, documents.PDF),
        (papers.PNG, "image/png"),
        (papers.JPEG, "image/jpeg"),
        (papers.WORD, documents.WORD),
        (papers.EXCEL, documents.EXCEL),
    ],
)
def test_a_document_is_kept_as_what_its_bytes_are(
    session: Session, tmp_path: Path, content: bytes, media_type: str
) -> None:
    kept = keep(session, tmp_path, content, name="รายงาน.html", title="  รายงานการประชุม ")

    assert (kept.media_type, kept.size, kept.title, kept.kept_at) == (
        media_type,
        len(content),
        "รายงานการประชุม",
        NOW,
    )
    assert documents.store(tmp_path).path(kept.sha256).read_bytes() == content
    assert documents.find(session, kept.id) is kept


@pytest.mark.parametrize(
    "content",
    [
        papers.HTML,
        papers.WITH_MACROS,
        papers.archive("index.html"),
        papers.WORD[:40],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ a program",
    ],
)
def test_whatever_else_is_refused_although_its_name_says_pdf(session: Session, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused, match="รับเฉพาะไฟล์ PDF"):
        keep(session, tmp_path, content)

    assert session.scalars(select(Document)).all() == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_is_empty_or_too_large_is_refused_and_nothing_stays_on_the_disk(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="ว่างเปล่า"):
        keep(session, tmp_path, b"")
    with pytest.raises(Refused, match="ไม่เกิน 20 เมกะไบต์"):
        keep(session, tmp_path, papers.PDF + bytes(documents.MOST_BYTES))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_same_file_kept_twice_is_two_documents_and_lies_there_once(session: Session, tmp_path: Path) -> None:
    first, second = keep(session, tmp_path, papers.PDF), keep(session, tmp_path, papers.PDF, title="")

    assert first.id != second.id
    assert first.sha256 == second.sha256
    assert second.title == "มติ.pdf", "without a title it is called as the file is"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_title_that_is_too_long_and_a_document_that_is_not_there(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ไม่เกิน 200 ตัวอักษร"):
        keep(session, tmp_path, papers.PDF, title="ก" * 201)
    with pytest.raises(NotFound, match="ไม่พบเอกสารนี้"):
        documents.find(session, 1)


@pytest.mark.parametrize("title", UNSEEN)
def test_a_title_of_which_nothing_is_seen_is_none(session: Session, tmp_path: Path, title: str) -> None:
    assert keep(session, tmp_path, papers.PDF, name="มติ.pdf", title=title).title == "มติ.pdf"
    assert keep(session, tmp_path, papers.PDF, name=title, title=title).title == "เอกสาร"
