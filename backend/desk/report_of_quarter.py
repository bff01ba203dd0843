"""The report of a quarter as a document, of the whole agency or of one unit, in the words and figures of its page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from backend.desk.report_texts import BESIDE, COLUMNS, MEASURES, allowances, answer, bot_words, difference, line_name
from backend.desk.unit_report_texts import cause_words
from backend.models.seal import QuarterSeal
from backend.models.unit import Unit
from backend.papers.report import (
    Amount,
    Bar,
    Cell,
    Column,
    KeyFigure,
    Kind,
    Month,
    Months,
    Note,
    Report,
    Section,
    Shares,
    Table,
    Term,
)
from backend.queries import figures
from backend.queries.charters import titles
from backend.queries.every_number import BOT_ANSWERS, every_number
from backend.queries.figures import Scope, Source
from backend.queries.reports import Line, QuarterReport, Stands, quarter_report, what_stands
from backend.queries.seals import part
from backend.services import misses
from backend.services.access import withheld
from backend.services.misses import Answered, Miss
from service_standards import allowance
from service_standards.compliance import DEFINITIONS, MEANINGS, Derived, Figure, Tally, in_percent
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter, instant_th

AGENCY = "การนิคมอุตสาหกรรมแห่งประเทศไทย"
TITLE = "รายงานผลตามมาตรฐานการให้บริการ"
_UNITS = {
    allowance.Kind.MINUTES: "นาที",
    allowance.Kind.BUSINESS_MINUTES: "นาทีทำการ",
    allowance.Kind.WORKING_DAYS: "วันทำการ",
    allowance.Kind.CALENDAR_DAYS: "วัน",
}
_CLOCKS, _SHARE = "จำนวนรายการ", MEANINGS[Derived.SHARE].title_th
_COUNTS = [Column(heading=DEFINITIONS[one].title_th, kind=Kind.COUNT, group=_CLOCKS) for one in COLUMNS]
_SHARES = [
    Column(heading="ไตรมาสนี้", kind=Kind.PERCENT, group=_SHARE),
    Column(heading="ไตรมาสก่อน", kind=Kind.PERCENT, group=_SHARE),
    Column(heading="ไตรมาสเดียวกันปีก่อน", kind=Kind.PERCENT, group=_SHARE),
]
_TIMES = [
    Column(heading="มัธยฐาน", kind=Kind.AMOUNT, group="เวลาที่ใช้", width=2),
    Column(heading="เปอร์เซ็นไทล์ที่ 90", kind=Kind.AMOUNT, group="เวลาที่ใช้", width=2),
]


def report_of_quarter(
    session: Session,
    quarter: Quarter,
    now: datetime,
    *,
    unit: Unit | None = None,
    with_demo: bool = False,
    made_by: str = "",
) -> Report:
    """The document: of a sealed quarter what was sealed, of another what stands now.

    Args:
        unit: the unit that it is about; the whole agency without.
        made_by: who had it made.
    """
    scope = Scope(quarter=quarter, as_of=now, with_demo=with_demo)
    stands = what_stands(session, scope.narrowed({"unit_id": unit.id}) if unit else scope)
    scope, seal = stands.scope, stands.seal
    found = quarter_report(session, stands)
    return Report(
        title=TITLE,
        period=str(quarter),
        agency=AGENCY,
        unit=unit.name_th if unit else "",
        as_of=scope.as_of,
        made_by=made_by,
        notes=[*_notes(found), *_of_the_seal(seal)],
        answer=answer(found),
        key_figures=list(_key_figures(found)),
        sections=list(_sections(session, stands, found)),
        terms=list(_terms(found)),
        seal=seal.sha256 if seal else "",
    )


def content_digest(report: Report) -> str:
    """Changes with everything that the report says, but for the instant at which it says it and for whom."""
    said = replace(report, as_of=in_bangkok(report.as_of).replace(year=2000, month=1, day=1, hour=0), made_by="")
    said = replace(said, as_of=said.as_of.replace(minute=0, second=0, microsecond=0))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _notes(found: QuarterReport) -> Iterator[Note]:
    if not found.is_over:
        yield Note("ไตรมาสยังไม่สิ้นสุด", "ไตรมาสนี้ยังไม่สิ้นสุด ตัวเลขเปลี่ยนได้อีก")
    if found.provisional:
        timed, trial = found.all.count(Figure.TIMED), found.all.count(Figure.PROVISIONAL)
        yield Note(
            "มาตรฐานทดลอง",
            f"มีตัวเลขที่นับเวลาตามมาตรฐานทดลอง ซึ่งยังไม่มีเอกสารอนุมัติ {trial:,} จาก {timed:,} รายการ",
        )
    if found.scope.with_demo:
        yield Note("รวมเรื่องตัวอย่าง", "รายงานนี้รวมเรื่องตัวอย่างที่ไม่ใช่เรื่องจริง")


def _of_the_seal(seal: QuarterSeal | None) -> Iterator[Note]:
    if seal is None or seal.sealed_at is None:
        return
    yield Note("ปิดไตรมาสแล้ว", f"ปิดไตรมาสเมื่อ{instant_th(seal.sealed_at)} ผลตามมาตรฐานในรายงานนี้ไม่เปลี่ยนอีก")
    if seal.restatements:
        count = len(seal.restatements)
        yield Note("มีการแก้ไขหลังปิด", f"มีการแก้ไขหลังปิด {count:,} ครั้ง ดูได้ที่หน้าปิดไตรมาส ตัวเลขที่ปิดไว้คงเดิม")


def _key_figures(found: QuarterReport) -> Iterator[KeyFigure]:
    count = found.all.count
    decided = count(Figure.MET) + count(Figure.MISSED)
    yield KeyFigure(title=_SHARE, value=found.all.share, kind=Kind.PERCENT, note="เป้าหมาย 100")
    yield KeyFigure(title="เกินกำหนด (รายการ)", value=count(Figure.MISSED), note=f"จาก {decided:,} รายการที่ทราบผลแล้ว")
    yield KeyFigure(title="เรื่องที่รับ", value=found.matters, note=f"ยังไม่ครบกำหนด {count(Figure.OPEN):,} รายการ")
    mean = found.satisfaction
    yield KeyFigure(title="ความพึงพอใจเฉลี่ย", value=mean.value, kind=Kind.MEAN, note=f"เต็ม 5 ให้คะแนน {mean.count:,} ครั้ง")


def _sections(session: Session, stands: Stands, found: QuarterReport) -> Iterator[Section]:
    scope, of = stands.scope, stands.of
    yield _at_a_glance(found)
    if found.months:
        yield Section(
            heading="จำแนกตามเดือนที่รับเรื่อง",
            chart=Months(title="ผลของเรื่องที่รับในแต่ละเดือน (รายการ)", months=list(map(_month, found.months))),
        )
    if "unit_id" not in scope.only:
        yield Section(heading="จำแนกตามหน่วยงาน", table=_units(found))
    yield Section(heading="จำแนกตามมาตรฐาน", table=_standards(found))
    if "unit_id" not in scope.only:
        yield Section(heading="จำแนกตามหน่วยงานและมาตรฐาน", table=_units_by_standards(session, scope, found, of))
    yield from _missed(session, stands, found)
    yield _beside(found)
    for heading, lines in (("จำแนกตามประเภทเรื่อง", found.kinds), ("จำแนกตามนิคมอุตสาหกรรม", found.estates)):
        yield Section(heading=heading, table=_detail(heading, lines))
    yield Section(heading="จำแนกตามช่องทาง", table=_detail("จำแนกตามช่องทาง", found.channels))
    if found.bot is not None:
        yield Section(heading="คำตอบของบอต", paragraphs=[f"{bot_words(found.bot)} ตัวเลขนี้ไม่นับรวมกับของเจ้าหน้าที่"])


def _at_a_glance(found: QuarterReport) -> Section:
    lines = sorted(found.units if len(found.units) > 1 else found.standards, key=_worst_first)
    bars = [Bar(line_name(line), line.tally.share) for line in lines if line.tally.share is not None]
    of_what = "หน่วยงาน" if len(found.units) > 1 else "มาตรฐาน"
    return Section(
        heading="ภาพรวม",
        paragraphs=list(_compared(found)),
        chart=Shares(title=f"ร้อยละที่ได้ตามมาตรฐานของแต่ละ{of_what} เรียงจากน้อยไปมาก", bars=bars) if bars else None,
    )


def _compared(found: QuarterReport) -> Iterator[str]:
    share = found.all.share
    if share is not None:
        told = [
            f"{words}ร้อยละ {in_percent(earlier)} ({difference(share, earlier)})"
            for words, earlier in (("ไตรมาสก่อน", found.before), ("ไตรมาสเดียวกันของปีก่อน", found.year_ago))
            if earlier is not None
        ]
        yield f"ไตรมาสนี้ได้ตามมาตรฐานร้อยละ {in_percent(share)} " + (
            f"เทียบกับ{' และ'.join(told)}" if told else "ยังไม่มีตัวเลขของไตรมาสก่อนหรือไตรมาสเดียวกันของปีก่อนให้เทียบ"
        )
    if found.without_matters and len(found.units) > 1:
        yield f"มีหน่วยงานที่ไม่มีเรื่องในไตรมาสนี้ {len(found.without_matters):,} หน่วยงาน"


def _worst_first(line: Line) -> tuple[bool, object, str]:
    return line.tally.share is None, line.tally.share or 0, line.name


def _month(line: Line) -> Month:
    count = line.tally.count
    return Month(line_name(line), count(Figure.MET), count(Figure.MISSED), count(Figure.OPEN))


def _counts(tally: Tally) -> list[Cell]:
    return [tally.count(figure) for figure in COLUMNS]


def _shares(line: Line) -> list[Cell]:
    return [line.tally.share, line.before, line.year_ago]


def _total(found: QuarterReport, *more: Cell) -> list[Cell]:
    return ["รวม", *_counts(found.all), found.all.share, found.before, found.year_ago, *more]


def _units(found: QuarterReport) -> Table:
    columns = [
        Column(heading="หน่วยงาน", width=3),
        *_COUNTS,
        *_SHARES,
        Column(heading="หยุดนับเวลา (ครั้ง)", kind=Kind.COUNT),
        Column(heading="ความพึงพอใจ", kind=Kind.MEAN),
    ]
    rows = [
        [
            *(line.name, *_counts(line.tally), *_shares(line)),
            line.pausing.pauses if line.pausing else 0,
            line.satisfaction.value if line.satisfaction else None,
        ]
        for line in found.units
    ]
    total = _total(found, found.pausing.pauses, found.satisfaction.value)
    return Table(name="จำแนกตามหน่วยงาน", title="ผลจำแนกตามหน่วยงาน", columns=columns, rows=rows, total=total)


def _standards(found: QuarterReport) -> Table:
    columns = [
        Column(heading="มาตรฐาน", width=5),
        Column(heading="เวลาที่กำหนด", width=2),
        *_COUNTS,
        *_SHARES,
        *_TIMES,
    ]
    rows: list[list[Cell]] = []
    for line in found.standards:
        name = f"{line_name(line)} (ทดลอง)" if line.provisional else line_name(line)
        taken = line.taken
        times: list[Cell] = [None, None]
        if taken is not None:
            times = [_amount(taken.median, taken.spent_in), _amount(taken.ninetieth, taken.spent_in)]
        rows.append([name, allowances(line) or None, *_counts(line.tally), *_shares(line), *times])
    total: list[Cell] = ["รวม", None, *_total(found)[1:], None, None]
    note = "เวลาที่ใช้ไม่รวมช่วงที่หยุดนับเวลา 0 วัน หมายถึง แล้วเสร็จภายในวันแรกที่นับ"
    title = "ผลจำแนกตามมาตรฐาน"
    return Table(name="จำแนกตามมาตรฐาน", title=title, columns=columns, rows=rows, total=total, note=note)


def _units_by_standards(session: Session, scope: Scope, found: QuarterReport, of: Source) -> Table:
    cube = figures.by_unit(session, scope, of).by("unit_id", "code")
    spent = figures.spent_times(session, scope, of)
    units = {str(line.only["unit_id"]): line.name for line in found.units}
    standards = {str(line.only["code"]): line_name(line) for line in found.standards}
    places = {code: place for place, code in enumerate(standards)}
    rows: list[list[Cell]] = []
    for unit_id, code in sorted(cube, key=lambda key: (units.get(key[0], key[0]), places.get(key[1], 0))):
        tally, times = cube[unit_id, code], [None, None]
        known = [spent.percentile(percent, unit_id=unit_id, code=code) for percent in (50, 90)] if code else times
        rows.append(
            [
                *(units.get(unit_id, unit_id), standards.get(code, code), *_counts(tally), tally.share),
                *(_amount(*one) if one else None for one in known),
            ]
        )
    columns = [
        *(Column(heading="หน่วยงาน", width=3), Column(heading="มาตรฐาน", width=5), *_COUNTS),
        Column(heading="ร้อยละ", kind=Kind.PERCENT),
        *_TIMES,
    ]
    total: list[Cell] = ["รวม", None, *_counts(found.all), found.all.share, None, None]
    title = "ผลจำแนกตามหน่วยงานและมาตรฐาน"
    return Table(name="จำแนกตามหน่วยงานและมาตรฐาน", title=title, columns=columns, rows=rows, total=total)


def _amount(spent: int, spent_in: str) -> Amount | None:
    return Amount(spent, _UNITS[allowance.Kind(spent_in)]) if spent_in else None


def _missed(session: Session, stands: Stands, found: QuarterReport) -> Iterator[Section]:
    """Why standards were missed, and each miss with what its head says of it: of a sealed quarter what was sealed."""
    scope, of = stands.scope, stands.of
    if not found.all.count(Figure.MISSED):
        return
    if found.causes:
        columns = [Column(heading="สาเหตุ", width=4), Column(heading="รายการ", kind=Kind.COUNT)]
        rows = [(cause_words(cause), times) for cause, times in found.causes]
        table = Table(name="สาเหตุที่เกินกำหนด", title="สาเหตุตามที่หัวหน้าหน่วยงานชี้แจง", columns=columns, rows=rows)
        yield Section(heading="สาเหตุที่เกินกำหนด", table=table)
    unit_id = scope.only.get("unit_id")
    answered = misses.answered_by_unit(
        session,
        scope.quarter,
        scope.as_of,
        with_demo=scope.with_demo,
        unit_id=None if unit_id is None else str(unit_id),
        table=of.table,
        rows=of.which,
    )
    yield Section(heading="รายการที่เกินกำหนด", table=_misses(session, found, answered, _said(session, stands, answered)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a head says of a miss."""

    cause: str
    words: str
    correction: str
    responsible: str
    by_when: date | None


