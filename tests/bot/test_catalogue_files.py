"""The catalogue goes out into files, is edited there, and comes back as a version of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.queries import catalogues as seen_by_staff
from backend.queries.catalogues import Standing
from backend.services import catalogues
from backend.work import SilentDoorbell, Work, make_engine
from bot import catalogue_files
from intents.catalogue import load_catalogue
from tests.catalogues import a_version, prepare, shipped, small
from tests.factories import NOW, a_staff

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def work(database_url: str) -> Iterator[Work]:
    """A database in which the small catalogue is in force as version 1, and where Napa works."""
    engine = make_engine(database_url)
    work = Work(engine, SilentDoorbell(), lambda: NOW)
    with work.write() as session:
        a_staff(session, username="napa", name="นภา ศรีสุข")
        shipped(session)
    yield work
    engine.dispose()


@pytest.fixture
def run(work: Work, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; its exit status and what it said."""

    def run(*arguments: object) -> tuple[int, str]:
        status = catalogue_files.run(work, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def bring_in(run: Run, folder: Path, *, by: str = "napa") -> tuple[int, str]:
    return run("import", folder, "--by", by, "--why", "แก้เวลาทำการ")


def test_what_is_in_force_goes_out_and_comes_back_edited(work: Work, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert run("export", folder) == (0, f"version 1 is in {folder}\n")
    assert load_catalogue(folder) == small()

    replace_in(folder / "office_hours.toml", "เปิดวันจันทร์ถึงศุกร์ค่ะ", "เปิดทุกวันค่ะ")
    status, said = bring_in(run, folder)

    assert (status, said.split(":")[0]) == (0, "version 2 is made")
    with work.read() as session:
        made = seen_by_staff.version(session, 2)
        assert (made.standing, made.made_by, made.based_on) == (Standing.WAITING, "นภา ศรีสุข", 1)
        answer = catalogues.load(catalogues.find(session, 2)).intents["office_hours"].answer
        assert answer is not None
        assert answer.th == "เปิดทุกวันค่ะ"


def test_an_older_version_goes_out_by_its_number(work: Work, run: Run, tmp_path: Path) -> None:
    with work.write() as session:
        staff = a_staff(session)
        new = a_version(session, staff, "ฮัลโหลจ้า", based_on=catalogues.find(session, 1))
        prepare(session, new)
        catalogues.publish(session, new.id, by=staff, why="เพิ่ม", seen=1, now=NOW)

    run("export", tmp_path / "new")
    run("export", "--version", 1, tmp_path / "old")

    assert "ฮัลโหลจ้า" in load_catalogue(tmp_path / "new").intents["greeting"].examples["th"]
    assert load_catalogue(tmp_path / "old") == small()
    replace_in(tmp_path / "old" / "greeting.toml", '"ดีจ้า"', '"ดีจ้าา ทุกคน"')
    bring_in(run, tmp_path / "old")
    with work.read() as session:
        assert seen_by_staff.version(session, 3).based_on == 1, "whose publishing would undo version 2 unseen"


def test_a_folder_of_unknown_origin_changes_what_is_in_force(work: Work, run: Run, tmp_path: Path) -> None:
    run("export", tmp_path / "out")
    (tmp_path / "out" / "VERSION").unlink()
    replace_in(tmp_path / "out" / "greeting.toml", '"ดีจ้า"', '"ดีจ้าา ทุกคน"')

    assert bring_in(run, tmp_path / "out")[0] == 0
    with work.read() as session:
        assert seen_by_staff.version(session, 2).based_on == 1


def test_faults_are_named_with_file_and_line_and_make_no_version(work: Work, run: Run, tmp_path: Path) -> None:
    run("export", tmp_path / "out")
    replace_in(tmp_path / "out" / "greeting.toml", 'kind = "none"', 'kind = "nothing"')
    (tmp_path / "out" / "water_supply.toml").write_text('id = "water', encoding="utf-8")

    status, said = bring_in(run, tmp_path / "out")

    assert status == 1
    assert "greeting.toml:4: kind 'nothing' is not one of" in said
    assert "water_supply.toml: is not TOML" in said
    with work.read() as session:
        assert len(seen_by_staff.versions(session)) == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: None, "ยังไม่มีอะไรเปลี่ยน"),
        (lambda folder: (folder / "VERSION").write_text("seven"), "names no version of this database"),
        (lambda folder: (folder / "VERSION").write_text("999"), "names no version of this database"),
    ],
)
def test_what_cannot_be_brought_in_is_told(
    run: Run, tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    run("export", tmp_path / "out")
    spoil(tmp_path / "out")

    status, told = bring_in(run, tmp_path / "out")

    assert status == 1
    assert said in told


def test_what_the_program_needs_cannot_be_left_out(run: Run, tmp_path: Path) -> None:
    run("export", tmp_path / "out")
    (tmp_path / "out" / "greeting.toml").unlink()
    replace_in(tmp_path / "out" / "office_hours.toml", '"water_supply", "greeting"', '"water_supply"')

    status, told = bring_in(run, tmp_path / "out")

    assert (status, "greeting" in told) == (1, True)


def test_nothing_is_written_over_and_strangers_bring_nothing_in(run: Run, tmp_path: Path) -> None:
    run("export", tmp_path / "out")
    assert "is not empty" in run("export", tmp_path / "out")[1]
    assert "nobody signs in as 'stranger'" in bring_in(run, tmp_path / "out", by="stranger")[1]
    assert "ไม่มีคลังคำถามฉบับที่ 9" in run("export", "--version", 9, tmp_path / "none")[1]
