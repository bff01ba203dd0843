"""A question of the catalogue as somebody edits it: every field a text as typed, checked field by field.

Pure. The whole catalogue is checked again, by ``intents.catalogue_checks``, when a version is made of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

from intents.catalogue import Answer, Catalogue, Intent, Mode
from intents.catalogue_checks import CHOICES, LONGEST_LABEL, letters
from intents.normalise import normalise
from service_standards.instants import BUDDHIST_ERA

LANGUAGES = ("th", "en", "ja", "zh")
LONGEST_ANSWER = 3_000
"""Letters: with source, unit and question beside it the answer must fit into one message of 5,000 units."""
LONGEST_LINE = 300
_ID = re.compile("[a-z][a-z0-9_]{2,59}")
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_FIRST_THAI_YEAR = 2400
_REQUIRED = ("title_th", "title_en", "kind", "stage", "touchpoint", "unit", "mode", "basis")
_ANSWERED, _ASKED = (Mode.ANSWER, Mode.ANSWER_AND_HAND_OVER), (Mode.HAND_OVER, Mode.ANSWER_AND_HAND_OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDraft:
    """One question without its examples. Dates are days of the Thai calendar, "22/11/2569"; ``related`` are ids."""

    id: str = ""
    title_th: str = ""
    title_en: str = ""
    short_th: str = ""
    short_en: str = ""
    kind: str = "inquiry"
    stage: str = "L0"
    touchpoint: str = "LINE OA"
    unit: str = ""
    mode: str = "A"
    basis: str = ""
    related: tuple[str, ...] = ()
    answer_th: str = ""
    answer_en: str = ""
    source_th: str = ""
    source_en: str = ""
    reviewed_on: str = ""
    review_by: str = ""
    ask_th: str = ""
    ask_en: str = ""


TEXTS = tuple(field.name for field in fields(QuestionDraft) if field.name != "related")
Problems = dict[str, str]
"""What is wrong, in Thai, by the field it is wrong with."""


def draft_of(intent: Intent) -> QuestionDraft:
    """A question of the catalogue, to be edited."""
    answer = intent.answer
    return QuestionDraft(
        id=intent.id,
        title_th=intent.title_th,
        title_en=intent.title_en,
        short_th=intent.short_th or "",
        short_en=intent.short_en or "",
        kind=intent.kind,
        stage=intent.stage,
        touchpoint=intent.touchpoint,
        unit=intent.unit,
        mode=intent.mode.value,
        basis=intent.basis,
        related=intent.related,
        answer_th=answer.th.strip() if answer else "",
        answer_en=answer.en.strip() if answer else "",
        source_th=(answer.source_th or "") if answer else "",
        source_en=(answer.source_en or "") if answer else "",
        reviewed_on=thai_day(answer.reviewed_on) if answer else "",
        review_by=thai_day(answer.review_by) if answer else "",
        ask_th=intent.ask_th or "",
        ask_en=intent.ask_en or "",
    )


def intent_of(draft: QuestionDraft, examples: Mapping[str, Sequence[str]]) -> Intent:
    """The question that a draft without problems describes."""
    mode = Mode(draft.mode)
    reviewed_on, review_by = read_day(draft.reviewed_on), read_day(draft.review_by)
    answer = None
    if mode in _ANSWERED and reviewed_on is not None and review_by is not None:
        answer = Answer(
            th=draft.answer_th,
            en=draft.answer_en,
            source_th=draft.source_th or None,
            source_en=draft.source_en or None,
            reviewed_on=reviewed_on,
            review_by=review_by,
        )
    return Intent(
        id=draft.id,
        title_th=draft.title_th,
        title_en=draft.title_en,
        short_th=draft.short_th or None,
        short_en=draft.short_en or None,
        kind=draft.kind,
        stage=draft.stage,
        touchpoint=draft.touchpoint,
        unit=draft.unit,
        mode=mode,
        basis=draft.basis,
        related=draft.related,
        answer=answer,
        ask_th=draft.ask_th or None,
        ask_en=draft.ask_en or None,
        examples={language: tuple(lines) for language, lines in examples.items() if lines},
    )


def to_json(draft: QuestionDraft) -> dict[str, Any]:
    """As the database keeps it."""
    return asdict(draft) | {"related": list(draft.related)}


def from_json(kept: Mapping[str, Any]) -> QuestionDraft:
    """Back from there."""
    return QuestionDraft(**{**kept, "related": tuple(kept["related"])})


def tidy(draft: QuestionDraft) -> QuestionDraft:
    """Without spaces around the texts, and without what the chosen mode has no use for."""
    stripped = replace(draft, **_as_fields({name: getattr(draft, name).strip() for name in TEXTS}))
    unused: tuple[str, ...] = ()
    if stripped.mode in {mode.value for mode in Mode}:
        mode = Mode(stripped.mode)
        if mode not in _ANSWERED:
            unused = ("answer_th", "answer_en", "source_th", "source_en", "reviewed_on", "review_by")
        if mode not in _ASKED:
            unused += ("ask_th", "ask_en")
    return replace(stripped, **_as_fields(dict.fromkeys(unused, "")))


def _as_fields(texts: Mapping[str, str]) -> dict[str, Any]:
    return dict(texts)


def fingerprint(draft: QuestionDraft) -> str:
    """Names what a question says, so that an editor can be told when it has changed under their hands."""
    return sha256(json.dumps(to_json(tidy(draft)), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def problems_in(draft: QuestionDraft, catalogue: Catalogue, *, new: bool) -> Problems:
    """What speaks against this draft, by field. ``new``: its id must not be taken."""
    found = {name: "กรุณากรอกช่องนี้" for name in _REQUIRED if not getattr(draft, name)}
    found |= {name: "กรุณาเลือกจากรายการ" for name, choices in CHOICES.items() if getattr(draft, name) not in choices}
    if new:
        found |= _id(draft.id, catalogue)
    for title, short in (("title_th", "short_th"), ("title_en", "short_en")):
        if letters(getattr(draft, short) or getattr(draft, title)) > LONGEST_LABEL:
            found[short] = f"ชื่อบนปุ่มยาวได้ไม่เกิน {LONGEST_LABEL} ตัวอักษร (ไม่นับสระและวรรณยุกต์บนล่าง)"
    unknown = [one for one in draft.related if one not in catalogue.intents]
    if unknown:
        found["related"] = f"ไม่มีคำถามรหัส {', '.join(unknown)}"
    elif draft.id in draft.related:
        found["related"] = "คำถามที่เกี่ยวข้องต้องเป็นคำถามอื่น"
    if "mode" not in found:
        found |= _by_mode(draft, Mode(draft.mode))
        there = catalogue.intents.get(draft.id)
        found |= _of_the_program(draft, there.mode if there else None)
    return found


def _of_the_program(draft: QuestionDraft, before: Mode | None) -> Problems:
    """What the bot does, rather than says, is written in the program: nobody makes or unmakes that by a form."""
    does = draft.mode == Mode.DO
    if does is not (before is Mode.DO):
        return {"mode": "สิ่งที่บอตดำเนินการให้เขียนไว้ในโปรแกรม เปลี่ยนจากหน้านี้ไม่ได้"}
    return {"unit": "กรุณาเลือกหน่วยงานที่รับเรื่องต่อจากบอต"} if draft.unit == "bot" and not does else {}


def _id(wanted: str, catalogue: Catalogue) -> Problems:
    if not _ID.fullmatch(wanted):
        return {"id": "รหัสใช้อักษรอังกฤษตัวเล็ก ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร 3–60 ตัว"}
    return {"id": "มีคำถามรหัสนี้แล้ว"} if wanted in catalogue.intents else {}


def _by_mode(draft: QuestionDraft, mode: Mode) -> Problems:
    found: dict[str, str] = {}
    if mode in _ANSWERED:
        for name in ("answer_th", "answer_en"):
            if not getattr(draft, name):
                found[name] = "คำถามที่บอตตอบต้องมีคำตอบทั้งภาษาไทยและภาษาอังกฤษ"
            elif len(getattr(draft, name)) > LONGEST_ANSWER:
                found[name] = f"คำตอบยาวได้ไม่เกิน {LONGEST_ANSWER:,} ตัวอักษร เพื่อให้ส่งได้ในข้อความเดียว"
        if bool(draft.source_th) != bool(draft.source_en):
            missing = "source_th" if draft.source_en else "source_en"
            found[missing] = "ที่มาต้องมีทั้งสองภาษา หรือเว้นว่างทั้งสองช่องหากคำตอบไม่มีข้อเท็จจริง"
        found |= _days(draft)
    if mode in _ASKED:
        found |= {
            name: "กรุณาเขียนสิ่งที่หน่วยงานต้องทราบก่อนรับเรื่อง" for name in ("ask_th", "ask_en") if not getattr(draft, name)
        }
    return found


def _days(draft: QuestionDraft) -> Problems:
    days = {name: read_day(getattr(draft, name)) for name in ("reviewed_on", "review_by")}
    found = {name: "กรุณากรอกวันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 22/11/2569" for name, day in days.items() if day is None}
    reviewed_on, review_by = days["reviewed_on"], days["review_by"]
    if reviewed_on and review_by and review_by <= reviewed_on:
        found["review_by"] = "วันที่ต้องทบทวนต้องอยู่หลังวันที่ทบทวนล่าสุด"
    return found


def problems_in_wordings(
    wordings: Iterable[tuple[str, str]], intent_id: str, catalogue: Catalogue, *, new: bool
) -> str | None:
    """What speaks against these ways of asking, each a language and a text; None when nothing does."""
    lines = list(wordings)
    if new and not any(language == "th" for language, _ in lines):
        return "คำถามใหม่ต้องมีวิธีถามภาษาไทยอย่างน้อยหนึ่งวิธี"
    known = _known(catalogue)
    for language, text in lines:
        if language not in LANGUAGES:
            return "กรุณาเลือกภาษาของวิธีถาม"
        if not any(map(str.isalpha, text)):
            return f"“{text}” ไม่มีคำให้เรียนรู้ กรุณาแก้ไขหรือนำออก"
        if len(text) > LONGEST_LINE or "\n" in text:
            return f"วิธีถามหนึ่งวิธีเป็นหนึ่งบรรทัด ยาวไม่เกิน {LONGEST_LINE} ตัวอักษร: “{text[:60]}…”"
        home = known.get(normalise(text))
        if home is not None and home != intent_id:
            title = catalogue.intents[home].title_th if home in catalogue.intents else "ข้อความนอกขอบเขต"
            return f"“{text}” เป็นตัวอย่างของ “{title}” อยู่แล้ว ข้อความเดียวกันอยู่ในสองคำถามไม่ได้"
    return None


def _known(catalogue: Catalogue) -> Mapping[str, str]:
    """The intent of each example, normalised; an empty one for what is out of scope."""
    known = {normalise(line): "" for lines in catalogue.out_of_scope.values() for line in lines}
    for intent in catalogue.intents.values():
        known |= {normalise(line): intent.id for lines in intent.examples.values() for line in lines}
    return known


def thai_day(day: date) -> str:
    """A day as it is typed: "22/11/2569"."""
    return f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA}"


def read_day(typed: str) -> date | None:
    """The day somebody typed, Thai digits or Arabic ones; None for what is no day of the Buddhist era."""
    found = _DAY.fullmatch(typed.strip())
    if found is None or int(found[3]) < _FIRST_THAI_YEAR:
        return None
    try:
        return date(int(found[3]) - BUDDHIST_ERA, int(found[2]), int(found[1]))
    except ValueError:
        return None
