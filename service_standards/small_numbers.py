"""Small numbers in what is published: lines with a count of 1 to 4 are told together, so that none can be worked out.

What is published of a table is a partition of its lines: each group with the sums of its lines, and no line of a larger
group by itself. Every sum is nothing or at least ``LEAST``, and so is every difference of a total and the other groups,
because that is a group again. Two such tables of the same matters, by unit and by standard, give no more away: where
their margins leave one value only for a unit's share of a standard, it is nothing or the whole of one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are told together, by their keys in order, with the sums of their counts."""

    keys: tuple[str, ...]
    counts: tuple[int, ...]


def told_together(lines: Mapping[str, Sequence[int]]) -> Sequence[Group] | None:
    """The lines alone where each of their counts may be told, the others as one group. None: not even their sum may.

    The group takes in the smallest of the others until it has two lines and may be told itself.
    """
    small = [key for key, counts in lines.items() if not _may_be_told(counts)]
    others = sorted(set(lines) - set(small), key=lambda key: (-sum(lines[key]), key))
    while small and (len(small) < 2 or not _may_be_told(_sums(lines[key] for key in small))):
        if not others:
            return None
        small.append(others.pop())
    alone = [Group((key,), tuple(lines[key])) for key in sorted(others)]
    rest = [Group(tuple(sorted(small)), _sums(lines[key] for key in small))] if small else []
    return alone + rest


def _may_be_told(counts: Iterable[int]) -> bool:
    return all(count == 0 or count >= LEAST for count in counts)


def _sums(lines: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*lines, strict=True)))
