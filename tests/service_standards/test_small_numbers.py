"""Small numbers: nothing that is published is one, and none can be worked out from what is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service_standards.small_numbers import LEAST, told_together

COUNTS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
LINES = st.dictionaries(st.sampled_from("abcdefg"), COUNTS, min_size=1)


@given(LINES)
def test_every_line_is_told_once_and_no_sum_is_small(lines: dict[str, tuple[int, ...]]) -> None:
    groups = told_together(lines)
    if groups is None:
        total = [sum(column) for column in zip(*lines.values(), strict=True)]
        assert len(lines) == 1 or any(0 < count < LEAST for count in total)
        return
    assert sorted(key for group in groups for key in group.keys) == sorted(lines)
    for group in groups:
        assert list(group.counts) == [sum(column) for column in zip(*(lines[key] for key in group.keys), strict=True)]
        assert all(count == 0 or count >= LEAST for count in group.counts)


@given(LINES)
def test_a_small_count_could_as_well_be_another(lines: dict[str, tuple[int, ...]]) -> None:
    """Moving one matter between two lines of its group changes nothing of what is published."""
    for group in told_together(lines) or ():
        for key in group.keys:
            for place, count in enumerate(lines[key]):
                if 0 < count < LEAST:
                    other = next(one for one in group.keys if one != key)
                    moved = {name: list(counts) for name, counts in lines.items()}
                    moved[key][place] -= 1
                    moved[other][place] += 1
                    sums = tuple(sum(column) for column in zip(*(moved[one] for one in group.keys), strict=True))
                    assert sums == group.counts