_SAID = tuple(one.name for one in fields(_Said))
_Key = tuple[str, str, str]
"""A miss: the unit, the matter's number, the measure."""


def _said(session: Session, stands: Stands, answered: Mapping[str, Answered]) -> Mapping[_Key, _Said]:
    if stands.seal is None:
        return {
            (unit, miss.number, miss.measure): _Said(**{name: getattr(comment, name) for name in _SAID})
            for unit, one in answered.items()
            for miss in one.misses
            if (comment := one.comments.get(miss.key)) is not None
        }
    return {
        (one["unit_id"], one["number"], one["measure"]): _Said(
            **{name: one[name] for name in _SAID if name != "by_when"},
            by_when=date.fromisoformat(one["by_when"]) if one["by_when"] else None,
        )
        for one in part(session, stands.seal, "comments") or ()
    }


def _misses(
    session: Session, found: QuarterReport, answered: Mapping[str, Answered], said: Mapping[_Key, _Said]
) -> Table:
    names = {str(line.only["unit_id"]): line.name for line in found.units}
    standards = titles(session, {miss.charter_id for one in answered.values() for miss in one.misses})
    told = [(names.get(unit_id, unit_id), miss) for unit_id, one in answered.items() for miss in one.misses]
    secret = withheld(session, {miss.number: miss.kind for _, miss in told})
    listed = [(unit, miss) for unit, miss in told if miss.number not in secret]
    rows = [
        _miss(unit, said.get((miss.unit_id, miss.number, miss.measure)), miss, standards)
        for unit, miss in sorted(listed, key=lambda row: row[0])
    ]
    hidden = len(told) - len(listed)
    columns = [
        Column(heading="หน่วยงาน", width=2),
        Column(heading="เลขที่เรื่อง", kind=Kind.CODE, width=2),
        Column(heading="มาตรฐาน", width=3),
        Column(heading="ครบกำหนด", kind=Kind.INSTANT, width=2),
        Column(heading="ดำเนินการเมื่อ", kind=Kind.INSTANT, width=2),
        Column(heading="สาเหตุ", width=2),
        Column(heading="คำชี้แจง", width=3),
        Column(heading="การแก้ไข", width=3),
        Column(heading="ผู้รับผิดชอบ", width=2),
        Column(heading="กำหนดแล้วเสร็จ", kind=Kind.DATE, width=2),
    ]
    note = f"อีก {hidden:,} รายการเปิดดูได้เฉพาะหน่วยงานที่รับผิดชอบ" if hidden else ""
    title = "รายการที่เกินกำหนดและคำชี้แจง"
    return Table(name="รายการที่เกินกำหนด", title=title, columns=columns, rows=rows, note=note)


