"""The sealer and the command that looks at what was sealed, as functions and as the processes they are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.models.report_file import DigitScript, FileFormat
from backend.models.seal import QuarterSeal, SealState
from backend.services import report_files, seals
from backend.services.report_files import Wanted
from backend.work import SilentDoorbell, Work, make_engine
from bot.doorbell import RedisDoorbell, connect
from bot.preparing import Preparing
from bot.sealing import seal_next
from bot.verify_reports import USAGE, look, quarter_of
from service_standards.thai_dates import Quarter
from tests.quarters import OVER, QUARTER, a_matter_in_time, from_marketing


class Helper:
    """A process that runs on."""

    def poll(self) -> int | None:
        return None

    def terminate(self) -> None:
        """Nobody asks it to."""


def asked(work: Work) -> None:
    with work.write() as session:
        a_matter_in_time(session)
        seals.ask(session, QUARTER, {"why-ops1": "รอไม่ได้"}, from_marketing(session), now=OVER)


def told(work: Work, quarter: Quarter | None = None, media: Path = Path("nowhere")) -> tuple[bool, str]:
    lines: list[str] = []
    right = look(work, report_files.store(media), quarter, lines.append)
    return right, "".join(lines)


@pytest.fixture
def sealing_work(database_url: str) -> Iterator[Work]:
    engine = make_engine(database_url)
    yield Work(engine, SilentDoorbell(), lambda: OVER)
    engine.dispose()


def test_the_sealer_seals_what_waits_and_the_command_finds_it_right(sealing_work: Work) -> None:
    assert told(sealing_work) == (True, "0 right, 0 not as kept.\n")
    assert seal_next(sealing_work)
    asked(sealing_work)

    assert seal_next(sealing_work)

    right, words = told(sealing_work, QUARTER)
    assert right
    assert "ok   2569/3 unit ops1 2 rows\n" in words
    assert words.endswith(" right, 0 not as kept.\n")
    assert told(sealing_work, QUARTER.before) == (False, "Quarter 2569/2 is not sealed.\n")


def test_a_row_that_was_tampered_with_is_named(sealing_work: Work) -> None:
    asked(sealing_work)
    seal_next(sealing_work)
    with sealing_work.write() as session:
        session.execute(text("UPDATE sealed_measurement SET outcome = 'missed' WHERE measure = 'resolution'"))

    right, words = told(sealing_work)

    assert not right
    assert "NOT  2569/3 unit ops1 row กนอ-69-000001 resolution: is another than was sealed\n" in words


def test_a_document_whose_bytes_are_others_or_gone_is_named(sealing_work: Work, tmp_path: Path) -> None:
    asked(sealing_work)
    seal_next(sealing_work)
    files = report_files.store(tmp_path)
    wanted = Wanted(quarter=QUARTER, unit_id=None, format=FileFormat.PDF, digits=DigitScript.THAI, with_demo=False)
    with sealing_work.write() as session:
        file = report_files.ask(session, wanted, "content", from_marketing(session), OVER)
        task = report_files.take(session, OVER)
        assert task is not None
        assert report_files.finish(session, files, task, b"%PDF", "content", OVER, OVER)
    where = f"2569/3 file {file.id} all units pdf"
    assert f"ok   {where}\n" in told(sealing_work, QUARTER, tmp_path)[1]

    for harm, words in (
        (lambda path: path.write_bytes(b"%PDF another"), "is another than was made"),
        (lambda path: path.unlink(), "is not there any more"),
    ):
        harm(files.path(file.sha256))
        right, found = told(sealing_work, QUARTER, tmp_path)
        assert not right
        assert f"NOT  {where}: {words}\n" in found


def test_a_sealer_that_fails_writes_why_and_it_is_tried_again(sealing_work: Work) -> None:
    asked(sealing_work)

    def fails(session: Session, seal: QuarterSeal, as_of: datetime) -> Mapping[str, Any]:
        raise MemoryError

    assert not seal_next(sealing_work, fails)

    with sealing_work.read() as session:
        seal = session.scalars(select(QuarterSeal)).one()
        assert seal.state is SealState.SEALING
        assert "MemoryError" in seal.note
        assert seal.next_try_at is not None
        assert seals.is_due(session, OVER + timedelta(minutes=1))


def test_the_clock_starts_one_sealer_where_a_quarter_waits(sealing_work: Work, redis_url: str) -> None:
    redis = connect(redis_url)
    started: list[Helper] = []

    def start() -> Helper:
        started.append(Helper())
        return started[-1]

    sealer = Preparing(start, seals.is_due)

    def looks() -> int:
        sealer.prepare(sealing_work, RedisDoorbell(redis), OVER)
        return len(started)

    assert looks() == 0
    asked(sealing_work)
    assert (looks(), looks()) == (1, 1)
    redis.close()


@pytest.mark.parametrize("argument", ["2569", "2569/5", "2569/0", "69/1", "2569/1/1", "x", "๒๕๖๙/๑"])
def test_what_is_no_quarter_ends_with_how_to_say_one(argument: str) -> None:
    with pytest.raises(SystemExit) as ended:
        quarter_of([argument])
    assert ended.value.code == USAGE


def test_a_quarter_is_named_by_its_year_and_number() -> None:
    assert quarter_of(["2569/3"]) == QUARTER
    assert quarter_of([]) is None


def test_both_processes_do_so_with_the_environments_settings(sqlite_url: str) -> None:
    settings = {
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": "unix:///nowhere/redis.sock",
        "LINE_CHANNEL_SECRET": "the channel's secret",
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "PATH": os.environ["PATH"],
    }
    engine = make_engine(sqlite_url)
    work = Work(engine, SilentDoorbell())
    asked(work)

    def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, env=settings, capture_output=True, text=True, check=False)

    assert run("bot.sealing").returncode == 0
    found = run("bot.verify_reports", "2569/3")
    assert (found.returncode, found.stdout.splitlines()[-1]) == (0, "13 right, 0 not as kept.")
    with work.write() as session:
        session.execute(text("DELETE FROM sealed_measurement WHERE measure = 'resolution'"))
    found = run("bot.verify_reports")
    assert found.returncode == 1
    assert "NOT  2569/3 unit ops1 2 rows: there are 1 now" in found.stdout
    engine.dispose()
