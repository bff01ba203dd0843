"""Small numbers: nothing that is published is one, and none can be worked out from what is, by the rule neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_standards.small_numbers import CHOICES, LEAST, told_together

COUNTS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
LINES = st.dictionaries(st.sampled_from(["a.a", "b.a", "a.b", "b.b", "c.b", "a.c", "other"]), COUNTS, min_size=1)
OTHER = "other"
Table = dict[str, tuple[int, ...]]


def kind_of(key: str) -> str:
    return key.rpartition(".")[2]


def added(lines: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*lines, strict=True))


@given(LINES)
def test_every_line_is_told_once_and_no_sum_is_small(lines: Table) -> None:
    groups = told_together(lines, kind_of, never_alone=OTHER)
    for group in groups or ():
        assert group.counts == added(lines[key] for key in group.keys)
        assert all(count == 0 or count >= LEAST for count in group.counts)
    if groups is not None:
        assert sorted(key for group in groups for key in group.keys) == sorted(lines)


@given(LINES)
def test_a_kind_is_told_alone_all_or_none_and_other_is_never_alone(lines: Table) -> None:
    for group in told_together(lines, kind_of, never_alone=OTHER) or ():
        if len(group.keys) == 1:
            assert group.keys != (OTHER,) or not any(group.counts)
        else:
            kinds = {kind_of(key) for key in group.keys}
            assert len(kinds) > 1
            assert set(group.keys) == {key for key in lines if kind_of(key) in kinds}


def splits(count: int, lines: int) -> Iterator[tuple[int, ...]]:
    """All ways to give a count to so many lines."""
    if lines == 1:
        yield (count,)
        return
    for first in range(count + 1):
        for rest in splits(count - first, lines - 1):
            yield (first, *rest)


def tables(keys: Sequence[str], total: Sequence[int]) -> Iterator[Table]:
    """All tables of this total; a line that is nothing is left out, as it is from a table of the results."""
    for columns in product(*(list(splits(count, len(keys))) for count in total)):
        table = dict(zip(keys, zip(*columns, strict=True), strict=True))
        yield {key: counts for key, counts in table.items() if any(counts)}


def pairs_are_equal(table: Table) -> bool:
    """Whether a.x and b.x count the same matters, for each x; c.x is as the progress that only some are told of."""
    return all(
        sum(counts) == sum(table.get(f"{'b' if key[0] == 'a' else 'a'}.{key[2:]}", ()))
        for key, counts in table.items()
        if key[:2] in ("a.", "b.")
    )


def assert_withheld(every: Iterable[Table]) -> None:
    """For each table the others that publish the same leave a choice of each small count of a line, and of its sum."""
    came: dict[object, list[Table]] = defaultdict(list)
    for table in every:
        groups = told_together(table, kind_of, never_alone=OTHER)
        came[None if groups is None else tuple(groups)].append(table)
    for told, same in came.items():
        alone = {group.keys[0] for group in told if len(group.keys) == 1} if isinstance(told, tuple) else set()
        seen: dict[tuple[str, int], set[int]] = defaultdict(set)
        keys = {key for table in same for key in table}
        width = len(next(iter(same[0].values())))
        for table in same:
            for key in keys - alone:
                counts = table.get(key, (0,) * width)
                for place, count in enumerate((*counts, sum(counts))):
                    seen[key, place].add(count)
        for (key, place), values in seen.items():
            if any(0 < count < LEAST for count in values):
                assert len(values) >= (2 if told is None else CHOICES), (told, key, place, values, same[:3])


@pytest.mark.parametrize("lines", [2, 3, 4, 5])
@pytest.mark.parametrize("count", range(LEAST, 24))
def test_of_one_column_no_small_count_is_worked_out(lines: int, count: int) -> None:
    assert_withheld(tables("vwxyz"[:lines], (count,)))


@pytest.mark.parametrize(
    ("lines", "total"),
    [(2, (5, 5)), (3, (5, 5)), (3, (9, 7)), (3, (5, 18)), (3, (13, 14)), (4, (5, 6)), (4, (8, 8)), (3, (5, 5, 6))],
)
def test_of_several_columns_no_small_count_is_worked_out(lines: int, total: tuple[int, ...]) -> None:
    assert_withheld(tables("vwxyz"[:lines], total))


@pytest.mark.parametrize(
    ("keys", "total"),
    [
        *((("a.x", "b.x", "a.y", "b.y"), (count,)) for count in range(6, 32, 2)),
        *((("a.x", "b.x", "a.y", "b.y", "a.z", "b.z"), (count,)) for count in range(6, 24, 2)),
        *((("a.x", "b.x", "a.y", "b.y", OTHER), (count,)) for count in range(LEAST, 24)),
        (("a.x", "b.x", "a.y", "b.y"), (5, 5)),
        (("a.x", "b.x", "a.y", "b.y"), (9, 9)),
        (("a.x", "b.x", "a.y", "b.y"), (13, 5)),
        (("a.x", "b.x", "a.y", "b.y"), (13, 11)),
        (("a.x", "b.x", "c.x", "a.y", "b.y"), (14, 5)),
        (("a.x", "b.x", OTHER), (13, 12)),
        (("a.x", "b.x", "a.y", "b.y", OTHER), (9, 6)),
        (("a.x", "b.x", "a.y", "b.y", OTHER), (5, 10)),
    ],
)
def test_of_equal_lines_no_small_count_is_worked_out(keys: Sequence[str], total: tuple[int, ...]) -> None:
    assert_withheld(table for table in tables(keys, total) if pairs_are_equal(table))


@pytest.mark.parametrize("counts", [(4, 4, 5), (4, 5, 5)])
def test_what_only_one_table_could_come_to_is_not_told(counts: Sequence[int]) -> None:
    """Both told 8 or 9 beside a 5, and only 4 and 4, or 4 and 5, come to that."""
    (group,) = told_together({key: (count,) for key, count in zip("abc", counts, strict=True)}) or ()
    assert group.keys == ("a", "b", "c")


def test_two_equal_lines_are_not_told_together_alone() -> None:
    lines = {"response.utility": (3, 0), "resolution.utility": (3, 0), "response.permit": (9, 9), OTHER: (20, 20)}
    groups = told_together(lines, kind_of, never_alone=OTHER)
    assert groups is not None
    assert [group.keys for group in groups] == [("response.permit",), (OTHER, "resolution.utility", "response.utility")]
