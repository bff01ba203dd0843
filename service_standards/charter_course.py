"""The life of a version of the charter: through which states it goes, and which moves there are.

Only a draft may be edited. The committee or the board may send a version back to be a draft; once it is approved it
never changes and nothing leads back. In force and superseded are decided by instants, not by whoever writes them down.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class CharterState(StrEnum):
    """Where a version of the charter stands, in the order of its life."""

    DRAFT = "draft"
    BEFORE_COMMITTEE = "before_committee"
    BEFORE_BOARD = "before_board"
    APPROVED = "approved"
    PUBLISHED = "published"
    CASCADED = "cascaded"
    IN_FORCE = "in_force"
    UNDER_REVIEW = "under_review"
    SUPERSEDED = "superseded"

    @property
    def label_th(self) -> str:
        return _LABELS[self][0]

    @property
    def label_en(self) -> str:
        return _LABELS[self][1]

    @property
    def may_be_edited(self) -> bool:
        return self is CharterState.DRAFT

    @property
    def is_approved(self) -> bool:
        """Whether the board has approved it, so that it never changes any more."""
        return self not in _BEFORE_APPROVAL

    @property
    def is_published(self) -> bool:
        """Whether the day from which it is in force has been announced."""
        return self.is_approved and self is not CharterState.APPROVED

    @property
    def is_in_force(self) -> bool:
        """Whether matters are received under it."""
        return self in (CharterState.IN_FORCE, CharterState.UNDER_REVIEW)


_LABELS = {
    CharterState.DRAFT: ("ฉบับร่าง", "draft"),
    CharterState.BEFORE_COMMITTEE: ("เสนอคณะกรรมการพิจารณา", "before the committee"),
    CharterState.BEFORE_BOARD: ("เสนอคณะกรรมการ กนอ.", "before the board"),
    CharterState.APPROVED: ("เห็นชอบแล้ว รอเผยแพร่", "approved"),
    CharterState.PUBLISHED: ("เผยแพร่แล้ว", "published"),
    CharterState.CASCADED: ("ถ่ายทอดครบแล้ว", "cascaded"),
    CharterState.IN_FORCE: ("ใช้บังคับอยู่", "in force"),
    CharterState.UNDER_REVIEW: ("ใช้บังคับอยู่ ระหว่างทบทวน", "in force, under review"),
    CharterState.SUPERSEDED: ("มีฉบับใหม่ใช้แทนแล้ว", "superseded"),
}
_BEFORE_APPROVAL = (CharterState.DRAFT, CharterState.BEFORE_COMMITTEE, CharterState.BEFORE_BOARD)

MOVES: Mapping[CharterState, frozenset[CharterState]] = MappingProxyType(
    {
        CharterState.DRAFT: frozenset({CharterState.BEFORE_COMMITTEE}),
        CharterState.BEFORE_COMMITTEE: frozenset({CharterState.BEFORE_BOARD, CharterState.DRAFT}),
        CharterState.BEFORE_BOARD: frozenset({CharterState.APPROVED, CharterState.DRAFT}),
        CharterState.APPROVED: frozenset({CharterState.PUBLISHED}),
        CharterState.PUBLISHED: frozenset({CharterState.CASCADED, CharterState.IN_FORCE}),
        CharterState.CASCADED: frozenset({CharterState.IN_FORCE}),
        CharterState.IN_FORCE: frozenset({CharterState.UNDER_REVIEW, CharterState.SUPERSEDED}),
        CharterState.UNDER_REVIEW: frozenset({CharterState.UNDER_REVIEW, CharterState.SUPERSEDED}),
        CharterState.SUPERSEDED: frozenset(),
    }
)
"""From each state to those a version may move to. A version is reviewed each year: under review may follow itself."""


def may_move(before: CharterState, after: CharterState) -> bool:
    """Whether there is such a move."""
    return after in MOVES[before]


def state_at(
    written: CharterState, begins: datetime | None, next_begins: datetime | None, now: datetime
) -> CharterState:
    """The state as of `now`, also where nobody has written it down yet.

    `begins` is the instant from which this version is in force, `next_begins` that of the version after it; None where
    there is none.
    """
    if begins is None or now < begins:
        return written
    if next_begins is not None and next_begins <= now:
        return CharterState.SUPERSEDED
    return written if written in (CharterState.UNDER_REVIEW, CharterState.SUPERSEDED) else CharterState.IN_FORCE
