"""A fiscal year of matters, made up and written fast: ``python -m tests.generated_year 100000`` counts so many twice.

Matters are asked about, answered, handed on, taken for another kind, withdrawn, resolved and reopened; closures are
entered late, and in the middle of the year a second version of the charter comes into force. What was made up is
remembered in the story's own words, for ``tests.slow_recount`` to count again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, select, true
from sqlalchemy.orm import Session

from backend.models.calendar import CalendarEntry
from backend.models.charter import CharterVersion
from backend.models.contact import Author, Contact
from backend.models.staff import Role
from backend.models.ticket import Rating, Status, Ticket, TicketEvent
from backend.schema import migrate
from backend.services import measurements, reference
from backend.work import SilentDoorbell, Work, make_engine
from service_standards.allowance import Allowance
from service_standards.charter import Charter, Standing, load_trial_charter
from service_standards.instants import BANGKOK
from service_standards.terms import Measure
from tests.factories import a_chat, a_staff, a_unit, an_estate

FISCAL_YEAR = 2569
HALF_HOUR = timedelta(minutes=30)
BEGINS, SECOND_CHARTER, ENDS = (datetime(*day, tzinfo=BANGKOK) for day in ((2025, 10, 1), (2026, 2, 16), (2026, 10, 1)))
MEASURED = ENDS + timedelta(days=3)
"""When all is measured: what is still open then stays so in the rows."""
UNITS = ("ops1", "ops2", "ops3", "ftl")
ESTATES = (None, "bang_chan", "bang_pu", "map_ta_phut")
KINDS = (
    *("inquiry", "inquiry", "utility", "utility", "complaint", "permit", "environment", "suggestion", "integrity"),
    "privacy_request",
)
CHANNELS = ("line", "line", "line", "phone")
ASKS, ASKS_NOTHING = "ขอเลขที่แปลงค่ะ", "ขอบคุณค่ะ"
GAPS = (*range(1, 9), 12, 16, 20, 30, 48, 49, 70, 96, 140, 200, 340, 520)
"""Between one thing and the next, in half hours: an hour or two, a night, some days, more than ten days."""
AMENDED = {
    "response.inquiry": "4 business_hours",
    "response.utility": "3 business_hours",
    "resolution.inquiry": "10 calendar_days",
    "resolution.permit": "2 working_days",
}
"""What the second version of the charter promises otherwise; it promises no progress, and suggestions an outcome."""


@dataclass(frozen=True)
class Closing:
    """A closure in the story's own words; ``spans`` are the open minutes of its days, none for a closed day."""

    days: tuple[date, ...]
    entered_at: datetime
    unit: str | None = None
    estate: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    withdrawn_at: datetime | None = None


CLOSINGS = (
    Closing((date(2025, 11, 24), date(2025, 11, 25)), datetime(2025, 11, 28, 9, tzinfo=BANGKOK)),
    Closing((date(2026, 1, 19), date(2026, 1, 20)), datetime(2026, 1, 20, 15, tzinfo=BANGKOK), estate="bang_pu"),
    Closing(tuple(date(2026, 3, day) for day in range(9, 14)), datetime(2026, 3, 16, 9, tzinfo=BANGKOK), unit="ops2"),
    Closing((date(2026, 5, 18),), datetime(2026, 5, 19, 8, tzinfo=BANGKOK), spans=((510, 720),)),
    Closing(
        tuple(date(2026, 6, day) for day in range(22, 27)),
        datetime(2026, 6, 12, 7, tzinfo=BANGKOK),
        withdrawn_at=datetime(2026, 6, 27, 9, tzinfo=BANGKOK),
    ),
    Closing((date(2026, 8, 24), date(2026, 8, 25)), datetime(2026, 8, 31, 9, tzinfo=BANGKOK)),
)