def _miss(unit: str, comment: _Said | None, miss: Miss, standards: Mapping[tuple[int, str], str]) -> list[Cell]:
    measure = next((words for known, words in MEASURES.items() if known.value == miss.measure), miss.measure)
    standard = standards.get((miss.charter_id, miss.code), measure)
    cells: list[Cell] = [unit, miss.number, standard, miss.due_at, miss.stopped_at]
    if comment is None:
        return [*cells, "ยังไม่ชี้แจง", None, None, None, None]
    told = (comment.words, comment.correction, comment.responsible or None, comment.by_when)
    return [*cells, cause_words(comment.cause), *told]


def _beside(found: QuarterReport) -> Section:
    """Pauses, reopenings, disputes and verdicts that were turned: of the whole, and of each unit that has any."""
    lines = [line for line in found.units if any(line.tally.count(figure) for figure in BESIDE)]
    columns = [
        Column(heading="หน่วยงาน", width=3),
        *(Column(heading=DEFINITIONS[figure].title_th, kind=Kind.COUNT, width=2) for figure in BESIDE),
        Column(heading=MEANINGS[Derived.PAUSED_TIME].title_th, kind=Kind.AMOUNT, width=2),
    ]

    def row(name: str, tally: Tally, minutes: int) -> list[Cell]:
        return [name, *(tally.count(figure) for figure in BESIDE), Amount(minutes, "นาที")]

    rows = [row(line.name, line.tally, line.pausing.minutes if line.pausing else 0) for line in lines]
    total = row("รวม", found.all, found.pausing.minutes)
    title = "การหยุดนับเวลา การเปิดเรื่องอีกครั้ง การโต้แย้งผล และผลที่เปลี่ยนเพราะปฏิทิน"
    table = Table(name="การหยุดนับเวลาและอื่น ๆ", title=title, columns=columns, rows=rows, total=total)
    return Section(heading="ข้อสังเกตประกอบผล", table=table)


def _detail(heading: str, lines: Sequence[Line]) -> Table:
    share = Column(heading=_SHARE, kind=Kind.PERCENT)
    columns = [Column(heading=heading.removeprefix("จำแนกตาม"), width=4), *_COUNTS, share]
    rows = [[line_name(line), *_counts(line.tally), line.tally.share] for line in lines]
    return Table(name=heading, title=f"ผล{heading}", columns=columns, rows=rows)


def _terms(found: QuarterReport) -> Iterator[Term]:
    for name, meaning in every_number().items():
        if name == BOT_ANSWERS and found.bot is None:
            continue
        yield Term(
            title=meaning.title_th,
            title_en=meaning.title_en,
            counts=meaning.counts_th,
            counts_en=meaning.counts_en,
            excludes=meaning.excludes_th,
            excludes_en=meaning.excludes_en,
        )
