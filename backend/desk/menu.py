"""The desk's menu: which pages there are, in groups. Who sees a place is who its view lets in; nothing is said twice.

A new page gets a line in ``GROUPS``, and its view's ``gate.only_for`` does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.desk.gate import EVERYBODY, FOR
from backend.models.staff import Role
from backend.queries.frame import Signs


def _nothing(signs: Signs) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the menu, by its endpoint. ``waits`` says how much there waits for somebody.

    ``sought_by`` leaves out roles that the view lets in but that have nothing to find there.
    """

    endpoint: str
    words: str
    waits: Callable[[Signs], int] = _nothing
    waiting_words: str = ""
    sought_by: frozenset[Role] = EVERYBODY
    beside: frozenset[str] = frozenset()
    """Other areas, by their blueprints, whose pages are reached from this one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Places that belong together."""

    words: str
    places: tuple[Place, ...]


GROUPS = (
    Group(
        "งาน",
        (
            Place("worklist.page", "เรื่องที่ต้องดูแล", sought_by=frozenset({Role.OFFICER, Role.MARKETING})),
            Place("alarms.page", "การแจ้งเตือน", lambda signs: signs.open_alarms, "รายการที่ยังไม่รับทราบ"),
        ),
    ),
    Group(
        "เสียงของลูกค้า",
        (
            Place("learning.page", "เรียนรู้จากคำถาม"),
            Place("catalogue.page", "คลังคำถาม"),
            Place("changes.page", "ข้อเสนอ"),
            Place("publishing.page", "เผยแพร่"),
        ),
    ),
    Group(
        "กฎบัตรและมาตรฐาน",
        (
            Place("charters.page", "กฎบัตร"),
            Place("cascade.ours", "มาตรฐานของหน่วยงานท่าน"),
            Place("cascade.page", "การถ่ายทอด"),
            Place("closures.page", "วันหยุดและการปิดทำการ"),
        ),
    ),
    Group(
        "แผนและทะเบียน",
        (
            Place("plan.page", "แผนประจำปี", beside=frozenset({"activities", "reviews"})),
            Place("follow_ups.page", "การติดตามรายไตรมาส"),
            Place("register.page", "ทะเบียนนวัตกรรมและบทเรียน"),
            Place("benchmarks.page", "ค่าเทียบเคียง"),
        ),
    ),
    Group(
        "รายงาน",
        (
            Place("reports.page", "รายงานรายไตรมาส"),
            Place("unit_reports.page", "รายงานของหน่วยงาน"),
            Place("evaluation.page", "การประเมินประจำปี"),
            Place("seals.page", "ปิดไตรมาส"),
            Place("report_files.page", "เอกสารรายงาน"),
        ),
    ),
    Group(
        "ระบบ",
        (Place("staff.page", "บัญชีเจ้าหน้าที่"), Place("system.page", "สถานะระบบ"), Place("audit.page", "การตรวจสอบตนเอง")),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A place as one person sees it now. ``current`` is the value of ``aria-current``, empty elsewhere."""

    endpoint: str
    words: str
    waiting: int
    waiting_words: str
    current: str


@dataclass(frozen=True, slots=True)
class Section:
    """A group as one person sees it now."""

    words: str
    entries: Sequence[Entry]

    @property
    def waiting(self) -> int:
        """How much waits behind all its places."""
        return sum(entry.waiting for entry in self.entries)

    @property
    def is_here(self) -> bool:
        """Whether the open page is in it."""
        return any(entry.current for entry in self.entries)


def menu_for(role: Role, views: Mapping[str, Any], signs: Signs, here: str) -> tuple[Section, ...]:
    """The groups in which this role finds anything; ``here`` is the endpoint of the open page."""
    sections = []
    for group in GROUPS:
        found = [place for place in group.places if role in place.sought_by & getattr(views[place.endpoint], FOR)]
        sections.append(Section(group.words, tuple(_entry(place, signs, here) for place in found)))
    return tuple(section for section in sections if section.entries)


def _entry(place: Place, signs: Signs, here: str) -> Entry:
    area = place.endpoint.partition(".")[0]
    beside = "true" if here.partition(".")[0] in {area, *place.beside} else ""
    return Entry(
        endpoint=place.endpoint,
        words=place.words,
        waiting=place.waits(signs),
        waiting_words=place.waiting_words,
        current="page" if here == place.endpoint else beside,
    )