@dataclass
class Matter:
    """What happened to one matter: ``events`` are those that a clock reads, ``questions`` what was asked when."""

    id: int
    received: datetime
    first_unit: str
    estate: str | None
    kind: str
    channel: str
    second_charter: bool
    unit: str = ""
    events: list[tuple[datetime, str]] = field(default_factory=list)
    moves: list[tuple[datetime, str]] = field(default_factory=list)
    questions: dict[datetime, str] = field(default_factory=dict)
    disputes: int = 0
    ratings: list[int] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Its events as the table takes them."""

    def __post_init__(self) -> None:
        self.unit = self.first_unit


def second_charter() -> Charter:
    """The charter of the second half of the year, approved by the board."""
    trial = load_trial_charter()
    approved = [replace(one, standing=Standing.APPROVED, source="มติคณะกรรมการ กนอ.") for one in trial.standards]
    kept = [
        replace(one, allowance=Allowance.parse(AMENDED.get(one.code, str(one.allowance))))
        for one in approved
        if one.measure is not Measure.PROGRESS
    ]
    like = next(one for one in kept if one.code == "resolution.permit")
    new = replace(like, code="resolution.suggestion", kind="suggestion", allowance=Allowance.parse("7 working_days"))
    return Charter(
        version="กฎบัตร พ.ศ. 2569",
        standing=Standing.APPROVED,
        standards=(*kept, new),
        in_force_from=SECOND_CHARTER,
    )


def make_up(many: int, seed: int, unfinished: float = 1) -> Iterator[Matter]:
    """So many matters, received all over the year; of those that nobody has ended this share is left so."""
    draw = Random(seed)
    steps = int((ENDS - BEGINS) / HALF_HOUR)
    for id in range(1, many + 1):
        received = BEGINS + draw.randrange(steps) * HALF_HOUR
        matter = Matter(
            id=id,
            received=received,
            first_unit=draw.choice(UNITS),
            estate=draw.choice(ESTATES),
            kind=draw.choice(KINDS),
            channel=draw.choice(CHANNELS),
            second_charter=received >= SECOND_CHARTER,
        )
        _course(draw, matter, unfinished)
        yield matter


def _course(draw: Random, matter: Matter, unfinished: float) -> None:
    at = matter.received
    _happen(matter, at, "received")
    resolved = False
    for _ in range(draw.choice((0, 1, 2, 3, 3, 4, 5, 6, 8))):
        at += draw.choice(GAPS) * HALF_HOUR
        if at >= ENDS:
            break
        what = draw.choice(("reopened", "responded", "end") if resolved else (
            *("responded", "responded", "asked_customer", "asked_customer", "customer_replied", "customer_replied"),
            *("progress_told", "transferred", "kind_corrected", "resolved", "resolved", "resolved", "withdrawn"),
        ))  # fmt: skip
        if what == "end":
            return
        if what == "withdrawn":
            _happen(matter, at, draw.choice(("cancelled", "duplicate_of")))
            return
        _live(draw, matter, at, what)
        resolved = what == "resolved" or (resolved and what != "reopened")
    at += draw.choice(GAPS) * HALF_HOUR
    if not resolved and at < ENDS and draw.random() >= unfinished:
        _live(draw, matter, at, "resolved")


def _live(draw: Random, matter: Matter, at: datetime, what: str) -> None:
    if what == "transferred":
        to = draw.choice([unit for unit in UNITS if unit != matter.unit])
        matter.rows.append(_row(matter, at, what, {"from_unit": matter.unit, "to_unit": to, "why": ""}))
        matter.moves.append((at, to))
        matter.unit = to
    elif what == "kind_corrected":
        kind = draw.choice([kind for kind in KINDS if kind != matter.kind])
        matter.rows.append(_row(matter, at, what, {"from_kind": matter.kind, "to_kind": kind, "why": ""}))
        matter.kind = kind
    elif what == "reopened":
        by_customer = draw.random() < 0.6
        matter.disputes += by_customer
        _happen(matter, at, what, by_customer=by_customer)
    else:
        _happen(matter, at, what)
        if what == "asked_customer":
            matter.questions[at] = draw.choice((ASKS, ASKS, ASKS, ASKS_NOTHING))
        if what == "resolved" and draw.random() < 0.3:
            matter.ratings.append(draw.randint(1, 5))


def _happen(matter: Matter, at: datetime, what: str, **detail: object) -> None:
    matter.events.append((at, what))
    matter.rows.append(_row(matter, at, what, detail))


def _row(matter: Matter, at: datetime, what: str, detail: dict[str, Any]) -> dict[str, Any]:
    return {"ticket_id": matter.id, "what": what, "at": at, "recorded_at": at, "contact_id": None, "detail": detail}


def write(work: Work, matters: list[Matter]) -> None:
    """Write a story down, and have all of it measured as the clock process does it."""
    with work.write() as session:
        chat, charters = _reference(session)
        contact_ids = iter(range(1, 10**9))
        for start in range(0, len(matters), 2_000):
            _write_some(session, matters[start : start + 2_000], (chat.id, chat.customer_id), charters, contact_ids)
        measurements.remeasure_later(session, true(), MEASURED - timedelta(days=1))
    found = 1
    while found:
        with work.write() as session:
            found = measurements.remeasure(session, MEASURED)


def _reference(session: Session) -> tuple[Any, tuple[int, int]]:
    for unit in UNITS:
        a_unit(session, unit)
    for estate in ESTATES:
        if estate:
            an_estate(session, estate)
    reference.load_charter(session, second_charter())
    session.flush()
    first, second = session.scalars(select(CharterVersion.id).order_by(CharterVersion.in_force_from)).all()
    by = a_staff(session, role=Role.ADMINISTRATOR)
    for one in CLOSINGS:
        session.add(
            CalendarEntry(
                what="half_day" if one.spans else "closure",
                unit_id=one.unit,
                estate_id=one.estate,
                first_on=one.days[0],
                last_on=one.days[-1],
                shifts=["08:30-12:00"] if one.spans else [],
                reason_th="น้ำท่วม",
                reason_en="flood",
                source="ประกาศ",
                announced_on=one.entered_at.date(),
                entered_at=one.entered_at,
                entered_by_id=by.id,
                withdrawn_at=one.withdrawn_at,
                withdrawn_by_id=by.id if one.withdrawn_at else None,
            )
        )
    return a_chat(session), (first, second)


def _write_some(
    session: Session, matters: list[Matter], whose: tuple[int, int], charters: tuple[int, int], ids: Iterator[int]
) -> None:
    chat_id, customer_id = whose
    tickets, contacts, ratings = [], [], []
    for matter in matters:
        tickets.append({
            "id": matter.id, "number": f"กนอ-69-{matter.id:06d}", "customer_id": customer_id,
            "conversation_id": chat_id, "intent_id": "water_supply", "kind": matter.kind, "stage": "L5",
            "touchpoint": "utility", "unit_id": matter.unit, "estate_id": matter.estate, "subject": "น้ำไม่ไหล",
            "status": _status(matter), "charter_id": charters[matter.second_charter], "received_at": matter.received,
        })  # fmt: skip
        said = {"conversation_id": chat_id, "customer_id": customer_id, "ticket_id": matter.id, "what": "text"}
        contacts.append({**said, "id": next(ids), "author": Author.CUSTOMER, "at": matter.received, "text": "",
                         "channel": matter.channel})  # fmt: skip
        for row in matter.rows:
            if row["what"] == "asked_customer":
                row["contact_id"] = next(ids)
                contacts.append({**said, "id": row["contact_id"], "author": Author.OFFICER, "at": row["at"],
                                 "text": matter.questions[row["at"]], "channel": "line"})  # fmt: skip
        ratings += [
            {"ticket_id": matter.id, "resolution": place, "score": score, "at": MEASURED}
            for place, score in enumerate(matter.ratings, 1)
        ]
    session.execute(insert(Ticket), tickets)
    session.execute(insert(Contact), contacts)
    session.execute(insert(TicketEvent), [row for matter in matters for row in matter.rows])
    if ratings:
        session.execute(insert(Rating), ratings)


def _status(matter: Matter) -> Status:
    whats = [what for _, what in matter.events if what in ("resolved", "reopened", "cancelled", "duplicate_of")]
    last = whats[-1] if whats else ""
    if last == "resolved":
        return Status.RESOLVED
    return Status.CANCELLED if last in ("cancelled", "duplicate_of") else Status.IN_PROGRESS


def main(many: int) -> None:
    """Make up a year of so many matters, and say whether its report is what a slow recount says."""
    from tests.backend.test_generated_year import compare

    began = time.perf_counter()
    with TemporaryDirectory(prefix="nikhom-year-") as place:
        engine = make_engine(f"sqlite:///{Path(place) / 'nikhom.db'}")
        migrate(engine)
        work = Work(engine, SilentDoorbell(), lambda: MEASURED)
        matters = list(make_up(many, FISCAL_YEAR))
        write(work, matters)
        sys.stdout.write(f"written and measured after {time.perf_counter() - began:.0f} s\n")
        sys.stdout.flush()
        numbers = compare(work, matters)
        engine.dispose()
    sys.stdout.write(f"{many:,} matters: {numbers:,} numbers agree, {time.perf_counter() - began:.0f} s\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
