"""The canonical form and its hashes: the order of reading changes nothing, any other cell changes the hash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.models.measurement import Measured
from backend.services import canonical
from backend.services.canonical import COLUMNS, Hashed, Hashing
from backend.services.sealed_rows import values_of

ALPHABET = st.text(st.sampled_from('กนอ-69ab,"\\\n[] '), max_size=8)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "unit_id": st.sampled_from(["ops1", "ops2", "ftl"]),
    "number": st.integers(1, 999_999).map(lambda number: f"กนอ-69-{number:06d}"),
    "measure": st.sampled_from(["first_response", "resolution", "progress"]),
    "estate_id": st.none() | ALPHABET,
    **{name: st.integers(-5, 2**40) for name in ("ticket_id", "charter_id", "fiscal_year", "quarter", "month")},
    **{name: st.integers(0, 2**40) for name in ("pauses", "paused_minutes", "doubtful", "reopenings", "disputes")},
    "flags": st.integers(0, 31),
    "spent": st.none() | st.integers(0, 2**40),
    **{name: st.booleans() for name in ("provisional", "urgent", "demo", "lasting")},
    **{
        name: st.none() | st.datetimes(timezones=st.just(UTC)).map(canonical.instant)
        for name in ("received_at", "due_at", "stopped_at", "promised_due_at", "paused_since")
    },
}
ROW = st.tuples(*(CELLS.get(name, ALPHABET) for name in COLUMNS))
ROWS = st.lists(ROW, min_size=1, max_size=6, unique_by=lambda row: row[:3])


def hash_rows(rows: Iterable[tuple[Any, ...]]) -> Mapping[str, Hashed]:
    """The hashes of rows that come in any order, as a database puts them in turn."""
    hashing = Hashing()
    for row in sorted(rows, key=lambda one: one[:3]):
        hashing.add(row)
    return hashing.units


def test_every_column_of_a_measurement_is_sealed() -> None:
    assert set(COLUMNS) == set(Measured.__annotations__)
    assert len(set(COLUMNS)) == len(COLUMNS)


@given(ROWS, st.randoms())
def test_the_order_of_reading_changes_nothing(rows: list[tuple[Any, ...]], draw: Random) -> None:
    shuffled = list(rows)
    draw.shuffle(shuffled)

    assert hash_rows(shuffled) == hash_rows(rows)


@given(st.data())
def test_any_changed_cell_and_any_row_more_or_less_changes_the_hash(data: st.DataObject) -> None:
    rows = data.draw(ROWS)
    which = data.draw(st.integers(0, len(rows) - 1))
    place = data.draw(st.integers(0, len(COLUMNS) - 1))
    before = rows[which]
    other = data.draw(CELLS.get(COLUMNS[place], ALPHABET).filter(lambda value: value != before[place]))
    changed = list(rows)
    changed[which] = (*before[:place], other, *before[place + 1 :])
    if len({row[:3] for row in changed}) < len(changed):
        with pytest.raises(ValueError, match="comes after"):
            hash_rows(changed)
        return

    assert hash_rows(changed) != hash_rows(rows)
    assert hash_rows(rows[:which] + rows[which + 1 :]) != hash_rows(rows)


@given(ROW)
def test_no_two_rows_have_one_canonical_form(row: tuple[Any, ...]) -> None:
    shifted = (*row[:3], row[4], row[3], *row[5:])

    assert (canonical.line(shifted) == canonical.line(row)) is (row[3] == row[4])
    assert canonical.line(row).count(b"\n") == 1


def test_rows_out_of_turn_or_twice_are_refused() -> None:
    first, second = ("ops1", "1", "a"), ("ops1", "2", "a")
    rest = (None,) * (len(COLUMNS) - 3)
    for given_in_turn in ((second, first), (first, first)):
        hashing = Hashing()
        hashing.add((*given_in_turn[0], *rest))
        with pytest.raises(ValueError, match="comes after"):
            hashing.add((*given_in_turn[1], *rest))


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_earlier_instants_sort_first_as_texts_too(one: datetime, other: datetime) -> None:
    assert (canonical.instant(one) < canonical.instant(other)) is (one < other)


def test_an_instant_is_one_whatever_its_zone_and_none_without() -> None:
    bangkok = timezone(timedelta(hours=7))
    assert canonical.instant(datetime(2026, 4, 9, 10, tzinfo=bangkok)) == "2026-04-09T03:00:00+00:00"
    with pytest.raises(ValueError, match="time zone"):
        canonical.instant(datetime(2026, 4, 9, 10))  # noqa: DTZ001 - what is refused


@given(st.datetimes(timezones=st.just(UTC)), st.booleans())
def test_both_databases_ways_of_writing_come_to_the_same(at: datetime, truth: bool) -> None:
    as_sqlite: dict[type, Callable[[Any], Any]] = {
        datetime: lambda value: value.replace(tzinfo=None).isoformat(" ", "microseconds"),
        bool: int,
    }
    cells = dict.fromkeys(("received_at", "due_at"), at) | dict.fromkeys(("demo", "lasting"), truth)
    postgresql = [cells.get(name) for name in COLUMNS]
    sqlite = [as_sqlite.get(type(value), lambda same: same)(value) for value in postgresql]

    assert values_of(sqlite) == values_of(postgresql)


def test_a_text_has_its_keys_in_order_and_no_spaces() -> None:
    value = {"b": [1, None, True], "a": {"ก": date(2026, 4, 9), "at": datetime(2026, 4, 9, tzinfo=UTC)}}

    assert canonical.text(value) == '{"a":{"at":"2026-04-09T00:00:00+00:00","ก":"2026-04-09"},"b":[1,null,true]}'
    with pytest.raises(TypeError):
        canonical.text({"a": object()})
