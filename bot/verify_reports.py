"""Says whether what was sealed, published and kept is what it was: ``python -m bot.verify_reports [YEAR/QUARTER]``.

Sealed quarters, the results that were published of them, and documents of reports. One line for each thing that was
looked at; exit status 1 where anything is not as it was.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import chain

from backend.files import MediaStore
from backend.queries import public_results
from backend.queries.seals import sealed
from backend.services import report_files
from backend.services.seal_audit import verify, verify_files, verify_publications
from backend.whole_numbers import read_whole
from backend.work import Work
from bot.process import start
from service_standards.thai_dates import Quarter

USAGE = "usage: python -m bot.verify_reports [YEAR/QUARTER], the Buddhist fiscal year and 1 to 4, as in 2569/3"


def look(work: Work, files: MediaStore, quarter: Quarter | None, tell: Callable[[str], object]) -> bool:
    """Tell line by line what is found; whether all of it is right."""
    right = wrong = 0
    with work.snapshot() as session:
        if quarter is not None and sealed(session, quarter) is None:
            tell(f"Quarter {_named(quarter)} is not sealed.\n")
            return False
        for finding in chain(
            verify(session, quarter),
            verify_publications(session, public_results.document, quarter),
            verify_files(session, files, quarter),
        ):
            tell(f"ok   {finding.where}\n" if finding.is_right else f"NOT  {finding.where}: {finding.problem}\n")
            right, wrong = right + finding.is_right, wrong + (not finding.is_right)
    tell(f"{right:,} right, {wrong:,} not as kept.\n")
    return not wrong


def _named(quarter: Quarter) -> str:
    return f"{quarter.fiscal_year}/{quarter.number}"


def quarter_of(arguments: Sequence[str]) -> Quarter | None:
    """The quarter that was asked for, if any.

    Raises:
        SystemExit: what was asked is no quarter.
    """
    if not arguments:
        return None
    year, _, number = arguments[0].partition("/")
    found = read_whole(year, most=4, least=4), read_whole(number, most=1)
    if len(arguments) > 1 or found[0] is None or found[1] not in (1, 2, 3, 4):
        sys.exit(USAGE)
    return Quarter(found[0], found[1])


def main() -> None:
    """Look at what is asked for, with the environment's settings."""
    quarter = quarter_of(sys.argv[1:])
    process = start()
    files = report_files.store(process.settings.media_path)
    if not look(process.work, files, quarter, sys.stdout.write):
        sys.exit(1)


if __name__ == "__main__":
    main()
