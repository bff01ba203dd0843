"""The package's own door, without database or web.

    python -m service_standards read < cases.jsonl > readings.jsonl
    python -m service_standards due 'Fri 10 Apr 2026 16:00' --standard response.utility
    python -m service_standards holidays 2571

`read` answers each line with one line; what a case and a reading are is told in `cases`. A bad line gives
{"id", "error"} on its line, the rest goes on, and the exit status is 1. Blank lines at the end are no cases.
`due` tells people when something is due, and why then. `holidays` drafts a year's holiday file for review.
"""

import argparse
import json
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, TextIO

from service_standards.allowance import Allowance
from service_standards.calendar import Calendar
from service_standards.cases import read_line
from service_standards.charter import load_trial_charter
from service_standards.clock import Reading, read_clock
from service_standards.errors import CalendarError, StandardsError
from service_standards.events import Event, What
from service_standards.explain import due_told
from service_standards.instants import INSTANT
from service_standards.json_fields import Json
from service_standards.ledger_told import ledger_told
from service_standards.office import calendars
from service_standards.terms import Measure, Terms
from service_standards.thai_dates import instant_en, instant_th
from service_standards.written_instants import read_instant

OK, BAD_LINES, REFUSED = 0, 1, 2
BUDDHIST_YEARS = range(2514, 2742)
_THAI_AS_IT_IS = json.JSONEncoder(ensure_ascii=False)


def main(argv: Sequence[str], stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Runs one command; the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        if arguments.command == "read":
            return _read(stdin, stdout)
        if arguments.command == "due":
            _due(arguments, stdout)
        else:
            _holidays(arguments.year, stdout)
    except StandardsError as error:
        print(error, file=stderr)
        return REFUSED
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m service_standards", description="Times service standards.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("read", help="cases in JSON lines on stdin, readings on stdout")
    due = commands.add_parser("due", help="when something received at an instant is due")
    due.add_argument("received", help="such as 'Fri 10 Apr 2026 16:00'")
    promise = due.add_mutually_exclusive_group(required=True)
    promise.add_argument("--standard", help="a code of the trial charter, such as response.utility")
    promise.add_argument("--allowance", help="such as '3 working_days'")
    due.add_argument("--calendar", default="office", help="for --allowance: office (default), office_lunch or always")
    holidays = commands.add_parser("holidays", help="drafts a year's holiday file for review")
    holidays.add_argument("year", type=int, choices=BUDDHIST_YEARS, metavar="YEAR", help="Buddhist era, such as 2571")
    return parser


def _read(stdin: Iterable[bytes], stdout: TextIO) -> int:
    status = OK
    for answer in _answers(stdin):
        status = BAD_LINES if "error" in answer else status
        stdout.write(_written(answer) + "\n")
    return status


def _answers(lines: Iterable[bytes]) -> Iterator[dict[str, Json]]:
    """One answer a line. Blank lines count as bad ones only when something follows them."""
    blank = 0
    for line in lines:
        if not line.strip():
            blank += 1
            continue
        yield from [{"id": None, "error": "a blank line is no case"}] * blank
        blank = 0
        yield read_line(line)


def _written(answer: dict[str, Json]) -> str:
    text = _THAI_AS_IT_IS.encode(answer)
    # Half a surrogate pair, which JSON can escape and UTF-8 cannot hold, goes back out as it came in.
    return text if text.isprintable() else json.dumps(answer)


def _due(arguments: argparse.Namespace, stdout: TextIO) -> None:
    received = Event(read_instant(arguments.received), What.RECEIVED)
    standard = load_trial_charter().standard(arguments.standard) if arguments.standard else None
    if standard:
        terms, calendar = standard.terms, _calendar(standard.calendar)
    else:
        terms = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse(arguments.allowance))
        calendar = _calendar(arguments.calendar)
    reading = _read_until_due(terms, calendar, received)
    if standard:
        print(f"{standard.title_th} ({standard.standing.label_th})", file=stdout)
        print(f"{standard.title_en} ({standard.standing.label_en})\n", file=stdout)
    _tell(reading, calendar, stdout)


def _read_until_due(terms: Terms, calendar: Calendar, received: Event) -> Reading:
    """The clock as it stands when its allowance is up, with the instant that uses it up in the ledger."""
    at_receipt = read_clock(terms, calendar, [received], received.at)
    if at_receipt.due is None:
        return at_receipt
    due = at_receipt.due
    reading = read_clock(terms, calendar, [received], due + INSTANT)
    ledger = tuple(line._replace(end=min(line.end, due)) for line in reading.ledger if line.start < due)
    return reading._replace(ledger=ledger)


def _tell(reading: Reading, calendar: Calendar, stdout: TextIO) -> None:
    told = due_told(reading, calendar)
    print(f"รับเรื่อง   {instant_th(reading.received_at)}\nครบกำหนด  {told.th}", file=stdout)
    print(f"Received  {instant_en(reading.received_at)}\nDue       {told.en}\n", file=stdout)
    tellings = ledger_told(reading)
    for line in tellings:
        print(f"  {line.when.th}: {line.what.th} – {line.counted.th}", file=stdout)
    for line in tellings:
        print(f"  {line.when.en}: {line.what.en} – {line.counted.en}", file=stdout)


def _calendar(name: str) -> Calendar:
    if name not in calendars():
        raise CalendarError(f"no calendar {name!r}: one of {', '.join(calendars())}")
    return calendars()[name]


def _holidays(year: int, stdout: TextIO) -> None:
    # The library is read by nothing but this draft, and importing it would double the time `read` takes to start.
    from service_standards.holiday_draft import draft  # noqa: PLC0415

    stdout.write(draft(year))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `… | head` ends it quietly, as it does any other filter
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Thai, whatever the locale says
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout, sys.stderr))
