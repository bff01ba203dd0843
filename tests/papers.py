"""Files as staff attach them: the smallest of each type that we keep, and some that we do not."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n and the rest of a picture"
JPEG = b"\xff\xd8\xff\xe0 and the rest of a photograph"
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def archive(*parts: str) -> bytes:
    """An archive with these files in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for part in parts:
            opened.writestr(zipfile.ZipInfo(part), "<x/>")  # of one date: two processes collect the same tests
    return file.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
EXCEL = archive("[Content_Types].xml", "xl/workbook.xml")
WITH_MACROS = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
