"""What people type into forms, checked field by field, so that the fault stands beside what is to be put right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from backend.errors import Refused
from backend.services.question_drafts import read_day
from backend.visible import says_something
from service_standards.instants import BUDDHIST_ERA
from service_standards.written_instants import FIRST_BUDDHIST_YEAR

LONGEST_TITLE = 300
LONGEST_TEXT = 4_000
A_DAY = "กรุณากรอกวันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 31/3/2570"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_any_day(typed: str) -> date | None:
    """A day as people type it, 30/9/2569, or as links carry it, 2026-09-30 or 2569-09-30; None for what is neither.

    The year comes first only in the latter, and from 2400 on it is a Buddhist one.
    """
    found = _ISO.fullmatch(typed.strip())
    if found is None:
        return read_day(typed)
    year, month, day = map(int, found.groups())
    try:
        return date(year - BUDDHIST_ERA if year >= FIRST_BUDDHIST_YEAR else year, month, day)
    except ValueError:
        return None


class Faulty(Refused):
    """What was typed cannot be kept; ``problems`` says why, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__("ยังบันทึกไม่ได้ กรุณาแก้ไขช่องที่มีข้อความสีแดง")


class Checked:
    """Reads typed fields one after the other and remembers what is wrong; ``done`` raises if anything is."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.problems: dict[str, str] = {}

    def text(self, name: str, *, longest: int = LONGEST_TEXT, missing: str = "") -> str:
        """A text with the line ends and margins that people mean. ``missing``: what to say where there must be one."""
        text = self._typed.get(name, "").replace("\r\n", "\n").strip()
        if not says_something(text):
            text = ""
        if missing and not text:
            self.problems[name] = missing
        if len(text) > longest:
            self.problems[name] = f"ยาวได้ไม่เกิน {longest:,} ตัวอักษร ขณะนี้ {len(text):,} ตัวอักษร"
        return text

    def line(self, name: str, *, longest: int = LONGEST_TITLE, missing: str = "") -> str:
        """A text of one line."""
        return " ".join(self.text(name, longest=longest, missing=missing).split())

    def day(self, name: str, *, missing: str = "") -> date | None:
        """A day of the Buddhist era; None where nothing is typed."""
        typed = self._typed.get(name, "").strip()
        day = read_day(typed)
        if typed and day is None:
            self.problems[name] = A_DAY
        if missing and not typed:
            self.problems[name] = missing
        return day

    def wrong(self, name: str, words: str) -> None:
        """Remember a fault of a field; the first one of a field stays."""
        self.problems.setdefault(name, words)

    def done(self) -> None:
        """All fields are read.

        Raises:
            Faulty: at least one of them cannot be kept.
        """
        if self.problems:
            raise Faulty(self.problems)
