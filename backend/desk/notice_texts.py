"""The words of notices to staff, one function for each kind.

A notice holds facts and no words, so that all of them can be said better later. To add a kind, write a function that
takes the facts of ``staff_notices.tell`` and give it its name in ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWords:
    """How a notice is told: what it is, and below that what one needs to know. ``urgent`` ones stand out."""

    title: str
    lines: tuple[str, ...] = ()
    urgent: bool = False
    provisional: bool = False
    demo: bool = False


KINDS: dict[str, Callable[[Facts], NoticeWords]] = {}


def notice_words(kind: str, facts: Facts) -> NoticeWords:
    """The words of one notice. A kind of a newer version, seen after going back, has none of its own."""
    tell = KINDS.get(kind)
    return tell(facts) if tell else NoticeWords(title="มีข้อความถึงท่านจากระบบรุ่นอื่น")


FILTERS: dict[str, Callable[..., Any]] = {
    "notice_words": lambda notice: notice_words(notice.kind, notice.detail),
}
