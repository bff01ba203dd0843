"""Small numbers in what is published: lines with a count of 1 to 4 are told together, so that none can be worked out.

What is published of a table is a partition of its lines: each group with the sums of its lines, and no line of a larger
group by itself. Also a reader who knows this rule and the total, and that the lines of the response and the resolution
of a kind count the same matters, is left with ``CHOICES`` values of each count of 1 to 4 that a group withholds, and
with two where only the total is told. Not held against: other knowledge of the matters, such as that a clock without a
standard is neither met nor missed, and two tables of the same matters read together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
CHOICES = 3
"""So many values at least are possible for each count that a group withholds."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are told together, by their keys in order, with the sums of their counts."""

    keys: tuple[str, ...]
    counts: tuple[int, ...]


def told_together(
    lines: Mapping[str, Sequence[int]], kind_of: Callable[[str], str] = str, *, never_alone: str | None = None
) -> Sequence[Group] | None:
    """The lines alone where each of their counts may be told, the others as one group. None: only the total may.

    The group begins with each kind that has a small count, and takes in the smallest of the others until it has two
    kinds and leaves ``CHOICES`` to whoever knows how it was made. Lines that are nothing stay out of it.

    Args:
        lines: the counts of each line by its key, all of the same columns.
        kind_of: the kind of a line by its key. Lines of a kind are told alone all or none, and two of them may be
            known to count the same matters.
        never_alone: the key of a line that is in the group wherever it is not nothing. It is a kind by itself.
    """
    kinds: dict[str, list[str]] = {}
    for key in sorted(lines):
        kinds.setdefault(kind_of(key), []).append(key)
    size = {kind: sum(sum(lines[key]) for key in keys) for kind, keys in kinds.items()}
    group = [kind for kind, keys in kinds.items() if not all(_may_be_told(lines[key]) for key in keys)]
    free = never_alone is not None and any(lines.get(never_alone, ()))
    if never_alone is not None and free and kind_of(never_alone) not in group:
        group.append(kind_of(never_alone))
    others = sorted((kind for kind in kinds if size[kind] and kind not in group), key=lambda kind: (-size[kind], kind))
    while group:
        sums = _sums(lines[key] for kind in group for key in kinds[kind])
        widths = [len(kinds[kind]) for kind in group]
        if _may_be_told(sums) and _leaves_choice(sums, widths, size[others[-1]] if others else None, free=free):
            break
        if not others:
            return None
        group.append(others.pop())
    together = sorted(key for kind in group for key in kinds[kind])
    alone = [Group((key,), tuple(lines[key])) for key in sorted(set(lines) - set(together))]
    return [*alone, Group(tuple(together), _sums(lines[key] for key in together))] if together else alone


def _leaves_choice(sums: Collection[int], widths: Sequence[int], next_size: int | None, *, free: bool) -> bool:
    """Whether there are tables enough that publish just this, by the sums of a group and how many lines its kinds have.

    It looks at nothing but what is published: so all tables that come to this group with these sums publish it, and
    none is told from another by where the group stopped growing. Each case names tables that come to it.

    Args:
        next_size: the size of the smallest kind outside of the group, if there is one.
        free: whether a line is in the group that is in it whatever it counts.
    """
    kinds, lines, most = len(widths), sum(widths), max(sums)
    columns = sum(1 for one in sums if one)
    if kinds < 2:
        return False
    if free:
        # Every other line has 1 of the fullest column, or those of one kind 2 or 3; the free line has all the rest.
        return most >= lines + 4
    if set(widths) == {1}:
        if columns > 1:
            # All but one kind have 1 to 3 of the fullest column; that one has the rest, and 1 to 3 of another column.
            return most > kinds
        return _leaves_choice_of_one(most, kinds, next_size)
    if columns > 1:
        # As above: 1 to 3 of the other column in one of that kind's two lines, some in the other one, and what would be
        # too much for it in both lines of another kind.
        return min(widths) > 1 and most >= lines + 9
    # Two equal lines with nothing but this column: half of it is as one line of each kind.
    return set(widths) == {2} and kinds + CHOICES - 1 <= most // 2 <= 4 * kinds - CHOICES + 1


def _leaves_choice_of_one(count: int, kinds: int, next_size: int | None) -> bool:
    """The same for kinds of one line with one column that is not nothing."""
    if kinds + CHOICES - 1 <= count <= 4 * kinds - CHOICES + 1:
        return True  # all of them are small
    if kinds == 2:
        # One is 3 or 4 (of 7 in all 2 to 4), and the other was taken in, being smaller than what stayed out.
        return count > 6 and (next_size is None or next_size > max(5, count - 3))
    # All but one are 4 together, which may not be told, and that one was taken in.
    return kinds <= 4 and count >= 9 and (next_size is None or next_size > count - 4)


def _may_be_told(counts: Iterable[int]) -> bool:
    return all(count == 0 or count >= LEAST for count in counts)


def _sums(lines: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*lines, strict=True)))
