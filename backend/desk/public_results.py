"""The results of closed quarters, open to anybody once marketing publishes them: pages and open data, no script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from backend.desk import gate
from backend.desk import public_results_texts as texts
from backend.desk.addresses import FISCAL_YEAR, NUMBER, QUARTER
from backend.desk.context import the_desk
from backend.errors import NotFound
from backend.models.publication import ResultsPublication
from backend.papers.csv import harmless, written
from backend.services import publications
from service_standards.thai_dates import Quarter
from service_standards.told import Told

FRESH = 300
"""Seconds for which a copy may be shown: what is withdrawn is gone everywhere five minutes later."""
SCHEMA = Path(__file__).parent.parent / "data" / "results.schema.json"
FILE = f"results-{FISCAL_YEAR}-q{NUMBER}"
HEAD = (
    "fiscal_year", "quarter", "table", "id", "name_th", "name_en", "received", "met", "missed", "neither",
    "percent_met",
)  # fmt: skip
blueprint = Blueprint("public_results", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """Everything ``public_results.html`` may use; words are told in both languages, and it picks its own."""

    quarter: Quarter
    found: Mapping[str, Any]
    language: str
    trial: bool
    published_at: datetime
    restatements: int
    others: Sequence[Quarter]

    def say(self, told: Told) -> str:
        """The one of two that this page is written in."""
        return told.en if self.language == "en" else told.th

    @property
    def tables(self) -> Sequence[tuple[str, Told, Sequence[Mapping[str, Any]]]]:
        """Anchor, heading and lines of each table."""
        tables = (("units", texts.BY_UNIT), ("standards", texts.BY_STANDARD))
        return [(name, heading, self.found[name]) for name, heading in tables]


@blueprint.get("/results")
@gate.public
def latest() -> Response:
    """The latest results, in Thai."""
    return _page(None, "th")


@blueprint.get("/results/en")
@gate.public
def latest_in_english() -> Response:
    """The same in English."""
    return _page(None, "en")


@blueprint.get(f"/results/{QUARTER}")
@gate.public
def thai(year: int, number: int) -> Response:
    """The results of a quarter, in Thai."""
    return _page(Quarter(year, number), "th")


@blueprint.get(f"/results/{QUARTER}/en")
@gate.public
def english(year: int, number: int) -> Response:
    """The same in English."""
    return _page(Quarter(year, number), "en")


@blueprint.get(f"/open-data/{FILE}.json")
@gate.public
def as_json(year: int, number: int) -> Response:
    """The results as they were made, by the schema beside them."""
    return _cached(Response(_published(Quarter(year, number)).document, mimetype="application/json"))


@blueprint.get(f"/open-data/{FILE}.csv")
@gate.public
def as_csv(year: int, number: int) -> Response:
    """The same as one table, for spreadsheets."""
    found = json.loads(_published(Quarter(year, number)).document)
    rows: list[Sequence[object]] = [HEAD]
    total = [found["total"]] if found["total"] else []
    for name, lines in (("total", total), ("unit", found["units"]), ("standard", found["standards"])):
        for line in lines:
            of = [" + ".join(one[key] for one in line["of"]) for key in ("id", "th", "en")]
            counts = [line[key] for key in ("received", "met", "missed", "neither", "percent_met")]
            rows.append([year, number, name, *map(harmless, of), *counts])
    headers = {"Content-Disposition": f'attachment; filename="results-{year}-q{number}.csv"'}
    return _cached(Response(written(rows), mimetype="text/csv", headers=headers))


@blueprint.get("/open-data/results.schema.json")
@gate.public
def schema() -> Response:
    """What the JSON holds."""
    return _cached(Response(SCHEMA.read_text(encoding="utf-8"), mimetype="application/schema+json"))


def _published(quarter: Quarter) -> ResultsPublication:
    with the_desk().work.read() as session:
        row = publications.of_quarter(session, quarter)
    if row is None:
        raise NotFound("ยังไม่มีผลของไตรมาสนี้ที่เผยแพร่")
    return row


def _page(quarter: Quarter | None, language: str) -> Response:
    with the_desk().work.read() as session:
        rows = publications.standing(session)
    quarters = [Quarter(row.seal.fiscal_year, row.seal.quarter) for row in rows]
    wanted = quarter or (quarters[0] if quarters else None)
    if wanted is None or wanted not in quarters:
        page = render_template("public_results_none.html", language=language, texts=texts, others=quarters)
        return make_response(page, 404)
    row = rows[quarters.index(wanted)]
    shown = ResultsPage(
        quarter=wanted,
        found=json.loads(row.document),
        language=language,
        trial=the_desk().settings.trial,
        published_at=row.published_at,
        restatements=len(row.seal.restatements),
        others=[one for one in quarters if one != wanted],
    )
    return _cached(make_response(render_template("public_results.html", page=shown, texts=texts)))


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.add_etag()
    response.make_conditional(request)
    return response
