"""Published results and documents of reports, held against what was sealed and made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from backend.files import MediaStore
from backend.models.publication import ResultsPublication
from backend.models.report_file import DigitScript, FileFormat, ReportFile
from backend.models.seal import QuarterSeal, SealPart
from backend.queries.public_results import document
from backend.services import canonical, publications, report_files
from backend.services.report_files import Wanted
from backend.services.seal_audit import Finding, verify_files, verify_publications
from backend.work import Work
from tests.backend.conftest import Clock
from tests.quarters import OVER, QUARTER, a_matter_in_time, a_missed_matter, close, from_marketing

WHERE = "2569/3 publication 1"


def publish(work: Work, clock: Clock) -> int:
    """The results of a quarter with six matters met and six missed; the id of its seal."""
    clock.at = OVER + timedelta(days=1)
    with work.write() as session:
        marketing = from_marketing(session)
        for _ in range(6):
            a_matter_in_time(session)
            a_missed_matter(session)
    seal = close(work, marketing)
    with work.write() as session:
        made = document(session, session.get_one(QuarterSeal, seal.id))
        publications.publish(session, seal.id, made, marketing, clock.at)
    return seal.id


def found(work: Work) -> list[Finding]:
    with work.snapshot() as session:
        return list(verify_publications(session, document))


def write(work: Work, content: str) -> None:
    """Another document, with its own hash."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    with work.write() as session:
        session.execute(update(ResultsPublication).values(document=content, sha256=sha256))


def published(work: Work) -> dict[str, Any]:
    with work.read() as session:
        told: dict[str, Any] = json.loads(session.scalars(select(ResultsPublication.document)).one())
        return told


def test_what_was_published_is_found_right_when_it_is_withdrawn_too(work: Work, clock: Clock) -> None:
    seal_id = publish(work, clock)
    assert found(work) == [Finding(WHERE)]
    with work.write() as session:
        (standing,) = publications.of_seal(session, seal_id)
        publications.withdraw(session, seal_id, "พิมพ์ผิด", from_marketing(session), seen=standing.id, now=clock.at)
    assert found(work) == [Finding(WHERE)]
    with work.snapshot() as session:
        assert list(verify_publications(session, document, QUARTER)) == [Finding(WHERE)]
        assert list(verify_publications(session, document, QUARTER.before)) == []


def test_a_document_that_was_changed_under_its_hash_is_named(work: Work, clock: Clock) -> None:
    publish(work, clock)
    with work.write() as session:
        session.execute(text("UPDATE results_publication SET document = replace(document, '12', '13')"))
    assert found(work) == [Finding(WHERE, "its hash is another than was published")]


def _more_met(told: dict[str, Any]) -> None:
    told["total"]["met"] += 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_more_met, "total"),
        (lambda told: told.update(received=told["received"] + 1), "received"),
        (lambda told: told.update(received=True), "received"),
        (lambda told: told["units"][0].update(missed=0), "units"),
        (lambda told: told["standards"].clear(), "standards"),
        (lambda told: told.pop("standards"), "standards"),
        (lambda told: told.update(units=None), "units"),
        (lambda told: told.update(seal_sha256="0" * 64), "seal_sha256"),
        (lambda told: told.update(quarter=2), "quarter"),
    ],
)
def test_figures_that_are_not_those_of_the_sealed_rows_are_named_even_with_a_hash_made_anew(
    work: Work, clock: Clock, change: Callable[[dict[str, Any]], object], named: str
) -> None:
    publish(work, clock)
    told = published(work)
    change(told)
    write(work, canonical.text(told))
    assert found(work) == [Finding(WHERE, f"says otherwise than what was sealed: {named}")]


@pytest.mark.parametrize("content", ["x", "", "[]", "7", "null", "{}", "[" * 100_000])
def test_a_document_that_is_no_results_is_named(work: Work, clock: Clock, content: str) -> None:
    publish(work, clock)
    write(work, content)
    assert found(work) == [Finding(WHERE, "is no results in JSON")]


def test_a_document_that_says_a_figure_twice_is_named(work: Work, clock: Clock) -> None:
    publish(work, clock)
    write(work, '{"received":999,' + canonical.text(published(work))[1:])
    assert found(work) == [Finding(WHERE, "is not in the form in which it was published")]


def test_results_of_a_seal_that_cannot_be_read_are_named(work: Work, clock: Clock) -> None:
    publish(work, clock)
    with work.write() as session:
        session.execute(update(SealPart).where(SealPart.name == "charters").values(content="7"))
    [one] = found(work)
    assert one.problem.startswith("cannot be compared with its seal")


@pytest.mark.parametrize("sha256", ["..", "0" * 63, "G" * 64, "٠" * 64, "../" * 21])
def test_what_is_no_hash_of_a_file_is_named(work: Work, tmp_path: Path, sha256: str) -> None:
    files = a_file(work, tmp_path)
    with work.write() as session:
        session.execute(update(ReportFile).values(sha256=sha256))
    assert of_files(work, files) == ["what it keeps as its hash is none"]


def test_a_file_that_cannot_be_opened_is_named(work: Work, tmp_path: Path) -> None:
    files = a_file(work, tmp_path)
    with work.read() as session:
        path = files.path(session.scalars(select(ReportFile.sha256)).one())
    path.unlink()
    path.mkdir()
    assert of_files(work, files) == ["cannot be read (IsADirectoryError)"]


def a_file(work: Work, folder: Path) -> MediaStore:
    files = report_files.store(folder)
    wanted = Wanted(quarter=QUARTER, unit_id=None, format=FileFormat.PDF, digits=DigitScript.THAI, with_demo=False)
    with work.write() as session:
        report_files.ask(session, wanted, "content", from_marketing(session), OVER)
        task = report_files.take(session, OVER)
        assert task is not None
        assert report_files.finish(session, files, task, b"%PDF", "content", OVER, OVER)
    return files


def of_files(work: Work, files: MediaStore) -> list[str]:
    with work.snapshot() as session:
        return [finding.problem for finding in verify_files(session, files)]
