"""The holiday files: there in time, reviewed, and right where it is known what is right."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from service_standards.errors import CalendarError
from service_standards.holiday_draft import draft
from service_standards.holiday_files import DATA, all_years, missing_files, read_year
from service_standards.instants import BANGKOK, BUDDHIST_ERA
from service_standards.office import office

YEARS = [year.year for year in all_years()]


def test_next_years_holidays_are_in_by_december() -> None:
    """The cabinet sets them each year: `python -m service_standards holidays` drafts the file, a person reviews it."""
    missing = missing_files(datetime.now(BANGKOK).date())

    assert missing == [], (
        "draft it with `python -m service_standards holidays YEAR`, review it, put it beside the others"
    )


def test_a_missing_file_is_named_from_december_on() -> None:
    assert missing_files(date(2027, 11, 30)) == []
    assert missing_files(date(2027, 12, 1)) == ["holidays_2571.toml"]
    assert missing_files(date(2028, 1, 1)) == ["holidays_2571.toml"]


def test_the_years_follow_each_other() -> None:
    assert list(range(2023, 2028)) == YEARS


@pytest.mark.parametrize(
    "closed",
    ["2026-01-02", "2026-04-13", "2026-04-14", "2026-04-15", "2026-06-01", "2026-05-13", "2026-12-07",
     "2025-06-02", "2025-08-11", "2024-04-12", "2024-12-30", "2023-07-31", "2023-12-29", "2027-02-22", "2027-12-06"],
)  # fmt: skip
def test_offices_of_the_state_are_closed_on(closed: str) -> None:
    assert office().shifts_on(date.fromisoformat(closed)) == ()


@pytest.mark.parametrize(
    "working",
    ["2026-04-16", "2026-05-01", "2026-06-02", "2026-07-31", "2026-10-16", "2024-01-02", "2024-05-01", "2027-05-03"],
)
def test_offices_of_the_state_are_open_on(working: str) -> None:
    assert office().shifts_on(date.fromisoformat(working)) != ()


@pytest.mark.parametrize("year", all_years(), ids=lambda year: str(year.year))
def test_every_special_day_has_its_resolution_and_its_date(year: object) -> None:
    special = [closure for closure in year.closures if "กรณีพิเศษ" in closure.reason_th]

    for closure in special:
        assert closure.source.startswith("มติคณะรัฐมนตรี ")
        assert closure.announced_on < closure.on


def test_what_is_not_announced_for_next_year_is_said() -> None:
    (questions,) = (year.open_questions for year in all_years() if year.year == 2027)

    assert any("พืชมงคล" in question for question in questions)
    assert any("กรณีพิเศษ" in question for question in questions)


@pytest.mark.parametrize("year", YEARS)
def test_the_files_hold_the_days_of_the_library_they_were_made_from(year: int) -> None:
    """A new version of the library that knows more fails here: review the file against it."""
    drafted = tomllib.loads(draft(year + BUDDHIST_ERA))
    (kept,) = (held for held in all_years() if held.year == year)

    assert [entry["on"] for entry in drafted["closed"]] == [closure.on for closure in kept.closures]
    assert [entry["name_th"] for entry in drafted["closed"]] == [closure.reason_th for closure in kept.closures]


def written(path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A copy of this year's file with something wrong in it."""
    text = (DATA / "holidays_2569.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (path / name).write_text(text, encoding="utf-8")
    return path / name


def test_a_draft_nobody_reviewed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holidays_2571.toml").write_text(draft(2571), encoding="utf-8")

    with pytest.raises(CalendarError, match=r"holidays_2571\.toml is still a draft"):
        read_year(tmp_path / "holidays_2571.toml")


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("holidays_2570.toml", ("", ""), "its name should be holidays_2569"),
        ("holidays_2569.toml", ("on = 2026-04-14", "on = 2026-04-13"), "2026-04-13 is there twice"),
        ("holidays_2569.toml", ("on = 2026-04-14", "on = 2025-04-14"), "2025-04-14 is not in 2026"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(
    tmp_path: Path, name: str, change: tuple[str, str], message: str
) -> None:
    with pytest.raises(CalendarError, match=message):
        read_year(written(tmp_path, name, change))
