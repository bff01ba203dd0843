"""Documents that staff keep: read from their bytes, put in their place, written down. None is ever deleted.

The bytes come before the row. Where the row then is not committed they lie there and no page points at them; the same
file kept again takes the same place.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from backend.errors import NotFound, Refused
from backend.files import MediaStore, TooLarge
from backend.models.document import Document
from backend.models.staff import Staff
from backend.visible import says_something

MOST_BYTES = 20 * 1024 * 1024
LONGEST_TITLE = 200
PDF = "application/pdf"
PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""Pictures by how their bytes begin."""
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD, EXCEL = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"
ENDINGS = {PDF: ".pdf", "image/png": ".png", "image/jpeg": ".jpg", WORD: ".docx", EXCEL: ".xlsx"}
"""What is kept, and how its name ends."""
_MAIN_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
_CHUNK = 64 * 1024


def store(media: Path) -> MediaStore:
    """Where documents lie: apart from customers' files, which are deleted when they are taken back."""
    return MediaStore(media / "documents", MOST_BYTES)


def keep(
    session: Session, files: MediaStore, stream: BinaryIO, *, file_name: str, title: str, by: Staff, now: datetime
) -> Document:
    """Keep a file as a document. Without a title it is called as the file is.

    Raises:
        Refused: it is empty, too large, none of the types of ``ENDINGS`` whatever its name says, or its title is too
            long.
    """
    title = next((name.strip() for name in (title, file_name) if says_something(name)), "เอกสาร")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"ชื่อเอกสารยาวได้ไม่เกิน {LONGEST_TITLE} ตัวอักษร")
    try:
        with files.receive(_chunks_of(stream)) as received:
            if not received.size:
                raise Refused("ไฟล์นี้ว่างเปล่า กรุณาเลือกไฟล์อื่น")
            media_type = type_of(received.path)
            if media_type is None:
                raise Refused("รับเฉพาะไฟล์ PDF รูปภาพ (PNG, JPEG) Word (.docx) และ Excel (.xlsx) ที่ไม่มีมาโคร")
            files.put(received)
    except TooLarge as problem:
        raise Refused(f"ไฟล์ใหญ่เกินไป รับได้ไม่เกิน {MOST_BYTES // 1024**2} เมกะไบต์") from problem
    document = Document(
        title=title,
        file_name=file_name.strip()[-255:],
        media_type=media_type,
        size=received.size,
        sha256=received.sha256,
        kept_by_id=by.id,
        kept_at=now,
    )
    session.add(document)
    session.flush()
    return document


def find(session: Session, document_id: int) -> Document:
    """The document of this number.

    Raises:
        NotFound: there is none.
    """
    document = session.get(Document, document_id)
    if document is None:
        raise NotFound("ไม่พบเอกสารนี้")
    return document


def type_of(path: Path) -> str | None:
    """The media type by what the bytes are; None for whatever we do not keep."""
    with path.open("rb") as file:
        begins = file.read(16)
    if begins.startswith(b"%PDF-"):
        return PDF
    for media_type, mark in PICTURES.items():
        if begins.startswith(mark):
            return media_type
    return _office_type(path) if begins.startswith(b"PK\x03\x04") else None


def _office_type(path: Path) -> str | None:
    """Word and Excel keep their files in an archive; one with macros is a program, and programs are not kept."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return None
    if "[Content_Types].xml" not in parts or any(part.lower().endswith("vbaproject.bin") for part in parts):
        return None
    return next((media_type for part, media_type in _MAIN_PARTS.items() if part in parts), None)


def _chunks_of(stream: BinaryIO) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        while chunk := stream.read(_CHUNK):
            yield chunk

    return chunks
