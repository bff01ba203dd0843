"""The life of a unit's report of a quarter: the unit's head confirms it, marketing accepts it or returns it.

It is written while it is a draft or was returned. A unit of which nobody has written anything yet has a draft.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ReportState(StrEnum):
    """Where a unit's report stands."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    ACCEPTED = "accepted"

    @property
    def label_th(self) -> str:
        return _LABELS[self][0]

    @property
    def label_en(self) -> str:
        return _LABELS[self][1]

    @property
    def may_be_written(self) -> bool:
        """Whether the unit still writes: what is confirmed does not change under its reader."""
        return self in (ReportState.DRAFT, ReportState.RETURNED)

    @property
    def is_confirmed(self) -> bool:
        """Whether the head's word stands."""
        return self in (ReportState.CONFIRMED, ReportState.ACCEPTED)


class Act(StrEnum):
    """What moves a report."""

    CONFIRM = "confirm"
    TAKE_BACK = "take_back"
    """The unit's own: to write on before marketing has judged."""
    SEND_BACK = "send_back"
    ACCEPT = "accept"

    @property
    def label_th(self) -> str:
        return _ACTS[self][0]

    @property
    def label_en(self) -> str:
        return _ACTS[self][1]


_LABELS = {
    ReportState.DRAFT: ("ฉบับร่าง", "draft"),
    ReportState.CONFIRMED: ("ยืนยันแล้ว รอ ฝตล. ตรวจรับ", "confirmed"),
    ReportState.RETURNED: ("ส่งคืนให้แก้ไข", "returned"),
    ReportState.ACCEPTED: ("ฝตล. ตรวจรับแล้ว", "accepted"),
}
_ACTS = {
    Act.CONFIRM: ("ยืนยันรายงาน", "confirmed"),
    Act.TAKE_BACK: ("ถอนการยืนยันเพื่อแก้ไข", "taken back"),
    Act.SEND_BACK: ("ส่งคืนให้แก้ไข", "returned"),
    Act.ACCEPT: ("ตรวจรับรายงาน", "accepted"),
}

MOVES: Mapping[tuple[ReportState, Act], ReportState] = MappingProxyType(
    {
        (ReportState.DRAFT, Act.CONFIRM): ReportState.CONFIRMED,
        (ReportState.RETURNED, Act.CONFIRM): ReportState.CONFIRMED,
        (ReportState.CONFIRMED, Act.TAKE_BACK): ReportState.DRAFT,
        (ReportState.CONFIRMED, Act.SEND_BACK): ReportState.RETURNED,
        (ReportState.CONFIRMED, Act.ACCEPT): ReportState.ACCEPTED,
        (ReportState.ACCEPTED, Act.SEND_BACK): ReportState.RETURNED,
    }
)
"""All moves. What was accepted can be returned too: misses may have come to light since."""


def after(state: ReportState, act: Act) -> ReportState | None:
    """The state to which an act leads; None where it cannot be done."""
    return MOVES.get((state, act))
